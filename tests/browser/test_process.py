"""The page of the course in a browser: drawings are seen, a form is filled in, a road map comes out; by the rules."""

import pytest

from tests.browser.everywhere import settle, troubles, visit
from tests.browser.test_app import APP, WAIT

pytestmark = pytest.mark.browser

SCENARIO = """scenario: "Bauhof im Osten"
as_of: 2027-01-01
steps:
- found: {id: "x", name: "Bauhof Ost", topics: ["building_yard"], format: "unknown", members: ["09184123", "09184121"]}
"""


def test_a_scenario_is_opened_answered_and_printed(page, streamlit_server, tmp_path):
    visit(page, streamlit_server(APP), "process")
    assert page.locator("img[alt*='Formen']").bounding_box()["height"] > 300
    path = tmp_path / "bauhof.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    page.locator("input[type=file]").first.set_input_files(path)
    page.get_by_text("kein erfasster Stand").wait_for(timeout=WAIT)
    settle(page, 0)
    page.get_by_text("ja", exact=True).first.click(timeout=WAIT)
    page.get_by_role("button", name="Übernehmen").click(timeout=WAIT)
    page.get_by_text("1 von 21 Punkten beantwortet, davon 1 mit Ja.").wait_for(timeout=WAIT)
    settle(page, 0)
    with page.expect_download(timeout=WAIT) as got:
        page.get_by_role("button", name="PDF", exact=True).click(timeout=WAIT)
    assert got.value.path().read_bytes().startswith(b"%PDF")
    assert troubles(page) == []


def test_a_cooperation_with_its_checklist_keeps_the_rules(page, streamlit_server):
    pytest.importorskip("axe_playwright_python", reason="ACCESSIBILITY TESTS SKIPPED: axe-playwright-python is missing")
    from tests.browser.test_accessibility import structure, too_wide, violations

    visit(page, streamlit_server(APP), "process", cooperation="inkomz")
    page.locator("img[alt*='Zeitleiste']").wait_for(timeout=WAIT)
    settle(page, 0)
    found = {"axe": violations(page), "structure": structure(page, "de"), "width": too_wide(page)}
    assert {rule: wrong for rule, wrong in found.items() if wrong} == {}
