"""The one source of numbers of municipalities and cooperations under filters and switches. Pure functions.

Headline, legend, charts, tables and comparisons take their numbers from here, so that they agree to the last one.
Numbers are about the municipalities of :meth:`Analysis.surveyed`; others are counted apart. What of the cooperations
counts, the analysis says itself (:meth:`Analysis.leaving_out`).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo_koop.result.analysis import STATUTORY, THROUGH_OTHERS, Analysis


def counting(analysis: Analysis, *, statutory: bool, own: bool) -> Analysis:
    """Return what numbers of cooperations and partners count, as the switches say.

    Parameters
    ----------
    analysis : Analysis
        Narrowed by the filters.
    statutory : bool
        Whether what a law prescribes counts too; where a filter chooses by that, it decides.
    own : bool
        Whether own memberships count alone.
    """
    return analysis.leaving_out([kind for kind, out in ((STATUTORY, not statutory), (THROUGH_OTHERS, own)) if out])


@dataclass(frozen=True, kw_only=True)
class Figures:
    """How many cooperations count, and how many municipalities they reach.

    Attributes
    ----------
    cooperations, active, drawn : int
        Those that count; of these active on the date; of these with an area on the map.
    municipalities, reached : int
        Those that numbers are about, and how many of them have a cooperation.
    around, around_reached : int
        The others on the map: surroundings, or what lies outside of the regions chosen.
    """

    cooperations: int
    active: int
    drawn: int
    municipalities: int
    reached: int
    around: int
    around_reached: int


def per_municipality(analysis: Analysis) -> np.ndarray:
    """Return the number of cooperations of each municipality, in the order of their table."""
    _cooperation, municipality = analysis.covering()
    return np.asarray(np.bincount(municipality, minlength=len(analysis.municipalities)))


def of(analysis: Analysis) -> Figures:
    """Return the figures of what counts."""
    shown = np.asarray(analysis.values("shown"), dtype=bool)
    active = np.asarray(analysis.values("active"), dtype=bool)
    cooperation, _municipality = analysis.covering()
    asked, covered = analysis.surveyed(), per_municipality(analysis) > 0
    return Figures(
        cooperations=int(shown.sum()),
        active=int((shown & active).sum()),
        drawn=len(np.unique(cooperation)),
        municipalities=int(asked.sum()),
        reached=int((asked & covered).sum()),
        around=int((~asked).sum()),
        around_reached=int((~asked & covered).sum()),
    )


def municipalities(analysis: Analysis) -> pd.Series:
    """Return the number of cooperations of each municipality that numbers are about, by key."""
    asked = analysis.surveyed()
    return pd.Series(per_municipality(analysis)[asked], index=analysis.municipalities.index[asked], name="cooperations")


def blank_kinds(analysis: Analysis, count: Callable[[Analysis], np.ndarray] = per_municipality) -> np.ndarray:
    """Tell of each municipality without a cooperation that counts by what it is covered all the same.

    Parameters
    ----------
    analysis : Analysis
    count : callable
        Returns the number of cooperations of each municipality, such as those on a topic.

    Returns
    -------
    numpy.ndarray of str
        Code of a class: ``prescribed`` (statutory bodies alone), ``through_only`` (district or association alone),
        ``not_counted`` (both); else empty.
    """
    kinds = np.full(len(analysis.municipalities), "", dtype=object)
    if not analysis.left_out:
        return kinds
    blank = (count(analysis) == 0) & (count(analysis.fuller) > 0)
    if len(analysis.left_out) == 1:
        kinds[blank] = "prescribed" if STATUTORY in analysis.left_out else "through_only"
        return kinds
    by_law = count(analysis.fuller.own_memberships()) > 0
    through = count(analysis.fuller.without_statutory()) > 0
    kinds[blank] = "not_counted"
    kinds[blank & by_law & ~through] = "prescribed"
    kinds[blank & through & ~by_law] = "through_only"
    return kinds


def begin_unknown(analysis: Analysis) -> np.ndarray:
    """Tell for each municipality whether a cooperation covers it of which nobody knows if it had begun on the date."""
    unknown = np.asarray(analysis.values("status") == "start_unknown")
    index = analysis.municipalities.index
    if not unknown.any():
        return np.zeros(len(index), dtype=bool)
    area = analysis.area
    ids = analysis.cooperations.index[unknown]
    return np.asarray(index.isin(area.loc[area["cooperation_id"].isin(ids), "key"]))
