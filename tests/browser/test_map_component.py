"""The map in a real Chromium that reaches nothing but this machine."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from geo_koop.outputs.webmap.page import standalone_html
from tests.browser.synthetic import sample_analysis

pytestmark = pytest.mark.browser
APP = Path(__file__).parent / "apps" / "map_app.py"
WAIT = 60_000


def opened(page, url):
    """Open the app and return the frame of the map, once it is painted."""
    page.goto(url)
    page.frame_locator("iframe").locator("[data-ready]").wait_for(timeout=WAIT)
    frame = next(f for f in page.frames if "st_folium" in f.url)
    frame.wait_for_function("window.geoKoop && window.geoKoop.current && window.geoKoop.current._chosen", timeout=WAIT)
    return frame


def colours(frame):
    """Return the colours of the canvas with the number of their pixels, the commonest first."""
    script = """() => {
      const canvas = document.querySelector("canvas.geo-koop-canvas"), count = {};
      const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
      for (let i = 0; i < data.length; i += 16) {
        if (data[i + 3] < 255) continue;
        const c = "#" + [0, 1, 2].map(k => data[i + k].toString(16).padStart(2, "0")).join("");
        count[c] = (count[c] || 0) + 1;
      }
      return count;
    }"""
    return {c for c, n in frame.evaluate(script).items() if n > 200}


def place(page, frame, lat, lon):
    """Return the point of the page where a place is drawn."""
    point = frame.evaluate(f"(() => {{ const p = map.latLngToContainerPoint([{lat}, {lon}]); return [p.x, p.y]; }})()")
    box = page.locator("iframe").bounding_box()
    return box["x"] + point[0], box["y"] + point[1]


def centre(analysis, key):
    point = analysis.municipalities.to_crs(4326).geometry[key].centroid
    return point.y, point.x


def test_map_is_painted_with_the_network_cut_off(page, streamlit_server):
    frame = opened(page, streamlit_server(APP))
    assert {"#dcebf7", "#a9cbe8", "#fbfaf5"} <= colours(frame)
    assert frame.evaluate("window.geoKoop.current._data.labels.length") > 10
    page.get_by_text("Kooperationen je Gemeinde").wait_for(timeout=WAIT)
    assert frame.locator(".geo-koop-credit").inner_text() == (
        "© Musteramt 2021 (erfunden) · Hintergrund: © GeoBasis-DE / BKG (dl-de/by-2-0), vereinfacht; Natural Earth"
    )
    page.geo_requests.check()
    assert [u for u in page.geo_requests.urls if "geometry-" in u]


def test_a_new_style_keeps_map_zoom_and_geometry(page, streamlit_server):
    frame = opened(page, streamlit_server(APP))
    frame.evaluate("window.marked = map; void map.setView([48.1, 11.1], 12, {animate: false})")
    before = len([u for u in page.geo_requests.urls if "geometry-" in u or ".js" in u])
    page.get_by_text("Muster", exact=True).click()
    frame.wait_for_function("window.geoKoop.current._style.palette.some(p => p[0] === '#1b9e77')", timeout=WAIT)
    page.get_by_text("b", exact=True).click()
    frame.wait_for_function("window.geoKoop.current._style.selected.length === 1", timeout=WAIT)
    assert frame.evaluate("window.marked === map && map.getZoom()") == 12
    assert frame.evaluate("document.querySelectorAll('canvas').length") == 3  # colours, what lies above them, and below
    assert len([u for u in page.geo_requests.urls if "geometry-" in u or ".js" in u]) == before
    page.geo_requests.check()


def test_new_colours_leave_what_lies_above_them_as_it_is(page, streamlit_server):
    frame = opened(page, streamlit_server(APP))
    upper = "document.querySelector('canvas.geo-koop-above').getContext('2d')"
    dot = f"{upper}.getImageData(1, 1, 1, 1).data[0]"
    frame.evaluate(f"{upper}.resetTransform(); {upper}.fillStyle = '#ff0000'; {upper}.fillRect(0, 0, 4, 4)")
    page.get_by_text("Muster", exact=True).click()
    frame.wait_for_function("window.geoKoop.current._style.palette.some(p => p[0] === '#1b9e77')", timeout=WAIT)
    assert frame.evaluate(dot) == 255
    page.get_by_text("b", exact=True).click()
    frame.wait_for_function("window.geoKoop.current._style.selected.length === 1", timeout=WAIT)
    frame.wait_for_function(f"{dot} !== 255", timeout=WAIT)


def test_a_style_sent_while_scripts_load_is_not_lost(page, streamlit_server):
    held = []
    page.route(re.compile(r"topojson-client"), lambda route: held.append(route))
    page.goto(streamlit_server(APP))
    page.get_by_text("Muster", exact=True).click(timeout=WAIT)
    page.get_by_text("Muster der verbindlichsten Kooperation").wait_for(timeout=WAIT)
    page.wait_for_timeout(500)
    frame = next(f for f in page.frames if "st_folium" in f.url)
    assert len(held) == 1
    assert frame.evaluate("typeof window.map === 'undefined' || !window.map.geoKoop")
    held[0].continue_()
    frame.wait_for_function("window.geoKoop && window.geoKoop.current && window.geoKoop.current._chosen", timeout=WAIT)
    frame.wait_for_function("window.geoKoop.current._style.palette.some(p => p[0] === '#1b9e77')", timeout=10_000)


def test_a_click_returns_the_municipality(page, streamlit_server):
    analysis = sample_analysis()
    frame = opened(page, streamlit_server(APP))
    page.mouse.click(*place(page, frame, *centre(analysis, "01001013")))
    page.get_by_text("Gemeinde: 01001013").wait_for(timeout=WAIT)
    page.wait_for_timeout(600)  # streamlit-folium would tell of the click once more by now
    page.get_by_text("Klicks: 1", exact=True).wait_for(timeout=WAIT)
    page.get_by_text("Läufe: 2", exact=True).wait_for(timeout=WAIT)
    lat, lon = centre(analysis, "01001012")
    page.mouse.click(*place(page, frame, lat - 0.09, lon - 0.2))
    page.get_by_text("Gemeinde: None").wait_for(timeout=WAIT)
    page.geo_requests.check()


def test_the_keyboard_moves_zooms_and_chooses(page, streamlit_server):
    frame = opened(page, streamlit_server(APP))
    frame.evaluate("map.setView([48.1, 11.1], 12, {animate: false}); map.getContainer().focus()")
    assert "Eingabetaste" in frame.evaluate("document.activeElement.getAttribute('aria-label')")
    west = frame.evaluate("map.getCenter().lng")
    page.keyboard.press("ArrowRight")
    frame.wait_for_function(f"map.getCenter().lng > {west}")
    page.keyboard.press("+")
    frame.wait_for_function("map.getZoom() === 13")
    page.keyboard.press("Enter")
    page.get_by_text(re.compile(r"Gemeinde: 0100\d+")).wait_for(timeout=WAIT)


def test_another_order_is_said_loudly(page, streamlit_server):
    frame = opened(page, streamlit_server(APP))
    frame.evaluate("""() => {
      const layer = window.geoKoop.current;
      layer.show(Object.assign({}, layer._style, { order: "0000000000000000" }));
    }""")
    alert = frame.locator("[role=alert]")
    assert "passen nicht zu den geladenen Grenzen" in alert.inner_text()
    assert not colours(frame), "nothing is coloured wrongly"


def test_map_works_under_a_base_path(page, streamlit_server):
    url = streamlit_server(APP, options=["--server.baseUrlPath", "ikz/karte"])
    frame = opened(page, url)
    assert "#dcebf7" in colours(frame)
    page.geo_requests.check()


@pytest.mark.parametrize("width", [1440, 390])
def test_map_fits_the_width_of_the_page(page, streamlit_server, width):
    page.set_viewport_size({"width": width, "height": 844})
    frame = opened(page, streamlit_server(APP))
    # The window may be as narrow as it was asked to be only after the map is painted.
    frame.wait_for_function(f"map.getSize().x <= {width}", timeout=WAIT)
    frame.wait_for_function("document.documentElement.scrollWidth <= innerWidth", timeout=WAIT)
    size = frame.evaluate("[map.getSize().x, map.getSize().y]")
    assert width * 0.75 < size[0] <= width
    assert size[1] == 500


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    return standalone_html(sample_analysis(hostile=True), tmp_path_factory.mktemp("page") / "karte.html")


def test_standalone_file_opens_without_network(page, page_file):
    page.context.set_offline(True)
    page.goto(page_file.as_uri())
    page.locator("[data-ready]").wait_for(timeout=WAIT)
    assert {"#dcebf7", "#a9cbe8"} <= colours(page)
    assert page.locator("button.record").count() == 3
    page.geo_requests.check()
    assert page.geo_requests.urls == [page_file.as_uri()]


def test_standalone_list_and_map_work_together(page, page_file):
    page.goto(page_file.as_uri())
    page.locator("[data-ready]").wait_for(timeout=WAIT)
    page.locator("#search").fill("allianz")
    assert page.locator("button.record").count() == 1
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("button.record").get_attribute("aria-pressed") == "true"
    assert page.evaluate("geoKoop.current._chosen.length") == 1
    assert page.evaluate("document.activeElement.className") == "record", "the keyboard stays where it was"
    page.evaluate("void geoKoop.current.map().fitBounds([[48.0, 11.0], [48.2, 11.4]], {animate: false})")
    lat, lon = centre(sample_analysis(), "01001000")
    point = page.evaluate(
        f"(() => {{ const p = geoKoop.current.map().latLngToContainerPoint([{lat}, {lon}]); return p; }})()"
    )
    box = page.locator("#chart").bounding_box()
    page.mouse.click(box["x"] + point["x"], box["y"] + point["y"])
    assert page.locator("button.record").count() == 2, "a and c cover the place"
    page.locator("#everywhere").click()
    assert page.locator("button.record").count() == 3
    page.geo_requests.check()


def test_standalone_texts_are_text(page, page_file):
    told = []
    page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
    page.goto(page_file.as_uri())
    page.locator("[data-ready]").wait_for(timeout=WAIT)
    page.locator("button.record").first.click()
    page.mouse.move(500, 400)
    page.mouse.move(510, 410)
    assert "<script>alert(1)</script> ${alert(2)} {{ 7*7 }}" in page.locator("h1").inner_text()
    assert "<script>alert(1)</script>" in page.locator(".geo-koop-tip").text_content()
    assert "<script>alert(1)</script>" in page.locator(".facts").inner_text()
    assert not told
    page.geo_requests.check()


def test_a_map_in_a_hidden_tab_shows_its_area_once_it_is_seen(page, streamlit_server):
    page.goto(streamlit_server(APP.with_name("tabs_app.py")))
    page.get_by_role("tab", name="Zweiter").click(timeout=WAIT)
    page.frame_locator("iframe").locator("[data-ready]").wait_for(timeout=WAIT)
    frame = next(f for f in page.frames if "st_folium" in f.url)
    frame.wait_for_function("map.getSize().x > 300", timeout=WAIT)
    page.wait_for_timeout(300)
    assert frame.evaluate("map.getZoom()") > 9
    assert "#dcebf7" in colours(frame)
    page.geo_requests.check()


def test_the_view_stands_in_the_address_and_no_run_is_caused(page, streamlit_server):
    frame = opened(page, streamlit_server(APP))
    assert "view=" not in page.url
    page.evaluate("""() => {
      const app = document.querySelector("[data-testid=stApp]"), watched = "data-test-script-state";
      window.runs = 0;
      new MutationObserver(() => window.runs++).observe(app, { attributeFilter: [watched] });
    }""")
    frame.evaluate("void map.setView([48.08, 11.12], 12, {animate: false})")
    page.wait_for_url(re.compile(r"view=48\.08\d*,11\.12\d*,12"), timeout=WAIT)
    assert page.evaluate("window.runs") == 0
    link = page.url
    again = opened(page, link)
    assert again.evaluate("[map.getZoom(), Math.abs(map.getCenter().lat - 48.08) < 0.001]") == [12, True]
    page.geo_requests.check()


@pytest.mark.parametrize("view", ["48,11", "x,y,z", "99,11,8", "48,11,8);alert(1)"])
def test_a_bad_view_is_passed_over(page, streamlit_server, view):
    frame = opened(page, f"{streamlit_server(APP)}/?view={view}")
    assert 47 < frame.evaluate("map.getCenter().lat") < 49
    page.geo_requests.check()


def test_the_pointer_tells_the_class(page, streamlit_server):
    frame = opened(page, streamlit_server(APP))
    x, y = place(page, frame, *centre(sample_analysis(), "01001001"))
    page.mouse.move(x, y)
    page.mouse.move(x + 3, y)
    tip = frame.locator(".geo-koop-tip")
    assert tip.locator("strong").inner_text() == "Ort 1"
    assert tip.locator("span").inner_text() == "1"


def test_a_picture_holds_title_legend_and_source_as_text(page, streamlit_server):
    told = []
    page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
    frame = opened(page, streamlit_server(APP))
    page.get_by_text("b", exact=True).click()
    frame.wait_for_function("window.geoKoop.current._style.selected.length === 1", timeout=WAIT)
    opener = frame.get_by_role("button", name="Karte als Bild speichern", exact=True)
    opener.focus()
    page.keyboard.press("Enter")
    assert frame.evaluate("document.activeElement.closest('label').querySelector('span').textContent") == "Titel"
    for _field in ("Untertitel", "Format", "PNG"):
        page.keyboard.press("Tab")
    with page.expect_download() as png:
        page.keyboard.press("Enter")
    assert frame.evaluate("document.activeElement.textContent") == "Als Bild speichern"
    assert png.value.suggested_filename == "karte.png"
    picture = Path(png.value.path()).read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert len(picture) > 20_000
    opener.click()
    frame.get_by_label("Untertitel").fill("Stand <b>heute</b>")
    with page.expect_download() as svg:
        frame.get_by_role("button", name="Karte als Bild speichern: SVG").click()
    root = ElementTree.parse(svg.value.path()).getroot()
    texts = " ".join(element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text"))
    assert "<script>alert(1)</script>" in texts
    assert "Kooperationen je Gemeinde" in texts
    assert "Stand: 1.1.2026" in texts
    assert "Stand <b>heute</b>" in texts
    assert "km" in texts
    assert not [element.tag for element in root.iter() if element.tag.endswith(("script", "image", "foreignObject"))]
    assert len(list(root.iter("{http://www.w3.org/2000/svg}path"))) > 8
    assert not told
    page.geo_requests.check()


@pytest.mark.parametrize(
    ("label", "size"),
    [("16:9 (Folie)", (2560, 1440)), ("4:3", (2048, 1536)), ("A4 quer", (2246, 1588)), ("A4 hoch", (1588, 2246))],
)
def test_a_picture_has_the_format_that_was_chosen(page, streamlit_server, label, size):
    frame = opened(page, streamlit_server(APP))
    frame.get_by_role("button", name="Karte als Bild speichern", exact=True).click()
    frame.get_by_label("Format").select_option(label=label)
    with page.expect_download() as png:
        frame.get_by_role("button", name="Karte als Bild speichern: PNG").click()
    head = Path(png.value.path()).read_bytes()[16:24]
    assert (int.from_bytes(head[:4], "big"), int.from_bytes(head[4:], "big")) == size
    page.geo_requests.check()


GROUND = """([lat, lon]) => {
  const canvas = document.querySelector("canvas.geo-koop-ground"), box = canvas.getBoundingClientRect();
  const point = window.geoKoop.current.map().latLngToContainerPoint([lat, lon]);
  const around = window.geoKoop.current.map().getContainer().getBoundingClientRect(), ratio = canvas.width / box.width;
  const x = (point.x + around.x - box.x) * ratio, y = (point.y + around.y - box.y) * ratio;
  return Array.from(canvas.getContext("2d").getImageData(x, y, 1, 1).data).slice(0, 3);
}"""


def test_a_quiet_map_lies_behind_the_municipalities(page, page_file):
    page.context.set_offline(True)
    page.goto(page_file.as_uri())
    page.locator("[data-ready]").wait_for(timeout=WAIT)
    page.evaluate("void window.geoKoop.current.map().setView([51, 10.5], 5.5, {animate: false})")
    seen = {
        name: tuple(page.evaluate(GROUND, spot))
        for name, spot in {
            "Rhön": [50.45, 9.95],
            "Champagne": [48.9, 4.3],
            "Vysočina": [49.45, 15.55],
            "North Sea": [55.0, 5.5],
            "Baltic Sea": [55.3, 16.5],
        }.items()
    }
    assert seen["Champagne"] == seen["Vysočina"] == (230, 230, 225)  # other states
    assert seen["Rhön"] == (244, 244, 240)  # Germany
    assert seen["North Sea"] == seen["Baltic Sea"] == (0, 0, 0)  # nothing is drawn: the sea shows through
    cities = page.evaluate("window.geoKoop.current._data.cityLabels.map(c => c.name)")
    assert {"Berlin", "Hamburg"} <= set(cities)
    page.geo_requests.check()


def test_colours_alone_do_not_paint_the_quiet_map_anew(page, streamlit_server):
    frame = opened(page, streamlit_server(APP))
    frame.evaluate("document.querySelector('canvas.geo-koop-ground').getContext('2d').fillRect(0, 0, 3, 3)")
    before = "document.querySelector('canvas.geo-koop-ground').toDataURL()"
    kept = frame.evaluate(before)
    page.get_by_text("Muster", exact=True).click()
    frame.wait_for_function("window.geoKoop.current._style.palette.some(p => p[0] === '#1b9e77')", timeout=WAIT)
    assert frame.evaluate(before) == kept
