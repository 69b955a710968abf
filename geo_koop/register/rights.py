"""Who may do what in a register: one table, looked at by every write.

A role comes with the person who asks. Whoever has a subject, the name at the office's identity provider, has the role
that the register's own table of users says at this moment, and no other: what is taken away there is gone at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

import sqlalchemy as sa

from geo_koop.errors import Phrase, UsageError
from geo_koop.locale import mark as _
from geo_koop.register import schema

Role: TypeAlias = Literal["none", "reader", "editor", "reviewer", "admin", "local"]
Action: TypeAlias = Literal[
    "see", "suggest", "see_internal", "keep_own", "see_drafts", "change", "comment", "publish", "decide", "administer"
]
_EVERYBODY: Final = frozenset(("none", "reader", "editor", "reviewer", "admin", "local"))
_KNOWN: Final = _EVERYBODY - {"none"}
_EDITORS: Final = _KNOWN - {"reader"}
_REVIEWERS: Final = _EDITORS - {"editor"}

RIGHTS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "see": _EVERYBODY,
        "suggest": _EVERYBODY,
        "see_internal": _KNOWN,
        "keep_own": _KNOWN,
        "see_drafts": _EDITORS,
        "change": _EDITORS,
        "comment": _EDITORS,
        "publish": _REVIEWERS,
        "decide": _REVIEWERS,
        "administer": frozenset(("admin", "local")),
    }
)
"""Action to the roles that may: ``see`` what is published and public; ``suggest`` a correction (where the setting
allows it); ``see_internal`` records; ``keep_own`` scenarios; ``see_drafts`` and the history with names; ``change``
records, working papers and change sets; ``comment``; ``publish``, review, merge, take out, undo; ``decide``
suggestions; ``administer`` roles, settings, backups. ``local`` is one person on this machine, without a provider: all
of it."""

_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "see": _("see published records"),
        "suggest": _("suggest a correction"),
        "see_internal": _("see internal records"),
        "keep_own": _("keep scenarios"),
        "see_drafts": _("see drafts and the history"),
        "change": _("change records"),
        "comment": _("comment"),
        "publish": _("review, publish, merge, take out or undo"),
        "decide": _("decide on suggestions"),
        "administer": _("change roles and settings"),
    }
)


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who does something.

    Attributes
    ----------
    name : str
        As the history shows it.
    subject : str
        Name at the identity provider; with one, the table of users has the say over the role.
    role : str
        ``local`` is one person on this machine.
    trace : str
        Stands for them in the log, which names nobody.
    """

    name: str
    subject: str = ""
    role: Role = "local"
    trace: str = ""


def actor_of(author: "str | Actor") -> Actor:
    """Return who does something; a bare name is that of the person on this machine."""
    return author if isinstance(author, Actor) else Actor(name=author)


def allowed(actor: Actor, action: Action) -> bool:
    """Tell whether somebody may do something, by the role that they come with."""
    return actor.role in RIGHTS[action]


def require(actor: Actor, action: Action) -> None:
    """Refuse what somebody may not do.

    Raises
    ------
    UsageError
        If their role does not allow it.
    """
    if not allowed(actor, action):
        raise UsageError(
            "You may not do this here: {what}.",
            "Ask whoever keeps the register for the role that allows it.",
            what=Phrase(_WORDS[action]),
        )


def current(connection: sa.Connection, actor: Actor) -> Actor:
    """Return somebody with the role that the table of users gives them now; without a subject, as they are."""
    if not actor.subject:
        return actor
    found = connection.scalar(sa.select(schema.users.c.role).where(schema.users.c.subject == actor.subject))
    role: Role = found if found in schema.ROLES else "none"
    return replace(actor, role=role)
