"""The map with what it shows, and its legend."""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st
from streamlit import runtime

from geo_koop.analysis.contiguity import beside
from geo_koop.app.components import legend, switches, upset
from geo_koop.app.components.choose import MISSED, forget
from geo_koop.app.components.drill import district_of
from geo_koop.app.components.map import Click, media, show_map
from geo_koop.app.data import cache, session
from geo_koop.app.data.session import ZOOM, View
from geo_koop.app.state import ALL_REGIONS, BESIDE, MEMBERS, MODES, MOST_PLACES, START_MODE
from geo_koop.app.views import chart_tables, picture
from geo_koop.app.views.measures import MEASURES
from geo_koop.app.views.sentences import topic_labels
from geo_koop.app.words import Words, plain
from geo_koop.locale import mark as _
from geo_koop.outputs.classes.hatches import NONE
from geo_koop.outputs.webmap import hints
from geo_koop.outputs.webmap.focus import standing_out, within
from geo_koop.outputs.webmap.legend import MapStyle, facts_html
from geo_koop.outputs.webmap.marks import outlined, tie_text, ties
from geo_koop.outputs.webmap.partners import member_style, partner_style
from geo_koop.outputs.webmap.style import congruence_style, count_style, coverage_style, pattern_style, stage_style
from geo_koop.result.analysis import THROUGH_OTHERS, Analysis

_MOVED, _PAINTED = "_geo_koop_moved", "_geo_koop_painted"
PAUSE = 0.15
"""Seconds for which the rest of the page waits after new colours: a browser draws what it has got by then, the map.

It takes as long for the whole, but would show the map at its end otherwise.
"""
COVERAGE_MODES = ("topic",)
"""Modes that show coverage: they count all, whatever the switches leave out."""
HEIGHT = 620
"""Pixels of the map where the style sheet does not give it the rest of the window (``app.css``)."""
_MODES = {
    "count": _("Number of cooperations"),
    "partners": _("Partners of a municipality"),
    "pattern": _("Spatial pattern"),
    "bindingness": _("Bindingness"),
    "topic": _("Topics"),
    "congruence": _("Congruence"),
    "stage": _("Stage"),
}


def choose(view: View) -> None:
    """Let the user choose what the map shows, and its section: beside each other where there is room."""
    with st.container(horizontal=True, vertical_alignment="center", key="map_choices"):
        _mode(view)
        window(view)
        legend.overlays(view)
        switches.show(view)
    if view.state.mode == "topic":
        _themes(view)


def colours(view: View) -> MapStyle:
    """Return the colours of the map, those that are switched off too."""
    words, state = view.words, view.state
    style = _answer(view) or cache.made(style_of, counted_of(view), words, state.showing, *state.themes)
    if state.overlap:
        style = within(style, chart_tables.within(view.counted, *state.overlap), words("outside the chosen range"))
    chosen = upset.chosen(view) if state.beside == "several" else ()
    if len(chosen):
        style = standing_out(style, view.whole.municipalities.index.isin(chosen), words("set of the matrix"))
    elif state.beside == "several" and state.places:
        style = standing_out(style, view.whole.municipalities.index.isin(state.places), words("chosen here"))
    return style


def _answer(view: View) -> MapStyle | None:
    """Return the colours that answer a choice: members of a cooperation, partners of a municipality."""
    state, words = view.state, view.words
    if state.showing == MEMBERS and state.cooperation:
        return cache.made(members_of, view.whole, words, state.cooperation)
    if state.showing == "partners" and state.municipality:
        return cache.made(partners_of, view.counted, words, state.municipality)
    return None


def counted_of(view: View) -> Analysis:
    """Return what the map counts: coverage counts all."""
    return view.analysis if view.state.mode in COVERAGE_MODES else view.counted


def renewed(view: View, style: MapStyle) -> bool:
    """Tell whether the colours that are shown are others than in the last run."""
    shown = style.without(view.state.hidden)
    now = (shown.order_hash, shown.codes, shown.palette)
    before, st.session_state[_PAINTED] = st.session_state.get(_PAINTED, now), now
    return bool(before != now)


def show(view: View, style: MapStyle, *, pause: bool) -> None:
    """Show the map; a click on it chooses the municipality there, or adds it to several.

    Parameters
    ----------
    view : View
    style : MapStyle
    pause : bool
        Whether to wait a moment, so that a browser paints the map before it draws what follows.
    """
    words, state = view.words, view.state
    selected = outlined(view.whole, state.outlines, chosen=state.cooperation, roles="roles" in state.overlays)
    if state.showing == MEMBERS and state.cooperation in selected:  # its members have colours already
        selected[state.cooperation] = replace(selected[state.cooperation], hatch=NONE)
    lines = ties(view.counted, state.ties, municipality=state.municipality) if "ties" in state.overlays else None
    entries = legend.overlay_entries(view.whole, view, selected)
    with st.container(key="map_box"):
        show_map(
            view.analysis,
            style.without(state.hidden),
            selected=selected,
            focus=state.municipality,
            overlays=state.overlays,
            ties=tie_text(lines[0], view.analysis.municipalities.index) if lines else "",
            address=True,
            zoom_to=view_to(view),
            height=HEIGHT,
            key="map",
            language=state.language,
            on_click=session.callback(_heed),
        )
        if pause and runtime.exists():
            time.sleep(PAUSE)
        with st.container(key="map_corner"), st.expander(plain(style.title), expanded=True):
            legend.show(view, style)
            legend.show_overlays(
                view, entries, lines, legend.not_drawn(view.whole.cooperations["name"], selected, words)
            )
    st.html(
        facts_html(
            "map",
            style,
            hidden=state.hidden,
            overlays=entries,
            title=picture.title(view.whole, words, _shown(view)),
            lines=picture.lines(counted_of(view), words, cache.region_labels(words)),
            hints=_hints(view),
        )
    )


def _hints(view: View) -> dict[str, Any]:
    """Return what is said at the pointer."""
    state, words = view.state, view.words
    table = cache.made(hint_table, view.whole, words)
    showing, language = state.showing, words.language
    counts = counted_of(view)
    topics = state.themes if showing == "topic" else ()
    lines = None
    if showing == "congruence":
        lines = cache.made(congruence_lines, counts, words)
    elif showing == MEMBERS and state.cooperation:
        lines = cache.made(role_lines, view.whole, words, state.cooperation)
    at = view.whole.municipalities.index.get_indexer([state.municipality])[0] if state.municipality else -1
    return hints.content(
        hints.counting(table, view.whole, counts, topics),
        source=media(table.payload, table.file_name, "map"),
        mode=showing,
        place=int(at),
        own=THROUGH_OTHERS in counts.left_out,
        lines=lines,
        language=language,
    )


def hint_table(whole: Analysis, _words: Words) -> hints.Table:
    """Return which cooperations cover which municipalities."""
    return hints.table(whole)


def congruence_lines(counts: Analysis, words: Words) -> list[str]:
    """Return the exact congruence of each municipality in words."""
    values = counts.congruence.round(2)
    said = {value: words("Congruence {share}", share=words.share(value)) for value in values.dropna().unique()}
    return list(values.map(said).fillna(""))


def role_lines(whole: Analysis, words: Words, cooperation: str) -> list[str]:
    """Return the role of each municipality in a cooperation in words; empty for a plain member."""
    members = whole.members
    rows = members[(members["cooperation_id"] == cooperation) & (members["role"] != "member")]
    roles = rows.drop_duplicates("unit_key").set_index("unit_key")["role"]
    said = roles.map({role: words("Role: {role}", role=words.label("roles", role)) for role in roles.unique()})
    return list(said.reindex(whole.municipalities.index).fillna(""))


def _heed(click: Click) -> None:
    """Choose what was clicked."""
    forget()
    state = session.view().state
    st.session_state[MISSED] = None if click.key else (click.lat, click.lon)
    if state.beside != "several":
        session.change(municipality=click.key, cooperation=None, beside=BESIDE[0])
    elif click.key in state.places:
        session.change(places=tuple(key for key in state.places if key != click.key))
    elif click.key:
        session.change(places=(*state.places, click.key)[:MOST_PLACES])


def style_of(analysis: Analysis, words: Words, mode: str, *themes: str) -> MapStyle:
    """Return the colours of a mode."""
    language = words.language
    if mode == "topic":
        return coverage_style(analysis, themes, language=language)
    if mode == "bindingness":
        return coverage_style(analysis, "any", title=words("Most binding cooperation"), language=language)
    make = {"pattern": pattern_style, "congruence": congruence_style, "stage": stage_style}.get(mode, count_style)
    return make(analysis, language=language)


def members_of(whole: Analysis, words: Words, cooperation: str) -> MapStyle:
    """Return the colours of the members of a cooperation."""
    return member_style(whole, cooperation, language=words.language)


def partners_of(counted: Analysis, words: Words, municipality: str) -> MapStyle:
    """Return the colours of the partners of a municipality."""
    return partner_style(counted, municipality, language=words.language)


def _mode(view: View) -> None:
    words, state = view.words, view.state
    st.session_state["map_mode"] = state.mode if state.showing == MEMBERS else state.showing
    st.segmented_control(
        words("The map shows"),
        MODES,
        format_func=lambda mode: words(_MODES[mode]),
        key="map_mode",
        label_visibility="collapsed",
        on_change=session.callback(_mode_changed),
        help=words(MEASURES[state.mode]),
    )


def _themes(view: View) -> None:
    """Let the user choose one or several topics of the map; the last one cannot be taken away."""
    labels = topic_labels(view.words)
    st.session_state["map_themes"] = list(view.state.themes)
    st.multiselect(
        view.words("Topics"),
        list(labels),
        format_func=labels.__getitem__,
        key="map_themes",
        label_visibility="collapsed",
        on_change=session.callback(
            lambda: session.change(themes=tuple(st.session_state["map_themes"]) or session.view().state.themes)
        ),
        help=view.words("With several topics, municipalities that lack one of them are hatched."),
        select_all=False,
    )


def theme(view: View, *, key: str) -> None:
    """Let the user choose the topic of a map."""
    labels = topic_labels(view.words)
    st.session_state[key] = view.state.theme
    st.selectbox(
        view.words("Topic"),
        list(labels),
        format_func=labels.__getitem__,
        key=key,
        on_change=session.callback(lambda: session.change(themes=(st.session_state[key],))),
    )


def window(view: View) -> None:
    """Let the user move the map to one of the regions."""
    labels = cache.region_labels(view.words)
    regions = [*_regions(view), *filter(None, (district_of(view),))]
    if len(regions) < 2:
        return
    (st.session_state["map_window"],) = _section(view)
    st.selectbox(
        view.words("Section of the map"),
        [*regions, ALL_REGIONS],
        format_func=lambda code: labels.get(code) or view.words("all regions"),
        key="map_window",
        label_visibility="collapsed",
        help=view.words("Moves the map; numbers stay those of all regions. To count one region alone, filter by it."),
        on_change=session.callback(lambda: session.change(window=st.session_state["map_window"])),
        width=190,
    )


def _regions(view: View) -> list[str]:
    labels = cache.region_labels(view.words)
    return [code for code in view.whole.provenance.boundaries.regions if code in labels]


def _shown(view: View) -> list[str]:
    """Return the names of the regions that the filter asks for, or else of the section of the map."""
    labels, places = cache.region_labels(view.words), view.whole.municipalities["name"]
    codes = view.state.filters.regions or tuple(code for code in _section(view) if code != ALL_REGIONS)
    return [labels.get(code) or str(places.get(code, code)) for code in codes]


def _section(view: View) -> tuple[str, ...]:
    """Return the section that was chosen, the first region at the start; none where there is one region alone."""
    regions, asked = _regions(view), view.state.window
    if district_of(view):
        return (district_of(view),)
    if len(regions) < 2:
        return ()
    return (asked if asked in (*regions, ALL_REGIONS) else regions[0],)


def in_section(view: View) -> pd.Index:
    """Return the keys of the municipalities in the section of the map."""
    return _of_regions(view.whole, _section(view) or (ALL_REGIONS,))


def to_section(view: View) -> pd.Index:
    """Return the municipalities to move to on a map where nothing is chosen: those of the filter, or of the section."""
    return _of_regions(view.whole, view.state.filters.regions or _section(view) or (ALL_REGIONS,))


def view_to(view: View) -> Sequence[str] | pd.Index:
    """Return the municipalities to move to: what was chosen last of cooperation, set, place, section and regions."""
    state, whole = view.state, view.whole
    wanted = (
        (state.cooperation,) if state.cooperation else (),
        state.within if state.beside == "several" else (),
        (found,) if (found := st.session_state.get(ZOOM)) and found == state.municipality else (),
        state.filters.regions,
        _section(view),
    )
    before, keys = st.session_state.get(_MOVED, (((),) * len(wanted), []))

    def of_set(_whole: Analysis, _ids: tuple[str, ...]) -> pd.Index:
        return upset.chosen(view)

    places = (_of_cooperation, of_set, _around, _of_regions, _of_regions)
    for place, now, then in zip(places, wanted, before, strict=True):
        if now and now != then:
            keys = place(whole, now)
            break
    st.session_state[_MOVED] = (wanted, keys)
    return keys


def _of_cooperation(whole: Analysis, ids: tuple[str, ...]) -> list[str]:
    return list(whole.area.loc[whole.area["cooperation_id"].isin(ids), "key"])


def _around(whole: Analysis, keys: tuple[str, ...]) -> list[str]:
    return [*keys, *beside(keys[0], whole.neighbours)]


def _of_regions(whole: Analysis, codes: tuple[str, ...]) -> pd.Index:
    if codes == (ALL_REGIONS,):
        return whole.municipalities.index[~whole.municipalities["context"].astype(bool)]
    return whole.municipalities.index[whole.inside(codes)]


def _mode_changed() -> None:
    session.change(mode=st.session_state["map_mode"] or START_MODE)
