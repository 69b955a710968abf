"""Page: two dates, two topics or two regions side by side."""

from datetime import date
from typing import Any

import streamlit as st

from geo_koop.app.components import diagrams, map_panel, row_table
from geo_koop.app.components.map import show_map
from geo_koop.app.data import cache, session
from geo_koop.app.data.session import View
from geo_koop.app.state import COMPARED, FIRST_DAY, LAST_DAY
from geo_koop.app.views import chart_tables, comparison, years
from geo_koop.app.views.comparison import Side
from geo_koop.app.views.sentences import topic_labels
from geo_koop.app.words import plain
from geo_koop.locale import mark as _
from geo_koop.outputs.webmap.legend import MapStyle, legend_html
from geo_koop.outputs.webmap.marks import outlined
from geo_koop.outputs.webmap.style import count_style, coverage_style, pattern_style
from geo_koop.result.analysis import Analysis

_COMPARED = {"date": _("Two dates"), "topic": _("Two topics"), "region": _("Two regions")}
_TABLES = {"measures": _("Measures"), "cooperations": _("Cooperations"), "municipalities": _("Municipalities")}


def render() -> None:
    """Show the page."""
    view = session.view()
    words, state = view.words, view.state
    st.title(words("Comparison"))
    st.session_state["compare"] = state.compare
    st.segmented_control(
        words("Side by side"),
        COMPARED,
        format_func=lambda kind: words(_COMPARED[kind]),
        key="compare",
        on_change=session.callback(
            lambda: session.change(compare=st.session_state["compare"] or state.compare, left="", right="")
        ),
    )
    codes = comparison.codes(state, view.whole)
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom", key="compare_sides"):
        for name, code in zip(("left", "right"), codes, strict=True):
            _choice(view, name, code)
        if state.compare != "region":
            map_panel.window(view)
    with cache.waiting(words):
        left, right = (_side(view, code) for code in codes)
    for column, name, part in zip(st.columns(2, gap="medium"), ("left", "right"), (left, right), strict=True):
        with column:
            _map(view, name, part)
    st.header(words("Difference"))
    # What the map counts on the date of the right side, but no comparison of dates can.
    undated, _unknown = years.without_start(_with_unknown(view, right))
    st.markdown(plain(comparison.sentence(left, right, state.compare, undated, words)))
    _series(view, left, right)
    session.guarded(_tables)()


def _side(view: View, code: str) -> Side:
    words, state = view.words, view.state
    day, filters = comparison.wanted(state, code, view.as_of)
    find = cache.dated if state.compare == "date" else cache.narrowed
    return comparison.side(state, code, view.as_of, view.whole, find(day, filters), words)


def _with_unknown(view: View, part: Side) -> Analysis:
    """Return what counts on the date of a side, cooperations with an unknown start too."""
    return view.counting(cache.narrowed(part.as_of, part.filters))


def _series(view: View, left: Side, right: Side) -> None:
    """Show the years of both sides as lines, and as a table."""
    words = view.words
    known = cache.years()
    span = range(known[0], date.today().year + 1)
    one = view.state.compare == "date" or left.label == right.label
    names = (words("Cooperations"), words("Cooperations")) if one else (left.label, right.label)
    table = years.both(left.analysis, right.analysis, names, span, today=date.today())
    marked: dict[str, int] = {}
    if one:
        table = table.iloc[len(span) :]
        marked = {left.label: left.as_of.year, right.label: right.as_of.year}
    st.header(words("Cooperations by year"))
    if not table["cooperations"].any():
        st.info(chart_tables.no_years(_with_unknown(view, right), words), icon=":material/search_off:")
        return
    st.altair_chart(diagrams.lines(table, marked, words), theme=None, alt=years.both_sentence(table, words))
    st.caption(
        " ".join(
            years.left_out(_with_unknown(view, part), words)
            if one
            else f"{part.label}: {years.left_out(part.analysis, words)}"
            for part in ((right,) if one else (left, right))
        )
    )
    part = st.expander(words("The chart as a table"), key="compare_years", on_change="rerun", icon=":material/table:")
    if part.open:
        with part:
            row_table.show(years.both_table(table, words), "vergleich_jahre", view, key="compare_years_table")


def _choice(view: View, name: str, code: str) -> None:
    """Let the user choose one side."""
    words, state = view.words, view.state
    text = words("Left") if name == "left" else words("Right")
    key = f"compare_{name}_{state.compare}"
    changed: dict[str, Any] = {"key": key, "on_change": _chosen, "args": (name, key)}
    if state.compare == "date":
        st.session_state[key] = date.fromisoformat(code)
        st.date_input(text, format="DD.MM.YYYY", min_value=FIRST_DAY, max_value=LAST_DAY, **changed)
        return
    labels = topic_labels(words) if state.compare == "topic" else cache.region_labels(words)
    known = list(labels) if state.compare == "topic" else list(cache.region_codes())
    st.session_state[key] = code
    st.selectbox(text, known, format_func=lambda one: labels.get(one, one), **changed)


def _chosen(name: str, key: str) -> None:
    chosen = st.session_state[key]
    session.change(**{name: chosen.isoformat() if isinstance(chosen, date) else str(chosen or "")})


def _map(view: View, name: str, part: Side) -> None:
    state = view.state
    st.header(plain(part.label))
    style = _style(view, part)
    show_map(
        part.analysis,
        style,
        selected=outlined(part.analysis, [], chosen=state.cooperation),
        focus=state.municipality,
        group="compare",
        zoom_to=list(part.keys) if state.compare == "region" else map_panel.to_section(view),
        height=440,
        key=f"compare_{name}",
        language=state.language,
    )
    st.html(legend_html(style.legend, style.title, note=style.note))


def _style(view: View, part: Side) -> MapStyle:
    """Return the colours of a side: those of its topic, or of the mode that the map has."""
    language = view.words.language
    if view.state.compare == "topic" or view.state.mode == "bindingness":
        return coverage_style(part.analysis, part.code if view.state.compare == "topic" else "any", language=language)
    return (pattern_style if view.state.mode == "pattern" else count_style)(part.analysis, language=language)


def _tables() -> None:
    """Show the difference as a table; a row chooses on the maps."""
    view = session.view()
    words, state = view.words, view.state
    which = st.segmented_control(
        words("Table"),
        list(_TABLES),
        format_func=lambda name: words(_TABLES[name]),
        default="measures",
        key="compare_table",
    )
    left, right = (_side(view, code) for code in comparison.codes(state, view.whole))
    make = {"cooperations": comparison.cooperations, "municipalities": comparison.municipalities}
    field = {"cooperations": "cooperation", "municipalities": "municipality"}.get(which or "", "")
    table = make.get(which or "", comparison.measures)(left, right, words)
    row_table.show(table, f"vergleich_{which or 'measures'}", view, field=field, key="compare_rows")


if __name__ == "__main__":
    render()
