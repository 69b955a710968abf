"""First step of the import: the file."""

import streamlit as st

from geo_koop.app.data import reading
from geo_koop.app.data.session import View
from geo_koop.app.lists import draft
from geo_koop.app.lists.draft import Draft
from geo_koop.app.lists.steps import take_file
from geo_koop.intake.records import uploads


def show(view: View, _draft: Draft | None) -> None:
    """Show the upload of a list."""
    words, limit = view.words, draft.limit()
    if not limit:
        st.info(words(draft.no_uploads()), icon=":material/block:")
        return
    reading.cage().warm()
    st.markdown(
        words(
            "A table of cooperations as the office keeps it: names instead of keys, several members in a cell, or "
            "crosses in columns. CSV, XLSX, ODS or XLS, up to {limit} MB. It is looked up in the boundaries that are "
            "shown now, and stays on this server only as long as this page is open.",
            limit=limit,
        )
    )
    given = st.file_uploader(
        words("List of cooperations"),
        type=[ending[1:] for ending in uploads.TABLES],
        key="import_upload",
        max_upload_size=limit,
    )
    if given is None:
        return
    with st.spinner(words("Reading the list and recognising its columns …"), show_time=True):
        take_file(given)
    st.rerun()
