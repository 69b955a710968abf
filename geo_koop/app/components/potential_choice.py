"""From where potentials are looked for: a municipality, several ones or a region; the topic; what counts."""

from dataclasses import replace

import streamlit as st

from geo_koop.app.components import switches
from geo_koop.app.data import cache, session
from geo_koop.app.data.session import View
from geo_koop.app.state import BEGINNINGS, MOST_PLACES
from geo_koop.app.views.potential import choices
from geo_koop.app.views.sentences import municipality_labels
from geo_koop.app.words import Words
from geo_koop.locale import mark as _
from geo_koop.model import Filters
from geo_koop.result.analysis import Analysis

_BEGINNINGS = {
    "municipality": _("A municipality"),
    "several": _("Several municipalities"),
    "region": _("A region"),
}


def show(view: View) -> None:
    """Let the user choose from where to look, the topic, and whether statutory bodies count."""
    words, state = view.words, view.state
    st.session_state["potential_begin"] = state.beginning
    st.segmented_control(
        words("Look from"),
        BEGINNINGS,
        format_func=lambda begin: words(_BEGINNINGS[begin]),
        key="potential_begin",
        on_change=session.callback(lambda: session.change(begin=st.session_state["potential_begin"])),
    )
    left, right = st.columns(2, gap="medium", vertical_alignment="bottom")
    with left:
        {"municipality": _municipality, "several": _several, "region": _region}[state.beginning](view)
    with right:
        _topic(view)
    # Potentials ignore the filters, the one by obligation too: the switch decides.
    switches.statutory(replace(view, state=replace(state, filters=Filters())))


def labels(whole: Analysis, _words: Words) -> dict[str, str]:
    """Return the municipalities to choose from."""
    return {str(key): str(name) for key, name in municipality_labels(whole).items()}


def _municipality(view: View) -> None:
    known = cache.made(labels, view.whole, view.words)
    st.session_state["potential_municipality"] = view.state.municipality
    st.selectbox(
        view.words("Municipality"),
        list(known),
        format_func=lambda key: known.get(key, key),
        key="potential_municipality",
        placeholder=view.words("Choose a municipality"),
        on_change=session.callback(
            lambda: session.change(municipality=st.session_state["potential_municipality"], cooperation=None)
        ),
    )


def _several(view: View) -> None:
    known = cache.made(labels, view.whole, view.words)
    st.session_state["potential_places"] = list(view.state.places)
    st.multiselect(
        view.words("Municipalities"),
        list(known),
        format_func=lambda key: known.get(key, key),
        key="potential_places",
        max_selections=MOST_PLACES,
        placeholder=view.words("Choose municipalities"),
        on_change=session.callback(lambda: session.change(places=tuple(st.session_state["potential_places"]))),
        select_all=False,
    )


def _region(view: View) -> None:
    known = cache.region_labels(view.words)
    st.session_state["potential_regions"] = [code for code in view.state.filters.regions if code in known]
    st.multiselect(
        view.words("Region, state or district"),
        [code for code in cache.region_codes() if code in known],
        format_func=lambda code: known.get(code, code),
        key="potential_regions",
        placeholder=view.words("all that was surveyed"),
        on_change=session.callback(lambda: session.change(regions=tuple(st.session_state["potential_regions"]))),
        help=view.words("This is the filter by region; it goes along to the other pages."),
        select_all=False,
    )


def _topic(view: View) -> None:
    known = choices(view.words)
    theme = view.state.theme
    st.session_state["potential_theme"] = theme if theme in known else None
    st.selectbox(
        view.words("Topic"),
        list(known),
        format_func=lambda code: known.get(code, code),
        key="potential_theme",
        placeholder=view.words("Choose a topic"),
        on_change=session.callback(
            lambda: session.change(
                themes=(st.session_state["potential_theme"] or theme,), listed=None, cooperation=None
            )
        ),
    )
