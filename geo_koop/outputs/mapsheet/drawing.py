"""A map as SVG: classes of areas, grey lakes and forests, borders, outlines, marks and names."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import shapely

from geo_koop.outputs.classes.families import state
from geo_koop.outputs.classes.palette import FRAME, INK, PALETTE, PAPER, QUIET
from geo_koop.outputs.mapsheet import fonts, labels, symbols
from geo_koop.outputs.mapsheet.frame import UNITS_PER_MM, Frame
from geo_koop.outputs.mapsheet.ground import Ground
from geo_koop.outputs.mapsheet.symbols import Fill

LAND = Fill(colour=PALETTE["land"])
WILD = Fill.of(state("unincorporated"))
_LINE, _DISTRICT = PALETTE["border"], PALETTE["district"]
_TOLERANCE = 0.05
"""Millimetres on paper that a simplified line may stray: less than a printer shows."""
_COARSE = 0.15
"""The same on the overview map, which is read at a glance."""

_MOST_NAMES = 180
_FEW_NAMED = 60
"""Beyond so many members their names are set in the smallest size."""

_SIZES = {"focus": 9.0, "member": 7.0, "other": labels.SMALLEST}


@dataclass(frozen=True, kw_only=True)
class AreaClass:
    """Municipalities that are filled alike.

    Attributes
    ----------
    label : str
        For the legend.
    fill : Fill
    keys : pandas.Index
    """

    label: str
    fill: Fill
    keys: pd.Index


@dataclass(frozen=True, kw_only=True)
class Outline:
    """A line around municipalities; ``width`` in millimetres, ``dash`` as in SVG."""

    label: str
    colour: str
    keys: pd.Index
    width: float = 0.6
    dash: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a map shows.

    Attributes
    ----------
    classes : tuple of AreaClass
        Later ones are drawn over earlier ones.
    outlines : tuple of Outline
    stars : pandas.Index
        Municipalities marked with a star: a core city.
    rings : pandas.Index
        Municipalities marked with a ring and a dot: a most populous member that is no core city.
    star_label, ring_label : str
        For the legend.
    focus, named : pandas.Index
        Municipalities whose names are set large and bold, and those that are named before others.
    open_land_label : str
        For the legend: lakes and forests without a council.
    """

    classes: tuple[AreaClass, ...]
    outlines: tuple[Outline, ...] = ()
    stars: pd.Index = field(default_factory=lambda: pd.Index([], dtype="str"))
    star_label: str = ""
    rings: pd.Index = field(default_factory=lambda: pd.Index([], dtype="str"))
    ring_label: str = ""
    focus: pd.Index = field(default_factory=lambda: pd.Index([], dtype="str"))
    named: pd.Index = field(default_factory=lambda: pd.Index([], dtype="str"))
    open_land_label: str = ""


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A drawn map: the SVG, the legend as pairs of sample and label, and the wanted names that found no room."""

    svg: str
    legend: tuple[tuple[str, str], ...]
    unnamed: tuple[str, ...]


def draw(ground: Ground, plan: Plan, frame: Frame) -> Drawing:
    """Draw a plan in a frame.

    Parameters
    ----------
    ground : Ground
    plan : Plan
    frame : Frame
    """
    box = shapely.box(*frame.bounds)
    visible = np.sort(ground.tree.query(box, predicate="intersects"))
    shapes = _clipped(ground.shapes[visible], frame)
    open_land_at = (
        np.flatnonzero(shapely.intersects(ground.open_land, box)) if len(ground.open_land) else np.array([], dtype=int)
    )
    unincorporated = _clipped(ground.open_land[open_land_at], frame)
    fills, legend = _fills(ground, plan, visible)
    # borders are drawn with the areas: a path of their own would nearly double the file
    areas = [(f"area{i}", fill, shapes[fills == i]) for i, fill in enumerate((LAND, *_all_fills(plan)))]
    parts = [
        path(unincorporated, WILD, frame, "wild"),
        *(path(s, fill, frame, name, line=0.12) for name, fill, s in areas),
    ]
    if len(unincorporated):
        legend.append((symbols.swatch(WILD), plan.open_land_label))
    districts = ground.districts[shapely.intersects(ground.districts, box)] if len(ground.districts) else np.array([])
    parts.append(_strokes(_clipped(districts, frame), frame, _DISTRICT, 0.3))
    for outline in plan.outlines:
        at = np.intersect1d(ground.positions(outline.keys), visible)
        if len(at):
            merged = _clipped(np.array([shapely.union_all(ground.shapes[at])]), frame)
            parts.append(_strokes(merged, frame, PAPER, outline.width + 0.5))
            parts.append(_strokes(merged, frame, outline.colour, outline.width, outline.dash))
            legend.append((symbols.line_swatch(outline.colour, outline.width, outline.dash), outline.label))
    placed, unnamed, stars, rings = _names(
        ground, plan, frame, visible, shapes, unincorporated, ground.open_land_names[open_land_at]
    )
    if stars:
        legend.append((symbols.star_swatch(), plan.star_label))
    if rings:
        legend.append((symbols.ring_swatch(), plan.ring_label))
    definitions = dict.fromkeys(fill.pattern() for fill in (*_all_fills(plan), WILD))
    return Drawing(
        svg=_document(frame, "".join(definitions), [*parts, stars + rings, labels.svg(placed)]),
        legend=tuple((sample, label) for sample, label in legend if label),
        unnamed=tuple(unnamed),
    )


def _all_fills(plan: Plan) -> list[Fill]:
    return [entry.fill for entry in plan.classes]


def _fills(ground: Ground, plan: Plan, visible: np.ndarray) -> tuple[np.ndarray, list[tuple[str, str]]]:
    """Return the class of each visible municipality (0: none) and the legend of those that are shown."""
    classes = np.zeros(len(ground.keys), dtype=int)
    for number, entry in enumerate(plan.classes, 1):
        classes[ground.positions(entry.keys)] = number
    shown = set(classes[visible].tolist())
    legend = [(symbols.swatch(e.fill), e.label) for i, e in enumerate(plan.classes, 1) if i in shown]
    return classes[visible], legend


def _clipped(shapes: np.ndarray, frame: Frame, tolerance: float = _TOLERANCE) -> np.ndarray:
    """Return shapes cut a little outside the frame, and no finer than paper shows; what is smaller than that goes."""
    if not len(shapes):
        return shapes
    metres = frame.denominator / 1000
    west, south, east, north = frame.bounds
    margin = 3 * metres
    fine = shapely.simplify(shapes, tolerance * metres, preserve_topology=False)
    return np.asarray(shapely.clip_by_rect(fine, west - margin, south - margin, east + margin, north + margin))


def outline_text(shapes: np.ndarray, frame: Frame) -> str:
    """Return the rings of polygons as the text of an SVG path."""
    polygons = shapely.get_parts(shapes)
    polygons = polygons[shapely.get_type_id(polygons) == shapely.GeometryType.POLYGON]
    rings = shapely.get_rings(polygons)
    if not len(rings):
        return ""
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    numbers = np.rint(frame.to_paper(xy)).astype(int)
    ends = np.searchsorted(ring, np.arange(len(rings) + 1))
    texts = np.char.add(np.char.add(numbers[:, 0].astype("U"), " "), numbers[:, 1].astype("U")).tolist()
    return "".join(f"M{' '.join(texts[a : b - 1])}Z" for a, b in itertools.pairwise(ends) if b - a > 3)


def path(shapes: np.ndarray, fill: Fill, frame: Frame, name: str, *, line: float = 0) -> str:
    """Return filled polygons as SVG: the colour, and the hatch over it, so that tiles show no seams.

    ``line`` is the width of their borders in millimetres.
    """
    text = outline_text(shapes, frame)
    if not text:
        return ""
    look = f' stroke="{_LINE}" stroke-width="{line * UNITS_PER_MM:.0f}" stroke-linejoin="round"' if line else ""
    *under, top = fill.paints()
    if not under:
        return f'<path d="{text}" fill="{top}" fill-rule="evenodd"{look}/>'
    uses = "".join(f'<use href="#{name}" fill="{paint}"/>' for paint in under) + (
        f'<use href="#{name}" fill="{top}"{look}/>'
    )
    return f'<defs><path id="{name}" d="{text}" fill-rule="evenodd"/></defs>{uses}'


def _strokes(shapes: np.ndarray, frame: Frame, colour: str, width: float, dash: str = "") -> str:
    text = outline_text(shapes, frame)
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    look = f'stroke="{colour}" stroke-width="{width * UNITS_PER_MM:.0f}" stroke-linejoin="round"{dashes}'
    return f'<path d="{text}" fill="none" {look}/>' if text else ""


def _names(
    ground: Ground,
    plan: Plan,
    frame: Frame,
    visible: np.ndarray,
    shapes: np.ndarray,
    unincorporated: np.ndarray,
    open_land_names: np.ndarray,
) -> tuple[list[labels.Label], list[str], str, str]:
    """Place the names; return them, the wanted names that found no room, the stars and the rings."""
    west, south, east, north = frame.bounds
    seen = np.asarray(shapely.clip_by_rect(shapes, west, south, east, north))
    keep = shapely.area(seen) > 0
    at, xy, room = visible[keep], *_middles(seen[keep], frame)
    focus, named = (np.isin(at, ground.positions(keys)) for keys in (plan.focus, plan.named))
    with_star, with_ring = (np.isin(at, ground.positions(keys)) for keys in (plan.stars, plan.rings))
    starred = with_star | with_ring
    rank = np.lexsort((-room, -ground.population[at], ~named, ~starred, ~focus))
    rank = rank[: max(_MOST_NAMES, int((focus | named).sum()))]
    few = int(named.sum()) <= _FEW_NAMED
    wishes = [
        labels.Wish(
            text=str(ground.names[at[i]]),
            x=xy[i, 0],
            y=xy[i, 1],
            room=room[i],
            points=_SIZES["focus" if focus[i] else "member" if named[i] and few else "other"],
            cut="bold" if focus[i] else "regular",
            important=bool(focus[i] or named[i]),
            colour=INK if focus[i] or named[i] else QUIET,
            lift=1.9 if starred[i] else 0.0,
        )
        for i in rank
    ]
    wishes += _open_land_wishes(unincorporated, open_land_names, frame)
    marks = [(x - 1.5, y - 1.5, x + 1.5, y + 1.5) for x, y in xy[starred]]
    placed = labels.arrange(wishes, frame.width, frame.height, blocked=marks)
    there = {id(label.wish) for label in placed}
    unnamed = [wish.text for wish in wishes if wish.important and id(wish) not in there]
    stars = "".join(symbols.star(x * UNITS_PER_MM, y * UNITS_PER_MM) for x, y in xy[with_star])
    rings = "".join(symbols.ring(x * UNITS_PER_MM, y * UNITS_PER_MM) for x, y in xy[with_ring])
    return placed, unnamed, stars, rings


def _open_land_wishes(unincorporated: np.ndarray, names: np.ndarray, frame: Frame) -> list[labels.Wish]:
    west, south, east, north = frame.bounds
    seen = (
        np.asarray(shapely.clip_by_rect(unincorporated, west, south, east, north))
        if len(unincorporated)
        else unincorporated
    )
    if not len(seen):
        return []
    keep = shapely.area(seen) > 0
    xy, room = _middles(seen[keep], frame)
    return [
        labels.Wish(text=str(name), x=x, y=y, room=radius, cut="italic", colour=QUIET)
        for name, (x, y), radius in zip(names[keep], xy, room, strict=True)
    ]


def _middles(shapes: np.ndarray, frame: Frame) -> tuple[np.ndarray, np.ndarray]:
    """Return the middle of the largest circle in each shape, and its radius; millimetres on paper."""
    if not len(shapes):
        return np.empty((0, 2)), np.empty(0)
    circle = shapely.maximum_inscribed_circle(shapes, tolerance=0.7 * frame.denominator / 1000)
    xy = frame.to_paper(shapely.get_coordinates(shapely.get_point(circle, 0))) / UNITS_PER_MM
    return xy, shapely.length(circle) * 1000 / frame.denominator


def _document(frame: Frame, definitions: str, parts: Sequence[str]) -> str:
    width, height = round(frame.width * UNITS_PER_MM), round(frame.height * UNITS_PER_MM)
    *areas, stars, names = parts
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{frame.width:g}mm" height="{frame.height:g}mm" '
        f'viewBox="0 0 {width} {height}">'
        f'<defs>{definitions}<clipPath id="frame"><rect width="{width}" height="{height}"/></clipPath></defs>'
        f'<g clip-path="url(#frame)">{"".join(areas)}{stars}'
        f'<g font-family="{fonts.CSS}" text-anchor="middle" paint-order="stroke" stroke="{PAPER}" stroke-width="70" '
        f'stroke-linejoin="round">{names}</g></g>'
        f'<rect x="5" y="5" width="{width - 10}" height="{height - 10}" fill="none" stroke="{_DISTRICT}" '
        f'stroke-width="20"/></svg>'
    )


def overview(
    ground: Ground,
    frames: Sequence[Frame],
    keys: pd.Index,
    *,
    width: float,
    height: float,
    around: np.ndarray | None = None,
) -> str:
    """Return a small map of the districts around, with the area of interest and the frames of the large maps.

    Parameters
    ----------
    ground : Ground
    frames : sequence of Frame
        Of the large maps.
    keys : pandas.Index
        Municipalities to fill.
    width, height : float
        Millimetres.
    around : numpy.ndarray, optional
        Bounds to show; the frames and all districts that they touch where left out.
    """
    from geo_koop.outputs.mapsheet.frame import fit

    box = np.array([frame.bounds for frame in frames])
    if around is not None:
        box = np.vstack([box, around])
    elif len(ground.districts):
        touched = shapely.intersects(ground.districts, shapely.union_all(shapely.box(*box.T)))
        box = np.vstack([box, shapely.bounds(ground.districts[touched])])
    small = fit(
        (*box[:, :2].min(axis=0), *box[:, 2:].max(axis=0)), width, height, margin=1.0, largest=frames[0].denominator * 4
    )
    land = ground.districts if len(ground.districts) else ground.shapes
    land = land[shapely.intersects(land, shapely.box(*small.bounds))]
    chosen = _clipped(np.array([shapely.coverage_union_all(ground.shapes[ground.positions(keys)])]), small, _COARSE)
    w, h = round(width * UNITS_PER_MM), round(height * UNITS_PER_MM)
    coarse = _clipped(land, small, _COARSE)
    ground_part = path(coarse, Fill(colour=PALETTE["panel"]), small, "")
    chosen_part = path(chosen, Fill(colour=PALETTE["bar"]), small, "")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm" viewBox="0 0 {w} {h}">'
        f'<defs><clipPath id="small"><rect width="{w}" height="{h}"/></clipPath></defs><g clip-path="url(#small)">'
        f"{ground_part}{chosen_part}{_strokes(coarse, small, FRAME, 0.1)}"
        f"{''.join(_box(frame, small) for frame in frames)}</g>"
        f'<rect x="4" y="4" width="{w - 8}" height="{h - 8}" fill="none" stroke="{_DISTRICT}" stroke-width="12"/></svg>'
    )


def _box(frame: Frame, small: Frame) -> str:
    """Return the rectangle that a frame takes on a smaller map."""
    west, south, east, north = frame.bounds
    (x1, y1), (x2, y2) = np.rint(small.to_paper(np.array([[west, north], [east, south]]))).astype(int)
    return (
        f'<rect x="{x1}" y="{y1}" width="{x2 - x1}" height="{y2 - y1}" fill="none" stroke="{INK}" stroke-width="40"/>'
    )


def scale_bar(frame: Frame) -> tuple[str, float, str]:
    """Return a bar of a round length as SVG, its width in millimetres, and what it says.

    Examples
    --------
    >>> scale_bar(Frame(west=0, north=0, width=180, height=100, denominator=250_000))[2]
    '10 km'
    """
    kilometres = frame.denominator / 1e6
    length = max(step * p for p in (0.1, 1, 10, 100, 1000) for step in (1, 2, 4, 5) if step * p / kilometres <= 46)
    half, full = length / kilometres * 50, length / kilometres * 100
    texts = [(0.0, "0"), (half, f"{length / 2:g}"), (full, f"{length:g} km")]
    said = "".join(
        f'<text x="{x + 150:.0f}" y="270" text-anchor="middle">{text.replace(".", ",")}</text>' for x, text in texts
    )
    width = full / 100 + 6
    return (
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="5.4mm" '
            f'viewBox="0 0 {width * 100:.0f} 540">'
            f'<g font-family="{fonts.CSS}" font-size="250" fill="{INK}">{said}</g>'
            f'<g stroke="{INK}" stroke-width="15"><rect x="150" y="360" width="{half:.0f}" height="110" '
            f'fill="{INK}"/><rect x="{150 + half:.0f}" y="360" width="{full - half:.0f}" height="110" '
            f'fill="{PAPER}"/></g></svg>'
        ),
        width,
        f"{length:g} km",
    )


def north_arrow() -> str:
    """Return an arrow to grid north as SVG, 7 × 10 mm."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="7mm" height="10mm" viewBox="0 0 700 1000">'
        f'<path d="M350 330L350 850L130 960Z" fill="{PAPER}" stroke="{INK}" stroke-width="20"/>'
        f'<path d="M350 330L350 850L570 960Z" fill="{INK}" stroke="{INK}" stroke-width="20"/>'
        f'<text x="350" y="270" font-family="{fonts.CSS}" font-weight="700" font-size="330" '
        f'text-anchor="middle" fill="{INK}">N</text></svg>'
    )
