"""What was found by name or clicked: the map moves to the one, not to the other; a click may meet no municipality.

Where none is chosen, some are offered.
"""

import streamlit as st

from geo_koop.app.components.map import municipality_at
from geo_koop.app.components.page_parts import page_link
from geo_koop.app.data import cache, session
from geo_koop.app.data.session import ZOOM, View
from geo_koop.app.views import portrait
from geo_koop.app.words import plain

MISSED = "_geo_koop_missed"


def forget() -> None:
    """Forget that a municipality was found by name: the map stays where it is."""
    st.session_state.pop(ZOOM, None)


def offer(view: View, text: str, *, key: str) -> None:
    """Offer some municipalities to begin with, where none is chosen.

    Parameters
    ----------
    view : View
    text : str
        What to do, in words.
    key : str
        What the keys of the buttons begin with.
    """
    words = view.words
    st.markdown(text)
    for place, named in cache.made(portrait.first_examples, view.counting(view.whole), words):
        st.button(
            plain(named),
            key=f"{key}_{place}",
            icon=":material/location_city:",
            on_click=session.callback(session.change),
            kwargs={"municipality": place, "cooperation": None},
        )
    page_link("map", words("To the map"), words)


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
