"""``geo-koop examples`` as people use it."""

import json

import pytest

from tests.test_cli import run

pytestmark = pytest.mark.usefixtures("read_once")


def rows(*arguments):
    result = run("examples", *arguments, "--quiet", "--output-format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_rows_of_json_say_why():
    found = rows("Wasser", "--region", "06", "--topic", "waste_water")
    assert [row["rank"] for row in found] == list(range(1, len(found) + 1))
    assert any("enthält „wasser“" in row["reason"] for row in found)
    assert all("waste_water" in row["topics"] and "06" in row["states"] for row in found)
    assert rows("Wasser", "--lang", "en")[0]["reason"] == "name: “Wasser”"


def test_like_a_cooperation_outside_of_the_filter():
    found = rows("--like", "nordallianz", "--region", "06")
    assert found[0]["agreeing"] >= found[-1]["agreeing"] >= 1
    assert {True, False} >= {row["same_format"] for row in found if row["same_format"] is not None}
    # A record of the region without a certain member has no area, and so no state.
    assert all("06" in row["states"] or not row["states"] for row in found)


def test_by_size():
    found = rows("--by-size", "Haar")
    assert {"own", "through", "none_recorded"} >= {row["status"] for row in found}
    result = run("examples", "Wasser", "--by-size", "Haar")
    assert result.exit_code == 2
    assert "--by-size" in result.stderr


def test_tables_for_people_and_files(tmp_path):
    said = run("examples", "Kläranlage", "--quiet")
    assert "Abwasserverband Fulda" in said.stdout
    assert "gehört" in said.stdout
    assert "ja" in run("examples", "--like", "nordallianz", "--quiet").stdout
    assert "über Landkreis" in run("examples", "--by-size", "Haar", "--quiet").stdout
    out = tmp_path / "x.csv"
    assert run("examples", "IT", "--out", out, "--quiet").exit_code == 0
    assert "it_digital" in out.read_text(encoding="utf-8-sig")


def test_hostile_words_are_words():
    assert rows('"Wasser" NEAR *') == []
    assert len(rows("Wasser*")) == len(rows("Wasser"))
    told = run("examples", "x" * 500)
    assert told.exit_code == 0
    assert "zu lang" in told.stderr


def test_the_example_sheet(tmp_path):
    out = tmp_path / "x.pdf"
    assert run("report", "example", "nordallianz", out).exit_code == 0
    assert out.read_bytes().startswith(b"%PDF")
    twice = run("report", "example", "nordallianz", out, "--out", out)
    assert twice.exit_code == 2
    assert "zweimal" in twice.stderr


def test_inhabitants_are_read_as_tables_are_read():
    found = {text: rows("Bauhof", "--inhabitants", text) for text in ("8000", "8.000", "8")}
    assert found["8.000"] == found["8000"] != found["8"]
    assert run("examples", "Bauhof", "--inhabitants", "8,5").exit_code == 2
