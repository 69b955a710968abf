"""The filters that are set, one small button each: a click takes it away."""

from typing import Any

import streamlit as st

from geo_koop.app.data import cache, session
from geo_koop.app.data.session import View
from geo_koop.app.state import FILTERS
from geo_koop.app.views.sentences import topic_labels
from geo_koop.app.words import Words, plain
from geo_koop.model import Filters

_LISTS = {
    "format": "formats",
    "bindingness": "bindingness",
    "pattern": "patterns",
    "stage": "stages",
    "obligation": "obligation",
}


def show(view: View) -> None:
    """Show the filters that are set; nothing where there are none."""
    words, state = view.words, view.state
    with st.container(horizontal=True, gap="small", key="chips"):
        if state.filters == Filters() and not state.overlap:
            return
        for name, field in FILTERS.items():
            values = getattr(state.filters, field)
            for value in values:
                rest = tuple(other for other in values if other != value)
                _chip(_label(view, name, str(value)), f"{name}_{value}", {field: rest}, words)
        if state.overlap:
            low, high = (words.number(number) for number in state.overlap)
            text = words("{low} to {high} cooperations per municipality", low=low, high=high)
            _chip(text, "overlap", {"overlap": None}, words)


def _chip(text: str, key: str, change: dict[str, Any], words: Words) -> None:
    st.button(
        plain(text),
        key=f"chip_{key}",
        icon=":material/close:",
        icon_position="right",
        help=words("Take this filter away"),
        on_click=session.callback(session.change),
        kwargs=change,
    )


def _label(view: View, name: str, value: str) -> str:
    words = view.words
    if name == "region":
        places = view.whole.municipalities["name"]
        return cache.region_labels(words).get(value) or str(places.get(value, value))
    if name == "topic":
        return topic_labels(words).get(value, value)
    return words.label(_LISTS[name], value)
