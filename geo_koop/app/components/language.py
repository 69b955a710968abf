"""The choice of the language, at the top of every page."""

import streamlit as st

from geo_koop.app.data import session
from geo_koop.app.data.session import View
from geo_koop.locale import LANGUAGES

_KEY = "filter_lang"


def show(view: View) -> None:
    """Show the choice; each language is called by its code, as visitors know it from other pages."""
    st.session_state[_KEY] = view.state.language
    with st.container(key="language", width="content"):
        st.segmented_control(
            view.words("Language"),
            LANGUAGES,
            format_func=str.upper,
            key=_KEY,
            label_visibility="collapsed",
            on_change=session.callback(_changed),
        )


def _changed() -> None:
    session.change(language=st.session_state[_KEY] or session.words().language)
