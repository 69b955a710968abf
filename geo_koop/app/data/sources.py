"""Where the data of a session come from: what the operator set, one of the operator's projects, or its own files.

Read by every page through :mod:`geo_koop.app.data.cache`; changed through :mod:`geo_koop.app.data.session_data`.
"""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import streamlit as st

from geo_koop import codelists, kept_records
from geo_koop.app.data import settings
from geo_koop.app.data.private_folder import PrivateFolder, server_folder
from geo_koop.app.data.watch import Look, Pending, Watch
from geo_koop.app.guard import access, identity
from geo_koop.app.recorded_address import Recorded
from geo_koop.errors import UsageError
from geo_koop.intake.records import vocabulary
from geo_koop.model import AnalysisRequest

_NOW, _READ = "_geo_koop_source_now", "_geo_koop_source_read"
SOURCE, FOLDER = "_geo_koop_source", "_geo_koop_folder"
"""Names of the choice and of the private folder in the state of the session."""
_RECORDED = "_geo_koop_recorded"
"""The state of the register that the session looks at, where it is not the present one."""
_INTERNAL = " internal"
"""What the mark of a source ends with that shows internal records."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where the data of a session come from.

    Attributes
    ----------
    request : AnalysisRequest
        As it was asked for.
    mark : str
        Changes when the request, or a file that it names, changes; the key of every cache.
    reads : AnalysisRequest
        Names the files that are read: those of the request, or the state of a project that is shown while another
        program changes its files.
    pending : Pending, optional
        What another program changed and is not shown yet.
    project : str, optional
        Name of the operator's project.
    private : bool
        True where the session brought the data itself: nothing of them may be shared.
    vocabulary : Mapping of Codelist
        The codelists that the project extends.
    recorded : datetime.date or int, optional
        The state of the register that is read, where it is not the present one.
    internal : bool
        True where records of the register are shown that are not public: nothing of them may be shared.
    """

    request: AnalysisRequest
    mark: str
    reads: AnalysisRequest
    pending: Pending | None = None
    project: str | None = None
    private: bool = False
    vocabulary: Mapping[str, codelists.Codelist] = field(default_factory=lambda: codelists.NO_OWN)
    recorded: Recorded = None
    internal: bool = False

    def as_recorded(self, recorded: Recorded) -> "Source":
        """Return the same as once recorded; what comes from no register stays as it is."""
        if recorded is None or self.reads.register is None:
            return self
        return replace(
            self,
            request=replace(self.request, recorded_on=recorded),
            reads=replace(self.reads, recorded_on=recorded),
            mark=f"{self.mark} @{recorded}",
            recorded=recorded,
        )

    def with_internal(self) -> "Source":
        """Return the same with the records that are not public, for a session that may see them."""
        reads = replace(self.reads, view="internal")
        return replace(self, reads=reads, mark=f"{self.mark}{_INTERNAL}", internal=True)


def renew() -> None:
    """Look at the files anew when they are next asked for; called where a run begins."""
    st.session_state.pop(_NOW, None)
    st.session_state.pop(_READ, None)


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
        found = _looked_up(held).as_recorded(st.session_state.get(_RECORDED))
        known = st.session_state[_NOW] = (held, _as_seen(found))
    found = known[1]
    codelists.use(found.vocabulary)
    return found


def recorded() -> Recorded:
    """Return the state of the register that the session asked for."""
    asked: Recorded = st.session_state.get(_RECORDED)
    return asked


def look_at(recorded: Recorded) -> None:
    """Look at a state of the register from now on; at the present one where none is named."""
    if recorded is None:
        st.session_state.pop(_RECORDED, None)
    else:
        st.session_state[_RECORDED] = recorded
    renew()


def _looked_up(held: Source | None) -> Source:
    if held is None:
        return _watched(settings.request_from(os.environ))
    if held.private:
        attend(st.session_state[FOLDER])
        return held
    return of_project(str(held.project))


def own() -> bool:
    """Tell whether this session looks at data that it brought itself."""
    held: Source | None = st.session_state.get(SOURCE)
    return held is not None and held.private


def private() -> bool:
    """Tell whether nothing of what this session looks at may be shared: its own data, or records that are internal."""
    return own() or current().internal


def _as_seen(source: Source) -> Source:
    """Return a source with internal records where this session may see them, and there are any."""
    address = source.reads.register
    if source.private or address is None or not identity.sees_internal(address):
        return source
    return source.with_internal() if _has_internal(source.mark, address) else source


@st.cache_resource(show_spinner=False, max_entries=20)
def _has_internal(mark: str, _address: str) -> bool:
    return kept_records.has_internal(_address)


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
    return _watched(AnalysisRequest(project=folder), project=name)


def read(source: Source) -> bool:
    """Tell whether this run found out already that the data of a source can be read."""
    return bool(st.session_state.get(_READ) == source.mark)


def found_readable(source: Source) -> None:
    """Note that the data of a source can be read."""
    st.session_state[_READ] = source.mark


def refuse(source: Source, error: Exception) -> bool:
    """Show the state before one that cannot be read after all; tell whether there is one."""
    if source.recorded is not None:
        look_at(None)
        return True
    if source.private or not _watch_of(source.request).refuse(source.mark.removesuffix(_INTERNAL), error):
        return False
    renew()
    return True


def accept(source: Source) -> None:
    """Take tables that another program left with many rows less.

    Raises
    ------
    GeoKoopError
        If this session may not save, or the tables are no longer those that were asked about.
    """
    if reason := access.refusal():
        raise UsageError("Saving is not possible here.", reason)
    if source.pending is not None and source.pending.kind == "fewer":
        _watch_of(source.request).accept(source.pending, datetime.now(UTC))
        renew()


def _watched(request: AnalysisRequest, *, project: str | None = None) -> Source:
    found: Look = _watch_of(request).look(time.time())
    shown = found.shown
    return Source(
        request=request,
        mark=shown.mark,
        reads=shown.request,
        pending=found.pending,
        project=project,
        vocabulary=vocabulary.load(request.project),
    )


def _watch_of(request: AnalysisRequest) -> Watch:
    return _watch(repr(request), request)


@st.cache_resource(show_spinner=False, max_entries=200)
def _watch(key: str, _request: AnalysisRequest) -> Watch:
    """Return the watch of the operator's data: all sessions see the same state."""
    return Watch(_request, server_folder())


def attend(folder: PrivateFolder) -> None:
    """Keep a folder while the browser is here: when it leaves, Streamlit releases what it caches for the session."""
    _attended(str(folder.path), folder).stay()


def _left(folder: PrivateFolder) -> None:
    folder.leave(float(st.get_option("server.disconnectedSessionTTL") or 0))


@st.cache_resource(show_spinner=False, scope="session", on_release=_left)
def _attended(path: str, _folder: PrivateFolder) -> PrivateFolder:
    return _folder
