"""Page: the portrait of a municipality."""

import pandas as pd
import streamlit as st

from geo_koop.app.components import choose, fitted, portrait, potential_link, row_table
from geo_koop.app.components.listing import uncertain
from geo_koop.app.components.map import show_map
from geo_koop.app.components.page_parts import downloads, page_link
from geo_koop.app.data import cache, session
from geo_koop.app.data.session import View
from geo_koop.app.views import portrait as views
from geo_koop.app.views.measures import MEASURES
from geo_koop.app.views.profile import Profile, congruence_sentence, near, partners, partners_sentence, profile
from geo_koop.app.views.sentences import counted_how, uncertain_at
from geo_koop.app.views.stack import answer, counted
from geo_koop.app.words import Words, plain
from geo_koop.outputs.webmap.legend import MapStyle, legend_html
from geo_koop.outputs.webmap.partners import partner_style


def render() -> None:
    """Show the page."""
    view = session.view()
    words, key = view.words, view.state.municipality
    if not key:
        st.title(words("Municipality"))
        text = words("Search for a municipality above, click one on the map, or begin with one of these:")
        choose.offer(view, text, key="pick_example")
        return
    about = profile(view.whole, key, words)
    st.title(plain(about.name))
    st.markdown(" · ".join(f"{plain(label)}: **{plain(value)}**" for label, value in about.facts))
    if about.context:
        st.info(
            words(
                "This municipality belongs to the surroundings of the area that was surveyed: "
                "what is recorded here is incomplete, and a blank is not a gap."
            ),
            icon=":material/info:",
        )
    # The answer first: on a phone the columns stand below each other.
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _answer(view, key)
    with right:
        _map(view, key)
    _topics(view, key)
    _cooperations(view, key)
    session.guarded(_partners)()
    _gaps(view, about, key)


def _answer(view: View, key: str) -> None:
    """Say in numbers with whom the municipality works, and what they leave out; show its figures."""
    words = view.words
    counts = view.counting(view.whole)
    st.markdown(plain(answer(counts, key, words)))
    groups = views.peers(counts, key, words)
    chosen = None
    if len(groups) > 1:
        chosen = st.radio(
            words("Compare with"),
            range(len(groups)),
            format_func=lambda place: plain(groups[place].name),
            key="portrait_peers",
        )
    beside = groups[chosen or 0] if groups else None
    if not groups:
        st.caption(
            words("Compared with nothing: fewer than three surveyed municipalities are of its district or its size.")
        )
    if len(groups) == 1:
        st.caption(plain(words("Compared with: {name}.", name=groups[0].name)))
    portrait.show_tiles(views.tiles(counts, key, beside, words))
    how = counted_how(counts, words)
    st.caption(" ".join(filter(None, (how, words("Topics count all that is recorded.")))))


def _map(view: View, key: str) -> None:
    words, state = view.words, view.state
    style = _style(view, key)
    show_map(
        view.whole,
        style,
        focus=key,
        zoom_to=cache.made(near, view.whole, words, key),
        height=380,
        key="portrait_map",
        language=state.language,
    )
    with st.expander(words("Legend"), key="portrait_legend", icon=":material/format_list_bulleted:"):
        st.html(legend_html(style.legend, style.title, note=style.note))
    page_link("map", words("Show on the map"), words, cooperation=None, view=None)
    page_link("scenario", words("Try a change: what if"), words, municipality=key)


def _style(view: View, key: str) -> MapStyle:
    return partner_style(view.counting(view.whole), key, language=view.state.language)


def _topics(view: View, key: str) -> None:
    words = view.words
    st.header(words("Topics"), help=words(MEASURES["gap"]))
    portrait.show_strip(views.strip(view.whole, key, words), words)


def _cooperations(view: View, key: str) -> None:
    """List all cooperations by how binding they are, the most binding first."""
    words = view.words
    st.header(words("Cooperations, the most binding first"))
    table = views.cooperations(view.whole, key, words)
    if table.empty:
        st.markdown(words("No cooperation is recorded."))
    else:
        st.markdown(plain(counted(view.counting(view.whole), key, words)))
        for place, (level, rows) in enumerate(table.groupby(words("Bindingness"), sort=False)):
            with st.container(key=f"binding_{place}"):
                st.subheader(f"{plain(level)} ({words.number(len(rows))})")
                _level(rows, words)
        downloads(lambda: table, "kooperationen", words, key="portrait_cooperations")
    uncertain(uncertain_at(view.whole, key, words), words)


def _level(rows: pd.DataFrame, words: Words) -> None:
    """List the cooperations of one level; each leads to all about it."""
    facts = [words(name) for name in ("Format", "Topics", "Membership")]
    for (identifier, name), parts in zip(rows[words("Name")].items(), rows[facts].to_numpy(), strict=True):
        page_link("cooperations", plain(name), words, icon=":material/arrow_forward:", cooperation=str(identifier))
        st.caption(plain(" · ".join(filter(None, parts))))


def _partners() -> None:
    """List the partners; a row leads to the portrait of that one."""
    view = session.view()
    words, key = view.words, view.state.municipality
    if not key:
        return
    st.header(words("Partners and neighbours"))
    table = partners(view.whole, key, words)
    st.markdown(plain(partners_sentence(view.whole, key, table, words)))
    st.markdown(
        plain(congruence_sentence(view.counting(view.whole), key, words)),
        help=words(MEASURES["congruence"]),
    )
    statutory = view.state.statutory
    shown = views.partner_table(view.whole, table, key, words, statutory=statutory)
    if len(shown):
        row_table.show(shown, "partner", view, field="municipality", key="portrait_partners", rows=12)
    alone = views.alone_sentence(table, words, statutory=statutory)
    if alone:
        st.markdown(plain(alone))


def _gaps(view: View, about: Profile, key: str) -> None:
    words = view.words
    st.header(words("Topics without a recorded cooperation, and examples"), help=words(MEASURES["gap"]))
    table = views.gaps(view.whole, key, words)
    if table.empty:
        st.markdown(words("A cooperation is recorded on every topic."))
        return
    if about.context:
        st.caption(words("Not surveyed here; the list only shows what neighbours do."))
    potential_link.show(view, key)
    fitted.show_lines(table, words)
    st.caption(
        words(
            "Examples are recorded cooperations in which {name} takes no part, without statutory bodies. Of a similar "
            "size: the same class of inhabitants; the nearest two, with the distance of the municipality.",
            name=plain(about.name),
        )
    )


if __name__ == "__main__":
    render()
