"""Reads tables as text: CSV with any separator and the usual encodings, XLSX, XLS and ODS."""

import difflib
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from geo_koop import findings
from geo_koop.errors import InputError, Phrase
from geo_koop.intake.files import delimited, limits, workbooks
from geo_koop.intake.files.delimited import Record
from geo_koop.model import SourceFile

SHEET_FILES = (".xlsx", ".xlsm", ".ods", ".xls")
_DAMAGE = (CalamineError, OSError, ValueError, MemoryError, *workbooks.DAMAGE)


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
        Rows that could not be read, and merged cells, which stand for each of their rows.
    """

    rows: pd.DataFrame
    file: str
    sheet: str
    findings: pd.DataFrame

    @property
    def headings(self) -> list[str]:
        """The columns of the file."""
        return [name for name in self.rows.columns if name != "row"]

    @property
    def unread(self) -> pd.DataFrame:
        """The findings on rows that could not be read."""
        return self.findings[self.findings["severity"] == "error"]


def read(path: Path, *, sheet: str | None = None, header_row: int | None = None) -> Table:
    """Read a CSV, XLSX, XLS or ODS file as text.

    Parameters
    ----------
    path : Path
    sheet : str, optional
        Sheet of a workbook; the first where it is left out.
    header_row : int, optional
        Line of the header; the first that is not empty where it is left out.

    Raises
    ------
    InputError
        If the file is missing, a folder, empty, damaged, not a table, or has a header that names a
        column twice.
    """
    path = Path(path)
    records, name = lines(path, sheet=sheet)
    header, records = _header([r for r in records if r.number >= (header_row or 1)], path)
    good = [record for record in records if record.whole and len(record.cells) <= len(header)]
    bad = [record for record in records if not record.whole or len(record.cells) > len(header)]
    padded = [[*record.cells, *[""] * (len(header) - len(record.cells))] for record in good]
    rows = pd.DataFrame(padded, columns=header, dtype="str")
    rows["row"] = pd.Series([record.number for record in good], dtype="int64")
    noticed = findings.report(
        "row_unreadable",
        file=path.name,
        sheet=name,
        row=[record.number for record in bad] or None,
        value=[" | ".join(record.cells)[:200] for record in bad],
    )
    return Table(
        rows=rows,
        file=path.name,
        sheet=name,
        findings=findings.collect([noticed, *_on_merged(good, header, path.name, name)]),
    )


def _on_merged(records: list[Record], header: list[str], file: str, sheet: str) -> Iterator[pd.DataFrame]:
    """Report cells that stand for several rows."""
    told = pd.DataFrame(
        [
            (record.number, at, record.cells[at], last)
            for record in records
            for at, last in record.merged
            if at < len(record.cells) and record.cells[at]
        ],
        columns=["row", "at", "value", "last"],
    )
    for at, part in told.groupby("at"):
        yield findings.report(
            "cells_merged",
            file=file,
            sheet=sheet,
            row=part["row"],
            column=header[int(at)],
            value=part["value"],
            last=part["last"],
        )


def lines(path: Path, *, sheet: str | None = None, most: int | None = None) -> tuple[list[Record], str]:
    """Return the lines of a file as they stand, all or the first ones, and the name of the sheet.

    Raises
    ------
    InputError
        If the file is missing, a folder, empty or damaged.
    """
    existing(path)
    if path.suffix.lower() in SHEET_FILES:
        return _read_sheet(path, sheet, most)
    return delimited.read(path, most), ""


def sheets(path: Path) -> list[str]:
    """Return the names of the sheets of a workbook."""
    existing(Path(path))
    return _sheet_names(_open_book(Path(path)))


def cells(path: Path, sheet: str) -> list[tuple[int, list[str]]]:
    """Return the lines of a sheet as they stand, each with its number, for layouts without a plain header."""
    records, _name = _read_sheet(Path(path), sheet)
    return [(record.number, record.cells) for record in records]


def existing(path: Path) -> None:
    """Raise where a path is no readable, non-empty file."""
    if path.is_dir():
        raise InputError(
            "{path} is a folder.",
            "Name the file in it.",
            path=path,
        )
    if not path.is_file():
        raise InputError(
            "The file {path} does not exist.",
            "Check the path and its spelling.",
            path=path,
        )
    if path.stat().st_size == 0:
        raise InputError(
            "The file {file} is empty.",
            "Check that it was saved and copied completely.",
            file=path.name,
        )


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
        # The exact name goes before one that only looks like it.
        there = (name if name in table.columns else plain.get(_plain(name)) for name in names)
        match = next((name for name in there if name is not None), None)
        if match is not None and match not in found:
            found[match] = target
    # A column map may give the name of another column that is there.
    clash = {target: f"{target} (2)" for column, target in found.items() if column != target and target in table}
    return table.rename(columns=clash | found)


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
    hints = [Phrase("“{there}” looks like {column}", there=names[0], column=m) for m, names in near.items() if names]
    raise InputError(
        "{file}: the table of {what} lacks the column {missing}. It has: {present}."
        if len(missing) == 1
        else "{file}: the table of {what} lacks the columns {missing}. It has: {present}.",
        "Rename the column, or give a column map. {hints}",
        file=file,
        what=what,
        missing=", ".join(missing),
        present=", ".join(present) or "–",
        hints=hints,
    )


def _plain(name: str) -> str:
    return "".join(ch for ch in name.casefold() if ch.isalnum())


def _header(records: list[Record], path: Path) -> tuple[list[str], list[Record]]:
    """Return the names of the columns, and the records below them that are not empty."""
    filled = [Record(r.number, delimited.trimmed(r.cells), r.whole, r.merged) for r in records if any(r.cells)]
    if not filled:
        raise InputError(
            "The file {file} holds no table.",
            "Check that it was saved completely.",
            file=path.name,
        )
    most = limits.from_environment().columns
    if len(filled[0].cells) > most:
        raise limits.too_wide(path.name, "", len(filled[0].cells), most)
    header = [name or f"column {i}" for i, name in enumerate(filled[0].cells, start=1)]
    twice = sorted(name for name, count in Counter(header).items() if count > 1)
    if twice:
        raise InputError(
            "{file}: the header names {twice} more than once.",
            "Rename one of them.",
            file=path.name,
            twice=", ".join(twice),
        )
    return header, filled[1:]


def _open_book(path: Path) -> CalamineWorkbook:
    try:
        workbooks.check(path, limits.from_environment())
        return CalamineWorkbook.from_path(path)
    except InputError:
        raise
    except _DAMAGE as error:
        raise _damaged(path) from error
    except BaseException as error:
        raise _stopped(path, error) from error


def _stopped(path: Path, error: BaseException) -> BaseException:
    """Word what the Rust reader raises when it gives up: a BaseException that it does not export."""
    return _damaged(path) if type(error).__name__ == "PanicException" else error


def _sheet_names(book: CalamineWorkbook) -> list[str]:
    return [page.name for page in book.sheets_metadata if page.typ == SheetTypeEnum.WorkSheet]


def _damaged(path: Path) -> InputError:
    return InputError(
        "{file} cannot be opened as a workbook.",
        "It is damaged, protected by a password, or not an XLSX file: open it in a spreadsheet and save it anew.",
        file=path.name,
    )


def _read_sheet(path: Path, sheet: str | None, most: int | None = None) -> tuple[list[Record], str]:
    book = _open_book(path)
    names = _sheet_names(book)
    name = sheet or next(iter(names), "")
    if name not in names:
        raise InputError(
            "{file} has no sheet “{name}”.",
            "Its sheets are: {names}.",
            file=path.name,
            name=name,
            names=", ".join(names),
        )
    limit = limits.from_environment()
    try:
        records = _page(book, path, name, most, limit)
        return list(delimited.held(records, limit, file=path.name, sheet=name)), name
    except InputError:
        raise
    except _DAMAGE as error:
        raise _damaged(path) from error
    except BaseException as error:
        raise _stopped(path, error) from error


def _page(book: CalamineWorkbook, path: Path, name: str, most: int | None, limit: limits.Limits) -> Iterator[Record]:
    """Yield the rows of a sheet without empty cells at their end: at once, or one by one where it reaches far."""
    sparse = workbooks.sparse(path, name, limit)
    if sparse is not None:
        for number, row in islice(sparse, most):
            yield Record(number, delimited.trimmed([_cell(value) for value in row]))
        return
    page = book.get_sheet_by_name(name)
    rows = page.to_python(skip_empty_area=False, nrows=most)
    merged = _fill_merged(rows, page.merged_cell_ranges or [], limit.cells)
    for number, row in enumerate(rows, start=1):
        cells = delimited.trimmed([_cell(value) for value in row])
        yield Record(number, cells, merged=merged.get(number, ()))


def _fill_merged(
    rows: list[list[Any]], ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]], most: int
) -> dict[int, tuple[tuple[int, int], ...]]:
    """Repeat what stands in cells that are merged downwards; returns row to their positions and last rows."""
    merged: dict[int, tuple[tuple[int, int], ...]] = {}
    filled = 0
    for (top, at), (bottom, _right) in ranges:
        below = rows[top + 1 : bottom + 1]
        if below and at < len(rows[top]):
            filled += len(below)
            if filled > most:
                raise ValueError("ranges that lie on each other")
            for row in below:
                row[at] = rows[top][at]
            merged[top + 1] = (*merged.get(top + 1, ()), (at, top + 1 + len(below)))
    return merged


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
