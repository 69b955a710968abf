"""Drawings that share a page: names apart, and several maps as one."""

import re
from collections.abc import Sequence

from geo_koop.outputs import letters
from geo_koop.outputs.classes.palette import INK
from geo_koop.outputs.mapsheet import fonts
from geo_koop.outputs.mapsheet.drawing import Drawing
from geo_koop.outputs.mapsheet.frame import UNITS_PER_MM, Frame

GAP, HEAD = 4.0, 5.5
"""Millimetres between two maps, and above each for its title."""

_NAMES = re.compile(r'( id="|url\(#|href="#)')
_MILLIMETRES = re.compile(r' width="([\d.]+)mm" height="([\d.]+)mm"')
_SIZE = re.compile(r'<svg xmlns="[^"]*" width="[^"]*" height="[^"]*"')


def apart(svg: str, name: str) -> str:
    """Put a name in front of all names inside a drawing, so that it can share a page with others.

    >>> apart('<use href="#area1"/>', "map")
    '<use href="#map-area1"/>'
    """
    return _NAMES.sub(lambda found: f"{found[1]}{name}-", svg)


def for_browser(svg: str, name: str) -> str:
    """Return a drawing for a page in a browser: names apart, and words as wide as they were set, in any font."""
    return apart(svg, name).replace("data-width=", 'lengthAdjust="spacingAndGlyphs" textLength=')


def with_scale(svg: str, bar: str, arrow: str, overview: str, *, beside: bool) -> tuple[str, float]:
    """Put scale bar, north arrow and overview to a map; return the whole as one drawing, and its width in millimetres.

    Parameters
    ----------
    svg, bar, arrow, overview : str
    beside : bool
        Put the overview on the right of the map rather than below it: wide paper has room there.
    """
    size = _own_size(svg)
    top = size[1] + GAP / 2
    small, sign = _own_size(overview), _own_size(arrow)
    corner = (size[0] + GAP, size[1] - small[1]) if beside else (size[0] - small[0], top)
    end = size[0] if beside else corner[0] - GAP
    placed = [(svg, 0.0, 0.0), (bar, 0.0, top), (overview, *corner), (arrow, end - sign[0], top)]
    width, height = max(size[0], corner[0] + small[0]), max(top + sign[1], corner[1] + small[1])
    whole = []
    for number, (one, x, y) in enumerate(placed):
        box = [round(value * UNITS_PER_MM) for value in (x, y, *_own_size(one))]
        start = '<svg x="{}" y="{}" width="{}" height="{}"'.format(*box)
        whole.append(_SIZE.sub(start, apart(one, f"part{number}"), count=1))
    view = f"0 0 {width * UNITS_PER_MM:.0f} {height * UNITS_PER_MM:.0f}"
    start = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm" viewBox="{view}">'
    return f"{start}{''.join(whole)}</svg>", width


def _own_size(svg: str) -> tuple[float, float]:
    """Return the width and the height of a drawing in millimetres."""
    found = _MILLIMETRES.search(svg)
    return (float(found[1]), float(found[2])) if found else (0.0, 0.0)


def together(
    drawings: Sequence[Drawing], frames: Sequence[Frame], titles: Sequence[str], *, stacked: bool
) -> tuple[Drawing, tuple[float, float]]:
    """Put maps on one, each below its title; return the whole, and its width and height in millimetres.

    Parameters
    ----------
    drawings : sequence of Drawing
    frames : sequence of Frame
        Of the same scale; of the same height, or of the same width where they are stacked.
    titles : sequence of str
    stacked : bool
        One below the other rather than side by side.
    """
    x, y, placed, size = 0.0, 0.0, [], round(9 * fonts.MM_PER_POINT * UNITS_PER_MM)
    for number, (one, frame, title) in enumerate(zip(drawings, frames, titles, strict=True)):
        left, top = round(x * UNITS_PER_MM), round((y + HEAD) * UNITS_PER_MM)
        width, height = round(frame.width * UNITS_PER_MM), round(frame.height * UNITS_PER_MM)
        start = f'<svg x="{left}" y="{top}" width="{width}" height="{height}"'
        placed.append(_SIZE.sub(start, apart(one.svg, f"part{number}"), count=1))
        placed.append(
            f'<text x="{left}" y="{top - 150}" font-family="{fonts.CSS}" font-weight="700" font-size="{size}" '
            f'fill="{INK}">{letters.for_drawing(title)}</text>'
        )
        wide, high = x + frame.width, y + frame.height + HEAD
        x, y = (x, high + GAP) if stacked else (wide + GAP, y)
    box = f"0 0 {wide * UNITS_PER_MM:.0f} {high * UNITS_PER_MM:.0f}"
    whole = Drawing(
        svg=f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:g}mm" height="{high:g}mm" viewBox="{box}">'
        f"{''.join(placed)}</svg>",
        legend=tuple(dict.fromkeys(entry for one in drawings for entry in one.legend)),
        unnamed=tuple(name for one in drawings for name in one.unnamed),
    )
    return whole, (wide, high)
