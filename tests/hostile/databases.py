"""GeoPackages and SQLite files: views, functions, virtual tables, lies in pages and in geometries."""

import functools
import random
import sqlite3
import struct
import tempfile
from collections.abc import Callable
from pathlib import Path

import geopandas

from tests.hostile.canary import Canary
from tests.hostile.corpus import Build, Case
from tests.hostile.reading import AREAS

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
SEED = 20


@functools.cache
def geopackage() -> bytes:
    """Return an honest GeoPackage with the layer ``areas``."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "areas.gpkg"
        frame = geopandas.GeoDataFrame.from_features(AREAS, crs=4326)
        frame.to_file(path, layer="areas", layer_options={"SPATIAL_INDEX": "NO"})
        return path.read_bytes()


def changed(*statements: str | Callable[[Canary], str], name: str = "areas.gpkg") -> Build:
    """Return a builder that runs statements in an honest GeoPackage."""

    def build(folder: Path, canary: Canary) -> Path:
        path = folder / name
        path.write_bytes(geopackage())
        with sqlite3.connect(path, isolation_level=None) as database:
            database.executescript(
                "PRAGMA synchronous = OFF; PRAGMA journal_mode = DELETE; PRAGMA writable_schema = ON;"
            )
            entries = [statement(canary) if callable(statement) else statement for statement in statements]
            database.executescript(f"BEGIN; {' '.join(entries)} COMMIT;")
        database.close()
        return path

    return build


def listed(name: str, kind: str = "features") -> str:
    """Return the statements that make a table or view a layer of the GeoPackage, the only one."""
    geometry = (
        f"INSERT INTO gpkg_geometry_columns VALUES ('{name}', 'geom', 'POLYGON', 4326, 0, 0);"
        if kind == "features"
        else ""
    )
    return (
        "DELETE FROM gpkg_contents; DELETE FROM gpkg_geometry_columns; "
        f"INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('{name}', '{kind}', '{name}', 4326);"
        + geometry
    )


def view(select: str, kind: str = "features") -> Build:
    return changed(f"CREATE VIEW v AS {select};", listed("v", kind))


def instead_of(table: str, select: str) -> Build:
    """Put a view in the place of one of the tables that GDAL asks first."""
    return changed(f"ALTER TABLE {table} RENAME TO kept; CREATE VIEW {table} AS {select};")


def entry(name: str, sql: str | Callable[[Canary], str], kind: str = "table") -> Callable[[Canary], str]:
    """Return a statement that writes into the schema what SQLite itself would not accept here."""

    def statement(canary: Canary) -> str:
        text = (sql(canary) if callable(sql) else sql).replace("'", "''")
        return f"INSERT INTO sqlite_schema VALUES ('{kind}', '{name}', '{name}', 0, '{text}');"

    return statement


def layer_of(sql: str | Callable[[Canary], str]) -> Build:
    """Return a builder of a GeoPackage whose layer is a virtual table."""
    return changed(entry("v", sql), listed("v"))


ROWS = "SELECT a.fid, a.geom, a.key, a.name FROM areas a"

VIEWS = {
    "endless": view(f"{ENDLESS} SELECT a.fid, a.geom, a.key, n.i AS name FROM n, areas a"),
    "endless without rows": view(f"{ENDLESS} SELECT a.fid, a.geom, a.key, n.i AS name FROM n, areas a WHERE n.i < 0"),
    "endless of attributes": view(f"{ENDLESS} SELECT i AS key, i AS name FROM n", "attributes"),
    "of a cross of itself": view(ROWS + ", areas b" + "".join(f", areas c{i}" for i in range(40))),
    "with a gigabyte": view("SELECT fid, geom, key, zeroblob(1000000000) AS name FROM areas"),
    "with gigabytes of hex": view("SELECT fid, geom, key, hex(zeroblob(400000000)) AS name FROM areas"),
    "with slow patterns": view(f"{ROWS} WHERE hex(randomblob(50000)) LIKE '{'%A%B' * 200}Z%'"),
    "that loads a library": view("SELECT fid, geom, key, load_extension('/tmp/x.so') AS name FROM areas"),
    "that geocodes": view("SELECT fid, geom, key, ogr_geocode(name) AS name FROM areas"),
    "that geocodes backwards": view("SELECT fid, geom, key, ogr_geocode_reverse(11, 48, 'name') AS name FROM areas"),
    "with statistics of a raster": view(
        "SELECT fid, geom, key, gdal_get_layer_pixel_value('a', 1, 'georef', 1, 1) AS name FROM areas"
    ),
    "that buffers": view("SELECT fid, ST_Buffer(geom, 1e300) AS geom, key, name FROM areas"),
    "of itself": changed(entry("v", "CREATE VIEW v AS SELECT * FROM v", "view"), listed("v")),
    "of a table that is missing": view("SELECT * FROM missing"),
    "nested a thousand times": changed(
        "CREATE VIEW v0 AS " + ROWS + ";",
        "".join(f"CREATE VIEW v{i} AS SELECT * FROM v{i - 1};" for i in range(1, 1000)),
        listed("v999"),
    ),
}

PLACES = {
    "the contents, endless": instead_of("gpkg_contents", f"{ENDLESS} SELECT k.* FROM kept k, n"),
    "the geometry columns, endless": instead_of("gpkg_geometry_columns", f"{ENDLESS} SELECT k.* FROM kept k, n"),
    "the reference systems, endless": instead_of(
        "gpkg_spatial_ref_sys", f"{ENDLESS} SELECT k.* FROM kept k, n WHERE k.srs_id = -9"
    ),
    "the counts, endless": instead_of(
        "gpkg_ogr_contents", f"{ENDLESS} SELECT i AS table_name, i AS feature_count FROM n"
    ),
    "the contents, a gigabyte": instead_of(
        "gpkg_contents",
        "SELECT table_name, data_type, hex(zeroblob(400000000)) AS identifier, description, last_change, min_x, min_y, max_x, max_y, srs_id FROM kept",
    ),
    "the extensions, endless": changed(
        f"CREATE VIEW gpkg_extensions AS {ENDLESS} SELECT 'areas' AS table_name, 'geom' AS column_name, i AS extension_name, '' AS definition, '' AS scope FROM n;"
    ),
    "the metadata, endless": changed(
        f"CREATE VIEW gpkg_metadata AS {ENDLESS} SELECT i AS id, '' AS md_scope, '' AS md_standard_uri, '' AS mime_type, '' AS metadata FROM n;",
        f"CREATE VIEW gpkg_metadata_reference AS {ENDLESS} SELECT 'geopackage' AS reference_scope, NULL AS table_name, NULL AS column_name, NULL AS row_id_value, 0 AS timestamp, i AS md_file_id, NULL AS md_parent_id FROM n;",
    ),
    "the styles, endless": changed(f"CREATE VIEW layer_styles AS {ENDLESS} SELECT i AS id, i AS styleName FROM n;"),
    "a table of SQLite": changed(entry("sqlite_stat9", "CREATE TABLE sqlite_stat9(a)"), listed("sqlite_stat9")),
    "the schema itself": changed(listed("sqlite_schema")),
}

VIRTUAL = {
    "OGR on a file": layer_of(lambda c: f"CREATE VIRTUAL TABLE v USING VirtualOGR('{c.file('secret.geojson')}')"),
    "OGR on a port": layer_of(lambda c: f"CREATE VIRTUAL TABLE v USING VirtualOGR('/vsicurl/{c.url('x.geojson')}')"),
    "shapes of a file": layer_of(lambda c: f"CREATE VIRTUAL TABLE v USING VirtualShape('{c.file()}', UTF-8, 4326)"),
    "text of a file": layer_of(lambda c: f"CREATE VIRTUAL TABLE v USING VirtualText('{c.file('secret.csv')}', UTF-8)"),
    "table of a file": layer_of(lambda c: f"CREATE VIRTUAL TABLE v USING csv(filename='{c.file('secret.csv')}')"),
    "a module that is missing": layer_of("CREATE VIRTUAL TABLE v USING evil(1)"),
    "pages of the database": layer_of("CREATE VIRTUAL TABLE v USING dbstat"),
    "a full text without shadows": layer_of("CREATE VIRTUAL TABLE v USING fts5(geom, key, name)"),
    "a damaged full text": changed(
        "CREATE VIRTUAL TABLE v USING fts5(geom, key, name); INSERT INTO v VALUES ('a', 'b', 'c');",
        "UPDATE v_data SET block = randomblob(200); UPDATE v_config SET v = 99;",
        listed("v"),
    ),
    "a damaged tree": changed(
        "CREATE VIRTUAL TABLE rtree_areas_geom USING rtree(id, minx, maxx, miny, maxy); INSERT INTO rtree_areas_geom VALUES (1, 1, 2, 1, 2);",
        "UPDATE rtree_areas_geom_node SET data = x'FFFF' || zeroblob(1000);",
        "CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT, definition TEXT, scope TEXT);",
        "INSERT INTO gpkg_extensions VALUES ('areas', 'geom', 'gpkg_rtree_index', 'x', 'write-only');",
    ),
    "a tree that holds itself": changed(
        "CREATE VIRTUAL TABLE rtree_areas_geom USING rtree(id, minx, maxx, miny, maxy); INSERT INTO rtree_areas_geom VALUES (1, 1, 2, 1, 2);",
        "UPDATE rtree_areas_geom_node SET data = x'00280001' || x'0000000000000001' || zeroblob(1000);",
    ),
    "a tree that is a view": changed(
        f"CREATE VIEW rtree_areas_geom AS {ENDLESS} SELECT i AS id, 1 AS minx, 2 AS maxx, 1 AS miny, 2 AS maxy FROM n;"
    ),
}

EXPRESSIONS = {
    "a generated column of a gigabyte": changed(
        "ALTER TABLE areas ADD COLUMN big TEXT GENERATED ALWAYS AS (hex(zeroblob(400000000))) VIRTUAL;"
    ),
    "a generated column that geocodes": changed(
        entry("g", "CREATE TABLE g (fid INTEGER PRIMARY KEY, geom BLOB, key TEXT, name TEXT AS (ogr_geocode('a')))"),
        listed("g"),
    ),
    "a trigger that never ends": changed(
        f"CREATE TRIGGER t AFTER UPDATE ON gpkg_contents BEGIN {ENDLESS.replace('WITH', 'SELECT 1 FROM (WITH')} SELECT i FROM n); END;"
    ),
    "a default that loads a library": changed("CREATE TABLE d (a TEXT DEFAULT (load_extension('/tmp/x.so')));"),
    "an index over an expression": changed("CREATE INDEX i ON areas (hex(zeroblob(length(name))));"),
    "a collation that is missing": changed(entry("c", "CREATE TABLE c (key TEXT COLLATE evil, name TEXT)")),
    "honest triggers and a tree": changed("CREATE TRIGGER t AFTER INSERT ON areas BEGIN SELECT 1; END;"),
}


def geometry(blob: bytes) -> Build:
    """Return a builder of a GeoPackage whose geometries are ``blob``."""
    return changed(f"UPDATE areas SET geom = x'{blob.hex()}';")


HEAD = b"GP\x00\x01" + struct.pack("<i", 4326)
POINT = struct.pack("<BIdd", 1, 1, 11.0, 48.0)


def wkb(kind: int, *numbers: int, rest: bytes = b"") -> bytes:
    return HEAD + struct.pack(f"<BI{len(numbers)}I", 1, kind, *numbers) + rest


BLOBS = {
    "four thousand million rings": wkb(3, 2**32 - 1),
    "four thousand million points": wkb(3, 1, 2**32 - 1, rest=bytes(64)),
    "two thousand million parts": wkb(6, 2**31 - 1),
    "collections 100,000 deep": HEAD + struct.pack("<BII", 1, 7, 1) * 100_000 + POINT,
    "curves 20,000 deep": HEAD + struct.pack("<BII", 1, 9, 1) * 20_000 + struct.pack("<BII", 1, 2, 0),
    "a curve polygon": HEAD + struct.pack("<BII", 1, 10, 1) + struct.pack("<BII6d", 1, 8, 3, 11, 48, 12, 49, 1e300, 48),
    "a solid": wkb(15, 1, 3, rest=bytes(200)),
    "a kind that is unknown": wkb(4_000_000, 1),
    "no geometry at all": b"",
    "a short head": b"GP",
    "an envelope that lies": b"GP\x00\x03"
    + struct.pack("<i4d", 4326, float("nan"), float("inf"), -1e308, 1e308)
    + POINT,
    "a system that is missing": b"GP\x00\x01" + struct.pack("<i", 2**31 - 1) + POINT,
    "bytes of EWKB": struct.pack("<BIIdd", 1, 0x20000001, 4326, 11, 48),
    "not a number": HEAD + struct.pack("<BII I8d", 1, 3, 1, 4, *[float("nan")] * 8),
    "three points of infinity": HEAD + struct.pack("<BII I6d", 1, 3, 1, 3, *[float("inf")] * 6),
    "a ring of two points": HEAD + struct.pack("<BII I4d", 1, 3, 1, 2, 11, 48, 12, 49),
}


def values(statement: str) -> Build:
    return changed(statement)


CONTENTS = {
    "a key of 50 MB": values("UPDATE areas SET key = hex(zeroblob(12000000));"),
    "names that are blobs": values("UPDATE areas SET name = x'00FF80', key = x'C328';"),
    "names with NUL": values("UPDATE areas SET name = 'a' || char(0) || 'b';"),
    "2,000 columns": changed(*[f"ALTER TABLE areas ADD COLUMN c{i} TEXT;" for i in range(1_900)]),
    "5,000 layers": changed(
        "".join(
            f"INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('t{i}', 'features', 't{i}', 4326);"
            for i in range(5_000)
        )
    ),
    "a layer that is a path": changed(
        'ALTER TABLE areas RENAME TO "../../canary/new";',
        "UPDATE gpkg_contents SET table_name = '../../canary/new'; UPDATE gpkg_geometry_columns SET table_name = '../../canary/new';",
    ),
    "a layer with quotes": changed(
        'ALTER TABLE areas RENAME TO "a""; ATTACH ""x"" AS y; --";',
        'UPDATE gpkg_contents SET table_name = \'a"; ATTACH "x" AS y; --\'; UPDATE gpkg_geometry_columns SET table_name = \'a"; ATTACH "x" AS y; --\';',
    ),
    "an identifier of 10 MB": changed("UPDATE gpkg_contents SET identifier = hex(zeroblob(5000000));"),
    "an extent without end": changed(
        "UPDATE gpkg_contents SET min_x = -9e999, max_x = 9e999, min_y = 'a', max_y = x'00';"
    ),
    "a count that lies": changed("UPDATE gpkg_ogr_contents SET feature_count = 4000000000000000000;"),
    "a count below nothing": changed("UPDATE gpkg_ogr_contents SET feature_count = -5;"),
    "fids at the end of numbers": changed("UPDATE areas SET fid = 9223372036854775807 - fid;"),
    "a reference system in a file": changed(
        lambda c: (
            f"UPDATE gpkg_spatial_ref_sys SET definition = '{c.file()}', organization = '{c.url()}' WHERE srs_id = 4326;"
        )
    ),
    "a reference system with a grid": changed(
        lambda c: (
            f"INSERT INTO gpkg_spatial_ref_sys VALUES ('x', 777, 'x', 1, '+proj=longlat +nadgrids={c.file()} +type=crs', '');"
            "UPDATE gpkg_contents SET srs_id = 777; UPDATE gpkg_geometry_columns SET srs_id = 777;"
        )
    ),
    "tiles of a map": changed("UPDATE gpkg_contents SET data_type = 'tiles'; DELETE FROM gpkg_geometry_columns;"),
    "constraints that are slow": changed(
        "CREATE TABLE gpkg_data_column_constraints (constraint_name, constraint_type, value, min, min_is_inclusive, max, max_is_inclusive, description);"
        f"INSERT INTO gpkg_data_column_constraints (constraint_name, constraint_type, value) VALUES ('c', 'glob', '{'*a' * 5000}');"
        "CREATE TABLE gpkg_data_columns (table_name, column_name, name, title, description, mime_type, constraint_name);"
        "INSERT INTO gpkg_data_columns VALUES ('areas', 'key', 'key', 't', 'd', NULL, 'c');"
    ),
    "tables of MapBox": changed(
        "CREATE TABLE metadata (name, value); CREATE TABLE tiles (a, b, c, d);", name="areas.mbtiles"
    ),
    "another ending": changed("SELECT 1;", name="areas.sqlite"),
    "tables of SpatiaLite": changed(
        "CREATE TABLE geometry_columns (f_table_name, f_geometry_column, type, coord_dimension, srid, spatial_index_enabled);"
        "INSERT INTO geometry_columns VALUES ('areas', 'geom', 'POLYGON', 'XY', 4326, 1);"
        "CREATE VIEW spatial_ref_sys AS SELECT 4326 AS srid, 'x' AS auth_name, 1 AS auth_srid, '' AS srtext;",
        "PRAGMA application_id = 0;",
        name="areas.sqlite",
    ),
    "a virtual table in SQLite": changed(
        entry("v", lambda c: f"CREATE VIRTUAL TABLE v USING VirtualOGR('{c.file('secret.geojson')}')"),
        "PRAGMA application_id = 0; DROP TABLE gpkg_contents; DROP TABLE gpkg_geometry_columns;",
        name="areas.sqlite",
    ),
    "an endless view in SQLite": changed(
        f"CREATE VIEW v AS {ENDLESS} SELECT i AS key, i AS name FROM n;",
        "PRAGMA application_id = 0; DROP TABLE gpkg_contents; DROP TABLE gpkg_geometry_columns; DROP TABLE areas;",
        name="areas.db",
    ),
}


def bent(*changes: tuple[int, bytes], cut: int | None = None, name: str = "areas.gpkg") -> Build:
    """Return a builder that overwrites bytes of an honest GeoPackage."""

    def build(folder: Path, _: Canary) -> Path:
        content = bytearray(geopackage()[:cut])
        for position, new in changes:
            content[position : position + len(new)] = new
        path = folder / name
        path.write_bytes(content)
        return path

    return build


def scrambled(share: float, seed: int) -> Build:
    def build(folder: Path, _: Canary) -> Path:
        chance, content = random.Random(seed), bytearray(geopackage())
        for _ in range(int(len(content) * share)):
            content[chance.randrange(100, len(content))] = chance.randrange(256)
        path = folder / "areas.gpkg"
        path.write_bytes(content)
        return path

    return build


def with_beside(name: str, content: Callable[[Canary], bytes]) -> Build:
    def build(folder: Path, canary: Canary) -> Path:
        (folder / "areas.gpkg").write_bytes(geopackage())
        (folder / name).write_bytes(content(canary))
        return folder / "areas.gpkg"

    return build


def journal(canary: Canary) -> bytes:
    """Return a hot journal that names a super-journal outside and holds a page of nothing."""
    outside = canary.file().encode()
    head = bytes.fromhex("d9d505f920a163d7") + struct.pack(">IIIII", 1, 0, 1, 512, 4096)
    page = struct.pack(">I", 1) + bytes(4096) + struct.pack(">I", 0)
    tail = (
        struct.pack(">I", 1)
        + outside
        + struct.pack(">II", len(outside), sum(outside))
        + bytes.fromhex("d9d505f920a163d7")
    )
    return head.ljust(512, b"\0") + page + tail


PAGES = {
    "a page size of one": bent((16, b"\x00\x01")),
    "a page count that lies": bent((28, b"\x7f\xff\xff\xff")),
    "a free list that is a loop": bent((32, b"\x00\x00\x00\x01\x00\x00\xff\xff")),
    "a version of tomorrow": bent((18, b"\x09\x09")),
    "a log version": bent((18, b"\x02\x02")),
    "a text encoding of 9": bent((56, b"\x00\x00\x00\x09")),
    "a schema of 0": bent((44, b"\x00\x00\x00\x00")),
    "the head alone": bent(cut=100),
    "half of it": bent(cut=9_000),
    "a root page that is nothing": bent((100, bytes(300))),
    "a root page with lying cells": bent((103, b"\xff\xff\x00\x08")),
    **{f"noise, number {i}": scrambled(0.002, SEED + i) for i in range(6)},
    "noise everywhere": scrambled(0.3, SEED),
    "a log beside": with_beside("areas.gpkg-wal", lambda _: bytes.fromhex("377f0682002de218") + bytes(5000)),
    "a shared memory beside": with_beside("areas.gpkg-shm", lambda _: b"\xff" * 32768),
    "a hot journal beside": with_beside("areas.gpkg-journal", journal),
    "a side file that is a virtual dataset": with_beside(
        "areas.gpkg.aux.xml", lambda c: f"<PAMDataset><SRS>{c.file()}</SRS></PAMDataset>".encode()
    ),
}

FAMILIES = {
    "view": VIEWS,
    "in the place of": PLACES,
    "virtual table": VIRTUAL,
    "expression": EXPRESSIONS,
    "geometry": BLOBS,
    "content": CONTENTS,
    "pages": PAGES,
}

CASES = [
    Case(f"GeoPackage: {family}: {name}", "boundaries", build if callable(build) else geometry(build))
    for family, builds in FAMILIES.items()
    for name, build in builds.items()
]
