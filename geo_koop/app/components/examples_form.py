"""What the page of examples asks for: words, and the filters that matter most there."""

from collections.abc import Mapping

import streamlit as st

from geo_koop import codelists
from geo_koop.app.data import cache, session
from geo_koop.app.data.session import View
from geo_koop.app.state import MOST_LETTERS, as_one_line
from geo_koop.app.views import examples as views
from geo_koop.app.views.portrait import size_label
from geo_koop.app.words import Words
from geo_koop.planning.sizes import SIZES


def show(view: View) -> None:
    """Ask for words and for the filters that matter most among examples; the others stand behind their button."""
    words, state, filters = view.words, view.state, view.state.filters
    st.session_state["examples_text"] = state.text
    st.text_input(
        words("What for?"),
        key="examples_text",
        placeholder=words("Water, building yard, IT, name of a municipality …"),
        max_chars=MOST_LETTERS,
        on_change=session.callback(_text_given),
    )
    places, left, middle, right = st.columns(4)
    labels = cache.region_labels(words)
    states = views.state_codes(view.whole)
    with places:
        st.session_state["examples_size"] = "" if state.size is None else str(state.size)
        st.selectbox(
            words("Size of a member"),
            ["", *map(str, SIZES)],
            key="examples_size",
            format_func=lambda low: size_label(SIZES.index(int(low)), words) if low else words("all"),
            on_change=session.callback(_size_chosen),
        )
    others = tuple(code for code in filters.regions if code not in states)
    with left:
        _several(words("State"), "regions", {code: labels.get(code, code) for code in states}, words, others)
    with middle:
        _several(words("Format"), "formats", codelists.load("formats").labels(words.language), words)
    with right:
        _several(words("Spatial pattern"), "patterns", codelists.load("patterns").labels(words.language), words)


def _several(label: str, field: str, labels: Mapping[str, str], words: Words, others: tuple[str, ...] = ()) -> None:
    """Let the user choose values of a filter; what is chosen of it elsewhere stays."""
    key = f"examples_{field}"
    chosen = getattr(session.view().state.filters, field)
    st.session_state[key] = [code for code in chosen if code in labels]
    st.multiselect(
        label,
        list(labels),
        key=key,
        format_func=lambda code: labels.get(code, code),
        placeholder=words("all"),
        select_all=False,
        on_change=session.callback(lambda: session.change(**{field: (*others, *st.session_state[key])})),
    )


def _text_given() -> None:
    session.change(text=as_one_line(st.session_state["examples_text"]))


def _size_chosen() -> None:
    low = st.session_state["examples_size"]
    session.change(size=int(low) if low else None)
