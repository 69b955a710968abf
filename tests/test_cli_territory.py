"""Commands about territory: vintages, official boundaries."""

import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely
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


def _with_associations(folder):
    """Write a small product with a Verwaltungsgemeinschaft of two, an Amt of Brandenburg, and one on its own."""
    ars = ["091015112001", "091015112002", "120015301003", "120015301004", "091010003003"]
    boxes = shapely.box(range(5), [0] * 5, range(1, 6), [1] * 5)
    position = shapely.transform(boxes, lambda xy: xy * 4_000 + [600_000.0, 5_400_000.0])
    columns = {"AGS": [a[:5] + a[9:] for a in ars], "ARS": ars, "GEN": list("ABCDE"), "BEZ": "Gemeinde", "GF": 4}
    country = gpd.GeoDataFrame(columns, geometry=position, crs="EPSG:25832")
    joined = country.iloc[[0, 2, 4]].assign(
        ARS=lambda t: t["ARS"].str[:9],
        GEN=["Glonn", "Oderaue", "E"],
        BEZ=["Verwaltungsgemeinschaft", "Verbandsgemeinde", "Gemeinschaftsfreie Gemeinde"],
    )
    folder.mkdir()
    country.to_file(folder / "VG5000_GEM.shp")
    joined.to_file(folder / "VG5000_VWG.shp")
    return folder


def test_associations_become_records_and_are_replaced_on_a_rerun(tmp_path):
    product, folder = _with_associations(tmp_path / "vg5000"), tmp_path / "projekt"
    run("init", folder, "--quiet")
    own = "cooperation_id;name\nzv;Zweckverband Öd\nassociation-091015112;Alter Name\n"
    (folder / "cooperations" / "cooperations.csv").write_text(own, encoding="utf-8")
    (folder / "cooperations" / "members.csv").write_text(
        "cooperation_id;key\nzv;09101001\nassociation-091015112;09101003\n", encoding="utf-8"
    )
    command = ("boundaries", "import", product, "--project", folder, "--gebietsstand", "2021-01-01", "--associations")
    done = run(*command)
    assert done.exit_code == 0, done.stderr
    assert "2 Gemeindeverbände als Kooperationen, 4 Mitgliedschaften; Pflicht unbekannt: 1" in done.stderr
    first = {p.name: p.read_bytes() for p in (folder / "cooperations").glob("*.csv")}
    table = pd.read_csv(folder / "cooperations" / "cooperations.csv", sep=";", dtype="str").set_index("cooperation_id")
    assert table["name"].to_dict() == {
        "zv": "Zweckverband Öd",
        "association-091015112": "Verwaltungsgemeinschaft Glonn",
        "association-120015301": "Verbandsgemeinde Oderaue",
    }
    # Bavaria's law prescribes it; on Brandenburg's Verbandsgemeinden the table is not sure.
    assert table["obligation"].iloc[1:].tolist() == ["statutory", "unknown"]
    assert set(table["format"].iloc[1:]) == {"administrative_association"}
    assert set(table["topics"].iloc[1:]) == {"administration"}
    members = pd.read_csv(folder / "cooperations" / "members.csv", sep=";", dtype="str")
    assert members[["cooperation_id", "key"]].to_numpy().tolist() == [
        ["zv", "09101001"],
        ["association-091015112", "09101001"],
        ["association-091015112", "09101002"],
        ["association-120015301", "12001003"],
        ["association-120015301", "12001004"],
    ]
    again = run(*command, "--overwrite")
    assert again.exit_code == 0, again.stderr
    assert {p.name: p.read_bytes() for p in (folder / "cooperations").glob("*.csv")} == first
    checked = run("validate", "--project", folder)
    assert checked.exit_code == 0, checked.stderr


def test_associations_fill_an_empty_project(tmp_path):
    product, folder = _with_associations(tmp_path / "vg5000"), tmp_path / "projekt"
    run("init", folder, "--quiet")
    (folder / "cooperations" / "scopes.csv").write_text("scope_id;area;topics;date;grade;source\ns;*;*;2026;survey;\n")
    done = run("boundaries", "import", product, "--project", folder, "--associations")
    assert done.exit_code == 0, done.stderr
    assert len(pd.read_csv(folder / "cooperations" / "cooperations.csv", sep=";")) == 2
    assert pd.read_csv(folder / "cooperations" / "scopes.csv", sep=";")["scope_id"].tolist() == ["s"]


def test_associations_need_a_project_and_a_layer(tmp_path):
    product = _with_associations(tmp_path / "vg5000")
    alone = run("boundaries", "import", product, "--out", tmp_path / "g.gpkg", "--associations")
    assert alone.exit_code == 2
    assert "--project" in alone.stderr
    for path in product.glob("VG5000_VWG.*"):
        path.unlink()
    folder = tmp_path / "projekt"
    run("init", folder, "--quiet")
    lacking = run("boundaries", "import", product, "--project", folder, "--associations")
    assert lacking.exit_code == 1 or lacking.exit_code == 2
    assert "keine Ebene der Gemeindeverbände" in lacking.stderr
    assert not list((folder / "boundaries").glob("*.gpkg"))


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
