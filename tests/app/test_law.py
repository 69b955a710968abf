"""The page of law and funding without a browser: parties, what the rules say of them, and the address."""

import pytest

from tests.app.test_pages import calm, html, opened, texts

HESSIAN = ["06633007", "06633015", "06633028"]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("GEO_KOOP_CACHE", str(tmp_path / "cache"))


def shown(test):
    return texts(calm(test)) + html(test)


def test_municipalities_are_put_beside_the_rules_of_their_state():
    test = opened("law", place=HESSIAN, as_of="2026-11-30")
    said = shown(test)
    assert "mindestens drei Kommunen – hier drei." in said
    assert said.count("keine Rechtsberatung") == 1
    assert [h.value for h in test.header] == [
        *("Formen, die das Gesetz nennt", "Genehmigung und Anzeige", "Förderung", "Hinweise"),
        *("Umlage und Kostenteilung", "Gesetze"),
    ]
    assert "Umsatzsteuer (§ 2b UStG)" in said


def test_the_day_of_the_address_decides_what_has_lapsed():
    assert "Galt bis 31.12.2026: abgelaufen – bitte prüfen" in shown(opened("law", place=HESSIAN, as_of="2027-01-01"))
    assert "abgelaufen" not in shown(opened("law", place=HESSIAN, as_of="2026-12-31"))


def test_topic_and_form_go_into_the_address():
    test = opened("law", place=HESSIAN, as_of="2026-11-30")
    test.selectbox(key="law_choice_form").set_value("public_law_agreement").run()
    test.selectbox(key="law_choice_law_topic").set_value("industrial_zone").run()
    said = shown(test)
    assert test.query_params["form"] == "public_law_agreement"
    assert test.query_params["law_topic"] == "industrial_zone"
    assert "Verbandssatzung" not in said
    assert "Gewerbesteuer erhebt" in said


def test_the_members_of_a_cooperation_and_a_state_can_be_asked_about():
    test = opened("law", cooperation="nordallianz", as_of="2026-11-30")
    assert "Land: Bayern." in shown(test)
    test.segmented_control(key="law_parties").set_value("state").run()
    assert "Wählen Sie oben ein Land." in shown(test)
    test.selectbox(key="law_state").set_value("11").run()
    assert "Nicht recherchiert: Berlin." in shown(test)


def test_years_of_the_plan_stand_beside_the_condition():
    test = opened("law", place=HESSIAN, as_of="2026-11-30")
    assert "mindestens 5 Jahre – hier nicht angegeben." in shown(test)
    test.number_input(key="law_choice_law_years").set_value(4).run()
    assert "mindestens 5 Jahre – hier 4. Die Angabe lautet: auf Dauer, mindestens 5 Jahre." in shown(test)
    assert test.query_params["law_years"] == "4"


def test_states_stand_side_by_side():
    said = shown(opened("law", place=["06633007", "09184123"], as_of="2026-11-30"))
    assert "Länder: Hessen und Bayern." in said
    assert "Die Regeln jedes Landes stehen nebeneinander." in said


def test_without_a_choice_it_is_said_what_to_do():
    assert "Wählen Sie oben, wer zusammenarbeiten würde" in shown(opened("law"))
