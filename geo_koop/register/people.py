"""Who has which role in a register, and how it is kept: what its administrators set."""

from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from geo_koop.errors import UsageError
from geo_koop.register import rights, schema, settings, writing
from geo_koop.register.rights import Actor, Role
from geo_koop.register.store import Register

COLUMNS = ("subject", "name", "role", "note")
"""Columns of :func:`people`."""
PROVIDER = "OpenID Connect"
"""Author of a role that a claim of the identity provider fills at the first login."""


def people(register: Register, *, actor: Actor) -> pd.DataFrame:
    """Return who has which role, with the columns :data:`COLUMNS`, sorted by name.

    Raises
    ------
    UsageError
        If the actor may not see that.
    """
    table = schema.users
    with register.reading() as connection:
        rights.require(rights.current(connection, actor), "administer")
        rows = connection.execute(sa.select(*(table.c[name] for name in COLUMNS))).all()
    return pd.DataFrame(rows, columns=list(COLUMNS)).sort_values(["name", "subject"]).reset_index(drop=True)


def give_role(
    register: Register, subject: str, role: Role, *, name: str = "", note: str = "", actor: Actor, now: datetime
) -> int:
    """Give somebody a role, or take it away (``none``): it holds from the next write on; returns the revision.

    Raises
    ------
    UsageError
        If the subject is empty, there is no such role, the last administrator would be gone, or the actor may not do
        this.
    """
    if not subject.strip() or "\0" in subject + name + note:
        raise UsageError("Nobody is named.", "Name the subject at the identity provider.")
    if role not in schema.ROLES:
        raise UsageError("There is no role {role}.", "There are: {roles}.", role=role, roles=", ".join(schema.ROLES))
    table = schema.users
    with writing.writing(register, now=now, author=actor, action="administer", kind="settings") as open_:
        connection = open_.connection
        old = connection.execute(sa.select(table).where(table.c.subject == subject)).one_or_none()
        if old is not None and role != "admin":
            _keep_an_administrator(connection, old)
        values = {"name": name or (old.name if old else ""), "role": role, "note": note or (old.note if old else "")}
        if old is None:
            connection.execute(table.insert().values(subject=subject, **values))
        else:
            connection.execute(table.update().where(table.c.subject == subject).values(values))
        return open_.number


def change_setting(register: Register, name: str, value: str, *, actor: Actor, now: datetime, reason: str = "") -> int:
    """Change a setting of a register, see :data:`geo_koop.register.settings.DEFAULTS`; returns the revision.

    Raises
    ------
    UsageError
        If there is no such setting or value, or the actor may not do this.
    """
    settings.checked(name, value)
    table = schema.settings
    how = {"reason": reason, "kind": "settings"}
    with writing.writing(register, now=now, author=actor, action="administer", **how) as open_:
        done = open_.connection.execute(table.update().where(table.c.name == name).values(value=value))
        if not done.rowcount:
            open_.connection.execute(table.insert().values(name=name, value=value))
        return open_.number


def role_of(register: Register, subject: str) -> Role:
    """Return the role that somebody has now; ``none`` for whoever is not in the table."""
    with register.reading() as connection:
        return rights.current(connection, Actor(name=subject, subject=subject)).role


def named(register: Register, subject: str) -> str:
    """Return the name that the table of users has for somebody; empty where it has none."""
    with register.reading() as connection:
        found = connection.scalar(sa.select(schema.users.c.name).where(schema.users.c.subject == subject))
    return found or ""


def known(register: Register, subject: str) -> bool:
    """Tell whether somebody is in the table of users."""
    query = sa.select(sa.literal(1)).where(schema.users.c.subject == subject)
    with register.reading() as connection:
        return connection.scalar(query) is not None


def unknown(subject: str) -> UsageError:
    """Return what to say of somebody who is not in the table of users."""
    return UsageError(
        "The register knows nobody with the subject {subject}.",
        "geo-koop register users list shows all.",
        subject=subject,
    )


def introduce(register: Register, subject: str, role: Role, *, name: str, now: datetime) -> bool:
    """Give somebody who was never in the table of users a role, as the identity provider says; tell whether it did.

    Whoever was in the table once, and was taken out, gets nothing: the register has the say.

    Parameters
    ----------
    register : Register
    subject, name : str
    role : {"reader", "editor", "reviewer"}
        An administrator is made by an administrator.
    now : datetime.datetime
    """
    if role not in ("reader", "editor", "reviewer") or not subject.strip() or "\0" in subject + name:
        return False
    table, past = schema.users, schema.HISTORIES["users"]
    how = {"reason": "first login", "kind": "settings", "action": "administer"}
    with writing.writing(register, now=now, author=Actor(name=PROVIDER), **how) as open_:  # type: ignore[arg-type]
        known = sa.select(sa.literal(1)).where(past.c.item == subject).limit(1)
        if open_.connection.scalar(known):
            return False
        open_.connection.execute(table.insert().values(subject=subject, name=name, role=role))
        return True


def remove(register: Register, subject: str, *, actor: Actor, now: datetime) -> int:
    """Take somebody out of the table of users; the history keeps that they were there. Returns the revision.

    Raises
    ------
    UsageError
        If they are not in it, are the last administrator, or the actor may not do this.
    """
    table = schema.users
    with writing.writing(register, now=now, author=actor, action="administer", kind="settings") as open_:
        old = open_.connection.execute(sa.select(table).where(table.c.subject == subject)).one_or_none()
        if old is None:
            raise unknown(subject)
        _keep_an_administrator(open_.connection, old)
        open_.connection.execute(table.delete().where(table.c.subject == subject))
        return open_.number


def _keep_an_administrator(connection: sa.Connection, old: Any) -> None:
    """Refuse to lose the last administrator, where there are other people: nobody could give roles in the app."""
    table = schema.users
    others = sa.select(sa.func.count()).where(table.c.role == "admin", table.c.subject != old.subject)
    if old.role == "admin" and not connection.scalar(others):
        raise UsageError(
            "{name} is the last administrator.", "Give somebody else that role first.", name=old.name or old.subject
        )
