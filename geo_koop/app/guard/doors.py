"""What stands before Streamlit in ``geo-koop serve``: foreign pages, and what only the owner may send."""

import os
from http.cookies import CookieError, SimpleCookie
from typing import Any

from geo_koop.app.guard import access

_FRAMED = [
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"content-security-policy", b"frame-ancestors 'self'"),
    (b"x-content-type-options", b"nosniff"),
]
_UPLOADS = "/_stcore/upload_file/"


class Doors:
    """Refuses websockets of other pages, and on a local server what did not come straight from this machine.

    Streamlit would look up the address of the server on the internet before it refuses a foreign page. ASGI
    middleware.

    Parameters
    ----------
    app : callable
        The ASGI application.
    """

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on, or answer it with 403."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        sent = {name.decode("latin-1").casefold(): value.decode("latin-1") for name, value in scope["headers"]}
        local = bool(os.environ.get(access.KEY))
        if self._refused(scope, sent, local):
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
                return
            await send({"type": "http.response.start", "status": 403, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})
            return

        async def framed(message: Any) -> None:
            if local and message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *_FRAMED]}
            await send(message)

        await self._app(scope, receive, framed)

    @staticmethod
    def _refused(scope: Any, sent: dict[str, str], local: bool) -> bool:
        origin = sent.get("origin", "")
        if scope["type"] == "websocket" and origin and origin.partition("://")[2] != sent.get("host", ""):
            return True
        if not local:
            return False
        if not access.is_loopback(sent.get("host", "")):
            return True
        writes = scope["type"] == "http" and _UPLOADS in scope.get("path", "") and scope["method"] in ("PUT", "POST")
        return writes and bool(access.refusal({access.KEY: os.environ[access.KEY]}, sent, _cookies(sent)))


def _cookies(sent: dict[str, str]) -> dict[str, str]:
    try:
        return {name: found.value for name, found in SimpleCookie(sent.get("cookie", "")).items()}
    except CookieError:
        return {}
