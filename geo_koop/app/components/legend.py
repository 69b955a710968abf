"""The legend of the map, whose classes can be switched off, and what lies over its colours."""

import pandas as pd
import streamlit as st

from geo_koop.app.data import session
from geo_koop.app.data.session import View
from geo_koop.app.state import MOST_TIES_THRESHOLD
from geo_koop.app.views.sentences import counted_how
from geo_koop.app.words import Words, plain
from geo_koop.locale import mark as _
from geo_koop.model import Filters
from geo_koop.outputs.classes import lanes
from geo_koop.outputs.classes.hatches import NONE
from geo_koop.outputs.webmap.area_map import OVERLAYS
from geo_koop.outputs.webmap.legend import (
    LegendEntry,
    MapStyle,
    OverlayEntry,
    data_uri,
    overlay_html,
    swatch_svg,
)
from geo_koop.outputs.webmap.marks import (
    THROUGH_ASSOCIATION,
    THROUGH_DISTRICT,
    Selection,
    core_entries,
    role_codes,
    sign_of,
)
from geo_koop.result.analysis import Analysis

_OVERLAYS = {
    "names": _("Names"),
    "districts": _("District borders"),
    "states": _("State borders"),
    "core": _("Core city ★, most populous member ◉"),
    "roles": _("Members by role"),
    "ties": _("Lines of shared cooperations"),
}
_EXPLAINED = {
    "core": _("The star marks a core city; the ring the most populous member of a cooperation that has none."),
    "roles": _(
        "Signs for who leads, takes part or is a member through its district, of the cooperation that is chosen."
    ),
    "ties": _("Join municipalities that share several cooperations; the thicker, the more."),
}


def show(view: View, style: MapStyle) -> None:
    """Show the classes of the map with their numbers; a click switches one off or on."""
    words, hidden = view.words, view.state.hidden
    entries = {entry.code: entry for entry in style.legend}
    st.session_state["map_legend"] = [code for code in entries if code not in hidden]
    st.pills(
        plain(style.title),
        list(entries),
        selection_mode="multi",
        format_func=lambda code: _worded(entries[code], words),
        key="map_legend",
        label_visibility="collapsed",
        on_change=session.callback(_switched),
        args=(tuple(entries),),
        help=words("A click on a class hides it on the map, a second one shows it again."),
    )
    notes = [style.note, "" if view.state.mode == "topic" else counted_how(view.counted, words)]
    if any(code.endswith("_provisional") for code in entries):
        notes.append(words("Provisional: not all members are known; hatched on the map."))
    if view.state.mode == "stage" and not view.state.filters.stages:
        notes.append(words("Ideas, plans and ended cooperations appear when the filter “Stage” asks for them."))
    if view.state.filters != Filters():
        notes.append(words("Filtered: a blank only means that no cooperation fits the filters."))
    st.caption(" ".join(filter(None, notes)))


def _worded(entry: LegendEntry, words: Words) -> str:
    """Return a class with its swatch. What is switched off is struck out by app.css: quick clicks find it the same."""
    text = plain(entry.label) + ("" if entry.count is None else f" ({words.number(entry.count)})")
    return f"![]({data_uri(swatch_svg(entry.paint))}) {text}"


def _switched(codes: tuple[str, ...]) -> None:
    shown = st.session_state["map_legend"] or []
    elsewhere = [code for code in session.view().state.hidden if code not in codes]
    session.change(hidden=(*elsewhere, *(code for code in codes if code not in shown)))


def overlays(view: View) -> None:
    """Let the user choose what lies over the colours, behind a button that says what each is."""
    with st.container(key="map_over", width="content"), st.popover(view.words("On the map"), icon=":material/layers:"):
        _overlays(view)


def _overlays(view: View) -> None:
    words, state = view.words, view.state
    st.caption(words("What lies over the colours of the map:"))
    st.session_state["map_overlays"] = list(state.overlays)
    st.pills(
        words("On the map"),
        OVERLAYS,
        selection_mode="multi",
        format_func=lambda code: words(_OVERLAYS[code]),
        key="map_overlays",
        label_visibility="collapsed",
        on_change=session.callback(
            lambda: session.change(
                overlays=tuple(code for code in OVERLAYS if code in (st.session_state["map_overlays"] or []))
            )
        ),
    )
    for code, text in _EXPLAINED.items():
        st.caption(f"**{words(_OVERLAYS[code])}**: {words(text)}")
    if "ties" in state.overlays:
        st.session_state["map_ties"] = state.ties
        st.number_input(
            words("Lines from how many shared cooperations on"),
            1,
            MOST_TIES_THRESHOLD,
            key="map_ties",
            on_change=session.callback(lambda: session.change(ties=int(st.session_state["map_ties"]))),
            width=280,
        )


def overlay_entries(analysis: Analysis, view: View, selected: dict[str, Selection]) -> list[OverlayEntry]:
    """Return the legend of the outlines and, where they are drawn, of the signs."""
    words = view.words
    names = analysis.cooperations["name"]
    # several are drawn as lanes, which have no hatch
    entries = [
        OverlayEntry(
            label=str(names[identifier]), line=(one.colour, one.dash, one.hatch if len(selected) == 1 else NONE)
        )
        for identifier, one in list(selected.items())[: lanes.MOST]
    ]
    if "core" in view.state.overlays:
        entries += core_entries(selected.values(), words.language)
    if "roles" in view.state.overlays:
        for code in role_codes(analysis, list(selected)):
            through = {
                THROUGH_DISTRICT: words("through the district"),
                THROUGH_ASSOCIATION: words("through the association"),
            }
            label = through.get(code) or words.label("roles", code)
            entries.append(OverlayEntry(label=label, sign=sign_of(code)))
    return entries


def not_drawn(names: pd.Series, selected: dict[str, Selection], words: Words) -> str:
    """Return in words which cooperations find no lane on the map any more; empty where all are drawn.

    Parameters
    ----------
    names : pandas.Series
        Names of cooperations by id.
    selected : dict
        What is set off, in the order of the lanes.
    words : Words
    """
    beyond = [str(names[identifier]) for identifier in list(selected)[lanes.MOST :]]
    if not beyond:
        return ""
    return words(
        "Not drawn: {names}; at most {count} at once – see them as a matrix.",
        names="; ".join(beyond),
        count=lanes.MOST,
    )


def show_overlays(
    view: View, entries: list[OverlayEntry], lines: tuple[pd.DataFrame, int] | None, beyond: str = ""
) -> None:
    """Explain outlines, signs and lines below the map, and say which outlines are not drawn."""
    words, notes = view.words, [beyond] if beyond else []
    if "roles" in view.state.overlays and any(entry.sign for entry in entries):
        notes.append(words("A question mark: named, but not counted as a member."))
    elif "roles" in view.state.overlays:
        notes.append(words("Choose a cooperation to see its members by role."))
    if lines is not None:
        notes.append(_ties_worded(view, *lines))
    if entries or notes:
        st.html(overlay_html(entries, words("Set off on the map") if entries else "", note=" ".join(notes)))


def _ties_worded(view: View, table: pd.DataFrame, count: int) -> str:
    words, threshold = view.words, view.state.ties
    if not count:
        return words("No two municipalities share {threshold} cooperations or more.", threshold=threshold)
    text = words(
        "Lines join municipalities that share at least {threshold} cooperations: {count} pairs.",
        threshold=threshold,
        count=words.number(count),
    )
    if len(table) < count:
        text += " " + words("The {drawn} strongest are drawn.", drawn=words.number(len(table)))
    return text
