"""Page: share the costs of a cooperation to the cent."""

import streamlit as st

from geo_koop.app.components import cost_form, cost_result
from geo_koop.app.data import session
from geo_koop.app.views import cost_form as forms
from geo_koop.app.words import plain
from geo_koop.errors import GeoKoopError


def render() -> None:
    """Show the page."""
    view = session.view()
    words = view.words
    st.title(words("Costs"))
    st.markdown(
        words(
            "Who pays what, in which year, to the cent: members, positions and keys make a cost sheet. It stays in "
            "this session; downloads keep it."
        )
    )
    content = cost_form.content()
    if content is None:
        cost_form.begin(words)
        return
    cost_form.show(view, content)
    try:
        sheet = forms.checked(content, words)
    except GeoKoopError as error:
        st.header(words("What is still missing or wrong"))
        for fault in forms.faults(error, words):
            st.warning(plain(fault), icon=":material/edit:")
        return
    with session.boundary(words):
        cost_result.show(sheet, words)


if __name__ == "__main__":
    render()
