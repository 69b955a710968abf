"""Looks at geometries in WKB before GEOS does: it goes down one call for each level, and ends the process when deep."""

import struct
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

_CURVE, _POLYGON = (2, 8), 3
_OF_PARTS = (4, 5, 6, 7, 9, 10, 11, 12)
_SYSTEM: Final = 0x20000000
_HEIGHT, _MEASURE = 0x80000000, 0x40000000


def deepest(shapes: Iterable[object], most: int) -> int:
    """Return how many levels of parts within parts the deepest of some geometries has.

    Parameters
    ----------
    shapes : iterable of object
        WKB as bytes, or as text of hexadecimal numbers; anything else has no level.
    most : int
        Where one is deeper, no further is looked at.

    Returns
    -------
    int
        0 for points, lines and polygons, and for what GEOS refuses before it goes down.
    """
    deep = 0
    for shape in shapes:
        deep = max(deep, _depth(_content(shape), most))
        if deep > most:
            break
    return deep


def _content(shape: object) -> bytes:
    if isinstance(shape, str):
        with suppress(ValueError):
            return bytes.fromhex(shape)
    return shape if isinstance(shape, bytes) else b""


def _depth(content: bytes, most: int) -> int:
    """Go through a geometry as GEOS does, without going down: ``open_parts`` holds what is still to come by level."""
    at, deep, order = 0, 0, "<"
    open_parts: list[int] = []
    # What ends too early, GEOS refuses there as well.
    with suppress(struct.error):
        while True:
            # Another byte than 0 and 1 leaves the order as it was.
            order = {0: ">", 1: "<"}.get(content[at], order) if at < len(content) else order
            code = struct.unpack_from(f"{order}I", content, at + 1)[0]
            at += 9 if code & _SYSTEM else 5
            kind, family = (code & 0xFFFF) % 1000, (code & 0xFFFF) // 1000
            numbers = 2 + bool(code & _HEIGHT or family in (1, 3)) + bool(code & _MEASURE or family in (2, 3))
            if kind in _OF_PARTS:
                open_parts.append(struct.unpack_from(f"{order}I", content, at)[0])
                at += 4
                deep = max(deep, len(open_parts))
                if deep > most:
                    return deep
            elif (end := _end(content, at, kind, order, numbers * 8)) is None:
                return deep
            else:
                at = end
            while open_parts and not open_parts[-1]:
                open_parts.pop()
            if not open_parts:
                return deep
            open_parts[-1] -= 1
    return deep


def _end(content: bytes, at: int, kind: int, order: str, size: int) -> int | None:
    """Return where a point, line or polygon ends, ``size`` being the bytes of a corner; nothing for other kinds."""
    if kind == 1:
        return at + size
    if kind in _CURVE:
        return at + 4 + int(struct.unpack_from(f"{order}I", content, at)[0]) * size
    if kind != _POLYGON:
        return None
    rings = int(struct.unpack_from(f"{order}I", content, at)[0])
    at += 4
    for _ring in range(rings):
        at += 4 + int(struct.unpack_from(f"{order}I", content, at)[0]) * size
    return at
