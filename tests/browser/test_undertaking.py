"""From a scenario to the pack for the council, in a browser: what is known goes along."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest

from tests.browser.everywhere import settle, troubles
from tests.browser.test_app import APP, WAIT, turn_to
from tests.browser.test_scenario import given

pytestmark = pytest.mark.browser


def saved(page, label):
    with page.expect_download(timeout=WAIT) as caught:
        page.get_by_role("button", name=label, exact=True).click(timeout=WAIT)
    return caught.value.path()


def test_what_is_known_goes_along_to_the_pack_and_comes_back(page, streamlit_server, tmp_path):
    given(page, streamlit_server(APP), tmp_path)
    turn_to(page, "Vorhaben")
    page.get_by_text("„Gewerbe Ost“ ist ein Szenario, kein erfasster Stand.").wait_for(timeout=WAIT)
    page.get_by_role("button", name="Kostenblatt mit diesen Mitgliedern beginnen").click(timeout=WAIT)
    page.get_by_role("heading", name="Kosten", level=1).wait_for(timeout=WAIT)
    settle(page, 0)
    turn_to(page, "Werdegang")
    settle(page, 0)
    page.locator("[data-testid=stForm]").get_by_text("ja", exact=True).first.click(timeout=WAIT)
    page.get_by_label("Datum, Punkt 1").fill("Herbst")
    page.get_by_role("button", name="Übernehmen").click(timeout=WAIT)
    page.get_by_text("„Herbst“ ist kein Datum").wait_for(timeout=WAIT)
    page.get_by_text(re.compile("^1 von .* mit Ja")).first.wait_for(timeout=WAIT)  # what is good was taken
    turn_to(page, "Vorhaben")
    page.get_by_text("Das Kostenblatt ist noch nicht vollständig.").wait_for(timeout=WAIT)
    page.locator(".st-key-undertaking_process").get_by_text(re.compile("1 von")).wait_for(timeout=WAIT)
    settle(page, 0)
    with ZipFile(BytesIO(saved(page, "DOCX").read_bytes())) as pack:
        text = re.sub("<[^>]+>", " ", pack.read("word/document.xml").decode("utf-8"))
    assert all(part in text for part in ("Beschlussvorschlag", "Anlage 1", "Recht und Förderung", "Fahrplan"))
    kept = saved(page, "Vorhaben speichern (YAML)").read_text(encoding="utf-8")
    assert "undertaking: Gewerbe Ost" in kept
    page.locator(".st-key-undertaking_law").get_by_role("link", name="Öffnen").click(timeout=WAIT)
    page.get_by_role("heading", name="Recht und Förderung", level=1).wait_for(timeout=WAIT)
    settle(page, 0)
    assert "place=09184121" in page.url
    page.goto(page.url.partition("?")[0].replace("recht", "vorhaben"))  # another session: nothing is held
    page.get_by_text("Noch kein Szenario").wait_for(timeout=WAIT)
    settle(page, 0)
    file = tmp_path / "vorhaben.yaml"
    file.write_text(kept, encoding="utf-8")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("„Gewerbe Ost“ ist ein Szenario, kein erfasster Stand.").wait_for(timeout=WAIT)
    page.get_by_text("Das Kostenblatt ist noch nicht vollständig.").wait_for(timeout=WAIT)
    page.locator(".st-key-undertaking_process").get_by_text(re.compile("1 von")).wait_for(timeout=WAIT)
    settle(page, 0)
    assert troubles(page) == []
    file.write_text("undertaking: x\nscenario: [1]\n", encoding="utf-8")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("ist nicht in Ordnung: scenario").wait_for(timeout=WAIT)
