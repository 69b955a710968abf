"""Page: the profile of a municipality."""

import pandas as pd
import streamlit as st

from geo_koop.app.components.listing import uncertain
from geo_koop.app.components.page_parts import height, page_link
from geo_koop.app.data import session
from geo_koop.app.data.session import View
from geo_koop.app.views.measures import MEASURES
from geo_koop.app.views.profile import Profile, congruence_sentence, gaps, partners, partners_sentence, profile
from geo_koop.app.views.sentences import uncertain_at
from geo_koop.app.words import Words, plain
from geo_koop.result.analysis import Analysis


def render() -> None:
    """Show the page."""
    view = session.view()
    words, key = view.words, view.state.municipality
    st.title(words("Municipality"))
    if not key:
        st.info(
            words("Search for a municipality above to see its profile, or click one on the map."),
            icon=":material/location_city:",
        )
        return
    about = profile(view.whole, key, words)
    st.header(plain(about.name))
    st.markdown(" · ".join(f"{plain(label)}: **{plain(value)}**" for label, value in about.facts))
    if about.context:
        st.info(
            words(
                "This municipality belongs to the surroundings of the area that was surveyed: "
                "what is recorded here is incomplete, and a blank is not a gap."
            ),
            icon=":material/info:",
        )
    page_link("map", words("Show on the map"), words, cooperation=None, view=None)
    _memberships(view, about, key)
    _gaps(view.whole, about, key, words)
    _partners(view.whole, key, words)


def _memberships(view: View, about: Profile, key: str) -> None:
    words = view.words
    st.subheader(words("Cooperations by topic"))
    if not about.groups:
        st.markdown(words("No cooperation is recorded."))
    else:
        st.caption(words("A cooperation with several topics stands under each of them."))
        headings = {
            "group": words("Topic"),
            "name": words("Name"),
            "format": words("Format"),
            "pattern": words("Spatial pattern"),
            "through": words("Membership"),
            "stage": words("Stage"),
        }
        table = pd.concat([part.assign(group=group) for group, part in about.groups.items()])
        st.dataframe(
            table[list(headings)].rename(columns=headings),
            hide_index=True,
            height=height(len(table), 16),
            column_config={headings["name"]: st.column_config.TextColumn(width="large")},
        )
    uncertain(uncertain_at(view.whole, key, words), words)


def _gaps(whole: Analysis, about: Profile, key: str, words: Words) -> None:
    st.subheader(words("Topics without a recorded cooperation"), help=words(MEASURES["gap"]))
    table = gaps(whole, key, words)
    if table.empty:
        st.markdown(words("A cooperation is recorded on every topic."))
        return
    if about.context:
        st.caption(words("Not surveyed here; the list only shows what neighbours do."))
    names = whole.cooperations["name"]
    shown = pd.DataFrame(
        {
            words("Topic"): table["label"],
            words("Status"): table["status"],
            words("Cooperations of neighbours"): table["around"],
            words("Which"): table["ids"].map(lambda ids: "; ".join(names[i] for i in ids)),
        }
    )
    st.dataframe(
        shown.sort_values(words("Cooperations of neighbours"), ascending=False, kind="stable"), hide_index=True
    )
    st.caption(words("Cooperations of neighbours on the topic, in which the municipality takes no part so far."))


def _partners(whole: Analysis, key: str, words: Words) -> None:
    st.subheader(words("Neighbours and partners"))
    st.markdown(plain(congruence_sentence(whole, key, words)), help=words(MEASURES["congruence"]))
    table = partners(whole, key, words)
    st.caption(partners_sentence(whole, key, table, words))
    headings = {
        "name": words("Municipality"),
        "district": words("District"),
        "neighbour": words("Neighbour"),
        "shared": words("Shared cooperations"),
        "shared_all": words("with statutory bodies"),
        "survey": words("Survey"),
        "distance_km": words("Distance (km)"),
    }
    if (table["shared"] == table["shared_all"]).all():
        del headings["shared_all"]
    if not table["survey"].any():
        del headings["survey"]
    st.dataframe(
        table[list(headings)].rename(columns=headings),
        hide_index=True,
        height=height(len(table), 12),
        column_config={headings["distance_km"]: st.column_config.NumberColumn(format="%.0f")},
    )


if __name__ == "__main__":
    render()
