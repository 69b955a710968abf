"""A map of an analysis as one drawing, with legend, date and sources: for notebooks and documents."""

from dataclasses import dataclass, field
from math import ceil
from os import PathLike
from pathlib import Path

import numpy as np
import pandas as pd

from geo_koop.errors import UsageError
from geo_koop.locale import mark as _
from geo_koop.outputs import letters, recorded, target
from geo_koop.outputs.classes.hatches import HATCHES, NONE
from geo_koop.outputs.classes.palette import INK, tint
from geo_koop.outputs.mapsheet import drawing, fonts, ground
from geo_koop.outputs.mapsheet.drawing import AreaClass, Plan
from geo_koop.outputs.mapsheet.frame import UNITS_PER_MM, Frame, fit
from geo_koop.outputs.mapsheet.symbols import Fill
from geo_koop.outputs.webmap.legend import MapStyle
from geo_koop.outputs.wording import Wording
from geo_koop.result.analysis import Analysis

_HATCHES = {NONE: "plain", **dict(enumerate(HATCHES))}
"""Number of a hatch on the web map to its name."""
_HIGHEST = 1.3
"""Height of a map for each millimetre of its width, at most."""
_MARGIN = 3.0
_NARROWEST, _WIDEST = 20, 5_000
_LINE = 6.0
"""Millimetres from one line of the legend to the next."""
_POINTS = 8.0
_SMALL, _SMALL_LINE = 7.0, 3.4


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A drawing.

    Attributes
    ----------
    title : str
    svg : str
        The drawing as SVG, complete in itself.
    width, height : float
        Millimetres.
    """

    title: str
    svg: str = field(repr=False)
    width: float
    height: float

    def _repr_svg_(self) -> str:
        return self.svg

    def save(self, path: str | PathLike[str], *, overwrite: bool = False) -> Path:
        """Write the drawing.

        Parameters
        ----------
        path : str or path
            Ends in ``.svg``.
        overwrite : bool
            Replace a file that exists.

        Raises
        ------
        UsageError, OutputError
            If the ending is another, the file exists, or it cannot be written.
        """
        out = Path(path)
        with target.writing(out, endings=(".svg",), overwrite=overwrite) as folder:
            folder.write_text(self.svg, encoding="utf-8")
        return out


def picture(analysis: Analysis, style: MapStyle, *, width: float, language: str) -> Picture:
    """Draw the municipalities in the colours of a style.

    Parameters
    ----------
    analysis : Analysis
    style : MapStyle
        Made for the same municipalities.
    width : float
        Millimetres.
    language : {"de", "en"}

    Raises
    ------
    UsageError
        If the width is no width of a drawing.
    """
    if not _NARROWEST <= width <= _WIDEST:
        raise UsageError(
            "A drawing cannot be {width} mm wide.",
            "Give a width from {least} to {most} mm.",
            width=width,
            least=_NARROWEST,
            most=_WIDEST,
        )
    words = _Words(language)
    land = ground.prepare(analysis)
    frame = _frame(land, width)
    drawn = drawing.draw(land, _plan(style, land.keys, words), frame)
    foot = [part for line in _lines(words, analysis) for part in _wrapped(line, width)]
    legend, high = _legend(drawn.legend, frame)
    below = frame.height + high + _MARGIN
    height = below + _SMALL_LINE * len(foot) + 1
    text = "".join(_text(line, 0, below + _SMALL_LINE * (i + 0.8), points=_SMALL) for i, line in enumerate(foot))
    w, h = round(width * UNITS_PER_MM), round((height + _LINE * 1.5) * UNITS_PER_MM)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{h / UNITS_PER_MM:g}mm" '
        f'viewBox="0 0 {w} {h}" role="img" aria-label="{letters.for_drawing(style.title)}">'
        f"<title>{letters.for_drawing(style.title)}</title>"
        f"{_text(style.title, 0, _LINE, points=11, bold=True)}"
        f'<g transform="translate(0 {round(_LINE * 1.5 * UNITS_PER_MM)})">'
        f"{_sized(drawn.svg, frame.width, frame.height)}{legend}{text}</g></svg>"
    )
    return Picture(title=style.title, svg=svg, width=width, height=h / UNITS_PER_MM)


class _Words(Wording):
    domain = "library"


def _frame(land: ground.Ground, width: float) -> Frame:
    """Return the frame of all municipalities: as wide as wanted, and no higher than they need."""
    west, south, east, north = land.extent(land.keys)
    wanted = fit((west, south, east, north), width, width * _HIGHEST, margin=_MARGIN, largest=50_000)
    metres = wanted.denominator / 1000
    height = float(ceil((north - south) / metres + 2 * _MARGIN))
    return Frame(
        west=wanted.west,
        north=(south + north + height * metres) / 2,
        width=width,
        height=height,
        denominator=wanted.denominator,
    )


def _plan(style: MapStyle, keys: pd.Index, words: Wording) -> Plan:
    codes = np.asarray(style.codes)
    classes = tuple(
        AreaClass(
            label=entry.label,
            fill=Fill(colour=tint(paint.colour, 1 - paint.opacity), hatch=_HATCHES[paint.hatch]),
            keys=keys[codes == i],
        )
        for i, (entry, paint) in enumerate(zip(style.legend, style.palette, strict=True))
    )
    return Plan(classes=classes, open_land_label=words(_("area without a municipality (lake, forest)")))


def _legend(entries: tuple[tuple[str, str], ...], frame: Frame) -> tuple[str, float]:
    """Return the legend below the map in columns, and its height in millimetres."""
    widest = max((fonts.width(label, _POINTS) for _sample, label in entries), default=0.0) + 14
    columns = max(1, int(frame.width // widest))
    parts = []
    for i, (sample, label) in enumerate(entries):
        x, y = (i % columns) * frame.width / columns, frame.height + _MARGIN + _LINE * (i // columns)
        parts.append(_sized(sample, 8, 4.5, x=x, y=y, name=f"l{i}"))
        parts.append(_text(label, x + 10, y + 3.4, points=_POINTS))
    return "".join(parts), _MARGIN + _LINE * ceil(len(entries) / columns)


def _sized(svg: str, width: float, height: float, *, x: float = 0, y: float = 0, name: str = "m") -> str:
    """Return a drawing as part of another, its names apart from those of the others."""
    from geo_koop.outputs.mapsheet.parts import apart

    inner = apart(svg, name)
    box = inner[inner.index("viewBox=") : inner.index(">") + 1]
    places = {"x": x, "y": y, "width": width, "height": height}
    path = " ".join(f'{key}="{round(value * UNITS_PER_MM)}"' for key, value in places.items())
    return f"<svg {path} {box}{inner[inner.index('>') + 1 :]}"


def _text(text: str, x: float, y: float, *, points: float, bold: bool = False) -> str:
    size = round(points * fonts.MM_PER_POINT * UNITS_PER_MM)
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{round(x * UNITS_PER_MM)}" y="{round(y * UNITS_PER_MM)}" font-family="{fonts.CSS}" '
        f'font-size="{size}"{weight} fill="{INK}">{letters.for_drawing(text)}</text>'
    )


def _wrapped(text: str, width: float) -> list[str]:
    """Break a text into lines of a width."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        fits = not lines[-1] or fonts.width(longer, _SMALL) <= width
        lines[-1:] = [longer] if fits else [lines[-1], word]
    return lines


def _lines(words: Wording, analysis: Analysis) -> list[str]:
    """Return the date of the view, and the sources that a map must name."""
    provenance = analysis.provenance
    info = provenance.boundaries
    credit = info.attribution.get(words.language) or next(iter(info.attribution.values()), "")
    first = words(_("As of {date}"), date=words.day(provenance.as_of))
    if info.gebietsstand:
        first += " · " + words(_("boundaries of {date}"), date=words.day(info.gebietsstand))
    state = recorded.said(provenance, words.language)
    second = words(_("Boundaries: {source}"), source=credit) if credit else ""
    if info.approximate:
        second += " · " + words(_("approximate boundaries"))
    return [line for line in (first, state, second) if line]
