"""Parquet: small files that become large tables, lies in the foot, hostile words about geometry."""

import io
import json
import struct
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from tests.hostile.canary import Canary
from tests.hostile.corpus import Case, written
from tests.hostile.gdal import GRID

SQUARES = [shapely.box(11 + i / 10, 48, 11.1 + i / 10, 48.1).wkb for i in range(2)]
COLUMNS = {"key": ["09184110", "09184111"], "name": ["Altdorf", "Neudorf"], "geometry": SQUARES}
GEO = {
    "version": "1.0.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Polygon"]}},
}


def parquet(columns: dict[str, Any] | None = None, geo: object = GEO, **options: Any) -> bytes:
    """Return a GeoParquet; ``geo`` is what it says of its geometry, as it is if it is a text."""
    table = pa.table(columns or COLUMNS)
    said = geo if isinstance(geo, str | bytes) else json.dumps(geo)
    buffer = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({"geo": said}), buffer, **{"compression": "zstd", **options})
    return buffer.getvalue()


def about(**changes: object) -> dict[str, object]:
    return {**GEO, "columns": {"geometry": {**GEO["columns"]["geometry"], **changes}}}


def grid_system(canary: Canary) -> dict[str, object]:
    """Return a coordinate system in JSON that takes its shift from a file."""
    import pyproj

    return pyproj.CRS.from_wkt(GRID.format(grid=canary.file())).to_json_dict()


def one_value(value: Any, rows: int, kind: pa.DataType) -> pa.DictionaryArray:
    """Return a column of one value, which a file holds once."""
    return pa.DictionaryArray.from_arrays(pa.nulls(rows, pa.int32()).fill_null(0), pa.array([value], kind))


def repeated(rows: int, length: int) -> bytes:
    columns = {name: one_value("x" * length, rows, pa.string()) for name in ("key", "name")}
    columns["geometry"] = one_value(SQUARES[0], rows, pa.binary())
    return parquet(columns, use_dictionary=True, row_group_size=rows)


def deep(levels: int) -> bytes:
    kind = pa.int8()
    value: Any = 1
    for _ in range(levels):
        kind, value = pa.list_(kind), [value]
    return parquet(COLUMNS | {"deep": pa.array([value, value], kind)})


def bent(change: Callable[[bytearray], object]) -> Callable[[Canary], bytes]:
    def content(_: Canary) -> bytes:
        made = bytearray(parquet())
        change(made)
        return bytes(made)

    return content


def deep_shape(kind: int, levels: int) -> bytes:
    return struct.pack("<BII", 1, kind, 1) * levels + struct.pack("<BIdd", 1, 1, 11, 48)


def with_geometry(*blobs: bytes | None) -> Callable[[Canary], bytes]:
    return lambda _: parquet(COLUMNS | {"geometry": pa.array(blobs, pa.binary())})


FILES: dict[str, Callable[[Canary], bytes]] = {
    "honest": lambda _: parquet(),
    "three million rows of one text": lambda _: repeated(3_000_000, 1_000),
    "100,000 rows of a text of 1 MB": lambda _: repeated(100_000, 1_000_000),
    "two million rows of nothing": lambda _: parquet(
        {"key": pa.nulls(2_000_000, pa.string()), "geometry": pa.nulls(2_000_000, pa.binary())}
    ),
    "a text of 200 MB": lambda _: parquet(
        COLUMNS | {"name": ["x" * 200_000_000, "y"]}, use_dictionary=False, write_statistics=False
    ),
    "5,000 columns": lambda _: parquet(COLUMNS | {f"c{i}": [1, 2] for i in range(5_000)}),
    "lists 60 deep": lambda _: deep(60),
    "lists 200 deep": lambda _: deep(200),
    "a list of 50 million numbers": lambda _: parquet(
        COLUMNS
        | {
            "long": pa.array([[0] * 10, None], pa.list_(pa.int64())),
            "l": one_value([0] * 3, 2, pa.list_(pa.int64())).dictionary_decode(),
        }
    ),
    "columns of one name": lambda _: _same_names(),
    "a foot of 2 GB": bent(lambda made: struct.pack_into("<I", made, len(made) - 8, 2**31 - 1)),
    "a foot of nothing": bent(lambda made: struct.pack_into("<I", made, len(made) - 8, 0)),
    "a foot that is encrypted": bent(lambda made: made.__setitem__(slice(-4, None), b"PARE")),
    "noise in its foot": bent(lambda made: made.__setitem__(slice(len(made) - 200, len(made) - 20), b"\xff" * 180)),
    "noise in its pages": bent(lambda made: made.__setitem__(slice(4, 120), b"\xff" * 116)),
    "row counts that lie": bent(
        lambda made: made.__setitem__(slice(0, len(made)), made[:-300] + made[-300:].replace(b"\x04", b"\x7e"))
    ),
    "its marks alone": lambda _: b"PAR1PAR1",
    "a mark without an end": lambda _: b"PAR1" + bytes(100),
    "geometry that is no JSON": lambda _: parquet(geo="{"),
    "geometry 100,000 deep": lambda _: parquet(geo="[" * 100_000),
    "geometry that is a list": lambda _: parquet(geo=[1]),
    "geometry of 20 MB": lambda _: parquet(geo=GEO | {"x": "y" * 20_000_000}),
    "a primary column that is missing": lambda _: parquet(geo=GEO | {"primary_column": "nothing"}),
    "no columns of geometry": lambda _: parquet(geo=GEO | {"columns": {}}),
    "an encoding that is unknown": lambda _: parquet(geo=about(encoding="evil")),
    "an encoding of points": lambda _: parquet(geo=about(encoding="point")),
    "a system in a file": lambda c: parquet(geo=about(crs=c.file())),
    "a system on a port": lambda c: parquet(geo=about(crs=c.url())),
    "a system with a grid in a file": lambda c: parquet(geo=about(crs=grid_system(c))),
    "a system in PROJ words": lambda c: parquet(
        geo=about(crs=f"+proj=longlat +ellps=bessel +nadgrids={c.file()} +type=crs")
    ),
    "a system that is a number": lambda _: parquet(geo=about(crs=7)),
    "a system that is empty": lambda _: parquet(geo=about(crs={})),
    "an extent of nothing": lambda _: parquet(geo=about(bbox=[float("nan"), None, "x"])),
    "a version of tomorrow": lambda _: parquet(geo=GEO | {"version": "99.0.0"}),
    "a covering that lies": lambda _: parquet(geo=about(covering={"bbox": {"xmin": ["a", "b"]}})),
    "geometries that are texts": lambda _: parquet(COLUMNS | {"geometry": ["POLYGON EMPTY", "x"]}),
    "geometries that are numbers": lambda _: parquet(COLUMNS | {"geometry": [1, 2]}),
    "geometries of noise": with_geometry(b"\xff" * 50, b""),
    "geometries without end": with_geometry(
        struct.pack("<BII", 1, 3, 2**32 - 1), struct.pack("<BIII", 1, 3, 1, 2**32 - 1)
    ),
    "geometries 100,000 deep": with_geometry(deep_shape(7, 100_000), SQUARES[0]),
    "multipolygons 100,000 deep": with_geometry(SQUARES[0], deep_shape(6, 100_000)),
    "geometries 100,000 deep in hexadecimal numbers": lambda _: parquet(
        COLUMNS | {"geometry": [deep_shape(7, 100_000).hex(), SQUARES[0].hex()]}
    ),
    "geometries that are null": with_geometry(None, None),
    "pickles in its head": lambda _: _with_metadata(
        {"pandas": b"\x80\x04cos\nsystem\n(S'id'\ntR.", "ARROW:schema": b"\xff" * 100}
    ),
    "a pandas index of noise": lambda _: _with_metadata(
        {
            "pandas": json.dumps(
                {
                    "index_columns": [{"kind": "range", "start": 0, "stop": 10**18, "step": 1}],
                    "columns": [],
                    "column_indexes": [],
                }
            ).encode()
        }
    ),
    "extension types": lambda _: _extension(),
}


def _same_names() -> bytes:
    buffer = io.BytesIO()
    arrays = [pa.array(COLUMNS["key"]), pa.array(COLUMNS["name"]), pa.array(SQUARES), pa.array(SQUARES)]
    pq.write_table(
        pa.Table.from_arrays(arrays, ["key", "key", "geometry", "geometry"]).replace_schema_metadata(
            {"geo": json.dumps(GEO)}
        ),
        buffer,
    )
    return buffer.getvalue()


def _with_metadata(more: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(
        pa.table(COLUMNS).replace_schema_metadata({"geo": json.dumps(GEO), **more}), buffer, store_schema=False
    )
    return buffer.getvalue()


def _extension() -> bytes:
    field = pa.field(
        "name",
        pa.string(),
        metadata={
            "ARROW:extension:name": "arrow.py_extension_type",
            "ARROW:extension:metadata": b"\x80\x04cos\nsystem\n.",
        },
    )
    schema = pa.schema(
        [pa.field("key", pa.string()), field, pa.field("geometry", pa.binary())], metadata={"geo": json.dumps(GEO)}
    )
    buffer = io.BytesIO()
    pq.write_table(pa.table(COLUMNS).cast(schema), buffer)
    return buffer.getvalue()


def feather(_: Canary) -> bytes:
    buffer = io.BytesIO()
    with pa.ipc.new_file(buffer, pa.table(COLUMNS).schema) as writer:
        writer.write_table(pa.table(COLUMNS))
    return buffer.getvalue()


REFUSED = ("geometries 100,000 deep", "geometries 100,000 deep in hexadecimal numbers", "multipolygons 100,000 deep")
CASES = [
    *[
        Case(
            f"Parquet: {name}",
            "boundaries",
            written("areas.parquet", content),
            expect="message" if name in REFUSED else "either",
        )
        for name, content in FILES.items()
    ],
    Case("Parquet: as a GeoPackage", "boundaries", written("areas.gpkg", lambda _: parquet())),
    Case("Parquet: as a list", "list", written("list.csv", lambda _: parquet())),
    Case("Parquet: a feather", "boundaries", written("areas.parquet", feather)),
]
