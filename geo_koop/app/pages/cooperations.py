"""Page: the searchable table of cooperations, and one of them in full."""

import zlib

import pandas as pd
import streamlit as st

from geo_koop.app.components import cooperation, fitted
from geo_koop.app.components.page_parts import downloads, page_link
from geo_koop.app.data import session
from geo_koop.app.data.session import View
from geo_koop.app.views.sentences import cooperation_table, search
from geo_koop.app.words import Words, plain


def render() -> None:
    """Show the page."""
    view = session.view()
    words = view.words
    st.title(words("Cooperations"))
    text = st.text_input(
        words("Search"), key="search", placeholder=words("Name, topic, format, member, note …"), max_chars=200
    )
    everything = cooperation_table(view.analysis, words)
    table = search(everything, view.analysis, text or "")
    st.markdown(
        words(
            "{shown} of {all} recorded cooperations, as of {date}. Choose a row to see all about it.",
            shown=words.number(len(table)),
            all=words.number(len(view.whole.cooperations)),
            date=words.day(view.as_of),
        )
    )
    if table.empty:
        st.info(words("No cooperation fits the search and the filters."), icon=":material/search_off:")
    else:
        _table(table, words)
        downloads(lambda: _named(table, words).reset_index(), "kooperationen", words, key="cooperations")
    _detail(view)


def _named(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return the table with headings in the language, in the order of the page."""
    headings = {
        "name": words("Name"),
        "topics": words("Topics"),
        "format": words("Format"),
        "pattern": words("Spatial pattern"),
        "members": words("Members"),
        "unclear": words("unclear"),
        "binding_label": words("Bindingness"),
        "stage": words("Stage"),
        "status": words("On the date"),
        "start": words("Start"),
        "end": words("End"),
        "not_drawn": words("Not counted, because"),
    }
    return table[list(headings)].rename(columns=headings)


def _table(table: pd.DataFrame, words: Words) -> None:
    shown = _named(table, words)
    key = f"cooperations_table_{zlib.crc32(';'.join(table.index).encode())}"
    fitted.show(
        shown,
        words,
        most=16,
        on_select=session.callback(lambda: _row_chosen(key, list(table.index))),
        selection_mode="single-row",
        key=key,
    )


def _row_chosen(key: str, ids: list[str]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    session.change(cooperation=ids[rows[0]] if rows and rows[0] < len(ids) else None)


def _detail(view: View) -> None:
    chosen, words = view.state.cooperation, view.words
    if not chosen:
        return
    st.divider()
    if chosen not in view.analysis.cooperations.index:
        st.caption(words("This cooperation does not fit the filters."))
    st.header(plain(view.whole.cooperations.loc[chosen, "name"]))
    with st.container(horizontal=True):
        page_link("map", words("Show on the map"), words, cooperation=chosen, view=None)
        page_link("examples", words("Cooperations like this"), words, like=chosen, text="")
        page_link("scenario", words("Try a change: what if"), words, cooperation=chosen)
        page_link("law", words("Law and funding for its members"), words, cooperation=chosen, parties="cooperation")
    cooperation.show(view.whole, chosen, words, heading=False)


if __name__ == "__main__":
    render()
