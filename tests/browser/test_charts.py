"""Charts, comparison and tables in a real Chromium."""

import re

import pytest

from tests.browser.test_app import APP, WAIT, map_of, opened

pytestmark = pytest.mark.browser
PAINTED = "window.geoKoop && window.geoKoop.current && window.geoKoop.current._chosen"


def chart_of(page):
    chart = page.get_by_test_id("stVegaLiteChart")
    chart.locator("svg, canvas").first.wait_for(timeout=WAIT)
    page.wait_for_timeout(500)
    return chart.bounding_box()


def test_a_click_on_a_segment_filters_and_the_chip_takes_it_back(page, streamlit_server):
    opened(page, f"{streamlit_server(APP)}/?beside=charts&chart=patterns")
    box = chart_of(page)
    page.mouse.click(box["x"] + box["width"] * 0.55, box["y"] + 12)
    page.wait_for_url(re.compile("region=.*pattern=|pattern=.*region="), timeout=WAIT)
    chips = page.locator("[class*=st-key-chip_]")
    for left in (1, 0):
        chips.first.get_by_role("button").first.click()
        page.wait_for_function(
            f"() => document.querySelectorAll('[class*=st-key-chip_]').length === {left}", timeout=WAIT
        )
    page.wait_for_url(re.compile("^((?!pattern=).)*$"), timeout=WAIT)


def test_a_brush_over_the_overlap_limits_the_map(page, streamlit_server):
    frame = opened(page, f"{streamlit_server(APP)}/?beside=charts&chart=overlap")
    before = frame.evaluate("window.geoKoop.current._style.codes")
    box = chart_of(page)
    page.mouse.move(box["x"] + box["width"] * 0.35, box["y"] + 120)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.45, box["y"] + 125)
    page.mouse.move(box["x"] + box["width"] * 0.55, box["y"] + 130)
    page.mouse.up()
    page.wait_for_url(re.compile(r"overlap=\d+-\d+"), timeout=WAIT)
    frame.wait_for_function(f"window.geoKoop.current._style.codes !== '{before}'", timeout=WAIT)


def test_the_maps_of_a_comparison_move_together(page, streamlit_server):
    page.goto(f"{streamlit_server(APP)}/vergleich?left=2010-12-31")
    page.locator("iframe").nth(1).wait_for(timeout=WAIT)
    for place in range(2):
        page.frame_locator("iframe").nth(place).locator("[data-ready]").wait_for(timeout=WAIT)
    first, second = (f for f in page.frames if "st_folium" in f.url)
    for frame in (first, second):
        frame.wait_for_function(PAINTED, timeout=WAIT)
    first.evaluate("void map.setView([48.2, 11.6], 9.5, { animate: false })")
    assert second.evaluate("[map.getCenter().lat.toFixed(3), map.getZoom()]") == ["48.200", 9.5]
    second.evaluate("void map.setZoom(8, { animate: false })")
    assert first.evaluate("map.getZoom()") == 8


def test_a_row_of_the_table_leads_to_its_municipality_on_the_map(page, streamlit_server):
    opened(page, f"{streamlit_server(APP)}/?region=muenchen_14&view=51.3,9.5,8")
    page.get_by_role("link", name="Als Tabelle").click()
    page.get_by_role("heading", level=1, name="Tabelle", exact=True).wait_for(timeout=WAIT)
    table = page.get_by_test_id("stDataFrame")
    table.wait_for(timeout=WAIT)
    page.wait_for_timeout(500)
    box = table.bounding_box()
    page.mouse.click(box["x"] + 20, box["y"] + 35 * 1.5)
    page.wait_for_url(re.compile(r"municipality=\d{8}"), timeout=WAIT)
    page.get_by_role("link", name=re.compile("auf der Karte zeigen")).click()
    frame = map_of(page)
    frame.wait_for_function("window.geoKoop.current._style.clicked >= 0", timeout=WAIT)
    frame.wait_for_function("map.getCenter().lat < 49 && map.getZoom() > 9", timeout=WAIT)
