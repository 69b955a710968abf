"""Boxes to choose a municipality or a cooperation by name: the way without the map."""

import streamlit as st

from geo_koop.app import session
from geo_koop.app.session import View
from geo_koop.app.views import municipality_labels

ZOOM = "_geo_koop_zoom"


def municipality(view: View) -> None:
    """Let the user choose a municipality by name."""
    labels = municipality_labels(view.whole)
    st.session_state["choose_municipality"] = view.state.municipality
    st.selectbox(
        view.words("Municipality"),
        list(labels.index),
        format_func=labels.to_dict().get,
        key="choose_municipality",
        placeholder=view.words("Search by name"),
        on_change=_municipality_chosen,
    )


def cooperation(view: View) -> None:
    """Let the user choose one of the cooperations that the filters leave, and the chosen one."""
    names = view.analysis.cooperations["name"]
    chosen = view.state.cooperation
    if chosen and chosen not in names.index:
        names = view.whole.cooperations["name"].loc[[*names.index, chosen]]
    names = names.iloc[names.str.casefold().argsort(kind="stable")]
    st.session_state["choose_cooperation"] = chosen
    st.selectbox(
        view.words("Cooperation"),
        list(names.index),
        format_func=names.to_dict().get,
        key="choose_cooperation",
        placeholder=view.words("Search by name"),
        on_change=_cooperation_chosen,
    )


def forget() -> None:
    """Forget that a municipality was found by name: the map stays where it is."""
    st.session_state.pop(ZOOM, None)


def _municipality_chosen() -> None:
    chosen = st.session_state["choose_municipality"]
    st.session_state[ZOOM] = chosen
    session.change(municipality=chosen, cooperation=None)


def _cooperation_chosen() -> None:
    session.change(cooperation=st.session_state["choose_cooperation"])
