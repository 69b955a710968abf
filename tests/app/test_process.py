"""The page of the course without a browser: one cooperation, all of them, the checklist, and scenarios."""

import pytest

from geo_koop.app.data import session
from tests.app.test_pages import calm, html, opened, texts


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("GEO_KOOP_CACHE", str(tmp_path / "cache"))


SCENARIO = {
    "scenario": "Bauhof im Osten",
    "as_of": "2027-01-01",
    "steps": [
        {"found": {"id": "x", "name": "Bauhof Ost", "topics": ["building_yard"], "members": ["09184123", "09184121"]}}
    ],
}


def shown(test):
    return (texts(test) + html(test)).replace("\u00a0", " ")


def test_all_cooperations_say_what_they_cannot_show():
    test = calm(opened("process"))
    text = shown(test)
    assert "Bei keiner ist erfasst, in welcher Form sie begann." in text
    assert "Wie Formen und Stand aufeinander folgen" in text
    assert "(zensiert)" in text
    assert "Wie lange es bis zu Vertrag" in text


def test_one_cooperation_has_a_time_line_and_a_table():
    test = opened("process")
    test.selectbox[0].set_value("inkomz").run()
    text = shown(calm(test))
    assert "aus den Daten des Eintrags abgeleitet: 2" in text
    assert "Zeitleiste" in text
    assert "Landkreis Hersfeld-Rotenburg" in text
    assert "Das machen wir doch schon" in text


def test_answers_are_counted_and_faults_change_nothing():
    test = opened("process")
    test.selectbox[0].set_value("inkomz").run()
    radio = next(part for part in test.radio if "political_will" in part.key)
    radio.set_value("yes")
    next(part for part in test.button if part.label == "Übernehmen").click().run()
    calm(test)
    assert "1 von 21 Punkten beantwortet, davon 1 mit Ja." in shown(test)
    by = next(part for part in test.text_input if "political_will_by" in part.key)
    by.set_value("anna@amt.de")
    next(part for part in test.button if part.label == "Übernehmen").click().run()
    assert "bitte eine Funktion nennen" in " ".join(error.value for error in test.error)
    held = test.session_state[session.CHECKLIST]
    assert held.answers["inkomz"].of("political_will").by == ""


def test_a_scenario_has_a_checklist_of_all_forms():
    test = opened("process")
    test.session_state[session.SCENARIOS] = [SCENARIO]
    test.run()
    text = shown(calm(test))
    assert "kein erfasster Stand" in " ".join(part.value for part in test.info)
    assert "0 von 21 Punkten beantwortet" in text
    assert "Bauhof: keine gefunden, Recherche unvollständig, für Grasbrunn und Haar" in text


def test_a_scenario_of_other_data_is_told():
    wrong = {**SCENARIO, "steps": [{"found": {"name": "X", "topics": [], "members": ["Nirgendwo", "Haar"]}}]}
    test = opened("process")
    test.session_state[session.SCENARIOS] = [wrong]
    test.run()
    assert "Nirgendwo" in " ".join(part.value for part in test.warning)


@pytest.mark.parametrize("at", [0, -1])
def test_a_file_that_is_no_text_is_named_as_the_user_calls_it(at):
    test = opened("process")
    test.file_uploader[at].set_value(("chk.yaml", b"\x89PNG\xff\xfe", "application/yaml")).run()
    told = " ".join(error.value for error in test.error).replace("\\", "")
    assert "chk.yaml ist keine Textdatei in UTF-8." in told
    assert "codec" not in told
