"""Page: examples to copy from, found by words, by likeness, and by what others of a size do."""

from datetime import date

import pandas as pd
import streamlit as st

from geo_koop.app.components import chips, examples_form, fitted, row_table
from geo_koop.app.components.page_parts import page_link
from geo_koop.app.data import cache, session
from geo_koop.app.data.session import View
from geo_koop.app.views import examples as views
from geo_koop.app.words import Words, plain
from geo_koop.errors import UsageError
from geo_koop.locale import translator
from geo_koop.planning.search_index import SearchIndex
from geo_koop.planning.sizes import SIZES
from geo_koop.result.analysis import Analysis

_CARDS = 12


def render() -> None:
    """Show the page."""
    view = session.view()
    words, state = view.words, view.state
    st.title(words("Examples"))
    examples_form.show(view)
    chips.show(view)
    like = str(view.whole.cooperations.loc[state.like, "name"]) if state.like else ""
    size = SIZES.index(state.size) if state.size is not None else None
    index = _index(cache.mark(), view.as_of, words.language, view.whole)
    table = views.found(view.analysis, view.whole, index, text=state.text, size=size, like=state.like)
    day = words.day(view.as_of)
    said = views.sentence(table, words, text=state.text, size=size, like=like, day=day)
    st.markdown(f"**{plain(said)}**")
    if table.attrs.get("left_out"):
        st.caption(words("The text is too long: only its first words were looked for."))
    if state.like:
        st.button(
            words("All examples again"),
            icon=":material/close:",
            on_click=session.callback(session.change),
            kwargs={"like": None},
            key="examples_unlike",
        )
    if table.empty:
        st.info(words("Use fewer or shorter words, or take filters away."), icon=":material/search_off:")
    else:
        _results(view, table)
    _of_size(view)


@cache.kept(shared=4, own=1)
def _index(mark: str, as_of: date, language: str, _whole: Analysis) -> SearchIndex:
    return SearchIndex(_whole, language)


def _results(view: View, table: pd.DataFrame) -> None:
    words = view.words
    forms = {"cards": words("Cards"), "table": words("Table")}
    form = st.segmented_control(
        words("Shown as"), list(forms), default="cards", format_func=lambda code: forms[code], key="examples_form"
    )
    if form == "table":
        shown = views.listed(table, view.whole, words)
        row_table.show(shown, "beispiele", view, field="cooperation", key="examples_table")
        chosen = view.state.cooperation
        if chosen in table.index:
            _ways(str(chosen), words, on_map=False)
        return
    for card in views.cards(table.head(_CARDS), view.whole, words):
        with st.container(border=True, gap="small", key=f"example_{card.identifier}"):
            _card(card, words)
    if len(table) > _CARDS:
        st.caption(words("The first {count} as cards; the table holds all.", count=words.number(_CARDS)))


def _card(card: views.Card, words: Words) -> None:
    st.markdown("  \n".join(filter(None, (f"**{plain(card.name)}**", plain(card.reason)))))
    st.caption("  \n".join(map(plain, card.facts)))
    _ways(card.identifier, words)


def _ways(identifier: str, words: Words, *, on_map: bool = True) -> None:
    """Lead on from an example: to its record, to the map, and to what is like it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        page_link("cooperations", words("Record"), words, cooperation=identifier)
        if on_map:
            page_link("map", words("Show on the map"), words, cooperation=identifier, view=None)
        st.button(
            words("Cooperations like this"),
            icon=":material/join_inner:",
            on_click=session.callback(session.change),
            kwargs={"like": identifier, "text": ""},
            key=f"like_{identifier}",
        )


def _of_size(view: View) -> None:
    """Tell what other municipalities of the size of the chosen one do."""
    words, key = view.words, view.state.municipality
    st.header(words("What others of this size do"))
    if not key:
        st.caption(words("Search for a municipality above to see what others of its size do, topic by topic."))
        return
    try:
        table = cache.made(views.by_size, view.whole, words, key)
    except UsageError as error:
        st.info(" ".join(map(plain, error.words(translator(words.language, "errors")))), icon=":material/info:")
        return
    st.markdown(plain(views.size_sentence(table, view.whole, key, words)))
    fitted.show(views.size_table(table, words), words, most=14)


if __name__ == "__main__":
    render()
