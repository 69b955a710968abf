"""Page: what if municipalities founded, joined, left or merged."""

import streamlit as st

from geo_koop.app.components import scenario_data as data
from geo_koop.app.components import scenario_form, scenario_result
from geo_koop.app.data import cache, session
from geo_koop.app.data.session import View
from geo_koop.app.views import scenario as views
from geo_koop.app.words import plain
from geo_koop.errors import GeoKoopError
from geo_koop.planning.scenarios import Outcome


def render() -> None:
    """Show the page."""
    view = session.view()
    words = view.words
    st.title(words("What if"))
    st.markdown(
        words(
            "Try a change before it is made: step by step, compared with the recorded state. Records stay as they "
            "are. A scenario stays in this session; downloads keep it, and a link where it is short."
        )
    )
    data.follow(view)
    if not data.held():
        scenario_form.begin(view)
        return
    _choice(view)
    content = data.held()[data.at()]
    outcome = _tried(view, content) if content["steps"] else None
    name = plain(str(content["scenario"]))
    st.info(words("Scenario “{name}”, no recorded state", name=name), icon=":material/alt_route:")
    scenario_form.show(view, content, [outcome.before, outcome.after] if outcome else [view.whole])
    if outcome:
        with session.boundary(words):
            scenario_result.show(view, content, outcome)
    _others(view, outcome)


def _choice(view: View) -> None:
    """Let the user choose one of several scenarios, begin another one, or let one go."""
    words, listed = view.words, data.held()
    if len(listed) > 1:
        chosen = st.radio(
            words("Scenario"),
            range(len(listed)),
            index=data.at(),
            format_func=lambda at: plain(str(listed[at]["scenario"])),
            horizontal=True,
            key=data.key("choice"),
        )
        if chosen != data.at():
            data.choose(int(chosen or 0))
            st.rerun()
    with st.container(horizontal=True):
        full = len(listed) >= views.MOST
        here = listed[data.at()]
        if st.button(words("Copy"), icon=":material/content_copy:", disabled=full, key=data.key("copy")):
            data.add({**here, "scenario": words("{name}, variant", name=str(here["scenario"]))[:200]})
            st.rerun()
        if st.button(words("Another scenario"), icon=":material/add:", disabled=full, key=data.key("another")):
            data.add(views.new(words("What if"), view.as_of))
            st.rerun()
        if st.button(words("Discard this scenario"), icon=":material/delete:", key=data.key("drop")):
            data.drop()
            st.rerun()


def _tried(view: View, content: views.Content) -> Outcome | None:
    """Return what becomes of a scenario; say what keeps it from being tried."""
    words = view.words
    try:
        with cache.waiting(words):
            return data.outcome(view, content)
    except GeoKoopError as error:
        st.header(words("What is still missing or wrong"))
        for fault in views.faults(error, words):
            st.warning(plain(fault), icon=":material/edit:")
    return None


def _others(view: View, outcome: Outcome | None) -> None:
    """Put all scenarios of the session side by side, where there are several that can be tried."""
    made = []
    for number, content in enumerate(data.held()):
        if number == data.at():
            made += [outcome] if outcome else []
        elif content["steps"]:
            try:
                made.append(data.outcome(view, content))
            except GeoKoopError:
                continue
    if len(made) > 1:
        scenario_result.side_by_side(view, made)


if __name__ == "__main__":
    render()
