"""The matrix beside the map, with mouse and keyboard: what is chosen from it stands out on the map, and back."""

import re

import pytest

from tests.browser.everywhere import maps, settle
from tests.browser.test_app import APP, WAIT

pytestmark = pytest.mark.browser
PLACES = ("09184119", "09184130")
OUTSTANDING = """() => {
  const style = geoKoop.current.style(), last = style.palette.length - 1;
  return [...style.codes].filter(code => parseInt(code, 36) === last).length;
}"""
"""How many municipalities have the last class, which is that of what was chosen."""


def opened(page, url):
    page.goto(f"{url}/?lang=de&beside=several&place={PLACES[0]}&place={PLACES[1]}")
    page.locator(".geo-koop-upset table").wait_for(timeout=WAIT)
    settle(page)
    (frame,) = maps(page)
    return frame


def number(page, row):
    """Return how many municipalities the matrix says that a set has."""
    said = page.locator(f".geo-koop-upset tbody tr:nth-child({row}) td:nth-child(2)").inner_text()
    return int(said.replace(".", "").strip())


def test_a_set_stands_out_on_the_map_and_stays_chosen(page, streamlit_server):
    frame = opened(page, streamlit_server(APP))
    assert frame.evaluate(OUTSTANDING) == len(PLACES)
    for row in (1, 3):
        page.get_by_role("button", name=f"Gruppe {row}", exact=True).click(timeout=WAIT)
        page.locator(f'.geo-koop-upset [aria-pressed="true"][data-at="{row - 1}"]').wait_for(timeout=WAIT)
        settle(page)
        assert frame.evaluate(OUTSTANDING) == number(page, row)
    page.goto(page.url)  # what F5 does
    page.locator('.geo-koop-upset [aria-pressed="true"][data-at="2"]').wait_for(timeout=WAIT)


def test_heads_are_reached_and_pressed_by_keyboard_and_keep_the_focus(page, streamlit_server):
    frame = opened(page, streamlit_server(APP))
    page.locator(".geo-koop-upset").focus()
    page.keyboard.press("Tab")
    pressed = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("cooperation="), timeout=WAIT)
    settle(page)
    assert page.evaluate("document.activeElement.textContent") == pressed
    assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    assert frame.evaluate("geoKoop.current.chosen().length") == 1
    page.keyboard.press("Space")
    page.wait_for_function("() => !location.search.includes('cooperation=')", timeout=WAIT)


def test_a_municipality_taken_from_the_map_is_marked_in_the_matrix(page, streamlit_server):
    frame = opened(page, streamlit_server(APP))
    marked = page.locator(".geo-koop-upset tr[aria-current]")
    before = marked.count()
    box = page.locator("iframe").bounding_box()
    x, y = frame.evaluate("(() => { const p = map.latLngToContainerPoint([48.137, 11.575]); return [p.x, p.y]; })()")
    page.mouse.click(box["x"] + x, box["y"] + y)
    page.wait_for_url(re.compile("place=09162000"), timeout=WAIT)
    settle(page)
    assert marked.count() > before
    assert any("München" in row.inner_text() for row in marked.all())
