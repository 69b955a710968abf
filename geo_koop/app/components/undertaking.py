"""The undertaking of a session: put together from what other pages hold, saved and opened as one file."""

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo_koop.app.components import checklist_form, cost_form, scenario_data
from geo_koop.app.components.page_parts import page_link
from geo_koop.app.data import session, sources
from geo_koop.app.data.session import View
from geo_koop.app.lists import draft
from geo_koop.app.navigation import page
from geo_koop.app.views import cost_form as cost_views
from geo_koop.app.views import law as law_views
from geo_koop.app.views import scenario as scenario_views
from geo_koop.app.views import undertaking as views
from geo_koop.app.views.undertaking import Told
from geo_koop.app.words import Words, plain
from geo_koop.errors import GeoKoopError
from geo_koop.intake.files import yaml_text
from geo_koop.planning import answers as filled
from geo_koop.planning import checklists, costs, scenario_checks, undertaking, undertaking_file
from geo_koop.planning.costs import Shares
from geo_koop.planning.undertaking import Undertaking
from geo_koop.planning.undertaking_file import Parts

_ROUND = "_geo_koop_undertaking_round"
_MOST_MB = 2


def current(view: View) -> Undertaking | None:
    """Return what this session has put together; ``None`` without a scenario that has steps.

    Raises
    ------
    GeoKoopError
        If the scenario cannot be tried, or there is nothing in it to decide on.
    """
    listed = scenario_data.held()
    if not listed or not listed[scenario_data.at()]["steps"]:
        return None
    outcome = scenario_data.outcome(view, listed[scenario_data.at()])
    rules = law_views.rules_of(sources.current().reads.project)
    kept = checklist_form.held()
    made = undertaking.make(
        outcome, shares=_shares(view.words), own_rules=rules, checklist=kept.own or checklists.shipped()
    )
    return replace(made, answers=kept.answers.get(checklist_form.about(made.subject)))


def _shares(words: Words) -> Shares | None:
    content = cost_form.content()
    try:
        return None if content is None else costs.share(cost_views.checked(content, words))
    except GeoKoopError:
        return None  # said at its step: not complete yet


def steps(view: View, about: Undertaking | None) -> None:
    """Show what is there at each step, with the way to its page."""
    words = view.words
    _step(1, "potential", words("Potential: with whom?"), views.potential(words), words)
    _step(2, "scenario", words("Scenario: what if?"), views.scenario(about, words), words)
    if about is None:
        return
    begun = cost_form.content() is not None
    with _step(3, "costs", words("Costs: who pays what?"), views.costs(about, words, begun=begun), words):
        label = words("Begin a cost sheet with these members")
        if not begun and st.button(label, icon=":material/euro:", key="undertaking_costs_begin"):
            cost_form.take(views.cost_sheet(about, words))
            st.switch_page(page("costs", words))
    asked = views.asked(about, view.whole.municipalities.index)
    _step(4, "law", words("Law and funding: what is offered?"), views.law(about, words), words, **asked)
    told = views.checklist(about, words)
    _step(5, "process", words("Road map: how does it come about?"), told, words, cooperation=None)


def _step(number: int, name: str, heading: str, told: Told, words: Words, **fields: Any) -> DeltaGenerator:
    part = st.container(border=True, gap="small", key=f"undertaking_{name}")
    with part:
        st.header(f"{number}. {plain(heading)}", anchor=False)
        st.markdown(plain(told.text) if told.there else f"*{plain(told.text)}*")
        page_link(name, words("Open"), words, **fields)
    return part


def pack(about: Undertaking, words: Words) -> None:
    """Offer all papers as one document."""
    with st.container(horizontal=True):
        for ending, make in views.files(about, words).items():
            st.download_button(
                ending.upper(),
                data=make,
                file_name=f"mappe.{ending}",
                mime=views.SHEETS[ending],
                help=words("Download as {form}", form=ending.upper()),
                icon=":material/download:",
                on_click="ignore",
                key=f"undertaking_pack_{ending}",
            )


def files(view: View, about: Undertaking | None) -> None:
    """Save the undertaking as one file, or go on with one."""
    words = view.words
    if about is not None:
        st.download_button(
            words("Save the undertaking (YAML)"),
            data=partial(views.saved, about.subject.name, _parts(about)),
            file_name="vorhaben.yaml",
            mime="application/yaml",
            icon=":material/save:",
            on_click="ignore",
            key="undertaking_save",
        )
    if not draft.limit():
        st.info(words(draft.no_uploads()), icon=":material/block:")
        return
    key = f"undertaking_open_{st.session_state.get(_ROUND, 0)}"
    given = st.file_uploader(
        words("Go on with a saved undertaking (YAML)"), type=["yaml", "yml"], key=key, max_upload_size=_MOST_MB
    )
    if given is not None:
        with session.boundary(words):
            _open(view, given)
            st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
            st.rerun()


def _parts(about: Undertaking) -> Parts:
    """Return what is saved; the download is made outside of the session."""
    answers = about.answers
    return Parts(
        scenario=scenario_data.held()[scenario_data.at()],
        cost_sheet=cost_form.content(),
        checklist=filled.document(answers, about.checklist) if answers else None,
    )


def _open(view: View, given: Any) -> None:
    """Take all parts of a file, or none: each is checked before the first is taken."""
    file = given.name
    parts = undertaking_file.build(yaml_text.content(given.getvalue(), file=file), file=file)
    kept = checklist_form.held()
    if parts.scenario is not None:
        checked = scenario_checks.build(dict(parts.scenario), file=file)
        taken = scenario_views.new(checked.name, checked.as_of or view.as_of, parts.scenario["steps"])
    if parts.checklist is not None:
        made = filled.build(dict(parts.checklist), kept.own or checklists.shipped(), file=file)
        checklist_form.take(made, taken["scenario"] if parts.scenario is not None else "")
    if parts.scenario is not None:
        scenario_data.add(taken)
    if parts.cost_sheet is not None:
        cost_form.take(dict(parts.cost_sheet))
