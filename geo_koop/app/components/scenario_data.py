"""The scenarios of a session, and what becomes of each: tried once for data and steps."""

import json
from typing import Any

import streamlit as st

from geo_koop import workspace
from geo_koop.app import scenario_address
from geo_koop.app.data import cache, session
from geo_koop.app.data.session import View
from geo_koop.app.views import scenario as views
from geo_koop.app.views.scenario import Content
from geo_koop.library import scenarios
from geo_koop.planning.scenarios import Outcome
from geo_koop.result.analysis import Analysis

_AT, _ROUND = "_geo_koop_scenario_at", "_geo_koop_scenario_round"


def held() -> list[Content]:
    """Return the scenarios of this session."""
    found: list[Content] = st.session_state.get(session.SCENARIOS, [])
    return found


def at() -> int:
    """Return the place of the one that is worked on."""
    return min(int(st.session_state.get(_AT, 0)), max(len(held()) - 1, 0))


def choose(place: int) -> None:
    """Work on another one from now on."""
    st.session_state[_AT] = place
    renew()
    _tell()


def _tell() -> None:
    """Let the address say which scenario is worked on, where it is small enough."""
    listed = held()
    here = scenario_address.pack(listed[at()]) if listed and listed[at()]["steps"] else ""
    if session.view().state.scenario != here:
        session.change(scenario=here)


def follow(view: View) -> None:
    """Work on the scenario that the address names; where it names none, let it name the one that is worked on."""
    wanted, listed = view.state.scenario, held()
    content = scenario_address.unpack(wanted) if wanted else None
    if content is None:
        _tell()
        return
    known = [scenario_address.pack(one) for one in listed]
    if wanted in known:
        if known[at()] != wanted:
            choose(known.index(wanted))
    elif listed and listed[at()]["scenario"] == content["scenario"]:
        keep(content)
    else:
        add(content)


def add(content: Content) -> None:
    """Work on one more; beyond the number that stand side by side, in place of the one that was worked on."""
    before = held()
    if len(before) >= views.MOST:
        keep(content)
        return
    st.session_state[session.SCENARIOS] = [*before, content]
    choose(len(before))


def keep(content: Content) -> None:
    """Work on another state of the one that is worked on."""
    listed = list(held())
    listed[at()] = content
    st.session_state[session.SCENARIOS] = listed
    renew()
    _tell()


def drop() -> None:
    """Let go of the one that is worked on."""
    left = [one for number, one in enumerate(held()) if number != at()]
    if left:
        st.session_state[session.SCENARIOS] = left
    else:
        st.session_state.pop(session.SCENARIOS, None)
    choose(0)


def renew() -> None:
    """Let the widgets begin anew with what the scenario holds."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def key(name: str) -> str:
    """Return the key of a widget."""
    return f"scenario_{name}_{st.session_state.get(_ROUND, 0)}"


def outcome(view: View, content: Content) -> Outcome:
    """Return what becomes of a scenario in the session's data.

    Raises
    ------
    InputError
        If a step cannot be done.
    """
    wanted = json.dumps(content, sort_keys=True, ensure_ascii=False)
    day = views.checked(content).as_of or view.as_of
    return _outcome(cache.mark(), wanted, day.isoformat(), cache.load(), cache.analysis(day), content)


@cache.kept(shared=8, own=3)
def _outcome(
    mark: str, wanted: str, day: str, _inputs: workspace.Inputs, _before: Analysis, _content: dict[str, Any]
) -> Outcome:
    return scenarios.outcome(_inputs, views.checked(_content), as_of=_before.provenance.as_of, before=_before)
