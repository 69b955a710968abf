"""The state of one user's session, kept in step with the address of the page."""

import functools
import logging
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo_koop.app import log
from geo_koop.app.data import cache, session_data, sources
from geo_koop.app.guard import turns
from geo_koop.app.recorded_address import Recorded
from geo_koop.app.state import Known, Notice, State, dump, known_of, language_of, parse, view_of
from geo_koop.app.words import Words, plain
from geo_koop.errors import GeoKoopError
from geo_koop.locale import translator
from geo_koop.outputs import figures
from geo_koop.result.analysis import Analysis

_STATE, _WRITTEN, _PAST, _DIRTY, _NOTICES, _PAGE, _HELD = (
    f"_geo_koop_{name}" for name in ("state", "written", "past", "dirty", "notices", "page", "held")
)
_LASTING = (
    *("as_of", "mode", "themes", "level", "hidden", "overlays", "ties", "language", "beside", "chart"),
    *("statutory", "own", "text", "size"),
)
"""Fields of the state that mean the same in any data."""
ZOOM = "_geo_koop_zoom"
"""Key of the session: the municipality that was found by name or named by a link, and that the map moves to."""
IMPORT, IMPORTED = "_geo_koop_import", "_geo_koop_imported"
"""Keys of the session: the import of a list that is not finished, and name and size of the last one that was used."""
COSTS = "_geo_koop_costs"
"""Key of the session: the cost sheet that is worked on."""
CHECKLIST = "_geo_koop_checklist"
"""Key of the session: the filled-in checklists, the office's own list, and the scenario that is planned."""
SCENARIOS = "_geo_koop_scenarios"
"""Key of the session: the scenarios that are worked on."""
REGISTER_FORM = "_geo_koop_register_form"
"""Key of the session: the record of a register that is filled in."""
GIVEN = "_geo_koop_given"
"""Key of the session: files that were uploaded and are not used yet."""
_WIDE, _FAILED, _SEEN = "_geo_koop_wide", "_geo_koop_failed", "_geo_koop_seen"
_LOST = "_geo_koop_lost"
"""Key of the session: what another state of the register lacks, to be told in the next run."""
_VIEW = "view"
_STALE = 4.0
"""Seconds in which an address that the app has just replaced may still arrive with a request."""

_log = logging.getLogger(log.NAME)


@dataclass(frozen=True, kw_only=True)
class View:
    """What a page shows.

    Attributes
    ----------
    whole : Analysis
        Everything on the date of the view.
    analysis : Analysis
        The same, restricted by the filters.
    state : State
    words : Words
    as_of : datetime.date
    """

    whole: Analysis
    analysis: Analysis
    state: State
    words: Words
    as_of: date

    @property
    def counted(self) -> Analysis:
        """What numbers of cooperations and partners count: the same without what the switches leave out."""
        return self.counting(self.analysis)

    def counting(self, analysis: Analysis) -> Analysis:
        """Return what counts of another analysis, such as one with other filters."""
        return figures.counting(analysis, statutory=self.state.statutory, own=self.state.own)


def parameters() -> dict[str, list[str]]:
    """Return the parameters of the address with all their values, but for the view.

    The map writes the view into the address while the user moves it; that is no change to heed.
    """
    return {name: st.query_params.get_all(name) for name in st.query_params if name != _VIEW}


def words() -> Words:
    """Return the language of the session, before any data is read."""
    held: State | None = st.session_state.get(_STATE)
    given = parameters()
    changed = given and given != st.session_state.get(_WRITTEN) and not st.session_state.get(_DIRTY)
    asked = _returned() or (changed and "lang" in given)
    return Words(language_of(given) if held is None or asked else held.language)


def start(page: str) -> View:
    """Begin a run: bring state and address together, with a sign where data must be read for it.

    Parameters
    ----------
    page : str
        Name of the page of this run.
    """
    sources.renew()
    with cache.waiting(words()):
        _agree(page)
        return view()


def _agree(page: str) -> None:
    """Bring state and address together at the beginning of a run.

    What the user changed on the page wins; otherwise the address, where it differs from the one that
    the app wrote (a link, the back button); on another page without parameters the state is kept.
    A request that the browser sent before it had the newest address carries an older one: within a
    few seconds that is no wish of the user. The back and the forward button always win. A link to a
    page that names no view leads the map to what it names.
    """
    given, held = parameters(), st.session_state.get(_STATE)
    moved = st.session_state.get(_PAGE) not in (None, page)
    kept = (
        held is not None
        and not _returned()
        and (
            st.session_state.get(_DIRTY)
            or given == st.session_state.get(_WRITTEN)
            or (moved and not given)
            or (not moved and _is_stale(given))
        )
    )
    st.session_state[_PAGE] = page
    st.session_state[_WIDE] = False
    if moved:
        st.session_state[_HELD] = False
    if st.session_state.get(_DIRTY) or moved:
        st.session_state[_NOTICES] = st.session_state.pop(_LOST, ())
    st.session_state[_DIRTY] = False
    address = {_VIEW: st.query_params.get_all(_VIEW)}
    if not kept:
        session_data.heed(given.get("project", ()))
        session_data.heed_recorded(given)
        held, notices = parse(given | address, _known(date.today()))
        st.session_state[_STATE], st.session_state[_NOTICES] = held, notices
        if held.municipality and not held.view and not _returned():
            st.session_state[ZOOM] = held.municipality
        if _returned():
            # writing it anew, in other words, would lead forward again; the view is the address's too
            st.session_state.pop(ZOOM, None)
            st.session_state[_WRITTEN] = given
            return
    elif held is not None and (not moved or given or address[_VIEW]):
        st.session_state[_STATE] = replace(held, view=view_of(address))
        if moved and held.municipality and not address[_VIEW]:
            st.session_state[ZOOM] = held.municipality
    _write()


def _known(as_of: date) -> Known:
    """Return what an address may name in the data of the session."""
    return known_of(cache.analysis(as_of), session_data.project(), cache.register())


def view() -> View:
    """Return what the session looks at; inside a fragment too. The parts of a run look at the same."""
    state: State = st.session_state[_STATE]
    as_of, mark = state.as_of or date.today(), cache.mark()
    held: tuple[str, View] | None = st.session_state.get(_SEEN)
    if held and held[0] == mark and held[1].state is state and held[1].as_of == as_of:
        return held[1]
    seen = View(
        whole=cache.analysis(as_of),
        analysis=cache.narrowed(as_of, state.filters),
        state=state,
        words=Words(state.language),
        as_of=as_of,
    )
    st.session_state[_SEEN] = (mark, seen)
    return seen


def change(**fields: Any) -> None:
    """Change fields of the state, and the address with it; for callbacks and fragments."""
    held: State = st.session_state[_STATE]
    narrower = {name: fields.pop(name) for name in list(fields) if hasattr(held.filters, name)}
    fields = {"filters": replace(held.filters, **narrower)} | fields
    st.session_state[_STATE] = replace(held, **fields)
    st.session_state[_DIRTY] = True
    _write()


def change_all(**fields: Any) -> None:
    """Change fields from inside a fragment, where the whole page must follow: filters, the date."""
    change(**fields)
    st.session_state[_WIDE] = True


def look_at(recorded: Recorded) -> None:
    """Look at a state of the register from now on; what was chosen and is not in it is let go, and said.

    Raises
    ------
    GeoKoopError
        If it cannot be read; the session then looks at what it looked at before.
    """
    held: State = st.session_state[_STATE]
    before = sources.recorded()
    sources.look_at(recorded)
    try:
        known = _known(held.as_of or date.today())
    except GeoKoopError:
        sources.look_at(before)
        raise
    wanted = dump(replace(held, recorded=recorded, made=""))
    st.session_state[_STATE], st.session_state[_LOST] = parse(wanted, known)
    st.session_state[_DIRTY], st.session_state[_WIDE] = True, True
    # What pages hold of lists may name what was not there.
    for key in [key for key in st.session_state if not str(key).startswith("_geo_koop")]:
        del st.session_state[key]
    _write()


def unsaved() -> bool:
    """Tell whether this session holds what is gone when the page is loaded anew: files, an import, what is worked on.

    Files that are not used yet are gone with their page too: elsewhere there is nothing left to lose.
    """
    given = st.session_state.get(_PAGE) == "own_data" and bool(st.session_state.get(GIVEN))
    begun = any(st.session_state.get(name) for name in (COSTS, SCENARIOS, CHECKLIST))
    return sources.own() or given or begun or any(name in st.session_state for name in (IMPORT, REGISTER_FORM))


def hold_address(hold: bool) -> None:
    """Leave the address as it is while the view changes by itself; what it should be is written afterwards."""
    st.session_state[_HELD] = hold
    _write()


def address_held() -> bool:
    """Tell whether the address waits: the view changes by itself."""
    return bool(st.session_state.get(_HELD))


def data_changed() -> None:
    """Forget what was chosen in other data; language, date and kind of map stay. Run again after it."""
    held: State = st.session_state[_STATE]
    kept = {name: getattr(held, name) for name in _LASTING}
    st.session_state[_STATE] = State(project=session_data.project(), **kept)
    st.session_state[_DIRTY], st.session_state[_HELD] = True, False
    st.session_state.pop(IMPORTED, None)
    for key in [key for key in st.session_state if not str(key).startswith("_geo_koop")]:
        del st.session_state[key]
    st.session_state.pop(IMPORTED, None)
    _write()


def notices() -> tuple[Notice, ...]:
    """Return what was ignored in the address; they are shown until something or the page is changed."""
    told: tuple[Notice, ...] = st.session_state.get(_NOTICES, ())
    return told


def link_parameters(**fields: Any) -> list[tuple[str, str]]:
    """Return the parameters of a link to a page that keeps the view, with some fields changed."""
    target = replace(st.session_state[_STATE], **fields)
    return [(name, value) for name, values in dump(target).items() for value in values]


def _of_page(state: State) -> State:
    """Return what the address of this page holds: a scenario stands in that of its own page alone."""
    return state if st.session_state.get(_PAGE) == "scenario" else replace(state, scenario="")


def _write() -> None:
    if st.session_state.get(_HELD):
        return
    wanted = dump(_of_page(st.session_state[_STATE]))
    seen = wanted.pop(_VIEW, [])
    before = st.session_state.get(_WRITTEN)
    if before is not None and before != wanted:
        st.session_state[_PAST] = [*st.session_state.get(_PAST, [])[-9:], (before, time.monotonic())]
    st.session_state[_WRITTEN] = wanted
    if parameters() != wanted or (seen and not st.query_params.get_all(_VIEW)):
        # a fragment may know a newer view than the beginning of the run
        newest = st.query_params.get_all(_VIEW) or seen
        st.query_params.from_dict(wanted | ({_VIEW: newest} if newest else {}))


def _returned() -> bool:
    """Tell whether this run was caused by the back or the forward button."""
    return bool(getattr(get_script_run_ctx(suppress_warning=True), "is_history_navigation", False))


def _of_part() -> bool:
    """Tell whether this run is of a fragment alone, without the page around it."""
    return bool(getattr(get_script_run_ctx(suppress_warning=True), "fragment_ids_this_run", None))


def _is_stale(given: dict[str, list[str]]) -> bool:
    now = time.monotonic()
    return any(address == given and now - replaced < _STALE for address, replaced in st.session_state.get(_PAST, []))


@contextmanager
def boundary(words: Words) -> Iterator[None]:
    """Turn what goes wrong into a message; details of what was not foreseen go to the log of the server.

    Fragments need one of their own: Streamlit runs them without the page around them.
    """
    try:
        yield
    except Exception as error:
        _tell(_said(error, words))


def callback(act: Callable[..., None]) -> Callable[..., None]:
    """Guard what a widget calls: Streamlit would show what goes wrong in English and leave the page out.

    The message is shown in the run that follows, of the page or of the fragment.
    """

    @functools.wraps(act)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            act(*args, **kwargs)
        except Exception as error:
            st.session_state[_FAILED] = _said(error, words())

    return run


def show_failed() -> None:
    """Say what went wrong in a callback before this run."""
    said = st.session_state.pop(_FAILED, None)
    if said:
        _tell(said)


def _said(error: Exception, words: Words) -> tuple[str, str]:
    """Return problem and remedy of an error; what was not foreseen goes to the log, and only its number is told."""
    if isinstance(error, GeoKoopError):
        return error.words(translator(words.language, "errors"))
    number = uuid.uuid4().hex[:8]
    _log.error("unforeseen error", exc_info=error, extra={"facts": {"number": number}})
    text = words(
        "Something went wrong that was not foreseen. Reload the page; if it happens again, "
        "tell the operator this number: {number}",
        number=number,
    )
    return text, ""


def _tell(said: tuple[str, str]) -> None:
    problem, remedy = said
    st.error(plain(problem), icon=":material/error:")
    if remedy:
        st.info(plain(remedy), icon=":material/lightbulb:")


def guarded(part: Callable[[], None], *, every: float | None = None) -> Callable[[], None]:
    """Make a fragment of a part of a page, with a boundary of its own; it may run by itself every so many seconds."""

    def run() -> None:
        if not _of_part():
            show()
            return
        with turns.of_server().mine(turns.who()) as mine:
            if not mine:
                st.stop()
            sources.renew()
            show()

    def show() -> None:
        if st.session_state.get(_WIDE):
            st.rerun()
        with boundary(words()):
            show_failed()
            part()

    run.__name__, run.__qualname__, run.__module__ = part.__name__, part.__qualname__, part.__module__
    return st.fragment(run, run_every=every)
