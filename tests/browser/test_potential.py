"""The page of potentials as a planner walks it, with real clicks."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
import yaml

from tests.browser.everywhere import settle, troubles, visit
from tests.browser.test_app import APP, WAIT, click_at, map_of, opened

pytestmark = pytest.mark.browser
HAAR = {"municipality": "09184123", "theme": "industrial_zone", "statutory": "no"}


def mark(page, number, *, frame="[data-testid=stDataFrame]"):
    """Choose a row of the first table on the page, counted from 0, by the box at its left."""
    table = page.locator(frame).first
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    page.mouse.click(box["x"] + 20, box["y"] + 35 + 26 + number * 52)


def list_of(page, name):
    """Turn to one of the four lists."""
    page.locator(".st-key-potential_list").get_by_role("radio", name=re.compile(name)).click(timeout=WAIT)
    settle(page)


def test_six_clicks_from_the_start_to_partners_and_examples(page, streamlit_server):
    """Welche Partner hat Haar für ein gemeinsames Gewerbegebiet, und welche Beispiele gibt es?"""
    clicks = 0

    def click(target):
        nonlocal clicks
        clicks += 1
        target.click(timeout=WAIT)

    opened(page, streamlit_server(APP))
    settle(page)
    click(page.get_by_role("combobox", name="Suche"))
    page.keyboard.type("Haar")
    click(page.get_by_role("option", name=re.compile("^Haar")).first)
    settle(page)
    click(page.get_by_role("link", name="Potenziale für Haar"))
    page.get_by_role("heading", name="Potenziale", level=1).wait_for(timeout=WAIT)
    settle(page)
    click(page.locator(".st-key-potential_theme input"))
    click(page.get_by_role("option", name="Gewerbegebiete", exact=True))
    page.get_by_text(re.compile("Haar könnte beim Thema Gewerbegebiete beginnen, etwa mit")).wait_for(timeout=WAIT)
    settle(page)
    click(page.locator(".st-key-potential_list").get_by_role("radio", name=re.compile("Lernen von")))
    page.get_by_text("Wer ist wie Haar und macht es schon?").wait_for(timeout=WAIT)
    assert clicks <= 6
    assert troubles(page) == []


def test_chosen_rows_go_along_as_files(page, streamlit_server):
    visit(page, streamlit_server(APP), "potential", **HAAR)
    mark(page, 0)
    page.get_by_text("Gewählt: Vaterstetten").wait_for(timeout=WAIT)
    settle(page)
    mark(page, 1)
    page.get_by_text("Gewählt: Vaterstetten und Grasbrunn").wait_for(timeout=WAIT)
    settle(page)
    with page.expect_download() as caught:
        page.get_by_role("button", name="Szenario (YAML)").click(timeout=WAIT)
    read = yaml.safe_load(caught.value.path().read_text(encoding="utf-8"))
    assert read["steps"][0]["found"]["members"] == ["09184123", "09175132", "09184121"]
    assert read["steps"][0]["found"]["topics"] == ["industrial_zone"]
    with page.expect_download() as caught:
        page.get_by_role("button", name="Liste zum Anschreiben (DOCX)").click(timeout=WAIT)
    text = ZipFile(BytesIO(caught.value.path().read_bytes())).read("word/document.xml").decode("utf-8")
    assert "Vaterstetten" in text
    assert "GeoEnergieMünchenOst" in text
    with page.expect_download() as caught:
        page.get_by_role("button", name="Liste zum Anschreiben (XLSX)").click(timeout=WAIT)
    assert caught.value.path().read_bytes()[:2] == b"PK"
    page.get_by_role("link", name="Porträt von Vaterstetten").click(timeout=WAIT)
    page.get_by_role("heading", name="Vaterstetten", level=1).wait_for(timeout=WAIT)


def test_a_row_can_be_chosen_by_keyboard(page, streamlit_server):
    visit(page, streamlit_server(APP), "potential", **HAAR)
    page.locator("[data-testid=stDataFrame] canvas").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    page.get_by_text("Gewählt: Grasbrunn").wait_for(timeout=WAIT)


def test_weights_stand_in_the_address_and_go_back(page, streamlit_server):
    base = streamlit_server(APP)
    visit(page, base, "potential", **HAAR, list="invite", cooperation="gvz-kassel")
    page.locator(".st-key-potential_weights_invite summary").click(timeout=WAIT)
    slider = page.get_by_role("slider", name="berührt Mitglieder")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("invite_weight=contiguity%3A1.05"), timeout=WAIT)
    settle(page)
    page.reload()
    settle(page)
    page.locator(".st-key-potential_weights_invite summary").click(timeout=WAIT)
    page.get_by_role("button", name="Zurück zur Vorgabe").click(timeout=WAIT)
    page.wait_for_url(re.compile("^(?!.*invite_weight)"), timeout=WAIT)
    settle(page)
    assert page.get_by_role("button", name="Zurück zur Vorgabe").count() == 0


def test_a_topic_of_the_ranking_shows_its_groups(page, streamlit_server):
    visit(page, streamlit_server(APP), "potential", begin="region", theme="industrial_zone", statutory="no")
    page.get_by_text(re.compile("Gewerbegebiete: keine erfasst in 278 von 323")).wait_for(timeout=WAIT)
    page.locator(".st-key-potential_theme input").click(timeout=WAIT)
    page.keyboard.type("Bauhof")
    page.get_by_role("option", name="Bauhof", exact=True).click(timeout=WAIT)
    page.get_by_text(re.compile("Bauhof: keine erfasst in 305 von 323")).wait_for(timeout=WAIT)
    assert "theme=building_yard" in page.url


def test_it_fits_on_a_phone(page, streamlit_server):
    page.set_viewport_size({"width": 390, "height": 844})
    visit(page, streamlit_server(APP), "potential", **HAAR)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    list_of(page, "Beitreten")
    assert troubles(page) == []


def test_a_click_on_the_map_and_a_link_lead_to_another_municipality(page, streamlit_server):
    visit(page, streamlit_server(APP), "potential", **HAAR)
    frame = map_of(page)
    click_at(page, frame, 48.105, 11.77)
    page.get_by_text(re.compile("Vaterstetten könnte beim Thema Gewerbegebiete beginnen")).wait_for(timeout=WAIT)
    assert "municipality=09175132" in page.url
    settle(page)
    mark(page, 0)
    page.get_by_text("Gewählt: ").wait_for(timeout=WAIT)
    settle(page)
    link = page.get_by_role("link", name="Potenziale für ")
    name = link.inner_text().strip().rpartition(" ")[2]
    link.click(timeout=WAIT)
    page.get_by_text(re.compile(f"{name} könnte beim Thema Gewerbegebiete beginnen")).wait_for(timeout=WAIT)
    assert name != "Vaterstetten"
    assert troubles(page) == []


def test_the_portrait_leads_here_where_there_is_a_gap(page, streamlit_server):
    visit(page, streamlit_server(APP), "municipality", municipality="09184123", theme="industrial_zone", statutory="no")
    page.get_by_role("link", name="Potenziale für Haar").click(timeout=WAIT)
    page.get_by_text(re.compile("Haar könnte beim Thema Gewerbegebiete beginnen")).wait_for(timeout=WAIT)


def ring(page, frame, south, west, north, east):
    """Draw around a rectangle of the map by hand."""
    corners = [(south, west), (south, east), (north, east), (north, west), (south, west)]
    script = f"{[list(corner) for corner in corners]}.map(c => map.latLngToContainerPoint(c)).map(p => [p.x, p.y])"
    places = frame.evaluate(script)
    page.locator("iframe").scroll_into_view_if_needed()
    box = page.locator("iframe").bounding_box()
    (x, y), *rest = [(box["x"] + x, box["y"] + y) for x, y in places]
    frame.get_by_role("button", name="Gemeinden umfahren").click()
    page.mouse.move(x, y)
    page.mouse.down()
    for x, y in rest:
        page.mouse.move(x, y, steps=8)
    page.mouse.up()


def test_municipalities_are_drawn_around(page, streamlit_server):
    visit(page, streamlit_server(APP), "potential", begin="several", place="09184123", theme="industrial_zone")
    frame = map_of(page)
    settle(page)
    frame.evaluate("map.setView([48.105, 11.77], 11, { animate: false })")
    ring(page, frame, 48.08, 11.74, 48.13, 11.83)
    page.wait_for_url(re.compile("place=09184123.*place=09175132"), timeout=WAIT)  # Haar stays, Vaterstetten comes
    settle(page)
    assert len(re.findall("place=", page.url)) <= 3
    frame.evaluate("map.fitBounds([[47.5, 10.5], [48.8, 12.5]], { animate: false })")
    ring(page, frame, 47.6, 10.6, 48.7, 12.4)
    page.get_by_text("Es wurde keine hinzugefügt").wait_for(timeout=WAIT)
