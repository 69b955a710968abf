"""Reads text tables as records: any usual encoding and separator, and no row swallowed by a stray quotation mark."""

import codecs
import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from geo_koop.errors import InputError
from geo_koop.intake.files import limits
from geo_koop.intake.files.limits import Limits

SEPARATORS = ";,\t|"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_LINES_IN_A_ROW = 10
"""Lines of a file, empty ones and those within cells too, for each row that it may have."""
_BLOCK = 1 << 20
_LABELLED = re.compile(r"""\s*"?[^;,\t|:]{2,80}:\s+\S""")
_NONE = "\x1f"
"""Stands in no text: lines such as "Association: A, B" are one column."""
_LOOKED_AT = 50
_SEEN, _WIDE = 65_536, 0.7
_RARE = 20
"""One NUL in so many bytes is a fault of a program; more are no text."""
_UNPRINTABLE = tuple(bytes([code]) for code in (*range(1, 9), *range(14, 32)))
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


def read(path: Path, first: int | None = None, most: Limits | None = None) -> list[Record]:
    """Read a text table, or its first lines.

    Parameters
    ----------
    path : Path
        UTF-8, UTF-16 with byte-order mark, or Windows-1252; separated by ``;``, comma, tab or ``|``.
    first : int, optional
        Lines that are read; all where it is left out.
    most : Limits, optional
        Those of the environment where it is left out.

    Raises
    ------
    InputError
        If it is no text, in none of these encodings, or holds more than is read.
    """
    most = most or limits.from_environment()
    return parse(text(path, most)[0], path.name, first, most)


def text(path: Path, most: Limits) -> tuple[str, str]:
    """Return the text of a file, and the code of the finding on how it was encoded, if that was odd.

    Raises
    ------
    InputError
        If it is no text, or holds more than is read.
    """
    return _decode(_content(path, most), path)


def parse(content: str, file: str, first: int | None, most: Limits) -> list[Record]:
    """Return the records of a text, or the first ones.

    Raises
    ------
    InputError
        If it is no table, or holds more than is read.
    """
    csv.field_size_limit(max(csv.field_size_limit(), most.text + 1))
    lines = list(io.StringIO(content, newline=""))
    declared = _DECLARED.fullmatch(lines[0]) if lines else None
    skipped = 1 if declared else 0
    separator = declared[1] if declared else _separator(lines)
    try:
        return list(islice(limited(_records(lines, separator, skipped), most, file=file), first))
    except csv.Error as error:
        raise InputError(
            "{file} cannot be read as a table: {error}.",
            "Check the quotation marks.",
            file=file,
            error=error,
        ) from error


def _content(path: Path, most: Limits) -> bytes:
    """Return the content of a file after its size and its lines were counted, piece by piece."""
    if path.stat().st_size > most.unpacked:
        raise limits.too_much_text(path.name, "", most.unpacked_mb)
    if path.suffix.lower() == ".gz":
        return _unpacked(path, most)
    count = 0
    with path.open("rb") as stream:
        while piece := stream.read(_BLOCK):
            count += piece.count(b"\n")
            if count > most.rows * _LINES_IN_A_ROW:
                raise limits.too_many("rows", path.name, "", most.rows)
    return path.read_bytes()


def _unpacked(path: Path, most: Limits) -> bytes:
    """Return the content of a text that is packed with gzip; it is counted piece by piece, too."""
    pieces: list[bytes] = []
    size = count = 0
    allowed = min(most.unpacked, max(path.stat().st_size, _BLOCK) * most.ratio)
    try:
        with gzip.open(path) as stream:
            while piece := stream.read(_BLOCK):
                size, count = size + len(piece), count + piece.count(b"\n")
                if size > allowed:
                    raise limits.too_much_text(path.name, "", allowed // 1_000_000)
                if count > most.rows * _LINES_IN_A_ROW:
                    raise limits.too_many("rows", path.name, "", most.rows)
                pieces.append(piece)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(
            "{file} cannot be unpacked.", "Check that it was saved and copied completely.", file=path.name
        ) from error
    return b"".join(pieces)


def limited(records: Iterator[Record], most: Limits, *, file: str, sheet: str = "") -> Iterator[Record]:
    """Yield records as long as they are within the limits; empty ones do not count.

    Raises
    ------
    InputError
        As soon as there are too many rows or cells, or a cell is too long.
    """
    filled = cells = width = number = 0
    try:
        for record in records:
            number = record.number
            if record.cells:
                # A row may be longer than the heading: then it is reported, and shorter ones are filled up.
                width = width or len(record.cells)
                filled, cells = filled + 1, cells + max(len(record.cells), width)
                if max(map(len, record.cells)) > most.text:
                    at = next(at for at, cell in enumerate(record.cells, start=1) if len(cell) > most.text)
                    raise limits.too_long(file, sheet, number, at if record.whole else None, most.text)
                if filled - 1 > most.rows:  # the heading is no row
                    raise limits.too_many("rows", file, sheet, most.rows)
                if cells - width > most.cells:
                    raise limits.too_many("cells", file, sheet, most.cells)
            yield record
    except csv.Error as error:
        if "field larger" in str(error):
            raise limits.too_long(file, sheet, number + 1, None, most.text) from error
        raise


def _separator(lines: list[str]) -> str:
    """Return the separator that stands most often in the header, outside quotation marks; none in labelled lists."""
    seen = [line for line in lines[:_LOOKED_AT] if line.strip()]
    labelled = sum(_LABELLED.match(line) is not None for line in seen)
    if len(seen) > 1 and labelled * 2 > len(seen) and all(len({x.count(s) for x in seen}) > 1 for s in ",;"):
        return _NONE
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
            yield Record(number, trimmed([cell.strip() for cell in cells]), whole=not broken)
            begin = reader.line_num
        else:
            return


def trimmed(cells: list[str]) -> list[str]:
    """Return cells without the empty ones at their end, which spreadsheets write in great number."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells if end == len(cells) else cells[:end]


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


def _decode(raw: bytes, path: Path) -> tuple[str, str]:
    encoding = next((name for mark, name in _BOMS if raw.startswith(mark)), None)
    facts = ""
    try:
        if encoding:
            return raw.decode(encoding), ""
        if b"\x00" in raw:
            encoding = _wide(raw)
            if encoding:
                return raw.decode(encoding), "text_without_mark"
            if not _stray(raw):
                raise InputError(
                    "{file} is not a text table.",
                    "Save it as CSV or XLSX.",
                    file=path.name,
                )
            raw, facts = raw.replace(b"\x00", b""), "nul_removed"
        try:
            return raw.decode("utf-8"), facts
        except UnicodeDecodeError:
            return raw.decode("cp1252"), facts
    except UnicodeDecodeError as error:
        raise InputError(
            "{file} is neither UTF-8 nor Windows-1252.",
            "Save it as CSV (UTF-8).",
            file=path.name,
        ) from error


def _wide(raw: bytes) -> str:
    """Return which UTF-16 a text without a mark is: in most languages of Europe every other byte is 0."""
    low, high = raw[0:_SEEN:2].count(0), raw[1:_SEEN:2].count(0)
    half = max(min(len(raw), _SEEN) // 2, 1)
    if len(raw) % 2 == 0 and max(low, high) > _WIDE * half and min(low, high) < (1 - _WIDE) * half:
        return "utf-16-le" if high > low else "utf-16-be"
    return ""


def _stray(raw: bytes) -> bool:
    """Tell whether the bytes are a text but for some NUL in it."""
    signs = sum(raw.count(sign) for sign in _UNPRINTABLE)
    return raw.count(0) * _RARE < len(raw) and not signs
