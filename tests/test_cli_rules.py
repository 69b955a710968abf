"""The commands of law and funding: what they show and write, and what they say of wrong input."""

import json

import docx
import pikepdf
import pytest
from typer.testing import CliRunner

from geo_koop.cli import app

HEAD = "Kennung;Land;Art;Code;Aussage;Stand;Gilt bis;Quelle;Gesehen;Sicherheit"
ROW = "06-funding-kreis;Hessen;funding;kreis;Kreisprogramm;2027;2028-12-31;Beschluss des Kreistags;;high"


def run(*arguments, command="rules"):
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, [command, *map(str, arguments)])


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "law_rules.csv"
    path.write_text(f"{HEAD}\n{ROW}\n06-funding-alt;Hessen;funding;alt;alt;;2020-01-01;Akte;2026-11;high\n")
    return path


def test_the_console_shows_statements_and_says_once_that_it_is_no_advice():
    result = run("show", "--members", "Kaufungen,Helsa", "--members", "06633021", "--as-of", "2026-11-30")
    assert result.exit_code == 0, result.output
    assert "mindestens drei Kommunen – hier drei." in result.stdout
    assert result.stdout.count("keine Rechtsberatung") == 1
    assert "Beteiligte (3): Kaufungen, Helsa und 06633021." in result.stdout


def test_json_holds_every_field():
    result = run("show", "--state", "Bayern", "--as-of", "2026-01-01", "--output-format", "json")
    rows = {row["id"]: row for row in json.loads(result.stdout)}
    amount = rows["09-funding-amount_regular"]
    assert amount["statement"] == (
        "nach Stand 2021-12-31: Regelzuwendung je Kooperationsprojekt (Festbetrag): 50.000 Euro. "
        "Galt bis 31.12.2025: abgelaufen – bitte prüfen"
    )
    assert amount["status"] == "lapsed"
    assert (amount["number"], amount["unit"], amount["value"]) == ("50000", "EUR", "50.000 Euro")
    assert (amount["date"], amount["valid_until"], amount["certainty"]) == ("2021-12-31", "2025-12-31", "high")
    assert amount["source"] == "https://www.gesetze-bayern.de/Content/Document/BayVV_2020_6_I_2327-11"


def test_the_members_of_a_cooperation_are_asked_about():
    result = run("show", "--cooperation", "nordallianz", "--as-of", "2025-06-01", "--output-format", "json")
    assert {row["state"] for row in json.loads(result.stdout)} == {"00", "09"}


def test_a_scenario_gives_members_topic_and_form(tmp_path):
    path = tmp_path / "szenario.yaml"
    path.write_text(
        'scenario: "Bauhof"\nas_of: 2026-11-28\nsteps:\n- found:\n    id: hof\n    name: Hof\n'
        '    topics: [back_office]\n    format: special_purpose_association\n    members: ["06633007", "06633015"]\n'
    )
    rows = json.loads(run("show", "--scenario", path, "--as-of", "2026-11-30", "--output-format", "json").stdout)
    ids = {row["id"] for row in rows}
    assert "06-funding-exclusion_standesamt" in ids
    assert "06-form-zweckverband" in ids
    assert "06-form-oerv" not in ids
    path.write_text("scenario: leer\nsteps: []\n")
    refused = run("show", "--scenario", path)
    assert refused.exit_code == 2
    assert "steps: erwartet wird eine Liste mit mindestens einem Eintrag" in refused.stderr
    path.write_text("scenario: aus\nsteps:\n- end: {cooperation: hof}\n")
    assert "szenario.yaml ist kein Szenario, dessen Schritte" in run("show", "--scenario", path).stderr


def test_sheets_are_written(tmp_path):
    pdf, word = tmp_path / "recht.pdf", tmp_path / "recht.docx"
    assert run("show", "--members", "Haar", "--members", "Grasbrunn", "--out", pdf).exit_code == 0
    with pikepdf.open(pdf) as file:
        assert str(file.docinfo["/Title"]) == "Recht und Förderung – Haar und Grasbrunn"
    assert run("law", "Haar", "Grasbrunn", "--out", word, "--as-of", "2026-11-30", command="report").exit_code == 0
    text = "\n".join(part.text for part in docx.Document(str(word)).paragraphs)
    assert text.count("keine Rechtsberatung") == 1


def test_own_rules_are_checked_and_used(own):
    result = run("validate", own, "--as-of", "2027-01-01")
    assert result.exit_code == 0, result.output
    assert "law_rules.csv ist in Ordnung: 2 Zeilen." in result.stdout
    assert "0 ersetzt, 2 neu, 0 entfernt" in result.stdout
    assert "Abgelaufen, und wird so gezeigt: 06-funding-alt" in result.stdout
    assert "Ohne Datum, also nie mit einem Vorhaben verglichen: 06-funding-alt" in result.stdout
    shown = run("show", "--state", "06", "--rules", own, "--as-of", "2027-06-01")
    assert "nach Stand 2027: Kreisprogramm." in shown.stdout
    project = run("show", "--state", "06", "--project", own.parent, "--as-of", "2027-06-01")
    assert "mit der eigenen Datei law_rules.csv" in project.stdout


def test_faults_of_own_rules_are_named(own):
    own.write_text(f"{HEAD}\n{ROW.replace(';high', ';gewiss').replace('2028-12-31', 'Ende 2028')}\n")
    result = run("validate", own)
    assert result.exit_code == 2
    assert "Zeile 2, Spalte G (Gilt bis): „Ende 2028“ ist kein Tag: 2027-12-31" in result.stderr
    assert "Zeile 2, Spalte J (Sicherheit): „gewiss“ ist nicht bekannt" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ((), "Es ist nicht gesagt, wessen Recht gefragt ist."),
        (("--state", "Atlantis"), "Für diese Länder gibt es keine Regeln: Atlantis."),
        (("--members", "1234"), "1234 ist kein Schlüssel"),
        (("--state", "06", "--topic", "Bauhoff"), "--topic: Bauhoff ist nicht bekannt"),
    ],
)
def test_wrong_use_is_told(arguments, problem):
    result = run("show", *arguments)
    assert result.exit_code == 2
    assert problem in result.stderr
