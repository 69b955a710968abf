"""Writes revisions: under one lock, with a number and a time that never go back."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from geo_koop.errors import UsageError
from geo_koop.register import rights, schema, settings
from geo_koop.register.rights import Action, Actor
from geo_koop.register.store import Register

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_FEW: Final = 20
_MANY: Final = 1_000
"""Records that a query may name; beyond, all are read."""
_log = logging.getLogger("geo_koop.register")
_log.addHandler(logging.NullHandler())  # who runs the app decides where it goes


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
        ``load``, ``edit``, ``publish``, ``revert``, ``merge``, ``review``, ``comment``, ``suggestion``, ``settings``,
        or ``sql`` for what nobody announced.
    subject : str
        Name of the author at the identity provider, where there is one.
    """

    number: int
    recorded: datetime
    author: str
    reason: str
    source: str
    kind: str
    subject: str = ""


@dataclass(frozen=True, kw_only=True)
class Writing:
    """A revision that is being written.

    Attributes
    ----------
    connection : sqlalchemy.Connection
    number : int
    actor : Actor
        Who writes, with the role of this moment.
    """

    connection: sa.Connection
    number: int
    actor: Actor


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
    register: Register,
    *,
    now: datetime,
    author: str | Actor,
    reason: str = "",
    source: str = "",
    kind: str = "edit",
    action: Action = "change",
) -> Iterator[Writing]:
    """Keep all other writers waiting, and write one revision: whole, or not at all where something is raised.

    What changes nothing leaves no revision.

    Parameters
    ----------
    register : Register
    now : datetime.datetime
        With a time zone; the revision is recorded then, or just after the last one where the clock went back.
    author : str or Actor
        A bare name is that of the person on this machine.
    reason, source, kind : str
        See :class:`Revision`.
    action : str
        What the author must be allowed to, see :data:`geo_koop.register.rights.RIGHTS`.

    Yields
    ------
    Writing

    Raises
    ------
    UsageError
        If nobody is named as the author, or they may not do this.
    OutputError, InputError
        If the register is busy, full, or refuses a change.
    """
    actor = rights.actor_of(author)
    if not actor.name.strip():
        raise UsageError("Nobody is named as the author.", "Name who makes the change: --author NAME")
    try:
        with register.locked() as connection:
            actor = rights.current(connection, actor)
            facts = {"who": actor.trace or actor.role, "role": actor.role, "action": action, "kind": kind}
            if not rights.allowed(actor, action):
                _log.warning("write refused", extra={"facts": facts})
            rights.require(actor, action)
            words = {"author": actor.name, "subject": actor.subject, "reason": reason, "source": source, "kind": kind}
            number = _announce(connection, now, **words)
            yield Writing(connection=connection, number=number, actor=actor)
            _context(connection, None)
            if not changed(connection, number):
                raise _EmptyError
    except _EmptyError:
        return
    _log.info("written", extra={"facts": {**facts, "revision": number}})


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

    Raises
    ------
    UsageError
        If the author may not publish, or has to leave it to somebody else.
    """
    connection, table = now_writing.connection, schema.publications
    if not records:
        return
    rights.require(now_writing.actor, "publish")
    if settings.of(connection).four_eyes:
        _require_four_eyes(now_writing, records)
    known = sa.select(table.c.record)
    there = set(connection.scalars(known if len(records) > _MANY else known.where(table.c.record.in_(records))))
    old = [{"known": record} for record in records if record in there]
    new = [{"record": record, "revision": now_writing.number} for record in records if record not in there]
    if old:
        changing = table.update().values(revision=now_writing.number).where(table.c.record == sa.bindparam("known"))
        connection.execute(changing, old)
    if new:
        connection.execute(table.insert(), new)


def newest(connection: sa.Connection) -> int | None:
    """Return the number of the last revision; ``None`` where nothing was recorded yet."""
    found: int | None = connection.scalar(sa.select(sa.func.max(schema.revisions.c.number)))
    return found


def last_edits(connection: sa.Connection, records: list[str] | None = None) -> list[Any]:
    """Return the last revision of each record, whoever made it: ``record`` and the columns of a revision.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    records : list of str, optional
        All of them, where they are left out. Those that never were there are not among them.
    """
    made = schema.revisions
    last = last_numbers(records if records is not None and len(records) <= _MANY else None).subquery()
    query = sa.select(last.c.record, made).join(made, made.c.number == last.c.revision).order_by(last.c.record)
    wanted = None if records is None else set(records)
    return [row for row in connection.execute(query) if wanted is None or row.record in wanted]


def last_numbers(records: list[str] | None = None) -> sa.Select[tuple[str, int]]:
    """Return the query for the last revision of each record: ``record, revision``."""
    parts = []
    for history in (schema.HISTORIES[name] for name in schema.RECORDS):
        part = sa.select(history.c.record, sa.func.max(history.c.revision).label("revision")).group_by(history.c.record)
        parts.append(part if records is None else part.where(history.c.record.in_(records)))
    every = sa.union_all(*parts).subquery()
    return sa.select(every.c.record, sa.func.max(every.c.revision).label("revision")).group_by(every.c.record)


def _require_four_eyes(now_writing: Writing, records: list[str]) -> None:
    """Refuse to publish what the publisher wrote."""
    actor = now_writing.actor
    own = [row.record for row in last_edits(now_writing.connection, records) if wrote(actor, row)]
    if own:
        raise UsageError(
            "Somebody else has to publish what you changed last: {records}.",
            "The register asks for four eyes. Save it as a draft, and let a colleague review and publish it.",
            records=", ".join(record or "–" for record in own[:_FEW]),
        )


def wrote(actor: Actor, revision: Any) -> bool:
    """Tell whether somebody made a revision: by their subject where both have one, else by their name."""
    if actor.subject and revision.subject:
        return bool(actor.subject == revision.subject)
    return bool(actor.name.strip().casefold() == revision.author.strip().casefold())


def revision_of(row: Any) -> Revision:
    """Return a revision from a row of its table."""
    return Revision(
        number=row.number,
        recorded=moment(row.recorded),
        author=row.author,
        reason=row.reason,
        source=row.source,
        kind=row.kind,
        subject=row.subject,
    )
