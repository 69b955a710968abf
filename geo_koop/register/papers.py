"""Working papers of a register: scenarios, cost sheets, checklists and surveys, each the text of a file.

* :func:`listed`, :func:`read`
* :func:`keep`, :func:`discard`

A paper belongs to a cooperation or to none. Readers never see the papers of others; those who may read may keep
scenarios of their own.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

import sqlalchemy as sa

from geo_koop.errors import UsageError
from geo_koop.register import rights, schema, writing
from geo_koop.register.rights import Actor
from geo_koop.register.store import Register
from geo_koop.register.writing import Writing

Kind: TypeAlias = Literal["scenarios", "cost_sheets", "checklists", "surveys"]
_OWNER: Final = "owner"
_MOST: Final = 5_000_000
"""Signs of a paper."""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A working paper.

    Attributes
    ----------
    kind : {"scenarios", "cost_sheets", "checklists", "surveys"}
    id : str
    cooperation_id : str
        Empty where it belongs to none.
    name : str
    content : str
        The text of the file.
    owner : str
        Subject, or name, of who made it.
    revision : int
        Its last revision.
    """

    kind: Kind
    id: str
    cooperation_id: str
    name: str
    content: str
    owner: str
    revision: int


def listed(register: Register, kind: Kind, *, actor: Actor, cooperation_id: str | None = None) -> tuple[Paper, ...]:
    """Return the papers of a kind that somebody may see, by name; of one cooperation, where it is named.

    Raises
    ------
    UsageError
        If the actor may see none.
    """
    table = schema.TABLES[kind]
    query = sa.select(table).order_by(table.c.name, table.c.id)
    if cooperation_id is not None:
        query = query.where(table.c.cooperation_id == cooperation_id)
    with register.reading() as connection:
        who = rights.current(connection, actor)
        rights.require(who, "keep_own")
        found = [_paper(connection, kind, dict(row)) for row in connection.execute(query).mappings()]
    return tuple(paper for paper in found if _may(who, paper))


def read(register: Register, kind: Kind, paper: str, *, actor: Actor) -> Paper:
    """Return a paper.

    Raises
    ------
    UsageError
        If there is none, or not for this person.
    """
    with register.reading() as connection:
        who = rights.current(connection, actor)
        found = _one(connection, kind, paper)
    if found is None or not _may(who, found):
        raise UsageError("The register has no {kind} {name}.", "Check the name.", kind=kind, name=paper)
    return found


def _one(connection: sa.Connection, kind: Kind, paper: str) -> Paper | None:
    table = schema.TABLES[kind]
    row = connection.execute(sa.select(table).where(table.c.id == paper)).mappings().one_or_none()
    return None if row is None else _paper(connection, kind, dict(row))


def _paper(connection: sa.Connection, kind: Kind, row: Mapping[str, Any]) -> Paper:
    history = schema.HISTORIES[kind]
    last = connection.scalar(sa.select(sa.func.max(history.c.revision)).where(history.c.item == row["id"]))
    return Paper(
        kind=kind,
        id=row["id"],
        cooperation_id=row["cooperation_id"],
        name=row["name"],
        content=row["content"],
        owner=_more(row["further"]).get(_OWNER, ""),
        revision=int(last or 0),
    )


def _more(text: str) -> dict[str, str]:
    try:
        read_ = json.loads(text)
    except ValueError:
        read_ = None
    return read_ if isinstance(read_, dict) else {}


def _me(actor: Actor) -> str:
    return actor.subject or actor.name


def _may(actor: Actor, paper: Paper) -> bool:
    if rights.allowed(actor, "change"):
        return True
    return rights.allowed(actor, "keep_own") and paper.kind == "scenarios" and paper.owner == _me(actor)


def keep(
    register: Register,
    kind: Kind,
    paper: str,
    *,
    name: str,
    text: str,
    based_on: int,
    actor: Actor,
    now: datetime,
    cooperation_id: str = "",
    reason: str = "",
) -> int | None:
    """Keep a paper, new or changed; returns the revision, ``None`` where nothing differs.

    Parameters
    ----------
    register : Register
    kind : {"scenarios", "cost_sheets", "checklists", "surveys"}
    paper : str
        Its identifier.
    name, text : str
    based_on : int
        :attr:`Paper.revision` of what was read; 0 for a new one.
    actor : Actor
    now : datetime.datetime
    cooperation_id : str
    reason : str

    Raises
    ------
    UsageError
        If it was changed since, names what is not there, is too long, or the actor may not do this.
    """
    if kind not in schema.WORKS or not paper.strip() or "\0" in paper + name + text or len(text) > _MOST:
        raise UsageError(
            "The paper {name} cannot be kept.", "It needs an identifier, and may not be too long.", name=name
        )
    table = schema.TABLES[kind]
    how = {"reason": reason, "kind": "edit"}
    with writing.writing(register, now=now, author=actor, action="keep_own", **how) as open_:
        connection = open_.connection
        old = _seen(open_, kind, paper, based_on)
        known = schema.TABLES["cooperations"]
        named = sa.select(sa.literal(1)).where(known.c.cooperation_id == cooperation_id)
        if cooperation_id and not connection.scalar(named):
            raise UsageError("There is no record {record}.", "It was taken out, or never was.", record=cooperation_id)
        values = {"cooperation_id": cooperation_id, "name": name, "content": text}
        if old is None:
            further = json.dumps({_OWNER: _me(open_.actor)}, ensure_ascii=False)
            connection.execute(table.insert().values(id=paper, further=further, **values))
        else:
            connection.execute(table.update().where(table.c.id == paper).values(values))
        return open_.number if writing.changed(connection, open_.number) else None


def discard(
    register: Register, kind: Kind, paper: str, *, based_on: int, actor: Actor, now: datetime, reason: str = ""
) -> int:
    """Take a paper out; the history keeps it; returns the revision.

    Raises
    ------
    UsageError
        If there is none, it was changed since, or the actor may not do this.
    """
    table = schema.TABLES[kind]
    how = {"reason": reason, "kind": "remove"}
    with writing.writing(register, now=now, author=actor, action="keep_own", **how) as open_:
        if _seen(open_, kind, paper, based_on) is None:
            raise UsageError("The register has no {kind} {name}.", "Check the name.", kind=kind, name=paper)
        open_.connection.execute(table.delete().where(table.c.id == paper))
        return open_.number


def _seen(open_: Writing, kind: Kind, paper: str, based_on: int) -> Paper | None:
    """Return the paper as it is, where that is what somebody saw and may change."""
    old = _one(open_.connection, kind, paper)
    made = Paper(kind=kind, id=paper, cooperation_id="", name="", content="", owner=_me(open_.actor), revision=0)
    if not _may(open_.actor, old or made):
        rights.require(open_.actor, "change")
    if (old.revision if old else 0) != based_on:
        raise UsageError(
            "The paper {name} was changed since you opened it.",
            "Nothing was written. Open it anew, and keep yours under another name where both are needed.",
            name=paper,
        )
    return old
