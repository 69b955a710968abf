"""Page: the import of an office's list, from the file to the map, step by step."""

import streamlit as st

from geo_koop.app.components.page_parts import page_link
from geo_koop.app.data import session
from geo_koop.app.lists import columns_step, file_step, names_step, preview_step
from geo_koop.app.lists import draft as import_draft
from geo_koop.locale import mark as _

_STEPS = {
    "file": (_("File"), file_step.show),
    "columns": (_("Sheet and columns"), columns_step.show),
    "names": (_("Names in the list"), names_step.show),
    "preview": (_("Preview"), preview_step.show),
}


def render() -> None:
    """Show the page."""
    view = session.view()
    words = view.words
    st.title(words("Import a list"))
    draft = import_draft.held()
    step = draft.step if draft is not None else "file"
    number = import_draft.STEPS.index(step) + 1
    title, show = _STEPS[step]
    st.progress(number / len(_STEPS), text=words("Step {number} of {count}", number=number, count=len(_STEPS)))
    st.header(words(title))
    with session.boundary(words):
        show(view, draft)
    st.divider()
    page_link("own_data", words("Own data"), words)


if __name__ == "__main__":
    render()
