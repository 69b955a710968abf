"""What stands before Streamlit's login: it brings people back to where they were, over an encrypted line alone."""

import re
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from urllib.parse import parse_qs, quote, unquote

from geo_koop.login_settings import CALLBACK, LoginSettings

COOKIE: Final = "geo_koop_return"
_LASTS: Final = 900
"""Seconds that somebody may take at the provider."""
_LONGEST: Final = 3000
"""A cookie has 4096 signs at most."""
_QUERY: Final = re.compile(r"[!-~]*")


def secrets(login: LoginSettings | None) -> dict[str, Any]:
    """Return what Streamlit must know of a login; only what a page needs is asked of the provider: no e-mail."""
    if login is None:
        return {}
    return {
        "auth": {
            "redirect_uri": login.redirect,
            "cookie_secret": login.cookie_secret,
            "client_id": login.client_id,
            "client_secret": login.client_secret,
            "server_metadata_url": login.provider,
            "client_kwargs": {"scope": "openid profile", "prompt": "select_account"},
        }
    }


def target(text: str, pages: Iterable[str]) -> str:
    """Return page and parameters to come back to; the start where they are no page of this app.

    Examples
    --------
    >>> target("register?record=a", ["register"]), target("//example.org", ["register"])
    ('register?record=a', '')
    """
    page, sign, query = text.partition("?")
    if page not in pages or not _QUERY.fullmatch(query) or "\\" in query or "#" in query:
        return ""
    whole = f"{page}{sign}{query}"
    return whole if len(quote(whole, safe="")) <= _LONGEST else page


class Return:
    """Remembers where somebody was who goes to log in, and sends them there afterwards. ASGI middleware.

    Where the page is reached over https, no cookie leaves without ``Secure``.

    Parameters
    ----------
    app : callable
        The ASGI application.
    base : str
        Path of the app, without slashes around it.
    pages : list of str
        Addresses of the pages below it.
    login : LoginSettings, optional
    """

    def __init__(self, app: Any, base: str, pages: list[str], login: LoginSettings | None) -> None:
        self._app, self._pages, self._login = app, pages, login
        self._above = f"/{base}" if base else ""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on; look at the answer."""
        if self._login is None or scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def changed(message: Any) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": self._headers(scope, message)}
            await send(message)

        await self._app(scope, receive, changed)

    def _headers(self, scope: Any, message: Any) -> list[tuple[bytes, bytes]]:
        headers = [(bytes(name), bytes(value)) for name, value in message.get("headers", ())]
        path = scope.get("path", "")
        if path == f"{self._above}/auth/login":
            asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("to", [""])[-1]
            headers.append(self._cookie(target(asked, self._pages), _LASTS))
        elif path == f"{self._above}/{CALLBACK}":
            there = self._remembered(scope)
            home = f"{self._above}/".encode()
            if there:
                back = f"{self._above}/{there}".encode("ascii")
                headers = [(n, back if n.lower() == b"location" and v == home else v) for n, v in headers]
            headers.append(self._cookie("", 0))
        return [(name, self._secured(value) if name.lower() == b"set-cookie" else value) for name, value in headers]

    def _cookie(self, text: str, lasts: int) -> tuple[bytes, bytes]:
        value = quote(text, safe="")
        path = self._above or "/"
        return b"set-cookie", f"{COOKIE}={value}; Path={path}; Max-Age={lasts}; HttpOnly; SameSite=lax".encode()

    def _remembered(self, scope: Any) -> str:
        sent = dict(scope["headers"]).get(b"cookie", b"").decode("latin-1")
        try:
            held = SimpleCookie(sent).get(COOKIE)
        except CookieError:
            return ""
        return target(unquote(held.value), self._pages) if held else ""

    def _secured(self, value: bytes) -> bytes:
        assert self._login is not None
        has = any(part.strip().lower() == b"secure" for part in value.split(b";"))
        return value if has or not self._login.address.startswith("https:") else value + b"; Secure"
