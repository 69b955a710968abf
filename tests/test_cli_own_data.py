"""Names to keys and lists to record tables on the command line."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from geo_koop import AnalysisRequest, workspace
from geo_koop.cli import app
from tests.sheets import write_ods

DATA = Path(__file__).parent / "data"
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


def test_import_without_a_profile_shows_proposals_and_writes_a_draft(folder):
    draft = folder / "entwurf.yaml"
    result = run("import", folder / "Verbünde.csv", "--draft", draft)
    assert result.exit_code == 0
    assert "header_row: 2" in draft.read_text(encoding="utf-8")
    assert "--profile" in result.stdout
    again = run("import", folder / "Verbünde.csv", "--profile", draft, "--out", folder / "Tabellen")
    assert "6 Zeilen" in again.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--profile", "fehlt.yaml", "--out", "x"), "fehlt.yaml"),
        (("--profile", "büro.yaml"), "--out"),
        (("--profile", "büro.yaml", "--out", "x", "--sheet", "Blatt 9"), ""),
        (("--profile", "büro.yaml", "--out", "x", "--decisions", "fehlt.csv"), "fehlt.csv"),
        (("--profile", "büro.yaml", "--out", "x", "--findings", "f.docx"), "f.docx"),
    ],
)
def test_wrong_use_of_import_is_one_message(arguments, message, folder, monkeypatch):
    monkeypatch.chdir(folder)
    result = run("import", "Verbünde.csv", *arguments)
    assert "Traceback" not in result.output
    if message:
        assert result.exit_code == 2
        assert message in result.stderr
        assert not (folder / "x").exists()


def test_match_writes_a_key_for_each_name(folder):
    table = folder / "namen.csv"
    table.write_text("Ort;Kreis\nGde. Haar;\nEmmering;LK Ebersberg\nEmmering;\nAtlantis;\n", encoding="utf-8")
    out = folder / "schlüssel.csv"
    result = run(
        "match", table, "--column", "Ort", "--context", "district=Kreis", "--output-format", "csv", "--out", out
    )
    assert result.exit_code == 1  # two names stay open
    found = pd.read_csv(out, dtype="str", keep_default_na=False)
    assert found["key"].tolist() == ["09184123", "09175136", "", ""]
    assert found["row"].tolist() == ["2", "3", "4", "5"]
    assert "09175136" in found["candidates"][2]


@pytest.mark.parametrize(
    ("name", "keys"),
    [("namen.ods", ["09179119", "09184123"]), ("liste.xls", ["09184123", "09175136", "09190117", "09184123"])],
)
def test_match_reads_workbooks_and_applies_decisions(name, keys, folder):
    rows = [["Verbund", "Gemeinde", "Kreis"], ["Schule", "Emmering", ""], ["Wasser", "Gde. Haar", ""]]
    table = DATA / name if name.endswith("xls") else write_ods(folder / name, rows)
    result = run(
        "match", table, "--column", "Gemeinde", "--context", "cooperation=Verbund,district=Kreis",
        "--decisions", folder / "decisions.csv", "--output-format", "csv", "--out", folder / "s.csv",
    )  # fmt: skip
    assert result.exit_code in (0, 1), result.output
    assert pd.read_csv(folder / "s.csv", dtype="str", keep_default_na=False)["key"].tolist() == keys


def test_match_finds_the_headings_below_a_title(folder):
    asked = ("match", folder / "Verbünde.csv", "--column", "Gemeinde", "--output-format", "csv")
    refused = run(*asked)
    assert refused.exit_code == 2
    assert "Gemeinde" in refused.stderr
    assert "--header-row" in refused.stderr
    found = run(*asked, "--header-row", 2)
    assert found.exit_code == 1  # two names stay open
    assert "3,Gde. Haar" in found.stdout.replace(";", ",")


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_import_reads_workbooks(kind, folder):
    rows = [["Verbund", "Gemeinde", "Kreis"], ["Wasser", "Gde. Haar", ""], ["Wasser", "Emmering", "LK Ebersberg"]]
    table = DATA / "liste.xls" if kind == "xls" else write_ods(folder / "Liste.ods", [["leer"]], rows)
    draft = folder / "entwurf.yaml"
    assert run("import", table, "--sheet", "Namen" if kind == "xls" else "Tabelle2", "--draft", draft).exit_code == 0
    result = run("import", table, "--profile", draft, "--out", folder / "Tabellen")
    assert "Traceback" not in result.output
    assert {("wasser", "09184123"), ("wasser", "09175136")} <= members(folder)


def test_template_is_written_and_refused_where_a_file_is(folder):
    book = folder / "Vorlage für Gemeinden.xlsx"
    assert run("template", book).exit_code == 0
    assert len(openpyxl.load_workbook(book).sheetnames) > 1
    again = run("template", book)
    assert again.exit_code == 2
    assert "--overwrite" in again.stderr
    assert run("template", book, "--overwrite").exit_code == 0
    assert run("template", folder / "vorlage.docx").exit_code == 2


@pytest.mark.parametrize(
    ("language", "message"),
    [("de", "--context kennt „kreis“ nicht."), ("en", "--context does not know “kreis”.")],
)
def test_match_refuses_an_unknown_field_of_the_context(language, message, folder):
    result = run("match", folder / "Verbünde.csv", "--column", "x", "--context", "kreis=Kreis", "--lang", language)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "state, district, postcode, cooperation" in result.stderr


def test_match_names_a_missing_column(folder):
    result = run("match", folder / "Verbünde.csv", "--column", "Ort")
    assert result.exit_code == 2
    assert "Ort" in result.stderr
