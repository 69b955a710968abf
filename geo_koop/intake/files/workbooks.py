"""Looks at workbooks before they are read: a cell far away must not make room for all cells before it."""

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError

import openpyxl

from geo_koop.errors import InputError
from geo_koop.intake.files import archives

DAMAGE: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, ParseError),
    *(NotImplementedError, EOFError, RuntimeError, LookupError, TypeError, AttributeError),
)
_ZIPPED = (".xlsx", ".xlsm", ".ods")
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{0,3})(\d{1,9})[\"']")
_OVERLAP = 64


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What of a sheet is read.

    Attributes
    ----------
    rows, cells : int
        With something in them.
    dense : int
        Cells of the rectangle from the first to the last one up to which it is read at once.
    """

    rows: int = 1_000_000
    cells: int = 20_000_000
    dense: int = 30_000_000


def check(path: Path, rules: archives.Rules | None = None) -> None:
    """Refuse a workbook that breaks the rules for archives; other files pass.

    Raises
    ------
    InputError
    zipfile.BadZipFile
        If it is no workbook.
    """
    if path.suffix.lower() in _ZIPPED and zipfile.is_zipfile(path):
        archives.check(path, rules or archives.Rules())


def sparse(path: Path, sheet: str, limits: Limits | None = None) -> Iterator[tuple[int, list[Any]]] | None:
    """Return the filled rows of a sheet with their numbers where it reaches too far to be read at once.

    Returns
    -------
    iterator or None
        None where the sheet can be read at once.
    """
    limits = limits or Limits()
    if path.suffix.lower() not in (".xlsx", ".xlsm") or not zipfile.is_zipfile(path):
        return None
    reach = list(_reaches(path))
    if not any(rows * columns > limits.dense for rows, columns, _merged in reach):
        return None
    if any(merged for _rows, _columns, merged in reach):
        raise InputError(
            "{file} has merged cells, and a cell far away from all others.",
            "Delete the rows and columns behind the table, and save the workbook anew.",
            file=path.name,
        )
    return _filled(path, sheet, limits)


def _reaches(path: Path) -> Iterator[tuple[int, int, bool]]:
    """Yield the last row and column of each sheet, by its cells and not by what it says of itself, and if it merges."""
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if member.filename.lower().endswith(".xml") and "sheet" in member.filename.lower():
                rows, columns, rest, merged = 0, {b""}, b"", False
                for piece in archives.stream(archive, member, path, archives.Rules().unpacked):
                    text = rest + piece
                    found = _PLACE.findall(text)
                    columns.update({column for column, _row in found})
                    # rows need not rise within a sheet
                    rows = max(rows, max((int(row) for _column, row in found), default=0))
                    rest = text[-_OVERLAP:]
                    merged = merged or b"<mergeCell " in text
                yield rows, max(map(_position, columns)), merged


def _position(letters: bytes) -> int:
    position = 0
    for letter in letters.upper():
        position = position * 26 + letter - 64
    return position


def _filled(path: Path, sheet: str, limits: Limits) -> Iterator[tuple[int, list[Any]]]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        page = book[sheet]
        page.reset_dimensions()
        rows = cells = 0
        for number, values in enumerate(page.iter_rows(values_only=True), start=1):
            used = [at for at, value in enumerate(values, start=1) if value is not None]
            if used:
                rows, cells = rows + 1, cells + len(used)
                if rows > limits.rows or cells > limits.cells:
                    raise InputError(
                        "{file}, sheet “{sheet}”: at most {rows} rows and {cells} cells are read.",
                        "Delete what is not needed, or split the table.",
                        file=path.name,
                        sheet=sheet,
                        rows=limits.rows,
                        cells=limits.cells,
                    )
                yield number, list(values[: used[-1]])
    finally:
        book.close()
