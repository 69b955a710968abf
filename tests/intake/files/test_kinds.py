"""What may be opened is told by its first bytes; what runs, fetches or refers is refused."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo_koop.errors import InputError
from geo_koop.intake.files import drivers, kinds, layers
from tests.conftest import grid

ROOT = Path(__file__).parents[3]
FEATURE = {
    "type": "Feature",
    "properties": {"key": "09101000", "name": "A"},
    "geometry": {"type": "Polygon", "coordinates": [[[11, 48], [12, 48], [12, 49], [11, 48]]]},
}
COLLECTION = {"type": "FeatureCollection", "features": [FEATURE]}
GML = (
    '<?xml version="1.0"?><ogr:FeatureCollection xmlns:gml="http://www.opengis.net/gml" '
    'xmlns:ogr="http://ogr.maptools.org/"/>'
)


def kind(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return kinds.drivers_for(path)


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(COLLECTION),
        "\ufeff  \n" + json.dumps(COLLECTION),
        json.dumps({"name": "type", "crs": {"type": "name", "properties": {"name": "EPSG:4326"}}, **COLLECTION}),
        json.dumps(dict(sorted(COLLECTION.items()))),
        json.dumps(FEATURE) + "\n" + json.dumps(FEATURE),
        "\x1e" + json.dumps(FEATURE),
        json.dumps({"type": "Topology", "arcs": [], "objects": {}}),
        json.dumps(FEATURE["geometry"]),
    ],
)
def test_features_in_any_usual_form_are_json(tmp_path, content):
    assert "GeoJSON" in kind(tmp_path, "a.json", content)


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read a"}),
        json.dumps({**COLLECTION, "note": "gdal_streamed_alg"}),
        json.dumps(COLLECTION)[:-1] + ', "type": "gdal_streamed_alg"}',
        json.dumps({"type": "Feature", "pad": "x" * 70_000, "more": "gdal_streamed_alg"}),
    ],
)
def test_json_that_runs_commands_is_refused(tmp_path, content):
    with pytest.raises(InputError, match="commands for GDAL"):
        kind(tmp_path, "a.geojson", content)


@pytest.mark.parametrize(
    "content", ['{"links": [{"rel": "data"}]}', '{"a": {"type": "Feature"}}', "[]", "{", '{"type": 5}', '{"type"']
)
def test_other_json_is_refused(tmp_path, content):
    with pytest.raises(InputError, match="no feature collection"):
        kind(tmp_path, "a.geojson", content)


@pytest.mark.parametrize(
    "content",
    [
        "<OGRVRTDataSource><OGRVRTLayer name='a'/></OGRVRTDataSource>",
        "key,name,WKT\n1,<OGRVRTDataSource>,x\n",
        '{"type": "FeatureCollection", "features": [], "x": "<OGRWFSDataSource>"}',
        "<!-- a --> <OGRCSWDataSource/>",
    ],
)
@pytest.mark.parametrize("name", ["a.gpkg", "a.csv", "a.geojson", "a.kml"])
def test_what_describes_other_sources_is_refused(tmp_path, name, content):
    with pytest.raises(InputError, match="refers to other sources"):
        kind(tmp_path, name, content)


@pytest.mark.parametrize(
    "content",
    [
        '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml>&x;</kml>',
        "<!-- harmless --><!DOCTYPE kml><kml/>",
        "<!DOCTYPE lolz [<!ENTITY a 'a'>]><kml/>",
        "<" * 10,
    ],
)
def test_xml_with_a_document_type_is_refused(tmp_path, content):
    with pytest.raises(InputError, match="document type"):
        kind(tmp_path, "a.kml", content)


def test_kml_and_gml_are_told_by_their_root(tmp_path):
    assert "LIBKML" in kind(tmp_path, "a.kml", '<kml xmlns="http://www.opengis.net/kml/2.2"></kml>')
    assert kind(tmp_path, "a.gml", GML) == {"GML"}
    with pytest.raises(InputError, match="known kind"):
        kind(tmp_path, "a.gml", "<gpx/>")
    with pytest.raises(InputError, match="known kind"):
        kind(tmp_path, "a.kml", GML.encode("utf-16"))


DRIVERS = {
    ".gpkg": "GPKG",
    ".geojson": "GeoJSON",
    ".fgb": "FlatGeobuf",
    ".kml": "KML",
    ".gml": "GML",
    ".sqlite": "SQLite",
    ".tab": "MapInfo File",
    ".shp": "ESRI Shapefile",
}


def written(folder, ending):
    path = folder / f"a{ending}"
    table = grid().reset_index()[["key", "name", "geometry"]]
    table = table.to_crs(4326) if ending in (".geojson", ".kml") else table
    table.to_file(path, driver=DRIVERS[ending], engine="pyogrio")
    return path


@pytest.mark.parametrize("ending", list(DRIVERS))
def test_each_kind_is_read_and_gets_no_file_beside_it(tmp_path, ending):
    path = written(tmp_path, ending)
    before = sorted(p.name for p in tmp_path.iterdir())
    with layers.opened(path) as found:
        assert len(layers.read(found.layers[0])) == 9
    assert sorted(p.name for p in tmp_path.iterdir()) == before


@pytest.mark.parametrize("ending", [".gpkg", ".kml", ".gml", ".sqlite", ".geojson"])
def test_each_kind_is_read_in_an_archive(tmp_path, ending):
    path = written(tmp_path, ending)
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, f"ordner/{path.name}")
    with layers.opened(tmp_path / "b.zip") as found:
        assert len(layers.read(found.layers[0])) == 9


def test_a_zipped_kml_is_read(tmp_path):
    path = written(tmp_path, ".kml")
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
        archive.write(path, "doc.kml")
    with layers.opened(tmp_path / "a.kmz") as found:
        assert len(layers.read(found.layers[0])) == 9


def test_a_name_that_looks_like_a_place_in_an_archive_is_a_name(tmp_path):
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("c.geojson", json.dumps({"type": "gdal_streamed_alg"}))
    path = tmp_path / "b.zip!c.geojson"
    path.write_text(json.dumps(COLLECTION))
    with layers.opened(path) as found:
        assert len(layers.read(found.layers[0])) == 1


def in_a_program(script, **environment):
    """Run Python in a process of its own and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env={**os.environ, **environment}
    )
    return done.stdout.strip()


def test_programs_start_with_the_drivers_that_are_needed_and_no_other():
    listed = "import pyogrio; print(*pyogrio.list_drivers(), sep=',')"
    script = f"from geo_koop.intake.files import drivers; drivers.restrict(); {listed}"
    assert set(in_a_program(script).split(",")) == set(drivers.ALLOWED)


def test_the_library_changes_nothing_of_gdal_for_others():
    script = "import {}, os, pyogrio; print(len(pyogrio.list_drivers()), os.environ.get('GDAL_SKIP'))"
    with_us = in_a_program(script.format("geo_koop.workspace"))
    assert with_us == in_a_program(script.format("json"))


def test_drivers_that_an_operator_left_out_stay_left_out():
    assert drivers.restricted({"GDAL_SKIP": "KML, GML"})["GDAL_SKIP"].startswith("KML,GML,ADBC")


def test_commands_in_a_file_do_not_run_in_the_library_either(tmp_path):
    secret = gpd.GeoDataFrame({"key": ["09101000"]}, geometry=[shapely.box(11, 48, 12, 49)], crs=4326)
    secret.to_file(tmp_path / "geheim.geojson", engine="pyogrio")
    command = f"gdal vector pipeline ! read {tmp_path / 'geheim.geojson'}"
    for name in ("a.geojson", "a.gpkg", "a.csv", "a.kml"):
        (tmp_path / name).write_text(json.dumps({"type": "gdal_streamed_alg", "command_line": command}))
        with pytest.raises(InputError), layers.opened(tmp_path / name):
            pass


SYSTEMS = ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:25832", "urn:ogc:def:crs:EPSG::25832", "ETRS89 / UTM zone 32N")


@pytest.mark.parametrize("name", [*SYSTEMS, "http://www.opengis.net/def/crs/OGC/1.3/CRS84"])
def test_a_coordinate_system_is_a_name(tmp_path, name):
    system = {"type": "name", "properties": {"name": name}}
    assert kind(tmp_path, "a.geojson", json.dumps({**COLLECTION, "crs": system}))
    assert kind(tmp_path, "b.geojson", json.dumps({**COLLECTION, "crs": dict(sorted(system.items()))}, indent=2))
    assert kind(tmp_path, "c.geojson", json.dumps({**COLLECTION, "crs": None}))


@pytest.mark.parametrize(
    "system",
    [
        {"type": "link", "properties": {"href": "http://127.0.0.1:8562/x", "type": "proj4"}},
        {"type": "url", "properties": {"url": "http://127.0.0.1:8562/x"}},
        {"type": "name", "properties": {"name": "+proj=longlat +nadgrids=/etc/passwd"}},
        {"type": "name", "properties": {"name": "+init=/etc/passwd:1"}},
        {"type": "name", "properties": {"name": "/etc/passwd"}},
        {"type": "name", "properties": {"name": "http://127.0.0.1:8562/x"}},
        {"type": "name", "properties": {"name": "EPSG:4326", "href": "x"}},
    ],
)
def test_a_coordinate_system_that_refers_elsewhere_is_refused(tmp_path, system):
    texts = [json.dumps({**COLLECTION, "crs": system}), json.dumps({"crs": system, **COLLECTION})]
    for number, text in enumerate([*texts, texts[0].replace('"crs"', '"\\u0063rs"')]):
        with pytest.raises(InputError, match="is no name"):
            kind(tmp_path, f"{number}.geojson", text)


def test_a_program_leaves_nothing_in_the_folder_where_it_is_started(tmp_path):
    victim = tmp_path / "fremd"
    victim.write_text("bleibt")
    path = tmp_path / "ordner"
    path.mkdir()
    (path / "OFF").symlink_to(victim)
    script = "from geo_koop.intake.files import drivers; drivers.restrict(); import pyogrio; pyogrio.list_drivers()"
    subprocess.run([sys.executable, "-c", script], check=True, cwd=path, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert victim.read_text() == "bleibt"
    assert [p.name for p in path.iterdir()] == ["OFF"]
