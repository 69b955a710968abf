"""The page of costs without a browser: a template, forms, what is pasted, and what is said of faults."""

import re

import pytest

from geo_koop.app.data import session
from tests.app.test_pages import calm, html, opened, texts

FORM = re.compile(r"costs_(.*)_\d+$")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("GEO_KOOP_CACHE", str(tmp_path / "cache"))


def field(parts, name):
    """Return the widget of the form with a name; its round is part of the key."""
    return next(part for part in parts if part.key and (m := FORM.match(part.key)) and m[1] == name)


def begun(template="building_yard"):
    test = opened("costs")
    field(test.selectbox, "template").set_value(template).run()
    field(test.button, "begin").click().run()
    return calm(test)


def shown(test):
    return (texts(test) + html(test)).replace("\u00a0", " ")


def submit(test, label):
    """Press the first button of a form with a label."""
    next(button for button in test.button if button.label == label).click().run()


def test_a_template_gives_a_result_at_once():
    test = begun()
    assert "2.052.470,67 €" in shown(test)
    assert "Niemand zahlt mehr als allein." in shown(test)
    assert [h.value for h in test.header] == ["Was jedes Mitglied zahlt"]


def test_two_keys_stand_side_by_side():
    test = begun()
    test.multiselect(key="costs_beside").set_value(["inhabitants", "equal"]).run()
    calm(test)
    assert "2.202.162,71 €" in shown(test)


def test_a_member_is_changed_and_what_is_wrong_is_named_in_the_words_of_the_form():
    test = begun()
    field(test.text_input, "member_0_inhabitants").set_value("viele")
    submit(test, "Übernehmen")
    assert "Mitglied A-Stadt, Einwohner: „viele“ ist keine Zahl" in shown(test)
    field(test.text_input, "member_0_inhabitants").set_value("12.500")
    submit(test, "Übernehmen")
    calm(test)
    assert test.session_state[session.COSTS]["members"][0]["inhabitants"] == "12.500"
    assert [h.value for h in test.header] == ["Was jedes Mitglied zahlt"]


def test_cells_are_pasted_and_faults_named_by_cell():
    test = begun("civil_registry")
    cells = "Schlüssel\tName\tEinwohner\na\tA-Stadt\t12.000\nb\tB-Dorf\tviele\nc\tC-Hausen\t3.000"
    field(test.text_area, "paste").set_value(cells).run()
    field(test.button, "take").click().run()
    assert any("Zeile 3, Spalte C: „viele“ ist keine Zahl" in error.value.replace("\\", "") for error in test.error)
    field(test.text_area, "paste").set_value(cells.replace("viele", "4.000")).run()
    field(test.button, "take").click().run()
    calm(test)
    assert [str(m["inhabitants"]) for m in test.session_state[session.COSTS]["members"]] == ["12000", "4000", "3000"]


def test_municipalities_of_the_view_become_members():
    test = begun()
    field(test.multiselect, "municipalities").set_value(["09184123"]).run()
    field(test.button, "add").click().run()
    members = test.session_state[session.COSTS]["members"]
    assert (members[-1]["key"], members[-1]["name"]) == ("09184123", "Haar")
    assert "der Schlüssel use" in shown(test) or "zum Schlüssel use fehlt eine Zahl für Haar" in shown(test)


def test_names_of_data_are_no_markup():
    test = begun()
    field(test.text_input, "member_0_name").set_value("**Öd** <b>x</b> [a](b)")
    submit(test, "Übernehmen")
    calm(test)
    assert "<b>x</b>" not in html(test)
    assert not [m.value for m in test.markdown if "**Öd**" in str(m.value)]


def test_members_of_the_chosen_cooperation_are_proposed():
    test = opened("costs", cooperation="nordallianz")
    field(test.button, "begin").click().run()
    calm(test)
    field(test.button, "add").click().run()
    names = {member["name"] for member in test.session_state[session.COSTS]["members"]}
    assert {"Garching b.München", "Ismaning", "Unterföhring"} <= names
