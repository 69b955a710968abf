"""Names to keys and lists to record tables on the command line."""

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from geo_koop import AnalysisRequest, workspace
from geo_koop.cli import app

LIST = (
    "Liste der Verbünde;;\n"
    "Verbund;Gemeinde;Kreis\n"
    "Wasser;Gde. Haar;\n"
    "Wasser;Grasbrunn;\n"
    "Wasser;Emmering;LK Ebersberg\n"
    "Schule;Emmering;\n"
    "Schule;Atlantis;\n"
    "Schule;Haar;\n"
)
PROFILE = (
    "shape: long\nheader_row: 2\ncolumns: {cooperation: Verbund, member: Gemeinde, district: Kreis}\n"
    'about: {"*": {format: special_purpose_association, stage: operating, topics: water}}\n'
)


def run(*arguments):
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def place():
    return workspace.reference(AnalysisRequest())


@pytest.fixture(autouse=True)
def _read_the_boundaries_once(place, monkeypatch):
    monkeypatch.setattr(workspace, "reference", lambda request: place)


@pytest.fixture
def folder(tmp_path):
    """Return a folder with umlauts that holds a list, its profile and decisions."""
    place = tmp_path / "Büro Süd"
    place.mkdir()
    (place / "Verbünde.csv").write_text(LIST, encoding="utf-8")
    (place / "büro.yaml").write_text(PROFILE, encoding="utf-8")
    (place / "decisions.csv").write_text("name;context;key\nEmmering;Schule;09179119\n", encoding="utf-8")
    return place


@pytest.fixture
def bring(folder):
    """Return a function that imports the list by its profile."""

    def import_(*more):
        out = folder / "Tabellen"
        return run("import", folder / "Verbünde.csv", "--profile", folder / "büro.yaml", "--out", out, *more)

    return import_


def members(folder):
    table = pd.read_csv(folder / "Tabellen" / "members.csv", dtype="str", keep_default_na=False)
    return set(zip(table["cooperation_id"], table["key"], strict=True))


def test_import_by_profile_writes_tables_and_the_list_with_its_findings(folder, bring):
    findings = folder / "Befunde.xlsx"
    result = bring("--findings", findings)
    assert result.exit_code == 1  # a row was not used
    assert "6 Zeilen: 4 übernommen, 2 gemeldet." in result.stdout
    assert members(folder) == {
        ("wasser", "09184123"),
        ("wasser", "09184121"),
        ("wasser", "09175136"),
        ("schule", "09184123"),
    }
    book = openpyxl.load_workbook(findings)
    assert book.sheetnames == ["Liste", "Befunde"]
    head, *rows = book["Liste"].iter_rows(values_only=True)
    lines = [dict(zip(head, row, strict=True)) for row in rows]
    assert [(line["row"], line["Gemeinde"]) for line in lines][:2] == [(3, "Gde. Haar"), (4, "Grasbrunn")]
    assert "Haar" in lines[0]["done"]
    assert not lines[1]["message"]
    assert "Atlantis" in lines[4]["message"]
    assert lines[4]["severity"] == "error"


def test_import_names_the_next_command(folder, bring):
    told = bring().stdout
    assert "geo-koop validate --cooperations" in told
    tables = [
        part for name in ("cooperations", "members") for part in (f"--{name}", folder / "Tabellen" / f"{name}.csv")
    ]
    checked = run("validate", *tables)
    assert checked.exit_code == 0, checked.output


def test_import_applies_decisions(folder, bring):
    result = bring("--decisions", folder / "decisions.csv")
    assert "5 übernommen" in result.stdout
    assert ("schule", "09179119") in members(folder)


def test_import_replaces_tables_only_when_asked(folder, bring):
    bring()
    (folder / "Tabellen" / "members.csv").write_text("meins", encoding="utf-8")
    refused = bring()
    assert refused.exit_code == 2
    assert "--overwrite" in refused.stderr
    assert (folder / "Tabellen" / "members.csv").read_text(encoding="utf-8") == "meins"
    assert bring("--overwrite").exit_code == 1
    assert members(folder)
