"""The form of a scenario: where it begins, its steps one by one, each with a button that takes it out."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import streamlit as st

from geo_koop import codelists
from geo_koop.app.components import scenario_data as data
from geo_koop.app.components.page_parts import page_link
from geo_koop.app.data import reading, session
from geo_koop.app.data.session import View
from geo_koop.app.lists import draft
from geo_koop.app.lists.steps import stored
from geo_koop.app.state import FIRST_DAY, LAST_DAY
from geo_koop.app.views import scenario as views
from geo_koop.app.views.scenario import Content
from geo_koop.app.words import Words, plain
from geo_koop.errors import GeoKoopError
from geo_koop.result.analysis import Analysis

_MOST_MB = 1


def begin(view: View) -> None:
    """Offer a new scenario, a file, and the way to potentials."""
    words, state = view.words, view.state
    left, right = st.columns(2, gap="medium")
    with left, st.form(data.key("begin")):
        name = st.text_input(words("Name of the scenario"), value=words("What if"), max_chars=200, key=data.key("name"))
        if st.form_submit_button(words("Begin"), type="primary", icon=":material/add:"):
            data.add(views.new(name.strip() or words("What if"), view.as_of))
            st.rerun()
    with right:
        if not draft.limit():
            st.info(words(draft.no_uploads()), icon=":material/block:")
        else:
            _upload(view)
    towns, records = view.whole.municipalities["name"], view.whole.cooperations["name"]
    if state.municipality and state.cooperation in records.index:
        label = words(
            "Try: {name} joins {cooperation}",
            name=plain(str(towns[state.municipality])),
            cooperation=plain(str(records[state.cooperation])),
        )
        if st.button(label, icon=":material/alt_route:", key=data.key("quick")):
            step = {"join": {"cooperation": state.cooperation, "members": [state.municipality]}}
            data.add(views.new(str(towns[state.municipality]), view.as_of, [step]))
            st.rerun()
    page_link("potential", words("Look for partners first: potentials"), words)


def _upload(view: View) -> None:
    words = view.words
    given = st.file_uploader(
        words("Scenario file (YAML)"), type=["yaml", "yml"], key=data.key("file"), max_upload_size=_MOST_MB
    )
    if given is None:
        return
    with session.boundary(words):
        made = reading.scenario(stored(given))
        made.setdefault("as_of", view.as_of.isoformat())
        day = views.checked(made).as_of or view.as_of
        data.add(views.new(str(made["scenario"]), day, made["steps"]))
        st.rerun()


def show(view: View, content: Content, analyses: list[Analysis]) -> None:
    """Show the steps of a scenario, and the form that adds one.

    Parameters
    ----------
    view : View
    content : dict
    analyses : list of Analysis
        In which names are looked up.
    """
    words = view.words
    st.header(words("Steps"))
    listed = views.steps(content, analyses, words)
    if not listed:
        st.info(words("There is no step yet: add one below."), icon=":material/playlist_add:")
    for number, said in enumerate(listed):
        left, right = st.columns([6, 1], vertical_alignment="center")
        left.markdown(plain(said))
        label = words("Take step {number} out", number=number + 1)
        if right.button(words("Remove"), help=label, icon=":material/delete:", key=data.key(f"remove_{number}")):
            data.keep(views.without_step(content, number))
            st.rerun()
    with st.expander(words("Add a step"), expanded=not listed, icon=":material/add:"):
        kind = st.selectbox(
            words("What happens"),
            list(views.KINDS),
            format_func=lambda code: words(views.KINDS[code]),
            key=data.key("kind"),
        )
        with st.form(data.key(f"form_{kind}"), border=False):
            fields = _FORMS[str(kind)](view, content)
            if st.form_submit_button(words("Add the step"), type="primary", icon=":material/check:"):
                _add(view, content, str(kind), fields)
    with st.expander(words("Name and date"), icon=":material/edit:"), st.form(data.key("facts"), border=False):
        name = st.text_input(
            words("Name of the scenario"), str(content["scenario"]), max_chars=200, key=data.key("title")
        )
        day = st.date_input(
            words("Day on which the steps take effect"),
            date.fromisoformat(str(content["as_of"])),
            format="DD.MM.YYYY",
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
            key=data.key("day"),
        )
        if st.form_submit_button(words("Apply"), icon=":material/check:"):
            data.keep(views.renamed(content, name, day))
            st.rerun()


def _add(view: View, content: Content, kind: str, fields: Mapping[str, Any]) -> None:
    """Add a step that can be done; say what is wrong with one that cannot, and keep what was filled in."""
    made = views.with_step(content, kind, fields, list(view.whole.cooperations.index))
    try:
        data.outcome(view, made)
    except GeoKoopError as error:
        for fault in views.faults(error, view.words):
            st.error(plain(fault), icon=":material/error:")
        return
    data.keep(made)
    st.rerun()


def _members(view: View, *, default: bool = True) -> list[str]:
    words, known = view.words, views.members(view.whole)
    state = view.state
    chosen = [key for key in (state.municipality, *state.places) if key in known] if default else []
    return list(
        st.multiselect(
            words("Members"),
            list(known),
            default=list(dict.fromkeys(chosen)),
            format_func=lambda key: known[key],
            placeholder=words("Choose municipalities or districts"),
            key=data.key("members"),
        )
    )


def _cooperation(view: View, content: Content) -> str | None:
    words, known = view.words, views.cooperations(view.whole, content)
    listed = list(known)
    at = listed.index(view.state.cooperation) if view.state.cooperation in known else None
    chosen: str | None = st.selectbox(
        words("Cooperation"),
        listed,
        index=at,
        format_func=lambda one: known[one],
        placeholder=words("Choose a cooperation"),
        key=data.key("cooperation"),
    )
    return chosen


def _format(words: Words, name: str = "format") -> str:
    codes = list(codelists.load("formats").codes)
    return str(
        st.selectbox(
            words("Form"),
            codes,
            index=codes.index("unknown"),
            format_func=lambda code: words.label("formats", code),
            key=data.key(name),
        )
    )


def _found(view: View, _content: Content) -> dict[str, Any]:
    words = view.words
    name = st.text_input(words("Name of the cooperation"), max_chars=200, key=data.key("found_name"))
    known = [code for code in codelists.single_topics() if code != "unknown"]
    topics = st.multiselect(
        words("Topics"),
        known,
        default=[view.state.theme] if view.state.theme in known else [],
        format_func=lambda code: words.label("topics", code),
        placeholder=words("Choose topics"),
        key=data.key("topics"),
    )
    form = _format(words)
    return {"name": name, "topics": list(topics), "format": form, "members": _members(view)}


def _joining(view: View, content: Content) -> dict[str, Any]:
    return {"cooperation": _cooperation(view, content), "members": _members(view)}


def _end(view: View, content: Content) -> dict[str, Any]:
    return {"cooperation": _cooperation(view, content)}


def _change_form(view: View, content: Content) -> dict[str, Any]:
    return {"cooperation": _cooperation(view, content), "format": _format(view.words)}


def _add_actor(view: View, content: Content) -> dict[str, Any]:
    words, codes = view.words, [code for code in codelists.load("actors").codes if code != "cooperation"]
    one = _cooperation(view, content)
    name = st.text_input(words("Name of the company or institution"), max_chars=200, key=data.key("actor"))
    kind = st.selectbox(
        words("Kind"), codes, format_func=lambda code: words.label("actors", code), key=data.key("actor_kind")
    )
    return {"cooperation": one, "name": name, "kind": kind}


def _merge(view: View, content: Content) -> dict[str, Any]:
    words, known = view.words, views.cooperations(view.whole, content)
    several = st.multiselect(
        words("Cooperations"),
        list(known),
        default=[view.state.cooperation] if view.state.cooperation in known else [],
        format_func=lambda one: known[one],
        placeholder=words("Choose at least two"),
        key=data.key("cooperations"),
    )
    name = st.text_input(words("Name of the new cooperation"), max_chars=200, key=data.key("merge_name"))
    return {"cooperations": list(several), "name": name, "format": _format(words, "merge_format")}


def _merge_municipalities(view: View, _content: Content) -> dict[str, Any]:
    words = view.words
    towns = {key: name for key, name in views.members(view.whole).items() if key in view.whole.municipalities.index}
    chosen = view.state.municipality
    keys = st.multiselect(
        words("Municipalities"),
        list(towns),
        default=[chosen] if chosen in towns else [],
        format_func=lambda key: towns[key],
        placeholder=words("Choose at least two"),
        key=data.key("keys"),
    )
    name = st.text_input(words("Name of the new municipality"), max_chars=200, key=data.key("town_name"))
    key = st.text_input(
        words("Key of the new municipality"),
        help=words("That of one of them, or a new one; empty for that of the first."),
        max_chars=40,
        key=data.key("town_key"),
    )
    return {"keys": list(keys), "key": key.strip() or (keys[0] if keys else ""), "name": name}


_FORMS: Mapping[str, Callable[[View, Content], dict[str, Any]]] = {
    "found": _found,
    "join": _joining,
    "leave": _joining,
    "change_form": _change_form,
    "add_actor": _add_actor,
    "end": _end,
    "merge": _merge,
    "merge_municipalities": _merge_municipalities,
}
