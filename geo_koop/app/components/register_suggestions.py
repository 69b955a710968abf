"""What was suggested from outside on a record: what it would change, and the decision."""

from typing import TYPE_CHECKING

import streamlit as st

from geo_koop.app.components import fitted, register_actions
from geo_koop.app.data import kept_register, session
from geo_koop.app.data.kept_register import Desk
from geo_koop.app.views import register_changes
from geo_koop.app.views import register_words as labels
from geo_koop.app.words import Words, plain

if TYPE_CHECKING:
    from geo_koop.register.records import Opened
    from geo_koop.register.suggestions import Suggestion

_LONGEST = 500


def show(desk: Desk, opened: "Opened", words: Words) -> None:
    """Show the open suggestions on a record."""
    if not opened.suggestions:
        return
    st.subheader(words("Suggested from outside ({count})", count=len(opened.suggestions)))
    for one in opened.suggestions:
        with st.container(border=True):
            _one(desk, opened, one, words)


def _one(desk: Desk, opened: "Opened", one: "Suggestion", words: Words) -> None:
    from geo_koop.register import decisions

    heading = words("Suggestion {number}, {when}", number=one.number, when=labels.moment(one.received, words))
    st.markdown(f"**{plain(', '.join(part for part in (heading, one.sender) if part))}**")
    if one.note:
        st.markdown(plain(one.note))
    if one.source:
        st.caption(plain(words("Source: {text}", text=one.source)))
    _found, compared, seen = decisions.compared(desk.register, one.number, actor=kept_register.actor())
    before, after = (register_changes.of_content(side) for side in (compared.theirs, compared.mine))
    if one.content is not None:
        table = register_changes.table(before, after, words, words("Now"), words("Suggested"))
        fitted.show(table, words, most=8)
    key = f"register_answer_{one.number}_{words.language}"
    st.text_input(words("Why it is taken over, or not"), key=key, max_chars=_LONGEST)
    with st.container(horizontal=True):
        if one.content is not None:
            st.button(
                words("Take over as a draft"),
                type="primary",
                icon=":material/check:",
                key=f"register_accept_{one.number}",
                on_click=session.callback(lambda: _accept(desk, one, seen, st.session_state[key], words)),
            )
        st.button(
            words("Decline") if one.content is not None else words("Dealt with"),
            icon=":material/close:",
            key=f"register_decline_{one.number}",
            on_click=session.callback(lambda: _decline(desk, one, st.session_state[key], words)),
        )


def _accept(desk: Desk, one: "Suggestion", seen: int, reason: str, words: Words) -> None:
    from geo_koop.register import decisions

    # What was suggested stands in the table: it holds also where the record was changed since.
    _found, compared, _seen = decisions.compared(desk.register, one.number, actor=kept_register.actor())
    saved = decisions.accept(
        desk.register,
        one.number,
        seen=seen,
        actor=kept_register.actor(),
        now=kept_register.now(),
        reason=reason,
        decisions={difference.place: "mine" for difference in compared.collisions},
    )
    register_actions.say(words("Taken over as a draft; publish it below."), undo=saved.revision)
    kept_register.written()


def _decline(desk: Desk, one: "Suggestion", reason: str, words: Words) -> None:
    from geo_koop.register import decisions

    decisions.decline(desk.register, one.number, actor=kept_register.actor(), now=kept_register.now(), reason=reason)
    register_actions.say(words("The suggestion is decided."))
    kept_register.written()
