"""Who has which role in a register, and how it is kept: what its administrators set."""

from datetime import datetime

import pandas as pd
import sqlalchemy as sa

from geo_koop.errors import UsageError
from geo_koop.register import rights, schema, settings, writing
from geo_koop.register.rights import Actor, Role
from geo_koop.register.store import Register

COLUMNS = ("subject", "name", "role", "note")
"""Columns of :func:`people`."""


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
        others = sa.select(sa.func.count()).where(table.c.role == "admin", table.c.subject != subject)
        if old is not None and old.role == "admin" != role and not connection.scalar(others):
            raise UsageError(
                "{name} is the last administrator.", "Give somebody else that role first.", name=old.name or subject
            )
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
