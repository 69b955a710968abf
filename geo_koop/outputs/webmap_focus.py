"""A map that shows some municipalities only: the others become one faint class."""

from dataclasses import replace

import numpy as np

from geo_koop.outputs.webmap_style import NONE, OUTSIDE_CODE, LegendEntry, MapStyle, Paint

OUTSIDE = Paint(colour="#ffffff", opacity=0.0, hatch=NONE)
"""Borders alone."""


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
    outside = len(style.palette)
    entries = (*style.legend, LegendEntry(label=label, paint=OUTSIDE, code=OUTSIDE_CODE))
    chosen = np.where(inside, np.asarray(style.codes, dtype=int), outside)
    used, codes, counts = np.unique(chosen, return_inverse=True, return_counts=True)
    legend = tuple(replace(entries[u], count=int(n)) for u, n in zip(used, counts, strict=True))
    return replace(style, codes=tuple(codes.tolist()), palette=tuple(entry.paint for entry in legend), legend=legend)
