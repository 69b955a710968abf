"""The search box above every page: municipalities, districts, cooperations, topics."""

import streamlit as st

from geo_koop.app import navigation
from geo_koop.app.data import cache, session
from geo_koop.app.data.session import ZOOM, View
from geo_koop.app.views import find
from geo_koop.app.views.find import Hit
from geo_koop.app.words import Words, plain

_TEXT, _GO = "find_text", "_geo_koop_find_go"
_AT_HOME = {"municipality": "municipality", "cooperations": "cooperation"}
"""Pages that show a kind of thing themselves; everything else opens on the map."""


def go(words: Words) -> None:
    """Go to the map where the hit that was chosen last is shown there."""
    if st.session_state.pop(_GO, False):
        st.switch_page(navigation.page("map", words))


def show(view: View, page: str) -> None:
    """Show the box and what fits the text in it; choosing a hit opens it.

    Parameters
    ----------
    view : View
    page : str
        Name of the page that is shown.
    """
    words = view.words
    with st.container(key="finder"):
        text = st.text_input(
            words("Search"),
            key=_TEXT,
            label_visibility="collapsed",
            placeholder=words("Municipality, district, cooperation, topic or key (AGS) – then Enter"),
            icon=":material/search:",
            max_chars=100,
        )
        if not text or not text.strip():
            return
        hits = find.search(cache.index(words), text)
        if not hits:
            st.info(
                words("Nothing fits “{text}”. Try a shorter part of the name, or the key (AGS).", text=plain(text)),
                icon=":material/search_off:",
            )
            return
        st.caption(words("{count} found; choose one to open it.", count=words.number(len(hits))))
        for number, hit in enumerate(hits):
            _hit(hit, number, page, view)


def _hit(hit: Hit, number: int, page: str, view: View) -> None:
    kind = view.words(find.KINDS[hit.kind])
    detail = " · ".join(part for part in (kind, hit.detail) if part)
    st.button(
        f"**{plain(hit.label)}** · {plain(detail)}",
        key=f"pick_find_{number}",
        width="stretch",
        on_click=session.callback(_chosen),
        args=(hit, page),
    )


def _chosen(hit: Hit, page: str) -> None:
    st.session_state[_TEXT] = ""
    if hit.kind == "municipality":
        st.session_state[ZOOM] = hit.code
        session.change(municipality=hit.code, cooperation=None)
    elif hit.kind == "cooperation":
        session.change(cooperation=hit.code)
    elif hit.kind == "topic":
        session.change(mode="topic", themes=(hit.code,), municipality=None, cooperation=None)
    else:
        session.change(regions=(hit.code,), municipality=None, cooperation=None)
    st.session_state[_GO] = page != "map" and _AT_HOME.get(page) != hit.kind
