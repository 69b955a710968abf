"""The records of a register: what waits for somebody, and all of them with a search."""

import zlib

import pandas as pd
import streamlit as st

from geo_koop.app.components import fitted, register_actions, register_form
from geo_koop.app.components.page_parts import downloads
from geo_koop.app.data import kept_register, session
from geo_koop.app.data.kept_register import Desk
from geo_koop.app.data.session import View
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
            register_form.new_button(words, first=True)
            register_actions.name_box(words)
        _waiting(desk, table, words)
        if desk.may("administer"):
            _settings(desk, words)
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
    drafts = shown[shown["kind"].isin(("mine", "publish"))]
    if len(drafts) > 1 and desk.may("publish"):
        st.button(
            words("Publish all {count} that are mine or looked at", count=len(drafts)),
            icon=":material/publish:",
            key="register_publish_all",
            on_click=session.callback(_publish_all),
            args=(desk, list(drafts["record"]), words),
        )
    targets = [_target(one) for one in shown.to_dict("records")]
    _choose(views.work_table(shown, table, words), targets, "work", words)


def _settings(desk: Desk, words: Words) -> None:
    """Let the user decide how the register is kept."""
    with st.expander(words("How this register is kept")):
        for name, here, label in (
            ("suggestions", desk.suggestions, words("Visitors may suggest corrections")),
            ("four_eyes", desk.four_eyes, words("Somebody else than the last editor has to publish")),
        ):
            key = f"register_setting_{name}_{words.language}_{desk.number}"
            if key not in st.session_state:
                st.session_state[key] = here
            st.checkbox(label, key=key, on_change=session.callback(_set), args=(desk, name, key))


def _set(desk: Desk, name: str, key: str) -> None:
    from geo_koop.register import people

    value = "yes" if st.session_state[key] else "no"
    people.change_setting(desk.register, name, value, actor=kept_register.actor(), now=kept_register.now())
    kept_register.written()


def _publish_all(desk: Desk, chosen: list[str], words: Words) -> None:
    from geo_koop.register import review

    with desk.register.reading() as connection:
        states = review.states(connection).set_index("record")["revision"]
    seen = {record: int(states[record]) for record in chosen}
    done = review.publish(desk.register, seen, actor=kept_register.actor(), now=kept_register.now())
    said = words("Published: {count} records.", count=len(done))
    register_actions.say(said, undo=kept_register.published_in(desk, done))
    kept_register.written()


def _target(work: dict[str, str]) -> tuple[str, str, str]:
    """Return which record somebody has to open, which part of it, and what it is compared with."""
    part = {"duplicate": "more", "suggestion": "review", "comment": "review"}.get(work["kind"], "")
    part = "review" if work["kind"] in ("publish", "review", "mine") else part
    return work["record"], part, work["other"]


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
    _choose(shown, [(str(record), "", "") for record in found.index], "all", words)
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


def _choose(shown: pd.DataFrame, targets: list[tuple[str, str, str]], name: str, words: Words) -> None:
    place = f"register_{name}_{words.language}_{zlib.crc32(repr(targets).encode())}"
    fitted.show(
        shown,
        words,
        most=12,
        key=place,
        selection_mode="single-row",
        on_select=session.callback(lambda: _chosen(place, targets)),
    )


def _chosen(place: str, targets: list[tuple[str, str, str]]) -> None:
    rows = st.session_state[place]["selection"]["rows"]
    if rows and rows[0] < len(targets):
        _open(*targets[rows[0]])


def _open(record: str | None, part: str = "", other: str = "") -> None:
    if record:
        register_actions.forget_said()
        register_actions.open_record(record, part)
        st.session_state[register_actions.OTHER] = other
