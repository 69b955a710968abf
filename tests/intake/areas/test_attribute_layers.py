"""Attributes from layers: a table of a GeoPackage with or without geometry, a shapefile, GeoParquet."""

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from typer.testing import CliRunner

from geo_koop import AnalysisRequest, analyse
from geo_koop.cli import app
from geo_koop.errors import InputError
from geo_koop.intake.areas import attributes, boundaries

KEYS = ["09101001", "09101002", "09101003"]


@pytest.fixture
def country(tmp_path, areas):
    areas.to_file(tmp_path / "a.gpkg")
    return boundaries.load(tmp_path / "a.gpkg").value


@pytest.fixture
def numbers():
    return pd.DataFrame({"AGS": KEYS, "Einwohner": [1500, 800, 20], "Kaufkraft": [1.234, None, 12.5]})


def _places(table):
    return gpd.GeoDataFrame(table, geometry=[shapely.Point(11, 48)] * len(table), crs="EPSG:4326")


def test_a_table_without_geometry_in_a_geopackage(tmp_path, country, numbers):
    path = tmp_path / "Zahlen.gpkg"
    pyogrio.write_dataframe(numbers, path, layer="zahlen")
    loaded = attributes.apply(country, path)
    found = loaded.value.areas
    assert found.loc[KEYS, "population"].tolist() == [1500, 800, 20]
    assert found.loc["09101001", "Kaufkraft"] == 1.234
    assert pd.isna(found.loc["09101002", "Kaufkraft"])
    assert loaded.findings[loaded.findings["severity"] == "error"].empty
    assert (loaded.files[0].name, loaded.files[0].rows) == ("Zahlen.gpkg", 3)


@pytest.mark.parametrize("name", ["z.gpkg", "z.shp", "z.geojson", "z.fgb", "z.parquet"])
def test_a_layer_with_geometry(tmp_path, country, numbers, name):
    path, table = tmp_path / name, _places(numbers)
    if path.suffix == ".parquet":
        table.to_parquet(path)
    else:
        table.to_file(path)
    found = attributes.apply(country, path).value.areas
    assert found.loc[KEYS, "population"].tolist() == [1500, 800, 20]
    assert "geometry" in found
    assert found.geometry.geom_type.isin(["Polygon", "MultiPolygon"]).all()


def test_parquet_without_geometry(tmp_path, country, numbers):
    numbers.to_parquet(tmp_path / "z.parquet")
    assert attributes.apply(country, tmp_path / "z.parquet").value.areas.loc["09101001", "population"] == 1500


def test_keys_as_numbers_get_their_zero_back(tmp_path, country, numbers):
    path = tmp_path / "z.gpkg"
    pyogrio.write_dataframe(numbers.assign(AGS=[9101001, 9101002, 9101003]), path, layer="z")
    loaded = attributes.apply(country, path)
    assert loaded.value.areas.loc["09101002", "population"] == 800
    told = loaded.findings[loaded.findings["code"] == "key_zero_restored"]
    assert told[["file", "sheet", "row"]].to_numpy().tolist() == [["z.gpkg", "z", row] for row in (1, 2, 3)]


def test_the_only_layer_with_a_key_is_taken(tmp_path, country, numbers):
    path = tmp_path / "z.gpkg"
    _places(pd.DataFrame({"Strasse": ["A", "B"]})).to_file(path, layer="strassen")
    pyogrio.write_dataframe(numbers, path, layer="zahlen", append=True)
    pyogrio.write_dataframe(pd.DataFrame({"styleQML": ["<qgis/>"]}), path, layer="layer_styles", append=True)
    assert attributes.apply(country, path).value.areas.loc["09101001", "population"] == 1500


def test_several_layers_are_named_and_one_can_be_chosen(tmp_path, country, numbers):
    path = tmp_path / "z.gpkg"
    pyogrio.write_dataframe(numbers, path, layer="jahr_2023")
    pyogrio.write_dataframe(numbers.assign(Einwohner=[1, 2, 3]), path, layer="jahr_2024", append=True)
    with pytest.raises(InputError) as error:
        attributes.apply(country, path)
    assert "jahr_2023, jahr_2024" in str(error.value)
    assert "attributes_layer" in str(error.value)
    chosen = attributes.apply(country, path, layer="jahr_2024").value.areas
    assert chosen.loc[KEYS, "population"].tolist() == [1, 2, 3]
    with pytest.raises(InputError, match="jahr_2023"):
        attributes.apply(country, path, layer="jahr_2025")


def test_a_layer_without_a_key_is_refused_by_name(tmp_path, country):
    path = tmp_path / "z.gpkg"
    pyogrio.write_dataframe(pd.DataFrame({"Strasse": ["A"]}), path, layer="z")
    with pytest.raises(InputError, match="key"):
        attributes.apply(country, path)


def test_library_and_command_line_take_a_geopackage(tmp_path):
    path = tmp_path / "z.gpkg"
    for name, count in (("alt", 4), ("neu", 5)):
        table = pd.DataFrame({"AGS": ["09184123"], "Kitas": [count]})
        pyogrio.write_dataframe(table, path, layer=name, append=path.exists())
    found = analyse(AnalysisRequest(attributes=path, attributes_layer="neu", as_of="2026-11-28"))
    assert found.municipalities.loc["09184123", "Kitas"] == 5
    run = CliRunner().invoke(app, ["validate", "--attributes", str(path), "--lang", "de"])
    assert run.exit_code == 2
    assert "alt, neu" in run.output
    assert "--attributes-layer" in run.output
    run = CliRunner().invoke(app, ["validate", "--attributes", str(path), "--attributes-layer", "alt", "--lang", "de"])
    assert run.exit_code == 0, run.output
