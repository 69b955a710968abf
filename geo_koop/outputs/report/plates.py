"""The map plate of a sheet: the drawing with legend, scale, overview, coordinate system and notes."""

import hashlib
from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely

from geo_koop import codelists
from geo_koop.locale.alphabet import alphabetical
from geo_koop.outputs.classes import families
from geo_koop.outputs.classes.palette import PAPER
from geo_koop.outputs.mapsheet import drawing
from geo_koop.outputs.mapsheet.drawing import AreaClass, Drawing, Plan
from geo_koop.outputs.mapsheet.frame import Frame
from geo_koop.outputs.mapsheet.symbols import Fill
from geo_koop.outputs.report.press import Press
from geo_koop.outputs.report.sheet import MapPart

_OVERVIEW = (38.0, 38.0)
_FEW_NAMES = 12
_FEW_DISTRICTS = 6
_BESIDE = 0.7
"""Share of the width of a page up to which legend and overview find room beside a map."""


def around_areas(press: Press, inside: pd.Index) -> AreaClass:
    """Return what was surveyed around the municipalities of a map: bare, because the map does not tell of it."""
    table = press.analysis.municipalities
    keys = table.index[~table["context"].astype(bool)].difference(inside)
    return AreaClass(label=press.words("surroundings, surveyed, not shown here"), fill=Fill(colour=PAPER), keys=keys)


def blank_areas(press: Press, cells: pd.DataFrame, *, selection: bool) -> list[AreaClass]:
    """Return the classes of municipalities without a cooperation, and of the surroundings.

    Parameters
    ----------
    press : Press
    cells : pandas.DataFrame
        Coverage of the municipalities of the region on one topic: ``status, grade``, indexed by key.
    selection : bool
        Whether filters leave out cooperations of these municipalities.
    """
    table = press.analysis.municipalities
    around = table.index[table["context"].astype(bool)].difference(cells.index)
    unseen, blank = (cells.index[cells["status"] == status] for status in ("not_surveyed", "none_recorded"))
    grades = codelists.load("grades").codes
    inside = [blank] if selection else [blank[cells.loc[blank, "grade"] == grade] for grade in grades]
    return [
        AreaClass(label=entry.label(press.words.language), fill=Fill.of(entry), keys=keys)
        for entry, keys in zip(families.blanks(selection=selection), (*inside, unseen, around), strict=True)
    ]


def plate(
    press: Press,
    plan: Plan,
    frame: Frame,
    *,
    title: str,
    overview_keys: pd.Index,
    notes: tuple[str, ...] = (),
    counted: tuple[str, ...] = (),
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
    counted : tuple of str
        Classes whose municipalities on the map are counted, for those who cannot see it.
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
    counts = tuple(visible(press, plan, frame, counted).items())
    return assemble(press, drawn, frame, size, small, overview_keys, title=title, notes=notes, counts=counts)


def visible(press: Press, plan: Plan, frame: Frame, counted: Sequence[str]) -> dict[str, int]:
    """Return how many municipalities of each class lie inside the frame, at least in part."""
    ground = press.ground
    inside = ground.keys[ground.tree.query(shapely.box(*frame.bounds), predicate="intersects")]
    found = dict.fromkeys(counted, 0)
    for entry in plan.classes:
        if entry.label in found:
            found[entry.label] += int(inside.isin(entry.keys).sum())
    return found


def overview(press: Press, frames: Sequence[Frame], keys: pd.Index, *, around: np.ndarray | None = None) -> str:
    """Return the small map beside the large one."""
    return drawing.overview(press.ground, frames, keys, width=_OVERVIEW[0], height=_OVERVIEW[1], around=around)


def assemble(
    press: Press,
    drawn: Drawing,
    frame: Frame,
    size: tuple[float, float],
    small: str,
    filled: pd.Index,
    *,
    title: str,
    notes: tuple[str, ...] = (),
    counts: tuple[tuple[str, int], ...] = (),
) -> tuple[MapPart, dict[str, str]]:
    """Put a plate together from what is drawn already; ``frame`` gives the scale, ``size`` is in millimetres.

    ``filled`` are the municipalities that the overview ``small`` fills.
    """
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
        overview_alt=_on_overview(press, filled),
        overview_caption=words("Overview – frame: what the map shows; filled: its subject."),
        beside=not press.options.landscape and size[0] <= _BESIDE * press.options.map_size[0],
        scale=scale,
        legend=tuple(legend),
        crs=press.ground.crs_name,
        notes=notes,
    )
    return part, images


def _on_overview(press: Press, filled: pd.Index) -> str:
    """Tell what the overview map shows: how many municipalities are filled, and where they lie."""
    words = press.words
    table = press.analysis.municipalities.reindex(filled).dropna(subset="name")
    districts = alphabetical(table["district_name"].dropna().astype("str").unique())
    said = words.plural(
        len(table),
        "Overview map of the districts: the frame shows where the large map lies; one municipality is filled",
        "Overview map of the districts: the frame shows where the large map lies; {count} municipalities are filled",
    )
    return f"{said} ({words.listing(districts, most=_FEW_DISTRICTS)})." if districts else f"{said}."
