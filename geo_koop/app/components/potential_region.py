"""Potentials of a region or of several municipalities: topics by their potential, and groups of gaps."""

import zlib

import pandas as pd
import streamlit as st

from geo_koop.app.components import fitted, potential_chosen, potential_lists, potential_map
from geo_koop.app.components.page_parts import downloads
from geo_koop.app.data import cache, session
from geo_koop.app.data.session import View
from geo_koop.app.views import potential_region as views
from geo_koop.app.views.potential import choices
from geo_koop.app.words import Words, plain
from geo_koop.planning import gaps
from geo_koop.result.analysis import Analysis


def show(view: View) -> None:
    """Show the groups of gaps of the topic, and all topics by their potential."""
    words, state = view.words, view.state
    codes = state.places if state.beginning == "several" else state.filters.regions
    if state.beginning == "several" and not codes:
        st.info(
            words("Choose municipalities above, or click them on the map or draw around them there."),
            icon=":material/join_inner:",
        )
    keys = cache.made(potential_map.keys_of, view.whole, words, state.beginning, *codes)
    name = _name(view, codes)
    if state.theme in choices(words):
        _topic(view, keys, name)
    if keys:
        _ranking(view, cache.made(ranking_of, view.whole, words, *keys), name)


def ranking_of(whole: Analysis, _words: Words, *keys: str) -> pd.DataFrame:
    """Return the topics of some municipalities by their potential."""
    return gaps.ranking(whole, whole.municipalities.index.isin(keys))


def _name(view: View, codes: tuple[str, ...]) -> str:
    words = view.words
    if view.state.beginning == "several":
        names = view.whole.municipalities["name"].astype("str")
        return words.listing([names[key] for key in codes], most=3)
    labels = cache.region_labels(words)
    return words.listing([labels.get(code, code) for code in codes], most=3) or words("All that was surveyed")


def _topic(view: View, keys: list[str], name: str) -> None:
    words, whole, topic = view.words, view.whole, view.state.theme
    inside = whole.municipalities.index.isin(keys)
    table = gaps.group_table(whole, topic, inside)
    if keys:
        st.markdown(f"**{plain(views.topic_sentence(whole, topic, inside, table, name, words))}**")
    begin, codes = view.state.beginning, view.state.filters.regions
    shown = potential_map.section(whole, view.state, codes)
    seen = cache.made(potential_map.keys_of, whole, words, begin, *shown) if begin == "region" else keys
    potential_map.groups(view, topic, table, seen)
    if table.empty:
        return
    st.header(plain(words("Groups with the same gap: {topic}", topic=words.label("topics", topic))))
    sizes = views.group_sizes(whole, table, words)
    if len(sizes):
        fitted.show_lines(sizes.astype(object).map(lambda value: _said(value, words)), words)
    shown = views.groups_table(whole, table, words)
    mark = zlib.crc32(repr((topic, list(shown.index))).encode())
    chosen = potential_lists.choosing(view, shown, f"potential_groups_{mark}")
    downloads(lambda: potential_lists.with_key(shown, view), f"luecken_{topic}", words, key="potential_groups")
    potential_chosen.show(view, "", topic, "found", shown.loc[chosen])


def _said(value: object, words: Words) -> str:
    return value if isinstance(value, str) else words.number(value)


def _ranking(view: View, ranking: pd.DataFrame, name: str) -> None:
    words = view.words
    st.header(words("Topics by their potential"))
    st.markdown(plain(views.ranking_sentence(ranking, name, words)))
    table = views.ranking_table(ranking, words)
    if table.empty:
        return
    key = f"potential_ranking_{zlib.crc32(repr(list(table.index)).encode())}"
    fitted.show(
        table,
        words,
        most=12,
        on_select=session.callback(lambda: _chosen(key, list(table.index))),
        selection_mode="single-row",
        key=key,
    )
    st.caption(
        words(
            "Choose a row to see its groups on the map. Could begin: a gap, and at least two neighbours with the same "
            "gap, also outside of the region. Shares are of the surveyed municipalities; statutory bodies count as "
            "covering."
        )
    )
    downloads(lambda: potential_lists.with_key(table, view), "potenziale_themen", words, key="potential_ranking")


def _chosen(key: str, topics: list[str]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows and rows[0] < len(topics):
        session.change(themes=(str(topics[rows[0]]),))
