"""The work on one record: open it, save it whole, take it out, bring it back.

* :func:`open_record` → :class:`Opened`: working and published state, the revision both rest on, findings, suggestions
* :func:`save` → :class:`Saved` or :class:`Collision`; :meth:`Collision.merged` gives what to save next
* :func:`remove`, :func:`restore`, :func:`free_id`, :func:`successor`
* :mod:`geo_koop.register.review`: states, review, publish, changes between any two revisions, comments

Every save is one revision with a reason and a source. Whoever saves names the revision that they saw; where the record
changed since, nothing is written, and the answer holds both sides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

import pandas as pd
import sqlalchemy as sa

from geo_koop.errors import UsageError
from geo_koop.locale import identifiers
from geo_koop.register import comparison, content, review, rights, schema, soundness, suggestions, writing
from geo_koop.register.comparison import Comparison, Difference, Place, Side
from geo_koop.register.content import Content
from geo_koop.register.review import Comment, Review, State
from geo_koop.register.rights import Actor
from geo_koop.register.store import Register
from geo_koop.register.suggestions import Suggestion
from geo_koop.register.writing import Revision, Writing

NEW: Final = 0
"""What a record that is new is based on."""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A record as somebody may see it.

    Attributes
    ----------
    cooperation_id : str
    revision : int
        Last revision of the record: what a save is based on. For whoever sees no drafts, the published one.
    state : {"draft", "reviewed", "published", "removed"}
    waiting : bool
        Whether readers see something else than what is worked on.
    working : Content or None
        ``None`` where it was taken out, or for whoever sees no drafts.
    published : Content or None
        ``None`` where readers see nothing.
    published_revision : int or None
    last : Revision or None
        Last edit: who, when, why.
    review : Review or None
        Of the present state.
    survivor : str
        The record that this one was merged into; for readers see :func:`successor`.
    national : str
        Key system of the boundaries, for the findings.
    known : pandas.Index or None
        Keys of the boundaries, for the findings.
    suggestions : tuple of Suggestion
        Open ones.
    comments : tuple of Comment
    """

    cooperation_id: str
    revision: int
    state: State
    waiting: bool
    working: Content | None
    published: Content | None
    published_revision: int | None
    last: Revision | None
    review: Review | None
    survivor: str
    suggestions: tuple[Suggestion, ...]
    comments: tuple[Comment, ...]
    national: str = "de"
    known: pd.Index | None = None

    @cached_property
    def findings(self) -> pd.DataFrame:
        """What an analysis would say of what is shown, see :mod:`geo_koop.findings`; read when it is asked for."""
        shown = self.working or self.published
        return soundness.of_record(self.cooperation_id, shown, national=self.national, known=self.known)


@dataclass(frozen=True, kw_only=True)
class Saved:
    """A save that was done.

    Attributes
    ----------
    cooperation_id : str
    revision : int or None
        ``None`` where nothing differed.
    """

    cooperation_id: str
    revision: int | None


@dataclass(frozen=True, kw_only=True)
class Collision:
    """A save that was not done, because somebody else changed the record since: nothing was written.

    Attributes
    ----------
    cooperation_id : str
    revision : int
        The state of the others: what the next save is based on.
    by : tuple of Revision
        The saves that came in between, the last one first.
    comparison : Comparison
        Mine, theirs and what both grew from.
    """

    cooperation_id: str
    revision: int
    by: tuple[Revision, ...]
    comparison: Comparison

    @property
    def differences(self) -> tuple[Difference, ...]:
        """All fields and rows in which both sides differ; those with ``collides`` must be decided."""
        return self.comparison.differences

    def merged(self, decisions: Mapping[Place, Side] | None = None) -> Content:
        """Return what to save next, based on :attr:`revision`; see :meth:`Comparison.merged`.

        Raises
        ------
        UsageError
            If a collision is not decided, or the decision is that the record is gone.
        """
        made = self.comparison.merged(decisions)
        if made is None:
            raise UsageError("The record {record} was taken out.", "Open it anew.", record=self.cooperation_id)
        return made


def open_record(
    register: Register,
    record: str,
    *,
    actor: Actor,
    national: str = "de",
    known: pd.Index | None = None,
) -> Opened:
    """Open a record.

    Parameters
    ----------
    register : Register
    record : str
        ``cooperation_id``.
    actor : Actor
        Without the right to see drafts: what is published alone; without that to internal records, none of them.
    national : str
        Key system of the boundaries, for the findings.
    known : pandas.Index, optional
        Keys of the boundaries, for the findings.

    Raises
    ------
    UsageError
        If there is and was no such record, or not for this person.
    """
    with register.reading() as connection:
        who = rights.current(connection, actor)
        stand = review.stand_of(connection, record)
        if stand is None:
            raise _unknown(record)
        drafts = rights.allowed(who, "see_drafts")
        working = content.working(connection, record)
        published = None if stand.published is None else content.at(connection, record, stand.published)
        hidden = any(is_internal(one) for one in (working, published))
        if hidden and not rights.allowed(who, "see_internal"):
            raise _unknown(record)
        if not drafts and published is None:
            raise _unknown(record)
        return Opened(
            cooperation_id=record,
            revision=stand.revision if drafts else stand.published or 0,
            state=stand.state if drafts else "published",
            waiting=stand.waiting if drafts else False,
            working=working if drafts else None,
            published=published,
            published_revision=stand.published,
            last=stand.last if drafts else None,
            review=stand.review if drafts else None,
            survivor=review.survivor(connection, record) if drafts else "",
            national=national,
            known=known,
            suggestions=suggestions.of_record(connection, record) if drafts else (),
            comments=review.comments_of(connection, record) if drafts else (),
        )


def successor(register: Register, record: str) -> str:
    """Return the record in which readers find one that was merged, once that is published; else nothing."""
    nobody = Actor(name="", role="none")
    with register.reading() as connection:
        stand, heir = review.stand_of(connection, record), review.survivor(connection, record)
        if not heir or stand is None or stand.waiting:
            return ""
        try:
            suggestions.published_of(connection, heir, nobody)
        except UsageError:
            return ""
    return heir


def is_internal(given: Content | None) -> bool:
    """Tell whether a record is not public."""
    return given is not None and given.fields.get("visibility", "").strip().casefold() == schema.INTERNAL


def _unknown(record: str) -> UsageError:
    return UsageError(
        "The register never had a record {record}.", "Check the spelling of cooperation_id.", record=record
    )


def save(
    register: Register,
    record: str,
    given: Content,
    *,
    based_on: int,
    actor: Actor,
    now: datetime,
    reason: str,
    source: str,
    publish: bool = False,
) -> Saved | Collision:
    """Save a record whole, as one revision.

    Parameters
    ----------
    register : Register
    record : str
        ``cooperation_id``.
    given : Content
        What it leaves out stays as it was in ``based_on``.
    based_on : int
        :attr:`Opened.revision`, or :data:`NEW`.
    actor : Actor
    now : datetime.datetime
    reason, source : str
        Why, and what attests it: neither may be empty.
    publish : bool
        Whether readers see it at once.

    Returns
    -------
    Saved or Collision
        A collision where the record changed since ``based_on``, whether or not the same fields are concerned.

    Raises
    ------
    UsageError
        If reason or source are empty, a new record has the identifier of another, the content cannot be a record, or
        the actor may not do this.
    """
    told(reason, source)
    _check_id(record)
    content.check(content.Content(fields={"name": "-", **given.fields}, rows=given.rows))
    how = {"reason": reason, "source": source, "kind": "edit"}
    with writing.writing(register, now=now, author=actor, action="change", **how) as open_:
        return save_in(open_, record, given, based_on=based_on, publish=publish)


def save_in(open_: Writing, record: str, given: Content, *, based_on: int, publish: bool = False) -> Saved | Collision:
    """Save a record within a revision that is being written; see :func:`save`."""
    connection = open_.connection
    base, collision = grown(connection, record, given, based_on)
    if collision is not None:
        return collision
    after = content.filled(given, base)
    content.check(after)
    return _written(open_, record, after, publish=publish)


def _written(open_: Writing, record: str, after: Content | None, *, publish: bool) -> Saved:
    connection = open_.connection
    content.write(open_, record, after)
    wrote = record in writing.touched(connection, open_.number)
    if after is not None and wrote:
        connection.execute(schema.tombstones.delete().where(schema.tombstones.c.record == record))
    if publish and review.waits(connection, record):
        writing.publish(open_, [record])
        wrote = True
    return Saved(cooperation_id=record, revision=open_.number if wrote else None)


def grown(
    connection: sa.Connection, record: str, given: Content | None, based_on: int
) -> tuple[Content | None, Collision | None]:
    """Return the state that something is based on; and both sides, where the record is no longer that.

    Raises
    ------
    UsageError
        If a new record has the identifier of another, or there is no such revision.
    """
    stand = review.stand_of(connection, record)
    last = stand.revision if stand else NEW
    if based_on == NEW and last != NEW:
        raise UsageError(
            "There is a record {record} already, or there was one.",
            "Choose another identifier, or open that record.",
            record=record,
        )
    if based_on != NEW and (stand is None or based_on > (writing.newest(connection) or 0)):
        raise UsageError(
            "The record {record} has no revision {number}.", "Open it anew.", record=record, number=based_on
        )
    base = content.at(connection, record, based_on) if based_on != NEW else None
    if last <= based_on:
        return base, None
    theirs = content.working(connection, record)
    found = comparison.compare(base, given, theirs)
    by = review.edits_since(connection, record, based_on)
    return base, Collision(cooperation_id=record, revision=last, by=by, comparison=found)


def remove(
    register: Register,
    record: str,
    *,
    based_on: int,
    actor: Actor,
    now: datetime,
    reason: str,
    source: str,
    publish: bool = False,
) -> Saved | Collision:
    """Take a record out; the history keeps it, and readers see it until that is published.

    Raises
    ------
    UsageError
        If reason or source are empty, there is no such record, or the actor may not do this.
    """
    told(reason, source)
    how = {"reason": reason, "source": source, "kind": "remove"}
    with writing.writing(register, now=now, author=actor, action="publish", **how) as open_:
        connection = open_.connection
        if based_on == NEW or content.working(connection, record) is None:
            raise UsageError("There is no record {record}.", "It was taken out, or never was.", record=record)
        _base, collision = grown(connection, record, None, based_on)
        if collision is not None:
            return collision
        bury(connection, record)
        return _written(open_, record, None, publish=publish)


def bury(connection: sa.Connection, record: str, survivor: str = "") -> None:
    """Keep that a record was taken out, and what it was merged into."""
    table = schema.tombstones
    connection.execute(table.delete().where(table.c.record == record))
    connection.execute(table.insert().values(record=record, survivor=survivor))


def restore(
    register: Register,
    record: str,
    *,
    actor: Actor,
    now: datetime,
    reason: str,
    source: str,
    revision: int | None = None,
    based_on: int | None = None,
    publish: bool = False,
) -> Saved | Collision:
    """Bring a record back as it was before it was taken out, or as it was in a revision.

    Parameters
    ----------
    register : Register
    record : str
    actor : Actor
    now : datetime.datetime
    reason, source : str
    revision : int, optional
        Left out: the last state before it was taken out.
    based_on : int, optional
        What the actor saw; left out, whatever is there now gives way, and the history keeps it.
    publish : bool

    Raises
    ------
    UsageError
        If there was no such record then; or no revision is named, and it is there, or part of another.
    """
    told(reason, source)
    how = {"reason": reason, "source": source, "kind": "restore"}
    with writing.writing(register, now=now, author=actor, action="change", **how) as open_:
        connection = open_.connection
        stand = review.stand_of(connection, record)
        if stand is None:
            raise _unknown(record)
        there = content.working(connection, record)
        if there is None:
            rights.require(open_.actor, "publish")
        heir = review.survivor(connection, record)
        if revision is None and heir:
            raise UsageError(
                "The record {record} is part of {survivor} now.",
                "Undo the merge: geo-koop register revert {number}. Or name the revision that it is to be as.",
                record=record,
                survivor=heir,
                number=stand.revision,
            )
        if revision is None and there is not None:
            raise UsageError("The record {record} is there.", "Name the revision that it is to be as.", record=record)
        wanted = content.at(connection, record, stand.revision - 1 if revision is None else revision)
        if wanted is None:
            raise UsageError(
                "There was no record {record} in revision {number}.",
                "geo-koop register history {record} shows when there was.",
                record=record,
                number=stand.revision - 1 if revision is None else revision,
            )
        if based_on is not None:
            _base, collision = grown(connection, record, wanted, based_on)
            if collision is not None:
                return collision
        return _written(open_, record, wanted, publish=publish)


def free_id(register: Register, name: str) -> str:
    """Return an identifier that no record has or had, made of a name: ``zweckverband-oed``."""
    start = identifiers.made_of(name, otherwise="kooperation")
    history = schema.HISTORIES["cooperations"]
    with register.reading() as connection:
        query = sa.select(history.c.record).where(history.c.record.startswith(start, autoescape=True)).distinct()
        taken = set(connection.scalars(query))
    number = 1
    while (found := start if number == 1 else f"{start}-{number}") in taken:
        number += 1
    return found


def told(reason: str, source: str) -> None:
    """Refuse a change that says neither why it is made nor what attests it.

    Raises
    ------
    UsageError
    """
    if not reason.strip():
        raise UsageError("The reason is missing.", "Say in a few words why this is changed.")
    if not source.strip():
        raise UsageError("The source is missing.", "Name what attests the change: a letter, a page, a list.")


def _check_id(record: str) -> None:
    if not record.strip() or record != record.strip() or "\0" in record:
        raise UsageError(
            "“{record}” cannot name a record.", "Use letters, digits and hyphens.", record=record.replace("\0", "")
        )
