"""What a map style is made of: paints, classes, and their legend as HTML."""

import base64
import json
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape
from typing import Any

import numpy as np

from geo_koop.codelists import COLOUR
from geo_koop.outputs.classes import hatches
from geo_koop.outputs.classes.families import Class
from geo_koop.outputs.classes.hatches import HATCHES, NONE
from geo_koop.outputs.classes.palette import FRAME, PALETTE, PAPER, ink_on

_MAX_CLASSES = 36
STAR, DOTTED = 10, 2
"""Corners of a sign that is a star, and in place of whether it is open: that a dot stands in it."""


@dataclass(frozen=True, kw_only=True)
class Paint:
    """The look of a class: colour ``#rrggbb``, opacity 0 to 1, number of the hatch (-1: no fill at all)."""

    colour: str
    opacity: float = 1.0
    hatch: int = 0

    def __post_init__(self) -> None:
        if not COLOUR.fullmatch(self.colour):
            raise ValueError(f"{self.colour!r} is not a colour of the form #rrggbb")
        if not 0 <= self.opacity <= 1 or self.hatch not in range(NONE, len(HATCHES)):
            raise ValueError(f"opacity {self.opacity} or hatch {self.hatch} is out of range")

    @classmethod
    def of(cls, entry: Class, *, opacity: float = 1.0) -> "Paint":
        """Return the look of a class."""
        return cls(colour=entry.colour, opacity=opacity, hatch=hatches.number(entry.hatch))


@dataclass(frozen=True, kw_only=True)
class LegendEntry:
    """A line of the legend.

    Attributes
    ----------
    label : str
    paint : Paint
    count : int, optional
        Number of the municipalities that numbers are about, where there are any.
    code : str
        Name of the class in an address, such as ``count_1``; empty where it cannot be switched off.
    """

    label: str
    paint: Paint
    count: int | None = None
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class MapStyle:
    """What the map shows.

    Attributes
    ----------
    title : str
        Heading of the legend.
    codes : tuple of int
        Class of each municipality, in the order of their table: a place in ``palette``.
    palette : tuple of Paint
        At most 36 classes.
    legend : tuple of LegendEntry
        In the order of ``palette``.
    order_hash : str
        Of the table that ``codes`` was made for (:func:`~geo_koop.outputs.webmap.geometry.order_hash`).
    asked : numpy.ndarray of bool, optional
        Which municipalities the legend counts; all of them where it is left out.
    note : str
        Which ones these are, in words.
    """

    title: str
    codes: tuple[int, ...]
    palette: tuple[Paint, ...]
    legend: tuple[LegendEntry, ...]
    order_hash: str
    asked: np.ndarray | None = field(default=None, compare=False, repr=False)
    note: str = ""

    def __post_init__(self) -> None:
        if not 0 < len(self.palette) <= _MAX_CLASSES:
            raise ValueError(f"{len(self.palette)} classes: a map has 1 to {_MAX_CLASSES}")
        if not set(self.codes) <= set(range(len(self.palette))):
            raise ValueError("a code has no place in the palette")

    def without(self, hidden: Collection[str]) -> "MapStyle":
        """Return the same style with some classes left unpainted; the legend keeps them."""
        bare = Paint(colour=PAPER, hatch=NONE)
        off = [entry.code != "" and entry.code in hidden for entry in self.legend]
        if not any(off):
            return self
        return replace(self, palette=tuple(bare if o else p for o, p in zip(off, self.palette, strict=True)))

    @cached_property
    def code_text(self) -> str:
        """The codes, one character each (base 36)."""
        digits = np.frombuffer(b"0123456789abcdefghijklmnopqrstuvwxyz", dtype=np.uint8)
        return digits[np.asarray(self.codes, dtype=np.intp)].tobytes().decode("ascii")


def legend_html(entries: Sequence[LegendEntry], title: str, *, note: str = "") -> str:
    """Return a legend as HTML; labels, title and note are escaped.

    Examples
    --------
    >>> "<script>" in legend_html([LegendEntry(label="<script>", paint=Paint(colour="#000000"))], "<b>")
    False
    """
    lines = [
        '<li style="display:inline-flex;align-items:center;gap:.4em;margin:0 1.1em .25em 0">'
        f'<span aria-hidden="true" style="{_swatch(entry.paint)}"></span>'
        f"<span>{escape(entry.label)}{_counted(entry.count)}</span></li>"
        for entry in entries
    ]
    return _listed(lines, title, note)


def _listed(lines: Sequence[str], title: str, note: str) -> str:
    head = f'<p style="margin:0 0 .3em;font-weight:600">{escape(title)}</p>' if title else ""
    foot = f'<p style="margin:.2em 0 0;opacity:.8">{escape(note)}</p>' if note else ""
    body = f'<ul style="list-style:none;margin:0;padding:0">{"".join(lines)}</ul>' if lines else ""
    return f'<div class="geo-koop-legend" style="font-size:.85rem;line-height:1.35">{head}{body}{foot}</div>'


def swatch_svg(paint: Paint, *, frame: bool = True) -> str:
    """Return the look of a class as a small picture, with a thin frame or without."""
    shown = paint.opacity if paint.hatch != NONE else 0
    edge = f' stroke="{FRAME}"' if frame else ""
    box = f'<rect width="24" height="16" fill="{paint.colour}" fill-opacity="{shown:g}"{edge}/>'
    over = _hatch_svg(paint.hatch, ink_on(paint.colour), 'fill-opacity=".6" stroke-opacity=".6"')
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="24" height="16">{box}{over}</svg>'


def _hatch_svg(number: int, colour: str, look: str = "") -> str:
    """Return a rectangle full of a hatch."""
    if number <= 0:
        return ""
    hatch = list(HATCHES.values())[number]
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="20"/>' for x, y in hatch.dots)
    lines = f'<path d="{hatch.lines}" fill="none" stroke="{colour}" stroke-width="24"/>' if hatch.lines else ""
    return (
        f'<defs><pattern id="h" width="{hatch.size:g}" height="{hatch.size:g}" patternUnits="userSpaceOnUse" '
        f'patternTransform="scale(.044)"><g fill="{colour}" {look}>{lines}{dots}</g></pattern></defs>'
        '<rect width="24" height="16" fill="url(#h)"/>'
    )


def line_svg(colour: str, dash: Sequence[int], hatch: int) -> str:
    """Return the look of an outline as a small picture."""
    dashes = f' stroke-dasharray="{" ".join(map(str, dash))}"' if dash else ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="16">'
        f"{_hatch_svg(hatch, colour)}"
        f'<rect x="1.5" y="1.5" width="21" height="13" fill="none" stroke="{colour}" stroke-width="3"{dashes}/></svg>'
    )


def sign_svg(sides: int, turn: int, is_open: int) -> str:
    """Return the sign of a role as a small picture."""
    sign = PALETTE["sign"]
    look = f'fill="{PAPER if is_open else sign}" stroke="{sign}" stroke-width="1.6"'
    if sides:
        angles = [math.radians(turn - 90 + 360 * i / sides) for i in range(sides)]
        far = [2.8 if sides == STAR and i % 2 else 6.0 for i in range(sides)]
        points = " ".join(
            f"{8 + r * math.cos(a):.1f},{8 + r * math.sin(a):.1f}" for r, a in zip(far, angles, strict=True)
        )
        shape = f'<polygon points="{points}" {look}/>'
    else:
        dot = f'<circle cx="8" cy="8" r="2" fill="{sign}"/>' if is_open == DOTTED else ""
        shape = f'<circle cx="8" cy="8" r="5" {look}/>{dot}'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16">{shape}</svg>'


def data_uri(svg: str) -> str:
    """Return a small picture as an address that can stand in Markdown."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


@dataclass(frozen=True, kw_only=True)
class OverlayEntry:
    """A line of the legend for what lies over the colours: an outline (``line``) or a sign (``sign``).

    Attributes
    ----------
    label : str
    line : tuple, optional
        Colour, dash, hatch.
    sign : tuple, optional
        Corners, turn, whether open (2: with a dot); see :data:`geo_koop.outputs.webmap.marks.SIGNS`.
    """

    label: str
    line: tuple[str, tuple[int, ...], int] | None = None
    sign: tuple[int, int, int] | None = None

    @property
    def svg(self) -> str:
        """Its look as a small picture."""
        return line_svg(*self.line) if self.line else sign_svg(*(self.sign or (0, 0, 0)))


def overlay_html(entries: Sequence[OverlayEntry], title: str, *, note: str = "", inline: bool = False) -> str:
    """Return the legend of the overlays as HTML; everything is escaped.

    Parameters
    ----------
    entries : sequence of OverlayEntry
    title, note : str
    inline : bool
        Whether pictures stand in the text itself, for pages that refer to nothing.
    """
    lines = [
        '<li style="display:inline-flex;align-items:center;gap:.4em;margin:0 1.1em .25em 0">'
        f"{_picture(entry.svg, inline)}<span>{escape(entry.label)}</span></li>"
        for entry in entries
    ]
    return _listed(lines, title, note)


def _picture(svg: str, inline: bool) -> str:
    if inline:
        return svg.replace("<svg ", '<svg aria-hidden="true" ', 1)
    return f'<img alt="" style="flex:none" src="{data_uri(svg)}">'


def facts_html(
    name: str,
    style: MapStyle,
    *,
    hidden: Collection[str] = (),
    overlays: Sequence[OverlayEntry] = (),
    title: str = "",
    lines: Sequence[str] = (),
    file_name: str = "karte",
    hints: Mapping[str, Any] | None = None,
) -> str:
    """Return a hidden element from which the map of that name takes what it says and what it saves as a picture.

    Parameters
    ----------
    name : str
        As in :class:`geo_koop.outputs.webmap.area_map.Behaviour`.
    style : MapStyle
    hidden : collection of str
        Classes that are switched off: the picture leaves them out of its legend.
    overlays : sequence of OverlayEntry
    title : str
        Heading of the picture.
    lines : sequence of str
        Below the map: filters, date, source.
    file_name : str
        Of the picture, without its ending.
    hints : Mapping, optional
        What is said at the pointer, as made by :func:`geo_koop.outputs.webmap.hints.content`.
    """
    facts: dict[str, Any] = {
        "title": title,
        "heading": style.title,
        "lines": list(lines),
        "file": file_name,
        "legend": [
            {
                "label": entry.label,
                "count": entry.count,
                "paint": [entry.paint.colour, entry.paint.opacity, entry.paint.hatch],
                "off": entry.code != "" and entry.code in hidden,
            }
            for entry in style.legend
        ],
        "overlays": [{"label": e.label, "line": e.line, "sign": e.sign} for e in overlays],
    }
    if hints is not None:
        facts["hints"] = dict(hints)
    # browsers drop attributes in which a tag seems to end: no angle bracket is left
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    text = escape(text.replace("<", "\\u003c").replace(">", "\\u003e"))
    return f'<div hidden data-geo-koop-map="{escape(name)}" data-facts="{text}"></div>'


def _counted(count: int | None) -> str:
    return "" if count is None else f' <span style="opacity:.65">({count:,})</span>'.replace(",", "\u202f")


def _swatch(paint: Paint) -> str:
    return (
        "display:inline-block;flex:none;width:24px;height:16px;"
        f"background:url({data_uri(swatch_svg(paint))}) center / 100% 100%"
    )
