"""Second schema: working papers, people, reviews, comments, suggestions, and the subject of who wrote a revision.

A step stays as it was, whatever becomes of the schema: registers of that time begin with it.
"""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_LONG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_WORKS = ("scenarios", "cost_sheets", "checklists", "surveys")
_DESK = ("users", "settings", "reviews", "tombstones", "distinctions", "comments", "suggestions")


def _text(name: str, default: str = "") -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def _texts(*names: str) -> "list[sa.Column[str]]":
    return [_text(name) for name in names]


def _number(name: str, comment: str) -> "sa.Column[int]":
    return sa.Column(name, _LONG, nullable=False, server_default="0", comment=comment)


def _row_id() -> "sa.Column[int]":
    return sa.Column("row_id", _LONG, primary_key=True, autoincrement=True)


def upgrade() -> None:
    """Make the tables of the work on records."""
    op.add_column("revisions", _text("subject"))
    for name in _WORKS:
        _named(name, "id", [*_texts("cooperation_id", "name", "content"), _text("further", "{}")])
        op.create_index(f"ix_{name}_cooperation_id", name, ["cooperation_id"])
    role = sa.CheckConstraint("role IN ('none', 'reader', 'editor', 'reviewer', 'admin')", name="ck_users_role")
    _named("users", "subject", [_text("name"), _text("role", "none"), _text("note")], [role])
    _named("settings", "name", _texts("value", "note"))
    seen = _number("revision", "the state of the record that was looked at")
    _named("reviews", "record", [seen, *_texts("reviewer", "subject", "note")])
    _named("tombstones", "record", _texts("survivor", "note"))
    op.create_table("distinctions", _row_id(), *_texts("one", "other", "note"), sqlite_autoincrement=True)
    op.create_table(
        "comments",
        _row_id(),
        _text("cooperation_id"),
        _number("revision", "the state of the record that is spoken of"),
        *_texts("field", "author", "subject", "note"),
        _number("written", "microseconds since 1970-01-01, UTC"),
        _text("state", "open"),
        sa.CheckConstraint("state IN ('open', 'done')", name="ck_comments_state"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "suggestions",
        _row_id(),
        _text("cooperation_id"),
        _number("based_on", "the published state that was seen"),
        *_texts("content", "note", "source", "sender"),
        _number("received", "microseconds since 1970-01-01, UTC"),
        _text("state", "open"),
        _text("answer"),
        sa.CheckConstraint("state IN ('open', 'accepted', 'declined')", name="ck_suggestions_state"),
        sqlite_autoincrement=True,
    )
    for name in ("comments", "suggestions"):
        for column in ("cooperation_id", "state"):
            op.create_index(f"ix_{name}_{column}", name, [column])
    names = ("purpose", "day", "sender")
    op.create_table(
        "limits",
        *(sa.Column(name, sa.Text, nullable=False) for name in names),
        _number("count", "of a sender on a day"),
        sa.PrimaryKeyConstraint(*names, name="pk_limits"),
    )
    for name in (*_WORKS, *_DESK):
        _history(f"{name}_history")


def _named(
    name: str, key: str, columns: "Iterable[sa.Column[str] | sa.Column[int]]", more: Iterable[sa.Constraint] = ()
) -> None:
    op.create_table(
        name,
        sa.Column(key, sa.Text, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint(key, name=f"pk_{name}"),
        sa.CheckConstraint(f"{key} <> ''", name=f"ck_{name}_id"),
        *more,
    )


def _history(name: str) -> None:
    op.create_table(
        name,
        sa.Column("seq", _LONG, primary_key=True, autoincrement=True),
        sa.Column("revision", _LONG, nullable=False),
        *_texts_without_default("operation", "item", "record"),
        sa.Column("old", sa.Text),
        sa.Column("new", sa.Text),
        sqlite_autoincrement=True,
    )
    for columns in (["item", "seq"], ["record", "revision"], ["revision"]):
        op.create_index(f"ix_{name}_{'_'.join(columns)}", name, columns)


def _texts_without_default(*names: str) -> "list[sa.Column[str]]":
    return [sa.Column(name, sa.Text, nullable=False) for name in names]
