"""Every page of the app, one after the other in one browser: for rules that hold on all of them."""

from contextlib import suppress
from urllib.parse import quote

import pytest
from playwright.sync_api import TimeoutError as NotShown

from geo_koop.app.navigation import PAGES
from tests.browser.test_app import WAIT

QUIET = '[data-testid="stApp"][data-test-script-state="notRunning"]'
LOADED = "() => !document.querySelector('[data-testid=stSkeleton]')"
"""Streamlit fetches the script of a kind of element when it is first shown; until then a placeholder stands there."""
PAINTED = "window.geoKoop && window.geoKoop.current && window.geoKoop.current._chosen"
SHOWN = {
    "map": {"municipality": "09184119"},
    "cooperations": {"cooperation": "nordallianz"},
    "municipality": {"municipality": "09184119"},
    "network": {"municipality": "09184119"},
    "examples": {"municipality": "09184119", "text": "Wasser"},
    "potential": {"municipality": "09184123", "theme": "industrial_zone"},
    "law": {"place": "06633007", "law_topic": "industrial_zone"},
}
"""Parameters with which a page shows all that it has."""
MAPS = {"map": 1, "coverage": 1, "compare": 2, "network": 1, "potential": 1}
"""How many maps a page has."""
VIEWS = [
    *((name, SHOWN.get(name, {})) for name in PAGES),
    ("map", {"beside": "several", "place": "09184119"}),
    ("map", {"beside": "charts"}),
    ("potential", {"begin": "region", "theme": "industrial_zone"}),
    (
        "potential",
        {"municipality": "09184123", "theme": "industrial_zone", "list": "invite", "cooperation": "gvz-kassel"},
    ),
    ("potential", {"municipality": "09184123", "theme": "industrial_zone", "list": "learn"}),
]
"""Every page, and what else stands beside the map."""


def address(base, name, *, lang="de", **parameters):
    """Return the address of a page; it carries a language and whatever else is given."""
    query = "&".join(f"{key}={quote(str(value), safe='')}" for key, value in {"lang": lang, **parameters}.items())
    return f"{base}/{PAGES[name][2]}?{query}"


def visit(page, base, name, **parameters):
    """Open a page and wait until nothing runs any more and each map on it is painted."""
    page.goto(address(base, name, **parameters))
    page.locator("h1").wait_for(timeout=WAIT)
    settle(page, MAPS.get(name, 0))


def settle(page, number=1):
    """Wait until the app is at rest and a number of maps on the page is painted."""
    page.locator(QUIET).wait_for(timeout=WAIT)
    page.wait_for_timeout(300)
    page.locator(QUIET).wait_for(timeout=WAIT)
    page.wait_for_function(LOADED, timeout=WAIT)
    for place in range(number):
        page.frame_locator("iframe").nth(place).locator("[data-ready]").wait_for(timeout=WAIT)
    for frame in maps(page):
        frame.wait_for_function(PAINTED, timeout=WAIT)


def choose(page, box, option):
    """Choose from a box until it shows the choice.

    On a busy machine the list may close under the click; a person sees that, and chooses again. What a box shows
    as chosen must count.
    """
    shown = page.locator(box).get_by_text(option, exact=True)
    for _try in range(5):
        if "filter_" in box and not page.locator(box).is_visible():
            page.locator(".st-key-filters button").first.click(timeout=WAIT)
        page.locator(f"{box} input").click(timeout=WAIT)
        page.get_by_role("option", name=option, exact=True).click(timeout=WAIT)
        with suppress(NotShown):
            shown.wait_for(timeout=5_000)
            return
    pytest.fail(f"{option} cannot be chosen from {box}")


def maps(page):
    """Return the frames of the maps on a page."""
    return [frame for frame in page.frames if "st_folium" in frame.url]


def troubles(page):
    """Return the messages of errors that a page shows; there should be none."""
    shown = page.locator("[data-testid=stException], [data-testid=stAlertContentError]")
    return [message.inner_text()[:300] for message in shown.all()]
