"""What a map style is made of: paints, classes, and their legend as HTML."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from html import escape

import numpy as np

NONE, PLAIN, RISING, FALLING, CROSSED, DOTTED = -1, 0, 1, 2, 3, 4
"""Hatches. ``NONE`` leaves an area without any fill."""

EMPTY_COLOUR = "#fbfaf5"
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_MAX_CLASSES = 36


@dataclass(frozen=True, kw_only=True)
class Paint:
    """The look of a class: colour ``#rrggbb``, opacity 0 to 1, hatch (see the constants of the module)."""

    colour: str
    opacity: float = 1.0
    hatch: int = PLAIN

    def __post_init__(self) -> None:
        if not _COLOUR.fullmatch(self.colour):
            raise ValueError(f"{self.colour!r} is not a colour of the form #rrggbb")
        if not 0 <= self.opacity <= 1 or self.hatch not in range(NONE, DOTTED + 1):
            raise ValueError(f"opacity {self.opacity} or hatch {self.hatch} is out of range")


@dataclass(frozen=True, kw_only=True)
class LegendEntry:
    """A line of the legend.

    Attributes
    ----------
    label : str
    paint : Paint
    count : int, optional
        Number of municipalities, where it is worth saying.
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
        Of the table that ``codes`` was made for (:func:`~geo_koop.outputs.webmap_geometry.order_hash`).
    """

    title: str
    codes: tuple[int, ...]
    palette: tuple[Paint, ...]
    legend: tuple[LegendEntry, ...]
    order_hash: str

    def __post_init__(self) -> None:
        if not 0 < len(self.palette) <= _MAX_CLASSES:
            raise ValueError(f"{len(self.palette)} classes: a map has 1 to {_MAX_CLASSES}")
        if not set(self.codes) <= set(range(len(self.palette))):
            raise ValueError("a code has no place in the palette")

    def without(self, hidden: Collection[str]) -> "MapStyle":
        """Return the same style with some classes left unpainted; the legend keeps them."""
        bare = Paint(colour=EMPTY_COLOUR, hatch=NONE)
        off = [entry.code != "" and entry.code in hidden for entry in self.legend]
        if not any(off):
            return self
        return replace(self, palette=tuple(bare if o else p for o, p in zip(off, self.palette, strict=True)))

    @property
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
    head = f'<p style="margin:0 0 .3em;font-weight:600">{escape(title)}</p>'
    foot = f'<p style="margin:.2em 0 0;opacity:.8">{escape(note)}</p>' if note else ""
    body = f'<ul style="list-style:none;margin:0;padding:0">{"".join(lines)}</ul>'
    return f'<div class="geo-koop-legend" style="font-size:.85rem;line-height:1.35">{head}{body}{foot}</div>'


def _counted(count: int | None) -> str:
    return "" if count is None else f' <span style="opacity:.65">({count:,})</span>'.replace(",", "\u202f")


def _swatch(paint: Paint) -> str:
    box = "display:inline-block;flex:none;width:1.5em;height:1em;border:1px solid #8a8a84;"
    red, green, blue = (int(paint.colour[i : i + 2], 16) for i in (1, 3, 5))
    ground = f"background-color:rgba({red},{green},{blue},{paint.opacity:g});"
    line = "#000000aa" if red * 0.3 + green * 0.6 + blue * 0.1 > 110 else "#ffffffcc"
    rising, falling = (f"repeating-linear-gradient({a}deg,{line} 0 1px,transparent 1px 4px)" for a in (135, 45))
    hatch = {
        RISING: f"background-image:{rising};",
        FALLING: f"background-image:{falling};",
        CROSSED: f"background-image:{rising},{falling};",
        DOTTED: f"background-image:radial-gradient({line} 1px,transparent 1.3px);background-size:4px 4px;",
    }
    return box + ("" if paint.hatch == NONE else ground) + hatch.get(paint.hatch, "")
