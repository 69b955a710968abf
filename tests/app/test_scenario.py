"""The page of scenarios without a browser: steps by form, what is wrong with them, several side by side, costs."""

import base64
import json
import re
import zlib

import pytest

from geo_koop.app import scenario_address
from geo_koop.app.data import session
from tests.app.test_pages import calm, html, opened, texts

WIDGET = re.compile(r"scenario_(.*)_\d+$")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("GEO_KOOP_CACHE", str(tmp_path / "cache"))


def field(parts, name):
    """Return the widget with a name; its round is part of the key."""
    return next(part for part in parts if part.key and (m := WIDGET.match(part.key)) and m[1] == name)


def press(test, label):
    next(button for button in test.button if button.label == label).click().run()
    return test


def shown(test):
    return (texts(test) + html(test)).replace("\u00a0", " ").replace("\u2060", "")


def begun(**parameters):
    test = opened("scenario", **parameters)
    return calm(press(test, "Beginnen"))


def test_haar_joins_step_by_step_and_the_step_is_taken_out_again():
    test = begun(municipality="09184123", cooperation="nordallianz")
    assert "Noch kein Schritt" in shown(test)
    field(test.selectbox, "kind").set_value("join").run()
    calm(press(test, "Den Schritt hinzufügen"))
    said = shown(test)
    assert "Wenn Haar „NordAllianz – Metropolregion München Nord“ beitritt, dann ändert sich" in said
    assert "9 statt 8 Mitglieder" in said
    assert "Szenario „Was wäre wenn“, kein erfasster Stand" in said
    press(test, "Entfernen")
    assert "Noch kein Schritt" in shown(calm(test))


def test_what_lacks_is_named_in_the_words_of_the_form_and_nothing_is_lost():
    test = begun()
    press(test, "Den Schritt hinzufügen")
    wrong = [one.value for one in test.error]
    assert any("Schritt 1 (Kooperation gründen), Name: die Angabe fehlt" in re.sub(r"\\", "", text) for text in wrong)
    field(test.text_input, "found_name").set_value("Bauhof Ost")
    field(test.multiselect, "members").set_value(["09184123", "09184121"])
    calm(press(test, "Den Schritt hinzufügen"))
    assert "Haar und Grasbrunn „Bauhof Ost“ gründen" in shown(test)


def test_two_scenarios_stand_side_by_side_and_lead_to_costs():
    test = begun(municipality="09184123", cooperation="nordallianz")
    field(test.selectbox, "kind").set_value("join").run()
    press(test, "Den Schritt hinzufügen")
    calm(press(test, "Kopieren"))
    assert [h.value for h in test.header][-1] == "Szenarien nebeneinander"
    assert "Was wäre wenn, Variante" in shown(test)
    press(test, "Mit den Mitgliedern zu den Kosten")
    names = [one["name"] for one in test.session_state[session.COSTS]["members"]]
    assert "Haar" in names
    assert len(names) == 9


def test_the_municipality_and_the_cooperation_of_the_view_make_a_scenario_at_once():
    test = opened("scenario", municipality="09184123", cooperation="rpv-muenchen")
    label = "Durchrechnen: Haar tritt"
    next(button for button in test.button if button.label.startswith(label)).click().run()
    said = shown(calm(test))
    assert "Haar ist schon Mitglied" in said


def test_a_link_brings_the_scenario():
    steps = [{"join": {"cooperation": "nordallianz", "members": ["Haar"]}}]
    packed = scenario_address.pack({"scenario": "Aus einem Link", "as_of": "2026-11-28", "steps": steps})
    test = calm(opened("scenario", scenario=packed))
    assert "Wenn Haar „NordAllianz – Metropolregion München Nord“ beitritt" in shown(test)
    assert packed in test.query_params["scenario"]
    press(test, "Entfernen")
    assert "scenario" not in test.query_params


def bomb():
    plain = json.dumps(["x", "2026-11-28", [{"end": {"cooperation": "a" * 900_000}}]]).encode()
    return base64.urlsafe_b64encode(zlib.compress(plain, 9)).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    ["", "A", "eJw", "_" * 1_500, "x" * 5_000, bomb(), base64.urlsafe_b64encode(zlib.compress(b"[" * 9_000)).decode()],
)
def test_an_address_that_is_none_is_no_scenario(text):
    assert scenario_address.unpack(text) is None


def test_a_long_scenario_stays_out_of_the_address():
    steps = [
        {"join": {"cooperation": f"{number * 7919:x}", "members": [f"{number * 104729:x}"]}} for number in range(200)
    ]
    assert scenario_address.pack({"scenario": "x", "as_of": "2026-11-28", "steps": steps}) == ""
