"""Page: data of one's own for this session: a project of the operator, or files that are uploaded."""

import os

import streamlit as st

from geo_koop.app.components import upload
from geo_koop.app.components.page_parts import height, page_link
from geo_koop.app.data import session, session_data, settings, sources
from geo_koop.app.data.session import View
from geo_koop.app.views.provenance_tables import cause_table, file_table, severity_counts
from geo_koop.app.words import plain

_MOST_CAUSES = 200


def render() -> None:
    """Show the page."""
    view = session.view()
    st.title(view.words("Own data"))
    _shown(view)
    _assistants(view)
    _projects(view)
    upload.show(view)


def _shown(view: View) -> None:
    """Say what is shown at the moment, and how to come back."""
    words, source = view.words, sources.current()
    st.header(words("What is shown now"))
    if source.private:
        st.info(
            words(
                "Files of this session. Nobody else sees them. They are deleted when this page is closed or "
                "loaded anew; a copied link does not carry them."
            ),
            icon=":material/lock:",
        )
        st.dataframe(file_table(view.whole, words), hide_index=True)
        _findings(view)
    elif source.project:
        st.info(words("The project {name} of this server.", name=plain(source.project)), icon=":material/folder_open:")
        _findings(view)
    else:
        st.info(words("The data that come with this server."), icon=":material/storage:")
        return
    page_link("map", words("Show these data on the map"), words, view=None)
    st.button(words("Back to the data of the server"), on_click=session.callback(_back), icon=":material/undo:")


def _findings(view: View) -> None:
    """Show what was noticed in the data, the worst first."""
    words, table = view.words, view.whole.findings
    if table.empty:
        st.success(words("Nothing was noticed in these data."), icon=":material/check_circle:")
        return
    st.subheader(words("What was noticed in these data"))
    st.markdown(severity_counts(table, words))
    shown = cause_table(table, words).head(_MOST_CAUSES)
    st.dataframe(shown, hide_index=True, height=height(len(shown), 7))
    page_link("data", words("All findings, sources and downloads"), words)


def _assistants(view: View) -> None:
    """Lead to the import of lists with names, and to the form of surveys."""
    words = view.words
    st.header(words("Add to these data"))
    st.markdown(
        words("A list of an office with names instead of keys is read step by step; every row is accounted for.")
    )
    page_link("list_import", words("Import a list"), words)
    st.markdown(words("What was looked for and not found is known only where a survey is recorded."))
    page_link("survey_scope", words("State of the survey"), words)


def _projects(view: View) -> None:
    """Let the user open one of the folders that the operator configured."""
    words, names = view.words, list(settings.projects(os.environ))
    if not names:
        return
    st.header(words("Open a project"))
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    chosen = left.selectbox(
        words("Project on this server"), names, index=None, key="own_project", placeholder=words("Choose a project")
    )
    if right.button(words("Open"), disabled=chosen is None, icon=":material/folder_open:", width="stretch"):
        with session.boundary(words), st.spinner(words("Reading and checking the files …")):
            session_data.open_project(str(chosen))
            session.data_changed()
            st.rerun()


def _back() -> None:
    session_data.reset()
    session.data_changed()


if __name__ == "__main__":
    render()
