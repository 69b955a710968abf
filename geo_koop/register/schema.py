"""Tables of the register: records as people exchange them, revisions, and a history for each table."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import sqlalchemy as sa

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "cooperations": (
            *("cooperation_id", "name", "topics", "format", "stage", "start", "end", "obligation"),
            *("note_de", "note_en", "owner", "contact", "review_after", "visibility"),
        ),
        "members": (
            *("cooperation_id", "key", "name", "role", "via", "from", "to", "counts_as_member", "covers"),
            *("share", "votes", "gebietsstand", "note"),
        ),
        "actors": ("cooperation_id", "name", "kind", "cooperation_ref"),
        "sources": ("cooperation_id", "url", "date", "completeness", "note"),
        "scopes": ("scope_id", "area", "topics", "date", "grade", "source"),
        "events": ("cooperation_id", "date", "kind", "stage", "format", "key", "note", "source"),
        "documents": ("cooperation_id", "title", "address", "date"),
    }
)
"""Columns of each table of records, all of them text, ``""`` where nothing is recorded."""

RECORDS: Final = tuple(COLUMNS)
"""Tables of records."""
PARTS: Final = tuple(name for name in COLUMNS if name not in ("cooperations", "scopes"))
"""Tables whose rows belong to a cooperation."""
PUBLICATIONS: Final = "publications"
TRACKED: Final = (*RECORDS, PUBLICATIONS)
"""Tables that have a history."""
ITEM: Final[Mapping[str, str]] = MappingProxyType(
    dict.fromkeys(RECORDS, "row_id") | {"cooperations": "cooperation_id", PUBLICATIONS: "record"}
)
"""Column that names a row for ever."""
RECORD: Final[Mapping[str, str]] = MappingProxyType(
    {name: "cooperation_id" for name in RECORDS if name != "scopes"} | {PUBLICATIONS: "record"}
)
"""Column that names the record a row belongs to; the scopes are one record, which is named ``""``."""
SCOPES_RECORD: Final = ""
EVENTS: Final = (
    *("idea", "study", "resolution", "letter_of_intent", "founded", "contract", "joined", "left"),
    *("form_changed", "merged", "evaluated", "ended"),
)
"""Kinds of events in the life of a cooperation."""
INTERNAL: Final = "internal"
"""What stands in ``visibility`` of a record that is not public."""
LONG: Final = sa.BigInteger().with_variant(sa.Integer, "sqlite")

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def history_of(table: str) -> str:
    """Return the name of the table with the history of another."""
    return f"{table}_history"


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _records(name: str) -> sa.Table:
    """Describe a table of records; ``further`` holds the columns that nobody foresaw, as JSON by name."""
    columns: list[sa.Column[str] | sa.Column[int]] = [_text(column) for column in COLUMNS[name]]
    if name == "cooperations":
        columns[0] = sa.Column("cooperation_id", sa.Text, sa.CheckConstraint("cooperation_id <> ''", name="id"))
        columns[0].primary_key = True
        columns[0].nullable = False
    else:
        columns.insert(0, sa.Column("row_id", LONG, primary_key=True, autoincrement=True))
        columns.append(sa.Column("position", LONG, nullable=False, server_default="0"))
    parts: list[sa.Constraint] = []
    if name in PARTS:
        parts.append(
            sa.ForeignKeyConstraint(
                ["cooperation_id"], ["cooperations.cooperation_id"], deferrable=True, initially="DEFERRED"
            )
        )
    further = sa.Column("further", sa.Text, nullable=False, server_default="{}")
    made = sa.Table(name, metadata, *columns, further, *parts, sqlite_autoincrement=name != "cooperations")
    if name in PARTS:
        sa.Index(None, made.c.cooperation_id)
    return made


def _history(name: str) -> sa.Table:
    made = sa.Table(
        history_of(name),
        metadata,
        sa.Column("seq", LONG, primary_key=True, autoincrement=True),
        sa.Column("revision", LONG, nullable=False),
        sa.Column("operation", sa.Text, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("old", sa.Text),
        sa.Column("new", sa.Text),
        sqlite_autoincrement=True,
    )
    sa.Index(None, made.c.item, made.c.seq)
    sa.Index(None, made.c.record, made.c.revision)
    sa.Index(None, made.c.revision)
    return made


TABLES: Final[Mapping[str, sa.Table]] = MappingProxyType({name: _records(name) for name in RECORDS})
revisions: Final = sa.Table(
    "revisions",
    metadata,
    sa.Column("number", LONG, primary_key=True, autoincrement=False),
    sa.Column("recorded", LONG, nullable=False, comment="microseconds since 1970-01-01, UTC"),
    _text("author"),
    _text("reason"),
    _text("source"),
    _text("kind"),
    sa.Column("moment", LONG, nullable=False, server_default="0", comment="of the statement that a trigger saw"),
)
context: Final = sa.Table(
    "context",
    metadata,
    sa.Column("id", LONG, primary_key=True, autoincrement=False),
    sa.Column("revision", LONG, comment="revision of the transaction that is under way"),
)
"""One row: on PostgreSQL the lock that writers take, on SQLite also the revision that triggers write."""
publications: Final = sa.Table(
    PUBLICATIONS,
    metadata,
    sa.Column("record", sa.Text, primary_key=True),
    sa.Column("revision", LONG, nullable=False, comment="readers see the record as it was recorded then"),
)
HISTORIES: Final[Mapping[str, sa.Table]] = MappingProxyType({name: _history(name) for name in TRACKED})
