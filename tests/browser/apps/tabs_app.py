"""Streamlit app for the browser test of a map in a tab that is hidden at first."""

import runpy
from pathlib import Path

import streamlit as st

from geo_koop.app.components.map import show_map
from geo_koop.outputs.webmap.style import count_style

analysis = runpy.run_path(str(Path(__file__).parents[1] / "synthetic.py"))["sample_analysis"]()
first, second = st.tabs(["Erster", "Zweiter"])
first.write("Hier ist nichts.")
with second:
    show_map(analysis, count_style(analysis), key="hidden", height=400)
