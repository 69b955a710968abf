"""Commands about territory: vintages."""

import pandas as pd
import pytest
from typer.testing import CliRunner

from geo_koop.cli import app
from tests.conftest import grid


def run(*arguments):
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, [str(a) for a in arguments])


@pytest.fixture
def two_dates(tmp_path):
    """Return the boundary files of two dates: a municipality became part of its neighbour."""
    old = grid(2, 2)
    new = old.drop("09101001")
    new.loc["09101000", "geometry"] = old.geometry.iloc[0].union(old.geometry.iloc[1])
    for name, areas in (("alt", old), ("neu", new)):
        areas.reset_index().drop(columns="area_km2").to_file(tmp_path / f"{name}.gpkg")
    (tmp_path / "neu.yaml").write_text("gebietsstand: 2023-01-01\n")
    return tmp_path / "alt.gpkg", tmp_path / "neu.gpkg"


def test_vintages_proposes_changes(two_dates, tmp_path):
    shown = run("vintages", *two_dates)
    assert shown.exit_code == 0, shown.stderr
    assert "09101001 Ort 09101001 → 09101000" in shown.stdout
    out = tmp_path / "änderungen.csv"
    done = run("vintages", *two_dates, "--out", out)
    assert done.exit_code == 0, done.stderr
    table = pd.read_csv(out, dtype=str, encoding="utf-8-sig")
    assert table[["old_key", "new_key", "date", "kind", "confidence"]].to_numpy().tolist() == [
        ["09101001", "09101000", "2023-01-01", "merger", "high"]
    ]
    assert table["confirmed"].isna().all()
    run("vintages", *two_dates, "--out", out, "--overwrite", "--confirm", "--date", "2022-07-01")
    table = pd.read_csv(out, dtype=str, encoding="utf-8-sig")
    assert table[["date", "confirmed"]].to_numpy().tolist() == [["2022-07-01", "yes"]]


def test_vintages_of_two_products(two_dates, tmp_path):
    areas = grid(2, 2).reset_index()[["key", "name", "geometry"]].rename(columns={"key": "statcode", "name": "naam"})
    areas.to_file(tmp_path / "ander.gpkg")
    result = run("vintages", two_dates[0], tmp_path / "ander.gpkg", "--new-profile", "key=statcode,name=naam")
    assert result.exit_code == 0, result.stderr
    assert "0 Vorschläge" in result.stdout


def test_vintages_says_what_is_wrong(two_dates, tmp_path):
    missing = run("vintages", two_dates[0], tmp_path / "nirgends.gpkg")
    assert missing.exit_code == 2
    assert "nirgends.gpkg" in missing.stderr
    assert run("vintages", two_dates[0]).exit_code == 2
    (tmp_path / "da.csv").write_text("mine")
    refused = run("vintages", *two_dates, "--out", tmp_path / "da.csv")
    assert refused.exit_code == 2
    assert (tmp_path / "da.csv").read_text() == "mine"
