"""One whole record: its cooperation with members, actors, sources, events and documents, now or as once recorded."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

import sqlalchemy as sa

from geo_koop.errors import UsageError
from geo_koop.register import csv_form, schema
from geo_koop.register.writing import Writing

Row: TypeAlias = Mapping[str, str]
ROW_ID: Final = "row_id"
"""What names a row for ever, as text; empty or not there in a row that is new."""
FIELDS: Final = schema.COLUMNS["cooperations"][1:]
"""Foreseen fields of a cooperation."""
_KEYS: Final = ("cooperation_id", "row_id", "position", "further")
_NATURAL: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "members": (("key",), ("name",)),
    "actors": (("name",),),
    "sources": (("url",),),
    "events": (("kind", "date", "key"),),
    "documents": (("address",), ("title",)),
}
"""Columns that tell which row of a record a row is; the second where the first are empty."""
_SAID: Final[Mapping[str, tuple[str, ...]]] = {
    "members": ("key", "name"),
    "actors": ("name",),
    "sources": ("url", "date"),
    "events": ("date", "kind", "key"),
    "documents": ("title", "address"),
}
_DIGITS: Final = 18
_MOST: Final = 1_000_000
"""Signs that a record may have in all."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a record holds, all of it text.

    What a form does not show may be left out: a field, a table or a column of a row that is not there stays as it is.

    Attributes
    ----------
    fields : mapping of str to str
        Columns of the cooperation, without ``cooperation_id``; unforeseen ones by their names.
    rows : mapping of str to tuple of mapping
        Rows by table (:data:`geo_koop.register.schema.PARTS`) in their order, without ``cooperation_id``;
        ``row_id`` names a row that the register has, and is empty or left out in a new one.
    """

    fields: Row
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Name of the cooperation."""
        return self.fields.get("name", "")


def working(connection: sa.Connection, record: str) -> Content | None:
    """Return a record as it is worked on; ``None`` where there is none."""
    table = schema.TABLES["cooperations"]
    found = connection.execute(sa.select(table).where(table.c.cooperation_id == record)).mappings().one_or_none()
    if found is None:
        return None
    return Content(
        fields=_row(dict(found)), rows={name: _rows(_present(connection, name, record)) for name in schema.PARTS}
    )


def _present(connection: sa.Connection, name: str, record: str) -> list[Mapping[str, Any]]:
    table = schema.TABLES[name]
    query = sa.select(table).where(table.c.cooperation_id == record)
    return [dict(row) for row in connection.execute(query).mappings()]


def at(connection: sa.Connection, record: str, revision: int) -> Content | None:
    """Return a record as it was worked on in a revision; ``None`` where there was none then."""
    found = {name: _past(connection, name, record, revision) for name in ("cooperations", *schema.PARTS)}
    if not found["cooperations"]:
        return None
    return Content(fields=_row(found["cooperations"][0]), rows={name: _rows(found[name]) for name in schema.PARTS})


def _past(connection: sa.Connection, name: str, record: str, revision: int) -> list[Mapping[str, Any]]:
    history = schema.HISTORIES[name]
    query = (
        sa.select(history.c.item, history.c.new)
        .where(history.c.record == record, history.c.revision <= revision)
        .order_by(history.c.seq)
    )
    last = {row.item: row.new for row in connection.execute(query)}
    return [json.loads(text) for text in last.values() if text is not None]


def _rows(found: Iterable[Mapping[str, Any]]) -> tuple[Row, ...]:
    ordered = sorted(found, key=lambda row: (row.get("position", 0), row["row_id"]))
    return tuple({ROW_ID: str(row["row_id"]), **_row(row)} for row in ordered)


def _row(found: Mapping[str, Any]) -> dict[str, str]:
    """Return the cells of a row, the unforeseen ones among them."""
    text = str(found.get("further", "{}"))
    try:
        more = json.loads(text)
    except ValueError:
        more = None
    if not isinstance(more, dict):  # written by hand: it stays as it is
        more = {} if text == "" else {"further": text}
    cells = {name: str(value) for name, value in found.items() if name not in _KEYS}
    return cells | {name: str(value) for name, value in more.items()}


def filled(given: Content, base: Content | None) -> Content:
    """Return a record with what was left out in it as it is in another."""
    before = base or Content(fields={})
    fields = {**dict.fromkeys(FIELDS, ""), **before.fields, **given.fields}
    rows = {}
    for name in schema.PARTS:
        there = {row[ROW_ID]: row for row in before.rows.get(name, ())}
        told = given.rows.get(name, before.rows.get(name, ()))
        rows[name] = tuple(_filled_row(name, row, there.get(row.get(ROW_ID, ""))) for row in told)
    return Content(fields=fields, rows=rows)


def _filled_row(name: str, row: Row, there: Row | None) -> Row:
    # A number that the record does not have is that of no row of it: the row is new.
    empty = dict.fromkeys(schema.COLUMNS[name][1:], "")
    return {**empty, **(there or {}), ROW_ID: "", **row}


def natural(name: str, row: Row) -> str:
    """Return by what a row is known that has no number in common: the key of a member, the address of a source."""
    for columns in _NATURAL[name]:
        cells = [row.get(column, "").strip() for column in columns]
        if any(cells):
            return " ".join(cells)
    return ""


def said(name: str, row: Row) -> str:
    """Return how a row is called in a table of differences."""
    return " ".join(filter(None, (row.get(column, "").strip() for column in _SAID[name])))


def check(given: Content) -> None:
    """Refuse what cannot be a record.

    Raises
    ------
    UsageError
        If it has no name, names a table, a kind of event or a column that there is not, or holds what no database
        keeps.
    """
    strange = sorted(set(given.rows) - set(schema.PARTS))
    if strange:
        raise UsageError("A record has no table {names}.", "", names=", ".join(strange))
    if not given.name.strip():
        raise UsageError("The cooperation has no name.", "Fill in the name.")
    cells = [*given.fields.items(), *(cell for rows in given.rows.values() for row in rows for cell in row.items())]
    for column, value in cells:
        if not isinstance(value, str):
            raise UsageError("{column} is no text.", "Hand over text.", column=column)
        if "\0" in value or "\0" in column:
            raise UsageError("{column} holds the sign NUL.", "Remove it.", column=column.replace("\0", ""))
    if sum(len(column) + len(value) for column, value in cells) > _MOST:
        raise UsageError("The record is too long.", "A record may have a million signs in all.")
    bad = [row["kind"] for row in given.rows.get("events", ()) if row.get("kind", "") not in schema.EVENTS]
    if bad:
        raise UsageError(
            "“{kind}” is no kind of event.", "There are: {kinds}.", kind=bad[0], kinds=", ".join(schema.EVENTS)
        )


def write(open_: Writing, record: str, after: Content | None, *, heir_of: str = "") -> None:
    """Make a record what it is to be; rows that stay as they are are not touched.

    Parameters
    ----------
    open_ : Writing
    record : str
        ``cooperation_id``.
    after : Content or None
        Whole, as :func:`filled` gives it; ``None`` takes the record out. A row that comes back has its number again.
    heir_of : str
        A record that was taken out in this revision, whose rows keep their numbers here.
    """
    connection = open_.connection
    before = working(connection, record)
    table = schema.TABLES["cooperations"]
    if after is not None:
        values = _values("cooperations", after.fields)
        if before is None:
            connection.execute(table.insert().values(cooperation_id=record, **values))
        elif _values("cooperations", before.fields) != values:
            connection.execute(table.update().where(table.c.cooperation_id == record).values(values))
    for name in schema.PARTS:
        rows = () if after is None else after.rows.get(name, ())
        _write_rows(connection, name, (record, heir_of), before, rows)
    if after is None and before is not None:
        connection.execute(table.delete().where(table.c.cooperation_id == record))


def _write_rows(
    connection: sa.Connection, name: str, records: tuple[str, str], before: Content | None, after: tuple[Row, ...]
) -> None:
    table, record = schema.TABLES[name], records[0]
    there = {row[ROW_ID]: row for row in (before.rows[name] if before else ())}
    kept = {row.get(ROW_ID, "") for row in after}
    for number in there:
        if number not in kept:
            connection.execute(table.delete().where(table.c.row_id == int(number)))
    last = max((row["position"] for row in _present(connection, name, record)), default=-1)
    for row in after:
        number = row.get(ROW_ID, "")
        values = _values(name, row)
        if number in there:
            if _values(name, there[number]) != values:
                connection.execute(table.update().where(table.c.row_id == int(number)).values(values))
            continue
        last += 1
        own = {"row_id": int(number)} if _free(connection, name, records, number) else {}
        connection.execute(table.insert().values(cooperation_id=record, position=last, **own, **values))


def _free(connection: sa.Connection, name: str, records: tuple[str, str], number: str) -> bool:
    """Tell whether a number is that of a row of these records that was taken out, and so may have it again."""
    table, history = schema.TABLES[name], schema.HISTORIES[name]
    if not (number.isascii() and number.isdecimal() and len(number) <= _DIGITS):
        return False
    if connection.scalar(sa.select(sa.literal(1)).where(table.c.row_id == int(number))):
        return False
    had = sa.select(sa.literal(1)).where(history.c.item == number, history.c.record.in_(records))
    return bool(connection.scalar(had.limit(1)))


def _values(name: str, row: Row) -> dict[str, str]:
    """Return the cells of a row as its table has them."""
    known = schema.COLUMNS[name][1:]
    values = {column: row.get(column, "") for column in known}
    more = {column: value for column, value in row.items() if column not in known and column not in _KEYS}
    values["further"] = row["further"] if "further" in row else csv_form.folded(more)
    return values


def as_text(given: Content) -> str:
    """Return a record as JSON."""
    return json.dumps({"fields": dict(given.fields), "rows": given.rows}, ensure_ascii=False, default=dict)


def from_text(text: str) -> Content:
    """Return the record of :func:`as_text`."""
    read = json.loads(text)
    return Content(fields=read["fields"], rows={name: tuple(rows) for name, rows in read["rows"].items()})


def unnumbered(given: Content) -> Content:
    """Return a record whose rows are all new."""
    rows = {name: tuple({**row, ROW_ID: ""} for row in table) for name, table in given.rows.items()}
    return replace(given, rows=rows)
