"""Small parts of every page: its language, notices, links and downloads."""

import json
import tempfile
from collections.abc import Callable, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from geo_koop.app import navigation
from geo_koop.app.data import session
from geo_koop.app.state import Notice
from geo_koop.app.words import Words, plain
from geo_koop.locale import LANGUAGES
from geo_koop.outputs import csv_dialect, tables
from geo_koop.outputs.classes.assets import root_block

_ASSETS = Path(__file__).parents[1] / "assets"
_ROW = 35
"""Pixels of a row of a table."""
XLSX_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def height(rows: int, most: int) -> int:
    """Return the pixels of a table that shows its heading and so many rows, or scrolls in ``most`` lines."""
    return min(rows + 1, most) * _ROW + 3


def set_language(words: Words, page: str) -> None:
    """Tell browser and screen readers the language of the page and where it is; set styles; keep its history.

    Parameters
    ----------
    words : Words
    page : str
        Name of the page that is shown.
    """
    known = words.language if words.language in LANGUAGES else LANGUAGES[0]
    browse, drop = (json.dumps(text, ensure_ascii=False) for text in (words("Browse"), words("or drop files here")))
    spoken = f":root {{ --geo-koop-browse: {browse}; --geo-koop-drop: {drop}; }}"
    st.html(f"<style>{root_block()}{spoken}{_asset('app.css')}</style>")
    said = {
        "language": known,
        "skip": words("Skip to the content"),
        "more": words("{count} more"),
        "menu": words(navigation.group_of(page)),
    }
    script = _asset("app.js").replace("SAID)", f"{json.dumps(said, ensure_ascii=False)})") + _asset("history.js")
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def say_unsaved() -> None:
    """Have the browser ask before it leaves, where this session holds what would be lost."""
    if session.unsaved():
        st.html("<span data-geo-koop-unsaved></span>")


@lru_cache
def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


def hidden_heading(text: str) -> None:
    """Give a part of a page a heading for those who jump from one to the next; the eye sees the part itself."""
    st.html(f'<h2 class="geo-koop-hidden">{escape(text)}</h2>')


def show_notices(notices: Sequence[Notice], words: Words) -> None:
    """Say what was ignored in the address."""
    if not notices:
        return
    shown = [f"{plain(n.parameter)} = {plain(n.value)}" if n.value else plain(n.parameter) for n in notices[:5]]
    more = words(" and {count} more", count=len(notices) - 5) if len(notices) > 5 else ""
    st.warning(
        words("Parts of the address are unknown and were ignored: {list}", list="; ".join(shown)) + more,
        icon=":material/link_off:",
    )


def page_link(name: str, label: str, words: Words, *, icon: str | None = None, **fields: Any) -> None:
    """Show a link to another page that keeps the view, with some fields of the state changed."""
    _title, usual, _path = navigation.PAGES[name]
    # Of other pages it would make the address long; the session keeps it.
    kept = {} if name == "scenario" else {"scenario": ""}
    parameters = session.link_parameters(**kept, **fields)
    st.page_link(navigation.page(name, words), label=label, icon=icon or usual, query_params=parameters)


def downloads(table: Callable[[], pd.DataFrame], name: str, words: Words, *, key: str) -> None:
    """Offer a table as CSV and XLSX; it is made when somebody asks for it.

    Parameters
    ----------
    table : callable
        Returns the table.
    name : str
        File name without its ending.
    words : Words
    key : str
        Of the two buttons.
    """
    with st.container(horizontal=True):
        for form, mime in (
            ("csv", "text/csv"),
            ("xlsx", XLSX_MIME),
        ):
            st.download_button(
                form.upper(),
                data=_file(table, form, csv_dialect.usual(words.language)),
                file_name=f"{name}.{form}",
                mime=mime,
                help=words("Download as {form}", form=form.upper()),
                icon=":material/download:",
                on_click="ignore",
                key=f"{key}_{form}",
            )


def _file(table: Callable[[], pd.DataFrame], form: str, dialect: csv_dialect.Dialect) -> Callable[[], bytes]:
    def make() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            return tables.write(table(), Path(folder) / f"table.{form}", dialect=dialect).read_bytes()

    return make
