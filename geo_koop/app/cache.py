"""What all sessions share: data read once, one analysis for each date, one view for each set of filters.

The objects are frozen; nobody changes a table that comes from here.
"""

import os
from datetime import date

import streamlit as st

from geo_koop import workspace
from geo_koop.app import settings
from geo_koop.app.words import Words
from geo_koop.model import Analysis, Filters


def analysis(as_of: date, words: Words) -> Analysis:
    """Return the analysis of the data that the operator chose, on a date.

    Raises
    ------
    GeoKoopError
        If the data cannot be read.
    """
    request = settings.request_from(os.environ)
    mark = settings.fingerprint(request)
    with st.spinner(words("Reading boundaries and cooperations …")):
        return _evaluated(mark, as_of)


def narrowed(as_of: date, filters: Filters, words: Words) -> Analysis:
    """Return the same, restricted by filters."""
    mark = settings.fingerprint(settings.request_from(os.environ))
    whole = analysis(as_of, words)
    return whole if filters == Filters() else _narrowed(mark, as_of, repr(filters), whole, filters)


@st.cache_resource(show_spinner=False, max_entries=2)
def _inputs(mark: str) -> workspace.Inputs:
    return workspace.load(settings.request_from(os.environ))


@st.cache_resource(show_spinner=False, max_entries=2)
def _first(mark: str) -> Analysis:
    return workspace.evaluate(_inputs(mark))


@st.cache_resource(show_spinner=False, max_entries=30)
def _evaluated(mark: str, as_of: date) -> Analysis:
    return workspace.redate(_first(mark), _inputs(mark), as_of)


@st.cache_resource(show_spinner=False, max_entries=48)
def _narrowed(mark: str, as_of: date, wanted: str, _whole: Analysis, _filters: Filters) -> Analysis:
    return workspace.narrow(_whole, _filters)
