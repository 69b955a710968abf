"""The checklist on the page of the course: answers by form, own lists, concerns, and the road map."""

from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import streamlit as st

from geo_koop.app.components import cost_form, scenario_data
from geo_koop.app.components.page_parts import page_link
from geo_koop.app.data import reading, session
from geo_koop.app.data.session import View
from geo_koop.app.lists import draft
from geo_koop.app.lists.steps import stored
from geo_koop.app.views import cost_form as cost_views
from geo_koop.app.views import process as views
from geo_koop.app.views import scenario as scenario_views
from geo_koop.app.words import Words, plain
from geo_koop.errors import GeoKoopError, InputError
from geo_koop.intake.files import yaml_text
from geo_koop.locale import translator
from geo_koop.outputs.report.plan import Plan
from geo_koop.planning import answers as filled
from geo_koop.planning import checklists, costs, plans, undertaking
from geo_koop.planning.checklists import Answer, Answers, Checklist, Item
from geo_koop.planning.costs import Shares
from geo_koop.planning.plans import Subject

_ROUND, _FAULTS = "_geo_koop_checklist_round", "_geo_koop_checklist_faults"
_MOST_MB = 1
_LETTERS = 500


@dataclass(frozen=True, kw_only=True)
class Held:
    """What this session works on: answers by what they are about, and an own list."""

    answers: dict[str, Answers] = field(default_factory=dict)
    own: Checklist | None = None


def held() -> Held:
    """Return what this session works on."""
    found: Held = st.session_state.get(session.CHECKLIST, Held())
    return found


def take(answers: Answers, scenario: str = "") -> None:
    """Go on with answers from elsewhere, in place of those that were there about the same."""
    kept, key = held(), f"scenario {scenario}" if scenario else answers.cooperation
    _keep(replace(kept, answers={**kept.answers, key: answers}))


def _keep(made: Held) -> None:
    st.session_state[session.CHECKLIST] = made
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _key(name: str) -> str:
    return f"process_{name}_{st.session_state.get(_ROUND, 0)}"


def show(view: View) -> None:
    """Show checklist, concerns and road map of the chosen cooperation, or of a scenario."""
    words, kept = view.words, held()
    st.header(words("Checklist and road map"))
    scenario_data.follow(view)
    subject = _subject(view)
    if subject is None:
        st.markdown(words("Choose a cooperation above, or begin a scenario: its road map stands here."))
        with st.container(horizontal=True):
            page_link("potential", words("Potentials"), words)
            page_link("scenario", words("What if"), words)
        _files(view, None, kept, ())
        return
    if subject.scenario:
        st.info(words("Scenario “{name}”, no recorded state.", name=plain(subject.scenario)), icon=":material/science:")
    checklist = kept.own or checklists.shipped()
    items = checklist.for_form(subject.format)
    answers = kept.answers.get(about(subject), Answers(title=subject.name, cooperation=subject.cooperation))
    st.markdown(f"**{plain(views.readiness(items, answers, words))}**")
    st.caption(
        words("The items are advice from the named sources; answers are counted, no score is made of them.")
        if not kept.own
        else words("Checklist of the office: {name}.", name=plain(kept.own.name))
    )
    _stage(items, answers, checklist, kept, about(subject), words)
    _files(view, subject, kept, items)
    shares = _shares(words)
    given = answers if answers.items else None
    st.header(words("Concerns"))
    for card in views.cards(view.whole, subject, words, shares, given):
        with st.container(border=True, gap="small", key=f"concern_{card.code}"):
            lines = "\n".join(f"- {plain(line)}" for line in card.lines)
            st.markdown(f"**{plain(card.concern)}**\n\n{lines}")
    st.header(words("Road map"))
    st.markdown(words("Steps, roles, trial, conflicts and the way out on a sheet, with fields to fill in."))
    plan = Plan(subject=subject, checklist=checklist, answers=given, shares=shares)
    with st.container(horizontal=True):
        for ending, mime in views.SHEETS.items():
            st.download_button(
                ending.upper(),
                data=partial(views.plan_file, view.whole, plan, words, ending),
                file_name=f"fahrplan.{ending}",
                mime=mime,
                help=words("Download as {form}", form=ending.upper()),
                icon=":material/download:",
                on_click="ignore",
                key=f"process_plan_{ending}",
            )


def _subject(view: View) -> Subject | None:
    """Return what is planned: the chosen cooperation, or one of the scenarios of this session."""
    words, chosen, scenarios = view.words, view.state.cooperation, scenario_data.held()
    names = {**({-1: str(view.whole.cooperations.loc[chosen, "name"])} if chosen else {})}
    names |= {at: words("Scenario “{name}”", name=str(one["scenario"])) for at, one in enumerate(scenarios)}
    if not names:
        return None
    at = next(iter(names))
    if len(names) > 1:
        at = st.radio(
            words("What is planned"), list(names), format_func=lambda one: plain(names[one]), key="process_of"
        )
    if at == -1 and chosen:
        return plans.of_cooperation(view.whole, chosen)
    try:
        return undertaking.make(scenario_data.outcome(view, scenarios[at])).subject
    except GeoKoopError as error:
        # Steps that are not complete yet, or other data, which do not know the members.
        for part in error.words(translator(words.language, "errors")):
            st.warning(plain(part), icon=":material/edit:")
        return None


def about(subject: Subject) -> str:
    """Return by what answers are kept."""
    return f"scenario {subject.scenario}" if subject.scenario else subject.cooperation


def _stage(
    items: tuple[Item, ...], answers: Answers, checklist: Checklist, kept: Held, about: str, words: Words
) -> None:
    """Show the items of a stage as a form."""
    stages = list(dict.fromkeys(item.stage for item in items))
    stage = st.selectbox(
        words("Stage of the checklist"),
        stages,
        format_func=lambda code: checklists.stage(code, words.language),
        key="process_stage",
    )
    inside = [item for item in items if item.stage == stage]
    with st.form(_key(f"answers_{stage}")):
        given = {
            item.code: _item(number, item, answers.of(item.code), words) for number, item in enumerate(inside, start=1)
        }
        if st.form_submit_button(words("Apply"), type="primary", icon=":material/check:"):
            made, faults = views.with_answers(answers, given, checklist, words)
            st.session_state[_FAULTS] = faults
            _keep(replace(kept, answers={**kept.answers, about: made}))
            st.rerun()
    for fault in st.session_state.pop(_FAULTS, ()):
        st.error(plain(fault), icon=":material/error:")


def _item(number: int, item: Item, answer: Answer, words: Words) -> dict[str, str]:
    """Show an item and return what stands in its fields."""
    labels, codes = views.answer_labels(words), list(checklists.ANSWERS)
    chosen = st.radio(
        f"{number}. {plain(item.text[words.language])}",
        codes,
        index=codes.index(answer.answer),
        format_func=lambda code: labels[code],
        horizontal=True,
        help=f"{plain(item.why[words.language])}  \n{plain(item.source[words.language])}",
        key=_key(f"{item.code}_answer"),
    )
    columns = st.columns(3)
    fields = {
        "note": words("Remark on item {number}", number=number),
        "by": words("By whom, item {number} (function)", number=number),
        "date": words("Date, item {number}", number=number),
    }
    texts = {
        name: columns[at].text_input(label, getattr(answer, name), max_chars=_LETTERS, key=_key(f"{item.code}_{name}"))
        for at, (name, label) in enumerate(fields.items())
    }
    return {"answer": str(chosen), **texts}


def _files(view: View, subject: Subject | None, kept: Held, items: tuple[Item, ...]) -> None:
    """Offer the answers as a file; take answers, an own checklist or a scenario from files."""
    words = view.words
    with st.expander(words("Files: save and open"), expanded=subject is None):
        if subject is not None:
            answers = kept.answers.get(about(subject), Answers(title=subject.name, cooperation=subject.cooperation))
            st.download_button(
                words("Checklist to fill in or go on with (YAML)"),
                data=partial(views.answer_file, answers, items, words),
                file_name="checkliste.yaml",
                mime="application/yaml",
                icon=":material/download:",
                on_click="ignore",
                key="process_answers_file",
            )
        if not draft.limit():
            st.info(words(draft.no_uploads()), icon=":material/block:")
            return
        kinds = {
            "scenario": words("Scenario (YAML)"),
            "answers": words("Filled-in checklist (YAML)"),
            "checklist": words("Checklist of the office (YAML)"),
        }
        if subject is None:
            del kinds["answers"]
        for name, label in kinds.items():
            upload = st.file_uploader(label, type=["yaml", "yml"], key=_key(name), max_upload_size=_MOST_MB)
            if upload is not None:
                with session.boundary(words):
                    _open(name, upload, view, subject, kept)
                    st.rerun()


def _open(name: str, upload: Any, view: View, subject: Subject | None, kept: Held) -> None:
    """Work on a file from now on; raises where it is not in order."""
    if name == "scenario":
        made = reading.scenario(stored(upload))
        day = scenario_views.checked({"as_of": view.as_of.isoformat(), **made}).as_of or view.as_of
        _keep(kept)
        session.change(cooperation=None)
        scenario_data.add(scenario_views.new(str(made["scenario"]), day, made["steps"]))
        return
    content, file = yaml_text.content(upload.getvalue(), file=upload.name), upload.name
    if name == "checklist":
        _keep(replace(kept, own=checklists.build(content, file=file)))
    elif subject is not None:
        answers = filled.build(content, kept.own or checklists.shipped(), file=file)
        if answers.cooperation and answers.cooperation != subject.cooperation:
            raise InputError(
                "The filled-in checklist is about {other}, not about {name}.",
                "Name the checklist of this cooperation.",
                other=answers.cooperation,
                name=subject.cooperation or subject.name,
            )
        _keep(replace(kept, answers={**kept.answers, about(subject): answers}))


def _shares(words: Words) -> Shares | None:
    """Return the divided cost sheet of the page Costs, where it shall be used."""
    content = cost_form.content()
    if content is None:
        page_link("costs", words("Costs: who pays what"), words)
        return None
    if not st.checkbox(words("Use the cost sheet of the page Costs for the concerns"), key="process_costs"):
        return None
    try:
        return costs.share(cost_views.checked(content, words))
    except GeoKoopError:
        st.warning(words("The cost sheet is not complete yet: it is not used."), icon=":material/edit:")
        return None
