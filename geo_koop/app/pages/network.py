"""Page: who shares cooperations with whom, in which clusters, and what lowers congruence."""

import streamlit as st

from geo_koop.app.components import chips, network, row_table
from geo_koop.app.components.page_parts import page_link
from geo_koop.app.data import cache, session
from geo_koop.app.data.session import View
from geo_koop.app.views import network as views
from geo_koop.app.views.measures import MEASURES
from geo_koop.app.views.profile import congruence_sentence
from geo_koop.app.words import plain
from geo_koop.planning.network import Network


def render() -> None:
    """Show the page."""
    view = session.view()
    words = view.words
    st.title(words("Network"))
    with cache.waiting(words):
        made = cache.made(views.network_of, view.counted, words).drawing(view.state.ties)
    st.markdown(plain(views.sentence(made, view.counted, words)))
    chips.show(view)
    network.choose(view, made)
    network.show_network(view, made)
    _explained(view, made)
    st.header(words("Clusters beside districts"))
    for text in views.agreement(made, words):
        st.markdown(plain(text))
    row_table.show(views.cluster_table(made, words), "cluster", view, key="network_clusters")
    st.header(words("Pairs"))
    row_table.show(views.pair_table(made, words, _chosen(view, made)), "paare", view, key="network_pairs")
    network.offer(made, words)
    st.header(words("Congruence"), help=words(MEASURES["congruence"]))
    row_table.show(views.node_table(made, words), "kongruenz", view, field="municipality", key="network_nodes")
    _years(view)


def _chosen(view: View, made: Network) -> str | None:
    key = view.state.municipality
    return key if key in made.nodes.index else None


def _explained(view: View, made: Network) -> None:
    """Tell which partners and which cooperations make the congruence of the municipality that is chosen."""
    words, key = view.words, _chosen(view, made)
    if key is None:
        st.caption(words("Choose a municipality in the list, on the map or in a table: what makes its congruence?"))
        return
    found, name = made.explain(key), str(made.nodes.loc[key, "name"])
    st.header(plain(words("What makes the congruence of {name}", name=name)))
    st.markdown(plain(congruence_sentence(view.counted, key, words)))
    lowered = views.lowering(found, words)
    if lowered:
        st.markdown(plain(lowered))
    page_link("municipality", words("To the municipality"), words)
    if found.partners.empty:
        return
    st.subheader(words("Partners"))
    row_table.show(views.partner_table(found, words), "partner", view, field="municipality", key="network_partners")
    st.subheader(words("Own memberships"))
    table = views.cooperation_table(found, words)
    row_table.show(table, "mitgliedschaften", view, field="cooperation", key="network_memberships")


def _years(view: View) -> None:
    """Show the years, when somebody opens them: each of them has clusters of its own."""
    words = view.words
    st.header(words("The network over the years"))
    part = st.expander(words("Each year"), key="network_years", on_change="rerun", icon=":material/timeline:")
    if not part.open:
        return
    with part, cache.waiting(words):
        series = cache.made(views.series_of, view.counted, words)
        said = views.years_sentence(series, words)
        st.markdown(plain(said))
        if series.years["mean_partners"].notna().any():
            st.altair_chart(network.years_chart(series.years, words), theme=None, alt=said)
        row_table.show(views.year_table(series, words), "netz_jahre", view, key="network_years_table")


if __name__ == "__main__":
    render()
