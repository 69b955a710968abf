"""Takes names of people out of what is older than some years: each becomes a number, the history stays as it was.

What is written over: author and subject of revisions, comments and reviews, in their tables and in their history, and
the entries of people who left the table of users. What people wrote as text (reasons, notes) is theirs to look at.
Who had which number is kept nowhere.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

import sqlalchemy as sa

from geo_koop.errors import UsageError
from geo_koop.register import schema, triggers, writing
from geo_koop.register.people import PROVIDER
from geo_koop.register.rights import Actor
from geo_koop.register.store import Register
from geo_koop.view_date import HOME

SETTING: Final = "pseudonyms_before"
"""Row of the settings that tells up to which day names were taken out."""
_PREFIX: Final = "Person "
_NOBODY: Final = ("", "SQL", PROVIDER)
"""Authors that are nobody's name."""
_NAMED: Final = {"comments": "author", "reviews": "reviewer"}
_MOST_YEARS: Final = 100


@dataclass(frozen=True, kw_only=True)
class Done:
    """What was done.

    Attributes
    ----------
    before : datetime.date
        Names in revisions of earlier days were taken out.
    people, revisions : int
        How many names went, and from how many revisions.
    """

    before: date
    people: int
    revisions: int


class Numbers:
    """Gives each name a number that was not there before."""

    def __init__(self, first: int) -> None:
        self._first = first
        self._known: dict[tuple[str, str], str] = {}

    def of(self, name: str, subject: str) -> str:
        """Return what stands in place of a name: people are told apart by their subject, where they have one."""
        key = ("subject", subject) if subject else ("name", name)
        return self._known.setdefault(key, f"{_PREFIX}{self._first + len(self._known)}")

    def __len__(self) -> int:
        return len(self._known)


def replace_names(register: Register, *, years: int, now: datetime, actor: Actor) -> Done:
    """Write a number over the names in what is older than some years.

    The same person gets one number in one go, and another one the next time.

    Parameters
    ----------
    register : Register
    years : int
        From 1 on. What was recorded this many years ago, or less, keeps its names.
    now : datetime.datetime
    actor : Actor

    Raises
    ------
    UsageError
        If the years are none, or the actor may not do this.
    """
    if not 1 <= years <= _MOST_YEARS:
        raise UsageError("{years} is no number of years.", "Write a whole number from 1 to 100.", years=years)
    before = _earlier(now.astimezone(HOME).date(), years)
    limit = writing.stamp(datetime.combine(before, time(), HOME))
    how = {"reason": f"< {before.isoformat()}", "kind": "settings", "action": "administer"}
    with writing.writing(register, now=now, author=actor, **how) as open_:  # type: ignore[arg-type]
        connection = open_.connection
        numbers = Numbers(_first(connection))
        # The history refuses changes; this one goes past its triggers, which are there again before anybody can look.
        triggers.drop(connection)
        changed = _revisions(connection, numbers, limit)
        old = set(connection.scalars(sa.select(schema.revisions.c.number).where(schema.revisions.c.recorded < limit)))
        for table, column in _NAMED.items():
            _rows(connection, table, column, numbers, old)
        _left(connection, numbers, old)
        triggers.recreate(connection)
        _note(connection, before)
    return Done(before=before, people=len(numbers), revisions=changed)


def _earlier(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def _first(connection: sa.Connection) -> int:
    """Return the first number that is free."""
    found = connection.scalars(sa.select(schema.revisions.c.author).distinct())
    given = [int(name.removeprefix(_PREFIX)) for name in found if _is_number(name)]
    return max(given, default=0) + 1


def _is_number(name: str) -> bool:
    return name.startswith(_PREFIX) and name.removeprefix(_PREFIX).isdecimal()


def _is_nobody(name: str) -> bool:
    return name in _NOBODY or _is_number(name)


def _revisions(connection: sa.Connection, numbers: Numbers, limit: int) -> int:
    table = schema.revisions
    query = sa.select(table.c.number, table.c.author, table.c.subject).where(table.c.recorded < limit)
    changes = [
        {"this": row.number, "person": row.author if _is_nobody(row.author) else numbers.of(row.author, row.subject)}
        for row in connection.execute(query.order_by(table.c.number))
        if row.subject or not _is_nobody(row.author)
    ]
    if changes:
        wanted = table.update().where(table.c.number == sa.bindparam("this"))
        connection.execute(wanted.values(author=sa.bindparam("person"), subject=""), changes)
    return len(changes)


def _rows(connection: sa.Connection, name: str, column: str, numbers: Numbers, old: set[int]) -> None:
    """Write over the names in the states of a table that come from old revisions, wherever they are told again."""
    history, table, key = schema.HISTORIES[name], schema.TABLES[name], schema.ITEM[name]
    aged: dict[str, tuple[Any, ...]] = {}
    """Item to who it was that wrote its last state, where that is old: a later state may carry it on."""
    present: dict[str, dict[str, Any]] = {}
    for row in connection.execute(sa.select(history).order_by(history.c.seq)).all():
        before = aged.get(row.item)
        after = None
        if row.new is not None:
            made = _who(name, json.loads(row.new), column)
            after = made if row.revision in old or made == before else None
        written = {"old": _over(row.old, column, numbers, before), "new": _over(row.new, column, numbers, after)}
        if written != {"old": row.old, "new": row.new}:
            connection.execute(history.update().where(history.c.seq == row.seq).values(written))
        aged.pop(row.item, None)
        present.pop(row.item, None)
        if after is not None:
            aged[row.item] = after
            present[row.item] = json.loads(written["new"] or "{}")
    for item, state in present.items():
        here = table.c[key] == (int(item) if key == "row_id" else item)
        connection.execute(table.update().where(here).values({column: state[column], "subject": state["subject"]}))


def _who(name: str, state: dict[str, Any], column: str) -> tuple[Any, ...]:
    """Return what stays the same while a state is carried on: of a comment its author, of a review all of it."""
    carried = ("author", "subject", "written") if name == "comments" else (column, "subject", "revision", "note")
    return tuple(state.get(one) for one in carried)


def _over(text: str | None, column: str, numbers: Numbers, person: tuple[Any, ...] | None) -> str | None:
    if text is None or person is None:
        return text
    state: dict[str, Any] = json.loads(text)
    name, subject = str(state.get(column, "")), str(state.get("subject", ""))
    if not subject and _is_nobody(name):
        return text
    return json.dumps(
        {**state, column: name if _is_nobody(name) else numbers.of(name, subject), "subject": ""}, ensure_ascii=False
    )


def _left(connection: sa.Connection, numbers: Numbers, old: set[int]) -> None:
    """Write over people who left the table of users in an old revision."""
    history = schema.HISTORIES["users"]
    rows = connection.execute(sa.select(history).order_by(history.c.seq)).all()
    last = {row.item: row for row in rows}
    gone = {item for item, row in last.items() if row.new is None and row.revision in old and not _is_number(item)}
    for row in (row for row in rows if row.item in gone):
        person = numbers.of("", row.item)
        texts = dict(_state_texts(row, person))
        connection.execute(history.update().where(history.c.seq == row.seq).values(item=person, **texts))


def _state_texts(row: Any, person: str) -> Iterator[tuple[str, str | None]]:
    for part, text in (("old", row.old), ("new", row.new)):
        state = None if text is None else {**json.loads(text), "subject": person, "name": "", "note": ""}
        yield part, None if state is None else json.dumps(state, ensure_ascii=False)


def _note(connection: sa.Connection, before: date) -> None:
    table = schema.settings
    done = connection.execute(table.update().where(table.c.name == SETTING).values(value=before.isoformat()))
    if not done.rowcount:
        connection.execute(table.insert().values(name=SETTING, value=before.isoformat()))
