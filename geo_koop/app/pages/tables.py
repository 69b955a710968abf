"""Page: the map and its charts as sortable tables."""

import streamlit as st

from geo_koop.app.components import chips, row_table
from geo_koop.app.components.page_parts import page_link
from geo_koop.app.data import cache, session
from geo_koop.app.data.session import View
from geo_koop.app.views import chart_tables, years
from geo_koop.app.views.map_table import map_table
from geo_koop.app.views.sentences import counted_how
from geo_koop.app.words import Words
from geo_koop.locale import mark as _

_TABLES = {"map": _("Municipalities on the map"), "years": _("Cooperations by year")}


def render() -> None:
    """Show the page."""
    view = session.view()
    words = view.words
    st.title(words("Table"))
    st.markdown(
        words(
            "What the map shows, as a table: a click on a heading sorts, a row chooses the municipality on the map. "
            "As of {date}.",
            date=words.day(view.as_of),
        )
    )
    chips.show(view)
    which = st.segmented_control(
        words("Table"), list(_TABLES), format_func=lambda name: words(_TABLES[name]), default="map", key="which_table"
    )
    if which == "years":
        _years(view, words)
    else:
        _municipalities(view, words)


def _municipalities(view: View, words: Words) -> None:
    table = map_table(view.counted, view.state, words)
    count = words.count(len(table), words("municipality"), words("municipalities"))
    st.markdown(f"{count}. {counted_how(view.counted, words)}" if view.counted.left_out else count)
    congruence = words("Congruence")
    row_table.show(
        table,
        "gemeinden",
        view,
        field="municipality",
        key="map_table",
        rows=18,
        columns={
            words("Inhabitants"): st.column_config.NumberColumn(format="localized"),
            congruence: st.column_config.NumberColumn(
                format="%.2f",
                help=words("1 means: the same partners in every cooperation. Empty without a partner."),
            ),
        },
    )
    page_link("cooperations", words("The cooperations as a table"), words)


def _years(view: View, words: Words) -> None:
    table = cache.made(chart_tables.years_by_format, view.counted, words)
    wide = table.pivot_table(
        index="year", columns="part", values="cooperations", aggfunc="sum", fill_value=0, observed=True
    )
    wide = wide[wide.sum().sort_values(ascending=False, kind="stable").index]
    wide.insert(0, words("All"), wide.sum(axis=1))
    wide = wide.rename_axis(index=words("Year"), columns=None).sort_index(ascending=False).reset_index()
    year = st.column_config.NumberColumn(format="%d")
    left_out = years.left_out(view.counted, words)
    st.caption(words("Cooperations that existed at the end of each year. {left_out}", left_out=left_out))
    row_table.show(wide, "jahre", view, key="years_table", rows=18, columns={words("Year"): year})


if __name__ == "__main__":
    render()
