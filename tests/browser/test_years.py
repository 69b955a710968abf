"""The years in a real Chromium."""

import re

import pytest

from tests.browser.everywhere import settle
from tests.browser.test_app import APP, WAIT, opened

pytestmark = pytest.mark.browser


def test_the_years_play_without_mounting_the_map_anew_and_stop(page, streamlit_server):
    frame = opened(page, f"{streamlit_server(APP)}/?as_of=1960-12-31")  # far from the end: a busy machine plays on
    frame.evaluate("void (window.marked = map)")
    year = page.locator(".st-key-timebar input[type=range]")
    page.get_by_role("button", name="Jahre abspielen").click()
    slider = "document.querySelector('.st-key-timebar input[type=range]')"
    page.wait_for_function(f"() => Number({slider}.value) >= 1962", timeout=WAIT)
    assert "as_of=1960-12-31" in page.url
    page.get_by_role("button", name="Anhalten").click()
    page.wait_for_url(re.compile(r"as_of=(196[2-9]|19[789]\d|20\d\d)-12-31"), timeout=WAIT)
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


def test_a_click_on_a_bar_chooses_its_year_and_keys_go_on_from_there(page, streamlit_server):
    frame = opened(page, f"{streamlit_server(APP)}/?as_of=2012-12-31")
    frame.evaluate("void (window.marked = map)")
    bars = page.locator(".st-key-timebar .years .bar")
    bars.first.wait_for(timeout=WAIT)
    assert page.locator(".years .bar.here").get_attribute("data-year") == "2012"
    page.locator(".years .bar[data-year='1990']").click()
    page.wait_for_url(re.compile("as_of=1990-12-31"), timeout=WAIT)
    page.locator(".years .bar.here[data-year='1990']").wait_for(timeout=WAIT)
    page.get_by_text("dass keine bekannt ist").wait_for(timeout=WAIT)
    year = page.locator(".st-key-timebar input[type=range]")
    year.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("as_of=1991-12-31"), timeout=WAIT)
    page.locator(".years .bar.here[data-year='1991']").wait_for(timeout=WAIT)
    assert frame.evaluate("window.marked === map")
    page.geo_requests.check()


def test_bars_and_slider_have_their_years_at_the_same_place(page, streamlit_server):
    opened(page, f"{streamlit_server(APP)}/?as_of=1990-12-31")
    here = page.locator(".years .bar.here")
    here.wait_for(timeout=WAIT)
    bar, thumb = here.bounding_box(), page.locator(".st-key-timebar [role=slider], .st-key-timebar input[type=range]")
    box = thumb.first.locator("xpath=..").bounding_box()
    assert abs(bar["x"] + bar["width"] / 2 - box["x"] - box["width"] / 2) < 2 * bar["width"]


def test_the_portrait_answers_at_two_clicks_how_binding_cooperations_are(page, streamlit_server):
    page.goto(f"{streamlit_server(APP)}/gemeinde")
    page.get_by_role("button", name=re.compile("^Kassel: 14 eigene")).click(timeout=WAIT)
    page.get_by_role("heading", name=re.compile(r"^öffentlich-rechtliche Körperschaft \(\d+\)")).wait_for(timeout=WAIT)
    names = page.locator("h3").all_inner_texts()
    assert [name.split(" (")[0] for name in names if " (" in name][:1] == ["öffentlich-rechtliche Körperschaft"]
    settle(page)  # a link that is followed while the page is being sent may come to nothing
    page.get_by_role("link", name="Zweckverband Raum Kassel (ZRK)").first.click()
    page.wait_for_url(re.compile("/kooperationen.*cooperation="), timeout=WAIT)


def test_the_portrait_is_no_wider_than_a_phone(page, streamlit_server):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{streamlit_server(APP)}/gemeinde?municipality=09184123")
    page.locator(".geo-koop-lines").wait_for(timeout=WAIT)
    assert page.evaluate("document.querySelector('.stMain').scrollWidth") <= 390
    wide = "[...document.querySelectorAll('.geo-koop-lines, .geo-koop-strip, .geo-koop-tiles')].map(e => e.scrollWidth)"
    assert max(page.evaluate(wide)) <= 390


def test_the_bars_of_all_years_are_seen(page, streamlit_server):
    opened(page, streamlit_server(APP))
    page.locator(".years .bar i").first.wait_for(state="attached", timeout=WAIT)
    painted = page.evaluate(
        """() => [...document.querySelectorAll('.st-key-timebar *')].map(e => e.shadowRoot || e)
        .flatMap(e => [...e.querySelectorAll('.years .bar i')])
        .filter(i => getComputedStyle(i).backgroundColor !== 'rgba(0, 0, 0, 0)' && i.offsetHeight > 0).length"""
    )
    assert painted > 40
