"""Page: the map with the cooperations of a place beside it."""

from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo_koop.app.components import (
    chart_panel,
    chips,
    choose,
    cooperation,
    listing,
    map_panel,
    overview,
    several,
    timebar,
    welcome,
)
from geo_koop.app.components.page_parts import hidden_heading, page_link
from geo_koop.app.data import cache, session
from geo_koop.app.data.session import View
from geo_koop.app.state import BESIDE
from geo_koop.app.views.sentences import summary, unused_rows
from geo_koop.app.words import plain
from geo_koop.locale import mark as _

# A button of the browser alone (app.js): the page is not run for it.
_SIDE = (
    '<button type="button" class="geo-koop-side" data-side="{side}" aria-pressed="false" '
    'data-on="{on}" data-off="{off}">{off}</button>'
)
_BESIDE = {"place": _("Cooperations"), "several": _("Several places"), "charts": _("Charts")}


def render() -> None:
    """Show the page; what stands above the map is sent after it, because a browser needs longest for the map."""
    view = session.view()
    head = st.container()
    session.guarded(_map_and_list)()
    with head:
        _head(view)
    timebar.show(view)


def _head(view: View) -> None:
    with st.container(key="map_title"):
        st.title(view.words("Map of cooperation"), anchor=False)
    said = cache.made(summary, view.counted, view.words)
    said += " " + view.words("As of {date}.", date=view.words.day(view.as_of))
    st.html(f'<p role="status" class="geo-koop-summary">{escape(said)}</p>')
    with st.container(horizontal=True, vertical_alignment="center", key="narrowing"):
        _unused_rows(view)
        chips.show(view)


def _unused_rows(view: View) -> None:
    """Say on the first page that rows of the data were not used."""
    text = cache.made(unused_rows, view.whole, view.words)
    if text:
        page_link("data", text, view.words, icon=":material/warning:")


def _map_and_list() -> None:
    """Show map and list, and first what has changed: new colours, or else the list of what was clicked."""
    view = session.view()
    if welcome.asked():
        st.rerun()
    choices = st.container()
    words = view.words
    sides = (
        ("map", words("Hide the map"), words("Show the map")),
        ("list", words("Show the list"), words("Hide the list")),
    )
    parts = [_SIDE.format(side=side, on=escape(on), off=escape(off)) for side, on, off in sides]
    with st.container(key="map_row"):
        st.html(f'<div class="geo-koop-sides">{"".join(parts)}</div>')
        left, right = st.columns([5, 3], gap="small")
    style = map_panel.colours(view)
    renewed = map_panel.renewed(view, style)
    if not renewed:
        _list(view, right)
    with left, st.container(key="map_column"):
        hidden_heading(view.words("Map"))
        map_panel.show(view, style, pause=renewed)
    if renewed:
        _list(view, right)
    with choices:
        map_panel.choose(view)


def _list(view: View, column: DeltaGenerator) -> None:
    with column, st.container(key="map_beside"):
        hidden_heading(view.words("Beside the map"))
        _beside(view)


def _beside(view: View) -> None:
    """Show what stands beside the map: a place and its cooperations, or charts."""
    st.session_state["beside"] = view.state.beside
    st.segmented_control(
        view.words("Beside the map"),
        BESIDE,
        format_func=lambda part: view.words(_BESIDE[part]),
        key="beside",
        on_change=session.callback(lambda: session.change(beside=st.session_state["beside"] or BESIDE[0])),
    )
    if view.state.beside == "charts":
        chart_panel.show(view)
        return
    choose.missed(view)
    if view.state.beside == "several":
        several.show(view)
    else:
        _choices(view)


def _choices(view: View) -> None:
    words, state = view.words, view.state
    if state.cooperation:
        name = view.whole.municipalities.loc[state.municipality, "name"] if state.municipality else ""
        st.button(
            words("Back to {name}", name=plain(name)) if name else words("Back to the overview"),
            icon=":material/arrow_back:",
            on_click=session.callback(session.change),
            kwargs={"cooperation": None},
        )
        if state.cooperation not in view.analysis.cooperations.index:
            st.caption(words("This cooperation does not fit the filters."))
        cooperation.show(view.whole, state.cooperation, words)
    elif state.municipality:
        st.button(
            words("Back to the overview"),
            icon=":material/arrow_back:",
            on_click=session.callback(session.change),
            kwargs={"municipality": None},
        )
        listing.show(view, state.municipality)
    elif welcome.wanted(view.state):
        welcome.show(view)
    else:
        overview.show(view)


if __name__ == "__main__":
    render()
