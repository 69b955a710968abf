"""Small parts of every page: its language, notices, links and downloads."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from geo_koop.app import navigation, session
from geo_koop.app.state import Notice
from geo_koop.app.words import Words, plain
from geo_koop.locale import LANGUAGES
from geo_koop.outputs import tables

_STYLE = """
<style>
.stMainBlockContainer { padding-top: 4.2rem; padding-bottom: 3rem; }
.stMainBlockContainer h1 { font-size: 1.9rem; padding-bottom: .2rem; }
.stMainBlockContainer h2 { font-size: 1.35rem; }
.stMainBlockContainer h3 { font-size: 1.1rem; }
[data-testid="stButtonGroup"] > div { flex-wrap: wrap; }
.geo-koop-summary { margin: 0; font-size: .95rem; }
.st-key-matrix { overflow-x: auto; }
div[class*="st-key-pick_"] button, div[class*="st-key-pick_"] button > div { justify-content: flex-start; }
div[class*="st-key-pick_"] button p { text-align: left; }
</style>
"""


_HISTORY = (Path(__file__).parents[1] / "assets" / "history.js").read_text(encoding="utf-8")


def set_language(language: str) -> None:
    """Tell browser and screen readers the language of the page, set the few styles, and keep its history."""
    known = language if language in LANGUAGES else LANGUAGES[0]
    st.html(_STYLE)
    script = f"document.documentElement.lang = '{known}';\n{_HISTORY}"
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


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


def page_link(name: str, label: str, words: Words, **fields: Any) -> None:
    """Show a link to another page that keeps the view, with some fields of the state changed."""
    _title, icon, _path = navigation.PAGES[name]
    st.page_link(navigation.page(name, words), label=label, icon=icon, query_params=session.link_parameters(**fields))


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
            ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ):
            st.download_button(
                form.upper(),
                data=_file(table, form),
                file_name=f"{name}.{form}",
                mime=mime,
                help=words("Download as {form}", form=form.upper()),
                icon=":material/download:",
                on_click="ignore",
                key=f"{key}_{form}",
            )


def _file(table: Callable[[], pd.DataFrame], form: str) -> Callable[[], bytes]:
    def make() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            return tables.write(table(), Path(folder) / f"table.{form}").read_bytes()

    return make
