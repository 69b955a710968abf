"""Quick input leaves the state that it asked for: bursts of keys and clicks, faster than the app answers."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.everywhere import settle, visit
from tests.browser.test_app import APP, WAIT

pytestmark = pytest.mark.browser
YEAR = ".st-key-timebar input[type=range]"


def asked(page):
    """Return the parameters of the address, but for the view, which the map writes by itself."""
    named = parse_qs(urlsplit(page.url).query)
    return {name: values for name, values in named.items() if name not in ("view", "lang", "statutory")}


@pytest.mark.parametrize("pause", [30, 120])
def test_36_keys_on_the_year_go_back_36_years_and_hide_nothing(page, streamlit_server, pause):
    visit(page, streamlit_server(APP), "map")
    page.locator(YEAR).focus()
    for _key in range(36):
        page.keyboard.press("ArrowLeft")
        page.wait_for_timeout(pause)
    page.wait_for_url(re.compile("as_of=1990-12-31"), timeout=WAIT)
    settle(page)
    assert asked(page) == {"as_of": ["1990-12-31"]}
    assert page.locator(YEAR).input_value() == "1990"


def test_four_topics_chosen_by_keyboard_hide_nothing(page, streamlit_server):
    visit(page, streamlit_server(APP), "map")
    page.locator(".st-key-filters button").first.click()
    page.locator(".st-key-filter_topic input").click()
    for _choice in range(4):
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_timeout(150)
    page.wait_for_function("() => new URLSearchParams(location.search).getAll('topic').length === 4", timeout=WAIT)
    settle(page)
    assert set(asked(page)) == {"topic"}


DATES = {"map": ".st-key-filter_as_of", "report": ".st-key-report_since"}


@pytest.mark.parametrize("key", ["Enter", "Tab"])
def test_a_date_that_was_typed_counts(page, streamlit_server, key):
    visit(page, streamlit_server(APP), "map")
    page.locator(".st-key-filters button").first.click()
    page.locator(f"{DATES['map']} [role=spinbutton]").first.click()
    page.keyboard.type("31122015", delay=30)
    page.keyboard.press(key)
    page.wait_for_url(re.compile("as_of=2015-12-31"), timeout=WAIT)
    page.get_by_role("button", name="31.12.2015").wait_for(timeout=WAIT)


def test_changes_are_told_since_a_date_that_was_left_by_tab(page, streamlit_server):
    visit(page, streamlit_server(APP), "report")
    page.locator(f"{DATES['report']} [role=spinbutton]").first.click()
    page.keyboard.type("31122100", delay=30)
    page.keyboard.press("Tab")
    page.get_by_text("Dieser Tag liegt").wait_for(timeout=WAIT)
