"""Page: a form for what was surveyed, so that a blank on the map means something."""

import streamlit as st

from geo_koop.app.components import scope_form
from geo_koop.app.components.page_parts import page_link
from geo_koop.app.data import session
from geo_koop.app.views.provenance_tables import scope_table


def render() -> None:
    """Show the page."""
    view = session.view()
    words = view.words
    st.title(words("State of the survey"))
    st.markdown(
        words(
            "A municipality without a record shows “none recorded” only where somebody has looked. Here it is said "
            "where, for which topics, when and how thoroughly."
        )
    )
    with session.boundary(words):
        scope_form.show(view)
    st.header(words("What was surveyed"))
    st.dataframe(scope_table(view.whole, words), hide_index=True)
    page_link("own_data", words("Own data"), words)


if __name__ == "__main__":
    render()
