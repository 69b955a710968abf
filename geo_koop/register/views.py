"""Shows the records of a register: as they are worked on, as readers see them, now or as once recorded."""

import json
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, TypeAlias

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


def has_internal(connection: sa.Connection) -> bool:
    """Tell whether any state of a record may have been internal; a text that only says so counts as well."""
    history = schema.HISTORIES["cooperations"]
    query = sa.select(sa.literal(1)).where(history.c.new.icontains(schema.INTERNAL)).limit(1)
    return connection.scalar(query) is not None


def _internal(cooperations: pd.DataFrame) -> set[str]:
    """Return the cooperations that are not public."""
    hidden = cooperations["visibility"].str.strip().str.casefold() == schema.INTERNAL
    return set(cooperations.loc[hidden, "cooperation_id"])


def _internal_now(connection: sa.Connection) -> set[str]:
    """Return what is internal now, or was when it was removed: it reaches no reader by way of the past."""
    published = _rows(connection, "cooperations", None, "published")
    history = schema.HISTORIES["cooperations"]
    last = sa.select(history.c.item, sa.func.max(history.c.seq).label("seq")).group_by(history.c.item).subquery()
    gone = sa.select(history.c.old).join(last, last.c.seq == history.c.seq).where(history.c.operation == "delete")
    rows = [_read(text) for text in connection.scalars(gone)]
    removed = pd.DataFrame(rows, columns=["cooperation_id", "visibility"]).fillna("").astype("str")
    return _internal(published) | (_internal(removed) - set(published["cooperation_id"]))


def working(connection: sa.Connection, name: str) -> pd.DataFrame:
    """Return a table of records as it is worked on, in the order in which it is shown."""
    table = schema.TABLES[name]
    found = connection.execute(sa.select(table)).all()
    return _sorted(_typed(pd.DataFrame(found, columns=[column.name for column in table.columns])))


def drafts(connection: sa.Connection) -> list[str]:
    """Return the records that differ from what readers see, sorted; ``""`` are the scopes."""
    last = last_numbers().subquery()
    seen = schema.publications
    waiting = sa.select(last.c.record).outerjoin(seen, seen.c.record == last.c.record)
    waiting = waiting.where(sa.or_(seen.c.revision.is_(None), seen.c.revision < last.c.revision))
    return sorted(connection.scalars(waiting))


def _rows(connection: sa.Connection, name: str, revision: int | None, view: View) -> pd.DataFrame:
    columns = [column.name for column in schema.TABLES[name].columns]
    if revision is None and view == "working":
        return working(connection, name)
    texts: list[str] = list(connection.scalars(_states(connection, name, revision, view)))
    # What a later schema added was empty before.
    states = pd.DataFrame([_read(text) for text in texts], columns=columns)
    return _typed(states.fillna({column: 0 if column in _NUMBERS else "" for column in columns}))


def _states(connection: sa.Connection, name: str, revision: int | None, view: View) -> sa.Select[tuple[str]]:
    """Return the query for the rows of a table as the history has them, as JSON."""
    history = schema.HISTORIES[name]
    rank = sa.func.row_number().over(partition_by=(history.c.record, history.c.item), order_by=history.c.seq.desc())
    query = sa.select(history.c.new, rank.label("rank"))
    if view == "published":
        seen = _published(connection, revision)
        query = query.join(seen, sa.and_(seen.c.record == history.c.record, history.c.revision <= seen.c.revision))
    else:
        query = query.where(history.c.revision <= revision)
    last = query.subquery()
    return sa.select(last.c.new).where(last.c.rank == 1, last.c.new.is_not(None))


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


def _read(text: str) -> dict[str, object]:
    read: dict[str, object] = json.loads(text)
    return read


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    return table.astype({name: "int64" if name in _NUMBERS else "str" for name in table.columns})


def _sorted(table: pd.DataFrame) -> pd.DataFrame:
    """Sort by record and then as the rows stand in it, the same in every database and place."""
    by = [name for name in ("cooperation_id", "position", "row_id", "id") if name in table.columns]
    return table.sort_values(by, kind="stable").reset_index(drop=True)
