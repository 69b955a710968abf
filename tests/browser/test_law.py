"""The page of law and funding in a browser: from a scenario file to statements and a sheet."""

import re

import pytest

from tests.browser.everywhere import settle, troubles, visit
from tests.browser.test_app import APP, WAIT

pytestmark = pytest.mark.browser

SCENARIO = """scenario: "Gewerbegebiet"
as_of: 2026-11-28
steps:
- found:
    id: "gewerbe"
    name: "Gewerbegebiet"
    topics: ["industrial_zone"]
    format: "special_purpose_association"
    members: ["06633007", "06633015", "99999999"]
"""


def test_a_scenario_gives_parties_topic_and_form(page, streamlit_server, tmp_path):
    visit(page, streamlit_server(APP), "law", as_of="2026-11-30")
    page.get_by_text("Wählen Sie oben, wer zusammenarbeiten würde").wait_for(timeout=WAIT)
    path = tmp_path / "szenario.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    page.get_by_text("Aus einer Szenariodatei übernehmen").click(timeout=WAIT)
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_text("mindestens drei Kommunen – hier zwei").first.wait_for(timeout=WAIT)
    settle(page, 0)
    assert page.get_by_text("99999999 aus dem Szenario ist keine Gemeinde dieser Grenzen").is_visible()
    for part in ("place=06633007", "place=06633015", "law_topic=industrial_zone", "form=special_purpose_association"):
        assert part in page.url
    with page.expect_download(timeout=WAIT) as got:
        page.get_by_role("button", name="PDF", exact=True).click(timeout=WAIT)
    assert got.value.path().read_bytes().startswith(b"%PDF")
    assert troubles(page) == []


def test_what_is_no_scenario_is_said(page, streamlit_server, tmp_path):
    visit(page, streamlit_server(APP), "law")
    path = tmp_path / "szenario.yaml"
    path.write_text("- <script>alert(1)</script>\n", encoding="utf-8")
    page.get_by_text("Aus einer Szenariodatei übernehmen").click(timeout=WAIT)
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_text(re.compile("^szenario.yaml")).first.wait_for(timeout=WAIT)


def test_the_page_keeps_the_rules(page, streamlit_server):
    pytest.importorskip("axe_playwright_python", reason="ACCESSIBILITY TESTS SKIPPED: axe-playwright-python is missing")
    from tests.browser.test_accessibility import structure, too_wide, violations

    visit(page, streamlit_server(APP), "law", place="06633007", law_topic="industrial_zone")
    found = {"axe": violations(page), "structure": structure(page, "de"), "width": too_wide(page)}
    assert {rule: wrong for rule, wrong in found.items() if wrong} == {}
