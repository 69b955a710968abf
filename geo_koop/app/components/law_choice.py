"""Whose law and funding are asked for: municipalities, the members of a cooperation, or a state; topic and form."""

from functools import partial
from typing import Any

import streamlit as st

from geo_koop import codelists
from geo_koop.app.components import scenario_data
from geo_koop.app.components.potential_choice import labels
from geo_koop.app.data import cache, reading, session
from geo_koop.app.data.session import View
from geo_koop.app.lists import draft
from geo_koop.app.lists.steps import stored
from geo_koop.app.state import MOST_OF_PLAN, MOST_PLACES, PARTIES
from geo_koop.app.views import law as views
from geo_koop.app.views.sentences import topic_labels
from geo_koop.app.views.undertaking import asked
from geo_koop.app.words import Words, plain
from geo_koop.locale import mark as _
from geo_koop.locale.alphabet import order
from geo_koop.planning import rule_members, undertaking
from geo_koop.result.analysis import Analysis

_PARTIES = {
    "several": _("Municipalities"),
    "cooperation": _("Members of a cooperation"),
    "state": _("A state"),
}
_ROUND, _LEFT_OUT = "_geo_koop_law_round", "_geo_koop_law_left_out"


def show(view: View) -> None:
    """Let the user choose who would work together, on which topic, in which form."""
    words, state = view.words, view.state
    st.session_state["law_parties"] = state.asking
    st.segmented_control(
        words("Who would work together?"),
        PARTIES,
        format_func=lambda one: words(_PARTIES[one]),
        key="law_parties",
        on_change=session.callback(lambda: session.change(parties=st.session_state["law_parties"] or state.asking)),
    )
    who, topic, form = st.columns([2, 1, 1], gap="medium", vertical_alignment="bottom")
    with who:
        {"several": _several, "cooperation": _cooperation, "state": _state}[state.asking](view)
    with topic:
        _optional(words("Topic"), "law_topic", topic_labels(words), words("all topics"))
    with form:
        _optional(words("Form"), "form", codelists.load("formats").labels(words.language), words("all forms"))
    with st.expander(
        words("Duration and saving"), expanded=state.law_years is not None or state.law_saving is not None
    ):
        left, right = st.columns(2, gap="medium")
        with left:
            _number(words("For how many years"), "law_years", words("not stated"))
        with right:
            _number(words("Saving a year, per cent"), "law_saving", words("not stated"))
        st.caption(words("Put beside what funding asks for; nothing else depends on it."))
    if state.asking == "several":
        _of_session(view)
        _scenario(words, view.whole)


def parties(view: View) -> list[str]:
    """Return the keys of who would work together; none where nobody was chosen, or only a state."""
    state = view.state
    if state.asking == "cooperation":
        return rule_members.of_cooperation(view.whole, state.cooperation) if state.cooperation else []
    if state.asking == "state":
        return []
    return list(state.places) or ([state.municipality] if state.municipality else [])


def _several(view: View) -> None:
    known = cache.made(labels, view.whole, view.words)
    st.session_state["law_places"] = parties(view)
    st.multiselect(
        view.words("Municipalities"),
        list(known),
        format_func=lambda key: known.get(key, key),
        key="law_places",
        max_selections=MOST_PLACES,
        placeholder=view.words("Choose municipalities"),
        on_change=session.callback(_chosen),
        select_all=False,
    )


def _chosen() -> None:
    places = tuple(st.session_state["law_places"])
    # Who takes everybody out does not want the municipality back that was chosen on another page.
    session.change(places=places, **({} if places else {"municipality": None}))


def _cooperations(whole: Analysis, _words: Words) -> dict[str, str]:
    names = whole.cooperations["name"].astype("str")
    return {str(key): str(name) for key, name in names.iloc[order(names)].items()}


def _cooperation(view: View) -> None:
    known = cache.made(_cooperations, view.whole, view.words)
    st.session_state["law_cooperation"] = view.state.cooperation if view.state.cooperation in known else None
    st.selectbox(
        view.words("Cooperation"),
        list(known),
        format_func=lambda key: known.get(key, key),
        key="law_cooperation",
        placeholder=view.words("Choose a cooperation"),
        on_change=session.callback(lambda: session.change(cooperation=st.session_state["law_cooperation"])),
    )


def _state(view: View) -> None:
    known = views.state_labels(view.words)
    st.session_state["law_state"] = view.state.law_state
    st.selectbox(
        view.words("State"),
        list(known),
        format_func=lambda code: known.get(code, code),
        key="law_state",
        placeholder=view.words("Choose a state"),
        on_change=session.callback(lambda: session.change(law_state=st.session_state["law_state"])),
    )


def _optional(label: str, field: str, known: dict[str, str], every: str) -> None:
    """Let the user choose a value of a field of the state, or all."""
    key = f"law_choice_{field}"
    st.session_state[key] = getattr(session.view().state, field) or ""
    st.selectbox(
        label,
        ["", *known],
        format_func=lambda code: known.get(code, every) if code else every,
        key=key,
        on_change=session.callback(lambda: session.change(**{field: st.session_state[key] or None})),
    )


def _number(label: str, field: str, blank: str) -> None:
    """Let the user state a whole number of the plan, or none."""
    key = f"law_choice_{field}"
    st.session_state[key] = getattr(session.view().state, field)
    st.number_input(
        label,
        min_value=0,
        max_value=MOST_OF_PLAN,
        step=1,
        key=key,
        placeholder=blank,
        on_change=session.callback(lambda: session.change(**{field: st.session_state[key]})),
    )


def _of_session(view: View) -> None:
    """Offer parties, topic and form of each scenario of this session."""
    words = view.words
    for at, content in enumerate(scenario_data.held()):
        st.button(
            words("Take them from the scenario “{name}”", name=plain(str(content["scenario"]))),
            on_click=session.callback(partial(_of_scenario, view, content)),
            disabled=not content["steps"],
            icon=":material/alt_route:",
            key=f"law_of_session_{at}",
        )


def _of_scenario(view: View, content: dict[str, Any]) -> None:
    about = undertaking.make(scenario_data.outcome(view, content))
    session.change(**asked(about, view.whole.municipalities.index))


def _scenario(words: Words, whole: Analysis) -> None:
    """Take parties, topic and form from a scenario file."""
    for key in st.session_state.pop(_LEFT_OUT, ()):
        st.warning(
            words("{key} of the scenario is no municipality of these boundaries and was left out.", key=plain(key)),
            icon=":material/link_off:",
        )
    if not draft.limit():
        return
    with st.expander(words("Take them from a scenario file"), icon=":material/upload_file:"):
        given = st.file_uploader(
            words("Scenario (YAML)"),
            type=["yaml", "yml"],
            key=f"law_scenario_{st.session_state.get(_ROUND, 0)}",
            max_upload_size=1,
        )
        if given is not None:
            with session.boundary(words):
                _take(stored(given), whole)
                st.rerun()


def _take(path: object, whole: Analysis) -> None:
    members, topics, form = reading.parties(path)  # type: ignore[arg-type]
    known = [key for key in members if key in whole.municipalities.index]
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.session_state[_LEFT_OUT] = [key for key in members if key not in known] + known[MOST_PLACES:]
    session.change(
        places=tuple(known[:MOST_PLACES]),
        parties="several",
        law_topic=topics[0] if len(topics) == 1 and topics[0] in codelists.load("topics").codes else None,
        form=form if form in codelists.load("formats").codes else None,
    )
