"""Entry of the app: ``streamlit run`` with this file, or with ``streamlit_app.py`` of the repository."""

from pathlib import Path

import streamlit as st

from geo_koop.app import log, navigation
from geo_koop.app.components import edits_notice, filters, finder, page_parts, share
from geo_koop.app.data import session
from geo_koop.app.guard import turns
from geo_koop.app.words import Words
from geo_koop.version import __version__

_ICON = Path(__file__).parent / "assets" / "icon.svg"


def main() -> None:
    """Show the page that the address names, when it is this session's turn."""
    log.set_up()
    with turns.of_server().mine(turns.who()) as mine:
        if not mine:  # Streamlit has stopped this run: the session asked for another one, or has ended
            st.stop()
        _show()


def _show() -> None:
    words = session.words()
    about = words("geo_koop {version} shows how municipalities cooperate.", version=__version__)
    st.set_page_config(
        page_title="geo_koop",
        page_icon=str(_ICON),
        layout="wide",
        menu_items={"Get help": None, "Report a bug": None, "About": about},
    )
    with session.boundary(words):
        _run(words)


def _run(words: Words) -> None:
    pages = [navigation.page(name, words) for name in navigation.PAGES]
    chosen = st.navigation(pages, position="top")
    name = navigation.name_of(chosen.url_path)
    st.set_page_config(page_title=f"{words(navigation.PAGES[name][0])} – geo_koop")
    page_parts.set_language(words)
    view = session.start(name)
    finder.go(view.words)
    session.show_failed()
    edits_notice.show()
    page_parts.show_notices(session.notices(), view.words)
    header = st.container(horizontal=True, vertical_alignment="center", key="header")
    # What was asked for comes first: what stands around it looks the same as before in most runs.
    with session.boundary(words):
        chosen.run()
    with header:
        finder.show(view, name)
        filters.show(view, used=name not in ("municipality", "data", "own_data", "list_import", "survey_scope"))
        share.show(view.words)
        filters.language(view)


if __name__ == "__main__":
    main()
