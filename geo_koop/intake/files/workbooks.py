"""Looks at workbooks before they are read: what stands in them once may be read many times, and far apart."""

import html
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
from xml.parsers.expat import ExpatError

import numpy as np

from geo_koop.errors import InputError
from geo_koop.intake.files import archives, binary_sheets, compounds, limits, opendocument
from geo_koop.intake.files.limits import Limits

DAMAGE: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, ParseError, ExpatError),
    *(NotImplementedError, EOFError, RuntimeError, LookupError, TypeError, AttributeError),
)
_DENSE: Final = 1.5
"""A sheet is read at once where its rectangle has up to so many times the cells that may be filled."""
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{0,9})(\d{1,12})[\"']")
_ROW = re.compile(rb"<(?:[\w.-]+:)?row[\s/>]")
_CELL = re.compile(rb"<(?:[\w.-]+:)?c[\s/>]")
_TEXT = re.compile(rb"<(?:[\w.-]+:)?si[\s/>]")
_TAG = re.compile(rb"<[^<>]*>")
_USES = re.compile(
    rb"\bt\s*=\s*[\"']s[\"'][^>]*>(?:(?!</(?:[\w.-]+:)?c>).)*?<(?:[\w.-]+:)?v[^>]*>\s*(\d{1,9})", re.DOTALL
)
_LONGEST_PART: Final = 16_000_000
"""Bytes without a tag: no cell holds so much."""


@dataclass(kw_only=True)
class _Reach:
    """How far a sheet goes, by its cells and not by what it says of itself."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    merged: bool = False


def check(path: Path, kind: str, most: Limits) -> None:
    """Refuse a workbook that breaks the rules for archives, or would be far larger in memory than as a file.

    Raises
    ------
    InputError
    zipfile.BadZipFile, ValueError, struct.error, xml.parsers.expat.ExpatError
        If it is damaged, or no workbook.
    """
    if kind == "xls":
        compounds.check(path)
    elif zipfile.is_zipfile(path):
        archives.check(path, archives.rules(most=most))
        if kind == "ods":
            opendocument.check(path, most)
        elif kind == "xlsb":
            binary_sheets.check(path, most)


def sparse(path: Path, kind: str, sheet: str, most: Limits) -> Iterator[tuple[int, list[Any]]] | None:
    """Return the filled rows of a sheet with their numbers where it reaches too far to be read at once.

    Returns
    -------
    iterator or None
        None where the sheet can be read at once.

    Raises
    ------
    InputError
        If a text is too long, all are too much together, or a sheet reaches far and has merged cells.
    ValueError
        If a cell lies where no sheet has one.
    """
    if kind != "xlsx" or not zipfile.is_zipfile(path):
        return None
    reach = _reaches(path, most)
    if any(one.rows > _LAST_ROW or one.columns > _LAST_COLUMN for one in reach):
        raise ValueError("a cell beyond the end of a sheet")
    if not any(one.rows * one.columns > most.cells * _DENSE for one in reach):
        return None
    if any(one.merged for one in reach):
        raise InputError(
            "{file} has merged cells, and a cell far away from all others.",
            "Delete the rows and columns behind the table, and save the workbook anew.",
            file=path.name,
        )
    return _filled(path, sheet)


def _reaches(path: Path, most: Limits) -> list[_Reach]:
    """Return how far each sheet goes. A part is a sheet by what stands in it, whatever its name is."""
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        texts = [m for m in members if m.filename.lower().endswith("sharedstrings.xml")]
        others = [m for m in members if m not in texts and not m.filename.lower().startswith("xl/media/")]
        lengths = np.array([n for m in texts for n in _lengths(archive, m, path, most)], dtype="int64")
        found = [_reach(archive, member, path, most) for member in others]
        longest = int(lengths.max(initial=0))
        for member, one in zip(others, found, strict=True):
            # The sum of all texts is counted only where it could be too much.
            if one.cells * longest > most.unpacked and _used(archive, member, path, most, lengths) > most.unpacked:
                raise limits.too_much_text(path.name, "", most.unpacked_mb)
    return found


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, most: Limits, end: bytes) -> Iterator[bytes]:
    """Yield a part in pieces that end before ``end``, so that nothing is cut through."""
    rest = b""
    for piece in archives.stream(archive, member, path, most.unpacked):
        text = rest + piece
        cut = text.rfind(end)
        rest = text[max(cut, 0) :]
        if cut > 0:
            yield text[:cut]
        if len(rest) > _LONGEST_PART:
            raise limits.too_long(path.name, "", None, None, most.text)
    yield rest


def _reach(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, most: Limits) -> _Reach:
    reach, tags, in_row, begun = _Reach(), 0, 0, False
    letters: set[bytes] = set()
    for text in _pieces(archive, member, path, most, b"<"):
        begun = begun or b"sheetData" in text
        if not begun:
            continue
        found = _PLACE.findall(text)
        letters.update({column for column, _row in found})
        # Rows need not rise within a sheet, and cells need not say where they are.
        reach.rows = max(reach.rows, max((int(row) for _column, row in found), default=0))
        first, *following = (len(_CELL.findall(row)) for row in _ROW.split(text))
        tags += len(following)
        reach.cells += first + sum(following)
        reach.columns = max(reach.columns, in_row + first, *following)
        in_row = following[-1] if following else in_row + first
        reach.merged = reach.merged or b"mergeCell " in text
    reach.rows = max(reach.rows, tags)
    reach.columns = max(reach.columns, max(map(_position, letters), default=0))
    return reach


def _position(letters: bytes) -> int:
    position = 0
    for letter in letters.upper():
        position = position * 26 + letter - 64
    return position


def _lengths(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, most: Limits) -> Iterator[int]:
    """Yield how long each shared text is at most, as each cell that uses one gets a copy of it.

    Raises
    ------
    InputError
        If one is longer than a cell may be.
    """
    rest = b""
    for piece in _pieces(archive, member, path, most, b"<"):
        *whole, rest = _TEXT.split(rest + piece)
        for text in whole:
            yield _length(text, path, most)
        if len(rest) > most.text:
            rest = _TAG.sub(b"", rest)
            _length(rest, path, most)
    yield _length(rest, path, most)


def _length(text: bytes, path: Path, most: Limits) -> int:
    """Return the bytes of a text with its tags, and its characters without them where that is much."""
    if len(text) <= most.text:
        return len(text)
    characters = len(html.unescape(_TAG.sub(b"", text).decode("utf-8", "replace")))
    if characters > most.text:
        raise limits.too_long(path.name, "", None, None, most.text)
    return characters


def _used(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, most: Limits, lengths: "np.ndarray[Any, Any]"
) -> int:
    """Return the characters of all cells of a sheet that use shared texts."""
    characters = 0
    # The first entry is what stands before the first text.
    for text in _pieces(archive, member, path, most, b"<row"):
        used = np.array(_USES.findall(text), dtype="int64") + 1
        characters += int(lengths[used[used < len(lengths)]].sum())
    return characters


def _filled(path: Path, sheet: str) -> Iterator[tuple[int, list[Any]]]:
    import openpyxl  # sheets that are not read in one piece are rare

    # An open file, as a path would be judged by its ending.
    with path.open("rb") as stream:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        page = book[sheet]
        page.reset_dimensions()
        for number, values in enumerate(page.iter_rows(values_only=True), start=1):
            used = [at for at, value in enumerate(values, start=1) if value is not None]
            if used:
                yield number, list(values[: used[-1]])
