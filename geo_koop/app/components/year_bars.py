"""The years as bars above the slider: a component of ours, with Streamlit's components v2."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from geo_koop.app.words import Words

_ASSETS = Path(__file__).parents[1] / "assets"
_NAME = "geo_koop_years"


def show(counts: list[int], first: int, year: int, words: Words, *, key: str, on_year: Callable[[int], None]) -> None:
    """Show a bar for each year; a click chooses it.

    Parameters
    ----------
    counts : list of int
        Cooperations of each year.
    first : int
        The year of the first bar.
    year : int
        The year that is shown.
    words : Words
    key : str
    on_year : callable
        Called with the year that was clicked, before the run that it causes.
    """

    def clicked() -> None:
        chosen = getattr(st.session_state.get(key), "year", None)
        if isinstance(chosen, int | float) and first <= int(chosen) < first + len(counts):
            on_year(int(chosen))

    data = {
        "first": first,
        "counts": counts,
        "year": year,
        "said": words("{year}: {count} cooperations", year="{year}", count="{count}"),
        "most": max([*counts, 1]),
    }
    _component()(data=data, key=key, on_year_change=clicked)


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    """Return the component, declared once; its parts do not change while a server runs."""
    # The slider below says the same to those who do not see: the bars are its picture.
    return st.components.v2.component(
        _NAME, html='<div class="years" aria-hidden="true"></div>', css=_asset("years.css"), js=_asset("years.js")
    )


@lru_cache
def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")
