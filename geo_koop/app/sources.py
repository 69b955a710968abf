"""Where the data of a session come from: what the operator set, one of the operator's projects, or its own files.

Read by every page through :mod:`geo_koop.app.cache`; changed through :mod:`geo_koop.app.session_data`.
"""

import os
from dataclasses import dataclass

import streamlit as st

from geo_koop.app import settings
from geo_koop.app.private_folder import PrivateFolder
from geo_koop.errors import UsageError
from geo_koop.model import AnalysisRequest

_NOW = "_geo_koop_source_now"
SOURCE, FOLDER = "_geo_koop_source", "_geo_koop_folder"
"""Names of the choice and of the private folder in the state of the session."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where the data of a session come from.

    Attributes
    ----------
    request : AnalysisRequest
    mark : str
        Changes when the request, or a file that it names, changes; the key of every cache.
    project : str, optional
        Name of the operator's project.
    private : bool
        True where the session brought the data itself: nothing of them may be shared.
    """

    request: AnalysisRequest
    mark: str
    project: str | None = None
    private: bool = False


def renew() -> None:
    """Look at the files anew when they are next asked for; called where a run begins."""
    st.session_state.pop(_NOW, None)


def current() -> Source:
    """Return where the data of this session come from; looked up once in a run, and in each part of a page.

    Raises
    ------
    GeoKoopError
        If what the operator set cannot be read.
    """
    held: Source | None = st.session_state.get(SOURCE)
    known = st.session_state.get(_NOW)
    if known is None or known[0] is not held:
        known = st.session_state[_NOW] = (held, _looked_up(held))
    found: Source = known[1]
    return found


def _looked_up(held: Source | None) -> Source:
    if held is None:
        request = settings.request_from(os.environ)
        return Source(request=request, mark=settings.fingerprint(request))
    if held.private:
        attend(st.session_state[FOLDER])
        return held
    return of_project(str(held.project))


def private() -> bool:
    """Tell whether this session looks at data of its own."""
    held: Source | None = st.session_state.get(SOURCE)
    return held is not None and held.private


def of_project(name: str) -> Source:
    """Return one of the operator's projects.

    Raises
    ------
    UsageError
        If there is none of that name.
    """
    folder = settings.projects(os.environ).get(name)
    if folder is None:
        raise UsageError("There is no project “{name}”.", "Choose one of the list.", name=name)
    request = AnalysisRequest(project=folder)
    return Source(request=request, mark=settings.fingerprint(request), project=name)


def attend(folder: PrivateFolder) -> None:
    """Keep a folder while the browser is here: when it leaves, Streamlit releases what it caches for the session."""
    _attended(str(folder.path), folder).stay()


def _left(folder: PrivateFolder) -> None:
    folder.leave(float(st.get_option("server.disconnectedSessionTTL") or 0))


@st.cache_resource(show_spinner=False, scope="session", on_release=_left)
def _attended(path: str, _folder: PrivateFolder) -> PrivateFolder:
    return _folder
