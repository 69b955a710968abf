"""Entry of the app: ``streamlit run`` with this file, or with ``streamlit_app.py`` of the repository."""

from pathlib import Path

import streamlit as st

from geo_koop.app import log, navigation
from geo_koop.app.components import account, edits_notice, filters, finder, language, page_parts, recorded_choice, share
from geo_koop.app.data import kept_register, session
from geo_koop.app.guard import identity, touched, turns
from geo_koop.app.words import Words
from geo_koop.errors import GeoKoopError

# Pages that show all cooperations.
_WITHOUT_FILTERS = (
    *("municipality", "potential", "law", "undertaking", "data", "own_data", "list_import", "survey_scope", "register"),
)
_ICON = Path(__file__).parent / "assets" / "icon.svg"


def main() -> None:
    """Show the page that the address names, when it is this session's turn."""
    log.set_up()
    touched.heed_touched_only()
    with turns.of_server().mine(turns.who()) as mine:
        if not mine:  # Streamlit has stopped this run: the session asked for another one, or has ended
            st.stop()
        _show()


def _show() -> None:
    words = session.words()
    st.set_page_config(
        page_title="geo_koop",
        page_icon=str(_ICON),
        layout="wide",
        menu_items=dict.fromkeys(("Get help", "Report a bug", "About")),  # no menu: a stop less for the keyboard
    )
    with session.boundary(words):
        _run(words)


def _run(words: Words) -> None:
    chosen = st.navigation(navigation.menus(words), position="top")
    name = navigation.name_of(chosen.url_path)
    st.set_page_config(page_title=f"{words(navigation.PAGES[name][0])} – geo_koop")
    page_parts.set_language(words, name)
    try:
        view = session.start(name)
    except GeoKoopError:
        # Whoever keeps the register must be let in to mend it.
        account.show(words, name)
        raise
    if identity.turned_away(kept_register.address()):
        account.turn_away(view.words, name)
        language.show(view)
        return
    finder.go(view.words)
    session.show_failed()
    edits_notice.show()
    account.warn(view.words)
    page_parts.show_notices(session.notices(), view.words)
    recorded_choice.show_strip(view)
    header = st.container(horizontal=True, vertical_alignment="center", key="header")
    # What was asked for comes first: what stands around it looks the same as before in most runs.
    with session.boundary(words):
        chosen.run()
    page_parts.say_unsaved()
    with header:
        finder.show(view, name)
    # Seen in the bar at the top; the keyboard comes to the page before.
    with st.container(horizontal=True, vertical_alignment="center", key="tools"):
        filters.show(view, used=name not in _WITHOUT_FILTERS)
        share.show(view.words)
        account.show(view.words, name)
        language.show(view)


if __name__ == "__main__":
    main()
