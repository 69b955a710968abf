"""The records of a register: what waits for somebody, and all of them with a search."""

import zlib

import pandas as pd
import streamlit as st

from geo_koop.app.components import fitted, register_actions, register_form
from geo_koop.app.components.page_parts import downloads
from geo_koop.app.data import kept_register, session
from geo_koop.app.data.kept_register import Desk
from geo_koop.app.data.session import View
from geo_koop.app.views import register_form as forms
from geo_koop.app.views import register_lists as views
from geo_koop.app.words import Words, plain

_SEARCH = "_geo_koop_register_search"
_MOST_OPTIONS = 3000


def show(view: View, desk: Desk) -> None:
    """Show the list, and for who may write what waits."""
    words = view.words
    table = kept_register.overview(desk)
    if desk.writes:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.button(
                words("New record"),
                type="primary",
                icon=":material/add:",
                key="register_new",
                on_click=session.callback(lambda: register_form.keep(forms.blank(words))),
            )
            register_actions.name_box(words)
        _waiting(desk, table, words)
    st.header(words("Records"))
    if table.empty:
        st.info(words("Nothing is recorded yet."), icon=":material/inbox:")
        return
    _all(desk, table, words)


def _waiting(desk: Desk, table: pd.DataFrame, words: Words) -> None:
    """Show what waits for somebody, as a list to choose from."""
    st.header(words("Work list"))
    work = kept_register.work(desk, words)
    if work.empty:
        st.success(words("Nothing waits: all records are published and looked at."), icon=":material/check_circle:")
        return
    kinds = list(dict.fromkeys(work["kind"]))
    counts = work["kind"].value_counts()
    chosen = st.pills(
        words("What waits"),
        kinds,
        format_func=lambda kind: f"{words(views.KINDS[kind])} ({words.number(counts[kind])})",
        key=f"register_work_{words.language}",
    )
    shown = work[work["kind"] == chosen] if chosen else work
    _choose(views.work_table(shown, table, words), list(shown["record"]), "work", words)


def _all(desk: Desk, table: pd.DataFrame, words: Words) -> None:
    key = f"register_search_{words.language}"
    if key not in st.session_state:
        st.session_state[key] = st.session_state.get(_SEARCH, "")
    st.text_input(
        words("Search by name, member, topic, office or identifier"),
        key=key,
        max_chars=200,
        on_change=session.callback(lambda: st.session_state.update({_SEARCH: st.session_state[key]})),
    )
    asked = st.session_state[key].strip()
    members = kept_register.with_member(desk, asked) if asked else set()
    found = views.found(table, asked, members, words)
    st.caption(words.count(len(found), words("record"), words("records")))
    if found.empty:
        st.info(words("Nothing fits “{text}”.", text=plain(asked)), icon=":material/search_off:")
        return
    if len(found) <= _MOST_OPTIONS:
        _open_box(found, words)
    shown = views.record_table(found, words, writes=desk.writes)
    _choose(shown, list(found.index), "all", words)
    downloads(lambda: shown.rename_axis("cooperation_id").reset_index(), "register", words, key="register_files")


def _open_box(found: pd.DataFrame, words: Words) -> None:
    """Let the keyboard open a record: typing narrows the names down."""
    names = found["name"]
    key = f"register_open_{words.language}_{zlib.crc32(';'.join(found.index).encode())}"
    st.selectbox(
        words("Open a record"),
        list(found.index),
        index=None,
        format_func=lambda record: f"{names[record]} · {record}",
        key=key,
        placeholder=words("Type a name, or choose a row below"),
        on_change=session.callback(lambda: _open(st.session_state[key])),
    )


def _choose(shown: pd.DataFrame, records: list[str], name: str, words: Words) -> None:
    place = f"register_{name}_{zlib.crc32(';'.join(records).encode())}"
    fitted.show(
        shown,
        words,
        most=12,
        key=place,
        selection_mode="single-row",
        on_select=session.callback(lambda: _chosen(place, records)),
    )


def _chosen(place: str, records: list[str]) -> None:
    rows = st.session_state[place]["selection"]["rows"]
    if rows and rows[0] < len(records):
        _open(records[rows[0]])


def _open(record: str | None) -> None:
    if record:
        register_actions.forget_said()
        register_actions.open_record(record)
