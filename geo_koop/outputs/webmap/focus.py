"""Municipalities as a class of their own: those left out become faint, those chosen together stand out."""

from dataclasses import replace

import numpy as np

from geo_koop.outputs.classes.families import state
from geo_koop.outputs.classes.hatches import NONE
from geo_koop.outputs.webmap.legend import LegendEntry, MapStyle, Paint
from geo_koop.outputs.webmap.style import CHOSEN_CODE, OUTSIDE_CODE

OUTSIDE = Paint(colour=state(OUTSIDE_CODE).colour, opacity=0.0, hatch=NONE)
"""Borders alone."""
CHOSEN = Paint.of(state(CHOSEN_CODE))


def within(style: MapStyle, inside: np.ndarray, label: str) -> MapStyle:
    """Return a style in which only some municipalities keep their class.

    Parameters
    ----------
    style : MapStyle
    inside : numpy.ndarray of bool
        In the order of ``style.codes``.
    label : str
        Line of the legend for the others.
    """
    return _reclassed(style, ~inside, LegendEntry(label=label, paint=OUTSIDE, code=OUTSIDE_CODE))


def standing_out(style: MapStyle, chosen: np.ndarray, label: str) -> MapStyle:
    """Return a style in which some municipalities stand out from all classes.

    Parameters
    ----------
    style : MapStyle
    chosen : numpy.ndarray of bool
        In the order of ``style.codes``.
    label : str
        Their line of the legend.
    """
    return _reclassed(style, chosen, LegendEntry(label=label, paint=CHOSEN, code=CHOSEN_CODE))


def _reclassed(style: MapStyle, which: np.ndarray, entry: LegendEntry) -> MapStyle:
    """Return a style with one more class, and without classes that are empty then."""
    entries = (*style.legend, entry)
    wanted = np.where(which, len(style.palette), np.asarray(style.codes, dtype=int))
    used, codes = np.unique(wanted, return_inverse=True)
    asked = np.ones(len(codes), dtype=bool) if style.asked is None else style.asked
    counts = np.bincount(codes[asked], minlength=len(used))
    legend = tuple(replace(entries[u], count=int(n) or None) for u, n in zip(used, counts, strict=True))
    return replace(style, codes=tuple(codes.tolist()), palette=tuple(entry.paint for entry in legend), legend=legend)


def class_labels(style: MapStyle) -> list[str]:
    """Return the line of the legend that each municipality belongs to: the map in words."""
    return [style.legend[code].label for code in style.codes]
