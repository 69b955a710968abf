"""Examples in a real browser: ask, open a record, come back; likeness; a link that holds it all."""

import re

import pytest

from tests.browser.everywhere import settle, visit
from tests.browser.test_app import APP, WAIT, served_by_us

pytestmark = pytest.mark.browser


def asked(page):
    return page.get_by_role("textbox", name="Wofür?")


def sentence(page, text):
    page.get_by_text(re.compile(text)).first.wait_for(timeout=WAIT)


def test_ask_open_a_record_and_come_back(page, streamlit_server):
    visit(page, streamlit_server(APP), "examples")
    sentence(page, r"^225 Beispiele; \d+ davon am [\d.]+ nicht aktiv")
    asked(page).fill("Kläranlage")
    asked(page).press("Enter")
    settle(page, 0)
    sentence(page, r"^\d+ Beispiele? zu „Kläranlage“")
    page.wait_for_url(re.compile("text=Kl%C3%A4ranlage"), timeout=WAIT)
    page.get_by_text("Thema Abwasser, zu dem „Kläranlage“ gehört").first.wait_for(timeout=WAIT)
    page.get_by_role("link", name="Eintrag", exact=True).first.click(timeout=WAIT)
    page.get_by_role("heading", level=2, name="Abwasserverband Fulda").wait_for(timeout=WAIT)
    settle(page, 0)
    page.go_back()
    settle(page, 0)
    sentence(page, r"^\d+ Beispiele? zu „Kläranlage“")
    assert asked(page).input_value() == "Kläranlage"
    served_by_us(page)


def test_cooperations_like_one_and_back_to_all(page, streamlit_server):
    visit(page, streamlit_server(APP), "examples", text="NordAllianz")
    page.get_by_role("button", name="Kooperationen wie diese").first.click(timeout=WAIT)
    settle(page, 0)
    page.wait_for_url(re.compile("like=nordallianz"), timeout=WAIT)
    sentence(page, "Beispiele wie NordAllianz")
    sentence(page, "gemeinsames Thema, gleiche Form, gleiches Muster")
    page.get_by_role("radio", name="Tabelle", exact=True).click(timeout=WAIT)
    settle(page, 0)
    page.get_by_test_id("stDataFrame").first.wait_for(timeout=WAIT)
    page.get_by_role("button", name="Wieder alle Beispiele").click(timeout=WAIT)
    settle(page, 0)
    sentence(page, "^225 Beispiele")
    served_by_us(page)


def test_a_link_holds_text_size_and_municipality(page, streamlit_server):
    base = streamlit_server(APP)
    visit(
        page, base, "examples", text='"Wasser*', size="0", format="special_purpose_association", municipality="09184123"
    )
    sentence(page, r"^\d+ Beispiele zu „\"Wasser\*“ mit einem Mitglied mit unter 5.000 Einwohnern")
    sentence(page, "Haar ist eine Gemeinde mit 20.000 bis unter 50.000 Einwohnern")
    visit(page, base, "examples", text="'; DROP TABLE stems; -- <script>alert(1)</script>")
    sentence(page, "Hier ist kein Beispiel zu")
    assert page.get_by_test_id("stException").count() == 0
    served_by_us(page)
