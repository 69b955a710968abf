"""The parts of the page of the network: what is chosen, the map with its lines, the years as a chart, files."""

from functools import partial

import altair as alt
import pandas as pd
import streamlit as st

from geo_koop.app.components import map_panel, switches
from geo_koop.app.components.map import Click, show_map
from geo_koop.app.data import cache, session
from geo_koop.app.data.session import ZOOM, View
from geo_koop.app.state import MOST_TIES_THRESHOLD, NETWORK
from geo_koop.app.views.network import network_of
from geo_koop.app.words import Words
from geo_koop.locale import mark as _
from geo_koop.locale.alphabet import order
from geo_koop.outputs import network as files
from geo_koop.outputs.classes.palette import INK, PALETTE
from geo_koop.outputs.webmap.clusters import cluster_style
from geo_koop.outputs.webmap.legend import MapStyle, legend_html
from geo_koop.outputs.webmap.marks import tie_text, ties
from geo_koop.outputs.webmap.style import congruence_style
from geo_koop.planning.network import Network
from geo_koop.result.analysis import Analysis

_COLOURS = {"clusters": _("Clusters"), "congruence": _("Congruence")}
_FORMS = {".graphml": "application/xml", ".gexf": "application/xml"}


def choose(view: View, network: Network) -> None:
    """Let the user choose a municipality, how strong ties are drawn, what colours the map, and what counts."""
    words, state = view.words, view.state
    with st.container(horizontal=True, vertical_alignment="bottom", key="network_choices"):
        _municipality(view, network)
        map_panel.window(view)
        st.session_state["network_ties"] = state.ties
        st.number_input(
            words("Lines from how many shared cooperations on"),
            1,
            MOST_TIES_THRESHOLD,
            key="network_ties",
            on_change=session.callback(lambda: session.change(ties=int(st.session_state["network_ties"]))),
            width=280,
        )
        st.session_state["network_colour"] = state.net
        st.segmented_control(
            words("Colour"),
            NETWORK,
            format_func=lambda code: words(_COLOURS[code]),
            key="network_colour",
            on_change=session.callback(lambda: session.change(net=st.session_state["network_colour"] or NETWORK[0])),
        )
        switches.statutory(view)


def _municipality(view: View, network: Network) -> None:
    """Let the user choose whose partners are explained; those without a partner too."""
    words, nodes = view.words, network.nodes
    names = nodes["name"].astype("str")
    labels = names + " (" + nodes["district_name"].fillna("").astype("str") + ")"
    keys = list(nodes.index[order(names)])
    chosen = view.state.municipality
    st.session_state["network_place"] = chosen if chosen in nodes.index else None
    st.selectbox(
        words("Explain a municipality"),
        keys,
        format_func=lambda key: labels[key],
        key="network_place",
        placeholder=words("None chosen"),
        on_change=session.callback(_chosen),
        width=320,
    )


def show_network(view: View, network: Network) -> None:
    """Show the map with the ties that are drawn, and its legend; a click chooses a municipality."""
    words, state = view.words, view.state
    style = cache.made(congruence_of if state.net == "congruence" else clusters_of, view.counted, words)
    chosen = state.municipality if state.municipality in network.nodes.index else None
    lines, count = ties(view.counted, state.ties, municipality=chosen)
    show_map(
        view.analysis,
        style,
        focus=state.municipality,
        overlays=("names", "districts", "ties"),
        ties=tie_text(lines, view.analysis.municipalities.index),
        address=True,
        zoom_to=map_panel.view_to(view),
        height=560,
        key="network_map",
        language=state.language,
        on_click=session.callback(_heed),
    )
    notes = [
        style.note,
        words(
            "Lines join municipalities that share {least} cooperations or more; the thicker, the more.",
            least=state.ties,
        ),
    ]
    if chosen:
        notes.append(words("Lines of {name} alone.", name=str(network.nodes.loc[chosen, "name"])))
    if len(lines) < count:
        notes.append(words("The {drawn} strongest of {count} are drawn.", drawn=len(lines), count=words.number(count)))
    st.html(legend_html(style.legend, style.title, note=" ".join(filter(None, notes))))


def clusters_of(analysis: Analysis, words: Words) -> MapStyle:
    """Return the colours of the clusters, to be made once."""
    network = cache.made(network_of, analysis, words)
    return cluster_style(analysis, network.nodes["cluster"], language=words.language)


def congruence_of(analysis: Analysis, words: Words) -> MapStyle:
    """Return the colours of congruence, to be made once."""
    return congruence_style(analysis, language=words.language)


def _chosen() -> None:
    """Choose what was chosen in the list, and move the map to it."""
    key = st.session_state["network_place"]
    if key:
        st.session_state[ZOOM] = key
    session.change(municipality=key, cooperation=None)


def _heed(click: Click) -> None:
    """Choose what was clicked."""
    if click.key:
        session.change_all(municipality=click.key, cooperation=None)


def years_chart(years: pd.DataFrame, words: Words) -> alt.LayerChart:
    """Return the mean number of partners of each year as a line.

    Parameters
    ----------
    years : pandas.DataFrame
        As in :class:`geo_koop.planning.network.Series`.
    words : Words
    """
    mark = "." if words.language == "en" else ","
    decades = [int(year) for year in years["year"] if year % 10 == 0]
    base = alt.Chart(years.dropna(subset="mean_partners")).encode(
        x=alt.X(
            "year:Q",
            title=None,
            axis=alt.Axis(format="d", values=decades, grid=False),
            scale=alt.Scale(nice=False, zero=False),
        ),
        y=alt.Y(
            "mean_partners:Q",
            title=words("Partners on average"),
            axis=alt.Axis(labelExpr=f"replace(format(datum.value, '.1f'), '.', '{mark}')", tickCount=5),
        ),
        tooltip=[
            alt.Tooltip("year:Q", title=words("Year"), format="d"),
            alt.Tooltip("mean_partners:Q", title=words("Partners on average"), format=".1f"),
            alt.Tooltip("edges:Q", title=words("Pairs")),
        ],
    )
    line = base.mark_line(color=PALETTE["bar"], strokeWidth=2.5)
    chart: alt.LayerChart = (
        alt.LayerChart(layer=[line, base.mark_point(opacity=0, size=90)])
        .properties(width="container", height=240)
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=12, titleFontSize=12, titleFontWeight="normal", labelColor=INK, titleColor=INK)
    )
    return chart


def offer(network: Network, words: Words) -> None:
    """Offer the network to programs that draw networks; each file is made when somebody asks for it."""
    with st.container(horizontal=True):
        for ending, mime in _FORMS.items():
            name = ending.removeprefix(".")
            st.download_button(
                {"graphml": "GraphML", "gexf": "GEXF"}[name],
                data=partial(files.graph_bytes, network, ending),
                file_name=f"netz{ending}",
                mime=mime,
                help=words("Download as {form}", form=name.upper()),
                icon=":material/hub:",
                on_click="ignore",
                key=f"network_{name}",
            )
