"""WCAG 2.1 AA as far as a machine can tell, and the way through the app without a mouse."""

import re
from importlib.resources import files
from itertools import pairwise

import pytest

from geo_koop.app.navigation import PAGES
from tests.browser.everywhere import SHOWN, VIEWS, maps, settle, troubles, visit
from tests.browser.test_app import APP, WAIT, served_by_us
from tests.conftest import NIGHTLY

pytest.importorskip("axe_playwright_python", reason="ACCESSIBILITY TESTS SKIPPED: axe-playwright-python is missing")
pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
OF_STREAMLIT: dict[str, str] = {}
"""Rule of axe to why it is Streamlit's own and cannot be mended here (docs/accessibility.md)."""
STOPS = 40
"""Stops of the Tab key that are looked at on each page: they lead past navigation and filters."""
HEADINGS = "[...document.querySelectorAll('[data-testid=stMain] :is(h1,h2,h3,h4,h5,h6)')].map(h => +h.tagName[1])"
UNSEEN = """() => {
    const focused = document.activeElement;
    if (!focused || focused === document.body || focused.closest('iframe, canvas')) return null;
    for (let up = focused, i = 0; up && i < 6; up = up.parentElement, i++) {
        const s = getComputedStyle(up);
        if ((s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== 'none') return null;
    }
    return focused.outerHTML.slice(0, 200);
}"""
TOO_WIDE = """() => {
    const main = document.querySelector('[data-testid=stMain]');
    return document.documentElement.scrollWidth > innerWidth || main.scrollWidth > main.clientWidth + 1;
}"""


def violations(page):
    """Return what axe finds in the page and its frames."""
    script = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    for frame in page.frames:
        frame.evaluate(script)
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(r => r.violations)", RULES
    )
    return [
        f"{v['impact']} {v['id']}: {node['target']} {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
        for v in found
        for node in v["nodes"]
        if v["impact"] in ("serious", "critical") and v["id"] not in OF_STREAMLIT
    ]


def structure(page, lang):
    """Return what is wrong with language, title and headings."""
    wrong = []
    if (said := page.evaluate("document.documentElement.lang")) != lang:
        wrong.append(f"language {said}")
    if not page.title().endswith("– geo_koop"):
        wrong.append(f"title {page.title()}")
    levels = page.evaluate(HEADINGS)
    if levels[:1] != [1] or levels.count(1) != 1 or any(after > before + 1 for before, after in pairwise(levels)):
        wrong.append(f"headings {levels}")
    return wrong


def unseen_focus(page):
    """Return where the focus is not to be seen on the way that the Tab key takes."""
    found = set()
    for _stop in range(STOPS):
        page.keyboard.press("Tab")
        found.add(page.evaluate(UNSEEN))
    return sorted(found - {None})


def too_wide(page):
    """Return the enlargements (of 1280 × 1024 to 200 % and 400 %) at which a page must be scrolled sideways."""
    found = []
    for width, height in ((640, 512), (320, 256)):
        page.set_viewport_size({"width": width, "height": height})
        for _try in range(25):  # a page follows its window only after a while where the machine is busy
            page.wait_for_timeout(400)
            if not page.evaluate(TOO_WIDE):
                break
        else:
            found.append(width)
    page.set_viewport_size({"width": 1440, "height": 900})
    return found


def test_every_page_keeps_the_rules(page, streamlit_server):
    url = streamlit_server(APP)
    page.emulate_media(reduced_motion="reduce")
    broken = {}
    for number, (name, shown) in enumerate(VIEWS):
        visit(page, url, name, **shown)
        found = {"axe": violations(page), "structure": structure(page, "de"), "errors": troubles(page)}
        if NIGHTLY or number % 2 == 0:
            found |= {"focus": unseen_focus(page), "width": too_wide(page)}
        broken |= {f"{name} {shown} {rule}": wrong for rule, wrong in found.items() if wrong}
    assert broken == {}
    served_by_us(page)


def test_pages_keep_the_rules_in_english(page, streamlit_server):
    url = streamlit_server(APP)
    page.emulate_media(reduced_motion="reduce")
    broken = {}
    for name in PAGES:
        visit(page, url, name, lang="en", **SHOWN.get(name, {}))
        found = {"axe": violations(page), "structure": structure(page, "en"), "errors": troubles(page)}
        broken |= {f"{name} {rule}": wrong for rule, wrong in found.items() if wrong}
    assert broken == {}
    served_by_us(page)


def test_the_first_stop_leads_past_navigation_and_filters(page, streamlit_server):
    visit(page, streamlit_server(APP), "data")
    page.get_by_test_id("stSkipToContent").filter(has_text="Zum Inhalt springen").wait_for(
        state="attached", timeout=WAIT
    )
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.testid") == "stSkipToContent"
    page.keyboard.press("Enter")
    page.wait_for_function("() => !!document.activeElement.closest('[data-testid=stMain]')", timeout=WAIT)


def test_motion_is_reduced_where_that_is_asked_for(page, streamlit_server):
    page.emulate_media(reduced_motion="reduce")
    visit(page, streamlit_server(APP), "map")
    moving = """() => [...document.querySelectorAll('*')].filter(e => {
        const s = getComputedStyle(e);
        return parseFloat(s.animationDuration) > .02 || parseFloat(s.transitionDuration) > .02;
    }).length"""
    page.wait_for_timeout(500)
    assert page.evaluate(moving) == 0
    (frame,) = maps(page)
    assert frame.evaluate("map._zoomAnimated") is False


def reach(page, button):
    """Press the Tab key until a button or an entry has the focus, which must be seen at every stop."""
    for _stop in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(UNSEEN) is None
        if button.evaluate("e => e === document.activeElement"):
            return
    pytest.fail(f"the Tab key does not lead to {button}")


def test_a_question_of_the_start_page_is_answered_by_keyboard_alone(page, streamlit_server):
    page.emulate_media(reduced_motion="reduce")
    visit(page, streamlit_server(APP), "map")
    reach(page, page.get_by_role("button", name="Wer arbeitet mit Garching zusammen?"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("municipality=09184119"), timeout=WAIT)
    page.get_by_role("heading", name="Garching b.München").wait_for(timeout=WAIT)
    settle(page)
    entry = page.locator(".st-key-stack_nordallianz")
    reach(page, entry.locator("summary"))
    page.keyboard.press("Enter")
    entry.get_by_text("Ismaning").first.wait_for(timeout=WAIT)
