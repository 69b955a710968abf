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
    assert "zum Schlüssel „nach Nutzung (Mengen)“ fehlt eine Zahl für Haar" in shown(test)


def fill(test, what, at, **values):
    for name, value in values.items():
        field(test.text_input, f"{what}_{at}_{name}").set_value(value)


def test_what_is_added_next_does_not_replace_what_was_added_before():
    test = begun()
    field(test.selectbox, "position").set_value(5).run()
    field(test.selectbox, "position_None_key").set_value("equal").run()
    fill(test, "position", None, name="Winterdienst", amount="10.000")
    next(button for button in reversed(test.button) if button.label == "Hinzufügen").click().run()
    calm(test)
    assert (field(test.selectbox, "position").value, field(test.selectbox, "member").value) == (6, 0)
    assert field(test.text_input, "position_None_name").value == ""
    assert [one["name"] for one in test.session_state[session.COSTS]["positions"]][5:] == ["Winterdienst"]
    field(test.selectbox, "member").set_value(3).run()
    fill(test, "member", None, name="D-Tal")
    submit(test, "Hinzufügen")
    assert (field(test.selectbox, "position").value, field(test.selectbox, "member").value) == (6, 4)


def test_what_was_changed_stays_in_the_form_and_what_is_removed_leaves_a_new_one():
    test = begun()
    field(test.selectbox, "member").set_value(1).run()
    fill(test, "member", 1, inhabitants="4.400")
    submit(test, "Übernehmen")
    assert (field(test.selectbox, "member").value, field(test.text_input, "member_1_inhabitants").value) == (1, "4.400")
    submit(test, "Entfernen")
    assert field(test.selectbox, "member").value == 2
    assert len(test.session_state[session.COSTS]["members"]) == 2


def test_only_a_base_asks_for_the_key_of_the_rest():
    test = begun()
    field(test.selectbox, "position_0_key").set_value("equal").run()
    assert "Schlüssel des Rests" not in [one.label for one in test.selectbox]
    assert "Sockel zu gleichen Teilen" not in [one.label for one in test.text_input]
    field(test.selectbox, "position_0_key").set_value("base+variable").run()
    assert "Schlüssel des Rests" in [one.label for one in test.selectbox]
    assert "Sockel zu gleichen Teilen" in [one.label for one in test.text_input]


def test_years_and_positions_that_lack_are_named_by_their_fields():
    test = begun()
    content = test.session_state[session.COSTS]
    test.session_state[session.COSTS] = {**content, "years": {}, "positions": []}
    calm(test.run())
    assert [warning.value.replace("\\", "") for warning in test.warning] == [
        "Erstes Jahr: das Jahr fehlt noch",
        "Letztes Jahr: das Jahr fehlt noch",
        "Positionen: noch keine; bitte mindestens einen Eintrag hinzufügen",
    ]
    assert "11/2026" in field(test.text_input, "facts_as_of").help


def test_shares_are_said_to_be_rounded_and_the_way_on_is_shown():
    test = begun()
    assert "Anteile sind gerundet." in shown(test)
    assert {"Recht und Förderung", "Vorhaben"} <= {link.proto.label for link in test.get("page_link")}


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
