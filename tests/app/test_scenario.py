"""The page of scenarios without a browser: steps by form, what is wrong with them, several side by side, costs."""

import re

import pytest

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
