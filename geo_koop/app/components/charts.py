"""Charts; Streamlit brings all that draws them, so nothing is fetched from elsewhere."""

import altair as alt
import pandas as pd

from geo_koop import codelists
from geo_koop.app.coverage_views import UNKNOWN_COLOUR
from geo_koop.app.words import Words
from geo_koop.locale.alphabet import alphabetical
from geo_koop.outputs.webmap import LegendEntry, Paint

_CELL = alt.Step(30)
_ROW = alt.Step(22)


def topic_matrix(cells: pd.DataFrame, words: Words) -> alt.Chart:
    """Return places × topics; colour is bindingness, and each cell says in text what it means.

    Parameters
    ----------
    cells : pandas.DataFrame
        As made by :func:`geo_koop.app.coverage_views.matrix`.
    words : Words
    """
    places = alphabetical(cells["place"].unique())
    topics = list(cells["label"].unique())
    base = alt.Chart(cells).encode(
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
    squares = base.mark_rect(stroke="#ffffff", strokeWidth=1).encode(color=alt.Color("colour:N", scale=None))
    signs = base.mark_text(fontSize=11).encode(text="text:N", color=alt.Color("ink:N", scale=None))
    return (
        (squares + signs)
        .properties(width=_CELL, height=_ROW)
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=12)
    )


def bindingness_legend(words: Words) -> list[LegendEntry]:
    """Return the colours of bindingness as lines of a legend."""
    levels = codelists.load("bindingness")
    colours = levels.field("colour")
    known = [LegendEntry(label=t, paint=Paint(colour=colours[c])) for c, t in levels.labels(words.language).items()]
    return [*known, LegendEntry(label=words("form unknown"), paint=Paint(colour=UNKNOWN_COLOUR))]
