"""Several municipalities together: what they share, and what each of them has alone."""

import pandas as pd
import streamlit as st

from geo_koop.app.components import upset
from geo_koop.app.components.page_parts import downloads, height
from geo_koop.app.data import cache, session
from geo_koop.app.data.session import View
from geo_koop.app.state import MOST_PLACES
from geo_koop.app.views import find
from geo_koop.app.views.stack import shared_and_alone
from geo_koop.app.words import Words, plain

_TEXT, _CHOSEN = "several_text", "several_places"


def show(view: View) -> None:
    """Let the user choose municipalities by name or by clicks on the map, and compare them."""
    words, places = view.words, view.state.places
    names = view.whole.municipalities["name"]
    st.caption(words("Click municipalities on the map to add them, a second time to take them out again, or:"))
    _add(view)
    if places:
        st.session_state[_CHOSEN] = list(places)
        st.multiselect(
            words("Chosen municipalities"),
            list(places),
            format_func=lambda key: names[key],
            key=_CHOSEN,
            on_change=session.callback(lambda: session.change(places=tuple(st.session_state[_CHOSEN]))),
        )
    upset.show(view)
    if len(places) < 2:
        st.info(words("Choose at least two municipalities to see what they share."), icon=":material/join_inner:")
        return
    table = shared_and_alone(view.analysis, places, words)
    if table.empty:
        st.info(
            words("No cooperation that fits the filters covers one of them. Clear the filters, or choose others."),
            icon=":material/search_off:",
        )
        return
    _parts(table, len(places), words)
    downloads(lambda: _named(table, words).reset_index(), "gemeinden-vergleich", words, key="several")


def _add(view: View) -> None:
    words = view.words
    text = st.text_input(
        words("Add a municipality"), key=_TEXT, placeholder=words("Name or key (AGS) – then Enter"), max_chars=100
    )
    if not text:
        return
    hits = find.search(cache.index(words), text, kinds=("municipality",), limit=5)
    hits = [hit for hit in hits if hit.code not in view.state.places]
    if not hits:
        st.caption(words("No further municipality has a name like this."))
    for number, hit in enumerate(hits):
        st.button(
            f"**{plain(hit.label)}** · {plain(hit.detail)}",
            key=f"pick_several_{number}",
            icon=":material/add:",
            disabled=len(view.state.places) >= MOST_PLACES,
            width="stretch",
            on_click=session.callback(_added),
            args=(hit.code,),
        )


def _added(key: str) -> None:
    st.session_state[_TEXT] = ""
    session.change(places=(*session.view().state.places, key)[:MOST_PLACES])


def _parts(table: pd.DataFrame, number: int, words: Words) -> None:
    """Show the cooperations of all, of some, and of one alone."""
    parts = {
        words("Covers all of them"): table[table["number"] == number],
        words("Covers some of them"): table[(table["number"] < number) & (table["number"] > 1)],
    }
    alone = table[table["number"] == 1]
    parts |= {words("Only {name}", name=str(name)): part for name, part in alone.groupby("places", sort=True)}
    for title, part in parts.items():
        if part.empty and title != words("Covers all of them"):
            continue
        st.markdown(f"**{plain(title)}: {words.number(len(part))}**")
        if part.empty:
            st.caption(words("No cooperation covers all of them."))
            continue
        shown = _named(part, words)
        if part["number"].isin([1, number]).all():
            shown = shown.drop(columns=words("Municipalities"))
        st.dataframe(shown, hide_index=True, height=height(len(shown), 8))


def _named(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    headings = {
        "name": words("Name"),
        "places": words("Municipalities"),
        "topics": words("Topics"),
        "format": words("Format"),
        "binding_label": words("Bindingness"),
        "pattern": words("Spatial pattern"),
    }
    return table[list(headings)].rename(columns=headings)
