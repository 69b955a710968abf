"""The page of costs in a browser: from a template to a file, and a file that is given back."""

import io
import json

import openpyxl
import pytest

from tests.browser.everywhere import settle, troubles, visit
from tests.browser.test_app import APP, WAIT
from tests.browser.test_language import switch

pytestmark = pytest.mark.browser


def begin(page, base):
    visit(page, base, "costs")
    page.get_by_role("button", name="Mit der Vorlage beginnen").click(timeout=WAIT)
    page.get_by_role("heading", name="Was jedes Mitglied zahlt").wait_for(timeout=WAIT)
    settle(page, 0)


def download(page, name):
    with page.expect_download(timeout=WAIT) as got:
        page.get_by_role("button", name=name, exact=True).click(timeout=WAIT)
    return got.value.path().read_bytes()


def test_from_a_template_to_files(page, streamlit_server):
    begin(page, streamlit_server(APP))
    assert page.get_by_text("2.052.470,67").first.is_visible()
    found = json.loads(download(page, "JSON"))
    assert found["members"][0]["cost_cents"] == 205_247_067
    book = openpyxl.load_workbook(io.BytesIO(download(page, "XLSX")))
    assert "Rechnung" in book.sheetnames
    assert download(page, "PDF").startswith(b"%PDF")
    assert troubles(page) == []


def test_a_sheet_that_was_downloaded_is_read_again(page, streamlit_server, tmp_path):
    begin(page, streamlit_server(APP))
    path = tmp_path / "bauhof.xlsx"
    path.write_bytes(download(page, "XLSX"))
    page.get_by_role("button", name="Neu beginnen").click(timeout=WAIT)
    settle(page, 0)
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("heading", name="Was jedes Mitglied zahlt").wait_for(timeout=WAIT)
    settle(page, 0)
    assert page.get_by_text("2.052.470,67").first.is_visible()


def test_a_sheet_with_its_form_keeps_the_rules(page, streamlit_server):
    pytest.importorskip("axe_playwright_python", reason="ACCESSIBILITY TESTS SKIPPED: axe-playwright-python is missing")
    from tests.browser.test_accessibility import structure, too_wide, violations

    begin(page, streamlit_server(APP))
    found = {"axe": violations(page), "structure": structure(page, "de"), "width": too_wide(page)}
    assert {rule: wrong for rule, wrong in found.items() if wrong} == {}


def test_the_next_position_begins_anew_and_another_language_keeps_the_tab(page, streamlit_server):
    begin(page, streamlit_server(APP))
    page.get_by_role("tab", name="Positionen").click(timeout=WAIT)
    settle(page, 0)
    positions = page.get_by_role("tabpanel").filter(visible=True)
    positions.get_by_role("combobox", name="Position").click(timeout=WAIT)
    page.get_by_role("option", name="Neue Position", exact=True).click(timeout=WAIT)
    settle(page, 0)
    for name in ("Winterdienst", "Grünpflege"):
        positions.get_by_role("textbox", name="Position", exact=True).fill(name)
        positions.get_by_role("textbox", name="Betrag je Jahr in €").fill("10.000")
        if name == "Winterdienst":
            # What is typed stays where the key is chosen afterwards.
            positions.get_by_role("combobox", name="Verteilschlüssel").click(timeout=WAIT)
            page.get_by_role("option", name="zu gleichen Teilen", exact=True).click(timeout=WAIT)
            settle(page, 0)
        positions.get_by_role("button", name="Hinzufügen").click(timeout=WAIT)
        positions.get_by_role("rowheader", name=name, exact=True).wait_for(timeout=WAIT)
        settle(page, 0)
    assert positions.get_by_role("rowheader", name="Winterdienst", exact=True).is_visible()
    page.get_by_role("tab", name="Zum Blatt").click(timeout=WAIT)
    settle(page, 0)
    switch(page, "en")
    settle(page, 0)
    assert page.get_by_role("tab", selected=True).inner_text() == "About the sheet"
    switch(page, "de")
    settle(page, 0)
    assert page.get_by_role("tab", selected=True).inner_text() == "Zum Blatt"
    assert troubles(page) == []
