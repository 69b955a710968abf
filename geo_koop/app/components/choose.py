"""What was found by name or clicked: the map moves to the one, not to the other; a click may meet no municipality."""

import streamlit as st

from geo_koop.app.components.map import municipality_at
from geo_koop.app.data.session import ZOOM, View
from geo_koop.app.words import plain

MISSED = "_geo_koop_missed"


def forget() -> None:
    """Forget that a municipality was found by name: the map stays where it is."""
    st.session_state.pop(ZOOM, None)


def missed(view: View) -> None:
    """Say where the last click met no municipality."""
    place = st.session_state.get(MISSED)
    if not place:
        return
    words, areas = view.words, view.whole.unincorporated
    key = municipality_at(areas, *place) if len(areas) else None
    if key is None:
        st.info(words("There is no municipality of these boundaries at this point."), icon=":material/wrong_location:")
        return
    st.info(
        words(
            "{name} is an unincorporated area: it has no council, so it is no member of any cooperation "
            "and never counts as a gap.",
            name=plain(areas.loc[key, "name"]),
        ),
        icon=":material/forest:",
    )
