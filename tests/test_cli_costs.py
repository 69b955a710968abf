"""The command that shares costs: what it writes, and what it says of wrong input."""

import json
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from typer.testing import CliRunner

from geo_koop.cli import app

EXAMPLE = Path(__file__).parents[1] / "docs" / "examples" / "kostenblatt.yaml"


def run(*arguments):
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, ["costs", *map(str, arguments)])


def test_the_console_shows_what_each_pays():
    result = run(EXAMPLE)
    assert result.exit_code == 0
    # 2 × 55,555.56 + 13,429.76.
    assert "124.540,88 €" in result.stdout.replace("\u00a0", " ")
    assert "Niemand zahlt mehr als allein." in result.stdout


def test_json_has_cents():
    found = json.loads(run(EXAMPLE, "--output-format", "json", "--key", "equal").stdout)
    assert {m["name"]: m["balance_cents"] for m in found["members"]} == {
        "Haar": -7_820_358,
        "Grasbrunn": -12_450_754,
        "Putzbrunn": -2_718_889,
    }
    assert found["positions"][0]["parts_cents"]["09184121"] == 5_555_556
    assert found["stand_alone"] == {"tested": 3, "objections": []}
    assert [other["key"] for other in found["compared"]] == ["equal"]
    assert found["fair"] is None


@pytest.mark.parametrize("name", ["building_yard", "standesamt"])
def test_a_template_is_written_with_its_remarks_and_read_again(tmp_path, name):
    path = tmp_path / "a.yaml"
    assert run("--template", name, "--out", path).exit_code == 0
    assert "# Vorlage" in path.read_text(encoding="utf-8")
    assert run(path).exit_code == 0


def test_every_form_is_written(tmp_path):
    for ending in ("xlsx", "pdf", "html", "docx", "odt", "json", "yaml"):
        result = run(EXAMPLE, "--out", tmp_path / f"a.{ending}", "--key", "inhabitants")
        assert result.exit_code == 0, result.output
        assert "Geschrieben" in result.stderr
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames[0] == "Summen"
    with pikepdf.open(tmp_path / "a.pdf") as file:
        assert "Kostenverteilung" in str(file.docinfo["/Title"])
    read = (tmp_path / "a.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "55.555,56 €" in read
    assert run(tmp_path / "a.yaml", "--output-format", "json").stdout == run(EXAMPLE, "--output-format", "json").stdout
    assert run(tmp_path / "a.xlsx").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Kostenblatt"),
        ([EXAMPLE, "--template", "bauhof"], "Kostenblatt"),
        (["--template", "mond"], "mond"),
        (["nirgends.yaml"], "nirgends.yaml"),
        ([EXAMPLE, "--out", "x.doc"], ".xlsx"),
        ([EXAMPLE, "--key", "mond"], "mond"),
        ([EXAMPLE, "--key", "area"], "Grasbrunn"),
        ([EXAMPLE, "--output-format", "csv"], "csv"),
    ],
)
def test_wrong_use_ends_with_one_clear_message(arguments, message):
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("Fehler: ")
    assert message in result.stderr
    assert "Traceback" not in result.output


def test_faults_are_told_in_german(tmp_path):
    path = tmp_path / "a.yaml"
    text = EXAMPLE.read_text(encoding="utf-8")
    path.write_text(text.replace("amount: 100000", "amount: -1").replace("kind: income", "kind: x"), encoding="utf-8")
    said = run(path).stderr
    assert "positions 1, amount: -1 ist kleiner als 0" in said
    assert "nicht „x“" in said
