"""Another language is the same view in other words: nothing that was chosen or moved is lost."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.everywhere import choose, maps, settle, visit
from tests.browser.test_app import APP, WAIT

pytestmark = pytest.mark.browser
VIEW = "() => { const c = map.getCenter(); return [c.lat, c.lng, map.getZoom()]; }"
PLACES = {
    "pan": "void map.panBy([200, 120], {animate: false})",
    "zoom": "void map.setZoom(map.getZoom() + 1, {animate: false})",
}


def switch(page, language):
    page.locator(".st-key-language").get_by_text(language.upper(), exact=True).click(timeout=WAIT)
    page.wait_for_function("lang => document.documentElement.lang === lang", arg=language, timeout=WAIT)


def asked(page):
    named = parse_qs(urlsplit(page.url).query)
    return {name: sorted(values) for name, values in named.items() if name not in ("lang", "view")}


@pytest.mark.parametrize("wait", [300, 900])
@pytest.mark.parametrize("how", PLACES)
def test_the_map_stays_where_it_was_moved(page, streamlit_server, how, wait):
    visit(page, streamlit_server(APP), "map")
    page.wait_for_timeout(600)  # the map has come to its section, and has said so to the address
    (frame,) = maps(page)
    frame.evaluate(PLACES[how])
    before = frame.evaluate(VIEW)
    page.wait_for_timeout(wait)
    switch(page, "en")
    settle(page)
    page.wait_for_timeout(600)
    (frame,) = maps(page)
    assert frame.evaluate(VIEW) == pytest.approx(before, abs=0.005)
    assert "view=" in page.url


def test_what_was_chosen_stays_chosen_however_soon_the_language_is_switched(page, streamlit_server):
    visit(page, streamlit_server(APP), "map", municipality="09184119", window="nordhessen")
    choose(page, ".st-key-filter_topic", "Abwasser")
    page.keyboard.press("Escape")
    page.locator(".st-key-map_mode").get_by_text("Verbindlichkeit").click(timeout=WAIT)
    switch(page, "en")
    settle(page)
    assert asked(page) == {
        "municipality": ["09184119"],
        "window": ["nordhessen"],
        "topic": ["waste_water"],
        "show": ["bindingness"],
        "statutory": ["yes"],
    }
    page.get_by_role("heading", name="Garching b.München").wait_for(timeout=WAIT)
    assert page.locator(".st-key-map_window input").input_value() == "Northern Hesse"
    switch(page, "de")
    settle(page)
    page.get_by_role("heading", name="Garching b.München").wait_for(timeout=WAIT)
    assert asked(page)["topic"] == ["waste_water"]


def test_a_form_that_is_being_filled_in_keeps_what_was_typed(page, streamlit_server):
    visit(page, streamlit_server(APP), "survey_scope")
    page.locator(".st-key-scope_source input").fill("Umfrage 2026")
    switch(page, "en")
    settle(page, 0)
    assert page.locator(".st-key-scope_source input").input_value() == "Umfrage 2026"
