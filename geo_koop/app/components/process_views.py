"""What the page of the course shows: a time line, or forms, stages and durations of many."""

from html import escape

import streamlit as st

from geo_koop.app.components import fitted
from geo_koop.app.components.page_parts import downloads, page_link
from geo_koop.app.data import cache
from geo_koop.app.data.session import View
from geo_koop.app.views import process as views
from geo_koop.app.words import plain
from geo_koop.outputs.webmap.legend import data_uri


def one(view: View, cooperation: str) -> None:
    """Show the time line of a cooperation, and its events as a table."""
    words, whole = view.words, view.whole
    table = views.of_one(cache.made(views.events, whole, words), cooperation)
    st.header(plain(whole.cooperations.loc[cooperation, "name"]))
    for sentence in views.about(table, words):
        st.markdown(plain(sentence))
    _drawing(
        views.time_line(table, whole, cooperation, words), words("Time line; the table below names each event of it.")
    )
    if len(table):
        shown = views.event_table(table, whole, words, one=True)
        fitted.show_lines(shown, words)
        downloads(lambda: shown, "werdegang", words, key="process_one")
    page_link("cooperations", words("Record"), words, cooperation=cooperation)


def many(view: View) -> None:
    """Show what the events of all cooperations in the filter show, and what they cannot show."""
    words = view.words
    found = cache.made(views.told, view.analysis, words)
    said = views.overview(found, words)
    for sentence in said["beginning"]:
        st.markdown(plain(sentence))
    drawn = views.alluvial(found, words)
    if not drawn:
        st.info(words("No cooperation fits the filters."), icon=":material/search_off:")
        return
    st.header(words("Forms and stages"))
    picture, table = st.tabs([words("Drawing"), words("Table")])
    with picture:
        _drawing(drawn, words("How forms and stages follow each other; the table beside says the same."))
    with table:
        fitted.show_lines(views.flow_table(found, words), words)
    downloads(lambda: views.event_table(found.events, view.analysis, words), "werdegang", words, key="process_many")
    shares = views.share_tables(found, words)
    for name, heading in (
        ("binding", words("Years until a contract or a Zweckverband")),
        ("lasting", words("How long they last")),
    ):
        st.header(heading)
        for sentence in said[name]:
            st.markdown(plain(sentence))
        if name in shares:
            fitted.show_lines(shares[name], words)
            st.caption(plain(said["seldom"][0]))
    st.caption(plain(said["precision"][0]))
    st.header(words("Which end"))
    for sentence in said["ends"]:
        st.markdown(plain(sentence))
    ended = views.ended_table(found, words)
    if len(ended):
        fitted.show_lines(ended, words)


def _drawing(svg: str, label: str) -> None:
    """Show a drawing that scrolls where it is wider than the page; the keyboard reaches it."""
    if svg:
        frame = f'<div role="region" tabindex="0" aria-label="{escape(label)}" style="overflow-x:auto">'
        st.html(f'{frame}<img alt="{escape(label)}" src="{data_uri(svg)}" style="max-width:none"></div>')
