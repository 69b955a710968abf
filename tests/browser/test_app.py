"""The whole app in a real Chromium that reaches nothing but this machine."""

import re
from pathlib import Path

import pytest

from tests.conftest import NIGHTLY

pytestmark = pytest.mark.browser
APP = Path(__file__).parents[2] / "streamlit_app.py"
WAIT = 60_000
PAGES = {
    "Kooperationen": "Kooperationen",
    "Gemeinde": "Gemeinde",
    "Themen": "Themenabdeckung",
    "Vergleich & Zeit": "Vergleich",
    "Tabelle": "Tabelle",
    "Netz": "Netz",
    "Potenziale": "Potenziale",
    "Beispiele": "Beispiele",
    "Kosten": "Kosten",
    "Werdegang": "Werdegang",
    "Was wäre wenn": "Was wäre wenn",
    "Recht und Förderung": "Recht und Förderung",
    "Vorhaben": "Vorhaben",
    "Register": "Register",
    "Bericht": "Bericht",
    "Export": "Export",
    "Quellen & Hinweise": "Quellen & Hinweise",
    "Eigene Daten": "Eigene Daten",
    "Liste einlesen": "Liste einlesen",
    "Erfassungsstand": "Erfassungsstand",
    "Karte": "Karte der Kooperationen",
}
MENUS = {
    "Erkunden": ["Karte", "Themen", "Gemeinde", "Kooperationen", "Vergleich & Zeit", "Netz", "Tabelle"],
    "Handeln": ["Potenziale", "Beispiele", "Was wäre wenn", "Kosten", "Recht und Förderung", "Werdegang", "Vorhaben"],
    "Mitnehmen": ["Bericht", "Export"],
    "Daten": ["Quellen & Hinweise", "Eigene Daten", "Liste einlesen", "Erfassungsstand", "Register"],
}
"""The menus at the top; one without pages is not there."""


def menu(page, name):
    """Return the button that opens a menu at the top."""
    return page.get_by_role("button", name=name, exact=True)


def turn_to(page, name):
    """Choose a page from its menu."""
    menu(page, next(menu for menu, names in MENUS.items() if name in names)).click(timeout=WAIT)
    page.get_by_role("menuitem", name=name, exact=True).click(timeout=WAIT)


def map_of(page):
    """Return the frame of the map, once it is painted; while the page changes, that of before is there, too."""
    page.wait_for_function("document.querySelectorAll('iframe').length === 1", timeout=WAIT)
    page.frame_locator("iframe").locator("[data-ready]").wait_for(timeout=WAIT)
    frame = next(f for f in page.frames if "st_folium" in f.url)
    frame.wait_for_function("window.geoKoop && window.geoKoop.current && window.geoKoop.current._chosen", timeout=WAIT)
    return frame


def open_filters(page):
    """Open what stands behind the button of the filters, unless it is open."""
    if not page.locator(".st-key-filter_as_of").is_visible():
        page.locator(".st-key-filters button").first.click(timeout=WAIT)
        page.locator(".st-key-filter_as_of").wait_for(timeout=WAIT)


def opened(page, url):
    page.goto(url)
    page.locator("h1").wait_for(timeout=WAIT)
    return map_of(page)


def colours(frame):
    """Return the number of colours that cover more than a few pixels of the map."""
    script = """() => {
      const canvas = document.querySelector("canvas.geo-koop-canvas"), count = {};
      const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
      for (let i = 0; i < data.length; i += 16) if (data[i + 3] === 255)
        count[[data[i], data[i + 1], data[i + 2]]] = (count[[data[i], data[i + 1], data[i + 2]]] || 0) + 1;
      return Object.values(count).filter(n => n > 100).length;
    }"""
    return frame.evaluate(script)


def click_at(page, frame, lat, lon):
    x, y = frame.evaluate(f"(() => {{ const p = map.latLngToContainerPoint([{lat}, {lon}]); return [p.x, p.y]; }})()")
    page.locator("iframe").scroll_into_view_if_needed()
    box = page.locator("iframe").bounding_box()
    page.mouse.click(box["x"] + x, box["y"] + y)


def served_by_us(page):
    """Fail on a request that failed or left this machine, but for Streamlit's own search for its root.

    Opened at the address of a page, Streamlit asks for its root below that address first, and is told
    that it is not there.
    """
    log = page.geo_requests
    log.failed[:] = [f for f in log.failed if not re.search(r"/[\w-]+/_stcore/(health|host-config): 404", f)]
    log.console[:] = [c for c in log.console if "404" not in c]
    log.check()


def test_the_first_map_is_painted_with_the_network_cut_off(page, streamlit_server):
    frame = opened(page, streamlit_server(APP))
    assert colours(frame) >= 5
    page.get_by_text("Kooperationen je Gemeinde").first.wait_for(timeout=WAIT)
    assert "OpenStreetMap-Mitwirkende" in frame.locator(".geo-koop-credit").inner_text()
    page.wait_for_function("document.documentElement.lang === 'de'", timeout=WAIT)
    assert page.get_by_text("Deploy").count() == 0
    page.geo_requests.check()


def test_a_click_lists_cooperations_and_a_second_one_shows_one_of_them(page, streamlit_server):
    from tests.browser.everywhere import settle  # which takes how long to wait from here

    frame = opened(page, streamlit_server(APP))
    frame.wait_for_function("map.getZoom() > 8", timeout=WAIT)
    click_at(page, frame, 48.25, 11.65)
    page.get_by_role("heading", name="Garching b.München").wait_for(timeout=WAIT)
    page.wait_for_url(re.compile("municipality=09184119"), timeout=WAIT)
    settle(page)  # what is opened while the page is being sent may close again
    entry = page.locator(".st-key-stack_nordallianz")
    entry.locator("summary").click()
    entry.get_by_text("Gebiet und alle Einzelheiten zeigen").click()
    page.get_by_text("Räumliches Muster: nachbarschaftlich", exact=True).first.wait_for(timeout=WAIT)
    frame.wait_for_function("window.geoKoop.current._style.selected.length === 1", timeout=WAIT)
    page.wait_for_url(re.compile("cooperation=nordallianz"), timeout=WAIT)
    page.geo_requests.check()


def of_the_map(page):
    """What was loaded for the map: its geometry and the files of its component."""
    return [u for u in page.geo_requests.urls if "geometry-" in u or "/component/" in u]


def test_a_filter_recolours_the_map_and_stands_in_the_address(page, streamlit_server):
    frame = opened(page, streamlit_server(APP))
    before = frame.evaluate("window.geoKoop.current._style.codes")
    loaded = len(of_the_map(page))
    frame.evaluate("void (window.marked = map)")
    open_filters(page)
    page.get_by_role("combobox", name=re.compile("^Thema")).click()
    page.get_by_role("option", name="Wasserversorgung").click()
    page.wait_for_url(re.compile("topic=water"), timeout=WAIT)
    frame.wait_for_function(f"window.geoKoop.current._style.codes !== '{before}'", timeout=WAIT)
    assert frame.evaluate("window.marked === map")
    assert len(of_the_map(page)) == loaded
    page.get_by_text("Gefiltert: Ein leeres Feld").wait_for(timeout=WAIT)
    page.geo_requests.check()


def test_an_address_opens_the_same_view(page, streamlit_server):
    opened(page, f"{streamlit_server(APP)}/?region=nordhessen&show=pattern&cooperation=zv-raum-kassel")
    page.get_by_text("Räumliches Muster: Stadt-Umland").wait_for(timeout=WAIT)
    page.get_by_text("Muster der verbindlichsten Kooperation").first.wait_for(timeout=WAIT)
    page.geo_requests.check()


def test_the_back_button_takes_back_each_step_and_forward_brings_it_again(page, streamlit_server):
    frame = opened(page, streamlit_server(APP))
    frame.wait_for_function("map.getZoom() > 8", timeout=WAIT)
    click_at(page, frame, 48.25, 11.65)
    page.get_by_role("heading", name="Garching b.München").wait_for(timeout=WAIT)
    page.get_by_role("radio", name="Räumliches Muster").click()
    page.wait_for_url(re.compile("show=pattern"), timeout=WAIT)
    turn_to(page, "Kooperationen")
    page.get_by_role("heading", level=1, name="Kooperationen", exact=True).wait_for(timeout=WAIT)
    page.wait_for_url(re.compile("show=pattern"), timeout=WAIT)
    page.go_back()
    page.get_by_text("Muster der verbindlichsten Kooperation").first.wait_for(timeout=WAIT)
    page.go_back()
    page.get_by_text("Gemeinsame Kooperationen mit").first.wait_for(timeout=WAIT)
    page.get_by_role("heading", name="Garching b.München").wait_for(timeout=WAIT)
    page.go_back()
    page.get_by_role("heading", name="Garching b.München").wait_for(state="detached", timeout=WAIT)
    page.wait_for_url(re.compile("^((?!municipality).)*$"), timeout=WAIT)
    page.go_forward()
    page.get_by_role("heading", name="Garching b.München").wait_for(timeout=WAIT)
    page.wait_for_url(re.compile("municipality=09184119"), timeout=WAIT)
    page.geo_requests.check()


def test_every_page_opens_and_keeps_the_filters(page, streamlit_server):
    opened(page, f"{streamlit_server(APP)}/?topic=water")
    for name, title in PAGES.items():
        turn_to(page, name)
        page.get_by_role("heading", level=1, name=title, exact=True).wait_for(timeout=WAIT)
        page.wait_for_url(re.compile("topic=water"), timeout=WAIT)
        assert page.get_by_test_id("stException").count() == 0
        assert page.get_by_test_id("stAlertContentError").count() == 0
        if name in ("Karte", "Themen"):
            map_of(page)
    page.geo_requests.check()


def test_the_matrix_of_topics_is_drawn(page, streamlit_server):
    page.goto(f"{streamlit_server(APP)}/themenabdeckung")
    page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first.wait_for(timeout=WAIT)
    map_of(page)
    served_by_us(page)


def test_the_language_changes_all_over(page, streamlit_server):
    opened(page, streamlit_server(APP))
    page.get_by_role("radio", name="EN", exact=True).click()
    page.get_by_role("heading", level=1, name="Map of cooperation").wait_for(timeout=WAIT)
    page.wait_for_function("document.documentElement.lang === 'en'")
    map_of(page)
    page.geo_requests.check()


@pytest.mark.parametrize(
    "path",
    [
        "",
        "gemeinde?municipality=09184119",
        "tabelle",
        *(("kooperationen", "themenabdeckung", "vergleich", "daten", "eigene-daten") if NIGHTLY else ()),
    ],
)
def test_nothing_is_wider_than_a_telephone(page, streamlit_server, path):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{streamlit_server(APP)}/{path}")
    page.locator("h1").wait_for(timeout=WAIT)
    page.wait_for_timeout(1500)
    wide = """() => [...document.querySelectorAll('[data-testid=stMain] *')]
        .filter(e => e.getBoundingClientRect().right > innerWidth + 2 && e.offsetParent)
        .filter(e => !e.closest('.st-key-matrix,' +
            '[data-testid=stDataFrame], [data-testid=stButtonGroup], [data-testid=stSlider]'))
        .map(e => e.tagName + '.' + e.className).slice(0, 5)"""
    assert page.evaluate(wide) == []
    served_by_us(page)


def test_the_entry_inside_the_package_runs_anywhere(page, streamlit_server, tmp_path, monkeypatch):
    import geo_koop.app.main as entry

    monkeypatch.chdir(tmp_path)
    opened(page, streamlit_server(Path(entry.__file__), options=["--server.baseUrlPath", "ikz"]))
    assert page.get_by_text("Deploy").count() == 0
    page.geo_requests.check()


def test_the_menus_at_the_top_hold_all_pages(page, streamlit_server):
    for width in (1440, 1024):
        page.set_viewport_size({"width": width, "height": 800})
        opened(page, streamlit_server(APP))
        bar = page.get_by_test_id("stTopNavSection")
        assert bar.all_inner_texts() == list(MENUS)
        assert [each.get_attribute("aria-current") for each in bar.all()] == ["true", None, None, None]
        for name, pages in MENUS.items():
            menu(page, name).click()
            # before the name stands the icon, which is a letter of a font
            assert [text.split("\n")[-1] for text in page.get_by_role("menuitem").all_inner_texts()] == pages
            page.keyboard.press("Escape")
    page.geo_requests.check()


def test_the_menus_are_used_by_keyboard(page, streamlit_server):
    opened(page, streamlit_server(APP))
    menu(page, "Daten").focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Quellen & Hinweise").wait_for(timeout=WAIT)
    page.keyboard.press("ArrowDown")
    page.wait_for_function("document.activeElement.innerText.includes('Eigene Daten')", timeout=WAIT)
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Eigene Daten").wait_for(timeout=WAIT)
    page.geo_requests.check()


def test_a_narrow_bar_says_in_german_that_there_are_more(page, streamlit_server):
    opened(page, streamlit_server(APP))
    page.add_style_tag(content="[data-testid=stTopNav] { max-width: 150px }")
    more = page.get_by_test_id("stTopNavSection")
    more.filter(has_text=re.compile(r"^\d+ weitere$")).wait_for(timeout=WAIT)
    page.get_by_role("radio", name="EN", exact=True).click()
    more.filter(has_text=re.compile(r"^\d+ more$")).wait_for(timeout=WAIT)
    page.geo_requests.check()


@pytest.mark.parametrize("width", [1440, 1024, 780, 390])
@pytest.mark.parametrize("language", ["de", "en"])
def test_nothing_in_the_bar_lies_on_another(page, streamlit_server, width, language):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{streamlit_server(APP)}/daten?lang={language}")
    page.locator("h1").wait_for(timeout=WAIT)
    page.locator("#geo-koop-find").wait_for(timeout=WAIT)
    page.wait_for_timeout(800)
    parts = """() => ['.rc-overflow-item:not([aria-hidden=true]) [data-testid=stTopNavSection]', '.geo-koop-find input',
            '.geo-koop-link', '.st-key-language', '.st-key-filter_row button']
        .flatMap(each => [...document.querySelectorAll(each)].map(e => e.getBoundingClientRect()))
        .filter(r => r.width).map(r => [r.left, r.top, r.right, r.bottom])"""
    boxes = page.evaluate(parts)
    assert len(boxes) >= 3
    apart = all(
        a[2] <= b[0] + 1 or b[2] <= a[0] + 1 or a[3] <= b[1] + 1 or b[3] <= a[1] + 1
        for place, a in enumerate(boxes)
        for b in boxes[:place]
    )
    assert apart, boxes
    assert all(box[0] >= 0 and box[2] <= width for box in boxes), boxes
    served_by_us(page)


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1920, 1080), (1024, 1366)])
def test_the_map_fills_its_frame_and_the_years_stand_in_the_window(page, streamlit_server, width, height):
    page.set_viewport_size({"width": width, "height": height})
    frame = opened(page, streamlit_server(APP))
    page.locator(".st-key-timebar input[type=range]").wait_for(timeout=WAIT)
    page.wait_for_timeout(500)
    assert frame.evaluate("map.getSize().y") == pytest.approx(page.locator("iframe").bounding_box()["height"], abs=1)
    assert frame.locator(".leaflet-control-scale-line").bounding_box()["y"] < height
    corner = page.locator(".st-key-map_corner").bounding_box()
    credit = frame.locator(".geo-koop-credit").bounding_box()
    assert corner["y"] + corner["height"] <= credit["y"] + 1
    slider = page.locator(".st-key-timebar input[type=range]").bounding_box()
    assert slider["y"] + slider["height"] <= height


def test_on_a_phone_a_tap_leads_to_the_map_below_the_answer(page, streamlit_server):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{streamlit_server(APP)}/?municipality=09184119")
    page.get_by_role("heading", name="Garching b.München").wait_for(timeout=WAIT)
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(timeout=WAIT)
    page.wait_for_timeout(1500)  # parts of the answer that are still being drawn move the map further down
    page.get_by_role("button", name="Karte zeigen").click(timeout=WAIT)
    map_of(page)
    box = page.locator("iframe").bounding_box()
    assert 0 <= box["y"] < 844
    legend = page.locator(".st-key-map_corner").bounding_box()
    assert legend["y"] >= box["y"] + box["height"]
