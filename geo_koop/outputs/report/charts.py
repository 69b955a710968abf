"""Bars as vector drawings, with hatches besides colours and the numbers written in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from geo_koop.outputs import letters
from geo_koop.outputs.classes.palette import INK, PALETTE, PAPER
from geo_koop.outputs.mapsheet import fonts
from geo_koop.outputs.mapsheet.symbols import Fill, rectangle

_POINTS = 7.5
_SMALL = 6.5
_SIZE = fonts.MM_PER_POINT * 100


@dataclass(frozen=True, kw_only=True)
class Series:
    """A class of a chart: its label, its look, and a number for each bar."""

    label: str
    fill: Fill
    values: tuple[float, ...]


def _short(value: float) -> str:
    return f"{value:g}"


def lying_bars(
    labels: Sequence[str], series: Sequence[Series], *, width: float, say: Callable[[float], str] = _short
) -> str:
    """Return stacked bars that lie, one for each label, as municipal surveys draw them.

    Parameters
    ----------
    labels : sequence of str
    series : sequence of Series
        Drawn from left to right.
    width : float
        Millimetres.
    say : callable
        Writes a number.
    """
    step, thick, left = 5.4, 3.9, min(52.0, 2 + max((fonts.width(t, _POINTS) for t in labels), default=0))
    totals = np.sum([one.values for one in series], axis=0) if series else np.zeros(len(labels))
    room = max(12.0, 3 + max((fonts.width(say(total), _POINTS, cut="bold") for total in totals), default=0))
    scale = (width - left - room) / max(1.0, float(totals.max(initial=0)))
    parts = []
    several = len(series) > 1
    for i, label in enumerate(labels):
        y, x = i * step + 0.6, left
        parts.append(_text(left - 1.2, y + thick / 2, _cut(label, left - 2), anchor="end"))
        for one in series:
            size = one.values[i] * scale
            if size <= 0:
                continue
            parts.append(_bar(x, y, size, thick, one.fill))
            # The only part of a bar is what stands at its end.
            if several and size > fonts.width(say(one.values[i]), _SMALL) + 2:
                parts.append(_tag(x + size / 2, y + thick / 2, say(one.values[i])))
            x += size
        parts.append(_text(x + 1, y + thick / 2, say(totals[i]), weight="700"))
    return _document(width, len(labels) * step + 1, parts, series)


def standing_bars(labels: Sequence[str], series: Sequence[Series], *, width: float, height: float) -> str:
    """Return stacked bars that stand, with a scale; of many labels only some are written.

    Parameters
    ----------
    labels : sequence of str
    series : sequence of Series
        Drawn from below.
    width, height : float
        Millimetres.
    """
    totals = np.sum([one.values for one in series], axis=0) if series else np.zeros(len(labels))
    top = max(1.0, float(totals.max(initial=0)))
    tick = _tick(top)
    top = float(np.ceil(top / tick) * tick)
    left, foot, head = 9.0, 6.0, 4.5
    up, step = (height - foot - head) / top, (width - left) / max(1, len(labels))
    thick = min(0.82 * step, 12.0)
    parts = []
    for value in np.arange(0, top + tick / 2, tick):
        y = height - foot - value * up
        look = f'stroke="{PALETTE["rule"]}" stroke-width="10"'
        parts.append(f'<path d="M{left * 100:.0f} {y * 100:.0f}H{width * 100:.0f}" {look}/>')
        parts.append(_text(left - 1, y, f"{value:g}", anchor="end"))
    widest = max((fonts.width(t, _POINTS) for t in labels), default=1) + 1.5
    every = max(1, int(np.ceil(widest / step)))
    for i, label in enumerate(labels):
        x, y = left + i * step + (step - thick) / 2, height - foot
        for one in series:
            size = one.values[i] * up
            if size > 0:
                y -= size
                parts.append(_bar(x, y, thick, size, one.fill))
        if i % every == 0:
            parts.append(_text(x + thick / 2, height - foot + 2.6, label, anchor="middle"))
        if totals[i] and thick > 4:
            parts.append(_text(x + thick / 2, y - 1.6, f"{totals[i]:g}", anchor="middle", weight="700"))
    return _document(width, height, parts, series)


def _tick(top: float) -> float:
    """Return a round distance of at most six lines."""
    return next(step * power for power in (1, 10, 100, 1000, 10_000) for step in (1, 2, 5) if top / (step * power) <= 6)


def _bar(x: float, y: float, width: float, height: float, fill: Fill) -> str:
    return rectangle(x * 100, y * 100, width * 100, height * 100, fill, PALETTE["district"], 0.1)


def _tag(x: float, y: float, text: str) -> str:
    """Return a number on a bar, with a light ground so that no hatch disturbs it."""
    wide = fonts.width(text, _SMALL) + 1.0
    return (
        f'<rect x="{(x - wide / 2) * 100:.0f}" y="{(y - 1.3) * 100:.0f}" width="{wide * 100:.0f}" height="260" '
        f'rx="40" fill="{PAPER}"/>' + _text(x, y, text, anchor="middle", points=_SMALL)
    )


def _text(x: float, y: float, text: str, *, anchor: str = "start", weight: str = "400", points: float = _POINTS) -> str:
    wide = fonts.width(text, points, cut="bold" if weight == "700" else "regular") * 100
    down = y * 100 + points * _SIZE * 0.34
    return (
        f'<text data-width="{wide:.0f}" x="{x * 100:.0f}" y="{down:.0f}" font-size="{points * _SIZE:.0f}" '
        f'text-anchor="{anchor}" font-weight="{weight}" fill="{INK}">{letters.for_drawing(text)}</text>'
    )


def _cut(text: str, room: float) -> str:
    while fonts.width(text, _POINTS) > room and len(text) > 4:
        text = text.rstrip("…")[:-1].rstrip() + "…"
    return text


def _document(width: float, height: float, parts: Sequence[str], series: Sequence[Series]) -> str:
    patterns = "".join(dict.fromkeys(one.fill.pattern() for one in series))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm" '
        f'viewBox="0 0 {width * 100:.0f} {height * 100:.0f}"><defs>{patterns}</defs>'
        f'<g font-family="{fonts.CSS}">{"".join(parts)}</g></svg>'
    )
