"""The panel with everything about one cooperation."""

import re

import streamlit as st

from geo_koop import codelists
from geo_koop.app.views.measures import MEASURES
from geo_koop.app.views.sentences import Detail, cooperation_detail
from geo_koop.app.words import Words, plain
from geo_koop.result.analysis import Analysis

_ROW = 35


def show(analysis: Analysis, cooperation_id: str, words: Words, *, heading: bool = True) -> None:
    """Show facts, pattern, members, actors and sources of a cooperation.

    Parameters
    ----------
    analysis : Analysis
        Not narrowed, so that a cooperation outside the filters can be shown too.
    cooperation_id : str
    words : Words
    heading : bool
        Whether its name stands above.
    """
    detail = cooperation_detail(analysis, cooperation_id, words)
    if heading:
        st.subheader(plain(detail.name))
    if detail.note:
        st.markdown(plain(detail.note))
    if detail.not_drawn:
        st.info(
            words("Not counted on the map: {reason}.", reason=plain(detail.not_drawn)), icon=":material/visibility_off:"
        )
    st.markdown(
        "  \n".join(f"**{plain(label)}:** {plain(value)}" for label, value in detail.facts),
        help=words(MEASURES["completeness"]),
    )
    _pattern(detail, str(analysis.cooperations.loc[cooperation_id, "pattern"]), words)
    st.markdown(f"**{words('Members')}**")
    if detail.members.empty:
        st.caption(words("No member is recorded."))
    else:
        st.dataframe(detail.members, hide_index=True, height=min(len(detail.members) + 1, 10) * _ROW + 3)
    if not detail.actors.empty:
        st.markdown(f"**{words('Further participants')}**")
        st.dataframe(detail.actors, hide_index=True, height=min(len(detail.actors) + 1, 6) * _ROW + 3)
    _sources(detail, words)


def _pattern(detail: Detail, code: str, words: Words) -> None:
    meaning = codelists.load("patterns").entries.get(code, {}).get(f"description_{words.language}", "")
    st.markdown(f"**{words('Spatial pattern')}: {plain(detail.pattern)}**", help=meaning or None)
    st.markdown(plain(detail.reason))
    if detail.indicators:
        with st.expander(words("Numbers behind it")):
            st.markdown("  \n".join(f"{plain(label)}: {plain(value)}" for label, value in detail.indicators))


def _sources(detail: Detail, words: Words) -> None:
    st.markdown(f"**{words('Sources')}**")
    if not detail.sources:
        st.caption(words("No source is recorded."))
        return
    st.markdown(source_lines(detail.sources, words))


def source_lines(sources: tuple[tuple[str, str, str], ...], words: Words) -> str:
    """Return sources as a list in Markdown, with their links and remarks."""
    lines = []
    for text, url, remark in sources:
        shown = f"[{plain(text)}](<{_safe(url)}>)" if url else plain(text) or words("without a web address")
        lines.append(f"- {shown}" + (f" · {plain(remark)}" if remark else ""))
    return "\n".join(lines)


def _safe(url: str) -> str:
    """Keep a web address from ending the Markdown around it."""
    return re.sub(r"[<>\s\\]", lambda found: f"%{ord(found[0]):02X}", url)
