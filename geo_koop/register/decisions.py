"""Decides on suggestions from outside.

* :func:`compared`: what a suggestion would change now
* :func:`accept`: the change goes into the working state, where it is reviewed and published like any other
* :func:`decline`: with a reason
"""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from geo_koop.errors import UsageError
from geo_koop.register import comparison, content, records, rights, schema, suggestions, writing
from geo_koop.register.comparison import Comparison, Place, Side
from geo_koop.register.content import Content
from geo_koop.register.records import Saved
from geo_koop.register.rights import Actor
from geo_koop.register.store import Register
from geo_koop.register.suggestions import Suggestion


def compared(register: Register, number: int, *, actor: Actor) -> tuple[Suggestion, Comparison, int]:
    """Return a suggestion, what it would change now, and the revision of the record that it is compared with.

    In the comparison ``mine`` is the suggestion and ``theirs`` the working state.

    Raises
    ------
    UsageError
        If there is no open suggestion of this number, or the actor may not see drafts.
    """
    with register.reading() as connection:
        rights.require(rights.current(connection, actor), "see_drafts")
        found = suggestions.one(connection, number)
        return found, _compared(connection, found), _last(connection, found.cooperation_id)


def _compared(connection: sa.Connection, found: Suggestion) -> Comparison:
    record = found.cooperation_id
    if not record:
        return comparison.compare(None, found.content, None)
    base = content.at(connection, record, found.based_on)
    theirs = content.working(connection, record)
    return comparison.compare(base, found.content or base, theirs)


def _last(connection: sa.Connection, record: str) -> int:
    edits = writing.last_edits(connection, [record]) if record else []
    return int(edits[0].number) if edits else 0


def accept(
    register: Register,
    number: int,
    *,
    seen: int,
    actor: Actor,
    now: datetime,
    reason: str,
    decisions: Mapping[Place, Side] | None = None,
    record: str = "",
    edited: Content | None = None,
) -> Saved:
    """Take a suggestion into the working state, as one revision together with the decision.

    Parameters
    ----------
    register : Register
    number : int
    seen : int
        Revision of the record that :func:`compared` gave.
    actor : Actor
    now : datetime.datetime
    reason : str
        Why it is right; goes into the history, and is the answer.
    decisions : mapping, optional
        For what collides, and ``theirs`` for what is not taken; see :meth:`Comparison.merged`.
    record : str
        Identifier of a record that is new, see :func:`geo_koop.register.records.free_id`.
    edited : Content, optional
        What goes in instead, where somebody worked the suggestion in by hand.

    Raises
    ------
    UsageError
        If it is decided already, the record changed since, a collision is not decided, there is nothing to take over,
        or the actor may not do this.
    """
    records.told(reason, "-")
    with register.reading() as looking:
        kept = suggestions.one(looking, number)
    source = f"suggestion {number}: {kept.source or kept.sender}".removesuffix(": ")
    how = {"reason": reason, "source": source, "kind": "edit"}
    with writing.writing(register, now=now, author=actor, action="decide", **how) as open_:
        connection = open_.connection
        found = suggestions.one(connection, number)
        target = found.cooperation_id or record
        if not target:
            raise UsageError("The new record has no identifier.", "Name one.")
        last = _last(connection, target)
        if last != seen:
            raise UsageError(
                "These records were changed since you saw them: {records}.",
                "Nothing was done. Look at them again.",
                records=target,
            )
        made = edited or (_compared(connection, found).merged(decisions) if found.content else None)
        if made is None:
            raise UsageError(
                "Suggestion {number} has no fields that could be taken over.",
                "Work it in by hand, or decline it.",
                number=number,
            )
        saved = records.save_in(open_, target, made, based_on=last)
        if isinstance(saved, records.Collision):  # the lock is held: nobody came in between
            raise RuntimeError("a record changed under the lock")
        _decide(connection, number, "accepted", reason, target)
        return saved


def _decide(connection: sa.Connection, number: int, state: str, answer: str, record: str) -> None:
    table = schema.suggestions
    values = {"state": state, "answer": answer, "cooperation_id": record}
    connection.execute(table.update().where(table.c.row_id == number).values(values))


def decline(register: Register, number: int, *, actor: Actor, now: datetime, reason: str) -> int:
    """Decline a suggestion with a reason; returns the revision that keeps it.

    Raises
    ------
    UsageError
        If the reason is empty, it is decided already, or the actor may not do this.
    """
    with writing.writing(register, now=now, author=actor, action="decide", reason=reason, kind="suggestion") as open_:
        found = suggestions.one(open_.connection, number)
        if not reason.strip():
            raise UsageError("The reason is missing.", "Say in a few words why it is declined.")
        _decide(open_.connection, number, "declined", reason, found.cooperation_id)
        return open_.number
