"""First schema: records, revisions, publications, and their history.

A step stays as it was, whatever becomes of the schema: registers of that time begin with it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_LONG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_RECORDS = {
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


def _text(name: str, default: str = "") -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def _number(name: str) -> "sa.Column[int]":
    return sa.Column(name, _LONG, nullable=False, server_default="0")


def upgrade() -> None:
    """Make the tables."""
    for name, columns in _RECORDS.items():
        _records(name, columns)
    op.create_table(
        "revisions",
        sa.Column("number", _LONG, nullable=False, autoincrement=False),
        sa.Column("recorded", _LONG, nullable=False, comment="microseconds since 1970-01-01, UTC"),
        *(_text(name) for name in ("author", "reason", "source", "kind")),
        sa.Column("moment", _LONG, nullable=False, server_default="0", comment="of the statement that a trigger saw"),
        sa.PrimaryKeyConstraint("number", name="pk_revisions"),
    )
    context = op.create_table(
        "context",
        sa.Column("id", _LONG, nullable=False, autoincrement=False),
        sa.Column("revision", _LONG, comment="revision of the transaction that is under way"),
        sa.PrimaryKeyConstraint("id", name="pk_context"),
    )
    op.bulk_insert(context, [{"id": 1, "revision": None}])
    op.create_table(
        "publications",
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("revision", _LONG, nullable=False, comment="readers see the record as it was recorded then"),
        sa.PrimaryKeyConstraint("record", name="pk_publications"),
    )
    for name in (*_RECORDS, "publications"):
        _history(f"{name}_history")


def _records(name: str, columns: tuple[str, ...]) -> None:
    texts = [_text(column) for column in columns]
    parts: list[sa.Constraint] = []
    if name == "cooperations":
        texts[0] = sa.Column("cooperation_id", sa.Text, nullable=False)
        parts = [
            sa.PrimaryKeyConstraint("cooperation_id", name="pk_cooperations"),
            sa.CheckConstraint("cooperation_id <> ''", name="ck_cooperations_id"),
        ]
        op.create_table(name, *texts, _text("further", "{}"), *parts)
        return
    if name != "scopes":
        parts = [
            sa.ForeignKeyConstraint(
                ["cooperation_id"],
                ["cooperations.cooperation_id"],
                name=f"fk_{name}_cooperation_id",
                deferrable=True,
                initially="DEFERRED",
            )
        ]
    op.create_table(
        name,
        sa.Column("row_id", _LONG, primary_key=True, autoincrement=True),
        *texts,
        _number("position"),
        _text("further", "{}"),
        *parts,
        sqlite_autoincrement=True,
    )
    if name != "scopes":
        op.create_index(f"ix_{name}_cooperation_id", name, ["cooperation_id"])


def _history(name: str) -> None:
    op.create_table(
        name,
        sa.Column("seq", _LONG, primary_key=True, autoincrement=True),
        sa.Column("revision", _LONG, nullable=False),
        *(sa.Column(column, sa.Text, nullable=False) for column in ("operation", "item", "record")),
        sa.Column("old", sa.Text),
        sa.Column("new", sa.Text),
        sqlite_autoincrement=True,
    )
    for columns in (["item", "seq"], ["record", "revision"], ["revision"]):
        op.create_index(f"ix_{name}_{'_'.join(columns)}", name, columns)
