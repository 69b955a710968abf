"""From draft to what readers see: states of records, review, publishing, changes between revisions, comments.

* :func:`states` → table of all records; :func:`stand_of` one of them
* :func:`changed_fields` → old beside new, field by field, each with who changed it last, when, why and by which source
* :func:`mark_reviewed`, :func:`publish`, :func:`send_back`
* :func:`comment`, :func:`close_comment`, :func:`comments_of`

A record is a *draft* while it differs from what readers see; *reviewed* where somebody with the right to looked at just
this state; *published* where readers see it; *removed* where it was taken out. States follow from the revisions: a
change by hand makes a draft of a reviewed record again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

import pandas as pd
import sqlalchemy as sa

from geo_koop.errors import UsageError
from geo_koop.register import comparison, content, revisions, rights, schema, writing
from geo_koop.register.comparison import WHOLE, Difference
from geo_koop.register.content import ROW_ID, Content
from geo_koop.register.rights import Actor
from geo_koop.register.store import Register
from geo_koop.register.writing import Revision, Writing, revision_of

State: TypeAlias = Literal["draft", "reviewed", "published", "removed"]
STATES: Final = ("record", "name", "state", "waiting", "revision", "recorded", "author", "subject", "published")
"""Columns of :func:`states`."""
CHANGED: Final = (
    *("table", "item", "name", "column", "old", "new"),
    *("revision", "recorded", "author", "reason", "source"),
)
"""Columns of :func:`changed_fields`: a row for each field; ``column`` is empty where a row came or went."""
_LONGEST: Final = 10_000


@dataclass(frozen=True, kw_only=True)
class Review:
    """A look at a record.

    Attributes
    ----------
    revision : int
        The state that was looked at.
    reviewer, note : str
    """

    revision: int
    reviewer: str
    note: str


@dataclass(frozen=True, kw_only=True)
class Comment:
    """Something said of a record.

    Attributes
    ----------
    number : int
    revision : int
        The state that is spoken of.
    field : str
        Column that is spoken of; empty for the whole.
    author, text : str
    written : datetime.datetime
    open : bool
    """

    number: int
    revision: int
    field: str
    author: str
    text: str
    written: datetime
    open: bool


@dataclass(frozen=True, kw_only=True)
class Stand:
    """Where a record stands.

    Attributes
    ----------
    revision : int
        Its last revision.
    state : {"draft", "reviewed", "published", "removed"}
    waiting : bool
        Whether readers see something else.
    published : int or None
    last : Revision
        Last edit.
    review : Review or None
        Of the present state.
    """

    revision: int
    state: State
    waiting: bool
    published: int | None
    last: Revision
    review: Review | None


def stand_of(connection: sa.Connection, record: str) -> Stand | None:
    """Return where a record stands; ``None`` where there never was one."""
    edits = writing.last_edits(connection, [record])
    if not edits:
        return None
    last = revision_of(edits[0])
    seen, looked = schema.publications, schema.reviews
    published = connection.scalar(sa.select(seen.c.revision).where(seen.c.record == record))
    found = connection.execute(sa.select(looked).where(looked.c.record == record)).one_or_none()
    table = schema.TABLES["cooperations"]
    there = connection.scalar(sa.select(sa.literal(1)).where(table.c.cooperation_id == record))
    held = found is not None and found.revision >= last.number
    waiting = published is None or published < last.number
    state: State = "published"
    if not there:
        state = "removed"
    elif waiting:
        state = "reviewed" if held else "draft"
    looked_at = Review(revision=found.revision, reviewer=found.reviewer, note=found.note) if found and held else None
    return Stand(revision=last.number, state=state, waiting=waiting, published=published, last=last, review=looked_at)


def waits(connection: sa.Connection, record: str) -> bool:
    """Tell whether readers see something else than what is worked on."""
    stand = stand_of(connection, record)
    return stand is not None and stand.waiting


def survivor(connection: sa.Connection, record: str) -> str:
    """Return the record that one was merged into, at the end of the chain; empty where there is none."""
    table = schema.tombstones
    followed = {record}
    at = record
    while True:
        found = connection.scalar(sa.select(table.c.survivor).where(table.c.record == at))
        if not found or found in followed:
            return "" if at == record else at
        followed.add(found)
        at = found


def states(connection: sa.Connection) -> pd.DataFrame:
    """Return where each record stands, with the columns :data:`STATES`, sorted by record; the scopes are left out.

    ``recorded`` is the time of the last edit in UTC, ``published`` the revision that readers see (missing: none).
    """
    last = writing.last_numbers().subquery()
    made, seen, looked, table = (
        schema.revisions,
        schema.publications,
        schema.reviews,
        schema.TABLES["cooperations"],
    )
    query = (
        sa.select(
            last.c.record,
            table.c.name,
            table.c.cooperation_id.label("there"),
            last.c.revision,
            made.c.recorded,
            made.c.author,
            made.c.subject,
            seen.c.revision.label("published"),
            looked.c.revision.label("looked"),
        )
        .join(made, made.c.number == last.c.revision)
        .outerjoin(table, table.c.cooperation_id == last.c.record)
        .outerjoin(seen, seen.c.record == last.c.record)
        .outerjoin(looked, looked.c.record == last.c.record)
        .where(last.c.record != schema.SCOPES_RECORD)
    )
    found = pd.DataFrame(connection.execute(query).all())
    if found.empty:
        return pd.DataFrame(columns=list(STATES))
    numbers = found[["published", "looked"]].astype("Int64")
    found["published"] = numbers["published"]
    found["waiting"] = (numbers["published"].fillna(0) < found["revision"]).astype(bool)
    held = (numbers["looked"].fillna(0) >= found["revision"]).astype(bool)
    found["state"] = "published"
    found.loc[found["waiting"], "state"] = "draft"
    found.loc[found["waiting"] & held, "state"] = "reviewed"
    found.loc[found["there"].isna(), "state"] = "removed"
    gone = found.loc[found["there"].isna(), "record"]
    found["name"] = found["name"].fillna(found["record"].map(_last_names(connection, list(gone)))).fillna("")
    found["recorded"] = pd.to_datetime(found["recorded"], unit="us", utc=True)
    return found.sort_values("record", kind="stable")[list(STATES)].reset_index(drop=True)


def _last_names(connection: sa.Connection, records: list[str]) -> dict[str, str]:
    """Return how records that were taken out were called."""
    history = schema.HISTORIES["cooperations"]
    query = sa.select(history.c.record, history.c.old).where(history.c.operation == "delete").order_by(history.c.seq)
    last = {row.record: row.old for row in connection.execute(query)} if records else {}
    wanted = set(records)
    return {one: str((revisions.read_row(old) or {}).get("name", "")) for one, old in last.items() if one in wanted}


def edits_since(connection: sa.Connection, record: str, revision: int) -> tuple[Revision, ...]:
    """Return the edits of a record after a revision, the last one first."""
    numbers: set[int] = set()
    for name in schema.RECORDS:
        history = schema.HISTORIES[name]
        query = sa.select(history.c.revision).where(history.c.record == record, history.c.revision > revision)
        numbers |= set(connection.scalars(query.distinct()))
    table = schema.revisions
    query_all = sa.select(table).where(table.c.number.in_(numbers)).order_by(table.c.number.desc())
    return tuple(revision_of(row) for row in connection.execute(query_all))


def changed_fields(
    register: Register,
    record: str,
    old: int | Literal["published"] = "published",
    new: int | Literal["working"] = "working",
    *,
    actor: Actor,
) -> pd.DataFrame:
    """Return in what a state of a record differs from another, and who changed each field last in between.

    Parameters
    ----------
    register : Register
    record : str
    old, new : int, "published", "working"
        Revisions; what readers see, and what is worked on, where they are left out. With the later one first, the way
        back is shown, and what is told of each field is the change that is taken back.
    actor : Actor

    Returns
    -------
    pandas.DataFrame
        Columns :data:`CHANGED`; values are text, missing where a row is not there.

    Raises
    ------
    UsageError
        If there is no such record or revision, or the actor may not see drafts.
    """
    with register.reading() as connection:
        rights.require(rights.current(connection, actor), "see_drafts")
        stand = stand_of(connection, record)
        if stand is None:
            raise UsageError(
                "The register never had a record {record}.", "Check the spelling of cooperation_id.", record=record
            )
        one = (stand.published or 0) if old == "published" else _known(connection, old)
        two = stand.revision if new == "working" else _known(connection, new)
        before, after = (content.at(connection, record, number) for number in (one, two))
        steps = revisions.of_record_between(connection, record, min(one, two), max(one, two))
    return _told(comparison.changes(before, after), steps, before, after)


def _known(connection: sa.Connection, number: int | str) -> int:
    if not isinstance(number, int) or number < 0 or number > (writing.newest(connection) or 0):
        raise UsageError(
            "The register has no revision {number}.", "geo-koop register history lists them.", number=number
        )
    return number


def _told(
    differences: tuple[Difference, ...], steps: pd.DataFrame, before: Content | None, after: Content | None
) -> pd.DataFrame:
    """Put beside each difference the last step that made it."""
    base = before or Content(fields={})
    numbers = {
        (name, item): row[ROW_ID]
        for name in schema.PARTS
        for item, row in comparison.paired(name, after, base).items()
        if row.get(ROW_ID)
    }
    last: dict[tuple[str, str, str], Any] = {}
    rows_last: dict[tuple[str, str], Any] = {}
    for step in steps.iloc[::-1].itertuples():  # the oldest first, so that the last one stays
        item = "" if step.table == "cooperations" else str(step.item)
        last[(step.table, item, step.column)] = step
        if step.operation != "update":
            rows_last[(step.table, item)] = step
    rows = []
    for one in differences:
        item = numbers.get((one.table, one.item), one.item)
        step = last.get((one.table, item, one.column)) if one.column != WHOLE else None
        step = step or rows_last.get((one.table, item))
        about = (step.revision, step.recorded, step.author, step.reason, step.source) if step else (None,) * 5
        rows.append((one.table, item, one.name, one.column, one.base, one.mine, *about))
    return pd.DataFrame(rows, columns=list(CHANGED))


def mark_reviewed(
    register: Register, looked_at: Mapping[str, int], *, actor: Actor, now: datetime, note: str = ""
) -> int | None:
    """Say that somebody looked at records and found them right; returns the revision that keeps it.

    Parameters
    ----------
    register : Register
    looked_at : mapping of str to int
        Record to the revision that was seen.
    actor : Actor
    now : datetime.datetime
    note : str

    Raises
    ------
    UsageError
        If a record is not there or was changed since, or the actor may not do this. Then none is marked.
    """
    how = {"reason": note, "kind": "review"}
    with writing.writing(register, now=now, author=actor, action="publish", **how) as open_:
        _unchanged(open_.connection, looked_at)
        table = schema.reviews
        for record, revision in looked_at.items():
            open_.connection.execute(table.delete().where(table.c.record == record))
            words = {"reviewer": open_.actor.name, "subject": open_.actor.subject, "note": note}
            open_.connection.execute(table.insert().values(record=record, revision=revision, **words))
        return open_.number if looked_at else None


def _unchanged(connection: sa.Connection, seen: Mapping[str, int]) -> None:
    """Refuse where somebody saw another state than there is."""
    last = {row.record: row.number for row in writing.last_edits(connection, list(seen))}
    strange = [record for record in seen if record not in last]
    if strange:
        raise UsageError(
            "The register never had a record {record}.",
            "Check the spelling of cooperation_id.",
            record=", ".join(strange),
        )
    changed = [record for record, revision in seen.items() if last[record] > revision]
    if changed:
        raise UsageError(
            "These records were changed since you saw them: {records}.",
            "Nothing was done. Look at them again.",
            records=", ".join(record or "–" for record in changed),
        )


def publish(register: Register, seen: Mapping[str, int], *, actor: Actor, now: datetime, reason: str = "") -> list[str]:
    """Let readers see records as somebody saw them; returns those that were published.

    Parameters
    ----------
    register : Register
    seen : mapping of str to int
        Record to the revision that was seen.
    actor : Actor
        Where the register asks for four eyes: not who changed the record last.
    now : datetime.datetime
    reason : str

    Raises
    ------
    UsageError
        If a record is not there or was changed since, or the actor may not do this. Then none is published.
    """
    how = {"reason": reason, "kind": "publish"}
    with writing.writing(register, now=now, author=actor, action="publish", **how) as open_:
        _unchanged(open_.connection, seen)
        done = [record for record in sorted(seen) if waits(open_.connection, record)]
        writing.publish(open_, done)
        return done


def published_in(register: Register, record: str) -> int | None:
    """Return the revision that let readers see a record as they see it now; ``None`` where they see nothing of it."""
    table = schema.publications
    with register.reading() as connection:
        found: int | None = connection.scalar(sa.select(table.c.revision).where(table.c.record == record))
    return found


def send_back(register: Register, record: str, *, text: str, actor: Actor, now: datetime) -> int | None:
    """Give a record back to its editors with a comment: a review of it is taken back; returns the revision.

    Raises
    ------
    UsageError
        If the comment is empty, there is no such record, or the actor may not do this.
    """
    with writing.writing(register, now=now, author=actor, action="publish", reason=text, kind="review") as open_:
        _comment(open_, record, text, "", now)
        table = schema.reviews
        open_.connection.execute(table.delete().where(table.c.record == record))
        return open_.number


def comment(register: Register, record: str, *, text: str, actor: Actor, now: datetime, field: str = "") -> int | None:
    """Say something of a record, or of a field of it; returns the revision that keeps it.

    Raises
    ------
    UsageError
        If the text is empty or too long, there is no such record, or the actor may not do this.
    """
    with writing.writing(register, now=now, author=actor, action="comment", kind="comment") as open_:
        _comment(open_, record, text, field, now)
        return open_.number


def _comment(open_: Writing, record: str, text: str, field: str, now: datetime) -> None:
    if not text.strip() or len(text) > _LONGEST or "\0" in text + field:
        raise UsageError("The comment is empty or too long.", "Write at most 10,000 signs.")
    stand = stand_of(open_.connection, record)
    if stand is None:
        raise UsageError(
            "The register never had a record {record}.", "Check the spelling of cooperation_id.", record=record
        )
    values = {"cooperation_id": record, "revision": stand.revision, "field": field, "note": text}
    who = {"author": open_.actor.name, "subject": open_.actor.subject, "written": writing.stamp(now)}
    open_.connection.execute(schema.comments.insert().values(**values, **who))


def close_comment(register: Register, number: int, *, actor: Actor, now: datetime) -> int | None:
    """Say that a comment is dealt with; returns the revision that keeps it.

    Raises
    ------
    UsageError
        If there is no such comment, or the actor may not do this.
    """
    with writing.writing(register, now=now, author=actor, action="comment", kind="comment") as open_:
        table = schema.comments
        done = open_.connection.execute(table.update().where(table.c.row_id == number).values(state="done"))
        if not done.rowcount:
            raise UsageError("There is no comment {number}.", "", number=number)
        return open_.number


def comments_of(connection: sa.Connection, record: str) -> tuple[Comment, ...]:
    """Return what was said of a record, the last one first."""
    table = schema.comments
    query = sa.select(table).where(table.c.cooperation_id == record).order_by(table.c.row_id.desc())
    return tuple(
        Comment(
            number=row.row_id,
            revision=row.revision,
            field=row.field,
            author=row.author,
            text=row.note,
            written=writing.moment(row.written),
            open=row.state == "open",
        )
        for row in connection.execute(query)
    )
