"""The empty page into which Streamlit's scripts put everything, as ``geo-koop serve`` hands it out.

It is Streamlit's own file with three changes. It tells the scripts where the server is: without that they look for it
below the address of each page first (``/gemeinde/_stcore/health``), are answered that there is nothing, and wait before
they try again. ``window.__streamlit`` is the object in which Streamlit lets whoever embeds an app say so. And its
language, its title and what it says without JavaScript are those of this app.
"""

import json
from functools import lru_cache
from html import escape
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from streamlit import file_util

from geo_koop.app.state import language_of
from geo_koop.app.words import Words

_HEAD, _TITLE, _LANGUAGE = "<head>", "<title>Streamlit</title>", '<html lang="en">'
_WITHOUT = ("<noscript>", "</noscript>")


def routes(addresses: list[str], base: str) -> list[Route]:
    """Return the routes of pages.

    Parameters
    ----------
    addresses : list of str
        Of the pages, below ``base``; the start is empty.
    base : str
        Path of the app, without slashes around it.
    """

    async def answer(request: Request) -> HTMLResponse:
        language = language_of({name: request.query_params.getlist(name) for name in request.query_params})
        return HTMLResponse(page(_file(), base, language), headers={"Cache-Control": "no-cache"})

    above = f"/{base}" if base else ""
    return [Route(f"{above}/{address}", answer, methods=["GET"]) for address in addresses]


@lru_cache
def _file() -> str:
    return (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")


@lru_cache
def page(file: str, base: str, language: str) -> str:
    """Return the page.

    Parameters
    ----------
    file : str
        As Streamlit has it; what is not found in it stays as it is.
    base : str
        Path of the app, without slashes around it.
    language : {"de", "en"}
    """
    words = Words(language)
    server = f"location.origin + {json.dumps(f'/{base}')}"
    found = file.replace(_HEAD, f"{_HEAD}<script>window.__streamlit = {{BACKEND_BASE_URL: {server}}}</script>", 1)
    found = found.replace(_TITLE, "<title>geo_koop</title>", 1)
    found = found.replace(_LANGUAGE, f'<html lang="{language}">', 1)
    before, begin, rest = found.partition(_WITHOUT[0])
    _said, end, after = rest.partition(_WITHOUT[1])
    if not (begin and end):
        return found
    return f"{before}{begin}<p>{escape(words('This page needs JavaScript.'))}</p>{end}{after}"
