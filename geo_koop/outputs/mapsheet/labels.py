"""Names on a map: placed by importance, each where it is free, never over another, never cut off.

Placing is greedy over a few positions of each name, as cartographers teach it: in the middle of the area
first, then beside. A name that finds no room is left out; libraries that push texts apart (adjustText)
keep every text and promise no freedom from overlaps.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from geo_koop.outputs import letters
from geo_koop.outputs.classes.palette import INK
from geo_koop.outputs.mapsheet import fonts
from geo_koop.outputs.mapsheet.frame import UNITS_PER_MM

SMALLEST = 6.0
"""Points; nothing on a map is set smaller."""

_LEADING = 0.98
_PADDING = 0.35
_SPLIT = re.compile(r"(?<=[\s/-])")
_LONG = 30


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A name that should stand on the map.

    Attributes
    ----------
    text : str
    x, y : float
        Middle of the area, millimetres from the upper left corner.
    room : float
        Radius of the largest circle in the area, millimetres.
    points : float
        Size of the letters.
    cut : {"regular", "bold", "italic"}
    important : bool
        May stand beside its area; otherwise only where it belongs to it beyond doubt.
    colour : str
    lift : float
        Room that a mark needs in the middle, millimetres: the name stands above or below it.
    """

    text: str
    x: float
    y: float
    room: float
    points: float = SMALLEST
    cut: str = "regular"
    important: bool = False
    colour: str = INK
    lift: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Label:
    """A name with its place: lines of text around the middle ``x, y``; ``box`` west, north, east, south in mm."""

    wish: Wish
    lines: tuple[str, ...]
    x: float
    y: float
    box: tuple[float, float, float, float]


def arrange(
    wishes: Sequence[Wish],
    width: float,
    height: float,
    *,
    blocked: Iterable[tuple[float, float, float, float]] = (),
) -> list[Label]:
    """Place names in their order; one that finds no room is left out.

    Parameters
    ----------
    wishes : sequence of Wish
        The most important first.
    width, height : float
        Of the map, millimetres.
    blocked : iterable of tuple
        Boxes that must stay free, such as marks.
    """
    taken = np.full((len(wishes) + 64, 4), np.inf)
    count = 0
    for box in blocked:
        taken[count] = box
        count += 1
    placed = []
    for wish in wishes:
        for lines in _variants(wish.text):
            label = _try(wish, lines, width, height, taken[:count])
            if label:
                placed.append(label)
                taken[count] = label.box
                count += 1
                break
    return placed


def _variants(text: str) -> list[tuple[str, ...]]:
    """Return the ways to set a name: in one line, in two, and shortened where it is very long.

    >>> _variants("Höhenkirchen-Siegertsbrunn")
    [('Höhenkirchen-Siegertsbrunn',), ('Höhenkirchen-', 'Siegertsbrunn')]
    """
    text = " ".join(text.split())
    pieces = [piece for piece in _SPLIT.split(text) if piece]
    ways: list[tuple[str, ...]] = [(text,)] if len(text) <= _LONG else []
    if len(pieces) > 1 and len(text) > 9:
        cuts = ("".join(pieces[:i]).strip() for i in range(1, len(pieces)))
        first = min(cuts, key=lambda part: abs(len(part) - len(text) / 2))
        second = text[len(first) :].strip()
        if max(len(first), len(second)) <= _LONG:
            ways.append((first, second))
    return ways or [(text[: _LONG - 1].rstrip() + "…",)]


def _try(wish: Wish, lines: tuple[str, ...], width: float, height: float, taken: np.ndarray) -> Label | None:
    wide = max(fonts.width(line, wish.points, cut=wish.cut) for line in lines) * 1.02
    high = len(lines) * wish.points * fonts.MM_PER_POINT * _LEADING
    if not wish.important and wide > 2.6 * wish.room + 3:
        return None
    for dx, dy in _positions(wish, wide, high):
        x, y = wish.x + dx, wish.y + dy
        box = (x - wide / 2 - _PADDING, y - high / 2 - _PADDING, x + wide / 2 + _PADDING, y + high / 2 + _PADDING)
        if box[0] < 0.8 or box[1] < 0.8 or box[2] > width - 0.8 or box[3] > height - 0.8:
            continue
        if not _meets(box, taken):
            return Label(wish=wish, lines=lines, x=x, y=y, box=box)
    return None


def _positions(wish: Wish, wide: float, high: float) -> list[tuple[float, float]]:
    """Return where a text may stand, as offsets of its middle; the best first."""
    lift = wish.lift + high / 2 if wish.lift else 0.0
    near = max(0.5, 0.35 * wish.room)
    inside = [(0.0, 0.0), (0.0, -near), (0.0, near), (near, 0.0), (-near, 0.0), (near, -near), (-near, near)]
    if wish.lift:
        inside = [(0.0, -lift), (0.0, lift), (wide / 2 + wish.lift, 0.0), (-wide / 2 - wish.lift, 0.0)]
    if not wish.important:
        return inside[:5]
    away, beside = 0.6 * wish.room + high / 2 + 0.4, 0.6 * wish.room + wide / 2 + 0.4
    return [*inside, (0, -away), (0, away), (beside, 0), (-beside, 0), (beside, -away), (-beside, away)]


def _meets(box: tuple[float, float, float, float], taken: np.ndarray) -> bool:
    if not len(taken):
        return False
    west, north, east, south = box
    return bool(((taken[:, 0] < east) & (taken[:, 2] > west) & (taken[:, 1] < south) & (taken[:, 3] > north)).any())


def svg(labels: Sequence[Label]) -> str:
    """Return labels as SVG text with a white halo."""
    return "".join(_text(label) for label in labels)


def _text(label: Label) -> str:
    wish = label.wish
    size = wish.points * fonts.MM_PER_POINT * UNITS_PER_MM
    look = {"bold": ' font-weight="700"', "italic": ' font-style="italic"'}.get(wish.cut, "")
    first = label.y * UNITS_PER_MM + size * (0.34 - _LEADING * (len(label.lines) - 1) / 2)
    return "".join(
        f'<text x="{label.x * UNITS_PER_MM:.0f}" y="{first + i * size * _LEADING:.0f}" font-size="{size:.1f}"'
        f'{look} fill="{wish.colour}" '
        f'data-width="{fonts.width(line, wish.points, cut=wish.cut) * UNITS_PER_MM:.0f}">'
        f"{letters.for_drawing(line)}</text>"
        for i, line in enumerate(label.lines)
    )
