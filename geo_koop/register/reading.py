"""Reads a folder with record tables for the register: every cell as it was written, or nothing at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pandas as pd

from geo_koop.errors import InputError, Phrase
from geo_koop.intake.files import headings, tables
from geo_koop.intake.records import cooperations, events, foreign
from geo_koop.register import csv_form, schema

ROW: Final = csv_form.ROW
_OWN_HEADINGS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        "cooperations": {
            "owner": ("Zuständig", "Zuständige Stelle"),
            "contact": ("Kontakt", "Funktionspostfach"),
            "review_after": ("Wiedervorlage", "Prüfen ab"),
            "visibility": ("Sichtbarkeit",),
        },
        "events": events.HEADINGS,
        "documents": {
            "cooperation_id": ("id",),
            "title": ("Titel",),
            "address": ("Adresse", "Link", "URL"),
            "date": ("Datum",),
        },
    }
)
_OWN_SHEETS: Final = MappingProxyType({"events": ("events", "Ereignisse"), "documents": ("documents", "Dokumente")})
_NEEDED: Final = MappingProxyType(
    {**cooperations.NEEDED, "events": ("cooperation_id", "kind"), "documents": ("cooperation_id", "address")}
    | dict.fromkeys(schema.WORKS, ("id",))
)
_FEW: Final = 5


@dataclass(frozen=True, kw_only=True)
class Given:
    """A table as it was handed over.

    Attributes
    ----------
    file : str
    rows : pandas.DataFrame
        Text, under the names of the register where they are known; :data:`ROW` is the line in the file.
    """

    file: str
    rows: pd.DataFrame

    @property
    def columns(self) -> list[str]:
        """The columns that the file has."""
        return [name for name in self.rows.columns if name != ROW]


def folder(place: Path, *, profile: str | None = None) -> dict[str, Given]:
    """Read the record tables of a folder; those that are not there are left out.

    Parameters
    ----------
    place : Path
        Folder with ``cooperations.csv``, ``members.csv`` and so on, or ``cooperations.xlsx``; or a project folder.
    profile : str, optional
        Column map of the records.

    Raises
    ------
    InputError
        If there is no table, a row cannot be read, lacks its identifier, or has one that another row has.
    """
    if not place.is_dir():
        raise InputError("The folder {folder} does not exist.", "Check the path and its spelling.", folder=place)
    inner = place / "cooperations"
    place = inner if inner.is_dir() else place
    maps = cooperations.column_maps(profile)
    paths = {name: found for name in schema.COLUMNS if (found := _path(place, name))}
    if not paths:
        raise InputError(
            "{folder} holds no record tables.",
            "Expected are cooperations.csv, members.csv and so on, or cooperations.xlsx.",
            folder=place,
        )
    return {name: _read(name, path, sheet, maps.get(name)) for name, (path, sheet) in paths.items()}


def _path(place: Path, name: str) -> tuple[Path, str | None] | None:
    """Return file and sheet of a table."""
    path, book = place / f"{name}.csv", place / foreign.BOOK
    if name in schema.WORKS:
        return (path, None) if path.is_file() and csv_form.headed(name, path) else None
    if path.is_file():
        if name == "cooperations" and book.is_file():
            raise InputError(
                "{place} holds both cooperations.csv and cooperations.xlsx.", "Remove one of them.", place=place.name
            )
        return path, None
    if not book.is_file():
        return None
    wanted = {title.casefold() for title in (*cooperations.SHEETS.get(name, ()), *_OWN_SHEETS.get(name, ()))}
    sheet = next((s for s in tables.sheets(book) if s.casefold() in wanted), None)
    return (book, sheet) if sheet or name == "cooperations" else None


def _read(name: str, path: Path, sheet: str | None, given: Mapping[str, str] | None) -> Given:
    rows = csv_form.own(name, path) if sheet is None and not given and path.suffix == ".csv" else None
    if rows is None:
        table = tables.read(path, sheet=sheet)
        _refuse_unread(table)
        header = next((found.cells for found in tables.lines(path, sheet=sheet)[0] if any(found.cells)), [])
        if "row" in header:  # it would be taken for the number of the line
            raise InputError(
                "{file}: the heading “row” has a meaning of its own.", "Rename the column.", file=path.name
            )
        known = dict(headings.of(name)) if name in cooperations.ALIASES else {}
        rows = tables.rename(table.rows, known | dict(_OWN_HEADINGS.get(name, {})), given)
        rows = rows.rename(columns={"row": ROW})
    needed = [column for column in _NEEDED[name] if not (name == "members" and column == "key" and "name" in rows)]
    tables.require(rows.rename(columns={ROW: "row"}), needed, file=path.name, what=name)
    found = Given(file=path.name, rows=rows.reset_index(drop=True))
    _refuse_signs(found)
    key = schema.ITEM[name] if name in schema.NAMED else "cooperation_id"
    if name in schema.RECORD:
        _refuse(found, rows[key] == "", "{file}: rows {rows} lack {column}.", "Fill it in.", column=key)
    if name in schema.NAMED:
        twice = rows[key].duplicated(keep=False)
        _refuse(
            found,
            twice,
            "{file}: rows {rows} have the same {column}.",
            "Give each an identifier of its own.",
            column=key,
        )
    if name == "events":
        strange = ~rows["kind"].isin(schema.EVENTS)
        _refuse(found, strange, "{file}: rows {rows} name a kind of event that is not known.", ", ".join(schema.EVENTS))
    return found


def _refuse_unread(table: tables.Table) -> None:
    """Refuse a file with rows that would be lost."""
    unread = table.unread
    if len(unread):
        rows = ", ".join(str(row) for row in unread["row"].head(_FEW))
        raise InputError(
            "{file}: rows {rows} cannot be read, and nothing was loaded.",
            "Check quotation marks and separators: geo-koop validate tells more.",
            file=table.file,
            rows=rows,
        )


def _refuse_signs(given: Given) -> None:
    """Refuse a sign that no database keeps in a text."""
    strange = pd.Series(False, index=given.rows.index)
    for column in given.columns:
        strange |= given.rows[column].str.contains("\0", regex=False)
    _refuse(given, strange, "{file}: rows {rows} hold the sign NUL.", "Remove it.")
    nameless = [column for column in given.columns if "\0" in column]
    if nameless:
        raise InputError("{file}: a heading holds the sign NUL.", "Remove it.", file=given.file)


def _refuse(given: Given, hit: pd.Series, problem: str, remedy: str, **params: str) -> None:
    if hit.any():
        lines = given.rows.loc[hit.to_numpy(), ROW]
        more = f" … ({len(lines)})" if len(lines) > _FEW else ""
        raise InputError(problem, remedy, file=given.file, rows=", ".join(map(str, lines.head(_FEW))) + more, **params)


def strangers(given: Mapping[str, Given], known: set[str]) -> None:
    """Refuse rows of cooperations that are neither in the folder nor in the register.

    Raises
    ------
    InputError
    """
    own = set(given["cooperations"].rows["cooperation_id"]) if "cooperations" in given else set()
    faults: list[Phrase] = []
    for name in schema.PARTS:
        if name not in given:
            continue
        rows = given[name].rows
        lost = rows[~rows["cooperation_id"].isin(own | known)]
        if len(lost):
            names = ", ".join(dict.fromkeys(lost["cooperation_id"].head(_FEW)))
            faults.append(Phrase("{file}, rows {rows}: {names}", file=given[name].file, rows=_lines(lost), names=names))
    if faults:
        raise InputError(
            "Rows belong to cooperations that are neither in the folder nor in the register: {faults}",
            "Add the cooperations, or correct cooperation_id.",
            faults=faults,
        )


def _lines(rows: pd.DataFrame) -> str:
    return ", ".join(map(str, rows[ROW].head(_FEW))) + (" …" if len(rows) > _FEW else "")
