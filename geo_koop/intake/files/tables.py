"""Reads tables as text: CSV with any separator and the usual encodings, XLSX, XLSB, XLS, ODS and HTML."""

import difflib
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from geo_koop import findings
from geo_koop.errors import InputError, Phrase
from geo_koop.given import IN_MEMORY, InMemory, Kept, Source
from geo_koop.intake.files import contents, delimited, layouts, limits, memory, pages, web_tables
from geo_koop.intake.files.delimited import Record
from geo_koop.intake.files.sign_findings import on_signs
from geo_koop.model import SourceFile

SHEET_FILES = (".xlsx", ".xlsm", ".xlsb", ".ods", ".xls")
"""Endings of files that may have several sheets."""


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
    longer : pandas.DataFrame
        Rows with more cells than there are headings, which are not among ``rows``: their cells in columns that are
        numbered as text (``""`` behind the last one), and ``row``.
    """

    rows: pd.DataFrame
    file: str
    sheet: str
    findings: pd.DataFrame
    longer: pd.DataFrame = field(default_factory=lambda: _longer([]))

    @property
    def headings(self) -> list[str]:
        """The columns of the file."""
        return [name for name in self.rows.columns if name != "row"]

    @property
    def unread(self) -> pd.DataFrame:
        """The findings on rows that could not be read."""
        return self.findings[self.findings["severity"] == "error"]


class Found(NamedTuple):
    """The lines of a table as they stand, the name of their sheet, and findings on the file."""

    records: list[Record]
    sheet: str
    findings: pd.DataFrame


def read(path: Source, *, sheet: str | None = None, header_row: int | None = None, office: bool = False) -> Table:
    """Read a table as text: CSV, a workbook, the table of a web page, or one that was handed over.

    Parameters
    ----------
    path : Path or InMemory
    sheet : str, optional
        Sheet of a workbook; the first where it is left out.
    header_row : int, optional
        Line of the header; the first that is not empty where it is left out, none where it is -1.
    office : bool
        Whether it may be laid out as people do for each other: headings in two lines or written twice, further
        tables below, lines of sums, words parted at the end of a line. All that is reported.

    Raises
    ------
    InputError
        If the file is missing, a folder, empty, damaged, not a table, or has a header that names a
        column twice.
    """
    if isinstance(path, InMemory):
        return Table(rows=memory.rows(path), file=path.name, sheet="", findings=findings.empty())
    path = Path(path)
    found = _found(path, sheet)
    name, notes = found.sheet, [found.findings]
    if office:
        laid = layouts.table(found.records, header_row, file=path.name, sheet=name)
        header, records = laid.header, laid.records
        notes += [laid.findings, *on_signs(path, name, header, found.records)]
        _fits(header, path)
    else:
        header, records = _header([r for r in found.records if r.number >= (header_row or 1)], path)
    good = [record for record in records if record.whole and len(record.cells) <= len(header)]
    bad = [record for record in records if not record.whole]
    longer = [record for record in records if record.whole and len(record.cells) > len(header)]
    padded = [[*record.cells, *[""] * (len(header) - len(record.cells))] for record in good]
    rows = pd.DataFrame(padded, columns=header, dtype="str")
    rows["row"] = pd.Series([record.number for record in good], dtype="int64")
    origin = {"file": path.name, "sheet": name}
    reported = [
        findings.report("row_unreadable", row=_rows(bad), value=_texts(bad), **origin),
        findings.report(
            "row_too_long",
            row=_rows(longer),
            value=_texts(longer),
            count=[len(record.cells) for record in longer],
            width=len(header),
            **origin,
        ),
    ]
    return Table(
        rows=rows,
        file=path.name,
        sheet=name,
        findings=findings.collect([*reported, *notes, *_on_merged(good, header, path.name, name)]),
        longer=_longer(longer),
    )


def _rows(records: list[Record]) -> list[int] | None:
    return [record.number for record in records] or None


def _texts(records: list[Record]) -> list[str]:
    return [" | ".join(record.cells)[:200] for record in records]


def _longer(records: list[Record]) -> pd.DataFrame:
    """Return the cells of rows that are too long."""
    width = max((len(record.cells) for record in records), default=0)
    cells = [[*record.cells, *[""] * (width - len(record.cells))] for record in records]
    table = pd.DataFrame(cells, columns=[str(at) for at in range(width)], dtype="str")
    return table.assign(row=pd.Series([record.number for record in records], dtype="int64"))


def _on_merged(records: list[Record], header: list[str], file: str, sheet: str) -> Iterator[pd.DataFrame]:
    """Report cells that stand for several rows."""
    facts = pd.DataFrame(
        [
            (record.number, at, record.cells[at], last)
            for record in records
            for at, last in record.merged
            if at < len(record.cells) and record.cells[at]
        ],
        columns=["row", "at", "value", "last"],
    )
    for at, part in facts.groupby("at"):
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
    records, name, _findings = _found(path, sheet, most)
    return records, name


def _found(path: Path, sheet: str | None, most: int | None = None) -> Found:
    existing(path)
    kind = contents.kind(path)
    limit = limits.from_environment()
    odd = contents.disguised(path, kind)
    notes = [findings.report("file_disguised", file=path.name, value=[odd] if odd else [])]
    if kind in contents.WORKBOOKS:
        records, name = pages.read(path, kind, sheet, most)
        return Found(records, name, findings.collect(notes))
    text, code = delimited.text(path, limit)
    if code:
        notes.append(findings.report(code, file=path.name))
    if kind == "html":
        found = web_tables.read(text, path.name, limit)
        name = sheet or next(iter(found))
        if name not in found:
            raise pages.no_sheet(path, name, list(found))
        return Found(found[name][:most], name if len(found) > 1 else "", findings.collect(notes))
    return Found(delimited.parse(text, path.name, most, limit), "", findings.collect(notes))


def sheets(path: Path) -> list[str]:
    """Return the names of the sheets of a workbook; nothing for a text."""
    return list(_titles(Path(path))[0])


def hidden_sheets(path: Path) -> list[str]:
    """Return the names of the sheets of a workbook that its programs do not show."""
    return list(_titles(Path(path))[1])


def _titles(path: Path) -> tuple[list[str], list[str]]:
    existing(path)
    kind = contents.kind(path)
    if kind in contents.WORKBOOKS:
        return pages.titles(path, kind)
    if kind != "html":
        return [], []
    limit = limits.from_environment()
    return list(web_tables.read(delimited.text(path, limit)[0], path.name, limit)), []


def cells(path: Path, sheet: str) -> list[tuple[int, list[str]]]:
    """Return the lines of a sheet as they stand, each with its number, for layouts without a plain header."""
    records, _name = lines(Path(path), sheet=sheet)
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
        _elsewhere(path)
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


def _elsewhere(path: Path) -> None:
    """Raise where something is named that other programs of GDAL would fetch, unpack or ask."""
    text = str(path).replace("\\", "/")
    remote = re.match("(https?|ftp|s3|gs|az):/+", text, re.IGNORECASE)
    if remote or re.match("/vsi(?:curl|s3|gs|az|oss|swift)", text):
        raise InputError(
            "{path} is not on this machine: geo_koop reads files alone, and asks no server.",
            "Download the file first; for official boundaries: geo-koop boundaries fetch.",
            path=f"{remote[1]}://{text[remote.end() :]}" if remote else text,  # a path has lost a slash
        )
    if text.startswith("/vsi"):
        raise InputError(
            "{path} is an address of GDAL; geo_koop reads files as they are.",
            "Name the file itself: a ZIP is read as it is (.zip, .gdb.zip, .shp.zip).",
            path=path,
        )
    if re.match("(?:PG|PostgreSQL|MySQL|MSSQL|OCI|WFS|OAPIF|CSV|SQLite|GPKG):", text, re.IGNORECASE):
        raise InputError(
            "{path} is a connection, no file: geo_koop reads files alone, so that what was read can be named and kept.",
            'Export it first, for example: ogr2ogr boundaries.gpkg "{path}"',
            path=path,
        )


def source_file(role: str, path: Source, rows: int) -> SourceFile:
    """Describe a file or table that was read; a folder has no checksum."""
    if isinstance(path, InMemory):
        name = path.place if isinstance(path, Kept) else IN_MEMORY
        return SourceFile(role=role, name=name, sha256=memory.checksum(path), rows=rows)
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
    _fits(filled[0].cells, path)
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


def _fits(header: list[str], path: Path) -> None:
    most = limits.from_environment().columns
    if len(header) > most:
        raise limits.too_wide(path.name, "", len(header), most)
