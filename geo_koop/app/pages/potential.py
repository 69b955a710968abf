"""Page: with whom a municipality could begin, whom it could join, invite and learn from."""

import streamlit as st

from geo_koop.app.components import choose, potential_choice, potential_lists, potential_map, potential_region
from geo_koop.app.components.page_parts import page_link
from geo_koop.app.components.potential_data import found_of, wanted
from geo_koop.app.data import cache, session
from geo_koop.app.data.session import View
from geo_koop.app.views import potential as views
from geo_koop.app.words import plain


def render() -> None:
    """Show the page."""
    view = session.view()
    words, state = view.words, view.state
    st.title(words("Potentials"))
    potential_choice.show(view)
    note = views.filters_sentence(state.filters, words, region=state.beginning == "region")
    if note:
        st.info(note, icon=":material/filter_alt_off:")
    if state.beginning != "municipality":
        potential_region.show(view)
    elif state.theme not in views.choices(words):
        st.info(words("Choose a topic: parts of a topic, and what has no topic, are no gaps."))
    elif state.municipality:
        _municipality(view, state.municipality)
    else:
        text = words("Choose a municipality above, click one on the map, or begin with one of these:")
        choose.offer(view, text, key="pick_potential")


def _municipality(view: View, key: str) -> None:
    """Say first what could be done; then the map and the lists."""
    words, whole = view.words, view.whole
    found = cache.made(found_of, whole, words, *wanted(view.state, key))
    with st.container(key="potential_answer"):
        st.markdown(f"**{plain(views.sentence(whole, found, words))}**")
    left, right = st.columns([3, 2], gap="medium")
    with left:
        potential_map.around(view, found)
    with right:
        for text in (views.group_sentence(found, words), views.unknown_sentence(found, words)):
            if text:
                st.markdown(plain(text))
        if found.group["reason_de"] and views.group_sentence(found, words):
            st.caption(plain(found.group[f"reason_{words.language}"]))
        page_link("municipality", words("Profile of the municipality"), words, municipality=key)
    potential_lists.show(view, found)


if __name__ == "__main__":
    render()
