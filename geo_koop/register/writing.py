"""Writes revisions: under one lock, with a number and a time that never go back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from geo_koop.errors import UsageError
from geo_koop.register import schema
from geo_koop.register.store import Register

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Revision:
    """A save: its number, when it was recorded, who made it and why.

    Attributes
    ----------
    number : int
    recorded : datetime.datetime
        UTC, to the microsecond.
    author, reason, source : str
    kind : str
        ``load``, ``edit``, ``publish``, ``revert``, or ``sql`` for what nobody announced.
    """

    number: int
    recorded: datetime
    author: str
    reason: str
    source: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Writing:
    """A revision that is being written.

    Attributes
    ----------
    connection : sqlalchemy.Connection
    number : int
    """

    connection: sa.Connection
    number: int


class _EmptyError(Exception):
    """Nothing was changed: there is nothing to keep."""


def stamp(when: datetime) -> int:
    """Return microseconds since 1970, UTC.

    Examples
    --------
    >>> stamp(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
    1000000
    """
    return (when - _EPOCH) // _MICROSECOND


def moment(stamped: int) -> datetime:
    """Return the time of :func:`stamp`."""
    return _EPOCH + stamped * _MICROSECOND


@contextmanager
def writing(
    register: Register, *, now: datetime, author: str, reason: str = "", source: str = "", kind: str = "edit"
) -> Iterator[Writing]:
    """Keep all other writers waiting, and write one revision: whole, or not at all where something is raised.

    What changes nothing leaves no revision.

    Parameters
    ----------
    register : Register
    now : datetime.datetime
        With a time zone; the revision is recorded then, or just after the last one where the clock went back.
    author, reason, source, kind : str
        See :class:`Revision`.

    Yields
    ------
    Writing

    Raises
    ------
    UsageError
        If nobody is named as the author.
    OutputError, InputError
        If the register is busy, full, or refuses a change.
    """
    if not author.strip():
        raise UsageError("Nobody is named as the author.", "Name who makes the change: --author NAME")
    try:
        with register.locked() as connection:
            number = _announce(connection, now, author=author, reason=reason, source=source, kind=kind)
            yield Writing(connection=connection, number=number)
            _context(connection, None)
            if not changed(connection, number):
                raise _EmptyError
    except _EmptyError:
        return


def _announce(connection: sa.Connection, now: datetime, **words: str) -> int:
    table = schema.revisions
    last, recorded = connection.execute(sa.select(sa.func.max(table.c.number), sa.func.max(table.c.recorded))).one()
    number = (last or 0) + 1
    when = max(stamp(now), (recorded or 0) + 1)
    connection.execute(table.insert().values(number=number, recorded=when, moment=stamp(now), **words))
    _context(connection, number)
    return number


def _context(connection: sa.Connection, number: int | None) -> None:
    """Tell the triggers which revision is written."""
    if connection.dialect.name == "sqlite":
        connection.execute(schema.context.update().values(revision=number).where(schema.context.c.id == 1))
    elif number is not None:
        connection.execute(sa.select(sa.func.set_config("geo_koop.revision", str(number), True)))


def changed(connection: sa.Connection, number: int) -> bool:
    """Tell whether a revision changed any row."""
    return any(
        connection.scalar(sa.select(sa.literal(1)).where(history.c.revision == number).limit(1))
        for history in schema.HISTORIES.values()
    )


def touched(connection: sa.Connection, number: int) -> list[str]:
    """Return the records whose rows a revision changed, sorted."""
    found: set[str] = set()
    for name in schema.RECORDS:
        history = schema.HISTORIES[name]
        found |= set(connection.scalars(sa.select(history.c.record).where(history.c.revision == number).distinct()))
    return sorted(found)


def publish(now_writing: Writing, records: list[str]) -> None:
    """Let readers see records as they are after this revision.

    Parameters
    ----------
    now_writing : Writing
    records : list of str
        Identifiers of cooperations; ``""`` are the scopes. One that was removed is gone for readers too.
    """
    connection, table = now_writing.connection, schema.publications
    there = set(connection.scalars(sa.select(table.c.record)))
    old = [{"known": record} for record in records if record in there]
    new = [{"record": record, "revision": now_writing.number} for record in records if record not in there]
    if old:
        changing = table.update().values(revision=now_writing.number).where(table.c.record == sa.bindparam("known"))
        connection.execute(changing, old)
    if new:
        connection.execute(table.insert(), new)


def revision_of(row: Any) -> Revision:
    """Return a revision from a row of its table."""
    return Revision(
        number=row.number,
        recorded=moment(row.recorded),
        author=row.author,
        reason=row.reason,
        source=row.source,
        kind=row.kind,
    )
