"""A coordinate system that names a file is refused before anything opens that file; official systems pass."""

import json
import sqlite3
import struct
import sys
from contextlib import closing

import geopandas as gpd
import pyarrow.parquet as pq
import pyproj
import pytest
import shapely

from geo_koop.errors import InputError
from geo_koop.intake.files import drivers, layers, systems

WORDS = "+proj=longlat +ellps=bessel +nadgrids={grid} +no_defs +type=crs"
WKT1 = (
    'GEOGCS["a",DATUM["a",SPHEROID["Bessel 1841",6377397.155,299.1528128],EXTENSION["PROJ4_GRIDS","{grid}"]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]'
)
BOUND = (
    'BOUNDCRS[SOURCECRS[GEOGCRS["a",DATUM["a",ELLIPSOID["a",6377397,299]],CS[ellipsoidal,2],AXIS["lat",north],'
    'AXIS["lon",east],ANGLEUNIT["degree",0.0174532925199433]]],TARGETCRS[GEOGCRS["WGS 84",DATUM["World Geodetic System '
    '1984",ELLIPSOID["WGS 84",6378137,298.257223563]],CS[ellipsoidal,2],AXIS["lat",north],AXIS["lon",east],'
    'ANGLEUNIT["degree",0.0174532925199433],ID["EPSG",4326]]],ABRIDGEDTRANSFORMATION["x",METHOD["NTv2",'
    'ID["EPSG",9615]],PARAMETERFILE["Latitude and longitude difference file","{grid}"]]]'
)
OFFICIAL = (25832, 25833, 31466, 31467, 31468, 31469, 4647, 5555, 3068, 4258, 4314, 4326, 3857, 3035, 2056, 31287)
VERSIONS = ("WKT2_2019", "WKT2_2015", "WKT1_GDAL", "WKT1_ESRI")


@pytest.fixture
def grid(tmp_path):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "grid.gsb").write_text("elsewhere")
    return str(folder / "grid.gsb")


@pytest.mark.parametrize("code", OFFICIAL)
def test_official_systems_pass_in_every_form(code):
    system = pyproj.CRS(code)
    forms = [f"EPSG:{code}", system.to_json_dict(), system.to_json(), *(system.to_wkt(v) for v in VERSIONS)]
    assert [form for form in forms if form and systems.opens(form)] == []


@pytest.mark.parametrize(
    "name", ["BETA2007.gsb", "@BETA2007.gsb", "de_adv_BETA2007.tif", "@null", "@BETA2007.gsb,@null"]
)
@pytest.mark.parametrize("form", [WORDS, WKT1, BOUND])
def test_published_grids_pass_by_their_names(form, name):
    assert not systems.opens(form.format(grid=name))


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "secret.txt", "../BETA2007.gsb", "@null,/etc/passwd", "http://h/g.tif", ""]
)
@pytest.mark.parametrize("form", [WORDS, WKT1, BOUND])
def test_other_grids_are_refused(form, name):
    assert systems.opens(form.format(grid=name))


@pytest.mark.parametrize(
    "system",
    [
        "+proj=longlat +geoidgrids=/etc/passwd",
        "+init=/etc/passwd:1",
        "init=secret:1",
        "proj=pipeline step proj=hgridshift grids=/etc/passwd",
        '{"type": "BoundCRS", "transformation": {"parameters": [{"name": "file", "value": "/etc/passwd"}]}}',
        {"transformation": {"parameters": [{"name": "file", "value": "/etc/passwd"}]}},
        {"name": "a", "datum": {"name": "x nadgrids=/etc/passwd"}},
    ],
)
def test_all_ways_to_name_a_file_are_known(system):
    assert systems.opens(system)


def test_a_shift_by_numbers_passes():
    """Seven parameters are how many files carry the old German datum."""
    system = pyproj.CRS("+proj=tmerc +lon_0=9 +ellps=bessel +towgs84=598.1,73.7,418.2,0.202,0.045,-2.455,6.7 +type=crs")
    assert not any(map(systems.opens, (system.to_wkt(), system.to_json_dict(), system.to_wkt("WKT1_GDAL"))))


def test_a_system_nested_without_end_is_refused():
    deep = {}
    for _ in range(500):
        deep = {"base_crs": deep}
    assert systems.opens(deep)


def areas(crs=4326):
    return gpd.GeoDataFrame({"key": ["09184110"], "name": ["A"]}, geometry=[shapely.box(11, 48, 12, 49)], crs=crs)


def shapefile(folder, grid):
    areas().to_file(folder / "a.shp")
    (folder / "a.prj").write_text(WKT1.format(grid=grid))
    return folder / "a.shp"


def flatgeobuf(folder, grid):
    areas(BOUND.format(grid=grid)).to_file(folder / "a.fgb", driver="FlatGeobuf")
    return folder / "a.fgb"


def geopackage(folder, grid):
    areas().to_file(folder / "a.gpkg", driver="GPKG")
    with closing(sqlite3.connect(folder / "a.gpkg")) as base, base:
        system = ("x", 777, "x", 1, WKT1.format(grid=grid), "")
        base.execute("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", system)
        # Triggers of the standard call functions of GDAL.
        for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            base.execute(f'DROP TRIGGER "{name}"')
        base.execute("UPDATE gpkg_contents SET srs_id = 777")
        base.execute("UPDATE gpkg_geometry_columns SET srs_id = 777")
    return folder / "a.gpkg"


def sqlite(folder, grid):
    areas().to_file(folder / "a.sqlite", driver="SQLite")
    with closing(sqlite3.connect(folder / "a.sqlite")) as base, base:
        (column,) = [row[1] for row in base.execute("PRAGMA table_info(spatial_ref_sys)") if "srtext" in row[1]]
        base.execute(f"UPDATE spatial_ref_sys SET auth_name = 'x', {column} = ?", (WKT1.format(grid=grid),))
    return folder / "a.sqlite"


def geodatabase(folder, grid):
    areas(BOUND.format(grid=grid)).to_file(folder / "a.gdb", driver="OpenFileGDB")
    (table,) = [p for p in (folder / "a.gdb").glob("*.gdbtable") if b"GEOGCS" in p.read_bytes().replace(b"\0", b"")][:1]
    with table.open("ab") as stream:
        stream.write(WORDS.format(grid=grid).encode("utf-16-le"))
    return folder / "a.gdb"


def parquet(system):
    def write(folder, grid):
        areas().to_parquet(folder / "plain.parquet")
        table = pq.read_table(folder / "plain.parquet")
        geo = json.loads(table.schema.metadata[b"geo"])
        geo["columns"]["geometry"]["crs"] = system(grid)
        (folder / "plain.parquet").unlink()
        pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), folder / "a.parquet")
        return folder / "a.parquet"

    return write


def gml(folder, grid):
    ring = "11,48 12,48 12,49 11,48"
    (folder / "a.gml").write_text(
        '<ogr:FeatureCollection xmlns:ogr="http://ogr.maptools.org/" xmlns:gml="http://www.opengis.net/gml">'
        "<gml:featureMember><ogr:a fid='a.0'><ogr:key>09184110</ogr:key><ogr:geometryProperty>"
        f"<gml:Polygon srsName='{WORDS.format(grid=grid).replace('+', '&#43;')}'><gml:outerBoundaryIs><gml:LinearRing>"
        f"<gml:coordinates>{ring}</gml:coordinates></gml:LinearRing></gml:outerBoundaryIs></gml:Polygon>"
        "</ogr:geometryProperty></ogr:a></gml:featureMember></ogr:FeatureCollection>"
    )
    return folder / "a.gml"


def table(folder, grid):
    (folder / "a.csv").write_text('key,WKT\n1,"POLYGON ((11 48, 12 48, 12 49, 11 48))"\n')
    (folder / "a.prj").write_text(WKT1.format(grid=grid))
    return folder / "a.csv"


FILES = {
    "shapefile": shapefile,
    "FlatGeobuf": flatgeobuf,
    "GeoPackage": geopackage,
    "SQLite": sqlite,
    "File Geodatabase": geodatabase,
    "GeoParquet, words": parquet(lambda grid: WORDS.format(grid=grid)),
    "GeoParquet, an object": parquet(lambda grid: pyproj.CRS(BOUND.format(grid=grid)).to_json_dict()),
    "GML": gml,
    "CSV": table,
}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="watches of files are those of Linux")
@pytest.mark.parametrize("write", FILES.values(), ids=FILES.keys())
def test_no_kind_of_file_opens_another_one(write, grid, tmp_path, opened_beside):
    path = write(tmp_path, grid)
    watch = opened_beside(grid)
    with pytest.raises(InputError, match="refers to another file"), layers.opened(path):
        pass
    assert watch() == []


@pytest.mark.parametrize("place", [0, 10**6, 2**62, 2**64 - 1])
def test_a_geodatabase_that_points_beyond_its_end_is_told_as_damaged(tmp_path, place):
    folder = tmp_path / "a.gdb"
    folder.mkdir()
    (folder / "a00000001.gdbtable").write_bytes(struct.pack("<32xQ", place) + b"x" * 100)
    with pytest.raises(InputError, match="cannot be read as boundaries"), layers.opened(folder):
        pass


@pytest.fixture
def opened_beside():
    from tests.hostile.canary import opened_in

    with opened_in() as begin:
        yield begin


@pytest.mark.parametrize("ending", [".shp", ".gpkg", ".fgb", ".geojson", ".gdb", ".parquet", ".gml"])
@pytest.mark.parametrize("code", [25832, 31467, 4647])
def test_official_systems_pass_in_every_kind_of_file(ending, code, tmp_path):
    made, path = areas().to_crs(code), tmp_path / f"a{ending}"
    if ending == ".parquet":
        made.to_parquet(path)
    else:
        made.to_file(path, **({"driver": "OpenFileGDB"} if ending == ".gdb" else {}))
    with layers.opened(path) as found:
        assert layers.read(found.layers[0]).crs.to_epsg() == code


def test_the_network_of_grids_is_off():
    assert drivers.restricted({})["PROJ_NETWORK"] == "OFF"
