"""The charts beside the map. Streamlit brings all that draws them, so nothing is fetched from elsewhere."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from geo_koop.app.words import Words
from geo_koop.outputs.classes.families import bindingness, patterns
from geo_koop.outputs.classes.palette import INK, PALETTE, ink_on
from geo_koop.outputs.webmap.legend import LegendEntry, Paint

PICK = "pick"
"""Name of the selection in each chart."""

_FAINT = 0.3
_BAR = PALETTE["bar"]
_ROW = alt.Step(21)
_EDGE = 1
"""Width of the line at a segment: in the ink of its colour, so that neighbours are told apart in grey too."""
_ROOM = 0.2
_LINES = [PALETTE["bar"], PALETTE["tie"]]


def stacked(table: pd.DataFrame, row: str, part: str, chosen: pd.Series, words: Words) -> alt.LayerChart:
    """Return stacked bars: a row for each topic or region, a segment for each format or pattern.

    Parameters
    ----------
    table : pandas.DataFrame
        As made by :func:`geo_koop.app.views.chart_tables.topics_by_format`; ``level`` names the colours.
    row, part : str
        Columns with the codes of rows and segments: what a click selects.
    chosen : pandas.Series
        Boolean: the segments that the filters leave; the others are faint.
    words : Words
    """
    table = table.assign(chosen=chosen, middle=(table["start"] + table["end"]) / 2, ink=table["colour"].map(ink_on))
    base = alt.Chart(table).encode(
        y=alt.Y(
            "row:N",
            sort=list(table["row"].unique()),
            title=None,
            axis=alt.Axis(labelLimit=170, domain=False, ticks=False),
        ),
        opacity=alt.condition("datum.chosen", alt.value(1), alt.value(_FAINT)),
        tooltip=[
            alt.Tooltip("row:N", title=words("Topic") if row == "topic" else words("Region")),
            alt.Tooltip("part:N", title=words("Format") if part == "format" else words("Spatial pattern")),
            alt.Tooltip("cooperations:Q", title=words("Cooperations")),
            alt.Tooltip("total:Q", title=words("All in this row")),
        ],
    )
    bars = base.mark_bar(strokeWidth=_EDGE, cursor="pointer").encode(
        x=alt.X("start:Q", title=words("Cooperations"), axis=_count_axis(words)),
        x2="end:Q",
        color=alt.Color("colour:N", scale=None),
        stroke=alt.Stroke("ink:N", scale=None),
    )
    numbers = base.mark_text(fontSize=11, cursor="pointer").encode(
        x="middle:Q", text="text:N", color=alt.Color("ink:N", scale=None)
    )
    pick = alt.selection_point(name=PICK, fields=[row, part], toggle=False, empty=False)
    return _finished((bars.add_params(pick) + numbers).properties(height=_ROW))


def years(table: pd.DataFrame, year: int, words: Words) -> alt.LayerChart:
    """Return the cooperations of each year as stacked columns, the year of the view marked.

    Parameters
    ----------
    table : pandas.DataFrame
        As made by :func:`geo_koop.app.views.chart_tables.years_by_format`.
    year : int
    words : Words
    """
    sums = table.groupby(["year", "level", "colour"], sort=False)["cooperations"].sum().reset_index()
    order = [entry.label for entry in legend(table, words)]
    sums["place"] = sums["level"].map({level: i for i, level in enumerate(order)})
    sums = sums.sort_values(["year", "place"], ignore_index=True)
    sums["end"] = sums.groupby("year")["cooperations"].cumsum()
    sums["start"] = sums["end"] - sums["cooperations"]
    sums["total"] = sums.groupby("year")["cooperations"].transform("sum")
    sums["ink"] = sums["colour"].map(ink_on)
    bars = (
        alt.Chart(sums)
        .mark_bar(cursor="pointer")
        .encode(
            x=_year_axis(sums),
            y=alt.Y("start:Q", title=words("Cooperations"), axis=_count_axis(words)),
            y2="end:Q",
            color=alt.Color("colour:N", scale=None),
            tooltip=[
                alt.Tooltip("year:O", title=words("Year")),
                alt.Tooltip("level:N", title=words("Bindingness")),
                alt.Tooltip("cooperations:Q", title=words("Cooperations")),
                alt.Tooltip("total:Q", title=words("All of this year")),
            ],
        )
    )
    edges = alt.Chart(sums[sums["start"] > 0]).mark_tick(thickness=_EDGE, orient="horizontal")
    edges = edges.encode(x=_year_axis(sums), y="start:Q", color=alt.Color("ink:N", scale=None))
    return _with_year(bars, sums.assign(top=sums["total"]), year, edges, height=300)


def lines(table: pd.DataFrame, marked: Mapping[str, int], words: Words) -> alt.LayerChart:
    """Return the cooperations of each year as a line for each side, told apart by dashes and by its name at its end.

    Parameters
    ----------
    table : pandas.DataFrame
        As made by :func:`geo_koop.app.views.years.both`.
    marked : Mapping of str to int
        Text to the year at which it stands.
    words : Words
    """
    sides = list(dict.fromkeys(table["side"]))
    first, last = int(table["year"].min()), int(table["year"].max())
    # Beside their ends stand the names of the lines.
    room = (last - first + 1) * _ROOM if len(sides) > 1 else 0
    looks: dict[str, list[Any]] = {"color": _LINES, "dash": [[1, 0], [6, 3]]}
    scale = {name: alt.Scale(domain=sides, range=values[: len(sides)]) for name, values in looks.items()}
    base = alt.Chart(table).encode(
        x=alt.X(
            "year:Q",
            title=None,
            axis=alt.Axis(format="d", values=[year for year in range(first, last + 1) if year % 10 == 0], grid=False),
            scale=alt.Scale(domain=[first, last + room], nice=False),
        ),
        y=alt.Y("cooperations:Q", title=words("Cooperations"), axis=_count_axis(words)),
        color=alt.Color("side:N", scale=scale["color"], legend=None),
        tooltip=[
            alt.Tooltip("year:Q", title=words("Year"), format="d"),
            alt.Tooltip("side:N", title=words("Side")),
            alt.Tooltip("cooperations:Q", title=words("Cooperations")),
        ],
    )
    parts = [
        base.mark_line(strokeWidth=2.5, interpolate="step-after").encode(
            strokeDash=alt.StrokeDash("side:N", scale=scale["dash"], legend=None)
        ),
        base.mark_point(opacity=0, size=90),
    ]
    if len(sides) > 1:
        ends = table[table["year"] == last].sort_values("cooperations")
        # Lines may end at the same number: one name stands a little below, the other above.
        for side, below in zip(ends["side"], (True, False), strict=True):
            here = alt.Chart(ends[ends["side"] == side])
            colour, shift = _LINES[sides.index(side)], 7 if below else -7
            name = here.mark_text(color=colour, align="left", dx=6, dy=shift, fontSize=12, limit=220)
            parts.append(name.encode(x="year:Q", y="cooperations:Q", text="side:N"))
    if marked:
        rows = pd.DataFrame({"year": list(marked.values()), "text": list(marked)})
        rule = alt.Chart(rows).mark_rule(color=INK, strokeDash=[2, 2]).encode(x="year:Q")
        parts.append(rule)
        # Where there is little room, what stands at two years near each other would run into one.
        for line, (_at, row) in enumerate(rows.groupby("text", sort=False)):
            text = alt.Chart(row).mark_text(color=INK, align="right", dx=3, y=-8 - 14 * line, fontSize=12)
            parts.append(text.encode(x="year:Q", text="text:N"))
    return _finished(alt.LayerChart(layer=parts).properties(height=260))


def coverage_years(table: pd.DataFrame, year: int, words: Words) -> alt.LayerChart:
    """Return the covered municipalities of each year as columns, the year of the view marked.

    Parameters
    ----------
    table : pandas.DataFrame
        As made by :func:`geo_koop.app.views.chart_tables.coverage_by_year`.
    year : int
    words : Words
    """
    bars = (
        alt.Chart(table)
        .mark_bar(cursor="pointer", color=_BAR)
        .encode(
            x=_year_axis(table),
            y=alt.Y("covered:Q", title=words("Municipalities covered"), axis=_count_axis(words)),
            tooltip=[
                alt.Tooltip("year:O", title=words("Year")),
                alt.Tooltip("covered:Q", title=words("Municipalities covered")),
                alt.Tooltip("municipalities_said:N", title=words("Share of municipalities")),
                alt.Tooltip("population_said:N", title=words("Share of inhabitants")),
                alt.Tooltip("area_said:N", title=words("Share of area")),
            ],
        )
    )
    return _with_year(bars, table.assign(top=table["covered"]), year, height=200)


def overlap(table: pd.DataFrame, chosen: tuple[int, int] | None, words: Words) -> alt.LayerChart:
    """Return how many municipalities have how many cooperations; a brush chooses a range.

    Parameters
    ----------
    table : pandas.DataFrame
        As in :class:`geo_koop.app.views.chart_tables.Overlap`.
    chosen : tuple of int, optional
        The range that the map shows.
    words : Words
    """
    low, high = chosen or (0, int(table["cooperations"].max()))
    table = table.assign(
        chosen=table["cooperations"].between(low, high),
        left=table["cooperations"] - 0.45,
        right=table["cooperations"] + 0.45,
        text=table["municipalities"].map(words.number).where(table["municipalities"] > 0, ""),
    )
    crowded = len(table) > 20
    base = alt.Chart(table).encode(
        opacity=alt.condition("datum.chosen", alt.value(1), alt.value(_FAINT)),
        tooltip=[
            alt.Tooltip("cooperations:Q", title=words("Cooperations")),
            alt.Tooltip("municipalities:Q", title=words("Municipalities")),
        ],
    )
    bars = base.mark_bar(color=_BAR).encode(
        x=alt.X(
            "left:Q",
            title=words("Cooperations of a municipality"),
            axis=alt.Axis(tickMinStep=1, format="d", grid=False),
            scale=alt.Scale(domain=[-0.5, float(table["cooperations"].max()) + 0.5], nice=False),
        ),
        x2="right:Q",
        y=alt.Y("municipalities:Q", title=words("Municipalities"), axis=_count_axis(words)),
        y2=alt.datum(0),
    )
    numbers = base.mark_text(dy=-7, fontSize=11, color=INK, opacity=0 if crowded else 1).encode(
        x="cooperations:Q", y="municipalities:Q", text="text:N"
    )
    brush = alt.selection_interval(name=PICK, encodings=["x"], empty=False)
    return _finished((bars.add_params(brush) + numbers).properties(height=300))


def legend(table: pd.DataFrame, words: Words) -> list[LegendEntry]:
    """Return the colours of a chart in the order of its segments.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``level`` (label) and ``colour``.
    words : Words
    """
    known = [entry.label(words.language) for entry in (*bindingness(), *patterns())]
    colours = dict(zip(table["level"], table["colour"], strict=True))
    order = sorted(colours, key=lambda text: known.index(text) if text in known else len(known))
    return [LegendEntry(label=text, paint=Paint(colour=colours[text])) for text in order]


def _year_axis(table: pd.DataFrame) -> alt.X:
    decades = [int(year) for year in table["year"].unique() if year % 10 == 0]
    return alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, values=decades))


def _with_year(bars: alt.Chart, table: pd.DataFrame, year: int, *over: alt.Chart, height: int) -> alt.LayerChart:
    """Mark the year of the view above its column (``top``), and let a click choose another."""
    here = (
        alt.Chart(table[table["year"] == year].head(1))
        .mark_text(text="▼", dy=-8, color=INK)
        .encode(x="year:O", y="top:Q")
    )
    pick = alt.selection_point(name=PICK, fields=["year"], toggle=False, empty=False)
    return _finished(alt.LayerChart(layer=[bars.add_params(pick), *over, here]).properties(height=height))


def _count_axis(words: Words) -> alt.Axis:
    mark = "." if words.language == "de" else ","
    return alt.Axis(labelExpr=f"replace(format(datum.value, ',.0f'), /,/g, '{mark}')", tickMinStep=1, tickCount=5)


def _finished(chart: alt.LayerChart) -> alt.LayerChart:
    made: alt.LayerChart = (
        chart.properties(width="container")
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=12, titleFontSize=12, titleFontWeight="normal", labelColor=INK, titleColor=INK)
    )
    return made
