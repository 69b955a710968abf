"""Uploads in real sessions: from the files to the map, kept apart from everybody else's."""

import time
from urllib.parse import urlsplit

import pytest

from tests.app.data.test_session_data import boundaries, records
from tests.browser.everywhere import choose, settle
from tests.browser.test_app import APP, WAIT, map_of, opened, turn_to

pytestmark = pytest.mark.browser


@pytest.fixture
def server(streamlit_server, tmp_path_factory):
    """Return the address of a server and the folder where it makes temporary ones."""
    folder = tmp_path_factory.getbasetemp() / "own"
    (folder / "temp").mkdir(parents=True, exist_ok=True)
    env = {"TMPDIR": str(folder / "temp"), "GEO_KOOP_CACHE": str(folder / "cache")}
    return streamlit_server(APP, env=env, options=["--server.disconnectedSessionTTL", "1"]), folder


def files():
    return [{"name": n, "buffer": content, "mimeType": mime} for n, content, mime in (boundaries(), *records())]


def uploaded(page, url):
    page.goto(f"{url}/eigene-daten")
    page.get_by_role("heading", level=1, name="Eigene Daten").wait_for(timeout=WAIT)
    page.get_by_role("button", name="Durchsuchen").wait_for(timeout=WAIT)
    page.locator("input[type=file]").set_input_files(files())
    page.get_by_role("button", name="Diese Daten verwenden").click(timeout=WAIT)
    page.get_by_text("Niemand sonst sieht sie").wait_for(timeout=WAIT)
    turn_to(page, "Karte")
    page.get_by_text("von 9 Gemeinden").wait_for(timeout=WAIT)
    return map_of(page)


def geometries(page):
    return [url for url in page.geo_requests.urls if urlsplit(url).path.startswith("/media/") or "geometry-" in url]


def test_an_upload_is_drawn_and_only_its_session_sees_it(page, browser, server):
    url, folder = server
    frame = uploaded(page, url)
    assert frame.evaluate("window.geoKoop.current._data.facts.names.length") == 9
    (address,) = geometries(page)
    assert "/media/" in address
    frame.evaluate("void (window.marked = map)")
    before = frame.evaluate("window.geoKoop.current._style.codes")
    settle(page)  # this is about uploads; test_late_answers chooses while the page is still being sent
    choose(page, ".st-key-filter_topic", "Abwasser")
    page.wait_for_url("**topic=waste_water**", timeout=WAIT)
    frame.wait_for_function(f"window.geoKoop.current._style.codes !== '{before}'", timeout=WAIT)
    assert frame.evaluate("window.marked === map")
    assert geometries(page) == [address]
    assert page.request.get(address).ok
    assert not list((folder / "cache").rglob("geometry-*.json"))

    other = browser.new_context(locale="de-DE")
    try:
        second = other.new_page()
        opened(second, url)
        second.get_by_text("323 von 323 Gemeinden").wait_for(timeout=WAIT)
        assert len(list((folder / "cache").rglob("geometry-*.json"))) == 1
    finally:
        other.close()


def test_when_the_browser_leaves_the_files_go(browser, server):
    url, folder = server
    context = browser.new_context(locale="de-DE")
    page = context.new_page()
    uploaded(page, url)
    assert list((folder / "temp").rglob("*.gpkg"))
    context.close()
    for _try in range(50):
        if not list((folder / "temp").rglob("*.gpkg")):
            break
        time.sleep(0.2)
    assert not list((folder / "temp").rglob("*.gpkg"))


def test_the_browser_asks_before_files_are_lost_that_are_not_used_yet(page, server):
    url, _folder = server
    page.goto(f"{url}/eigene-daten")
    page.get_by_role("button", name="Durchsuchen").wait_for(timeout=WAIT)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator("input[type=file]").set_input_files(files())
    page.get_by_role("button", name="Diese Daten verwenden").wait_for(timeout=WAIT)
    settle(page, 0)
    page.locator("h1").click()  # a browser asks only those who have touched the page
    page.evaluate("location.reload()")
    for _try in range(100):  # asking takes a moment, and longer on a busy machine
        page.wait_for_timeout(100)
        if asked:
            break
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="Diese Daten verwenden").wait_for(timeout=WAIT)
