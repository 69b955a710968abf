"""Streamlit app for the browser test of the map."""

import runpy
from pathlib import Path

import streamlit as st

from geo_koop.app.components.map import Click, show_map
from geo_koop.outputs.webmap.legend import facts_html, legend_html
from geo_koop.outputs.webmap.marks import outlined
from geo_koop.outputs.webmap.style import count_style, pattern_style

HOSTILE = "<script>alert(1)</script> & <img src=x onerror=alert(2)>"
st.set_page_config(layout="wide")


@st.cache_resource
def load():
    sample = runpy.run_path(str(Path(__file__).parents[1] / "synthetic.py"))
    return sample["sample_analysis"]()


analysis = load()


@st.fragment
def part() -> None:
    by = st.radio("Farben", ["Anzahl", "Muster"], horizontal=True)
    chosen = st.radio("Kooperation", ["keine", "a", "b", "c"], horizontal=True)
    style = count_style(analysis) if by == "Anzahl" else pattern_style(analysis)
    selected = outlined(analysis, [], chosen=None if chosen == "keine" else chosen)

    def choose(click: Click) -> None:
        st.session_state["focus"] = click.key
        st.session_state["clicks"] = st.session_state.get("clicks", 0) + 1

    show_map(
        analysis,
        style,
        selected=selected,
        focus=st.session_state.get("focus"),
        address=True,
        height=500,
        key="map",
        on_click=choose,
    )
    st.html(legend_html(style.legend, style.title))
    st.html(facts_html("map", style, title=HOSTILE, lines=["Stand: 1.1.2026", HOSTILE]))
    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    st.write(f"Klicks: {st.session_state.get('clicks', 0)}")
    st.write(f"Läufe: {st.session_state['runs']}")
    st.write(f"Gemeinde: {st.session_state.get('focus', 'keine')}")


part()
