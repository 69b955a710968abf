"""Reads tables as text: CSV with any separator and the usual encodings, and XLSX."""

import codecs
import csv
import difflib
import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pandas as pd
from openpyxl.utils.exceptions import InvalidFileException

from geo_koop import findings
from geo_koop.errors import InputError
from geo_koop.model import SourceFile

SHEET_FILES = (".xlsx", ".xlsm")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SEPARATORS = ";,\t|"


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table as it stood in its file.

    Attributes
    ----------
    rows : pandas.DataFrame
        All cells as text without blanks around them (``""`` where empty), and ``row``: the line as a
        person counts it.
    file, sheet : str
        For messages.
    findings : pandas.DataFrame
        Rows that could not be read.
    """

    rows: pd.DataFrame
    file: str
    sheet: str
    findings: pd.DataFrame


def read(path: Path, *, sheet: str | None = None) -> Table:
    """Read a CSV or XLSX file as text.

    Parameters
    ----------
    path : Path
    sheet : str, optional
        Sheet of a workbook; the first where it is left out.

    Raises
    ------
    InputError
        If the file is missing, a folder, empty, damaged, not a table, or has a header that names a
        column twice.
    """
    path = Path(path)
    existing(path)
    if path.suffix.lower() in SHEET_FILES:
        cells, name = _read_sheet(path, sheet)
    else:
        cells, name = _read_text(path), ""
    header, lines = _header(cells, path)
    good = [(number, line) for number, line in lines if len(line) <= len(header)]
    bad = [(number, line) for number, line in lines if len(line) > len(header)]
    padded = [[*line, *[""] * (len(header) - len(line))] for _number, line in good]
    rows = pd.DataFrame(padded, columns=header, dtype="str")
    rows["row"] = pd.Series([number for number, _line in good], dtype="int64")
    noticed = findings.report(
        "row_unreadable",
        file=path.name,
        sheet=name,
        row=[number for number, _line in bad] or None,
        value=[" | ".join(line)[:200] for _number, line in bad],
    )
    return Table(rows=rows, file=path.name, sheet=name, findings=noticed)


def sheets(path: Path) -> list[str]:
    """Return the names of the sheets of a workbook."""
    existing(Path(path))
    book = _open_book(Path(path))
    try:
        return list(book.sheetnames)
    finally:
        book.close()


def existing(path: Path) -> None:
    """Raise where a path is no readable, non-empty file."""
    if path.is_dir():
        raise InputError(f"{path} is a folder.", "Name the file in it.")
    if not path.is_file():
        raise InputError(f"The file {path} does not exist.", "Check the path and its spelling.")
    if path.stat().st_size == 0:
        raise InputError(f"The file {path.name} is empty.", "Check that it was saved and copied completely.")


def source_file(role: str, path: Path, rows: int) -> SourceFile:
    """Describe a file that was read; a folder has no checksum."""
    checksum = ""
    if path.is_file():
        with path.open("rb") as stream:
            checksum = hashlib.file_digest(stream, "sha256").hexdigest()
    return SourceFile(role=role, name=path.name, sha256=checksum, rows=rows)


def rename(
    table: pd.DataFrame, wanted: Mapping[str, Iterable[str]], given: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Rename columns to those of the schema.

    Parameters
    ----------
    table : pandas.DataFrame
    wanted : Mapping
        Column of the schema to names that are read as it; case and blanks do not matter.
    given : Mapping, optional
        Column of the schema to the name in this file: a column map, which goes first.
    """
    plain = {_plain(column): column for column in table.columns}
    found: dict[str, str] = {}
    for target, aliases in wanted.items():
        names = [given[target]] if given and target in given else [target, *aliases]
        match = next((plain[_plain(name)] for name in names if _plain(name) in plain), None)
        if match is not None and match not in found:
            found[match] = target
    return table.rename(columns=found)


def require(table: pd.DataFrame, columns: Iterable[str], *, file: str, what: str) -> None:
    """Raise where columns are missing, and name those that are there and come near.

    Raises
    ------
    InputError
    """
    present = [c for c in table.columns if c != "row"]
    missing = [column for column in columns if column not in table.columns]
    if not missing:
        return
    near = {m: difflib.get_close_matches(m, present, n=1, cutoff=0.6) for m in missing}
    hints = [f"“{names[0]}” looks like {m}" for m, names in near.items() if names]
    raise InputError(
        f"{file}: the table of {what} lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}. "
        f"It has: {', '.join(present) or 'none'}.",
        "Rename the column, or give a column map. " + "; ".join(hints),
    )


def _plain(name: str) -> str:
    return "".join(ch for ch in name.casefold() if ch.isalnum())


def _header(cells: list[list[str]], path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    filled = [(number, line) for number, line in enumerate(cells, start=1) if any(line)]
    if not filled:
        raise InputError(f"The file {path.name} holds no table.", "Check that it was saved completely.")
    header = filled[0][1]
    while header and not header[-1]:
        header = header[:-1]
    header = [name or f"column {i}" for i, name in enumerate(header, start=1)]
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise InputError(f"{path.name}: the header names {', '.join(twice)} more than once.", "Rename one of them.")
    lines = []
    for number, line in filled[1:]:
        while len(line) > len(header) and not line[-1]:
            line = line[:-1]
        lines.append((number, line))
    return header, lines


def _read_text(path: Path) -> list[list[str]]:
    raw = path.read_bytes()
    text = _decode(raw, path)
    sample = text[:20_000].split("\n", 1)[0]
    separator = max(_SEPARATORS, key=sample.count)
    try:
        parsed = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False))
    except csv.Error as error:
        raise InputError(f"{path.name} cannot be read as a table: {error}.", "Check the quotation marks.") from error
    return [[cell.strip() for cell in line] for line in parsed]


def _decode(raw: bytes, path: Path) -> str:
    encoding = next((name for mark, name in _BOMS if raw.startswith(mark)), None)
    try:
        if encoding:
            return raw.decode(encoding)
        if b"\x00" in raw[:4096]:
            raise InputError(f"{path.name} is not a text table.", "Save it as CSV or XLSX.")
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return raw.decode("cp1252")
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is neither UTF-8 nor Windows-1252.", "Save it as CSV (UTF-8).") from error


def _open_book(path: Path) -> openpyxl.Workbook:
    try:
        return openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, ValueError) as error:
        raise InputError(
            f"{path.name} cannot be opened as a workbook.",
            "It is damaged, protected by a password, or not an XLSX file: open it in a spreadsheet and save it anew.",
        ) from error


def _read_sheet(path: Path, sheet: str | None) -> tuple[list[list[str]], str]:
    book = _open_book(path)
    try:
        name = sheet or book.sheetnames[0]
        if name not in book.sheetnames:
            raise InputError(f"{path.name} has no sheet “{name}”.", f"Its sheets are: {', '.join(book.sheetnames)}.")
        rows = book[name].iter_rows(values_only=True)
        return [[_cell(value) for value in row] for row in rows], name
    finally:
        book.close()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()
