"""What every program does: Back, a double click, another language, contrast themes and paper."""

import re

import pytest

from tests.browser.everywhere import settle, visit
from tests.browser.test_app import APP, WAIT, map_of

pytestmark = pytest.mark.browser
VIEW = "[map.getCenter().lat, map.getCenter().lng, map.getZoom()].map(n => Math.round(n * 100) / 100)"
HAAR = (48.108, 11.73)


def point_of(page, frame, lat, lon):
    """Return where a place is drawn on the page."""
    point = frame.evaluate(f"(() => {{ const p = map.latLngToContainerPoint([{lat}, {lon}]); return [p.x, p.y]; }})()")
    box = page.locator("iframe").first.bounding_box()
    return box["x"] + point[0], box["y"] + point[1]


def test_back_leads_to_the_view_before(page, streamlit_server):
    visit(page, streamlit_server(APP), "map")
    frame = map_of(page)
    before = frame.evaluate(VIEW)
    page.mouse.click(*point_of(page, frame, *HAAR))
    page.wait_for_url(re.compile("municipality="), timeout=WAIT)
    settle(page)
    frame.locator(".leaflet-control-zoom-in").click()
    page.wait_for_url(re.compile("view="), timeout=WAIT)
    settle(page)
    page.go_back()
    page.wait_for_function("() => !location.search.includes('municipality=')", timeout=WAIT)
    settle(page)
    assert map_of(page).evaluate(VIEW) == before


def test_a_double_click_zooms_and_selects_nothing(page, streamlit_server):
    visit(page, streamlit_server(APP), "map")
    frame = map_of(page)
    zoom = frame.evaluate("map.getZoom()")
    page.mouse.dblclick(*point_of(page, frame, *HAAR))
    frame.wait_for_function(f"map.getZoom() > {zoom}", timeout=WAIT)
    page.wait_for_timeout(1_500)
    settle(page)
    assert "municipality=" not in page.url
    page.mouse.click(*point_of(page, frame, *HAAR))
    page.wait_for_url(re.compile("municipality="), timeout=WAIT)


def test_the_map_speaks_the_language_that_was_chosen(page, streamlit_server):
    visit(page, streamlit_server(APP), "map")
    assert "Karte" in map_of(page).locator(".geo-koop-map").get_attribute("aria-label")
    page.locator(".st-key-filter_lang").get_by_text("EN", exact=True).click()
    page.wait_for_url(re.compile("lang=en"), timeout=WAIT)
    settle(page)
    box = map_of(page).locator(".geo-koop-map")
    assert re.search(r"\b[Mm]ap\b", box.get_attribute("aria-label"))
    titles = map_of(page).evaluate("[...document.querySelectorAll('a[title]')].map(a => a.title).join(' ')")
    assert not re.search("[äöüß]|Bild|Karte|vergrößern", titles), titles
    assert re.search("[Zz]oom|[Ii]mage|[Pp]icture", titles), titles


def test_contrast_themes_show_what_is_chosen(page, streamlit_server):
    page.emulate_media(forced_colors="active")
    visit(page, streamlit_server(APP), "map")
    for key in ("filter_lang", "map_mode"):
        looks = page.evaluate(
            """key => [...document.querySelectorAll(`.st-key-${key} button`)].filter(b => b.offsetParent).map(b => [
              b.getAttribute("aria-checked") || b.getAttribute("aria-pressed"),
              getComputedStyle(b).backgroundColor])""",
            key,
        )
        chosen = {colour for state, colour in looks if state == "true"}
        others = {colour for state, colour in looks if state != "true"}
        assert len(chosen) == 1, (key, looks)
        assert not chosen & others, (key, looks)


def test_paper_holds_the_page_without_its_controls(page, streamlit_server):
    visit(page, streamlit_server(APP), "map")
    page.emulate_media(media="print")
    page.wait_for_timeout(500)
    for hidden in ('[data-testid="stHeader"]', ".st-key-tools", ".st-key-map_choices", ".st-key-timebar"):
        assert not page.locator(hidden).first.is_visible(), hidden
    frame, legend = page.locator("iframe").first.bounding_box(), page.locator(".st-key-map_legend").bounding_box()
    assert legend["y"] >= frame["y"] + frame["height"] - 1
