"""Changes which data a session looks at.

Whoever makes files for a session (the page *Own data*, an assistant) asks :func:`private_folder` for a
place, writes them there, and calls :func:`use` with a request that names them::

    folder = session_data.private_folder()
    paths = [uploads.store(upload, folder, limit=limit) for upload in given]
    session_data.use(uploads.request(paths))    # reads first: raises GeoKoopError, or the data are changed
    session.data_changed()                      # forgets what was chosen in the data before

What is made of such data is never shared: :func:`geo_koop.app.data.cache.kept` holds it for the session
alone and lets it go when the browser leaves, and the boundaries reach the map through the media
storage of the session, not through the folder from which all are served.
"""

import shutil
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st

from geo_koop.app import recorded_address
from geo_koop.app.data import cache, settings
from geo_koop.app.data.private_folder import PrivateFolder
from geo_koop.app.data.sources import FOLDER, SOURCE, Source, attend, look_at, of_project, private, recorded
from geo_koop.errors import GeoKoopError
from geo_koop.model import AnalysisRequest


def use(request: AnalysisRequest) -> Source:
    """Look at files of this session from now on.

    Parameters
    ----------
    request : AnalysisRequest
        Names files in :func:`private_folder`; what it leaves out comes from the embedded data.

    Raises
    ------
    GeoKoopError
        If the data cannot be read; the session then looks at what it looked at before.
    """
    return _switch(Source(request=request, mark=settings.fingerprint(request), reads=request, private=True))


def open_project(name: str) -> Source:
    """Look at one of the operator's projects from now on.

    Raises
    ------
    UsageError
        If there is none of that name.
    GeoKoopError
        If it cannot be read; the session then looks at what it looked at before.
    """
    return _switch(of_project(name))


def reset() -> None:
    """Look at what the operator set again, and remove what was uploaded."""
    st.session_state.pop(SOURCE, None)
    look_at(None)
    discard()


def discard() -> None:
    """Remove the private folder, unless the session looks at it."""
    if not private() and (folder := st.session_state.pop(FOLDER, None)) is not None:
        folder.remove()


def private_folder() -> Path:
    """Return a new empty folder for files of this session alone.

    It lies inside the one folder of the session, so that files in use stay as they are until
    :func:`use` has read the new ones.
    """
    held: PrivateFolder = st.session_state.setdefault(FOLDER, PrivateFolder())
    attend(held)
    made = held.path / uuid.uuid4().hex[:8]
    made.mkdir()
    return made


def heed(names: Sequence[str]) -> None:
    """Look at the project that an address names; where it names none, at what the operator set.

    Data that the session brought itself have no address: they stay until a project is named. A
    project that cannot be opened changes nothing.
    """
    held: Source | None = st.session_state.get(SOURCE)
    if not names:
        if held is not None and not held.private:
            reset()
    elif held is None or held.project != names[-1]:
        try:
            open_project(names[-1])
        except GeoKoopError:
            return


def heed_recorded(parameters: Mapping[str, Sequence[str]]) -> None:
    """Look at the state of the register that an address names; at the present one where it names none that is there."""
    asked, _made = recorded_address.parse(parameters, cache.register(), lambda _name, _value: None)
    if asked != recorded():
        look_at(asked)


def project() -> str | None:
    """Return the name of the project that the session looks at, if it is one of the operator's."""
    held: Source | None = st.session_state.get(SOURCE)
    return held.project if held is not None else None


def _switch(source: Source) -> Source:
    """Look at a source, and return to the one before where it cannot be read."""
    before: Source | None = st.session_state.get(SOURCE)
    then = recorded()
    st.session_state[SOURCE] = source
    look_at(None)
    try:
        cache.load()
    except BaseException:
        st.session_state[SOURCE] = before
        look_at(then)
        raise
    _tidy(source)
    return source


def _tidy(source: Source) -> None:
    """Remove the files of this session that it no longer looks at."""
    if not source.private:
        discard()
        return
    used = {part for value in vars(source.request).values() if isinstance(value, Path) for part in value.parents}
    folder: PrivateFolder = st.session_state[FOLDER]
    for made in folder.path.iterdir():
        if made not in used:
            shutil.rmtree(made, ignore_errors=True)
