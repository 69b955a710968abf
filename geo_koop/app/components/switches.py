"""The switches of what numbers of cooperations and partners count."""

import streamlit as st

from geo_koop.app.data import session
from geo_koop.app.data.session import View


def statutory(view: View) -> None:
    """Let the user leave out what a law prescribes; a filter by obligation decides instead where one is set."""
    words, key = view.words, "switch_statutory"
    decided = bool(view.state.filters.obligation)
    st.session_state[key] = not decided and not view.state.statutory
    st.toggle(
        words("without statutory bodies"),
        key=key,
        disabled=decided,
        on_change=session.callback(lambda: session.change_all(statutory=not st.session_state[key])),
        help=words("The filter “Obligation” decides what is counted.")
        if decided
        else words(
            "A law makes every municipality a member of a regional planning association: it would make everybody "
            "everybody's partner. Numbers of cooperations and partners leave such bodies out; coverage and gaps "
            "count all. Where nobody knows whether a law prescribes a cooperation, it counts as voluntary."
        ),
    )


def own(view: View) -> None:
    """Let the user count own memberships alone."""
    words, key = view.words, "switch_own"
    st.session_state[key] = view.state.own
    st.toggle(
        words("own memberships only"),
        key=key,
        on_change=session.callback(lambda: session.change_all(own=bool(st.session_state[key]))),
        help=words(
            "Leaves out what covers a municipality only because its district or its association is a member. "
            "Coverage and gaps count all."
        ),
    )


def show(view: View) -> None:
    """Show both switches beside each other."""
    with st.container(horizontal=True, vertical_alignment="center", key="switches", width="content"):
        statutory(view)
        own(view)
