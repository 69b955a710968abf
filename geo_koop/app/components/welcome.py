"""The first minutes: what one sees, in three sentences, and questions to begin with."""

import streamlit as st

from geo_koop.app.data import cache, session
from geo_koop.app.data.session import ZOOM, View
from geo_koop.app.state import State
from geo_koop.app.views import questions
from geo_koop.app.views.questions import Question

_CLOSED, _ASKED = "_geo_koop_welcome_closed", "_geo_koop_asked"


def wanted(state: State) -> bool:
    """Tell whether the welcome is shown: until it is closed, or anything is chosen but language and switches."""
    chosen = {name: getattr(state, name) for name in ("language", "project", "statutory", "own")}
    return not st.session_state.get(_CLOSED) and state == State(**chosen)


def show(view: View) -> None:
    """Show the welcome."""
    words = view.words
    with st.container(border=True, key="welcome"):
        st.subheader(words("What you see"))
        st.markdown(questions.introduction(view.whole, words))
        st.markdown(f"**{words('Questions to begin with')}**")
        for number, question in enumerate(cache.questions_of(view.as_of, words)):
            st.button(
                question.text,
                key=f"pick_question_{number}",
                icon=":material/help:",
                width="stretch",
                on_click=session.callback(_ask),
                args=(question,),
            )
        st.button(
            words("Close"),
            key="welcome_close",
            icon=":material/close:",
            type="tertiary",
            on_click=session.callback(_close),
        )


def asked() -> bool:
    """Tell once that a question was asked: its answer may change filters, which stand outside the map's part."""
    return bool(st.session_state.pop(_ASKED, False))


def _ask(question: Question) -> None:
    if "municipality" in question.change:
        st.session_state[ZOOM] = question.change["municipality"]
    session.change(**question.change)
    st.session_state[_ASKED] = True


def _close() -> None:
    st.session_state[_CLOSED] = True
