"""The page of the network in a real Chromium."""

import re
from urllib.parse import urlsplit

import pytest

from tests.browser.everywhere import settle, visit
from tests.browser.test_app import APP, WAIT

pytestmark = pytest.mark.browser


def test_the_network_is_explained_by_list_threshold_and_years(page, streamlit_server):
    visit(page, streamlit_server(APP), "network")
    page.get_by_text(re.compile(r"Gemeinden mit mindestens einem Partner; .*Cluster\.")).wait_for(timeout=WAIT)
    assert page.frame_locator("iframe").first.locator("canvas").count()
    box = page.locator(".st-key-network_place input")
    box.click(timeout=WAIT)
    box.fill("Kassel (")
    page.get_by_role("option", name="Kassel (Kassel, kreisfreie Stadt)", exact=True).click(timeout=WAIT)
    page.wait_for_url(re.compile("municipality=06611000"), timeout=WAIT)
    page.get_by_role("heading", name="Was die Kongruenz von Kassel ausmacht").wait_for(timeout=WAIT)
    page.get_by_text("Am stärksten senkt sie der Partner").wait_for(timeout=WAIT)
    settle(page)
    number = page.locator(".st-key-network_ties input")
    number.fill("3")
    number.press("Enter")
    page.wait_for_url(re.compile("ties=3"), timeout=WAIT)
    page.get_by_text("mit 3 oder mehr gemeinsamen Kooperationen").first.wait_for(timeout=WAIT)
    settle(page)
    page.locator(".st-key-network_years summary").click()
    page.get_by_text("Jedes Jahr am 31. Dezember").first.wait_for(timeout=WAIT)
    assert {urlsplit(address).hostname for address in page.geo_requests.urls} <= {None, "127.0.0.1", "localhost"}


def test_a_graph_is_downloaded(page, streamlit_server):
    visit(page, streamlit_server(APP), "network")
    with page.expect_download(timeout=WAIT) as waiting:
        page.get_by_role("button", name="GEXF").click()
    content = waiting.value.path().read_text(encoding="utf-8")
    assert "<gexf" in content
    assert 'label="Haar"' in content


def test_a_link_opens_the_same_network_on_a_phone(page, streamlit_server):
    page.set_viewport_size({"width": 390, "height": 844})
    visit(page, streamlit_server(APP), "network", municipality="09184119", net="congruence", statutory="no")
    page.get_by_role("heading", name="Was die Kongruenz von Garching b.München ausmacht").wait_for(timeout=WAIT)
    assert page.get_by_role("radio", name="Kongruenz").is_checked()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 2")
