"""What a cost sheet comes to: tables, bars, sentences, files."""

import altair as alt
import streamlit as st

from geo_koop.app.components import fitted
from geo_koop.app.components.page_parts import XLSX_MIME, page_link
from geo_koop.app.views import cost_form, cost_tables
from geo_koop.app.words import Words, plain
from geo_koop.errors import UsageError
from geo_koop.outputs.classes.palette import PALETTE
from geo_koop.outputs.costs import calculation, sentences
from geo_koop.planning import cost_keys, costs
from geo_koop.planning.cost_sheet import SIMPLE_KEYS, CostSheet
from geo_koop.planning.costs import Shares

_MIMES = {"xlsx": XLSX_MIME, "pdf": "application/pdf", "json": "application/json", "yaml": "application/yaml"}
_LABELS = {"de": "replace(datum.label, /,/g, '.')"}
_COLOURS = (PALETTE["bar"], PALETTE["bar_pale"], PALETTE["bar_grey"])


def show(sheet: CostSheet, words: Words) -> None:
    """Show the result of a sheet."""
    shares = costs.share(sheet)
    st.header(words("What each member pays"))
    fitted.show_lines(cost_tables.members(shares, words), words)
    st.caption(words("Shares are rounded."))
    chosen = st.multiselect(
        words("Put another key beside"),
        cost_form.possible(sheet, SIMPLE_KEYS),
        format_func=lambda key: sentences.key(cost_tables.said(words), key),
        max_selections=2,
        placeholder=words("Choose a key"),
        help=words("All positions by one key; amounts at most and at least, and who has no part, stay."),
        key="costs_beside",
    )
    others = {key: costs.share(cost_keys.with_key(sheet, key)) for key in chosen}
    if others:
        fitted.show_lines(cost_tables.side_by_side(shares, others, words), words)
    _bars(shares, others, words)
    for sentence in cost_tables.statements(shares, words):
        st.markdown(f"- {plain(sentence)}")
    fair = cost_tables.fair(shares, words)
    if fair is not None:
        fitted.show_lines(fair, words)
        st.caption(words("Amounts per year, the mean of all years; each is rounded by itself."))
    with st.expander(words("By member and year")):
        fitted.show_lines(cost_tables.years(shares, words), words)
    with st.expander(words("How it is rounded")):
        for sentence in sentences.rounding(cost_tables.said(words)):
            st.markdown(plain(sentence))
    _downloads(shares, others, words)
    st.caption(words("This is a calculation by the figures that were given, no legal advice."))
    with st.container(horizontal=True):
        page_link("law", words("Law and funding"), words)
        page_link("undertaking", words("Undertaking"), words)


def _bars(shares: Shares, others: cost_tables.Others, words: Words) -> None:
    table = cost_tables.bars(shares, others, words)
    names, keys = list(dict.fromkeys(table["member"])), list(dict.fromkeys(table["key"]))
    colours = alt.Scale(domain=keys, range=list(_COLOURS[: len(keys)]))
    axis = alt.Axis(format=",.0f", labelExpr=_LABELS.get(words.language, "datum.label"), tickCount=6)
    chart = (
        alt.Chart(table)
        .mark_bar()
        .encode(
            y=alt.Y("member:N", sort=names, title=None, axis=alt.Axis(labelLimit=220)),
            yOffset=alt.YOffset("key:N", sort=keys),
            x=alt.X(
                "euros:Q",
                title=words("Costs of all years"),
                axis=axis,
            ),
            color=alt.Color("key:N", scale=colours, title=None, legend=alt.Legend(orient="top")),
            tooltip=[
                alt.Tooltip("member:N", title=words("Member")),
                alt.Tooltip("key:N", title=words("Key of sharing")),
                alt.Tooltip("text:N", title=words("Costs")),
            ],
        )
        .properties(height=alt.Step(18))
    )
    said = "; ".join(f"{row.member}, {row.key}: {row.text}" for row in table.itertuples())
    st.altair_chart(chart, theme=None, alt=words("Bars: costs of each member. {numbers}", numbers=said))


def _downloads(shares: Shares, others: cost_tables.Others, words: Words) -> None:
    made = cost_tables.files(shares, others, words)
    try:
        calculation.check(shares.sheet)
    except UsageError as error:
        del made["xlsx"]
        for fault in cost_form.faults(error, words):
            st.caption(plain(fault))
    with st.container(horizontal=True):
        for ending, make in made.items():
            st.download_button(
                ending.upper(),
                data=make,
                file_name=f"kosten.{ending}",
                mime=_MIMES[ending],
                help=words("Download as {form}", form=ending.upper()),
                icon=":material/download:",
                on_click="ignore",
                key=f"costs_file_{ending}",
            )
