"""One record of the register: what it holds, what readers do not see yet, its history, and what can be done with it."""

from typing import TYPE_CHECKING

import streamlit as st

from geo_koop.app.components import (
    fitted,
    register_actions,
    register_form,
    register_history,
    register_more,
    register_review,
    register_suggest,
)
from geo_koop.app.components.register_actions import PART
from geo_koop.app.data import kept_register, session
from geo_koop.app.data.kept_register import Desk
from geo_koop.app.data.session import View
from geo_koop.app.views import register_form as forms
from geo_koop.app.views import register_record as views
from geo_koop.app.words import Words, plain
from geo_koop.locale import mark as _

if TYPE_CHECKING:
    from geo_koop.register.content import Content
    from geo_koop.register.records import Opened

_PARTS = {
    "content": _("Content"),
    "review": _("Look at it and publish"),
    "history": _("History"),
    "more": _("Merge or take out"),
    "suggest": _("Make a suggestion"),
}


def show(view: View, desk: Desk, record: str) -> None:
    """Show a record."""
    words = view.words
    with st.container(horizontal=True):
        st.button(
            words("Back to the list"),
            icon=":material/arrow_back:",
            key="register_back",
            on_click=session.callback(_back),
        )
        if desk.writes:
            register_form.new_button(words)
    opened = kept_register.opened(desk, record)
    shown = opened.working or opened.published
    st.header(plain(shown.name if shown else record))
    st.caption(plain(views.status(opened, words, writes=desk.writes)))
    part = _part(desk, opened, words)
    if part == "review":
        register_review.show(view, desk, opened)
    elif part == "history":
        register_history.show(view, desk, record)
    elif part == "more":
        register_more.show(view, desk, opened)
    elif part == "suggest":
        register_suggest.show(view, desk, opened)
    else:
        _content(desk, opened, shown, words)


def _back() -> None:
    register_actions.forget_said()
    register_actions.open_record("")


def _part(desk: Desk, opened: "Opened", words: Words) -> str:
    """Let the user choose what is shown of the record."""
    parts = ["content"]
    if desk.writes:
        parts += ["review"] if opened.waiting or opened.suggestions or opened.comments else []
        parts += ["history", *(["more"] if desk.may("publish") else [])]
    else:
        parts += ["history", *(["suggest"] if desk.suggestions else [])]
    here = st.session_state.get(PART) or parts[0]
    here = here if here in parts else parts[0]
    key = f"register_part_{words.language}_{opened.cooperation_id}_{len(parts)}"
    st.session_state[key] = here
    st.segmented_control(
        words("What is shown"),
        parts,
        format_func=lambda part: words(_PARTS[part]),
        key=key,
        label_visibility="collapsed",
        on_change=session.callback(lambda: st.session_state.update({PART: st.session_state[key] or here})),
    )
    return here


def _content(desk: Desk, opened: "Opened", shown: "Content | None", words: Words) -> None:
    if shown is None:
        st.info(words("The record was taken out. Its history keeps it."), icon=":material/delete:")
        if opened.survivor:
            st.button(
                words("Open the record it was merged into: {record}", record=plain(opened.survivor)),
                icon=":material/arrow_forward:",
                on_click=session.callback(register_actions.open_record),
                args=(opened.survivor,),
            )
        return
    if desk.writes:
        st.button(
            words("Change this record"),
            type="primary",
            icon=":material/edit:",
            key="register_edit",
            on_click=session.callback(lambda: edit(opened, shown)),
        )
    facts = views.facts(shown, words)
    st.markdown("  \n".join(f"**{plain(label)}:** {plain(text)}" for label, text in facts))
    for title, table, none in views.tables(shown, words):
        st.subheader(title)
        if table.empty:
            st.caption(none)
        else:
            fitted.show(table, words, most=10)
    found = views.findings(opened, words)
    if found:
        st.subheader(words("What was noticed"))
        register_actions.bullets(found)


def edit(opened: "Opened", shown: "Content") -> None:
    """Fill in the form of a record."""
    register_actions.forget_said()
    register_form.keep(forms.begin(opened.cooperation_id, opened.revision, shown.fields, shown.rows))
