"""Who may save into a project and hand files over: nobody, everybody, or the one person who started the app.

``geo-koop serve`` is public. With ``--save`` (``GEO_KOOP_SAVE=yes``) everybody may save. With ``--local`` the
server makes a secret and prints it as part of the address that it shows; the browser that opens this address
keeps it as a cookie, and the address loses it at once. A session may save when its browser has that cookie, asked
this machine itself, and nothing stands between: a page that was put behind a proxy by mistake saves nothing.
"""

import hmac
import os
from collections.abc import Mapping

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from geo_koop.intake.files import values
from geo_koop.locale import mark as _

KEY = "GEO_KOOP_LOCAL_KEY"
"""Variable with the secret of a local server; only the processes of that server know it."""
DOOR = "open"
"""Path of the address that ``serve --local`` shows."""

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]", "::1")
_FORWARDED = ("forwarded", "x-real-ip", "via")
_REFUSALS = {
    "closed": _("This page shows data and saves nothing. Whoever runs it for themselves starts it with --local."),
    "forwarded": _("The request came through another server; a page that was started with --local saves only for "
                   "the person at this machine."),
    "key": _("This browser does not have the key. Open the address that geo-koop showed when it was started."),
}  # fmt: skip


def refusal(
    environment: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    cookies: Mapping[str, str] | None = None,
) -> str:
    """Tell why this session may not save; empty where it may.

    Parameters
    ----------
    environment, headers, cookies : Mapping[str, str], optional
        Those of this session where they are left out.

    Returns
    -------
    str
        A message of the app (English), for :class:`geo_koop.app.words.Words`.
    """
    given = os.environ if environment is None else environment
    if given.get("GEO_KOOP_SAVE", "").strip().casefold() in values.YES:
        return ""
    key = given.get(KEY, "")
    if not key:
        return _REFUSALS["closed"]
    sent = {name.casefold(): value for name, value in (st.context.headers if headers is None else headers).items()}
    if not _direct(sent):
        return _REFUSALS["forwarded"]
    held = (st.context.cookies if cookies is None else cookies).get(_cookie(sent), "")
    return "" if hmac.compare_digest(held.encode(), key.encode()) else _REFUSALS["key"]


def may_save() -> bool:
    """Tell whether this session may save into the project that it looks at."""
    return not refusal()


def is_owner() -> bool:
    """Tell whether this is the session of the person who started a local server."""
    return bool(os.environ.get(KEY)) and not refusal({KEY: os.environ[KEY]})


async def open_door(request: Request) -> Response:
    """Answer the address that ``serve --local`` shows: keep the secret in the browser, and leave the address."""
    key = os.environ.get(KEY, "")
    sent = {name.casefold(): value for name, value in request.headers.items()}
    if not _direct(sent):
        return PlainTextResponse("403", status_code=403)
    target = request.url.path.rpartition(f"/{DOOR}")[0] + "/"
    answer = RedirectResponse(target, status_code=303, headers={"Cache-Control": "no-store"})
    answer.headers["Referrer-Policy"] = "no-referrer"
    if key and hmac.compare_digest(request.query_params.get("key", "").encode(), key.encode()):
        answer.set_cookie(_cookie(sent), key, httponly=True, samesite="strict", path=target)
    return answer


def _direct(sent: Mapping[str, str]) -> bool:
    """Tell whether a browser asked this machine by its own name, from a page of it, and through no other server."""
    if any(name in _FORWARDED or name.startswith("x-forwarded") for name in sent):
        return False
    host = sent.get("host", "")
    origin = sent.get("origin", "")
    return is_loopback(host) and (not origin or origin.partition("://")[2] == host)


def is_loopback(host: str) -> bool:
    """Tell whether the header ``Host`` names this machine itself."""
    return (host if host.endswith("]") else host.rpartition(":")[0] or host) in _LOOPBACK


def _cookie(sent: Mapping[str, str]) -> str:
    """Return the name of the cookie: browsers do not keep those of two servers on one machine apart by port."""
    return f"geo_koop_{sent.get('host', '').rpartition(':')[2]}"
