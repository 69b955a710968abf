"""The municipal directory of the Federal Statistical Office (Gemeindeverzeichnis, ``AuszugGV``) as a table by key.

It writes the parts of a key into columns of their own, puts states and districts among the municipalities, and
has its headings in two lines below a title.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pandas as pd

from geo_koop.given import InMemory, Source
from geo_koop.intake.files import tables

PARTS: Final[Mapping[str, tuple[tuple[str, ...], int]]] = MappingProxyType(
    {
        "state": (("land",), 2),
        "region": (("rb", "regierungsbezirk"), 1),
        "district": (("kreis",), 2),
        "municipality": (("gem", "gemeinde"), 3),
    }
)
"""Part of a municipality key to its headings and its digits."""

_ASSOCIATION = ("vb", "gemeindeverband")
_TITLE_LINES = 12


def read(path: Source) -> tables.Table:
    """Read a table; where it is a directory, its headings are looked for below the title, on each sheet.

    Raises
    ------
    InputError
        As in :func:`geo_koop.intake.files.tables.read`.
    """
    if isinstance(path, InMemory):
        return tables.read(path)
    book = path.suffix.lower() in tables.SHEET_FILES
    for sheet in tables.sheets(path) if book else [None]:
        head = tables.lines(path, sheet=sheet, most=_TITLE_LINES)[0]
        at = next((number for number, line in enumerate(head) if _positions(line.cells)), None)
        if at is not None:
            upper = (head[at - 1].number, head[at - 1].cells) if at else (0, [])
            return _below(path, sheet, upper, (head[at].number, head[at].cells))
    return tables.read(path)


def _below(path: Path, sheet: str | None, upper: tuple[int, list[str]], lower: tuple[int, list[str]]) -> tables.Table:
    """Read what stands below headings in one line or in two."""
    if sum(cell != "" for cell in upper[1]) < len(PARTS):
        return tables.read(path, sheet=sheet, header_row=lower[0])
    # The upper line reaches as far as the table; the lower one ends earlier.
    table = tables.read(path, sheet=sheet, header_row=upper[0])
    names = _named([str(column) for column in table.rows.columns if column != "row"], upper[1], lower[1])
    rows = table.rows[table.rows["row"] != lower[0]].rename(columns=names)
    return replace(table, rows=rows.reset_index(drop=True))


def with_keys(rows: pd.DataFrame) -> pd.DataFrame:
    """Put the parts of keys together into a column ``key``, and leave out what is no municipality.

    Other tables stay as they are.
    """
    found = _positions([str(column) for column in rows.columns])
    if not found or "key" in rows:
        return rows
    parts = {name: rows.iloc[:, at].str.strip() for name, at in found.items()}
    whole = parts["municipality"] != ""
    key = pd.Series("", index=rows.index)
    for name, cells in parts.items():
        key = key + cells.str.replace(r"\.0$", "", regex=True).str.zfill(PARTS[name][1])
    gone = [at for at, column in enumerate(rows.columns) if _plain(str(column)) in _ASSOCIATION]
    remaining = rows.drop(columns=[*rows.columns[list(found.values())], *rows.columns[gone]])
    return remaining.assign(key=key)[whole]


def _positions(headings: Sequence[str]) -> dict[str, int]:
    """Return where the parts of a key stand; nothing where one is missing."""
    plain = [_plain(heading) for heading in headings]
    found = {
        name: next((at for at, heading in enumerate(plain) if heading in words), -1)
        for name, (words, _digits) in PARTS.items()
    }
    return found if min(found.values()) >= 0 else {}


def _named(columns: Sequence[str], above: Sequence[str], below: Sequence[str]) -> dict[str, str]:
    """Name columns by both lines of their headings; an upper one holds for those right of it that have none."""
    names: dict[str, str] = {}
    last = ""
    for column, upper, lower in zip_longest(columns, above, below[: len(columns)], fillvalue=""):
        last = upper or last
        part = any(_plain(lower) in words for words, _digits in PARTS.values()) or _plain(lower) in _ASSOCIATION
        if part:
            names[column] = lower
        elif _plain(lower) == "insgesamt":
            names[column] = last
        elif lower:
            names[column] = f"{last} {lower}"
    return {column: name for column, name in names.items() if list(names.values()).count(name) == 1}


def _plain(heading: str) -> str:
    return "".join(sign for sign in heading.casefold() if sign.isalnum())
