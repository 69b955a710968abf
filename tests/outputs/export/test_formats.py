"""Every format, read back: rows, keys, umlauts, coordinate system, geometry, dates, nulls."""

import io
import json
import re
import zipfile
from itertools import pairwise

import geopandas as gpd
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
from typer.testing import CliRunner

from geo_koop import analyse
from geo_koop.cli import app
from geo_koop.outputs import export
from geo_koop.outputs.export import single
from tests.conftest import small_country, small_request


def write(embedded, path, **request):
    return export.export(embedded, path, export.Request(**request))


@pytest.mark.parametrize("name", ["o.fgb", "o.parquet", "o.geojson", "o.kml", "o.gpkg"])
def test_cooperations_come_back(embedded, tmp_path, name):
    written = write(embedded, tmp_path / name, layers=("cooperations",))
    out = written.files[0]
    back = gpd.read_parquet(out) if name.endswith("parquet") else pyogrio.read_dataframe(out)
    rows = embedded.cooperations
    assert sorted(back["cooperation_id"]) == sorted(rows.index)
    back = back.set_index("cooperation_id").loc[rows.index]
    assert (back["name_" if name == "o.kml" else "name"] == rows["name"]).all()
    assert back.geometry.notna().sum() == embedded.area["cooperation_id"].nunique()
    assert back.geometry.dropna().is_valid.all()
    assert back.crs.to_epsg() == (4326 if name in ("o.geojson", "o.kml") else 25832)
    assert back["note_en"].isna().sum() == rows["note_en"].isna().sum()
    if name != "o.kml":
        assert back["core_key"].dropna().str.fullmatch(r"\d{8}").all()
        assert pd.to_datetime(back["start_date"]).notna().sum() == rows["start_date"].notna().sum()
    assert (name == "o.gpkg") == (not written.left_out)


def test_geojson_follows_its_standard(embedded, tmp_path):
    out = write(embedded, tmp_path / "o.geojson", layers=("municipalities",)).files[0]
    text = out.read_text(encoding="utf-8")
    content = json.loads(text)
    assert "crs" not in content
    ring = content["features"][0]["geometry"]["coordinates"][0][0]
    area = sum((a[0] - b[0]) * (a[1] + b[1]) for a, b in pairwise(ring))
    assert area > 0, "the outer ring does not run against the clock"
    assert max(len(str(v).split(".")[-1]) for point in ring for v in point) <= 7


def test_geoparquet_says_what_it_is(embedded, tmp_path):
    out = write(embedded, tmp_path / "o.parquet", layers=("municipalities",)).files[0]
    facts = pq.read_schema(out)
    geo = json.loads(facts.metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    assert geo["columns"]["geometry"]["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    assert "OpenStreetMap" in json.loads(facts.metadata[b"geo_koop"])["attribution"]
    assert facts.field("area_km2").metadata[b"description"] == "Fläche".encode()


def test_shapefiles_come_with_a_table_of_names(embedded, tmp_path):
    out = write(embedded, tmp_path / "o.zip", form="shapefile", layers=("municipalities", "sources")).files[0]
    with zipfile.ZipFile(out) as made:
        made.extractall(tmp_path)
    assert (tmp_path / "municipalities.cpg").read_text() == "UTF-8"
    names = pd.read_csv(tmp_path / "field_names.csv")
    assert names["short"].str.len().max() <= 10
    back = pyogrio.read_dataframe(tmp_path / "municipalities.shp")
    assert list(back["key"]) == list(embedded.municipalities.index)
    assert list(back["name"]) == list(embedded.municipalities["name"])
    assert (tmp_path / "sources.csv").is_file()


def test_a_workbook_has_a_sheet_for_each_table(embedded, tmp_path):
    out = write(embedded, tmp_path / "o.xlsx", layers=("cooperations", "sources")).files[0]
    book = openpyxl.load_workbook(out, read_only=True)
    assert book.sheetnames == ["cooperations", "sources", "field_documentation"]
    assert sum(1 for _row in book["cooperations"].iter_rows()) == len(embedded.cooperations) + 1


def test_the_pack_holds_everything(embedded, tmp_path):
    out = write(embedded, tmp_path / "o.zip", layers=("municipalities", "members", "findings")).files[0]
    with zipfile.ZipFile(out) as made:
        assert {"geo_koop.gpkg", "geo_koop.qgz", "LIESMICH.md", "metadata.xml", "unmatched_members.csv"} <= set(
            made.namelist()
        )
        assert "licences/ODbL-1.0.txt" in made.namelist()
        assert "Gemeindeschlüssel" in made.read("LIESMICH.md").decode()


def test_texts_are_cut_between_letters():
    cut = single.shortened(pd.Series(["ä" * 200, "kurz", None], dtype="str"))
    assert cut[0] == "ä" * 127
    assert cut[1] == "kurz"
    assert pd.isna(cut[2])


def test_the_pack_tells_what_could_not_be_placed_and_opens_anywhere(tmp_path):
    given = small_country(tmp_path)
    with (tmp_path / "members.csv").open("a") as file:
        file.write("zv,09999999\n")
    out = tmp_path / "pack.zip"
    assert CliRunner().invoke(app, ["export", str(out), *given]).exit_code == 0
    with zipfile.ZipFile(out) as made:
        rows = made.read("unmatched_members.csv").decode("utf-8-sig").splitlines()
        assert "deren Schlüssel in den Grenzen fehlt; Zeilen: 1" in made.read("LIESMICH.md").decode()
        assert "Open Database License" in made.read("licences/ODbL-1.0.txt").decode()
        with zipfile.ZipFile(io.BytesIO(made.read("geo_koop.qgz"))) as inner:
            (name,) = [name for name in inner.namelist() if name.endswith(".qgs")]
            sources = re.findall(r"<datasource>([^<]*)", inner.read(name).decode())
    assert len(rows) == 2
    assert ",09999999," in rows[1]
    assert sources
    assert all(source.startswith("./geo_koop.gpkg|") for source in sources)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return analyse(small_request(tmp_path_factory.mktemp("small")))


@pytest.mark.parametrize(
    ("name", "form"),
    [
        *((f"o.{ending}", None) for ending in ("fgb", "parquet", "geojson", "kml", "csv", "xlsx", "zip", "svg", "png")),
        *((f"{form}.zip", form) for form in ("shapefile", "flatgeobuf", "geoparquet", "csv")),
    ],
)
def test_the_same_data_give_the_same_bytes(small, tmp_path, name, form):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        write(small, tmp_path / folder / name, form=form, reproducible=True)
    first, second = ((tmp_path / folder / name).read_bytes() for folder in ("one", "two"))
    same = first == second  # a comparison of long bytes letter by letter would take for ever
    assert same
    if name == "o.xlsx":
        assert openpyxl.load_workbook(tmp_path / "one" / name).properties.modified.hour == 0


@pytest.mark.parametrize(("name", "form", "length"), [("o.xlsx", None, 32_768), ("o.zip", "shapefile", 255)])
def test_texts_that_are_cut_are_counted(small, tmp_path, name, form, length):
    records = small.cooperations.assign(note_de="x" * length)
    long = small.replace(cooperations=records)
    written = write(long, tmp_path / name, form=form, layers=("cooperations",))
    assert "cooperations.note_de: 1 Texte sind gekürzt" in written.left_out
