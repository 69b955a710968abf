"""The first visitor of a fresh ``geo-koop serve``, on any page: no delay, no foreign words, nothing that is missing."""

import json
import re
import time
import urllib.request

import pytest

from tests.browser.test_app import WAIT
from tests.served import serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def fresh(tmp_path_factory, request):
    """A server that nobody has visited, but for the first test with a page."""
    with serving(tmp_path_factory.mktemp("fresh"), path=request.param, env={"GEO_KOOP_LOG": "json"}) as server:
        server.until(200)
        yield server, f"{server.url}/{request.param}".rstrip("/")


@pytest.mark.parametrize("fresh", ["", "karten/ikz"], indirect=True)
def test_a_page_opens_without_a_detour(new_tab, fresh):
    _server, url = fresh
    said = []
    new_tab.on("dialog", lambda dialog: said.append(dialog.message))
    new_tab.add_init_script(
        """new MutationObserver(() => {
            const text = document.body ? document.body.innerText : "";
            for (const word of ["Page not found", "own_data", "survey_scope", "own data"])
                if (text.includes(word)) (window.geoKoopRead = window.geoKoopRead || []).push(word);
        }).observe(document, {childList: true, subtree: true})"""
    )
    new_tab.goto(f"{url}/gemeinde?municipality=09184119")
    new_tab.get_by_role("heading", name="Garching b.München").first.wait_for(timeout=WAIT)
    assert new_tab.evaluate("window.geoKoopRead || []") == []
    assert said == []
    assert new_tab.locator("[role=dialog]").count() == 0
    assert not [address for address in new_tab.geo_requests.urls if "gemeinde/" in address]
    new_tab.geo_requests.check()
    new_tab.goto(f"{url}/eigene-daten?lang=en")
    new_tab.get_by_role("heading", level=1, name="Own data").wait_for(timeout=WAIT)
    new_tab.geo_requests.check()


@pytest.mark.parametrize("fresh", [""], indirect=True)
def test_the_data_are_read_before_the_server_says_that_it_runs(fresh):
    server, _url = fresh
    for _try in range(100):
        lines = server.log.read_text().splitlines()
        if any("läuft unter" in line for line in lines):
            break
        time.sleep(0.1)
    events = [json.loads(line)["event"] if line.startswith("{") else line for line in lines]
    runs = next(place for place, line in enumerate(events) if "läuft unter" in line)
    assert events.index("data read") < events.index("prepared") < runs


@pytest.mark.parametrize("fresh", [""], indirect=True)
def test_the_empty_page_speaks_the_language_of_its_address(fresh):
    _server, url = fresh
    for query, language, sentence in (("", "de", "braucht JavaScript"), ("?lang=en", "en", "needs JavaScript")):
        with urllib.request.urlopen(f"{url}/themenabdeckung{query}", timeout=10) as answer:
            text = answer.read().decode()
            assert answer.headers["Cache-Control"] == "no-cache"
        assert f'<html lang="{language}">' in text
        assert "<title>geo_koop</title>" in text
        assert sentence in re.search("<noscript>(.*?)</noscript>", text, re.DOTALL)[1]
