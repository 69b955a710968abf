"""Page: the import of an office's list, from the file to the map, step by step."""

import streamlit as st

from geo_koop.app.components.page_parts import page_link
from geo_koop.app.data import session
from geo_koop.app.lists import columns_step, file_step, names_step, preview_step
from geo_koop.app.lists import draft as import_draft
from geo_koop.app.words import Words, plain
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
    draft = import_draft.current()
    if draft is None and session.IMPORTED in st.session_state:
        _in_use(words)
        return
    step = draft.step if draft is not None else "file"
    number = import_draft.STEPS.index(step) + 1
    title, show = _STEPS[step]
    st.progress(number / len(_STEPS), text=words("Step {number} of {count}", number=number, count=len(_STEPS)))
    st.header(words(title))
    if draft is not None:
        st.caption(words("An import that is not finished is lost when this page is closed or loaded anew."))
    with session.boundary(words):
        show(view, draft)
    st.divider()
    page_link("own_data", words("Own data"), words)


def _in_use(words: Words) -> None:
    """Say which list is in use, and what to do next; another one begins only where the user asks for it."""
    name, count = st.session_state[session.IMPORTED]
    text = words("The list {name} is in use: {count} cooperations.", name=plain(name), count=words.number(count))
    st.success(text, icon=":material/check_circle:")
    page_link("map", words("Show these data on the map"), words, view=None)
    page_link("own_data", words("Own data"), words)
    page_link("export", words("Export"), words)
    st.button(words("Import another list"), icon=":material/upload_file:", on_click=session.callback(_begin_anew))


def _begin_anew() -> None:
    st.session_state.pop(session.IMPORTED, None)


if __name__ == "__main__":
    render()
