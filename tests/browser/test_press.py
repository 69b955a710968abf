"""A press of a button or a link counts, though the page changes under the pointer before the mouse button is up."""

import re

import pytest

from tests.browser.everywhere import settle, visit
from tests.browser.test_app import APP, WAIT

pytestmark = pytest.mark.browser
MOVES = {
    "what came above it": "() => document.querySelector('.st-key-map_beside').insertAdjacentHTML("
    "'afterbegin', '<div style=\"height:5rem;flex:none\"></div>')",
    "a new one in its place": """() => {
      const link = [...document.querySelectorAll('a')].find(a => a.textContent.includes('Profil der Gemeinde'));
      link.firstChild.replaceWith(link.firstChild.cloneNode(true));
    }""",
}


def pressed(page, label):
    """Press a button or a link, and hold it."""
    part = page.locator(".stMain").locator("a, button").filter(has_text=label).first
    part.scroll_into_view_if_needed()
    box = part.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()


@pytest.mark.parametrize("change", MOVES)
def test_a_link_that_moves_away_while_it_is_pressed_still_leads_on(page, streamlit_server, change):
    visit(page, streamlit_server(APP), "map", municipality="09184119")
    pressed(page, "Profil der Gemeinde")
    page.evaluate(MOVES[change])
    page.mouse.up()
    page.wait_for_url(re.compile("/gemeinde"), timeout=WAIT)


def test_who_draws_back_from_a_button_presses_nothing(page, streamlit_server):
    visit(page, streamlit_server(APP), "map", municipality="09184119")
    before = page.url
    pressed(page, "Profil der Gemeinde")
    page.mouse.move(700, 300, steps=4)
    page.mouse.up()
    page.wait_for_timeout(800)
    settle(page)
    assert page.url == before
