"""GeoPackages that compute, refer elsewhere, or wait with a journal: read without running anything."""

import shutil
import sqlite3
import time
from contextlib import closing

import pytest

from geo_koop.errors import InputError
from geo_koop.intake.areas import boundaries
from geo_koop.intake.files import databases, layers
from tests.conftest import grid

ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x AS fid, NULL AS geom FROM c"


@pytest.fixture
def package(tmp_path):
    path = tmp_path / "grenzen.gpkg"
    grid().reset_index()[["key", "name", "geometry"]].to_file(path, layer="gemeinden", engine="pyogrio")
    return path


def run(path, *statements):
    with closing(sqlite3.connect(path)) as base:
        for statement in statements:
            base.execute(statement)
        base.commit()


def read(path):
    with layers.opened(path) as found:
        return {layer.name: len(layers.read(layer)) for layer in found.layers}, found.skipped


def test_an_ordinary_package_is_read_where_it_lies(package, tmp_path):
    assert databases.safe(package, tmp_path) == (package, ())


def test_a_view_is_left_out_and_named(package):
    run(
        package,
        f"CREATE VIEW endlos AS {ENDLESS}",
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
        "SELECT 'endlos', 'features', 'endlos', srs_id FROM gpkg_contents LIMIT 1",
        "INSERT INTO gpkg_geometry_columns SELECT 'endlos', column_name, geometry_type_name, srs_id, z, m "
        "FROM gpkg_geometry_columns LIMIT 1",
    )
    before = package.read_bytes()
    began = time.monotonic()
    assert read(package) == ({"gemeinden": 9}, ("endlos",))
    assert time.monotonic() - began < 20
    assert package.read_bytes() == before
    found = boundaries.load(package, profile="key=key,name=name").findings
    assert found.loc[found["code"] == "tables_skipped", "params"].iloc[0]["names"] == "endlos"


@pytest.mark.parametrize("name", ["gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys", "GPKG_Extensions"])
def test_a_view_in_place_of_a_register_is_refused(package, name):
    run(package, "PRAGMA writable_schema = ON", f"DELETE FROM sqlite_master WHERE tbl_name = lower('{name}')")
    run(package, f"CREATE VIEW {name} AS {ENDLESS}")
    with pytest.raises(InputError, match="plain tables"):
        read(package)


def test_a_table_that_computes_is_left_out(package):
    run(package, "CREATE TABLE rechnet (a, b AS (abs(a)))")
    assert read(package) == ({"gemeinden": 9}, ("rechnet",))


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE VIRTUAL TABLE fremd USING VirtualOGR('/etc/passwd')",
        "create/**/virtual/**/table fremd using VirtualShape('/etc/passwd')",
        'CREATE VIRTUAL TABLE "fremd" USING fts5(a)',
    ],
)
def test_a_virtual_table_is_left_out(package, sql):
    row = f"INSERT INTO sqlite_master VALUES ('table', 'fremd', 'fremd', 0, '{sql.replace(chr(39), chr(39) * 2)}')"
    run(package, "PRAGMA writable_schema = ON", row)
    layer, skipped = read(package)
    assert (layer, skipped) == ({"gemeinden": 9}, ("fremd",))


def test_a_virtual_table_that_borrows_the_name_of_the_index_is_left_out(package):
    name = "rtree_ using rtree("
    sql = f'CREATE VIRTUAL TABLE "{name}" USING VirtualOGR(x)'
    row = f"INSERT INTO sqlite_master VALUES ('table', '{name}', '{name}', 0, '{sql}')"
    run(package, "PRAGMA writable_schema = ON", row)
    with pytest.raises(InputError, match="plain tables"):
        read(package)


def test_what_waits_in_a_journal_is_read_and_stays_where_it_is(package, tmp_path):
    with closing(sqlite3.connect(package)) as base:
        base.execute("PRAGMA journal_mode = WAL")
        for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            base.execute(f'DROP TRIGGER "{name}"')
        base.execute("UPDATE gemeinden SET name = 'geändert'")
        base.commit()
        path = tmp_path / "anderswo"
        path.mkdir()
        for part in tmp_path.glob("grenzen.gpkg*"):
            shutil.copy(part, path / part.name)
    copy = path / package.name
    before = sorted((p.name, p.read_bytes()) for p in path.iterdir())
    path.chmod(0o500)
    with layers.opened(copy) as found:
        assert set(layers.read(found.layers[0])["name"]) == {"geändert"}
    assert sorted((p.name, p.read_bytes()) for p in path.iterdir()) == before


def test_tables_without_areas_are_no_layers(package):
    run(package, "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY, styleQML TEXT)")
    run(
        package,
        "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('layer_styles', 'attributes', 's')",
    )
    assert read(package) == ({"gemeinden": 9}, ())


def test_damaged_packages_end_in_a_message(package):
    content = package.read_bytes()
    for broken in (content[:3_000], content[:100] + b"\xff" * 2_000 + content[2_100:]):
        package.write_bytes(broken)
        with pytest.raises(InputError):
            read(package)


def test_a_journal_of_a_change_that_was_cut_off_is_not_played_back(package, tmp_path):
    named = tmp_path / "wird-nicht-gelöscht"
    named.write_text("bleibt")
    journal = package.with_name(f"{package.name}-journal")
    journal.write_bytes(bytes.fromhex("d9d505f920a163d7") + str(named).encode())
    before = package.read_bytes(), journal.read_bytes()
    with pytest.raises(InputError, match="was not closed"):
        read(package)
    assert (package.read_bytes(), journal.read_bytes()) == before
    assert named.read_text() == "bleibt"


def test_a_journal_that_was_finished_is_passed_over(package):
    package.with_name(f"{package.name}-journal").write_bytes(bytes(512))
    assert read(package) == ({"gemeinden": 9}, ())
