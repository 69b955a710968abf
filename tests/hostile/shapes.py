"""Geometries: GeoJSON, TopoJSON, FlatGeobuf and Shapefile with too much, too deep, too far, and lies."""

import functools
import json
import math
import struct
import tempfile
from collections.abc import Callable
from pathlib import Path

import geopandas

from tests.hostile.canary import Canary
from tests.hostile.corpus import Build, Case, written
from tests.hostile.disguises import several, zipped
from tests.hostile.reading import AREAS

SQUARE = [[[11, 48], [11.1, 48], [11.1, 48.1], [11, 48.1], [11, 48]]]
PLAIN = json.dumps(AREAS)


def feature(geometry: object, key: object = "09184110", **further: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {"key": key, "name": "Altdorf", **further}, "geometry": geometry}


def polygon(coordinates: object) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": coordinates}


def collection(*features: object, **further: object) -> str:
    return json.dumps({"type": "FeatureCollection", **further, "features": list(features)})


def raw(coordinates: str, kind: str = "Polygon") -> str:
    """Return a collection with coordinates that JSON does not have."""
    return collection(feature({"type": kind, "coordinates": "HERE"})).replace('"HERE"', coordinates)


def comb(teeth: int, *, turned: bool = False) -> list[list[float]]:
    """Return a ring in the form of a comb; two of them, one turned, cut each other ``teeth``² times."""
    ring: list[list[float]] = []
    for i in range(teeth):
        a, b = i / teeth / 10, (i + 0.5) / teeth / 10
        ring += [[a, 0], [a, 0.1], [b, 0.1], [b, 0]]
    ring += [[0.1, -0.01], [0, -0.01], [0, 0]]
    return [[11 + y, 48 + x] if turned else [11 + x, 48 + y] for x, y in ring]


def star(points: int) -> list[list[float]]:
    """Return a ring whose every edge cuts nearly all others."""
    half = points // 2
    angles = [2 * math.pi * (i * half % points) / points for i in range(points)]
    ring = [[11 + math.cos(a) / 10, 48 + math.sin(a) / 10] for a in angles]
    return [*ring, ring[0]]


def circle(points: int, x: float = 11, y: float = 48, r: float = 0.1) -> list[list[float]]:
    ring = [
        [round(x + r * math.cos(2 * math.pi * i / points), 7), round(y + r * math.sin(2 * math.pi * i / points), 7)]
        for i in range(points)
    ]
    return [*ring, ring[0]]


def square(x: float, y: float, size: float) -> list[list[list[float]]]:
    return [[[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]]


GEOJSON: dict[str, Callable[[Canary], str | bytes]] = {
    "honest": lambda _: PLAIN,
    "coordinates 100,000 deep": lambda _: raw("[" * 100_000 + "]" * 100_000),
    "arrays a million deep": lambda _: "[" * 1_000_000,
    "objects 100,000 deep": lambda _: '{"a":' * 100_000 + "1" + "}" * 100_000,
    "collections 20,000 deep": lambda _: collection(feature("HERE")).replace(
        '"HERE"',
        '{"type":"GeometryCollection","geometries":[' * 20_000
        + '{"type":"Point","coordinates":[11,48]}'
        + "]}" * 20_000,
    ),
    "properties 50,000 deep": lambda _: collection(feature(polygon(SQUARE), deep="HERE")).replace(
        '"HERE"', "[" * 50_000 + "]" * 50_000
    ),
    "numbers that JSON lacks": lambda _: raw("[[[NaN,48],[Infinity,48],[-Infinity,49],[NaN,48]]]"),
    "not a number in one corner": lambda _: raw("[[[11,48],[12,NaN],[12,49],[11,48]]]"),
    "numbers out of the world": lambda _: raw("[[[1e308,-1e308],[1e308,1e308],[-1e308,1e308],[1e308,-1e308]]]"),
    "numbers out of floats": lambda _: raw("[[[1e999,48],[11.1,48],[11.1,48.1],[1e999,48]]]"),
    "numbers of a million digits": lambda _: raw(f"[[[11.{'1' * 1_000_000},48],[11.1,48],[11.1,48.1],[11,48]]]"),
    "coordinates that are texts": lambda _: raw('[[["11","48"],["a",null],[{},[]],["11","48"]]]'),
    "a ring of three points": lambda _: collection(feature(polygon([[[11, 48], [12, 48], [11, 48]]]))),
    "a ring of one point": lambda _: collection(feature(polygon([[[11, 48]]]))),
    "a ring without points": lambda _: collection(feature(polygon([[]])), feature(polygon([]), "09184111")),
    "a ring that is open": lambda _: collection(feature(polygon([[[11, 48], [12, 48], [12, 49], [11, 49]]]))),
    "rings of one place": lambda _: collection(feature(polygon([[[11, 48]] * 5]))),
    "points of one number": lambda _: collection(feature(polygon([[[11], [12], [12], [11]]]))),
    "points of a thousand numbers": lambda _: collection(feature(polygon([[[11, 48] + [0] * 1000] * 4]))),
    "no geometries": lambda _: collection(feature(None), feature({}, "09184111")),
    "one geometry that is none": lambda _: collection(
        feature(polygon(SQUARE)), feature(None, "09184111"), feature(7, "09184112")
    ),
    "a type that is unknown": lambda _: collection(feature({"type": "Circle", "coordinates": [11, 48], "radius": 1e9})),
    "a type twice": lambda _: PLAIN.replace(
        '"type": "FeatureCollection"', '"type": "Point", "type": "FeatureCollection", "type": "Topology"'
    ),
    "features twice": lambda _: PLAIN[:-1] + ', "features": []}',
    "features that are no list": lambda _: '{"type": "FeatureCollection", "features": {"0": 1}}',
    "features that are null": lambda _: '{"type": "FeatureCollection", "features": [null, 1, "x", []]}',
    "links to a next page": lambda c: collection(
        *AREAS["features"],
        links=[{"rel": "next", "href": c.url("next"), "type": "application/geo+json"}],
        numberMatched=10**9,
    ),
    "a page of an ArcGIS service": lambda c: json.dumps(
        {
            "exceededTransferLimit": True,
            "geometryType": "esriGeometryPolygon",
            "fields": [],
            "features": [],
            "url": c.url(),
        }
    ),
    "a foreign schema": lambda c: collection(
        *AREAS["features"], **{"$schema": c.url("s.json"), "conformsTo": [c.url()], "@context": c.url()}
    ),
    "JSON-FG with a system in a file": lambda c: collection(
        *AREAS["features"], conformsTo=["http://www.opengis.net/spec/json-fg-1/0.2/conf/core"], coordRefSys=c.file()
    ),
    "JSON-FG with a system on a port": lambda c: collection(
        *AREAS["features"], conformsTo=["[ogc-json-fg-1-0.2:core]"], coordRefSys={"type": "Reference", "href": c.url()}
    ),
    "20,000 properties": lambda _: collection(feature(polygon(SQUARE), **{f"c{i}": i for i in range(20_000)})),
    "other properties in each feature": lambda _: collection(
        *[feature(polygon(SQUARE), f"{i:08}", **{f"c{i}": 1}) for i in range(5_000)]
    ),
    "a property of 40 MB": lambda _: collection(feature(polygon(SQUARE), more="x" * 40_000_000)),
    "a key that is a list": lambda _: collection(
        feature(polygon(SQUARE), ["a", {"b": 1}]), feature(polygon(SQUARE), {"a": 1})
    ),
    "keys of all types": lambda _: collection(
        *[feature(polygon(SQUARE), k) for k in (None, True, 1.5, 1e300, 2**70, "", " ", "0")]
    ),
    "ids of all types": lambda _: collection(
        *[feature(polygon(SQUARE)) | {"id": i} for i in (2**63, -1, "x", None, 1.5, {}, 1e400)]
    ),
    "a name of NUL and surrogates": lambda _: PLAIN.replace("Altdorf", "Alt\\u0000\\ud800dorf\\udc00"),
    "bytes that are no UTF-8": lambda _: PLAIN.encode().replace(b"Altdorf", b"Alt\xff\xfe\xc0\x80"),
    "in UTF-16": lambda _: PLAIN.encode("utf-16"),
    "in UTF-32": lambda _: PLAIN.encode("utf-32"),
    "a comb on a comb": lambda _: collection(
        feature({"type": "MultiPolygon", "coordinates": [[comb(1_500)], [comb(1_500, turned=True)]]})
    ),
    "a comb in one ring with another": lambda _: collection(feature(polygon([comb(3_000) + comb(3_000, turned=True)]))),
    "a comb as a hole of a comb": lambda _: collection(feature(polygon([comb(2_000), comb(2_000, turned=True)]))),
    "a star of 4,001 points": lambda _: collection(feature(polygon([star(4_001)]))),
    "a ring of a million points": lambda _: collection(feature(polygon([circle(1_000_000)]))),
    "a ring of a million points of noise": lambda _: collection(
        feature(
            polygon(
                [
                    [[11 + (i * 7919 % 100_003) / 1e6, 48 + (i * 104_729 % 99_991) / 1e6] for i in range(600_000)]
                    + [[11, 48]]
                ]
            )
        )
    ),
    "20,000 squares on each other": lambda _: collection(
        *[feature(polygon(square(11, 48, 0.1 + i / 1e7)), f"{9_000_000 + i:08}") for i in range(20_000)]
    ),
    "3,000 circles on each other": lambda _: collection(
        *[feature(polygon([circle(60, 11 + i / 1e5)]), f"{9_000_000 + i:08}") for i in range(3_000)]
    ),
    "20,000 holes": lambda _: collection(
        feature(
            polygon(
                square(11, 48, 1) + [square(11 + i % 150 / 200, 48 + i // 150 / 200, 0.004)[0] for i in range(20_000)]
            )
        )
    ),
    "20,000 holes on each other": lambda _: collection(
        feature(polygon(square(11, 48, 1) + [square(11.1, 48.1, 0.4 + i / 1e6)[0] for i in range(20_000)]))
    ),
    "100,000 parts": lambda _: collection(
        feature(
            {
                "type": "MultiPolygon",
                "coordinates": [square(11 + i % 300 / 300, 48 + i // 300 / 300, 0.003) for i in range(100_000)],
            }
        )
    ),
    "400,000 tiny features": lambda _: (
        '{"type":"FeatureCollection","features":['
        + ",".join(
            '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[0,0]}}' for _ in range(400_000)
        )
        + "]}"
    ),
    "200,000 empty features of a key": lambda _: collection(*[feature(None, f"{i:08}") for i in range(200_000)]),
    "one municipality 50,000 times": lambda _: collection(
        *[feature(polygon(square(11 + i % 200 / 200, 48 + i // 200 / 200, 0.005))) for i in range(50_000)]
    ),
    "a world turned over": lambda _: collection(
        feature(polygon([[[-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]]]))
    ),
    "the poles": lambda _: collection(
        feature(polygon([[[0, 90], [120, 90], [240, 90], [0, 90]]])),
        feature(polygon([[[179, 0], [-179, 1], [179, 1], [179, 0]]]), "09184111"),
    ),
    "an extent that lies": lambda _: collection(*AREAS["features"], bbox=[1e308, "x", None, -1e308]),
    "blanks of 50 MB": lambda _: " " * 50_000_000 + PLAIN,
    "a comment": lambda _: "/* x */" + PLAIN + "// y",
    "two documents": lambda _: PLAIN + PLAIN,
    "half of it": lambda _: PLAIN[:200],
}

TOPOLOGY = {
    "type": "Topology",
    "arcs": [[[11, 48], [11.1, 48], [11.1, 48.1], [11, 48]]],
    "objects": {
        "a": {
            "type": "GeometryCollection",
            "geometries": [{"type": "Polygon", "arcs": [[0]], "properties": {"key": "09184110", "name": "a"}}],
        }
    },
}


def topology(**changes: object) -> str:
    return json.dumps(TOPOLOGY | changes)


def arcs(value: object, kind: str = "Polygon") -> str:
    return topology(
        objects={
            "a": {
                "type": "GeometryCollection",
                "geometries": [{"type": kind, "arcs": value, "properties": {"key": "1", "name": "a"}}],
            }
        }
    )


TOPOJSON = {
    "honest": topology(),
    "arcs out of range": arcs([[99], [-99], [2**40]]),
    "arcs that are texts": arcs([["a", None, {}]]),
    "an arc ten million times": arcs([[0] * 3_000_000]),
    "arcs 10,000 deep": arcs("HERE").replace('"HERE"', "[" * 10_000 + "0" + "]" * 10_000),
    "a scale without end": topology(transform={"scale": [1e308, 1e308], "translate": [1e308, -1e308]}),
    "a scale of nothing": topology(transform={"scale": [0, 0], "translate": [0, 0]}),
    "a scale of words": topology(transform={"scale": "x", "translate": None}),
    "objects 20,000 deep": topology(objects="HERE").replace(
        '"HERE"',
        '{"a":{"type":"GeometryCollection","geometries":[' * 1 + '{"type":"GeometryCollection","geometries":[' * 20_000,
    ),
    "5,000 objects": topology(objects={f"o{i}": TOPOLOGY["objects"]["a"] for i in range(5_000)}),
}

LINES = {
    "half a line": PLAIN.replace("\n", "")[:500],
    "50,000 lines of other columns": "\n".join(
        json.dumps(feature(polygon(SQUARE), f"{i}", **{f"c{i}": 1})) for i in range(3_000)
    ),
    "records with their mark": "\x1e" + json.dumps(feature(polygon(SQUARE))) + "\n\x1e{}",
    "a line of 40 MB": json.dumps(feature(polygon(SQUARE), more="x" * 40_000_000)) + "\n{}",
}


@functools.cache
def shapefile() -> dict[str, bytes | str]:
    """Return the files of an honest Shapefile, by name."""
    return _saved("areas.shp", "ESRI Shapefile")


@functools.cache
def flatgeobuf() -> bytes:
    """Return an honest FlatGeobuf."""
    content = _saved("areas.fgb", "FlatGeobuf")["areas.fgb"]
    assert isinstance(content, bytes)
    return content


def _saved(name: str, driver: str) -> dict[str, bytes | str]:
    with tempfile.TemporaryDirectory() as folder:
        geopandas.GeoDataFrame.from_features(AREAS, crs=4326).to_file(Path(folder) / name, driver=driver)
        return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def patch(content: bytes | str, *changes: tuple[int, bytes]) -> bytes:
    made = bytearray(content if isinstance(content, bytes) else content.encode())
    for position, new in changes:
        made[position : position + len(new)] = new
    return bytes(made)


def table(columns: int, *, rows: int = 1, width: int = 1, record: int | None = None) -> bytes:
    """Return a DBF whose head says what the arguments say."""
    head = struct.pack(
        "<4BIHH20x", 3, 120, 1, 1, rows, min(65_535, 33 + 32 * columns), 65_535 if record is None else record
    )
    fields = b"".join(
        f"C{i}"[:10].encode().ljust(11, b"\0") + b"C" + bytes(4) + bytes([width, 0]) + bytes(14) for i in range(columns)
    )
    return head + fields + b"\r" + b" " * 1000


SHP = {
    "a record of 4 GB": lambda f: {"areas.shp": patch(f["areas.shp"], (104, b"\x7f\xff\xff\xff"))},
    "a record of nothing": lambda f: {"areas.shp": patch(f["areas.shp"], (104, b"\0\0\0\0"))},
    "two thousand million parts": lambda f: {"areas.shp": patch(f["areas.shp"], (144, b"\xff\xff\xff\x7f"))},
    "two thousand million points": lambda f: {"areas.shp": patch(f["areas.shp"], (148, b"\xff\xff\xff\x7f"))},
    "parts below nothing": lambda f: {"areas.shp": patch(f["areas.shp"], (152, b"\xff\xff\xff\xff"))},
    "coordinates that are no numbers": lambda f: {"areas.shp": patch(f["areas.shp"], (156, b"\xff" * 48))},
    "a length of 4 GB in its head": lambda f: {"areas.shp": patch(f["areas.shp"], (24, b"\x7f\xff\xff\xff"))},
    "a kind that is unknown": lambda f: {"areas.shp": patch(f["areas.shp"], (32, b"\x63\0\0\0"), (108, b"\x63\0\0\0"))},
    "a patch of many parts": lambda f: {"areas.shp": patch(f["areas.shp"], (32, b"\x1f\0\0\0"), (108, b"\x1f\0\0\0"))},
    "an index of places far away": lambda f: {
        "areas.shx": patch(f["areas.shx"], (100, b"\x7f\xff\xff\xf0\x7f\xff\xff\xf0"))
    },
    "an index in which all are one": lambda f: {"areas.shx": patch(f["areas.shx"], (24, b"\x7f\xff\xff\xff"))},
    "an index of 40 MB": lambda f: {
        "areas.shx": patch(f["areas.shx"], (24, b"\x01\x31\x2d\x32")) + b"\0\0\0\x32\0\0\0\x40" * 5_000_000
    },
    "no index": lambda f: {"areas.shx": b""},
    "a table of 2,000 columns": lambda _: {"areas.dbf": table(2_000)},
    "a table of 2 thousand million rows": lambda _: {"areas.dbf": table(2, rows=2**31 - 1, record=3)},
    "a table of rows of nothing": lambda _: {"areas.dbf": table(2, rows=2**31 - 1, record=0)},
    "a table whose columns exceed its rows": lambda _: {"areas.dbf": table(100, width=255, record=2)},
    "a head that ends nowhere": lambda f: {"areas.dbf": patch(f["areas.dbf"], (8, b"\xff\xff"))},
    "types that are unknown": lambda f: {"areas.dbf": patch(f["areas.dbf"], (43, b"\xff"), (75, b"@"))},
    "a code page of noise": lambda _: {"areas.cpg": "../../../etc/passwd\0%s%n" * 1000},
    "a code page of 20 MB": lambda _: {"areas.cpg": "x" * 20_000_000},
    "a code page UTF-7": lambda _: {"areas.cpg": "UTF-7//TRANSLIT//IGNORE"},
    "a tree of noise": lambda _: {"areas.qix": b"SQT\x01\x01\0\0\0" + b"\xff" * 500},
    "an index of attributes": lambda _: {"areas.idm": b"[[[", "areas.ind": b"\xff" * 5000},
    "a spatial index of ESRI": lambda _: {
        "areas.sbn": b"\0\0\x27\x0a" + b"\xff" * 500,
        "areas.sbx": b"\0\0\x27\x0a" + b"\xff" * 100,
    },
    "metadata with an entity": lambda c: {
        "areas.shp.xml": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><metadata>&e;</metadata>'
    },
}


def beside(change: Callable[[dict], dict[str, bytes | str]], *, packed: bool = False) -> Build:
    """Return a builder of a Shapefile with some of its files replaced."""
    if packed:
        return written("areas.zip", lambda _: zipped({**shapefile(), **change(shapefile())}))
    return several(lambda _: {**shapefile(), **change(shapefile())}, "areas.shp")


FGB = {
    "a head of 2 GB": lambda f: patch(f, (8, b"\xff\xff\xff\x7f")),
    "a head of nothing": lambda f: patch(f, (8, b"\0\0\0\0")),
    "a table far away": lambda f: patch(f, (12, b"\xf0\xff\xff\x7f")),
    "half of it": lambda f: f[: len(f) // 2],
    "noise behind its head": lambda f: f[:300] + b"\xff" * 2000,
    "its mark alone": lambda f: f[:8],
}

GDB = {
    "a table of noise": lambda _: {
        "areas.gdb/a00000001.gdbtable": b"\x03\0\0\0" + b"\xff" * 400,
        "areas.gdb/a00000001.gdbtablx": b"\xff" * 400,
    },
    "a table of 4 thousand million rows": lambda _: {
        "areas.gdb/a00000001.gdbtable": struct.pack("<IIIIQQQ", 3, 0xFFFFFFFF, 0xFFFFFFFF, 5, 0, 2**60, 40),
        "areas.gdb/a00000001.gdbtablx": struct.pack("<IIII", 3, 0xFFFFFFFF, 0xFFFFFFFF, 5),
    },
    "no table": lambda _: {"areas.gdb/gdb": b"\x05\0\0\0"},
    "a raster": lambda c: {"areas.gdb/timestamps": c.url(), "areas.gdb/a00000009.spx": b""},
}

CASES = [
    *[Case(f"GeoJSON: {name}", "boundaries", written("areas.geojson", content)) for name, content in GEOJSON.items()],
    *[
        Case(f"TopoJSON: {name}", "boundaries", written("areas.topojson", content))
        for name, content in TOPOJSON.items()
    ],
    *[
        Case(f"GeoJSON lines: {name}", "boundaries", written("areas.geojsonl", content))
        for name, content in LINES.items()
    ],
    *[Case(f"Shapefile: {name}", "boundaries", beside(change)) for name, change in SHP.items()],
    *[Case(f"zipped Shapefile: {name}", "boundaries", beside(SHP[name], packed=True)) for name in list(SHP)[:12:3]],
    *[
        Case(f"FlatGeobuf: {name}", "boundaries", written("areas.fgb", lambda _, c=change: c(flatgeobuf())))
        for name, change in FGB.items()
    ],
    *[
        Case(f"geodatabase: {name}", "boundaries", written("areas.gdb.zip", lambda c, m=members: zipped(m(c))))
        for name, members in GDB.items()
    ],
]
