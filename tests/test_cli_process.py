"""The commands about the course of cooperations: what they say, write and refuse."""

import json

import openpyxl
import pytest
import yaml
from docx import Document
from typer.testing import CliRunner

from geo_koop.cli import app
from tests.conftest import small_country

EVENTS = """cooperation_id,date,kind,format
zv,1995,idea,informal_coordination
zv,1999-03-01,founded,special_purpose_association
"""
PLAN = """scenario: "Bauhof"
as_of: 2027-01-01
steps:
- found: {id: "b", name: "Bauhof Nord", topics: ["building_yard"], format: "unknown", members: ["09101000", "09101001"]}
"""


def run(*arguments):
    return CliRunner(env={"COLUMNS": "300"}).invoke(app, [*map(str, arguments)])


@pytest.fixture
def country(tmp_path):
    options = small_country(tmp_path)
    (tmp_path / "events.csv").write_text(EVENTS, encoding="utf-8")
    return [*options, "--as-of", "2020-01-01"]


def test_all_are_told_with_what_is_recorded(country):
    found = json.loads(run("process", *country, "--output-format", "json").stdout)
    assert (found["cooperations"], found["with_events"], found["begun_informal"], found["bound_since"]) == (1, 1, 1, 1)
    assert found["flows"] == [
        {"step": 1, "source": "0", "target": "5", "cooperations": 1},
        {"step": 2, "source": "5", "target": "operating", "cooperations": 1},
    ]
    assert found["until_binding"]["median_years"] == pytest.approx(4.16, abs=0.01)
    assert (found["lasting"]["n"], found["lasting"]["events"], found["lasting"]["median_years"]) == (1, 0, None)
    text = run("process", *country).stdout
    assert "Bei weniger als 30 Fällen steht kein Vertrauensbereich." in text
    assert "Über die Dauer lässt sich nichts sagen" in text


def test_one_cooperation_as_table_csv_and_drawing(country, tmp_path):
    shown = run("process", "zv", *country).stdout
    assert "März" not in shown
    assert "01.03.1999" in shown
    lines = run("process", "zv", *country, "--output-format", "csv").stdout.splitlines()
    assert lines[1].startswith("zv,1995-01-01,1995,idea,,informal_coordination")
    out = tmp_path / "zv.svg"
    assert run("process", "zv", *country, "--out", out).exit_code == 0
    assert "1995 Idee" in out.read_text(encoding="utf-8")


def test_a_workbook_holds_all_parts(country, tmp_path):
    out = tmp_path / "all.xlsx"
    assert run("process", *country, "--out", out).exit_code == 0
    assert openpyxl.load_workbook(out).sheetnames == [
        *("Überblick", "Ereignisse", "Formen und Stand", "Beendet", "Dauer", "Bis zur Bindung")
    ]


def test_a_wrong_name_is_answered_with_the_nearest(country):
    result = run("process", "Zweckverband Od", *country)
    assert result.exit_code == 2
    assert "Zweckverband Öd" in result.stderr


def test_a_checklist_is_written_filled_in_and_counted(tmp_path):
    out = tmp_path / "liste.yaml"
    assert run("checklist", "--cooperation-format", "Zweckverband", "--out", out).exit_code == 0
    made = yaml.safe_load(out.read_text(encoding="utf-8"))
    assert {row["answer"] for row in made["items"]} == {"open"}
    made["items"][0]["answer"] = "yes"
    out.write_text(yaml.safe_dump(made, allow_unicode=True), encoding="utf-8")
    said = run("checklist", "--cooperation-format", "zv", "--answers", out).stdout
    assert f"1 von {len(made['items'])} Punkten beantwortet, davon 1 mit Ja." in said
    found = json.loads(run("checklist", "--answers", out, "--output-format", "json").stdout)
    assert found["readiness"] == {"asked": 21, "answered": 1, "yes": 1, "not_applicable": 0}


def test_a_checklist_with_faults_is_refused_with_all_of_them(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text("mode: add\nitems:\n- {code: 'A', stage: nie}\n", encoding="utf-8")
    result = run("checklist", "--checklist", path)
    assert result.exit_code == 2
    for part in ("mode: add", "Punkt 1: code: A", "stage: nie", "der Text fehlt"):
        assert part in result.stderr
    assert "form" in run("checklist", "--cooperation-format", "Mond").stderr


def test_a_road_map_of_a_scenario_says_what_it_is(country, tmp_path):
    (tmp_path / "s.yaml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "a.yaml").write_text("items:\n- {item: exit_clause, answer: ja, by: Rechtsamt}\n", encoding="utf-8")
    out = tmp_path / "plan.docx"
    result = run(
        *("report", "plan", "--scenario", tmp_path / "s.yaml", "--answers", tmp_path / "a.yaml", *country),
        *("--out", out),
    )
    assert result.exit_code == 0, result.stderr
    paper = Document(out)
    said = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    for part in (
        "Dies ist ein Szenario, kein erfasster Stand.",
        "Die Form ist nicht entschieden",
        "1 von 21 Punkten beantwortet, davon 1 mit Ja.",
        "Der Bauhof gilt als anspruchsvoll.",
        "ja (Rechtsamt).",
        "Bauhof: nicht erhoben für",
        "Es liegt kein Kostenblatt vor",
    ):
        assert part in said, part
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert {"Treiber", "Kümmerer", "Tag der Entscheidung"} <= set(cells)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "ist kein Szenario"),
        ("scenario: x\nsteps:\n- end: {cooperation: zv}\n", "gründet und ändert keine"),
        ("scenario: x\nsteps:\n- found: {name: X, members: [9101000, 9101001]}\n", "Anführungszeichen"),
        ("scenario: x\nsteps:\n- found: {name: X, members: [A, B], topics: [mond]}\n", "mond"),
        ("scenario: x\nsteps:\n- join: {cooperation: weg, members: ['09101000']}\n", "weg"),
        ("a: &a [*a]\n", "YAML"),
    ],
)
def test_a_scenario_that_plans_nothing_is_refused(country, tmp_path, text, said):
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    result = run("report", "plan", "--scenario", tmp_path / "s.yaml", *country, "--out", tmp_path / "x.pdf")
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_road_map_is_about_one_thing_and_is_no_slides(country, tmp_path):
    assert run("report", "plan", *country, "--out", tmp_path / "x.pdf").exit_code == 2
    assert run("report", "plan", "--cooperation", "zv", *country, "--out", tmp_path / "x.pptx").exit_code == 2
