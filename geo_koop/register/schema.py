"""Tables of the register: records as people exchange them, the work on them, revisions, a history for each table."""

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
        "scenarios": ("id", "cooperation_id", "name", "content"),
        "cost_sheets": ("id", "cooperation_id", "name", "content"),
        "checklists": ("id", "cooperation_id", "name", "content"),
        "surveys": ("id", "cooperation_id", "name", "content"),
    }
)
"""Columns of each table of the exchange, all of them text, ``""`` where nothing is recorded."""

WORKS: Final = ("scenarios", "cost_sheets", "checklists", "surveys")
"""Tables of working papers: each row the text of a file, of one cooperation or of none; readers never see them."""
RECORDS: Final = tuple(name for name in COLUMNS if name not in WORKS)
"""Tables of records."""
PARTS: Final = tuple(name for name in RECORDS if name not in ("cooperations", "scopes"))
"""Tables whose rows belong to a cooperation."""
DESK: Final = ("users", "settings", "reviews", "tombstones", "distinctions", "comments", "suggestions")
"""Tables of the work on records: who may, what was looked at, said and proposed. They are no part of the exchange."""
PUBLICATIONS: Final = "publications"
TRACKED: Final = (*RECORDS, *WORKS, *DESK, PUBLICATIONS)
"""Tables that have a history."""
ITEM: Final[Mapping[str, str]] = MappingProxyType(
    dict.fromkeys(RECORDS, "row_id")
    | {"cooperations": "cooperation_id", PUBLICATIONS: "record"}
    | dict.fromkeys(WORKS, "id")
    | {"users": "subject", "settings": "name", "reviews": "record", "tombstones": "record"}
    | dict.fromkeys(("distinctions", "comments", "suggestions"), "row_id")
)
"""Column that names a row for ever."""
RECORD: Final[Mapping[str, str]] = MappingProxyType(
    {name: "cooperation_id" for name in (*RECORDS, *WORKS, "comments", "suggestions") if name != "scopes"}
    | {PUBLICATIONS: "record", "reviews": "record", "tombstones": "record"}
)
"""Column that names the record a row belongs to; the scopes are one record, which is named ``""``."""
SCOPES_RECORD: Final = ""
NAMED: Final = tuple(name for name in TRACKED if ITEM[name] != "row_id")
"""Tables whose rows are named by a text, and have no order."""
ROLES: Final = ("none", "reader", "editor", "reviewer", "admin")
"""Roles of people that are in the table of users."""
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


def _key(name: str) -> sa.Column[str]:
    """Describe a name that rows are known by, which is never empty."""
    return sa.Column(name, sa.Text, sa.CheckConstraint(f"{name} <> ''", name="id"), primary_key=True, nullable=False)


def _number(name: str, comment: str) -> sa.Column[int]:
    return sa.Column(name, LONG, nullable=False, server_default="0", comment=comment)


def _row_id() -> sa.Column[int]:
    return sa.Column("row_id", LONG, primary_key=True, autoincrement=True)


def _one_of(name: str, words: tuple[str, ...]) -> sa.Column[str]:
    listed = ", ".join(f"'{word}'" for word in words)
    check = sa.CheckConstraint(f"{name} IN ({listed})", name=name)
    return sa.Column(name, sa.Text, check, nullable=False, server_default=words[0])


def _records(name: str) -> sa.Table:
    """Describe a table of records; ``further`` holds the columns that nobody foresaw, as JSON by name."""
    columns: list[sa.Column[str] | sa.Column[int]] = [_text(column) for column in COLUMNS[name]]
    if name in NAMED:
        columns[0] = _key(ITEM[name])
    else:
        columns.insert(0, _row_id())
        columns.append(sa.Column("position", LONG, nullable=False, server_default="0"))
    parts: list[sa.Constraint] = []
    if name in PARTS:
        parts.append(
            sa.ForeignKeyConstraint(
                ["cooperation_id"], ["cooperations.cooperation_id"], deferrable=True, initially="DEFERRED"
            )
        )
    further = sa.Column("further", sa.Text, nullable=False, server_default="{}")
    made = sa.Table(name, metadata, *columns, further, *parts, sqlite_autoincrement=name not in NAMED)
    if name in PARTS or name in WORKS:
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


users: Final = sa.Table("users", metadata, _key("subject"), _text("name"), _one_of("role", ROLES), _text("note"))
"""Who may do what: the subject is the name at the identity provider."""
settings: Final = sa.Table("settings", metadata, _key("name"), _text("value"), _text("note"))
reviews: Final = sa.Table(
    "reviews",
    metadata,
    _key("record"),
    _number("revision", "the state of the record that was looked at"),
    *map(_text, ("reviewer", "subject", "note")),
)
tombstones: Final = sa.Table("tombstones", metadata, _key("record"), _text("survivor"), _text("note"))
"""Records that were taken out, and the one that a record was merged into."""
distinctions: Final = sa.Table(
    "distinctions", metadata, _row_id(), *map(_text, ("one", "other", "note")), sqlite_autoincrement=True
)
"""Pairs of records that somebody looked at and found not to be the same."""
comments: Final = sa.Table(
    "comments",
    metadata,
    _row_id(),
    _text("cooperation_id"),
    _number("revision", "the state of the record that is spoken of"),
    *map(_text, ("field", "author", "subject", "note")),
    _number("written", "microseconds since 1970-01-01, UTC"),
    _one_of("state", ("open", "done")),
    sqlite_autoincrement=True,
)
suggestions: Final = sa.Table(
    "suggestions",
    metadata,
    _row_id(),
    _text("cooperation_id"),
    _number("based_on", "the published state that was seen"),
    *map(_text, ("content", "note", "source", "sender")),
    _number("received", "microseconds since 1970-01-01, UTC"),
    _one_of("state", ("open", "accepted", "declined")),
    _text("answer"),
    sqlite_autoincrement=True,
)
for _found in (comments, suggestions):
    sa.Index(None, _found.c.cooperation_id)
    sa.Index(None, _found.c.state)
limits: Final = sa.Table(
    "limits",
    metadata,
    *(sa.Column(name, sa.Text, primary_key=True, nullable=False) for name in ("purpose", "day", "sender")),
    _number("count", "of a sender on a day"),
)
"""How often a sender did something on a day; without a history, and gone after the day."""
TABLES: Final[Mapping[str, sa.Table]] = MappingProxyType(
    {name: _records(name) for name in COLUMNS}
    | {t.name: t for t in (users, settings, reviews, tombstones, distinctions, comments, suggestions)}
)
revisions: Final = sa.Table(
    "revisions",
    metadata,
    sa.Column("number", LONG, primary_key=True, autoincrement=False),
    sa.Column("recorded", LONG, nullable=False, comment="microseconds since 1970-01-01, UTC"),
    _text("author"),
    _text("reason"),
    _text("source"),
    _text("kind"),
    _text("subject"),
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
