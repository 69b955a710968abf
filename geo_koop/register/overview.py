"""Lists the records of a register, with what a list shows of each."""

from typing import Final

import pandas as pd
import sqlalchemy as sa

from geo_koop.register import schema, views

_SHOWN: Final = ("name", "topics", "format", "stage", "owner", "review_after", "visibility")
COLUMNS: Final = (*_SHOWN, "members", "draft")
"""Columns of an overview."""


def of(connection: sa.Connection, *, working: bool, internal: bool = False) -> pd.DataFrame:
    """Return all records, indexed by ``cooperation_id``.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    working : bool
        As they are worked on, internal ones among them; else what is published.
    internal : bool
        Whether published records that are not public are among them.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`COLUMNS`: text, the number of members, and whether readers see another state, or none.
    """
    if not working:
        found = views.tables(connection, internal=internal)
        table = found["cooperations"].set_index("cooperation_id")[list(_SHOWN)]
        members = found["members"].groupby("cooperation_id").size()
        waiting: list[str] = []
    else:
        rows = views.working(connection, "cooperations")
        table = rows.set_index("cooperation_id")[list(_SHOWN)]
        part = schema.TABLES["members"].c.cooperation_id
        counted = connection.execute(sa.select(part, sa.func.count()).group_by(part)).all()
        members = pd.Series([row[1] for row in counted], [row[0] for row in counted], dtype="int64")
        waiting = views.drafts(connection)
    members = members.reindex(table.index).fillna(0).astype("int64")
    return table.assign(members=members, draft=table.index.isin(waiting))


def members(connection: sa.Connection, *, internal: bool = False) -> pd.Series:
    """Return names and keys of the members of each record as readers see them, as one text to search in."""
    found = views.tables(connection, internal=internal)["members"]
    return (found["name"] + " " + found["key"]).groupby(found["cooperation_id"]).agg(" ".join).str.casefold()


def with_member(connection: sa.Connection, text: str) -> set[str]:
    """Return the records with a member whose name holds a text, or whose key begins with it, as they are worked on."""
    table = schema.TABLES["members"]
    wanted = sa.or_(table.c.name.icontains(text, autoescape=True), table.c.key.startswith(text, autoescape=True))
    return set(connection.scalars(sa.select(table.c.cooperation_id).where(wanted).distinct()))
