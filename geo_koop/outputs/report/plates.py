"""The map plate of a sheet: the drawing with legend, scale, overview, coordinate system and notes."""

import hashlib
import itertools
from collections.abc import Sequence

import numpy as np
import pandas as pd

from geo_koop.outputs.mapsheet import drawing
from geo_koop.outputs.mapsheet.drawing import Drawing, Plan
from geo_koop.outputs.mapsheet.frame import Frame
from geo_koop.outputs.report.press import Press
from geo_koop.outputs.report.sheet import MapPart

_OVERVIEW = (38.0, 38.0)
_FEW_NAMES = 12

COUNT_COLOURS = (
    (1, "#dcebf7", "none"),
    (2, "#b3d3ea", "dots"),
    (4, "#7fb6dc", "rising"),
    (7, "#4a90c9", "crossed"),
    (10, "#1c5c9c", "grid"),
)
"""Smallest count of a class, colour, hatch."""


def count_labels(press: Press) -> list[str]:
    """Return the names of the classes of :data:`COUNT_COLOURS`."""
    starts = [start for start, _colour, _hatch in COUNT_COLOURS]
    texts = [f"{a}" if b - a == 1 else f"{a}–{b - 1}" for a, b in itertools.pairwise(starts)]
    return [*texts, press.words("{count} and more", count=starts[-1])]


def plate(
    press: Press,
    plan: Plan,
    frame: Frame,
    *,
    title: str,
    overview_keys: pd.Index,
    notes: tuple[str, ...] = (),
    counts: tuple[tuple[str, int], ...] = (),
    around: np.ndarray | None = None,
) -> tuple[MapPart, dict[str, str]]:
    """Draw a plan and put its plate together.

    Parameters
    ----------
    press : Press
    plan : Plan
    frame : Frame
    title : str
        What the map shows, for those who cannot see it.
    overview_keys : pandas.Index
        Municipalities that the overview map fills.
    notes : tuple of str
        Remarks below the legend.
    counts : tuple of (str, int)
        Class and number of municipalities, for those who cannot see the map.
    around : numpy.ndarray, optional
        Bounds of the overview map.

    Returns
    -------
    MapPart
    dict of str to str
        File name to SVG.
    """
    drawn = drawing.draw(press.ground, plan, frame)
    size = (frame.width, frame.height)
    small = overview(press, [frame], overview_keys, around=around)
    return assemble(press, drawn, frame, size, small, title=title, notes=notes, counts=counts)


def overview(press: Press, frames: Sequence[Frame], keys: pd.Index, *, around: np.ndarray | None = None) -> str:
    """Return the small map beside the large one."""
    return drawing.overview(press.ground, frames, keys, width=_OVERVIEW[0], height=_OVERVIEW[1], around=around)


def assemble(
    press: Press,
    drawn: Drawing,
    frame: Frame,
    size: tuple[float, float],
    small: str,
    *,
    title: str,
    notes: tuple[str, ...] = (),
    counts: tuple[tuple[str, int], ...] = (),
) -> tuple[MapPart, dict[str, str]]:
    """Put a plate together from what is drawn already; ``frame`` gives the scale, ``size`` is in millimetres."""
    words = press.words
    bar, bar_width, _length = drawing.scale_bar(frame)
    images = {"map.svg": drawn.svg, "overview.svg": small, "bar.svg": bar, "north.svg": drawing.north_arrow()}
    legend = []
    for sample, label in drawn.legend:
        name = f"legend-{hashlib.sha256(sample.encode()).hexdigest()[:12]}.svg"
        images[name] = sample
        legend.append((name, label))
    scale = f"1:{frame.denominator:,}".replace(",", "\u202f")
    if len(drawn.unnamed) > _FEW_NAMES:
        notes = (*notes, words("Not every name has room on the map."))
    elif drawn.unnamed:
        notes = (*notes, words("No room on the map for: {names}.", names=words.listing(drawn.unnamed)))
    said = "; ".join(
        f"{label}: {words.plural(count, 'one municipality', '{count} municipalities')}"
        for label, count in counts
        if count
    )
    part = MapPart(
        file="map.svg",
        overview="overview.svg",
        bar="bar.svg",
        bar_width=bar_width,
        arrow="north.svg",
        width=size[0],
        height=size[1],
        alt=words("Map: {title}.", title=title) + (f" {said}." if said else ""),
        overview_alt=words("Overview map: where the area of the large map lies among the districts."),
        scale=scale,
        legend=tuple(legend),
        crs=press.ground.crs_name,
        notes=notes,
    )
    return part, images
