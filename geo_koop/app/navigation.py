"""The pages, their names and addresses."""

import copy
from functools import lru_cache
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo_koop.app.words import Words
from geo_koop.locale import mark as _

_FOLDER = Path(__file__).parent / "pages"

PAGES = {
    "map": (_("Map"), ":material/map:", ""),
    "cooperations": (_("Cooperations"), ":material/table_rows:", "kooperationen"),
    "municipality": (_("Municipality"), ":material/location_city:", "gemeinde"),
    "coverage": (_("Topics"), ":material/grid_on:", "themenabdeckung"),
    "compare": (_("Comparison"), ":material/compare:", "vergleich"),
    "tables": (_("Table"), ":material/table:", "tabelle"),
    "report": (_("Report"), ":material/print:", "bericht"),
    "export": (_("Export"), ":material/download:", "export"),
    "data": (_("Data"), ":material/info:", "daten"),
    "own_data": (_("Own data"), ":material/upload_file:", "eigene-daten"),
    "list_import": (_("Import a list"), ":material/playlist_add:", "import"),
    "survey_scope": (_("Record a survey"), ":material/fact_check:", "erhebung"),
}
"""Name of a page (and of its file) to its name in the bar at the top, icon and address.

Short, or the bar folds some of them away below 1,440 pixels; the headings of the pages say more.
"""

LINKED = ("tables", "list_import", "survey_scope")
"""Pages that other pages lead to; the bar at the top has no room for them."""


def page(name: str, words: Words) -> "st.Page":
    """Return a page for navigation and for links; without icons all of them fit beside each other."""
    inside = get_script_run_ctx(suppress_warning=True) is not None
    return copy.copy(_page(name, words(PAGES[name][0]), inside))


@lru_cache
def _page(name: str, title: str, inside: bool) -> "st.Page":
    """Make a page once: Streamlit looks for its file each time. Outside of a run it makes only half of one."""
    path = PAGES[name][2]
    return st.Page(
        _FOLDER / f"{name}.py",
        title=title,
        url_path=path or None,
        default=name == next(iter(PAGES)),
        visibility="hidden" if name in LINKED else "visible",
    )


def name_of(url_path: str) -> str:
    """Return the name of the page with an address."""
    return next((name for name, (_title, _icon, path) in PAGES.items() if path == url_path), next(iter(PAGES)))
