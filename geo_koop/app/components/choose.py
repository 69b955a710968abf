"""A municipality that was found by name: the map moves there, as it does not for one that was clicked."""

import streamlit as st

ZOOM = "_geo_koop_zoom"


def forget() -> None:
    """Forget that a municipality was found by name: the map stays where it is."""
    st.session_state.pop(ZOOM, None)
