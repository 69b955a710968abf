"""Beside the map while nothing is chosen: what the map shows, as words and a list to choose from."""

import numpy as np
import pandas as pd
import streamlit as st

from geo_koop.app.components import drill, map_panel, row_choice
from geo_koop.app.components.page_parts import page_link
from geo_koop.app.data import cache
from geo_koop.app.data.session import View
from geo_koop.app.views.coverage_tables import chosen, gap_table, shares, topic_sentence
from geo_koop.app.views.sentences import pattern_label
from geo_koop.app.words import Words, plain
from geo_koop.model import Filters
from geo_koop.result.analysis import Analysis

MOST_ROWS = 50
"""A list beside the map is looked through, not read: more rows would only make each change of a filter slow."""


def show(view: View) -> None:
    """Show gaps of the topic, the cooperations that fit the filters, or how to begin."""
    if view.state.mode == "topic":
        _gaps(view)
    elif view.state.filters != Filters():
        _cooperations(view)
    elif drill.district_of(view):
        drill.show(view, map_panel.in_section(view))
    else:
        st.info(
            view.words(
                "Click a municipality on the map, or search for it above: "
                "every recorded cooperation that covers it is listed, the most binding first."
            ),
            icon=":material/touch_app:",
        )
        drill.show(view, map_panel.in_section(view))


def _gaps(view: View) -> None:
    words, topic = view.words, view.state.theme
    st.subheader(plain(words.label("topics", topic)))
    found = shares(view.analysis, view.state.filters, topic, words)
    st.markdown(plain(topic_sentence(found, words)))
    table = gap_table(view.analysis, view.state.filters, topic, words)
    if table.empty:
        return
    left_out = chosen(view.analysis.provenance.filters, topic)
    heading = (
        words("Municipalities without a cooperation in the filter")
        if left_out
        else words("Municipalities without a recorded cooperation")
    )
    st.markdown(f"**{plain(heading)}**")
    keys = list(table[words("Key")])
    row_choice.show(table.head(MOST_ROWS), keys, "municipality", key="overview")
    _rest(view, len(table), "coverage")


def _cooperations(view: View) -> None:
    words = view.words
    count, listed = cache.made(_first_by_name, view.counted, words)
    st.subheader(words("What fits the filters"))
    if not count:
        st.info(
            words("No cooperation fits the filters. Clear one of them, or choose another date."),
            icon=":material/search_off:",
        )
        return
    st.markdown(words.count(count, words("cooperation"), words("cooperations")) + ":")
    row_choice.show(listed, list(listed.index), "cooperation", key="overview")
    _rest(view, count, "cooperations")


def _first_by_name(analysis: Analysis, words: Words) -> tuple[int, pd.DataFrame]:
    """Return how many cooperations are shown, and the first of them by name; only what is listed needs words."""
    shown = np.asarray(analysis.values("shown"), dtype=bool)
    rows = analysis.rows()[cache.by_name()]
    rows = rows[rows >= 0]
    first = rows[shown[rows]][:MOST_ROWS]
    ids, name, pattern, doubt, members = (
        analysis.values(column, first) for column in ("cooperation_id", "name", "pattern", "provisional", "n_members")
    )
    labels = [pattern_label(code, bool(unsure), words) for code, unsure in zip(pattern, doubt, strict=True)]
    table = {words("Name"): name, words("Spatial pattern"): labels, words("Members"): members}
    return int(shown.sum()), pd.DataFrame(table, index=ids)


def _rest(view: View, count: int, page: str) -> None:
    """Lead to the page that lists all, where these are only the first."""
    if count > MOST_ROWS:
        st.caption(view.words("The first {count} are listed.", count=MOST_ROWS))
        page_link(page, view.words("Show all {count}", count=view.words.number(count)), view.words)
