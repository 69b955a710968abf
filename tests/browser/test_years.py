"""The years in a real Chromium."""

import re

import pytest

from tests.browser.test_app import APP, WAIT, opened

pytestmark = pytest.mark.browser


def test_the_years_play_without_mounting_the_map_anew_and_stop(page, streamlit_server):
    frame = opened(page, f"{streamlit_server(APP)}/?as_of=2012-12-31")
    frame.evaluate("window.marked = map")
    year = page.locator(".st-key-timebar input[type=range]")
    page.get_by_role("button", name="Jahre abspielen").click()
    slider = "document.querySelector('.st-key-timebar input[type=range]')"
    page.wait_for_function(f"() => Number({slider}.value) >= 2014", timeout=WAIT)
    assert "as_of=2012-12-31" in page.url
    page.get_by_role("button", name="Anhalten").click()
    page.wait_for_url(re.compile(r"as_of=20(1[4-9]|2\d)-12-31"), timeout=WAIT)
    assert frame.evaluate("window.marked === map")
    reached = int(re.search(r"as_of=(\d+)", page.url)[1])
    page.wait_for_function(f"() => Number({slider}.value) === {reached}", timeout=WAIT)
    year.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile(f"as_of={reached - 1}-12-31"), timeout=WAIT)


def test_who_wants_less_motion_is_offered_the_slider_alone(page, streamlit_server):
    page.emulate_media(reduced_motion="reduce")
    opened(page, f"{streamlit_server(APP)}/?as_of=2012-12-31")
    page.get_by_text("Die Jahre laufen nicht von selbst ab").wait_for(timeout=WAIT)
    assert page.locator(".st-key-timebar input[type=range]").is_enabled()
    assert not page.get_by_role("button", name="Jahre abspielen").is_visible()
