"""The GeoPackage, opened again: layers, fields, coordinate system, counts, styles."""

import shutil
import subprocess
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from geo_koop.errors import OutputError, UsageError
from geo_koop.outputs import layers

NAMES = [*layers.fields(), "layer_styles"]


@pytest.fixture(scope="module")
def package(embedded, tmp_path_factory):
    return layers.export(embedded, tmp_path_factory.mktemp("export") / "Gemeinden & mehr.gpkg")


def read(package, layer):
    return pyogrio.read_dataframe(package, layer=layer)


def test_all_layers_and_tables_are_there(package):
    listed = dict(pyogrio.list_layers(package))
    assert sorted(listed) == sorted(NAMES)
    assert {name: kind for name, kind in listed.items() if kind is not None} == dict(layers.GEOMETRY_TYPES)


@pytest.mark.parametrize("layer", NAMES[:-1])
def test_every_field_is_documented_and_typed(package, layer):
    info = pyogrio.read_info(package, layer=layer)
    meanings = layers.fields()[layer]
    assert list(info["fields"]) == list(meanings)
    stored = {"text": "object", "date": "object", "integer": "int64", "real": "float64", "boolean": "bool"}
    for name, kind in zip(info["fields"], info["dtypes"], strict=True):
        assert kind == stored[meanings[name][0]], name
    assert all(german and english for _type, _unit, german, english in meanings.values())


def test_the_documentation_of_the_file_is_complete(package):
    table = read(package, "field_documentation")
    described = set(zip(table["layer"], table["field"], strict=True))
    present = {(layer, name) for layer in NAMES[:-1] for name in pyogrio.read_info(package, layer=layer)["fields"]}
    assert described == present
    assert len(table) == len(described)


def test_row_counts(package, embedded):
    counts = {name: pyogrio.read_info(package, layer=name)["features"] for name in NAMES}
    assert counts["municipalities"] == len(embedded.municipalities)
    assert counts["unincorporated"] == len(embedded.unincorporated)
    assert counts["cooperations"] == embedded.area["cooperation_id"].nunique()
    assert counts["cooperations"] + counts["cooperations_without_area"] == len(embedded.cooperations)
    assert counts["members"] == len(embedded.members)
    assert counts["comembership"] == len(embedded.comembership)
    assert counts["topic_coverage"] == len(embedded.coverage())
    assert counts["sources"] == len(embedded.sources)
    assert counts["actors"] == len(embedded.actors)
    assert counts["findings"] == len(embedded.findings)


def test_keys_are_unique_text(package):
    areas = read(package, "municipalities")
    assert areas["key"].is_unique
    assert areas["key"].str.fullmatch(r"\d{8}").all()
    both = pd.concat([read(package, name) for name in ("cooperations", "cooperations_without_area")])
    assert both["cooperation_id"].is_unique
    assert not read(package, "topic_coverage").duplicated(["key", "topic"]).any()
    assert read(package, "metadata")["key"].is_unique


def test_the_area_of_a_cooperation_is_that_of_its_municipalities(package, embedded):
    shapes = read(package, "cooperations").set_index("cooperation_id")
    size = embedded.municipalities["area_km2"]
    covered = embedded.area.drop_duplicates(["cooperation_id", "key"])
    expected = covered["key"].map(size).groupby(covered["cooperation_id"]).sum()
    assert shapes.is_valid.all()
    np.testing.assert_allclose(shapes.area / 1e6, expected[shapes.index], rtol=1e-6)


def test_labels_and_reasons(package):
    table = read(package, "cooperations").set_index("cooperation_id")
    kassel = table.loc["zv-raum-kassel"]
    assert kassel["pattern"] == "city_hinterland"
    assert kassel["pattern_label"] == "Stadt-Umland"
    assert kassel["format_label"] == "Zweckverband"
    assert kassel["reason_de"].startswith("Stadt-Umland")
    assert kassel["reason_en"].startswith("City-hinterland")
    assert kassel["core_population"] == 188004
    assert table["start_date"].dropna().str.fullmatch(r"\d{4}-\d{2}-\d{2}").all()


def test_blanks_are_told_apart(package):
    areas = read(package, "municipalities")
    assert set(read(package, "topic_coverage")["status"]) == {"covered", "none_recorded", "not_surveyed"}
    assert (areas.loc[areas["status"] == "covered", "cooperations"] > 0).all()
    assert (areas.loc[areas["status"] != "covered", "cooperations"] == 0).all()


def test_members_lie_in_their_municipality(package, embedded):
    points = read(package, "members")
    own = points[points["level"] == "municipality"]
    shapes = embedded.municipalities.geometry.reindex(own["unit_key"])
    assert shapely.contains(shapes.to_numpy(), own.geometry.to_numpy()).all()
    assert (points["level"] == "unresolved").sum() == points.geometry.isna().sum()


def test_metadata_name_source_licence_dates_and_checksums(package, embedded):
    items = read(package, "metadata").set_index("key")["value"]
    assert items["gebietsstand"] == "2021-01-01"
    assert "OpenStreetMap" in items["attribution_de"]
    assert items["licence"] == "ODbL-1.0"
    assert items["approximate_boundaries"] == "True"
    assert items["as_of"] == embedded.provenance.as_of.isoformat()
    assert items["crs"] == items["crs_of_analysis"] == "EPSG:25832"
    assert items["settings.core_population"] == "50000"
    assert len(items["file.members.sha256"]) == 64


def test_styles_fit_their_layers(package):
    table = read(package, "layer_styles").set_index("f_table_name")
    assert set(table.index) == set(layers.GEOMETRY_TYPES)
    assert table["useAsDefault"].all()
    assert (table["f_table_schema"] == "").all()
    assert (table["f_geometry_column"] == pyogrio.read_info(package, layer="members")["geometry_name"]).all()
    for layer, text in table["styleQML"].items():
        fields = set(pyogrio.read_info(package, layer=layer)["fields"])
        aliases = {alias.get("field") for alias in ET.fromstring(text).iter("alias")}
        assert aliases == fields


def test_every_class_of_the_patterns_is_met_by_rows(package):
    from geo_koop.outputs import styles

    rows = read(package, "cooperations")
    suffix = rows["provisional"].map({True: "_provisional", False: ""})
    classes = (rows["pattern"] + suffix).where(rows["shown"], "not_shown")
    assert set(classes) <= {entry.when for entry in styles.cooperation_classes()}


@pytest.mark.parametrize(("asked", "epsg"), [("EPSG:4326", 4326), ("3035", 3035), ("epsg:25833", 25833)])
def test_coordinate_systems(embedded, tmp_path, asked, epsg):
    out = layers.export(embedded, tmp_path / "o.gpkg", crs=asked, language="en")
    for layer in layers.GEOMETRY_TYPES:
        assert pyogrio.read_info(out, layer=layer)["crs"] == f"EPSG:{epsg}"
    back = read(out, "municipalities").to_crs("EPSG:25832").set_index("key")
    gap = back.centroid.distance(embedded.municipalities.centroid)
    assert gap.max() < 0.1
    items = read(out, "metadata").set_index("key")["value"]
    assert (items["crs"], items["crs_of_analysis"]) == (f"EPSG:{epsg}", "EPSG:25832")
    assert "neighbourhood" in set(read(out, "cooperations")["pattern_label"])


@pytest.mark.parametrize("wrong", ["EPSG:99", "Gauß", ""])
def test_no_coordinate_system(embedded, tmp_path, wrong):
    with pytest.raises(UsageError, match="EPSG"):
        layers.export(embedded, tmp_path / "o.gpkg", crs=wrong)
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_written(embedded, tmp_path):
    with pytest.raises(UsageError, match="gpkg"):
        layers.export(embedded, tmp_path / "o.geojson")
    with pytest.raises(OutputError, match="gibt es nicht"):
        layers.export(embedded, tmp_path / "no" / "o.gpkg")
    out = tmp_path / "o.gpkg"
    out.write_text("mine")
    with pytest.raises(OutputError, match="overwrite"):
        layers.export(embedded, out)
    assert out.read_text() == "mine"
    layers.export(embedded, out, overwrite=True)
    assert len(pyogrio.list_layers(out)) == len(NAMES)
    assert [path.name for path in tmp_path.iterdir()] == ["o.gpkg"]


def test_an_analysis_without_a_cooperation(embedded, tmp_path):
    from geo_koop import Filters, workspace

    nothing = workspace.narrow(embedded, Filters(patterns=("network",), topics=("broadband",)))
    assert nothing.cooperations.empty
    out = layers.export(nothing, tmp_path / "o.gpkg")
    assert sorted(name for name, _kind in pyogrio.list_layers(out)) == sorted(NAMES)
    assert isinstance(read(out, "cooperations"), gpd.GeoDataFrame)


@pytest.mark.skipif(not shutil.which("ogrinfo"), reason="GDAL's ogrinfo is not installed")
def test_gdal_reads_it(package):
    done = subprocess.run(["ogrinfo", "-so", "-al", package], capture_output=True, text=True, check=True)
    assert not done.stderr
