"""The form of a cost sheet: where it begins, its members and positions, what is pasted from Excel."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from geo_koop.app.components import fitted, scenario_data
from geo_koop.app.data import reading, session
from geo_koop.app.data.session import View
from geo_koop.app.lists import draft
from geo_koop.app.lists.steps import stored
from geo_koop.app.views import cost_form
from geo_koop.app.views import scenario as scenarios
from geo_koop.app.views.sentences import municipality_labels
from geo_koop.app.words import Words, plain
from geo_koop.errors import GeoKoopError
from geo_koop.intake.files import yaml_text
from geo_koop.intake.records import cost_sheet as written
from geo_koop.planning import cost_templates

_ROUND, _FAULTS = "_geo_koop_costs_round", "_geo_koop_costs_faults"
_AT, _TAB = "_geo_koop_costs_at", "_geo_koop_costs_tab"
_FILES = ("yaml", "yml", "xlsx")
_MOST_MB = 5
_MOST_LINES = 40
"""Longer lists scroll."""


def content() -> dict[str, Any] | None:
    """Return the sheet that this session works on."""
    return st.session_state.get(session.COSTS)


def take(made: dict[str, Any] | None) -> None:
    """Work on a sheet from now on; widgets begin anew with what it holds."""
    if made is None:
        st.session_state.pop(session.COSTS, None)
    else:
        st.session_state[session.COSTS] = made
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.session_state.pop(_FAULTS, None)
    st.session_state.pop(_AT, None)


def _changed(made: dict[str, Any], what: str, at: int | None) -> None:
    """Work on with a sheet in which a form changed something: the form shows that entry again, or a new one."""
    kept = {name: st.session_state.get(_key(name), 0) for name in ("member", "position")}
    take(made)
    st.session_state[_AT] = kept | {what: at}
    st.rerun()


def _key(name: str) -> str:
    return f"costs_{name}_{st.session_state.get(_ROUND, 0)}"


def begin(words: Words) -> None:
    """Offer a template, a file, or an empty sheet."""
    left, right = st.columns(2, gap="medium")
    with left:
        chosen = st.selectbox(
            words("Template"),
            list(cost_form.TEMPLATES),
            format_func=lambda name: words(cost_form.TEMPLATES[name]),
            key=_key("template"),
        )
        if st.button(words("Begin with the template"), type="primary", icon=":material/edit_note:", key=_key("begin")):
            take(yaml_text.parse(cost_templates.text(str(chosen)), file=f"{chosen}.yaml"))
            st.rerun()
        st.caption(words("The figures of templates are examples and stand for nobody: replace them."))
    with right:
        if not draft.limit():
            st.info(words(draft.no_uploads()), icon=":material/block:")
            return
        given = st.file_uploader(
            words("Cost sheet (YAML or XLSX)"), type=list(_FILES), key=_key("file"), max_upload_size=_MOST_MB
        )
        if given is not None:
            with session.boundary(words):
                made = reading.cost_sheet(stored(given))
                take(made)
                st.rerun()


def show(view: View, sheet: dict[str, Any]) -> None:
    """Show the form of a sheet."""
    words = view.words
    titles = [words("Members"), words("Positions"), words("About the sheet"), words("Paste from Excel")]
    for tab, part in zip(_tabs(titles, words.language), (_members, _positions, _facts, _paste), strict=True):
        with tab:
            part(view, sheet)
    if st.button(words("Begin anew"), icon=":material/restart_alt:", key=_key("anew")):
        take(None)
        st.rerun()


def _tabs(titles: list[str], language: str) -> Sequence[Any]:
    """Show tabs of which the open one stays open in another language, though its title is another there."""
    kept = st.session_state.get(_TAB, {})
    if kept.get("language") != language:
        # Only now: tabs whose default changes are made anew, and lose the focus.
        kept = {"language": language, "first": kept.get("open", 0)}
    tabs = st.tabs(titles, default=titles[kept["first"]], key=f"costs_tabs_{language}", on_change="rerun")
    st.session_state[_TAB] = kept | {"open": next((at for at, tab in enumerate(tabs) if tab.open), 0)}
    return tabs


def _overview(table: pd.DataFrame, words: Words) -> None:
    """Show what the sheet holds so far."""
    if table.empty:
        return
    (fitted.show_lines if len(table) <= _MOST_LINES else fitted.show)(table, words)


def _fields(labels: dict[str, str], values: dict[str, str], words: Words, prefix: str) -> dict[str, str]:
    """Show a text field for each label, three beside each other."""
    columns = st.columns(3)
    return {
        name: columns[at % 3].text_input(
            words(label),
            value=values.get(name, ""),
            help=words(cost_form.HELP[name]) if name in cost_form.HELP else None,
            key=_key(f"{prefix}_{name}"),
        )
        for at, (name, label) in enumerate(labels.items())
    }


def _chosen(names: list[str], label: str, new: str, key: str) -> int | None:
    """Let the user choose an entry to change, or a new one."""
    before = st.session_state.get(_AT, {}).get(key, 0)
    at = st.selectbox(
        label,
        range(len(names) + 1),
        index=len(names) if before is None else min(before, len(names)),
        format_func=lambda i: names[i] if i < len(names) else new,
        key=_key(key),
    )
    return at if at is not None and at < len(names) else None


def _choice(label: str, known: Mapping[str, str], here: Any, words: Words, key: str) -> str:
    """Let the user choose one of some codes."""
    codes = list(known)
    at = codes.index(here) if here in codes else 0
    return str(st.selectbox(label, codes, index=at, format_func=lambda code: words(known[code]), key=_key(key)))


def _buttons(words: Words, what: str, at: int | None, save: Callable[[], Any], remove: Callable[[], Any]) -> None:
    with st.container(horizontal=True):
        if st.form_submit_button(
            words("Add") if at is None else words("Apply"), type="primary", icon=":material/check:"
        ):
            _changed(save(), what, at)
        if at is not None and st.form_submit_button(words("Remove"), icon=":material/delete:"):
            _changed(remove(), what, None)


def _members(view: View, sheet: dict[str, Any]) -> None:
    words = view.words
    _overview(cost_form.member_lines(sheet, words), words)
    at = _chosen(cost_form.member_names(sheet), words("Member"), words("New member"), "member")
    member = {} if at is None else sheet["members"][at]
    with st.form(_key(f"member_form_{at}")):
        values = {name: cost_form.text(member.get(name)) for name in cost_form.MEMBER}
        given = _fields(cost_form.MEMBER, values, words, f"member_{at}")
        _buttons(
            words,
            "member",
            at,
            lambda: cost_form.with_member(sheet, at, given),
            lambda: cost_form.without_member(sheet, at or 0),
        )
    labels = municipality_labels(view.whole)
    chosen = st.multiselect(
        words("Municipalities as members"),
        list(labels.index),
        default=cost_form.of_cooperation(view.whole, view.state.cooperation),
        format_func=lambda key: labels[key],
        placeholder=words("Choose municipalities"),
        help=words(
            "With key, name, inhabitants and area as the data of the view have them; those of the chosen cooperation "
            "are chosen."
        ),
        key=_key("municipalities"),
    )
    _of_scenario(view, sheet)
    if st.button(words("Add the municipalities"), disabled=not chosen, icon=":material/add:", key=_key("add")):
        take(cost_form.with_municipalities(sheet, view.whole.municipalities.loc[chosen]))
        st.rerun()


def _of_scenario(view: View, sheet: dict[str, Any]) -> None:
    """Offer the members of cooperations as scenarios of this session leave them."""
    words, known = view.words, {}
    for content in scenario_data.held():
        if not content["steps"]:
            continue
        try:
            outcome = scenario_data.outcome(view, content)
        except GeoKoopError:
            continue
        for one, name in scenarios.lasting(outcome).items():
            label = words("{cooperation} in scenario “{name}”", cooperation=name, name=str(content["scenario"]))
            known[label] = (outcome, one)
    if not known:
        return
    chosen = st.selectbox(
        words("Members from a scenario"),
        list(known),
        index=None,
        placeholder=words("Choose a scenario"),
        key=_key("scenario"),
    )
    label = words("Add the members of the scenario")
    if st.button(label, disabled=not chosen, icon=":material/alt_route:", key=_key("of_scenario")):
        outcome, one = known[str(chosen)]
        keys = scenarios.members_of(outcome, one)
        take(cost_form.with_municipalities(sheet, outcome.after.municipalities.loc[keys]))
        st.rerun()


def _positions(view: View, sheet: dict[str, Any]) -> None:
    words = view.words
    _overview(cost_form.position_lines(sheet, words), words)
    left, right = st.columns(2)
    with left:
        at = _chosen(cost_form.position_names(sheet), words("Position"), words("New position"), "position")
    position = {} if at is None else sheet["positions"][at]
    with right:
        # Outside of the form: what is asked there depends on it.
        label = words(cost_form.POSITION["key"])
        key = _choice(label, cost_form.KEYS, position.get("key"), words, f"position_{at}_key")
    with st.form(_key(f"position_form_{at}")):
        texts = cost_form.position_texts(key)
        values = {name: cost_form.text(position.get(name)) for name in texts}
        given = _fields(texts, values, words, f"position_{at}")
        given |= {name: "" for name in cost_form.POSITION if name not in given} | {"key": key}
        choices = cost_form.choices(key)
        for column, (name, known) in zip(st.columns(3), choices.items(), strict=False):
            with column:
                label = words(cost_form.POSITION[name])
                given[name] = _choice(label, known, position.get(name), words, f"position_{at}_{name}")
        parts = _shares(sheet, at, words)
        _buttons(
            words,
            "position",
            at,
            lambda: cost_form.with_position(sheet, at, given, parts),
            lambda: cost_form.without_position(sheet, at or 0),
        )


def _shares(sheet: dict[str, Any], at: int | None, words: Words) -> dict[str, dict[str, str]]:
    """Show quantity, bounds and exclusion of each member."""
    names = cost_form.member_names(sheet)
    made = {}
    with st.expander(words("Quantities, bounds and exclusions by member"), expanded=bool(names) and len(names) < 8):
        for name, (key, cells) in zip(names, cost_form.shares(sheet, at).items(), strict=True):
            columns = st.columns(4, vertical_alignment="bottom")
            made[key] = {
                field: columns[i].text_input(
                    f"{plain(name)}: {words(cost_form.SHARE[field])}",
                    cells[field],
                    key=_key(f"share_{at}_{key}_{field}"),
                )
                for i, field in enumerate(("quantity", "caps", "floors"))
            }
            out = columns[3].checkbox(
                f"{plain(name)}: {words(cost_form.SHARE['exclude'])}",
                bool(cells["exclude"]),
                key=_key(f"share_{at}_{key}_exclude"),
            )
            made[key]["exclude"] = "x" if out else ""
    return made


def _facts(view: View, sheet: dict[str, Any]) -> None:
    words = view.words
    with st.form(_key("facts_form")):
        given = _fields(cost_form.FACTS, cost_form.facts(sheet), words, "facts")
        if st.form_submit_button(words("Apply"), type="primary", icon=":material/check:"):
            take(cost_form.with_facts(sheet, given))
            st.rerun()


def _paste(view: View, sheet: dict[str, Any]) -> None:
    words = view.words
    what = st.selectbox(
        words("What is pasted"),
        list(cost_form.PASTED),
        format_func=lambda name: words(cost_form.PASTED[name]),
        key=_key("paste_what"),
    )
    known = [cells[0 if words.language == "de" else 1] for cells in written.PASTED[str(what)].values()]
    st.caption(words("Copy cells with their headings from Excel. Headings: {list}.", list=plain(", ".join(known))))
    pasted = st.text_area(words("Cells from Excel"), height=160, key=_key("paste"), max_chars=200_000)
    if what != "shares":
        st.caption(words("What is pasted replaces the entries that are there."))
    if st.button(words("Take over"), icon=":material/content_paste:", key=_key("take")):
        try:
            take(written.pasted(pasted, str(what), sheet))
        except GeoKoopError as error:
            st.session_state[_FAULTS] = cost_form.faults(error, words)
        st.rerun()
    for fault in st.session_state.get(_FAULTS, ()):
        st.error(plain(fault), icon=":material/error:")
