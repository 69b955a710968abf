"""Small parts of the page of the register: what was done, and its way back; which record is open; who writes."""

from collections.abc import Iterable

import streamlit as st

from geo_koop.app.data import kept_register, session
from geo_koop.app.data.kept_register import RECORD, Desk
from geo_koop.app.data.session import View
from geo_koop.app.guard import access
from geo_koop.app.words import Words, plain

SAID, _ASKED = "_geo_koop_register_said", "_geo_koop_register_asked"
PART = "_geo_koop_register_part"
"""Key of the session: which part of a record, or of the register, is shown."""
OTHER = "_geo_koop_register_other"
"""Key of the session: which record the open one may be the same as."""
_LONGEST = 120


def bullets(lines: Iterable[str]) -> None:
    """Show lines as a list."""
    st.markdown("\n".join(f"- {plain(line)}" for line in lines))


def say(text: str, *, undo: int | None = None) -> None:
    """Say in the next run what was done; with a revision, offer to undo it."""
    st.session_state[SAID] = (text, undo)


def show_said(desk: Desk, words: Words) -> None:
    """Show what was done, until something else is done."""
    said = st.session_state.get(SAID)
    if not said:
        return
    text, undo = said
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(plain(text), icon=":material/check_circle:")
        if undo is not None and desk.may("publish"):
            st.button(
                words("Undo"),
                icon=":material/undo:",
                key=f"register_undo_{undo}",
                on_click=session.callback(lambda: revert(desk, undo, words)),
            )


def forget_said() -> None:
    """Say no more what was done."""
    st.session_state.pop(SAID, None)


def revert(desk: Desk, number: int, words: Words) -> None:
    """Undo a revision by a new one."""
    from geo_koop.register import revisions

    made = revisions.revert(
        desk.register,
        number,
        now=kept_register.now(),
        author=kept_register.actor(),
        reason=words("Revision {number} undone", number=number),
    )
    if made is None:
        say(words("Nothing differs: no revision was made."))
    else:
        say(words("Revision {number} is undone by revision {made}.", number=number, made=made), undo=made)
    kept_register.written()


def opened_in(view: View) -> str:
    """Return the record that is open; empty where the list is shown. One that the address names anew opens."""
    asked = view.state.cooperation
    if asked != st.session_state.get(_ASKED):
        st.session_state[_ASKED] = asked
        if asked:
            open_record(asked)
    return str(st.session_state.get(RECORD) or "")


def open_record(record: str, part: str = "") -> None:
    """Open a record, or go back to the list; what readers see of records is named by the address too."""
    st.session_state[RECORD] = record
    st.session_state[PART] = part
    view = session.view()
    named = record if record in view.whole.cooperations.index else None
    if view.state.cooperation != named:
        session.change(cooperation=named)
    st.session_state[_ASKED] = named


def name_box(words: Words) -> None:
    """Ask under which name the person at this machine writes; whoever logs in has one."""
    if not access.is_owner():
        return
    key = f"register_name_{words.language}"
    if key not in st.session_state:
        st.session_state[key] = kept_register.name()
    st.text_input(
        words("Your name in the history"),
        key=key,
        max_chars=_LONGEST,
        on_change=session.callback(_keep_name),
        args=(key,),
        help=words("Stands beside each change that you make. GEO_KOOP_AUTHOR sets it for good."),
    )


def _keep_name(key: str) -> None:
    st.session_state[kept_register.NAME] = str(st.session_state[key]).strip()
