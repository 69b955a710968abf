"""Page: from a potential to a decision, what is there at each step, and all of it as one pack."""

import streamlit as st

from geo_koop.app.components import undertaking
from geo_koop.app.data import cache, session
from geo_koop.app.views import scenario as scenario_views
from geo_koop.app.words import plain
from geo_koop.errors import GeoKoopError


def render() -> None:
    """Show the page."""
    view = session.view()
    words = view.words
    st.title(words("Undertaking"))
    st.markdown(
        words(
            "From a potential to a decision: what this session has put together, step by step, and all of it as one "
            "pack for the council. It stays in this session; the file below keeps it."
        )
    )
    try:
        with cache.waiting(words):
            about = undertaking.current(view)
    except GeoKoopError as error:
        about = None
        for fault in scenario_views.faults(error, words):
            st.warning(plain(fault), icon=":material/edit:")
    if about is not None:
        name = plain(about.subject.name)
        st.info(words("“{name}” is a scenario, no recorded state.", name=name), icon=":material/alt_route:")
    undertaking.steps(view, about)
    if about is not None:
        st.header(words("Pack for the council"))
        st.markdown(
            words(
                "Draft resolution with its annexes: scenario, division of costs, law and funding, road map. What is "
                "not known stays a field to fill in."
            )
        )
        undertaking.pack(about, words)
    st.header(words("Save and open"))
    undertaking.files(view, about)


if __name__ == "__main__":
    render()
