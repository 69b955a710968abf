"""How much the patterns hang on the thresholds, on a small country: three squares of 5 km in a row."""

import json

import pytest
from typer.testing import CliRunner

from geo_koop.cli import app
from tests.conftest import small_country

pytestmark = pytest.mark.usefixtures("read_once")


def run(*arguments):
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, ["sensitivity", *(str(a) for a in arguments)])


def near_the_edge(folder):
    """Return options of a country whose cooperation spans 10 km, where 11 km are allowed: 8.8 km would be too few."""
    options = small_country(folder)
    (folder / "own.yaml").write_text(
        "neighbourhood_span: 11000\nneighbourhood_scattered_span: 5000\n", encoding="utf-8"
    )
    return [*options, "--settings", folder / "own.yaml"]


def test_the_threshold_that_decides_is_named(tmp_path):
    done = run(*near_the_edge(tmp_path), "--output-format", "json", "--quiet")
    assert done.exit_code == 0
    (row,) = json.loads(done.stdout)
    assert (row["threshold"], row["cooperation_id"], row["name"]) == ("neighbourhood_span", "zv", "Zweckverband Öd")
    assert (row["value"], row["pattern_before"], row["pattern_after"]) == (8_800.0, "neighbourhood", "regional")


def test_thresholds_that_are_moved_less_change_nothing(tmp_path):
    done = run(*near_the_edge(tmp_path), "--change", "5", "--lang", "en", "--quiet")
    assert done.exit_code == 0
    assert "Thresholds moved by 5 %, another pattern at least once: 0 of 1 cooperations." in done.stdout
    assert run("--change", "0").exit_code == 2


def test_people_read_a_table(tmp_path):
    done = run(*near_the_edge(tmp_path), "--quiet")
    assert "neighbourhood_span" in done.stdout
    assert "nachbarschaftlich" in done.stdout
    assert "mindestens einmal anderes Muster: 1 von 1 Kooperationen" in done.stdout
