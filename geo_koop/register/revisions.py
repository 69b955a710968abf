"""What was changed when, by whom and why; and the way back."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pandas as pd
import sqlalchemy as sa

from geo_koop.errors import Phrase, UsageError
from geo_koop.register import comparison, content, rights, schema, settings, views, writing
from geo_koop.register.rights import Actor
from geo_koop.register.store import Register
from geo_koop.register.writing import Revision, Writing, revision_of

COLUMNS: Final = (
    *("revision", "recorded", "author", "reason", "source", "kind"),
    *("table", "record", "item", "operation", "column", "old", "new"),
)
"""Columns of a history: one row for each cell that changed."""
_FEW: Final = 20


@dataclass(frozen=True)
class _Entry:
    """What a revision did to a row: how it was before the revision, and how after it."""

    table: str
    item: str
    record: str
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None


def listed(register: Register) -> list[Revision]:
    """Return all revisions, the last one first."""
    with register.reading() as connection:
        return [revision_of(row) for row in connection.execute(_newest())]


def _newest() -> sa.Select[Any]:
    return sa.select(schema.revisions).order_by(schema.revisions.c.number.desc())


def of_record(register: Register, record: str) -> pd.DataFrame:
    """Return the history of a record, the last change first.

    Parameters
    ----------
    register : Register
    record : str
        ``cooperation_id``; ``""`` for the scopes.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`COLUMNS`; ``recorded`` in UTC, ``old`` and ``new`` as text.

    Raises
    ------
    UsageError
        If nothing was ever recorded under this name.
    """
    with register.reading() as connection:
        found = _history(connection, lambda history: history.c.record == record, _NAMELESS if record == "" else None)
    if found.empty:
        raise UsageError(
            "The register never had a record {record}.", "Check the spelling of cooperation_id.", record=record
        )
    return found


def of_revision(register: Register, number: int) -> pd.DataFrame:
    """Return what a revision changed, with the columns of :func:`of_record`.

    Raises
    ------
    UsageError
        If there is no such revision.
    """
    with register.reading() as connection:
        _require(connection, number)
        return _history(connection, lambda history: history.c.revision == number)


def of_revision_within(connection: sa.Connection, number: int, tables: Iterable[str]) -> pd.DataFrame:
    """Return what a revision changed in some tables, also while it is being written."""
    return _history(connection, lambda history: history.c.revision == number, tables)


def of_record_between(connection: sa.Connection, record: str, after: int, until: int) -> pd.DataFrame:
    """Return what changed in a record after a revision until another, with the columns of :func:`of_record`."""

    def wanted(history: sa.Table) -> sa.ColumnElement[bool]:
        return sa.and_(history.c.record == record, history.c.revision > after, history.c.revision <= until)

    return _history(connection, wanted, ("cooperations", *schema.PARTS))


_NAMELESS: Final = ("scopes", schema.PUBLICATIONS)
"""Tables whose rows without a record are the scopes."""


def _history(connection: sa.Connection, wanted: Any, tables: Iterable[str] | None = None) -> pd.DataFrame:
    made = schema.revisions
    rows: list[tuple[Any, ...]] = []
    for name in tables or schema.HISTORIES:
        history = schema.HISTORIES[name]
        columns = (made.c.recorded, made.c.author, made.c.reason, made.c.source, made.c.kind)
        query = sa.select(history, *columns).join(made, made.c.number == history.c.revision).where(wanted(history))
        for entry in connection.execute(query):
            about = (entry.revision, writing.moment(entry.recorded), entry.author, entry.reason, entry.source)
            place = (entry.kind, name, entry.record, entry.item, entry.operation)
            cells = _cells(read_row(entry.old), read_row(entry.new))
            rows += [(entry.seq, *about, *place, *cell) for cell in cells]
    table = pd.DataFrame(rows, columns=["seq", *COLUMNS])
    order = [-table["revision"], table["table"].map({name: i for i, name in enumerate(schema.TRACKED)}), table["seq"]]
    keys = pd.concat(order, axis=1, keys=["revision", "table", "seq"]).sort_values(["revision", "table", "seq"]).index
    return table.loc[keys, list(COLUMNS)].reset_index(drop=True)


def _cells(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> list[tuple[str, str, str]]:
    """Return column, old and new of each cell that differs; of a row that came or went, what is filled in."""
    before, after = ({**(row or {})} for row in (old, new))
    for row in (before, after):
        row |= _opened(row.pop("further", ""))
        row.pop("row_id", None)
    names = dict.fromkeys([*before, *after])
    cells = [(name, str(before.get(name, "")), str(after.get(name, ""))) for name in names]
    if old is None or new is None:
        cells = [cell for cell in cells if cell[0] != "position"]
    found = [cell for cell in cells if cell[1] != cell[2]]
    return found or [("", "", "")]


def _opened(further: str) -> dict[str, Any]:
    try:
        read = json.loads(further) if further else {}
    except ValueError:
        read = None
    return read if isinstance(read, dict) else {"further": further}


def read_row(text: str | None) -> dict[str, Any] | None:
    """Return a row of the history; ``None`` where there was none."""
    if text is None:
        return None
    read: dict[str, Any] = json.loads(text)
    return read


def _require(connection: sa.Connection, number: int) -> Revision:
    found = connection.execute(_newest().where(schema.revisions.c.number == number)).one_or_none()
    if found is None:
        raise UsageError(
            "The register has no revision {number}.", "geo-koop register history lists them.", number=number
        )
    return revision_of(found)


def revert(register: Register, number: int, *, now: datetime, author: str | Actor, reason: str = "") -> int | None:
    """Undo a revision by a new one; readers see it where they had seen the last state.

    Parameters
    ----------
    register : Register
    number : int
        The revision that is undone.
    now, author, reason
        See :func:`geo_koop.register.writing.writing`.

    Returns
    -------
    int or None
        The new revision; ``None`` where all is as before already.

    Raises
    ------
    UsageError
        If there is no such revision, or rows changed since: then nothing is changed, and the rows are listed; or if the
        author may not undo what it did.
    """
    how = {"reason": reason, "source": f"revert {number}", "kind": "revert"}
    with writing.writing(register, now=now, author=author, action="publish", **how) as w:
        connection = w.connection
        undone = _require(connection, number)
        entries = [entry for name in schema.TABLES for entry in _net(connection, name, number)]
        if any(entry.table in _OF_ADMINS for entry in entries):
            rights.require(w.actor, "administer")
        seen = _net(connection, schema.PUBLICATIONS, number)
        own = {entry.record for entry in entries if entry.table in schema.RECORDS}
        alone = [entry for entry in seen if entry.record not in own]
        _refuse_changed(connection, undone, [*entries, *alone])
        clean = own - set(views.drafts(connection))
        for entry in entries:
            _put_back(connection, entry)
        _refuse_orphans(connection, undone)
        for entry in alone:
            _put_back(connection, entry)
        # Where the register asks for four eyes, whoever undoes does not publish it too.
        if not settings.of(connection).four_eyes:
            touched = writing.touched(connection, w.number)
            writing.publish(w, [record for record in touched if record in clean or _as_seen(connection, record)])
        wrote = writing.changed(connection, w.number)
        made = w.number
    return made if wrote else None


def _as_seen(connection: sa.Connection, record: str) -> bool:
    """Tell whether a record is again just as readers see it."""
    table = schema.publications
    seen = connection.scalar(sa.select(table.c.revision).where(table.c.record == record))
    if seen is None or record == schema.SCOPES_RECORD:
        return False
    return comparison.same(content.working(connection, record), content.at(connection, record, seen))


def _net(connection: sa.Connection, name: str, number: int) -> list[_Entry]:
    """Return what a revision did to each row of a table, its steps in one."""
    history = schema.HISTORIES[name]
    query = sa.select(history).where(history.c.revision == number).order_by(history.c.seq)
    first: dict[str, Mapping[str, Any] | None] = {}
    last: dict[str, Any] = {}
    for entry in connection.execute(query):
        first.setdefault(entry.item, read_row(entry.old))
        last[entry.item] = entry
    entries = [_Entry(name, item, entry.record, first[item], read_row(entry.new)) for item, entry in last.items()]
    return [entry for entry in entries if entry.old != entry.new]


def _present(connection: sa.Connection, entry: _Entry) -> dict[str, Any] | None:
    table = _table(entry.table)
    found = connection.execute(sa.select(table).where(_is(table, entry))).one_or_none()
    return None if found is None else dict(found._mapping)


def _table(name: str) -> sa.Table:
    return schema.publications if name == schema.PUBLICATIONS else schema.TABLES[name]


def _is(table: sa.Table, entry: _Entry) -> sa.ColumnElement[bool]:
    column = table.c[schema.ITEM[entry.table]]
    return column == (int(entry.item) if schema.ITEM[entry.table] == "row_id" else entry.item)


def _refuse_changed(connection: sa.Connection, undone: Revision, entries: Iterable[_Entry]) -> None:
    """Refuse where a row is no longer as the revision left it."""
    changed = [entry for entry in entries if not same(entry.table, entry.new, _present(connection, entry))]
    if not changed:
        return
    parts = [_said(connection, entry, undone.number) for entry in changed[:_FEW]]
    if len(changed) > _FEW:
        parts.append(Phrase("and {count} more", count=len(changed) - _FEW))
    raise UsageError(
        "Revision {number} cannot be undone: rows were changed since: {rows}.",
        "Undo the later revisions first, or change the rows by hand.",
        number=undone.number,
        rows=parts,
    )


def _said(connection: sa.Connection, entry: _Entry, number: int) -> Phrase:
    history = schema.HISTORIES[entry.table]
    later = sa.select(sa.func.max(history.c.revision)).where(history.c.item == entry.item, history.c.revision > number)
    return Phrase(
        "{table} of {record} (row {item}, revision {later})",
        table=entry.table,
        record=entry.record or "–",
        item=entry.item,
        later=connection.scalar(later) or "?",
    )


def same(name: str, one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> bool:
    """Tell whether two rows of a table are the same, whatever schema they were written under."""
    if one is None or other is None:
        return one is other
    return whole(name, one) == whole(name, other)


def whole(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with every column of the present schema, and no other."""
    columns = _table(name).columns
    empty = {c.name: 0 if isinstance(c.type, sa.Integer) else "{}" if c.name == "further" else "" for c in columns}
    return {column: row.get(column, value) for column, value in empty.items()}


_OF_ADMINS: Final = ("users", "settings")


def _put_back(connection: sa.Connection, entry: _Entry) -> None:
    """Make a row what it was before."""
    table = _table(entry.table)
    if entry.old is None:
        connection.execute(table.delete().where(_is(table, entry)))
        return
    values = whole(entry.table, entry.old)
    if entry.new is None:
        connection.execute(table.insert().values(values))
    else:
        connection.execute(table.update().where(_is(table, entry)).values(values))


def _refuse_orphans(connection: sa.Connection, undone: Revision) -> None:
    """Refuse where rows would be left that belong to no cooperation."""
    lost = orphans(connection)
    if lost:
        raise UsageError(
            "Revision {number} cannot be undone: rows that came or went later belong to these cooperations: {records}.",
            "Undo the later revisions first.",
            number=undone.number,
            records=", ".join(lost[:_FEW]),
        )


def orphans(connection: sa.Connection) -> list[str]:
    """Return the cooperations that rows name, but that are not there."""
    known = schema.TABLES["cooperations"].c.cooperation_id
    found: set[str] = set()
    for name in schema.PARTS:
        named = schema.TABLES[name].c.cooperation_id
        found |= set(
            connection.scalars(
                sa.select(named)
                .outerjoin_from(schema.TABLES[name], schema.TABLES["cooperations"], named == known)
                .where(known.is_(None))
                .distinct()
            )
        )
    return sorted(found)


def write_row(open_: Writing, table: str, values: Mapping[str, Any], item: str | int | None = None) -> None:
    """Add a row, or change the one of a name.

    Parameters
    ----------
    open_ : Writing
    table : str
    values : mapping of str to text
    item : str or int, optional
        ``row_id``, or ``cooperation_id`` of a cooperation.
    """
    target = schema.TABLES[table]
    if item is None:
        open_.connection.execute(target.insert().values(values))
    else:
        open_.connection.execute(target.update().where(target.c[schema.ITEM[table]] == item).values(values))
