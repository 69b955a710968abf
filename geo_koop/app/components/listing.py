"""The click stack: the cooperations that cover a municipality, each with all that matters at a glance."""

import pandas as pd
import streamlit as st

from geo_koop.app.components import potential_link
from geo_koop.app.components.cooperation import source_lines
from geo_koop.app.components.page_parts import height, page_link
from geo_koop.app.data import session
from geo_koop.app.data.session import View
from geo_koop.app.state import MOST_OUTLINES
from geo_koop.app.views import partners
from geo_koop.app.views.sentences import uncertain_at
from geo_koop.app.views.stack import Entry, counted, stack
from geo_koop.app.words import Words, plain

_ROWS = "_geo_koop_partner_rows"


def show(view: View, key: str) -> None:
    """List the cooperations of a municipality, the most binding first, and its uncertain memberships."""
    words = view.words
    place = view.whole.municipalities.loc[key]
    entries = stack(view.analysis, key, words)
    st.subheader(plain(place["name"]))
    st.caption(plain(f"{place['designation']} · {place['district_name']}") + " · " + counted(view.counted, key, words))
    st.markdown(plain(partners.sentence(view.counted, view.analysis, key, words)))
    _partners(view, key)
    page_link("municipality", words("Profile of the municipality"), words, municipality=key)
    potential_link.show(view, key)
    st.button(
        words("Compare with other municipalities"),
        key="several_begin",
        icon=":material/join_inner:",
        on_click=session.callback(session.change),
        kwargs={"beside": "several", "places": (key,), "cooperation": None},
    )
    if not entries:
        st.markdown(words("Clear the filters, or choose another date, to see more."))
    binding = None
    for entry in entries:
        if entry.binding != binding:
            binding = entry.binding
            st.markdown(f"**{plain(_sentence(binding))}**")
        _entry(entry, view.state.outlines, words)
    uncertain(uncertain_at(view.whole, key, words), words)


def _partners(view: View, key: str) -> None:
    """List the partners, most first; a row leads on to the partners of that one."""
    words = view.words
    table = partners.table(view.counted, key, words)
    if table.empty:
        return
    headings = {
        "name": words("Municipality"),
        "own": words("shared as members"),
        "through": words("through district or association"),
        "names": words("Cooperations"),
    }
    shown = table[list(headings)].rename(columns=headings)
    if not table["through"].any():
        shown = shown.drop(columns=headings["through"])
    st.markdown(f"**{partners.heading(table, words)}**")
    place = f"partners_{key}"
    st.dataframe(
        shown,
        hide_index=True,
        height=height(len(shown), 8),
        on_select=session.callback(_next),
        selection_mode="single-row",
        key=place,
        column_config={headings["names"]: st.column_config.TextColumn(width="large")},
    )
    st.session_state[_ROWS] = (place, list(table.index))


def _next() -> None:
    place, keys = st.session_state[_ROWS]
    rows = st.session_state[place]["selection"]["rows"]
    if rows and rows[0] < len(keys):
        session.change(municipality=keys[rows[0]], cooperation=None)


def _entry(entry: Entry, outlines: tuple[str, ...], words: Words) -> None:
    short = f"**{plain(entry.name)}** · {plain(entry.topics)}"
    with st.expander(short, key=f"stack_{entry.identifier}"):
        facts = [
            (words("Topics"), entry.topics),
            (words("Format"), entry.format),
            (words("Membership"), entry.through),
            (
                words("Partners ({count})", count=words.number(entry.number_of_partners)),
                entry.partners or words("none recorded"),
            ),
            (words("Spatial pattern"), f"{entry.pattern}. {entry.reason}"),
            (words("List of members"), entry.completeness),
        ]
        st.markdown("  \n".join(f"**{plain(label)}:** {plain(value)}" for label, value in facts))
        st.markdown(source_lines(entry.sources, words) or words("No source is recorded."))
        st.button(
            words("Show area and all details"),
            key=f"pick_{entry.identifier}",
            icon=":material/arrow_forward:",
            on_click=session.callback(session.change),
            kwargs={"cooperation": entry.identifier},
        )
        _outline(entry.identifier, outlines, words)


def _outline(identifier: str, outlines: tuple[str, ...], words: Words) -> None:
    """Let the user keep the outline of a cooperation on the map, beside those of others."""
    drawn = identifier in outlines
    st.button(
        words("Remove the outline") if drawn else words("Keep its outline on the map"),
        key=f"outline_{identifier}",
        icon=":material/keep_off:" if drawn else ":material/keep:",
        disabled=not drawn and len(outlines) >= MOST_OUTLINES,
        help=words("Up to {count} cooperations can be outlined together.", count=MOST_OUTLINES),
        on_click=session.callback(session.change),
        kwargs={"outlines": tuple(o for o in outlines if o != identifier) if drawn else (*outlines, identifier)},
    )


def _button(identifier: str, name: str, remark: str, *, kind: str) -> None:
    with st.container(gap=None):
        st.button(
            plain(name),
            key=f"{kind}_{identifier}",
            width="stretch",
            on_click=session.callback(session.change),
            kwargs={"cooperation": identifier},
        )
        st.caption(plain(remark))


def uncertain(table: pd.DataFrame, words: Words) -> None:
    """Show memberships that do not count, folded away."""
    if table.empty:
        return
    with st.expander(words("Named, but not counted ({count})", count=len(table))):
        st.caption(words("Sources name the municipality here, but not as a member on this date."))
        for row in table.itertuples():
            _button(str(row.cooperation_id), str(row.name), f"{row.certainty} · {row.role}", kind="pick_uncertain")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
