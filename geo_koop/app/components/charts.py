"""Charts; Streamlit brings all that draws them, so nothing is fetched from elsewhere."""

import altair as alt
import pandas as pd

from geo_koop.app.words import Words
from geo_koop.locale.alphabet import alphabetical
from geo_koop.outputs.classes.families import Class, bindingness
from geo_koop.outputs.classes.palette import PAPER
from geo_koop.outputs.webmap.legend import LegendEntry, Paint, data_uri, swatch_svg

_CELL = alt.Step(30)
_ROW = alt.Step(22)


def topic_matrix(cells: pd.DataFrame, words: Words) -> alt.Chart:
    """Return places × topics; colour is bindingness, and each cell says in text what it means.

    Parameters
    ----------
    cells : pandas.DataFrame
        As made by :func:`geo_koop.app.views.coverage_tables.matrix`.
    words : Words
    """
    places = alphabetical(cells["place"].unique())
    topics = list(cells["label"].unique())
    hatch = {entry.label(words.language): _picture(entry) for entry in bindingness() if entry.hatch != "plain"}
    base = alt.Chart(cells.assign(hatch=cells["binding"].map(hatch).fillna(""))).encode(
        x=alt.X(
            "label:N",
            sort=topics,
            title=None,
            axis=alt.Axis(orient="top", labelAngle=-60, labelLimit=260, domain=False, ticks=False),
        ),
        y=alt.Y("place:N", sort=places, title=None, axis=alt.Axis(labelLimit=240, domain=False, ticks=False)),
        tooltip=[
            alt.Tooltip("place:N", title=words("Place")),
            alt.Tooltip("label:N", title=words("Topic")),
            alt.Tooltip("status:N", title=words("Status")),
            alt.Tooltip("cooperations:Q", title=words("Cooperations")),
            alt.Tooltip("binding:N", title=words("Strongest bindingness")),
            alt.Tooltip("share:N", title=words("Share of municipalities")),
        ],
    )
    squares = base.mark_rect(stroke=PAPER, strokeWidth=1).encode(color=alt.Color("colour:N", scale=None))
    hatched = (
        base.transform_filter("datum.hatch != ''")
        .mark_image(width=_CELL.step - 1, height=_ROW.step - 1, aspect=False)
        .encode(url="hatch:N")
    )
    # A rim in the colour of the cell keeps a number legible on a hatch.
    rims = base.mark_text(fontSize=11, strokeWidth=3, strokeJoin="round").encode(
        text="text:N", color=alt.Color("colour:N", scale=None), stroke=alt.Stroke("colour:N", scale=None)
    )
    signs = base.mark_text(fontSize=11).encode(text="text:N", color=alt.Color("ink:N", scale=None))
    made: alt.Chart = (
        (squares + hatched + rims + signs)
        .properties(width=_CELL, height=_ROW)
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=12)
    )
    return made


def _picture(entry: Class) -> str:
    """Return a cell of a class as a small picture: the hatch that the map draws."""
    return data_uri(swatch_svg(Paint.of(entry), frame=False))


def bindingness_legend(cells: pd.DataFrame, words: Words) -> list[LegendEntry]:
    """Return the colours and hatches of bindingness that occur as lines of a legend, as the map has them."""
    met = set(cells["binding"])
    return [
        LegendEntry(label=entry.label(words.language), paint=Paint.of(entry))
        for entry in bindingness()
        if entry.label(words.language) in met
    ]
