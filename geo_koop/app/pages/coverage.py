"""Page: which topics are covered where."""

import streamlit as st

from geo_koop.app.components import chart_panel, charts, fitted, map_panel
from geo_koop.app.components.map import show_map
from geo_koop.app.components.page_parts import downloads
from geo_koop.app.data import cache, session
from geo_koop.app.data.session import View
from geo_koop.app.state import LEVELS
from geo_koop.app.views.coverage_tables import (
    PRESCRIBED_SIGN,
    chosen,
    gap_table,
    matrix,
    places,
    shares,
    without_place_and_topic,
)
from geo_koop.app.views.measures import MEASURES
from geo_koop.app.words import Words, plain
from geo_koop.locale import mark as _
from geo_koop.locale.alphabet import sort_key
from geo_koop.model import Filters
from geo_koop.outputs.classes import families
from geo_koop.outputs.webmap.legend import legend_html
from geo_koop.outputs.webmap.style import coverage_style
from geo_koop.result.analysis import Analysis

_LEVELS = {"district": _("Districts"), "municipality": _("Municipalities of a district")}


def render() -> None:
    """Show the page."""
    view = session.view()
    words, filters = view.words, view.state.filters
    st.title(words("Topic coverage"))
    st.markdown(
        words(
            "**Covered** means: a recorded cooperation on the topic has the municipality or its district as a member. "
            "**None recorded** says how thoroughly was looked; **not surveyed** means that nobody looked."
        )
    )
    thinned = without_place_and_topic(filters)
    analysis = cache.narrowed(view.as_of, thinned)
    if thinned != Filters():
        st.warning(
            words("Filtered: only cooperations of the chosen kind count; a blank is no gap in the topic as such."),
            icon=":material/filter_alt:",
        )
    session.guarded(_one_topic)()
    _matrix(analysis, view)


def _matrix(analysis: Analysis, view: View) -> None:
    words, state = view.words, view.state
    st.header(words("All topics"))
    st.session_state["coverage_level"] = state.level
    st.segmented_control(
        words("Rows"),
        LEVELS,
        format_func=lambda level: words(_LEVELS[level]),
        key="coverage_level",
        on_change=session.callback(lambda: session.change(level=st.session_state["coverage_level"] or LEVELS[0])),
    )
    district = _district(analysis, view) if state.level == "municipality" else ""
    cells = matrix(analysis, state.filters, state.level, words, district=district)
    if cells.empty:
        st.info(words("No municipality fits the filters."))
        return
    with st.container(key="matrix"):
        st.altair_chart(charts.topic_matrix(cells, words), width="content", theme=None)
    what = (
        words("Numbers: share of the municipalities in per cent")
        if state.level == "district"
        else words("Numbers: cooperations")
    )
    left_out = families.leaves_out(analysis.provenance.filters)
    blank = f"· {families.state('not_in_filter').label(words.language)}" if left_out else f"– {words('none recorded')}"
    law = families.state("prescribed").label(words.language)
    unseen = families.state("not_surveyed").label(words.language)
    st.caption(f"{what} · {PRESCRIBED_SIGN} {law} · {blank} · ? {unseen}")
    st.html(legend_html(charts.bindingness_legend(cells, words), words("Colour: strongest bindingness")))
    columns = ["key", "place", "topic", "label", "status", "cooperations", "binding", "share"]
    downloads(lambda: cells[columns], "themenabdeckung", words, key="matrix_table")


def _district(analysis: Analysis, view: View) -> str:
    inside = analysis.municipalities.loc[places(analysis, view.state.filters)]
    labels = cache.region_labels(view.words)
    sizes = inside["district"].value_counts()
    codes = sorted(sizes.index, key=lambda code: sort_key(labels.get(code, code)))
    largest = codes.index(sizes.index[0]) if codes else 0
    name = view.words("District")
    return st.selectbox(name, codes, index=largest, format_func=lambda c: labels.get(c, c), key="district") or ""


def _one_topic() -> None:
    view = session.view()
    words, state = view.words, view.state
    analysis = cache.narrowed(view.as_of, without_place_and_topic(state.filters))
    st.header(words("One topic on the map"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        map_panel.theme(view, key="coverage_theme")
        map_panel.window(view)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        style = coverage_style(analysis, state.theme, regions=state.filters.regions, language=words.language)
        show_map(
            analysis,
            style,
            address=True,
            zoom_to=map_panel.to_section(view),
            height=520,
            key="coverage_map",
            language=state.language,
        )
        st.html(legend_html(style.legend, style.title, note=style.note))
    with right:
        _numbers(analysis, view)
        _gaps(analysis, view, words)
    topic = plain(words.label("topics", state.theme))
    st.subheader(words("Covered over the years: {topic}", topic=topic))
    chart_panel.show_one(view, "coverage")


def _numbers(analysis: Analysis, view: View) -> None:
    words = view.words
    found = shares(analysis, view.state.filters, view.state.theme, words)
    covered, everywhere = words.number(found.covered), words.number(found.municipalities)
    numbers = (
        (words("Municipalities covered"), words("{covered} of {all}", covered=covered, all=everywhere), "coverage"),
        (words("Share of municipalities"), words.share(found.share), ""),
        (words("Share of inhabitants"), words.share(found.share_population), "share_population"),
        (words("Share of area"), words.share(found.share_area), "share_area"),
    )
    with st.container(horizontal=True):
        for label, value, measure in numbers:
            st.metric(label, value, help=words(MEASURES[measure]) if measure else None, width="content")
    if found.without:
        st.caption(words("Inhabitants {without}: their number is not known.", without=found.without))
    if found.prescribed:
        st.caption(words("Through a statutory body alone: {count}.", count=words.number(found.prescribed)))


def _gaps(analysis: Analysis, view: View, words: Words) -> None:
    topic = words.label("topics", view.state.theme)
    heading = (
        words("Without a cooperation in the filter: {topic}", topic=plain(topic))
        if chosen(analysis.provenance.filters)
        else words("Without a recorded cooperation: {topic}", topic=plain(topic))
    )
    st.subheader(heading)
    table = gap_table(analysis, view.state.filters, view.state.theme, words)
    if table.empty:
        st.markdown(words("Every municipality in view is covered."))
        return
    numbers = {words("Inhabitants"): st.column_config.NumberColumn(format="localized")}
    fitted.show(table.drop(columns=words("Key")), words, most=13, columns=numbers)
    downloads(lambda: table, f"luecken_{view.state.theme}", words, key="gaps")


if __name__ == "__main__":
    render()
