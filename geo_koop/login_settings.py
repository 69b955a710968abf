"""How people log in: what the operator says of the office's identity provider (OpenID Connect)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from geo_koop.errors import UsageError

FILE: Final = "GEO_KOOP_LOGIN"
"""Variable that names a TOML file with the settings."""
PREFIX: Final = f"{FILE}_"
NAMES: Final = (
    *("address", "provider", "client_id", "client_secret", "cookie_secret", "hours", "role_claim", "required"),
)
"""Settings: keys of the file, and with the prefix and in capitals variables, which go before the file."""
NEEDED: Final = ("address", "provider", "client_id", "client_secret", "cookie_secret")
CALLBACK: Final = "oauth2callback"
"""Path, below the address of the page, to which the provider sends people back."""
HOURS: Final = 8.0
"""How long a login lasts where nobody says otherwise: a working day."""
_MOST_HOURS: Final = 720
_SHORTEST_SECRET: Final = 32
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_YES: Final = ("yes", "true", "1", "ja")
_NO: Final = ("no", "false", "0", "nein", "")


@dataclass(frozen=True, kw_only=True)
class LoginSettings:
    """The login of an instance.

    Attributes
    ----------
    address : str
        Of the page, as people open it, without a slash at its end.
    provider : str
        Address of the provider's ``.well-known/openid-configuration``.
    client_id, client_secret : str
        As the provider gave them for this page.
    cookie_secret : str
        Signs what the browser keeps; the same on all replicas.
    seconds : float
        How long after the provider issued it an identity is taken.
    role_claim : str
        Claim with the role that somebody gets at their first login; empty for none.
    required : bool
        Whether only people with a role see anything.
    """

    address: str
    provider: str
    client_id: str
    client_secret: str = field(repr=False)
    cookie_secret: str = field(repr=False)
    seconds: float = HOURS * 3600
    role_claim: str = ""
    required: bool = False

    @property
    def redirect(self) -> str:
        """The address to register at the provider."""
        return f"{self.address}/{CALLBACK}"


def read(environment: Mapping[str, str]) -> LoginSettings | None:
    """Return the login that the environment describes; ``None`` where nobody logs in.

    Raises
    ------
    UsageError
        If something is missing or makes no sense. No message tells a secret.
    """
    given = _given(environment)
    if not given:
        return None
    lacking = [name for name in NEEDED if not given.get(name, "").strip()]
    if lacking:
        raise UsageError(
            "The login lacks: {names}.",
            "Set it in the file that GEO_KOOP_LOGIN names, or as {variables}.",
            names=", ".join(lacking),
            variables=", ".join(PREFIX + name.upper() for name in lacking),
        )
    address = given["address"].strip().rstrip("/")
    for name in ("address", "provider"):
        _check_address(name, given[name].strip())
    if len(given["cookie_secret"]) < _SHORTEST_SECRET:
        raise UsageError(
            "The setting cookie_secret of the login is too short.",
            "Write at least {least} random signs: openssl rand -hex 32",
            least=_SHORTEST_SECRET,
        )
    return LoginSettings(
        address=address,
        provider=given["provider"].strip(),
        client_id=given["client_id"],
        client_secret=given["client_secret"],
        cookie_secret=given["cookie_secret"],
        seconds=_hours(given.get("hours", "")) * 3600,
        role_claim=given.get("role_claim", "").strip(),
        required=_switch(given.get("required", "")),
    )


def _given(environment: Mapping[str, str]) -> dict[str, str]:
    path = environment.get(FILE, "").strip()
    found = {name: _text(value) for name, value in (_table(Path(path)) if path else {}).items()}
    variables = {name: environment[PREFIX + name.upper()] for name in NAMES if environment.get(PREFIX + name.upper())}
    return found | variables


def _text(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _table(path: Path) -> dict[str, Any]:
    try:
        read_: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(
            "{file} cannot be read: {reason}.", "Check GEO_KOOP_LOGIN.", file=path.name, reason=error.strerror
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        # The message of the parser may quote a secret.
        raise UsageError(
            "{file} is no TOML file.", 'Each line reads NAME = "VALUE"; see docs/operations.md.', file=path.name
        ) from error
    strange = sorted(set(read_) - set(NAMES))
    if strange:
        raise UsageError(
            "{file}: there are no settings {names}.",
            "There are: {known}.",
            file=path.name,
            names=", ".join(strange),
            known=", ".join(NAMES),
        )
    return read_


def _check_address(name: str, text: str) -> None:
    """Refuse an address that would send secrets in the open."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    plain = parts.scheme == "http" and host in _LOOPBACK
    if not host or not (parts.scheme == "https" or plain) or parts.fragment or parts.username:
        raise UsageError(
            "The setting {name} of the login is no address that begins with https://: {value}.",
            "Write the whole address. Without https only this machine itself is allowed.",
            name=name,
            value=text,
        )
    if name == "address" and parts.query:
        raise UsageError(
            "The setting address of the login ends with a question: {value}.",
            "Write the address of the page alone.",
            value=text,
        )


def _hours(text: str) -> float:
    if not text.strip():
        return HOURS
    try:
        hours = float(text.replace(",", "."))
    except ValueError:
        hours = 0.0
    if not 0 < hours <= _MOST_HOURS:
        raise UsageError(
            "“{value}” is no number of hours that a login lasts.",
            "Write a number up to {most}.",
            value=text,
            most=_MOST_HOURS,
        )
    return hours


def _switch(text: str) -> bool:
    word = text.strip().casefold()
    if word not in (*_YES, *_NO):
        raise UsageError("“{value}” is neither yes nor no (setting required of the login).", "Write one.", value=text)
    return word in _YES
