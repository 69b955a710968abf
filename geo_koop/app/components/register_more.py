"""What is done with a whole record: take it out, bring it back, merge it with another."""

from typing import TYPE_CHECKING

import streamlit as st

from geo_koop.app.components import register_actions
from geo_koop.app.data import kept_register, session
from geo_koop.app.data.kept_register import Desk
from geo_koop.app.data.session import View
from geo_koop.app.words import Words

if TYPE_CHECKING:
    from geo_koop.register.records import Opened

_LONGEST = 500


def show(view: View, desk: Desk, opened: "Opened") -> None:
    """Show what can be done with a record as a whole."""
    words = view.words
    reason, source = _about(opened, words)
    if opened.working is None:
        st.button(
            words("Bring the record back"),
            type="primary",
            icon=":material/restore:",
            key="register_bring_back",
            on_click=session.callback(lambda: _bring_back(desk, opened, *_given(reason, source), words)),
        )
        return
    st.subheader(words("Take out"))
    st.caption(words("Readers no longer see the record. Its history keeps it, and it can be brought back."))
    st.button(
        words("Take the record out"),
        icon=":material/delete:",
        key="register_take_out",
        on_click=session.callback(lambda: _take_out(desk, opened, *_given(reason, source), words)),
    )


def _about(opened: "Opened", words: Words) -> tuple[str, str]:
    """Ask why and by what source; returns the keys of the two fields."""
    left, right = st.columns(2)
    reason, source = (f"register_more_{name}_{words.language}_{opened.cooperation_id}" for name in ("reason", "source"))
    left.text_input(words("Why?"), key=reason, max_chars=_LONGEST)
    right.text_input(words("What attests it?"), key=source, max_chars=_LONGEST)
    return reason, source


def _given(reason: str, source: str) -> tuple[str, str]:
    return str(st.session_state.get(reason, "")), str(st.session_state.get(source, ""))


def _take_out(desk: Desk, opened: "Opened", reason: str, source: str, words: Words) -> None:
    from geo_koop.register import records

    answer = records.remove(
        desk.register,
        opened.cooperation_id,
        based_on=opened.revision,
        actor=kept_register.actor(),
        now=kept_register.now(),
        reason=reason,
        source=source,
        publish=True,
    )
    if isinstance(answer, records.Collision):
        register_actions.say(words("Somebody else changed this record meanwhile; nothing was done. Look at it again."))
    else:
        name = opened.working.name if opened.working else opened.cooperation_id
        register_actions.say(words("{name} was taken out.", name=name), undo=answer.revision)
        register_actions.open_record("")
    kept_register.written()


def _bring_back(desk: Desk, opened: "Opened", reason: str, source: str, words: Words) -> None:
    from geo_koop.register import records

    answer = records.restore(
        desk.register,
        opened.cooperation_id,
        actor=kept_register.actor(),
        now=kept_register.now(),
        reason=reason,
        source=source,
        publish=True,
    )
    if isinstance(answer, records.Saved):
        register_actions.say(words("The record is back, and readers see it."), undo=answer.revision)
    kept_register.written()
