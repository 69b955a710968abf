"""Makes one record of two that are the same cooperation.

* :func:`compared` → what both have differently: for each collision somebody decides
* :func:`merge` → one revision: members, sources, events and the rest united, the other record taken out with a
  reference to the survivor; what referred to it refers to the survivor. Undoing that revision gives both back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from geo_koop.errors import UsageError
from geo_koop.register import comparison, content, records, review, rights, schema, writing
from geo_koop.register.comparison import Comparison, Place, Side
from geo_koop.register.content import Content
from geo_koop.register.rights import Actor
from geo_koop.register.store import Register


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two records that may be one.

    Attributes
    ----------
    survivor, other : str
    comparison : Comparison
        ``theirs`` is the survivor, ``mine`` the other one.
    seen : mapping of str to int
        Revision of each: what a merge is based on.
    """

    survivor: str
    other: str
    comparison: Comparison
    seen: Mapping[str, int]


def compared(register: Register, survivor: str, other: str, *, actor: Actor) -> Pair:
    """Return in what two records differ; in the comparison ``theirs`` is the survivor and ``mine`` the other one.

    Raises
    ------
    UsageError
        If it is the same one, one is not there, or the actor may not see drafts.
    """
    with register.reading() as connection:
        rights.require(rights.current(connection, actor), "see_drafts")
        return _pair(connection, survivor, other)


def _pair(connection: sa.Connection, survivor: str, other: str) -> Pair:
    if survivor == other:
        raise UsageError("A record cannot be merged with itself.", "Name two records.")
    found: dict[str, Content] = {}
    seen: dict[str, int] = {}
    for record in (survivor, other):
        there, stand = content.working(connection, record), review.stand_of(connection, record)
        if there is None or stand is None:
            raise UsageError("There is no record {record}.", "It was taken out, or never was.", record=record)
        found[record], seen[record] = there, stand.revision
    return Pair(survivor=survivor, other=other, comparison=comparison.union(found[other], found[survivor]), seen=seen)


def merge(
    register: Register,
    survivor: str,
    other: str,
    *,
    seen: Mapping[str, int],
    decisions: Mapping[Place, Side] | None = None,
    actor: Actor,
    now: datetime,
    reason: str,
    source: str,
    publish: bool = False,
) -> int:
    """Make one record of two, as one revision, and return its number.

    Parameters
    ----------
    register : Register
    survivor, other : str
        The record that stays, and the one that goes into it.
    seen : mapping of str to int
        :attr:`Pair.seen`.
    decisions : mapping of (table, item, column) to {"mine", "theirs"}
        For each collision: ``theirs`` is what the survivor says, ``mine`` what the other says.
    actor : Actor
    now : datetime.datetime
    reason, source : str
    publish : bool
        Whether readers see it at once; else both stay for readers as they were until they are published.

    Raises
    ------
    UsageError
        If a record is not there or changed since, a collision is not decided, reason or source are missing, or the
        actor may not do this.
    """
    records.told(reason, source)
    how = {"reason": reason, "source": source, "kind": "merge"}
    with writing.writing(register, now=now, author=actor, action="publish", **how) as open_:
        connection = open_.connection
        pair = _pair(connection, survivor, other)
        if dict(seen) != dict(pair.seen):
            raise UsageError(
                "These records were changed since you saw them: {records}.",
                "Nothing was done. Look at them again.",
                records=", ".join(record for record in pair.seen if seen.get(record) != pair.seen[record]),
            )
        made = pair.comparison.merged(decisions)
        waiting = {record for record in _referring(connection, other) if review.waits(connection, record)}
        content.write(open_, other, None)
        content.write(open_, survivor, made, heir_of=other)
        records.bury(connection, other, survivor)
        _refer(connection, other, survivor)
        if publish:
            touched = writing.touched(connection, open_.number)
            writing.publish(open_, [r for r in touched if r in (survivor, other) or r not in waiting])
        return open_.number


def _referring(connection: sa.Connection, other: str) -> list[str]:
    """Return the records that name another as an actor."""
    actors = schema.TABLES["actors"]
    query = sa.select(actors.c.cooperation_id).where(actors.c.cooperation_ref == other).distinct()
    return list(connection.scalars(query))


def _refer(connection: sa.Connection, other: str, survivor: str) -> None:
    """Let what referred to a record refer to the one that it went into."""
    actors = schema.TABLES["actors"]
    connection.execute(actors.update().where(actors.c.cooperation_ref == other).values(cooperation_ref=survivor))
    for name in schema.WORKS:
        table = schema.TABLES[name]
        connection.execute(table.update().where(table.c.cooperation_id == other).values(cooperation_id=survivor))
    connection.execute(
        schema.tombstones.update().where(schema.tombstones.c.survivor == other).values(survivor=survivor)
    )
