"""Shows the records of a register: as they are worked on, as readers see them, now or as once recorded."""

import json
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Literal, TypeAlias

import pandas as pd
import sqlalchemy as sa

from geo_koop.errors import UsageError
from geo_koop.register import schema
from geo_koop.register.writing import Revision, last_numbers, revision_of, stamp
from geo_koop.view_date import HOME

View: TypeAlias = Literal["published", "working"]
_NUMBERS: Final = ("row_id", "position")


def recorded_on(connection: sa.Connection, asked: date | datetime | int | None) -> Revision | None:
    """Return the last revision at a time; ``None`` where nothing was recorded yet.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    asked : date, datetime, int, optional
        A day (its end in Europe/Berlin counts), a time, or the number of a revision; the last one where left out.

    Raises
    ------
    UsageError
        If there is no revision of this number.
    """
    table = schema.revisions
    query = sa.select(table).order_by(table.c.number.desc()).limit(1)
    if isinstance(asked, int):
        found = connection.execute(query.where(table.c.number == asked)).one_or_none()
        if found is None:
            raise UsageError(
                "The register has no revision {number}.", "geo-koop register history lists them.", number=asked
            )
        return revision_of(found)
    if asked is not None:
        query = query.where(table.c.recorded < stamp(_after(asked)))
    found = connection.execute(query).one_or_none()
    return None if found is None else revision_of(found)


def _after(asked: date | datetime) -> datetime:
    """Return the first moment behind a day or a time."""
    if not isinstance(asked, datetime):
        return datetime.combine(asked + timedelta(days=1), time(), HOME)
    aware = asked if asked.tzinfo else asked.replace(tzinfo=HOME)
    return aware + timedelta(microseconds=1)


def tables(
    connection: sa.Connection, *, revision: int | None = None, view: View = "published", internal: bool = False
) -> dict[str, pd.DataFrame]:
    """Return the records as tables of text, sorted by record, rows in their order within it.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    revision : int, optional
        As recorded then; as it is now where it is left out.
    view : {"published", "working"}
        What readers see: each record as it was published last, whole; or what editors work on.
    internal : bool
        Whether records that are not public, then or now, are among them.

    Returns
    -------
    dict of str to pandas.DataFrame
        By table: its columns, ``further`` (JSON) and, but for cooperations, ``row_id`` and ``position``.
    """
    found = {name: _rows(connection, name, revision, view) for name in schema.RECORDS}
    if not internal:
        hidden = _internal(found["cooperations"])
        if revision is not None:
            hidden |= _internal_now(connection)
        found = {
            name: table if name == "scopes" else table[~table["cooperation_id"].isin(hidden)]
            for name, table in found.items()
        }
    return {name: _sorted(table) for name, table in found.items()}


def works(connection: sa.Connection, *, revision: int | None = None) -> dict[str, pd.DataFrame]:
    """Return the working papers, sorted, as they are now or as recorded in a revision; they are never for readers."""
    return {name: _sorted(_rows(connection, name, revision, "working")) for name in schema.WORKS}


def last_published(connection: sa.Connection) -> int:
    """Return the last revision that changed what readers see; 0 where there is none."""
    return connection.scalar(sa.select(sa.func.max(schema.HISTORIES[schema.PUBLICATIONS].c.revision))) or 0


def has_internal(connection: sa.Connection) -> bool:
    """Tell whether any state of a record may have been internal; a text that only says so counts as well."""
    history = schema.HISTORIES["cooperations"]
    query = sa.select(sa.literal(1)).where(history.c.new.icontains(schema.INTERNAL)).limit(1)
    return connection.scalar(query) is not None


def _internal(cooperations: pd.DataFrame) -> set[str]:
    """Return the cooperations that are not public."""
    hidden = cooperations["visibility"].astype("str").str.strip().str.casefold() == schema.INTERNAL
    return set(cooperations.loc[hidden, "cooperation_id"])


def _internal_now(connection: sa.Connection) -> set[str]:
    """Return what is internal now, or was when it was removed: it reaches no reader by way of the past."""
    table = schema.TABLES["cooperations"]
    standing, past = _states(connection, "cooperations", None, "published")
    named = standing.with_only_columns(table.c.cooperation_id, table.c.visibility).where(table.c.visibility != "")
    now = _internal(pd.DataFrame(_tuples(connection, named), columns=_NAMED))
    now |= _internal(_named(connection, past))
    history = schema.HISTORIES["cooperations"]
    last = sa.select(history.c.item, sa.func.max(history.c.seq).label("seq")).group_by(history.c.item).subquery()
    gone = sa.select(history.c.old).join(last, last.c.seq == history.c.seq).where(history.c.operation == "delete")
    removed = _internal(_named(connection, gone))
    if removed:
        removed -= set(_rows(connection, "cooperations", None, "published")["cooperation_id"])
    return now | removed


_NAMED: Final = ["cooperation_id", "visibility"]


def _named(connection: sa.Connection, query: sa.Select[tuple[str]]) -> pd.DataFrame:
    """Return identifier and visibility of rows of cooperations that the history has."""
    texts: list[str] = list(connection.scalars(query))
    return pd.DataFrame([_read(text) for text in texts], columns=_NAMED).fillna("").astype("str")


def become_internal(connection: sa.Connection, revision: int) -> bool:
    """Tell whether readers saw records in a revision that are internal now."""
    now = _internal_now(connection)
    if not now:
        return False
    then = _rows(connection, "cooperations", revision, "published")
    return bool((set(then["cooperation_id"]) & now) - _internal(then))


def working(connection: sa.Connection, name: str) -> pd.DataFrame:
    """Return a table of records as it is worked on, in the order in which it is shown."""
    table = schema.TABLES[name]
    found = pd.DataFrame(_tuples(connection, sa.select(table)), columns=[column.name for column in table.columns])
    return _sorted(_typed(found))


def drafts(connection: sa.Connection) -> list[str]:
    """Return the records that differ from what readers see, sorted; ``""`` are the scopes."""
    last = last_numbers().subquery()
    seen = schema.publications
    waiting = sa.select(last.c.record).outerjoin(seen, seen.c.record == last.c.record)
    waiting = waiting.where(sa.or_(seen.c.revision.is_(None), seen.c.revision < last.c.revision))
    return sorted(connection.scalars(waiting))


def _rows(connection: sa.Connection, name: str, revision: int | None, view: View) -> pd.DataFrame:
    """Return a table as it was: rows of records that are since unchanged as they stand, others from the history."""
    if revision is None and view == "working":
        return working(connection, name)
    columns = [column.name for column in schema.TABLES[name].columns]
    standing, past = _states(connection, name, revision, view)
    present = pd.DataFrame(_tuples(connection, standing), columns=columns)
    texts: list[str] = list(connection.scalars(past))
    states = pd.DataFrame([_read(text) for text in texts], columns=columns)
    # What a later schema added was empty before.
    states = states.fillna({column: 0 if column in _NUMBERS else "" for column in columns})
    return pd.concat([_typed(present), _typed(states)], ignore_index=True)


def _states(
    connection: sa.Connection, name: str, revision: int | None, view: View
) -> tuple[sa.Select[Any], sa.Select[tuple[str]]]:
    """Return the queries for the rows that stand as they were then, and, as JSON, for those that the history has."""
    history, table = schema.HISTORIES[name], schema.TABLES[name]
    owner = table.c[schema.RECORD[name]] if name in schema.RECORD else sa.literal(schema.SCOPES_RECORD)
    changed = sa.select(history.c.record, sa.func.max(history.c.revision).label("revision"))
    last = changed.group_by(history.c.record).subquery()
    rank = sa.func.row_number().over(partition_by=(history.c.record, history.c.item), order_by=history.c.seq.desc())
    standing = sa.select(table).select_from(table).join(last, last.c.record == owner)
    past = sa.select(history.c.new, rank.label("rank")).select_from(history)
    past = past.join(last, last.c.record == history.c.record)
    then: sa.ColumnElement[int] | int
    if view == "published":
        seen = _published(connection, revision)
        standing = standing.join(seen, seen.c.record == last.c.record)
        past, then = past.join(seen, seen.c.record == last.c.record), seen.c.revision
    else:
        then = revision or 0
    ranked = past.where(history.c.revision <= then, last.c.revision > then).subquery()
    left = sa.select(ranked.c.new).where(ranked.c.rank == 1, ranked.c.new.is_not(None))
    return standing.where(last.c.revision <= then), left


def _published(connection: sa.Connection, revision: int | None) -> sa.Subquery:
    """Return which revision of each record readers see: ``record, revision``."""
    table = schema.publications
    if revision is None:
        return sa.select(table.c.record, table.c.revision).subquery()
    history = schema.HISTORIES[schema.PUBLICATIONS]
    rank = sa.func.row_number().over(partition_by=history.c.record, order_by=history.c.seq.desc())
    last = sa.select(history.c.record, history.c.new, rank.label("rank")).where(history.c.revision <= revision)
    at = last.subquery()
    number: sa.ColumnElement[int] = (
        sa.func.json_extract(at.c.new, "$.revision")
        if connection.dialect.name == "sqlite"
        else sa.cast(sa.cast(at.c.new, sa.JSON)["revision"].as_string(), schema.LONG)
    )
    return sa.select(at.c.record, number.label("revision")).where(at.c.rank == 1, at.c.new.is_not(None)).subquery()


def _tuples(connection: sa.Connection, query: sa.Select[Any]) -> list[tuple[Any, ...]]:
    """Return plain tuples: pandas asks rows of SQLAlchemy, one by one, whether they are something else."""
    return list(map(tuple, connection.execute(query)))


def _read(text: str) -> dict[str, object]:
    read: dict[str, object] = json.loads(text)
    return read


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    return table.astype({name: "int64" if name in _NUMBERS else "str" for name in table.columns})


def _sorted(table: pd.DataFrame) -> pd.DataFrame:
    """Sort by record and then as the rows stand in it, the same in every database and place."""
    by = [name for name in ("cooperation_id", "position", "row_id", "id") if name in table.columns]
    return table.sort_values(by, kind="stable").reset_index(drop=True)
