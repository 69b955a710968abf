"""Commands about territory: vintages, official boundaries."""

import json

import pandas as pd
import pytest
import yaml
from typer.testing import CliRunner

from geo_koop.cli import app
from geo_koop.intake.areas import boundaries
from tests.conftest import grid
from tests.intake.areas.test_fetch import Server
from tests.intake.areas.test_products import archive, lau


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


# ------------------------------------------------------------ official boundaries


def test_boundaries_are_imported_into_a_project(tmp_path):
    folder = tmp_path / "projekt"
    assert run("init", folder, "--quiet").exit_code == 0
    result = run("boundaries", "import", archive(tmp_path / "vg250.zip"), "--project", folder, "--year", "2026")
    assert result.exit_code == 0, result.stderr
    assert "15 Gemeinden, 1 gemeindefreie Gebiete, Gebietsstand 2024-01-01" in result.stderr
    loaded = boundaries.load(folder / "boundaries" / "vg250.gpkg").value
    assert len(loaded.areas) == 16
    assert loaded.info.attribution["de"].startswith("© BKG (2026)")
    again = run("boundaries", "import", tmp_path / "vg250.zip", "--project", folder)
    assert again.exit_code == 2
    assert "--overwrite" in again.stderr
    second = run(
        "boundaries", "import", lau(tmp_path / "LAU_RG_01M_2021_3035.gpkg"), "--country", "DE", "--project", folder
    )
    assert second.exit_code == 0, second.stderr
    assert "mehrere Grenzdateien" in second.stderr


def test_boundaries_need_a_place_to_go(tmp_path):
    path = archive(tmp_path / "vg250.zip", stand="")
    assert "wohin die Grenzen" in run("boundaries", "import", path).stderr
    assert run("boundaries", "import", path, "--out", tmp_path / "g.shp").exit_code == 2
    done = run("boundaries", "import", path, "--out", tmp_path / "g.gpkg", "--gebietsstand", "31.12.2023", "--quiet")
    assert (done.exit_code, done.stderr) == (0, "")
    assert yaml.safe_load((tmp_path / "g.yaml").read_text())["gebietsstand"] == "2023-12-31"


@pytest.fixture
def mirror(tmp_path, monkeypatch):
    """Return a server with the edition 2024 of VG250, and the list of its addresses."""
    monkeypatch.setenv("GEO_KOOP_CACHE", str(tmp_path / "lager"))
    server = Server()
    server.files = {"/vg250/2024/vg250.zip": archive(tmp_path / "v.zip").read_bytes()}
    source = tmp_path / "spiegel.yaml"
    source.write_text(f"base: {server.url('')}\nproducts: {{vg250: ['vg250/{{edition}}/vg250.zip']}}\n")
    yield server, source
    server.http.shutdown()
    server.http.server_close()


def test_boundaries_are_fetched_once_and_the_host_is_named(mirror, tmp_path):
    server, source = mirror
    asked = ["boundaries", "fetch", "--product", "vg250", "--year", "2024", "--source", source]
    first = run(*asked, "--out", tmp_path / "g.gpkg")
    assert first.exit_code == 0, first.stderr
    assert f"127.0.0.1:{server.http.server_port}" in first.stderr.splitlines()[0]
    assert "15 Gemeinden" in first.stderr
    record = json.loads((tmp_path / "lager" / "downloads" / "vg250-2024.json").read_text())
    assert record["sha256"] in first.stderr
    assert yaml.safe_load((tmp_path / "g.yaml").read_text(encoding="utf-8"))["source"]["sha256"] == record["sha256"]
    again = run(*asked, "--out", tmp_path / "h.gpkg", "--lang", "en")
    assert again.exit_code == 0, again.stderr
    assert len(server.asked) == 1
    assert "127.0.0.1" not in again.stderr


def test_fetch_says_what_is_wrong(mirror, tmp_path):
    _server, source = mirror
    asked = ["boundaries", "fetch", "--source", source, "--out", tmp_path / "g.gpkg"]
    missing = run(*asked, "--year", "1999")
    assert missing.exit_code == 2
    assert "Diese Ausgabe gibt es dort nicht" in missing.stderr
    assert "vg99" in run(*asked, "--product", "vg99").stderr
    wrong = run(*asked, "--year", "2024", "--sha256", "0" * 64)
    assert wrong.exit_code == 2
    assert "SHA-256" in wrong.stderr
    assert not (tmp_path / "g.gpkg").exists()
