"""Who asks: the person who started the server, somebody whom the office's identity provider knows, or a visitor.

This is the one place that says so. It is asked anew for everything that is written: Streamlit keeps who somebody is
from the beginning of a session on, and the browser keeps that for 30 days. So the age of an identity is looked at each
time, and what somebody may do is what the table of users of the register says at that moment.
"""

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import streamlit as st
from streamlit.auth_util import encode_provider_token
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo_koop import login_settings
from geo_koop.app.guard import access
from geo_koop.errors import GeoKoopError
from geo_koop.extras import explained
from geo_koop.login_settings import LoginSettings

if TYPE_CHECKING:
    from geo_koop.register.rights import Action, Actor, Role

SECTION: Final = "default"
"""Name of the one provider, as Streamlit calls it where it has no other."""
VISITOR: Final = "–"
SOON: Final = timedelta(minutes=30)
"""How long before the end of a login people are told to save."""
_SKEW: Final = 60.0
"""Seconds that the clock of the provider may be ahead."""
_LONGEST_NAME, _LONGEST_SUBJECT, _TRACE = 200, 255, 12


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who logged in.

    Attributes
    ----------
    subject, name : str
        As the provider calls them.
    trace : str
        Stands for them in the log; nobody can tell the subject from it who does not know the secret of the server.
    until : datetime.datetime
        When the login ends.
    over : bool
        Whether it has ended.
    claimed : str
        Role that the provider names, where it is asked for one.
    """

    subject: str
    name: str
    trace: str
    until: datetime
    over: bool
    claimed: str = ""

    @property
    def ends_soon(self) -> bool:
        """Whether little time is left to save."""
        return not self.over and self.until - datetime.now(UTC) < SOON


@lru_cache(maxsize=1)
def settings() -> LoginSettings | None:
    """Return how people log in; ``None`` where nobody does."""
    return login_settings.read(os.environ)


def of_claims(claims: Mapping[str, Any], login: LoginSettings, now: datetime) -> Person | None:
    """Return who an identity is of; ``None`` where it is none of this login.

    Parameters
    ----------
    claims : Mapping[str, Any]
        Of the identity token, as Streamlit hands them on after it looked at the signature of its cookie.
    login : LoginSettings
    now : datetime.datetime

    Notes
    -----
    The login lasts for the configured time from ``iat`` on. ``exp`` is no end of it: providers let a token end after
    minutes, within which it had to be handed in, and was.
    """
    subject, issued, ends = claims.get("sub"), _number(claims.get("iat")), _number(claims.get("exp"))
    audience = claims.get("aud")
    meant = login.client_id in audience if isinstance(audience, list | tuple) else audience == login.client_id
    known = claims.get("is_logged_in") is True and claims.get("provider") == SECTION and meant
    if not (known and isinstance(subject, str) and len(subject.strip()) > 0 and len(subject) <= _LONGEST_SUBJECT):
        return None
    if issued is None or ends is None or ends <= issued or issued > now.timestamp() + _SKEW or "\0" in subject:
        return None
    try:
        until = datetime.fromtimestamp(issued + login.seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return Person(
        subject=subject,
        name=_name(claims) or subject,
        trace=_trace(subject, login),
        until=until,
        over=now >= until,
        claimed=_claimed(claims.get(login.role_claim)) if login.role_claim else "",
    )


def person() -> Person | None:
    """Return who logged in, in this session; ``None`` for visitors."""
    login = settings()
    return None if login is None else of_claims(st.user.to_dict(), login, datetime.now(UTC))


@explained
def actor(register: str | None, *, owner: str) -> "Actor":
    """Return who asks, with the role that a register gives them at this moment.

    Parameters
    ----------
    register : str or None
        Address of the register; without one, nobody has a role.
    owner : str
        Name of the person who started the server for themselves.
    """
    from geo_koop.register.rights import Actor

    if access.is_owner():
        return Actor(name=owner, role="local")
    found = person()
    if found is None or found.over or register is None:
        return Actor(name=VISITOR, role="none", trace=found.trace if found else "")
    name, role = _known(register, found)
    return Actor(name=name or found.name, subject=found.subject, role=role, trace=found.trace)


def may(register: str | None, action: "Action") -> bool:
    """Tell whether this session may do something in a register; the register itself looks again where it writes."""
    from geo_koop.register import rights

    return rights.allowed(actor(register, owner=VISITOR), action)


def sees_internal(register: str | None) -> bool:
    """Tell whether somebody logged in sees records of a register that are not public."""
    found = person()
    return register is not None and found is not None and not found.over and may(register, "see_internal")


def turned_away(register: str | None) -> bool:
    """Tell whether this instance is for people with a role alone, and this session has none."""
    login = settings()
    return login is not None and login.required and not access.is_owner() and not may(register, "see_internal")


def go_to_login(target: str) -> None:
    """Send the browser to the provider.

    Parameters
    ----------
    target : str
        Page and parameters to come back to, as they stand in the address behind the path of the app.
    """
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    above = f"/{base}" if base else ""
    url = f"{above}/auth/login?provider={encode_provider_token(SECTION)}&to={quote(target, safe='')}"
    context = get_script_run_ctx()
    if context is not None:
        message = ForwardMsg()
        message.auth_redirect.url = url
        context.enqueue(message)


def _known(register: str, found: Person) -> "tuple[str, Role]":
    """Return name and role in a register; who comes for the first time may bring a role along."""
    from geo_koop.register import people, store

    try:
        opened = store.open_(register)
        if found.claimed and not people.known(opened, found.subject):
            role: Role = found.claimed  # type: ignore[assignment]
            people.introduce(opened, found.subject, role, name=found.name, now=datetime.now(UTC))
        return people.named(opened, found.subject), people.role_of(opened, found.subject)
    except GeoKoopError:
        return "", "none"


def _number(value: Any) -> float | None:
    return None if isinstance(value, bool) or not isinstance(value, int | float) else float(value)


def _name(claims: Mapping[str, Any]) -> str:
    for claim in ("name", "preferred_username"):
        text = claims.get(claim)
        if isinstance(text, str) and (said := " ".join(c for c in text.split() if c.isprintable())):
            return said[:_LONGEST_NAME]
    return ""


def _claimed(value: Any) -> str:
    """Return the highest role that a claim names, one or several; nobody becomes an administrator by it."""
    named = value if isinstance(value, list | tuple) else [value]
    return next((role for role in ("reviewer", "editor", "reader") if role in named), "")


def _trace(subject: str, login: LoginSettings) -> str:
    return hmac.new(login.cookie_secret.encode(), b"log " + subject.encode(), hashlib.sha256).hexdigest()[:_TRACE]
