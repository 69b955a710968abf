"""Corrections from outside: anybody may suggest one, and who keeps the register decides.

* :func:`suggest` (visitors: as often as the settings allow) → number of the suggestion
* :func:`listed`, :func:`of_record`
* :mod:`geo_koop.register.decisions`: what a suggestion would change now; accept or decline it
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from geo_koop.errors import UsageError
from geo_koop.register import content, limits, rights, schema, settings, writing
from geo_koop.register.content import Content
from geo_koop.register.rights import Actor
from geo_koop.register.store import Register

_MOST: Final = 50_000
"""Signs of a suggestion."""
_OWN: Final = ("visibility", "owner", "contact", "review_after")
"""Fields that are for those who keep the register."""
_VISITOR: Final = "suggestion"
"""Whom the history names for visitors."""


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A correction that somebody suggests.

    Attributes
    ----------
    number : int
    cooperation_id : str
        Empty for a record that is not there yet.
    based_on : int
        The published revision that was seen.
    content : Content or None
        The record as it should be; ``None`` where only the note says what is wrong.
    note, source, sender : str
        In their words; what attests it; who they say they are.
    received : datetime.datetime
    state : {"open", "accepted", "declined"}
    answer : str
    """

    number: int
    cooperation_id: str
    based_on: int
    content: Content | None
    note: str
    source: str
    sender: str
    received: datetime
    state: str
    answer: str


def suggest(
    register: Register,
    record: str,
    given: Content | None,
    *,
    note: str,
    source: str,
    actor: Actor,
    now: datetime,
    sender: str = "",
    address: str = "",
) -> int:
    """Keep a suggestion and return its number.

    Parameters
    ----------
    register : Register
    record : str
        ``cooperation_id``; empty for a new record.
    given : Content or None
        The published record as it should be. Rows or fields that it leaves out are not spoken of.
    note, source : str
        One of ``given`` and ``note`` must say something; the source may be empty.
    actor : Actor
        A visitor has the role ``none``.
    now : datetime.datetime
    sender : str
        Who they say they are; may be empty.
    address : str
        A hash of where it comes from, never the address itself: it is counted for a day and then forgotten.

    Raises
    ------
    UsageError
        If nothing is suggested, it is too long, there is no such published record, suggestions are switched off, or
        there were too many today.
    """
    _check(given, note, source, sender)
    # What visitors call themselves must not pass for the name of an editor.
    who = actor if rights.allowed(actor, "keep_own") else replace(actor, name=_VISITOR)
    how = {"source": source, "kind": "suggestion"}
    with writing.writing(register, now=now, author=who, action="suggest", **how) as open_:
        connection = open_.connection
        outside = not rights.allowed(open_.actor, "change")
        if outside:
            limits.require_suggestion(connection, settings.of(connection), address=address, now=now)
        seen = published_of(connection, record, open_.actor) if record else None
        based_on = seen[0] if seen else 0
        text = "" if given is None else content.as_text(_kept(given, seen[1] if seen else None, outside))
        table = schema.suggestions
        values = {"cooperation_id": record, "based_on": based_on, "content": text, "note": note, "source": source}
        done = connection.execute(table.insert().values(**values, sender=sender.strip(), received=writing.stamp(now)))
        key: Any = done.inserted_primary_key
        return int(key[0])


def _check(given: Content | None, note: str, source: str, sender: str) -> None:
    if given is None and not note.strip():
        raise UsageError("The suggestion says nothing.", "Change a field, or write what is wrong.")
    if given is not None:
        content.check(Content(fields={"name": "-", **given.fields}, rows=given.rows))
    long = len(content.as_text(given)) if given else 0
    if long + len(note) + len(source) + len(sender) > _MOST:
        raise UsageError("The suggestion is too long.", "Shorten it, or send a table.")
    if "\0" in note + source + sender:
        raise UsageError("{column} holds the sign NUL.", "Remove it.", column="note")


def _kept(given: Content, seen: Content | None, outside: bool) -> Content:
    """Return what is suggested, without fields that a visitor does not see."""
    fields = {name: value for name, value in given.fields.items() if not outside or name not in _OWN}
    return content.filled(Content(fields=fields, rows=given.rows), seen)


def published_of(connection: sa.Connection, record: str, actor: Actor) -> tuple[int, Content]:
    """Return the published revision of a record and what readers see.

    Raises
    ------
    UsageError
        If readers do not see it.
    """
    table = schema.publications
    number = connection.scalar(sa.select(table.c.revision).where(table.c.record == record))
    seen = None if number is None else content.at(connection, record, number)
    now = content.working(connection, record)
    hidden = any(one and one.fields.get("visibility", "").strip().casefold() == schema.INTERNAL for one in (seen, now))
    if number is None or seen is None or (hidden and not rights.allowed(actor, "see_internal")):
        raise UsageError(
            "The register never had a record {record}.", "Check the spelling of cooperation_id.", record=record
        )
    return number, seen


def _suggestion(row: Any) -> Suggestion:
    return Suggestion(
        number=row.row_id,
        cooperation_id=row.cooperation_id,
        based_on=row.based_on,
        content=content.from_text(row.content) if row.content else None,
        note=row.note,
        source=row.source,
        sender=row.sender,
        received=writing.moment(row.received),
        state=row.state,
        answer=row.answer,
    )


def of_record(connection: sa.Connection, record: str, state: str = "open") -> tuple[Suggestion, ...]:
    """Return the suggestions on a record in a state, the first one first; on new ones, for the record ``""``."""
    table = schema.suggestions
    query = sa.select(table).where(table.c.cooperation_id == record, table.c.state == state).order_by(table.c.row_id)
    return tuple(map(_suggestion, connection.execute(query)))


def listed(connection: sa.Connection, state: str = "open") -> tuple[Suggestion, ...]:
    """Return all suggestions in a state, the first one first."""
    table = schema.suggestions
    query = sa.select(table).where(table.c.state == state).order_by(table.c.row_id)
    return tuple(map(_suggestion, connection.execute(query)))


def one(connection: sa.Connection, number: int) -> Suggestion:
    """Return a suggestion that is open.

    Raises
    ------
    UsageError
        If there is none of this number, or it is decided already.
    """
    table = schema.suggestions
    row = connection.execute(sa.select(table).where(table.c.row_id == number)).one_or_none()
    if row is None:
        raise UsageError("There is no suggestion {number}.", "", number=number)
    if row.state != "open":
        raise UsageError("Suggestion {number} is decided already.", "Open the list anew.", number=number)
    return _suggestion(row)
