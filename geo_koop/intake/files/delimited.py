"""Reads text tables as records: any usual encoding and separator, and no row swallowed by a stray quotation mark."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from geo_koop.errors import InputError

SEPARATORS = ";,\t|"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_DECLARED = re.compile(r"sep=(.)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a text table.

    Attributes
    ----------
    number : int
        Row as a spreadsheet counts it, from 1.
    cells : list of str
        Without blanks around them.
    whole : bool
        False where quotation marks do not fit: then the cells are the raw line.
    merged : tuple of (int, int)
        Cells of a workbook that are merged with those below: position, and the last row.
    """

    number: int
    cells: list[str]
    whole: bool = True
    merged: tuple[tuple[int, int], ...] = ()


def read(path: Path, most: int | None = None) -> list[Record]:
    """Read a text table, or its first lines.

    Parameters
    ----------
    path : Path
        UTF-8, UTF-16 with byte-order mark, or Windows-1252; separated by ``;``, comma, tab or ``|``.

    Raises
    ------
    InputError
        If it is no text, in none of these encodings, or a cell is unreasonably long.
    """
    lines = list(io.StringIO(_decode(path.read_bytes(), path), newline=""))
    declared = _DECLARED.fullmatch(lines[0]) if lines else None
    skipped = 1 if declared else 0
    separator = declared[1] if declared else _separator(lines)
    try:
        return list(islice(_records(lines, separator, skipped), most))
    except csv.Error as error:
        raise InputError(
            "{file} cannot be read as a table: {error}.",
            "Check the quotation marks.",
            file=path.name,
            error=error,
        ) from error


def _separator(lines: list[str]) -> str:
    """Return the separator that stands most often in the header, outside quotation marks."""
    header = _QUOTED.sub("", next((line for line in lines if line.strip()), ""))
    return max(SEPARATORS, key=header.count)


def _records(lines: list[str], separator: str, start: int) -> Iterator[Record]:
    """Parse the lines; where a quotation mark is left open, give up that line alone and go on behind it."""
    number, width = start, 0
    while start < len(lines):
        reader = csv.reader(_from(lines, start), delimiter=separator)
        begin = 0
        for cells in reader:
            number += 1
            width = width or len(cells)
            physical = lines[start + begin : start + reader.line_num]
            last = start + reader.line_num == len(lines)
            if (last or len(physical) > 1) and _swallowed(physical, separator, width):
                yield Record(number, [physical[0].strip()], whole=False)
                start += begin + 1
                break
            broken = len(cells) != width and any('"' in cell for cell in cells)
            yield Record(number, [cell.strip() for cell in cells], whole=not broken)
            begin = reader.line_num
        else:
            return


def _from(lines: list[str], start: int) -> Iterator[str]:
    """Yield the lines from one on without copying them: a file may make the reader start anew at every line."""
    return (lines[at] for at in range(start, len(lines)))


def _swallowed(physical: list[str], separator: str, width: int) -> bool:
    """Tell whether a quotation mark was left open in the first line, and not a cell with line breaks."""
    try:
        list(csv.reader(physical, delimiter=separator, strict=True))
    except csv.Error as error:
        return len(physical) > 1 or "unexpected end" in str(error)
    return width > 2 and any(line.count(separator) >= width - 1 for line in physical[1:-1])


def _decode(raw: bytes, path: Path) -> str:
    encoding = next((name for mark, name in _BOMS if raw.startswith(mark)), None)
    try:
        if encoding:
            return raw.decode(encoding)
        if b"\x00" in raw:
            raise InputError(
                "{file} is not a text table.",
                "Save it as CSV or XLSX.",
                file=path.name,
            )
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return raw.decode("cp1252")
    except UnicodeDecodeError as error:
        raise InputError(
            "{file} is neither UTF-8 nor Windows-1252.",
            "Save it as CSV (UTF-8).",
            file=path.name,
        ) from error
