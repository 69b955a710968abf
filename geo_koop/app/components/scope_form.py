"""The form of a survey: area, topics, thoroughness, date, source."""

from datetime import date

import streamlit as st

from geo_koop import codelists
from geo_koop.app import navigation
from geo_koop.app.data import cache, session
from geo_koop.app.data.session import View
from geo_koop.app.lists import draft
from geo_koop.app.views.sentences import municipality_labels, topic_labels
from geo_koop.app.words import plain
from geo_koop.intake.records.survey import Scope

_DONE = "_geo_koop_scope_done"


def show(view: View) -> None:
    """Show the form, and add what it says to the data."""
    words = view.words
    done = st.session_state.pop(_DONE, "")
    if done:
        st.success(done, icon=":material/check_circle:")
    folder = draft.project_folder()
    areas = cache.region_labels(words) | municipality_labels(view.whole).to_dict()
    topics = topic_labels(words)
    grades = codelists.load("grades").labels(words.language)
    if reason := draft.refused():
        st.caption(words("Saving into the project is not possible here: {reason}", reason=words(reason)))
    with st.form("scope", border=True):
        left, right = st.columns(2)
        area = left.multiselect(
            words("Surveyed area"),
            list(areas),
            format_func=areas.__getitem__,
            key="scope_area",
            placeholder=words("all areas"),
            help=words("Nothing chosen means the whole of the boundaries."),
        )
        chosen = right.multiselect(
            words("Topics"),
            list(topics),
            format_func=topics.__getitem__,
            key="scope_topics",
            placeholder=words("all topics"),
        )
        grade = left.selectbox(
            words("How thoroughly"),
            list(grades),
            index=None,
            format_func=grades.__getitem__,
            key="scope_grade",
            placeholder=words("Choose how was looked"),
        )
        day = right.date_input(words("Date"), value=None, max_value=date.today(), format="DD.MM.YYYY", key="scope_date")
        source = st.text_input(words("Who looked, and where"), key="scope_source", max_chars=300)
        label = (
            words("Save into the project {name}", name=plain(folder.name)) if folder else words("Add for this session")
        )
        if not st.form_submit_button(label, type="primary", icon=":material/add:"):
            return
    scope = Scope(
        scope_id=draft.new_scope_id(),
        area=tuple(area),
        topics=tuple(chosen),
        date=day.isoformat() if day else "",
        grade=str(grade or ""),
        source=source.strip(),
    )
    with st.spinner(words("Reading and checking the files …"), show_time=True):
        saved = draft.add_scope(scope)
    session.data_changed()
    st.session_state[_DONE] = (
        words("The survey was saved into the project.") if saved else words("The survey holds for this session.")
    )
    st.switch_page(navigation.page("survey_scope", words))
