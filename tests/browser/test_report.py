"""The page of reports in a browser: choose, look at the first page, download PDF, HTML and atlas."""

from pathlib import Path

import docx
import pikepdf
import pytest

from tests.browser.everywhere import settle
from tests.browser.test_app import APP, WAIT, turn_to

pytestmark = pytest.mark.browser


@pytest.fixture
def report(page, streamlit_server):
    page.goto(streamlit_server(APP))
    turn_to(page, "Bericht")
    page.get_by_role("heading", level=1, name="Bericht").wait_for(timeout=WAIT)
    page.get_by_role("img", name="Erste Seite: ").wait_for(timeout=WAIT)
    return page


def picked(page, name):
    page.get_by_text(name, exact=True).first.click()


def about(page, name):
    settle(page, 0)  # the list of another sheet goes while it is open
    box = page.get_by_role("combobox", name="Gegenstand")
    box.click()
    box.fill(name)
    page.get_by_role("option", name=name).first.click()


def downloaded(page, label, name):
    button = page.get_by_role("button", name=label)
    button.wait_for(timeout=WAIT)
    with page.expect_download(timeout=WAIT) as waiting:
        button.click()
    assert waiting.value.suggested_filename == name
    return Path(waiting.value.path())


def test_a_sheet_is_chosen_looked_at_and_downloaded(report):
    picked(report, "Kooperationsblatt")
    about(report, "Zweckverband Raum Kassel (ZRK)")
    picked(report, "A3")
    picked(report, "Querformat")
    report.locator("[data-testid=stRadio]").filter(has_text="Sprache des Blatts").get_by_text("English").click()
    report.get_by_text("certain members are recorded").wait_for(timeout=WAIT)
    report.get_by_role("img", name="Erste Seite: Zweckverband Raum Kassel").wait_for(timeout=WAIT)
    path = downloaded(report, "Als PDF herunterladen", "zweckverband-raum-kassel-zrk.pdf")
    with pikepdf.open(path) as document, document.open_metadata() as metadata:
        assert metadata.get("dc:title") == "Cooperation – Zweckverband Raum Kassel (ZRK)"
        assert metadata.get("pdfuaid:part") == "1"
        assert str(document.Root.Lang) == "en-GB"
        assert [round(float(x) / 72 * 25.4) for x in document.pages[0].mediabox[2:]] == [420, 297]
    html = downloaded(report, "Als HTML herunterladen", "zweckverband-raum-kassel-zrk.html")
    assert '<html lang="en">' in html.read_text(encoding="utf-8")
    report.geo_requests.check()


def test_an_atlas_tells_how_far_it_is_and_is_downloaded(report):
    picked(report, "Atlas einer Region")
    about(report, "Landkreis Fulda")
    kinds = report.get_by_role("combobox", name="Blätter des Atlas")
    for _kind in ("cooperation", "municipality", "topic"):
        kinds.press("Backspace")
    kinds.press("Escape")
    report.get_by_role("button", name="Atlas erstellen").click()
    report.get_by_text("Der Atlas ist fertig.").wait_for(timeout=3 * WAIT)
    path = downloaded(report, "Als PDF herunterladen", "atlas-landkreis-fulda.pdf")
    with pikepdf.open(path) as document, document.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Inhalt", "Methode", "Landkreis Fulda", "Anhang"]
    report.geo_requests.check()


def test_a_draft_for_a_council_is_downloaded_as_docx(report):
    picked(report, "Beschlussvorlage")
    about(report, "Garching b.München")
    report.get_by_role("img", name="Erste Seite: Garching b.München").wait_for(timeout=WAIT)
    report.get_by_text("Wo … steht, trägt das Amt ein").wait_for(timeout=WAIT)
    path = downloaded(report, "Als DOCX herunterladen", "garching-b-münchen-landkreis-münchen-beschlussvorlage.docx")
    headings = [p.text for p in docx.Document(path).paragraphs if p.style.name == "Heading 2"]
    assert headings[:3] == ["Angaben zur Vorlage", "Beschlussvorschlag", "Anlass und Begründung"]
    assert not report.get_by_role("button", name="Als PPTX herunterladen").count()
    report.geo_requests.check()
