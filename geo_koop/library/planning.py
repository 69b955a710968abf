"""Whom to ask, and how well such proposals find what exists."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from geo_koop.planning import potential as lists
from geo_koop.planning import retrodict as test
from geo_koop.planning import similar as alike
from geo_koop.planning.potential import Potential
from geo_koop.result import named
from geo_koop.result.analysis import Analysis


def potential(
    analysis: Analysis,
    municipality: str,
    topic: str,
    *,
    statutory: bool = False,
    elsewhere: str | None = None,
    invite_weights: Mapping[str, float] | None = None,
    learn_weights: Mapping[str, float] | None = None,
) -> Potential:
    """Return what a municipality could do about a topic: whom it could join, invite, begin with and learn from.

    Parameters
    ----------
    analysis : Analysis
        Filters do not matter: what is not in them is no gap.
    municipality : str
        Key or name.
    topic : str
        Code or label of a topic or of a group of topics.
    statutory : bool
        Whether bodies that a law prescribes are candidates; they always count in what is covered.
    elsewhere : {"district", "state"}, optional
        To learn only from another district, or another state.
    invite_weights, learn_weights : Mapping of float, optional
        Weights in place of those that are shipped (``docs/potential.md``).

    Returns
    -------
    Potential
        Lists that are never merged into one, each a DataFrame in its own order.

    Raises
    ------
    UsageError
        If a name is not known or ambiguous, or a weight is impossible.

    Examples
    --------
    >>> import geo_koop as gk
    >>> found = gk.potential(gk.analyse(), "Haar", "industrial_zone")
    >>> found.status, list(found.found["name"].head(2))
    ('none_recorded', ['Vaterstetten', 'Grasbrunn'])
    """
    return lists.potential(
        analysis,
        named.municipality(analysis, municipality),
        named.topic(topic),
        statutory=statutory,
        elsewhere=elsewhere,
        invite_weights=invite_weights,
        learn_weights=learn_weights,
    )


def invite(
    analysis: Analysis,
    cooperation: str,
    *,
    statutory: bool = False,
    weights: Mapping[str, float] | None = None,
    most: int | None = 50,
) -> pd.DataFrame:
    """Return the municipalities that are missing in a cooperation, the most likely first.

    Parameters
    ----------
    analysis : Analysis
    cooperation : str
        Id or name.
    statutory : bool
        Whether bodies that a law prescribes count in parts.
    weights : Mapping of float, optional
        By part, in place of those that are shipped.
    most : int, optional
        Rows; all where it is ``None``.

    Returns
    -------
    pandas.DataFrame
        Indexed by key: ``cooperation_id, rank, rank_nearest, name, district_name, population, surveyed``, the parts.

    Raises
    ------
    UsageError
        If the name is not known or ambiguous, the cooperation has no member here, or a weight is impossible.
    """
    one = named.cooperation(analysis.whole, cooperation)
    return lists.invite(analysis, one, statutory=statutory, weights=weights, most=most)


def similar(
    analysis: Analysis,
    municipality: str,
    *,
    weights: Mapping[str, float] | None = None,
    elsewhere: str | None = None,
    most: int | None = 20,
) -> pd.DataFrame:
    """Return the municipalities that are most like one.

    Parameters
    ----------
    analysis : Analysis
    municipality : str
        Key or name.
    weights : Mapping of float, optional
        By indicator, 0 or more; 1 where it is left out.
    elsewhere : {"district", "state"}, optional
        Only those of another district, or of another state.
    most : int, optional
        Rows; all where it is ``None``.

    Returns
    -------
    pandas.DataFrame
        Indexed by key: ``rank, rank_nearest, name, district_name, state_name, difference`` (standard deviations),
        ``nearest_km, missing`` (indicators unknown of either), and the indicators.

    Raises
    ------
    UsageError
        If a name is not known or ambiguous, or a weight is impossible.
    """
    key = named.municipality(analysis, municipality)
    return alike.similar(analysis, key, weights=weights, elsewhere=elsewhere, most=most)


def retrodict(
    analysis: Analysis,
    task: str = "invite",
    *,
    split: str = "leave_one_out",
    statutory: bool = False,
    candidates: str = "all",
    later: Analysis | None = None,
    seed: int = 0,
) -> dict[str, Any]:
    """Hide memberships, rank all candidates, and tell how often each method finds what was hidden.

    Parameters
    ----------
    analysis : Analysis
    task : {"invite", "join"}
        Which municipality belongs to the cooperation; which cooperation on the same topic the municipality joins.
    split : {"leave_one_out", "time"}
        Each membership once; or the joins of each year, from what was there before.
    statutory : bool
        Whether bodies that a law prescribes take part.
    candidates : {"all", "surveyed"}
        All municipalities of the boundaries, or those that were surveyed.
    later : Analysis, optional
        Records of a later date on the same boundaries, by the same ids: what is new in them is to be found.
    seed : int
        Of the bootstrap.

    Returns
    -------
    dict
        ``task, split, statutory, candidates, n, candidates_median, seed, methods``: ``docs/potential.md``.

    Raises
    ------
    UsageError
        If an argument is not known.
    """
    return test.retrodict(
        analysis, task=task, split=split, statutory=statutory, candidates=candidates, later=later, seed=seed
    )
