"""Geometries in WKB that are deep in each other are known before GEOS goes down into them."""

import sqlite3
import struct
from contextlib import closing

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from geo_koop.cage import parcel
from geo_koop.errors import InputError
from geo_koop.intake.files import layers, wkb
from geo_koop.intake.files.limits import Limits

SQUARE = shapely.box(0, 0, 1, 1)
POINT = struct.pack("<BIdd", 1, 1, 11, 48)
HIGH = shapely.Polygon([(0, 0, 5), (1, 0, 5), (1, 1, 5), (0, 0, 5)])
HOLED = shapely.Polygon([(0, 0), (9, 0), (9, 9), (0, 0)], [[(5, 1), (6, 1), (6, 2), (5, 1)]])


def nested(levels, inner=POINT, kind=7, order="<"):
    return struct.pack(f"{order}BII", order == "<", kind, 1) * levels + inner


@pytest.mark.parametrize(
    ("shape", "levels"),
    [
        (SQUARE, 0),
        (shapely.Point(1, 2), 0),
        (shapely.LineString([(0, 0), (1, 1)]), 0),
        (HOLED, 0),
        (shapely.MultiPolygon([SQUARE, HOLED]), 1),
        (shapely.MultiPoint([(0, 0), (1, 1)]), 1),
        (shapely.GeometryCollection([HIGH, shapely.MultiPolygon([HIGH, HIGH]), shapely.Point(0, 0)]), 2),
        (shapely.GeometryCollection(), 1),
        (shapely.GeometryCollection([SQUARE, shapely.GeometryCollection([shapely.GeometryCollection([HOLED])])]), 3),
    ],
    ids=lambda value: getattr(value, "geom_type", None),
)
def test_levels_are_counted_in_all_forms_of_wkb(shape, levels):
    for options in ({}, {"byte_order": 0}, {"flavor": "iso"}, {"include_srid": True}, {"hex": True}):
        content = shapely.to_wkb(shapely.set_srid(shape, 25832), **options)
        assert wkb.deepest([None, content], 99) == levels


@pytest.mark.parametrize("kind", [4, 5, 6, 7, 1006, 2007, 3007, 0x80000007, 11])
@pytest.mark.parametrize("order", ["<", ">"])
def test_a_hundred_thousand_levels_are_seen_before_geos_sees_them(kind, order):
    assert wkb.deepest([POINT, nested(100_000, kind=kind, order=order)], 65) == 66


def test_what_hides_behind_an_honest_part_is_seen():
    hidden = struct.pack("<BII", 1, 7, 2) + shapely.to_wkb(HOLED) + nested(100)
    assert wkb.deepest([hidden], 65) == 66


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff" * 50, struct.pack("<BII", 1, 3, 2**32 - 1), struct.pack("<BIII", 1, 3, 1, 2**32 - 1), "zz", 7, None],
)
def test_what_is_no_geometry_has_no_levels(content):
    assert wkb.deepest([content], 65) == 0


def table(folder, blobs):
    path = folder / "areas.parquet"
    rows = gpd.GeoDataFrame({"key": ["a"] * len(blobs)}, geometry=[SQUARE] * len(blobs), crs=25832)
    rows.to_parquet(path)
    made = pq.read_table(path)
    at = made.schema.names.index("geometry")
    remaining = made.schema.metadata
    made = made.set_column(at, "geometry", pa.array(blobs)).replace_schema_metadata(remaining)
    pq.write_table(made, path)
    return path


@pytest.mark.parametrize("form", [bytes, bytes.hex])
def test_a_parquet_of_deep_geometries_is_refused_and_ends_no_process(tmp_path, form):
    path = table(tmp_path, [form(shapely.to_wkb(SQUARE)), form(nested(100_000))])
    with layers.opened(path) as found, pytest.raises(InputError) as refused:
        layers.read(found.layers[0])
    assert "more than 64 levels deep in each other" in str(refused.value)
    assert "GEO_KOOP_MOST_NESTING" in str(refused.value)


def test_a_geopackage_of_deep_geometries_is_refused_before_its_corners_are_counted(tmp_path):
    path = tmp_path / "areas.gpkg"
    gpd.GeoDataFrame({"key": ["a", "b"]}, geometry=[SQUARE, SQUARE], crs=25832).to_file(path, layer="areas")
    with closing(sqlite3.connect(path)) as base, base:
        triggers = base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            base.execute(f'DROP TRIGGER "{name}"')
        head = b"GP" + struct.pack("<BBi", 0, 1, 25832)
        base.execute("UPDATE areas SET geom = ? WHERE key = 'b'", (head + nested(100_000),))
    with layers.opened(path) as found, pytest.raises(InputError) as refused:
        layers.read(found.layers[0], most=Limits(vertices=1_000))
    assert "more than 64 levels deep in each other" in str(refused.value)


def test_as_deep_as_is_allowed_is_read(tmp_path):
    most = Limits(nesting=3)
    inner = shapely.to_wkb(shapely.MultiPolygon([SQUARE]))
    with layers.opened(table(tmp_path, [nested(3, inner)])) as found:
        assert len(layers.read(found.layers[0], most=most)) == 1
    with layers.opened(table(tmp_path, [nested(4, inner)])) as found, pytest.raises(InputError, match="3 levels"):
        layers.read(found.layers[0], most=most)


def test_deep_geometries_that_leave_the_cage_are_refused(tmp_path):
    parcel.write(parcel.Parcel(tables={"areas": gpd.GeoDataFrame({"k": ["a"]}, geometry=[SQUARE])}), tmp_path)
    bad = pa.table({"k": ["a"], "geometry": pa.array([nested(100_000)])})
    with pa.OSFile(str(tmp_path / "areas.arrow"), "wb") as stream, pa.ipc.new_file(stream, bad.schema) as out:
        out.write_table(bad)
    with pytest.raises(ValueError, match="too deep"):
        parcel.read(tmp_path)
