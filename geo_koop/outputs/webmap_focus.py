"""A map that shows some municipalities only: the others become one faint class."""

from dataclasses import replace

import numpy as np

from geo_koop.outputs.webmap_style import NONE, LegendEntry, MapStyle, Paint

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
    codes = np.where(inside, np.asarray(style.codes, dtype=int), outside)
    counts = np.bincount(codes, minlength=outside + 1)
    lines = [replace(entry, count=int(counts[style.palette.index(entry.paint)])) for entry in style.legend]
    return replace(
        style,
        codes=tuple(codes.tolist()),
        palette=(*style.palette, OUTSIDE),
        legend=(
            *(line for line in lines if line.count),
            LegendEntry(label=label, paint=OUTSIDE, count=int(counts[outside])),
        ),
    )
