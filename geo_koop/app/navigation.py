"""The pages, their names, groups and addresses."""

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
    "coverage": (_("Topics"), ":material/grid_on:", "themenabdeckung"),
    "municipality": (_("Municipality"), ":material/location_city:", "gemeinde"),
    "cooperations": (_("Cooperations"), ":material/table_rows:", "kooperationen"),
    "compare": (_("Comparison and time"), ":material/compare:", "vergleich"),
    "network": (_("Network"), ":material/hub:", "netz"),
    "tables": (_("Table"), ":material/table:", "tabelle"),
    "potential": (_("Potentials"), ":material/handshake:", "potenziale"),
    "examples": (_("Examples"), ":material/lightbulb:", "beispiele"),
    "scenario": (_("What if"), ":material/alt_route:", "szenario"),
    "costs": (_("Costs"), ":material/euro:", "kosten"),
    "law": (_("Law and funding"), ":material/gavel:", "recht"),
    "process": (_("Course"), ":material/timeline:", "werdegang"),
    "undertaking": (_("Undertaking"), ":material/folder_open:", "vorhaben"),
    "report": (_("Report"), ":material/print:", "bericht"),
    "export": (_("Export"), ":material/download:", "export"),
    "data": (_("Sources and notes"), ":material/info:", "daten"),
    "own_data": (_("Own data"), ":material/upload_file:", "eigene-daten"),
    "list_import": (_("Import a list"), ":material/playlist_add:", "import"),
    "survey_scope": (_("State of the survey"), ":material/fact_check:", "erhebung"),
    "register": (_("Register"), ":material/inventory_2:", "register"),
}
"""Name of a page (and of its file) to its name in the menus at the top, icon and address."""

GROUPS = {
    _("Explore"): ("map", "coverage", "municipality", "cooperations", "compare", "network", "tables"),
    _("Act"): ("potential", "examples", "scenario", "costs", "law", "process", "undertaking"),
    _("Take away"): ("report", "export"),
    _("Data"): ("data", "own_data", "list_import", "survey_scope", "register"),
}
"""Name of a menu at the top to its pages; a menu without pages is not shown."""


def menus(words: Words) -> "dict[str, list[st.Page]]":
    """Return the menus at the top, as ``st.navigation`` takes them."""
    return {words(group): [page(name, words) for name in names] for group, names in GROUPS.items() if names}


def page(name: str, words: Words) -> "st.Page":
    """Return a page for navigation and for links."""
    inside = get_script_run_ctx(suppress_warning=True) is not None
    return copy.copy(_page(name, words(PAGES[name][0]), inside))


@lru_cache
def _page(name: str, title: str, inside: bool) -> "st.Page":
    """Make a page once: Streamlit looks for its file each time. Outside of a run it makes only half of one."""
    _title, icon, path = PAGES[name]
    return st.Page(
        _FOLDER / f"{name}.py",
        title=title,
        icon=icon,
        url_path=path or None,
        default=name == next(iter(PAGES)),
    )


def name_of(url_path: str) -> str:
    """Return the name of the page with an address."""
    return next((name for name, (_title, _icon, path) in PAGES.items() if path == url_path), next(iter(PAGES)))


def group_of(name: str) -> str:
    """Return the menu in which a page stands."""
    return next(group for group, names in GROUPS.items() if name in names)
