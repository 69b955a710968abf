"""Finding and asking in a real browser: what a newcomer clicks, the search box, several places, the copied link."""

import re

import pytest

from tests.browser.test_app import APP, WAIT, click_at, map_of, opened

pytestmark = pytest.mark.browser


def test_the_questions_of_the_start_are_answered(page, streamlit_server):
    url = streamlit_server(APP)
    opened(page, url)
    page.get_by_role("button", name="Wer arbeitet mit Garching zusammen?").click()
    page.get_by_text(re.compile(r"arbeitet in \d+ Kooperationen mit \d+ anderen Gemeinden zusammen")).wait_for(
        timeout=WAIT
    )
    opened(page, url)
    page.get_by_role("button", name="Wo ist zum Thema Flächenmanagement keine Zusammenarbeit erfasst?").click()
    page.get_by_text("Gemeinden ohne erfasste Kooperation").wait_for(timeout=WAIT)
    map_of(page).wait_for_function("window.geoKoop.current._style.codes", timeout=WAIT)
    opened(page, url)
    page.get_by_role("button", name="Welche Kooperationen sind Stadt-Umland?").click()
    page.get_by_role("heading", name="Was zu den Filtern passt").wait_for(timeout=WAIT)
    page.get_by_text(re.compile(r"^\d+ Kooperationen:$")).wait_for(timeout=WAIT)
    page.wait_for_url(re.compile("pattern=city_hinterland"), timeout=WAIT)
    page.geo_requests.check()


def test_the_search_forgives_typing_errors_and_opens_the_place(page, streamlit_server):
    frame = opened(page, streamlit_server(APP))
    page.get_by_role("textbox", name="Suche").fill("Garchng")
    page.keyboard.press("Enter")
    hit = page.get_by_role("button", name=re.compile("Garching b.München.*Gemeinde")).first
    hit.wait_for(timeout=WAIT)
    hit.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Garching b.München").wait_for(timeout=WAIT)
    frame.wait_for_function("map.getZoom() > 8", timeout=WAIT)
    page.geo_requests.check()


def test_clicks_add_municipalities_where_several_are_looked_at(page, streamlit_server):
    frame = opened(page, f"{streamlit_server(APP)}/?beside=several&place=09184130&region=muenchen_14")
    frame.wait_for_function("map.getZoom() > 8", timeout=WAIT)
    click_at(page, frame, 48.25, 11.65)
    page.get_by_text(re.compile("^Umfasst alle: ")).wait_for(timeout=WAIT)
    page.wait_for_url(re.compile("place=09184130&place=09184119"), timeout=WAIT)
    click_at(page, frame, 48.121, 11.962)
    page.get_by_text("gemeindefreies Gebiet").wait_for(timeout=WAIT)
    page.geo_requests.check()


def test_the_copied_link_is_the_address(page, streamlit_server):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, f"{streamlit_server(APP)}/?topic=water&show=pattern")
    page.get_by_role("button", name="Link kopieren").press("Enter")
    page.get_by_text(re.compile("Link.*kopiert")).wait_for(timeout=WAIT)
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.geo_requests.check()
