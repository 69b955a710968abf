"""Looks at XLSB before it is read: the reader makes room for the rectangle of all cells, wherever they lie."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from geo_koop.errors import InputError
from geo_koop.intake.files import archives, limits
from geo_koop.intake.files.limits import Limits

_ROW, _FIRST_CELL, _LAST_CELL, _SHARED_CELL, _TEXT, _CELLS = 0, 1, 11, 7, 19, 145
_ROWS, _COLUMNS = 1_048_576, 16_384
_DENSE: Final = 1.5
_LONGEST: Final = 16_000_000
"""Bytes of a record: none that is read is so long."""


def check(path: Path, most: Limits) -> None:
    """Refuse an XLSB with a sheet that reaches too far, or with texts that are too much together.

    Raises
    ------
    InputError
    ValueError
        If it is damaged.
    """
    with zipfile.ZipFile(path) as archive:
        parts = [m for m in archive.infolist() if m.filename.lower().endswith(".bin")]
        shared = [m for m in parts if m.filename.lower().endswith("sharedstrings.bin")]
        lengths = [length for m in shared for length in _lengths(archive, m, path, most)]
        for member in parts:
            if member not in shared:
                _check(archive, member, path, most, lengths)


def _check(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, most: Limits, lengths: list[int]) -> None:
    row, top, bottom, left, right, cells, characters = 0, _ROWS, 0, _COLUMNS, 0, 0, 0
    begun = False
    for kind, body in _records(archive, member, path, most):
        # Whatever a part is called: it is a sheet where its cells begin.
        begun = begun or kind == _CELLS
        if not begun:
            continue
        if kind == _ROW:
            row = int.from_bytes(body[:4], "little")
        elif _FIRST_CELL <= kind <= _LAST_CELL:
            column = int.from_bytes(body[:4], "little")
            if row >= _ROWS or column >= _COLUMNS:
                raise ValueError("a cell beyond the end of a sheet")
            top, bottom = min(top, row), max(bottom, row)
            left, right = min(left, column), max(right, column)
            cells += 1
            if kind == _SHARED_CELL:
                text = int.from_bytes(body[8:12], "little")
                characters += lengths[text] if text < len(lengths) else 0
            if characters > most.unpacked:
                raise limits.too_much_text(path.name, "", most.unpacked_mb)
    if cells and (bottom + 1) * (right + 1) > most.cells * _DENSE:
        raise InputError(
            "{file}: a sheet reaches to row {row} and column {column}; that is more than {most} cells.",
            "Delete the rows and columns behind the table, and save the workbook anew.",
            file=path.name,
            row=bottom + 1,
            column=limits.letters(right + 1),
            most=most.cells,
        )


def _lengths(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, most: Limits) -> Iterator[int]:
    for kind, body in _records(archive, member, path, most):
        if kind == _TEXT:
            length = int.from_bytes(body[1:5], "little")
            if length > most.text:
                raise limits.too_long(path.name, "", None, None, most.text)
            yield length


def _records(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, most: Limits
) -> Iterator[tuple[int, bytes]]:
    """Yield the records of a part: a number of one or two bytes, a length of up to four, and the body."""
    rest, at = b"", 0
    for piece in archives.stream(archive, member, path, most.unpacked):
        rest, at = rest[at:] + piece, 0
        while (found := _record(rest, at)) is not None:
            kind, start, end = found
            if end - start > _LONGEST:
                raise ValueError("a record that is too long")
            if end > len(rest):
                break
            yield kind, rest[start:end]
            at = end


def _record(content: bytes, at: int) -> tuple[int, int, int] | None:
    """Return number, begin and end of the record at a place; None where its head is not complete."""
    if at >= len(content):
        return None
    kind = content[at]
    at += 1
    if kind & 0x80:
        if at >= len(content):
            return None
        kind = (kind & 0x7F) | ((content[at] & 0x7F) << 7)
        at += 1
    length = 0
    for step in range(4):
        if at >= len(content):
            return None
        byte = content[at]
        at += 1
        length |= (byte & 0x7F) << (7 * step)
        if not byte & 0x80:
            break
    return kind, at, at + length
