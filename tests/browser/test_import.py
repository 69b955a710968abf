"""The import assistant in a real browser: from an office's list to the map."""

import re

import pytest

from tests.app.test_list_import import workbook
from tests.browser.test_app import APP, WAIT, turn_to

pytestmark = pytest.mark.browser


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def start(page, address, file):
    """Open the assistant and hand a file over."""
    page.goto(address)
    turn_to(page, "Eigene Daten")
    page.get_by_role("link", name="Liste einlesen").click(timeout=WAIT)
    page.get_by_role("heading", level=1, name="Liste einlesen").wait_for(timeout=WAIT)
    name, content, mime = file
    page.locator("input[type=file]").set_input_files([{"name": name, "mimeType": mime, "buffer": content}])


def test_a_list_with_names_is_on_the_map_at_the_end(page, streamlit_server):
    start(page, streamlit_server(APP), workbook())
    page.get_by_text("eine Zeile je Kooperation, ihre Mitglieder in einer Zelle. Bitte").wait_for(timeout=WAIT)
    button(page, "Namen zuordnen").click()

    page.get_by_text("1 von 9 Namen sind offen").wait_for(timeout=WAIT)
    page.frame_locator("iframe[title*='folium']").locator("canvas").first.wait_for(timeout=WAIT)
    page.get_by_text(re.compile("Emmering – Gemeinde, Landkreis Ebersberg")).click()
    button(page, "So entscheiden").click()
    page.get_by_text("Über jeden Namen ist entschieden").wait_for(timeout=WAIT)
    button(page, "Zur Vorschau").click()

    page.get_by_text("neu: 3").wait_for(timeout=WAIT)
    page.get_by_text("Die Liste allein", exact=True).click()
    button(page, "In dieser Sitzung verwenden").click()

    page.get_by_text("Niemand sonst sieht sie").wait_for(timeout=WAIT)
    turn_to(page, "Karte")
    page.get_by_text(re.compile(r"\b3 Kooperationen")).first.wait_for(timeout=WAIT)
    page.geo_requests.check()

    turn_to(page, "Eigene Daten")
    page.get_by_role("link", name="Liste einlesen").click(timeout=WAIT)
    page.get_by_text("ist in Gebrauch: 3 Kooperationen").wait_for(timeout=WAIT)
    assert page.locator("input[type=file]").count() == 0
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.evaluate("location.reload()")
    for _try in range(100):  # asking takes a moment, and longer on a busy machine
        page.wait_for_timeout(100)
        if asked:
            break
    assert asked == ["beforeunload"]
    page.get_by_text("ist in Gebrauch: 3 Kooperationen").wait_for(timeout=WAIT)
    button(page, "Weitere Liste einlesen").click()
    page.locator("input[type=file]").wait_for(state="attached", timeout=WAIT)


def test_names_that_are_code_stay_text_in_every_step(page, streamlit_server):
    evil = "<img src=x onerror='window.harmed=1'><b>Haar</b> *fett* [Seite](http://x.invalid) $x^2$"
    rows = (("Verbund", "Gemeinde"), (evil, "Haar"), (evil, "Poing"), (evil, evil), ("Lang " * 200, "Ä" * 5_000))
    start(page, streamlit_server(APP), workbook(rows, name=f"{evil}.xlsx"))

    def unharmed():
        assert page.evaluate("window.harmed") is None
        assert page.locator("main img[src=x], [data-testid=stMain] b").count() == 0
        assert page.get_by_role("link", name="Seite", exact=True).count() == 0

    button(page, "Namen zuordnen").wait_for(timeout=WAIT)
    unharmed()
    button(page, "Namen zuordnen").click()
    page.get_by_text("2 von 4 Namen sind offen").wait_for(timeout=WAIT)
    page.get_by_role("heading", name="<img src=x").wait_for(timeout=WAIT)
    unharmed()
    page.get_by_text("Weglassen", exact=True).click()
    button(page, "So entscheiden").click()
    page.get_by_text("1 von 4 Namen sind offen").wait_for(timeout=WAIT)
    unharmed()
    button(page, "Zur Vorschau").click()
    page.get_by_text("neu: 2").wait_for(timeout=WAIT)
    unharmed()
    page.get_by_text("Die Liste allein", exact=True).click()
    button(page, "In dieser Sitzung verwenden").click()
    page.get_by_text("Niemand sonst sieht sie").wait_for(timeout=WAIT)
    unharmed()
    turn_to(page, "Karte")
    page.get_by_text(re.compile(r"\b2 (aktive )?Kooperationen\b")).first.wait_for(timeout=WAIT)
    unharmed()
    page.geo_requests.check()
