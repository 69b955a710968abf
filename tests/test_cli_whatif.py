"""The command that tries scenarios: the examples of the docs, what it writes, and what it says of wrong input."""

import json
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from typer.testing import CliRunner

import geo_koop as gk
from geo_koop import workspace
from geo_koop.cli import app
from geo_koop.errors import UsageError
from geo_koop.library import scenarios
from geo_koop.model import AnalysisRequest
from geo_koop.planning import scenario_checks

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples" / "scenarios"
ZONE = EXAMPLES / "gewerbegebiet.yaml"


def run(*arguments):
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, ["whatif", *map(str, arguments)])


@pytest.fixture(scope="module")
def inputs():
    return workspace.load(AnalysisRequest())


@pytest.mark.parametrize(
    ("name", "members", "form", "gained"),
    [
        ("flaechenmanagement", 4, "joint_land_management", "land_management"),
        ("gewerbegebiet", 2, "special_purpose_association", "industrial_zone"),
        ("bauhof", 2, "cooperation_contract", "building_yard"),
        ("wertstoffhof", 3, "public_law_agreement", "recycling_yard"),
        ("wohnungsgesellschaft", 4, "housing_company", ""),
    ],
)
def test_the_examples_of_the_lecture(inputs, embedded, name, members, form, gained):
    made = scenarios.outcome(inputs, scenario_checks.read(EXAMPLES / f"{name}.yaml"))
    row = made.cooperations.iloc[0]
    assert row[["change", "n_members_after", "format_after", "pattern_after"]].tolist() == [
        *("founded", members, form, "neighbourhood")
    ]
    joined = [key for key in row["joined"].split(";") if key in embedded.municipalities.index]
    people = embedded.municipalities["population"].reindex(joined).sum()
    assert row["population_after"] == people
    named = made.municipalities.loc[joined]
    assert named["direct"].all()
    covers = made.after.coverage().set_index(["key", "topic"])["status"]
    topic = str(row["topics_after"]).split(";")[0]
    assert {covers[(key, topic)] for key in joined} == {"covered"}
    if gained:
        assert named["gained"].str.contains(gained).any() or gained == "recycling_yard"


def test_the_console_says_first_what_it_is():
    result = run(ZONE)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "Szenario „Gewerbegebiet Haar–Grasbrunn“, kein erfasster Stand, 28.11.2026"
    assert lines[1].startswith("Wenn Haar und Grasbrunn „Interkommunales Gewerbegebiet Ost“ gründen")
    assert "keine Rechtsberatung" in result.stdout


def test_json_and_csv_carry_the_scenario():
    found = json.loads(run(ZONE, "--output-format", "json").stdout)
    assert (found["recorded"], found["as_of"]) == (False, "2026-11-28")
    (rules,) = found["rule_checks"]
    assert rules["cooperation_id"] == "gewerbe-ost"
    assert {row["state"] for row in rules["statements"]} == {"09", "00"}  # Bavaria, and the federation
    assert rules["note"].startswith("Dies ist keine Rechtsberatung")
    assert "kein erfasster Stand" in found["note"]
    assert found["cooperations"][0]["before"] is None
    assert found["cooperations"][0]["joined"] == ["09184121", "09184123"]
    result = run(ZONE, "--output-format", "csv")
    assert result.stdout.startswith("scenario,as_of,kind,id,name,measure,before,after\n")
    assert all(line.startswith("Gewerbegebiet Haar–Grasbrunn,2026-11-28,") for line in result.stdout.splitlines()[1:])


def test_files(tmp_path):
    assert run(ZONE, "--out", tmp_path / "a.xlsx").exit_code == 0
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["Szenario", "Kooperationen", "Gemeinden", "Hinweise"]
    assert "kein erfasster Stand" in str(book["Szenario"]["A2"].value)
    assert run(ZONE, "--out", tmp_path / "a.pdf").exit_code == 0
    with pikepdf.open(tmp_path / "a.pdf") as document:
        assert "kein erfasster Stand" in str(document.docinfo["/Title"])
    assert run(ZONE, "--out", tmp_path / "a.pdf").exit_code == 2
    assert run(ZONE, "--out", tmp_path / "a.pptx").exit_code == 2


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("join: {cooperation: nordallianz, members: [Haarr]}", "Schritt 1 (join), members 1: eine Gemeinde, einen"),
        ("join: {cooperation: nordalianz, members: [Haar]}", "gemeint sein könnte: NordAllianz"),
        ("join: {cooperation: nordallianz, members: [9184123]}", "ein Schlüssel ist ein Text"),
        ("found: {name: x, topics: [water], members: [Haar]}", "mindestens 2 verschiedene Einträge"),
        ("merge_municipalities: {keys: [Haar, Grasbrunn], key: '1', name: x}", "erwartet wird ein Schlüssel"),
    ],
)
def test_wrong_steps_are_told_in_german_without_a_traceback(tmp_path, step, said):
    file = tmp_path / "x.yaml"
    file.write_text(f"scenario: x\nas_of: 2026-11-28\nsteps: [{{{step}}}]\n", encoding="utf-8")
    result = run(file)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert said in " ".join(result.output.split())


def test_the_library_tries_a_mapping_and_a_scenario_is_not_exported_as_a_record(tmp_path):
    steps = [{"leave": {"cooperation": "rpv-muenchen", "members": ["Haar"]}}]
    found = gk.whatif({"scenario": "Austritt", "steps": steps}, as_of="2026-11-28")
    assert found.cooperations.loc["rpv-muenchen", "change"] == "changed"
    assert [note.kind for note in found.notes] == ["impossible"]
    for write in (gk.export, gk.report):
        with pytest.raises(UsageError, match="no recorded state"):
            write(found.after, tmp_path / ("a.gpkg" if write is gk.export else "a.pdf"))
