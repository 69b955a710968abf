"""Standard input and output, dialects of CSV, and what is no file of this machine."""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
from shapely.geometry import box

from geo_koop.cli import standard
from tests.test_cli import run

pytestmark = pytest.mark.usefixtures("read_once")
DATA = Path(__file__).parents[1] / "data" / "cooperations"


def piped(*arguments, given=b""):
    return subprocess.run(
        [sys.executable, "-m", "geo_koop.cli", *map(str, arguments)], input=given, capture_output=True
    )


def test_a_layer_goes_through_the_standard_output():
    done = piped("export", "-", "--export-format", "geojson", "--export-layer", "unincorporated", "--quiet")
    assert done.returncode == 0, done.stderr.decode()
    read = json.loads(done.stdout)
    assert read["type"] == "FeatureCollection"
    assert read["name"] == "unincorporated"
    assert b"geschrieben" not in done.stderr.lower()


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ([], "braucht ein Format"),
        (["--export-format", "shapefile"], "Mehrere Dateien"),
        (["--export-format", "gpkg", "--with-project"], "Mehrere Dateien"),
    ],
)
def test_several_files_do_not(extra, said):
    result = run("export", "-", *extra)
    assert result.exit_code == 2
    assert said in result.output


def test_a_table_comes_in_through_the_standard_input():
    members = (DATA / "members.csv").read_bytes()
    done = piped("validate", "--cooperations", DATA / "cooperations.csv", "--members", "-", given=members)
    assert done.returncode == 0, done.stderr.decode()
    assert "stdin.csv" in done.stdout.decode()


def test_only_one_comes_in_and_it_is_not_empty():
    result = run("validate", "--cooperations", "-", "--members", "-")
    assert result.exit_code == 2
    assert "cooperations, members: Nur eine davon" in " ".join(result.output.split())
    done = piped("validate", "--members", "-", "--cooperations", DATA / "cooperations.csv")
    assert done.returncode == 2
    assert "kommt nichts herein" in done.stderr.decode()


@pytest.mark.parametrize("name", ["a.gpkg", "a.xlsx", "a.geojson", "a.fgb", "a.parquet", "a.csv"])
def test_the_ending_follows_the_content(tmp_path, name, monkeypatch):
    path = tmp_path / name
    areas = gpd.GeoDataFrame({"key": ["01"], "name": ["Au"]}, geometry=[box(0, 0, 1, 1)], crs=25832)
    if name.endswith("xlsx"):
        pd.DataFrame({"a": [1]}).to_excel(path)
    elif name.endswith("csv"):
        path.write_text("a;b\n1;2\n")
    elif name.endswith("parquet"):
        areas.to_parquet(path)
    else:
        pyogrio.write_dataframe(areas, path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(path.read_bytes())))
    with standard.inputs({"boundaries": Path("-"), "members": None}) as values:
        assert values["boundaries"].suffix == path.suffix
        assert values["members"] is None
    assert not values["boundaries"].exists()


def test_a_german_excel_opens_the_csv(tmp_path):
    out = tmp_path / "a.csv"
    assert run("analyse", "--out", out, "--csv-dialect", "excel-de").exit_code == 0
    lines = out.read_bytes()
    assert lines.startswith(b"\xef\xbb\xbfcooperation_id;name;pattern;provisional;")
    table = pd.read_csv(out, sep=";", decimal=",", dtype={"core_key": "str"}).set_index("cooperation_id")
    plain = pd.read_csv(io.StringIO(run("analyse", "--output-format", "csv", "--quiet").stdout)).set_index(
        "cooperation_id"
    )
    assert table["span_km"].equals(plain["span_km"])
    assert set(table["provisional"]) == {"WAHR", "FALSCH"}
    assert ((table["provisional"] == "WAHR") == plain["provisional"]).all()


def test_its_numbers_and_truths_come_in_again(tmp_path):
    """What goes out for a German Excel is read by the intake as it was."""
    export = run("export", tmp_path / "m.csv", "--export-layer", "members", "--csv-dialect", "excel-de")
    assert export.exit_code == 0, export.output
    result = run("validate", "--cooperations", DATA / "cooperations.csv", "--members", tmp_path / "m.csv")
    assert "1516" in result.output, result.output


def test_a_shapefile_is_written_where_one_is_named(tmp_path):
    result = run("export", tmp_path / "a.shp")
    assert result.exit_code == 0, result.output
    ends = {path.name for path in tmp_path.iterdir()}
    assert ends == {"a.shp", "a.shx", "a.dbf", "a.prj", "a.cpg", "a_field_names.csv"}
    assert pyogrio.read_info(tmp_path / "a.shp")["features"] == 1266
    again = run("export", tmp_path / "a.shp")
    assert again.exit_code == 2
    assert "gibt es schon" in again.output


def test_kmz_holds_the_kml(tmp_path):
    result = run("export", tmp_path / "a.kmz", "--export-layer", "unincorporated")
    assert result.exit_code == 0, result.output
    assert pyogrio.read_info(f"/vsizip/{tmp_path}/a.kmz/doc.kml")["features"] > 0
    # GDAL's own reader of KMZ takes sizes of 32 bits alone.
    inside = pyogrio.read_info(f"/vsizip/{tmp_path}/a.kmz/doc.kml")["features"]
    assert pyogrio.read_info(tmp_path / "a.kmz", force_feature_count=True)["features"] == inside
    with zipfile.ZipFile(tmp_path / "a.kmz") as made:
        assert made.getinfo("doc.kml").extract_version == 20


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("https://example.org/a.gpkg", "https://example.org/a.gpkg liegt nicht auf diesem Rechner"),
        ("/vsicurl/https://example.org/a.gpkg", "liegt nicht auf diesem Rechner"),
        ("/vsizip/a.zip/b.shp", "ist eine Adresse von GDAL"),
        ("PG:dbname=x", "ist eine Verbindung, keine Datei"),
        ("missing.gpkg", "gibt es nicht"),
    ],
)
def test_what_is_no_file_is_said(named, said):
    result = run("validate", "--boundaries", named)
    assert result.exit_code == 2
    assert said in result.output


def test_one_column_needs_no_name(tmp_path):
    (tmp_path / "n.csv").write_text("Ort\nKassel\nBaunatal\n", encoding="utf-8")
    result = run("match", tmp_path / "n.csv", "--output-format", "csv", "--quiet")
    assert result.exit_code == 0, result.output
    assert "06611000" in result.output
    (tmp_path / "m.csv").write_text("Ort;Kreis\nKassel;Kassel\n", encoding="utf-8")
    result = run("match", tmp_path / "m.csv")
    assert result.exit_code == 2
    assert "Ort, Kreis" in result.output


def test_the_hint_names_what_shows_the_findings(tmp_path):
    (tmp_path / "n.csv").write_text("Ort\nKassel\nNirgendwo\n", encoding="utf-8")
    assert "geo-koop validate" in run("analyse", "--out", tmp_path / "a.csv").output
    assert "alle: geo-koop validate" not in run("validate").output
    assert "geo-koop validate" not in run("match", tmp_path / "n.csv").output


def test_codes_are_completed_in_a_shell():
    asked = {"_GEO_KOOP_COMPLETE": "complete_bash", "COMP_WORDS": "geo-koop analyse --topic wa", "COMP_CWORD": "3"}
    code = "import sys; sys.argv = ['geo-koop']; from geo_koop.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, **asked}, capture_output=True)
    assert "water" in done.stdout.decode().split()
    assert "industrial_zone" not in done.stdout.decode().split()


def test_a_switch_takes_no_value():
    assert "<bool>" not in run("export", "--help").output


def test_workbooks_stay_as_they_are(tmp_path):
    assert run("analyse", "--out", tmp_path / "a.xlsx", "--csv-dialect", "excel-de").exit_code == 0
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").active.max_row == 226


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("Kassel", ""),
        ("06611000", ""),
        ("Landkreis Kassel", ""),
        ("zv-raum-kassel", ""),
        ("Nordallianz", "nordallianz (NordAllianz"),
        ("Garchingg", "09184119"),
        ("Nirgendwo", "Schlüssel (etwa 09184119)"),
    ],
)
def test_places_and_cooperations_are_selected_by_their_names(tmp_path, named, said):
    result = run("export", tmp_path / "a.csv", "--export-layer", "cooperations", "--select", named)
    assert (result.exit_code, said in result.output) == (2 if said else 0, True), result.output


def test_filters_take_words():
    codes = run("analyse", "--topic", "water", "--region", "nordhessen", "--output-format", "csv", "--quiet").output
    assert codes.count("\n") > 2
    assert (
        run("analyse", "--topic", "Trinkwasser", "--region", "Nordhessen", "--output-format", "csv", "--quiet").output
        == codes
    )
    refused = run("analyse", "--region", "Nordhesen")
    assert refused.exit_code == 2
    assert "nordhessen (Nordhessen" in refused.output
