"""Parts of several steps of the import."""

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from geo_koop.app.components.page_parts import height
from geo_koop.app.data import session, session_data
from geo_koop.app.guard import uploads as session_uploads
from geo_koop.app.lists import draft as import_draft
from geo_koop.app.lists.draft import Draft
from geo_koop.app.words import Words
from geo_koop.intake.records import uploads


def take_file(given: Any) -> Draft:
    """Begin with a file that was uploaded."""
    session_uploads.require(given.size)
    draft = import_draft.begin(uploads.Upload(given.name, given.getvalue()))
    session_uploads.forget(given)
    return draft


def stored(given: Any) -> Path:
    """Write a small file to the private folder, under its own name made safe, and return its path."""
    session_uploads.require(given.size)
    path = session_data.private_folder() / uploads.safe_name(given.name)
    path.write_bytes(given.getvalue())
    return path


def table(rows: pd.DataFrame, *, most: int = 8, **how: Any) -> Any:
    """Show a table that is as high as its rows need, up to some."""
    return st.dataframe(rows, hide_index=True, height=height(len(rows), most), **how)


def ways(draft: Draft, words: Words, *, back: str | None, forward: str = "", disabled: bool = False) -> bool:
    """Show the buttons back and forward; returns whether forward was pressed."""
    with st.container(horizontal=True):
        pressed = bool(forward) and st.button(
            forward, type="primary", icon=":material/arrow_forward:", disabled=disabled, key="import_forward"
        )
        if back:
            st.button(
                words("Back"),
                icon=":material/arrow_back:",
                on_click=session.callback(_go),
                args=(draft, back),
                key="import_back",
            )
        st.button(
            words("Choose another file"),
            icon=":material/close:",
            on_click=session.callback(import_draft.drop),
            key="import_drop",
        )
    return pressed


def _go(draft: Draft, step: str) -> None:
    draft.step = step
    import_draft.keep(draft)
