"""The charts beside the map: choose one, click or brush it to filter, read it as a table."""

import math
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from geo_koop import codelists
from geo_koop.analysis import timeline
from geo_koop.app.components import diagrams, fitted
from geo_koop.app.components.page_parts import downloads
from geo_koop.app.data import cache, session
from geo_koop.app.data.session import View
from geo_koop.app.state import CHARTS
from geo_koop.app.views import chart_tables, coverage_tables, years
from geo_koop.app.views.sentences import counted_how
from geo_koop.app.words import Words
from geo_koop.locale import mark as _
from geo_koop.outputs.webmap.legend import legend_html

_NAMES = {
    "topics": _("Topics and formats"),
    "patterns": _("Patterns by region"),
    "years": _("Cooperations by year"),
    "overlap": _("Overlap"),
    "coverage": _("Coverage by year"),
}
_SAID = {
    "topics": _(
        "Stacked bars: cooperations of each topic by format. A cooperation with several topics counts in each. "
        "A click on a segment filters by topic and format, a second one takes that back."
    ),
    "patterns": _(
        "Stacked bars: cooperations of each region by spatial pattern. A cooperation counts in each region that it "
        "covers. A click on a segment filters by region and pattern, a second one takes that back."
    ),
    "years": _(
        "Stacked columns: cooperations that existed at the end of each year, by bindingness of their format. "
        "A click on a year shows its map."
    ),
    "overlap": _(
        "Columns: number of municipalities with so many cooperations. Draw a range over the columns, and the map "
        "shows these municipalities only."
    ),
    "coverage": _(
        "Columns: municipalities that a recorded cooperation on the topic covered at the end of each year. A rise may "
        "also mean that more was recorded. A click on a year shows its map."
    ),
}


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A chart, its legend, its rows as a table in words, what a row chooses, a remark, and why it shows nothing."""

    chart: alt.LayerChart
    table: pd.DataFrame
    picks: list[dict[str, Any]]
    legend: str = ""
    note: str = ""
    empty: str = ""


def show(view: View) -> None:
    """Show one of the charts."""
    words, state = view.words, view.state
    st.session_state["chart"] = state.chart
    st.segmented_control(
        words("Chart"),
        CHARTS,
        format_func=lambda name: words(_NAMES[name]),
        key="chart",
        on_change=session.callback(lambda: session.change(chart=st.session_state["chart"] or CHARTS[0])),
    )
    show_one(view, state.chart)


def show_one(view: View, name: str) -> None:
    """Show a chart, what it says, and the same as a table."""
    words, state = view.words, view.state
    drawn = _DRAW[name](view)
    if drawn.empty:
        st.info(" ".join(filter(None, (drawn.empty, drawn.note))), icon=":material/search_off:")
        return
    if drawn.legend:
        st.html(drawn.legend)
    shown = (name, state.filters, state.overlap, state.as_of, state.language, state.theme, state.statutory, state.own)
    mark = zlib.crc32(repr(shown).encode())
    key = f"chart_{name}_{mark}"
    st.altair_chart(
        drawn.chart,
        theme=None,
        alt=f"{words(_NAMES[name])}. {words(_SAID[name])}",
        key=key,
        on_select=session.callback(lambda: _picked(name, st.session_state[key]["selection"].get(diagrams.PICK))),
        selection_mode=diagrams.PICK,
    )
    how = "" if name == "coverage" else counted_how(view.counted, words)
    st.caption(" ".join(filter(None, (words(_SAID[name]), drawn.note, how))))
    _as_table(drawn, name, mark, words)


def _as_table(drawn: Drawn, name: str, mark: int, words: Words) -> None:
    """Show the same as a table; it is sent only once it is opened, and a row does what a click does."""
    part = st.expander(words("The chart as a table"), key="chart_as_table", on_change="rerun", icon=":material/table:")
    if not part.open:
        return
    key = f"chart_table_{name}_{mark}"
    with part:
        fitted.show(
            drawn.table,
            words,
            most=13,
            on_select=session.callback(lambda: _row_picked(name, key, drawn.picks)),
            selection_mode="single-row",
            key=key,
        )
        downloads(lambda: drawn.table, f"diagramm_{name}", words, key="chart_table")


def _row_picked(name: str, key: str, picks: list[dict[str, Any]]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows and rows[0] < len(picks):
        _picked(name, [picks[rows[0]]])


def _picked(name: str, found: Any) -> None:
    """Set the filters that a click, a brush or a row means; what was set already is taken back."""
    if not found:
        return None
    if name == "overlap":
        low, high = found["left"] if isinstance(found, dict) else (found[0]["cooperations"],) * 2
        return session.change_all(overlap=_whole(low, high, session.view().state.overlap))
    first = found[0]
    if name in ("years", "coverage"):
        day = timeline.day_of(int(first["year"]), today=date.today())
        return session.change_all(as_of=None if day == date.today() else day)
    before = session.view().state.filters
    fields = {"topics": ("topic", "format"), "patterns": ("region", "pattern")}[name]
    wanted = {f"{field}s": (str(first[field]),) for field in fields if first.get(field)}
    same = all(getattr(before, field) == values for field, values in wanted.items())
    return session.change_all(**dict.fromkeys(wanted, ()) if same else wanted)


def _whole(low: float, high: float, before: tuple[int, int] | None) -> tuple[int, int] | None:
    """Return the numbers whose columns a brush touches; nothing where they are chosen already."""
    wanted = max(math.ceil(low - 0.45), 0), max(math.floor(high + 0.45), 0)
    return None if wanted == before or wanted[0] > wanted[1] else wanted


def _topics(view: View) -> Drawn:
    words, filters = view.words, view.state.filters
    counted = view.counting(cache.narrowed(view.as_of, chart_tables.thinned(filters, "topics")))
    table = cache.made(chart_tables.topics_by_format, counted, words)
    wider = [table["topic"].map(codelists.load("topics").field(name)) for name in ("group", "parent")]
    chosen = _either(table["topic"], filters.topics) | wider[0].isin(filters.topics) | wider[1].isin(filters.topics)
    chosen &= _either(table["format"], filters.formats)
    shown = {"row": words("Topic"), "part": words("Format"), "level": words("Bindingness")}
    return Drawn(
        chart=diagrams.stacked(table, "topic", "format", chosen, words),
        legend=legend_html(diagrams.legend(table, words), words("Bindingness of the format")),
        table=table[[*shown, "cooperations"]].rename(columns=shown | {"cooperations": words("Cooperations")}),
        picks=table[["topic", "format"]].to_dict("records"),
        empty=chart_tables.nothing(counted, words) if table.empty else "",
    )


def _patterns(view: View) -> Drawn:
    words, filters = view.words, view.state.filters
    counted = view.counting(cache.narrowed(view.as_of, chart_tables.thinned(filters, "patterns")))
    table = cache.made(chart_tables.patterns_by_region, counted, words)
    chosen = _either(table["region"], filters.regions) & _either(table["pattern"], filters.patterns)
    shown = {"row": words("Region"), "part": words("Spatial pattern"), "cooperations": words("Cooperations")}
    return Drawn(
        chart=diagrams.stacked(table, "region", "pattern", chosen, words),
        legend=legend_html(diagrams.legend(table, words), words("Spatial pattern")),
        table=table[list(shown)].rename(columns=shown),
        picks=table[["region", "pattern"]].to_dict("records"),
        empty=chart_tables.nothing(counted, words) if table.empty else "",
    )


def _either(codes: pd.Series, wanted: tuple[str, ...]) -> pd.Series:
    return codes.isin(wanted) if wanted else pd.Series(True, index=codes.index)


def _years(view: View) -> Drawn:
    words = view.words
    table = cache.made(chart_tables.years_by_format, view.counted, words)
    shown = {"year": words("Year"), "part": words("Format"), "level": words("Bindingness")}
    return Drawn(
        chart=diagrams.years(table, view.as_of.year, words),
        legend=legend_html(diagrams.legend(table, words), words("Bindingness of the format")),
        table=table[[*shown, "cooperations"]].rename(columns=shown | {"cooperations": words("Cooperations")}),
        picks=table[["year"]].to_dict("records"),
        note=years.left_out(view.counted, words),
        empty="" if table["cooperations"].any() else chart_tables.no_years(view.counted, words),
    )


def _coverage(view: View) -> Drawn:
    words, state = view.words, view.state
    analysis = cache.narrowed(view.as_of, coverage_tables.without_place_and_topic(state.filters))
    table = cache.made(chart_tables.coverage_by_year, analysis, words, state.theme, *state.filters.regions)
    shown = {
        "year": words("Year"),
        "covered": words("Municipalities covered"),
        "municipalities_said": words("Share of municipalities"),
        "population_said": words("Share of inhabitants"),
        "area_said": words("Share of area"),
    }
    return Drawn(
        chart=diagrams.coverage_years(table, view.as_of.year, words),
        table=table[list(shown)].rename(columns=shown),
        picks=table[["year"]].to_dict("records"),
        note=cache.made(chart_tables.left_out, analysis, words, state.theme),
        empty="" if table["covered"].any() else words("In no year is a municipality known to be covered."),
    )


def _overlap(view: View) -> Drawn:
    words = view.words
    found = chart_tables.overlap(view.counted)
    shown = {"cooperations": words("Cooperations"), "municipalities": words("Municipalities")}
    note = words("Not surveyed, and not in the chart: {count}.", count=words.number(found.not_surveyed))
    some = found.table.loc[found.table["cooperations"] > 0, "municipalities"].any()
    return Drawn(
        chart=diagrams.overlap(found.table, view.state.overlap, words),
        table=found.table[list(shown)].rename(columns=shown),
        picks=found.table[["cooperations"]].to_dict("records"),
        note=note if found.not_surveyed else "",
        empty="" if some else chart_tables.nothing(view.counted, words),
    )


_DRAW: dict[str, Callable[[View], Drawn]] = {
    "topics": _topics,
    "patterns": _patterns,
    "years": _years,
    "overlap": _overlap,
    "coverage": _coverage,
}
