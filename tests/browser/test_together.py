"""Two browsers that save a list into one project at the same moment: one is kept, the other is told and saves again."""

import pytest

from geo_koop.intake.records import saves
from tests.app.data.test_session_data import make_project
from tests.app.test_list_import import workbook
from tests.browser.test_app import APP, WAIT
from tests.browser.test_import import button, start

pytestmark = pytest.mark.browser
SAVE = "Im Projekt Projekt speichern"
KEPT, TOLD = "Nichts wurde überschrieben", "Das Projekt Projekt wurde inzwischen von jemand anderem geändert"


def before_saving(page, address, name):
    """Go through the assistant to the last step, with a list of one cooperation."""
    start(page, address, workbook([("Kooperation", "AGS"), (name, "09101002"), (name, "09101003")]))
    button(page, "Namen zuordnen").click(timeout=WAIT)
    button(page, "Zur Vorschau").click(timeout=WAIT)
    button(page, SAVE).wait_for(timeout=WAIT)


def ended(page):
    """Wait until saving has ended; returns whether somebody else was first."""
    told = page.get_by_text(TOLD)
    told.or_(page.get_by_role("heading", level=1, name="Eigene Daten")).first.wait_for(timeout=WAIT)
    return told.count() == 1


def test_of_two_who_save_at_once_the_second_is_told_and_nothing_is_lost(browser, streamlit_server, tmp_path):
    folder = make_project(tmp_path / "Projekt")
    env = {"GEO_KOOP_PROJECT": str(folder), "GEO_KOOP_SAVE": "yes", "GEO_KOOP_UPLOAD_MB": "10"}
    address = streamlit_server(APP, env=env)
    contexts = [browser.new_context(locale="de-DE") for _number in range(2)]
    try:
        pages = [context.new_page() for context in contexts]
        for number, page in enumerate(pages):
            before_saving(page, address, f"Probe {number}")
        for page in pages:
            # Pressed by a script: the second is not kept waiting until the first page has settled.
            button(page, SAVE).evaluate("button => button.click()")
        told = [ended(page) for page in pages]
        assert sorted(told) == [False, True]
        second = pages[told.index(True)]
        assert second.get_by_text(KEPT).count() == 1
        names = (folder / "cooperations" / "cooperations.csv").read_text(encoding="utf-8-sig")
        assert f"Probe {told.index(False)}" in names
        assert f"Probe {told.index(True)}" not in names
        assert saves.current(folder).version == 2

        button(second, SAVE).click(timeout=WAIT)
        second.get_by_role("heading", level=1, name="Eigene Daten").wait_for(timeout=WAIT)
        names = (folder / "cooperations" / "cooperations.csv").read_text(encoding="utf-8-sig")
        assert "Probe 0" in names
        assert "Probe 1" in names
        assert saves.current(folder).version == 3
    finally:
        for context in contexts:
            context.close()
