"""GeoPackage: the layers, and in the tables of the standard what they mean, whose they are and how they relate.

GDAL writes the features; the rest is a few rows that the standard names (GeoPackage 1.3, extensions
Metadata, Schema and Related Tables OGC 18-000).
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio

from geo_koop import codelists
from geo_koop.outputs import styles
from geo_koop.outputs.export import iso, schema
from geo_koop.outputs.export.about import About, layer_items

VERSION = "1.3"
"""Newer ones make the GDAL of long-term releases warn that it may not read all."""

_RELATED = ("municipalities", "membership", "cooperations")
"""Base table, mapping table, related table."""

_TABLES = """
CREATE TABLE IF NOT EXISTS gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE IF NOT EXISTS gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT,
  constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE IF NOT EXISTS gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN,
  max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
CREATE TABLE IF NOT EXISTS gpkg_metadata (
  id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset',
  md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS gpkg_metadata_reference (
  reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
  timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id));
CREATE TABLE IF NOT EXISTS layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
  f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(256), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')));
"""
_RELATIONS = """
CREATE TABLE IF NOT EXISTS gpkgext_relations (
  id INTEGER PRIMARY KEY AUTOINCREMENT, base_table_name TEXT NOT NULL, base_primary_column TEXT NOT NULL DEFAULT 'id',
  related_table_name TEXT NOT NULL, related_primary_column TEXT NOT NULL DEFAULT 'id', relation_name TEXT NOT NULL,
  mapping_table_name TEXT NOT NULL UNIQUE);
"""
_CHANGES = (24, 92)
_SCHEMA = "http://www.geopackage.org/spec/#extension_schema"
_METADATA = "http://www.geopackage.org/spec/#extension_metadata"
_RELATIONS_SPEC = "http://docs.opengeospatial.org/is/18-000/18-000.html"


def write(parts: Mapping[str, pd.DataFrame], path: Path, about: About) -> None:
    """Write all layers and tables into one GeoPackage.

    Parameters
    ----------
    parts : Mapping[str, DataFrame]
        Layers in the coordinate system of the export, and tables.
    path : Path
        Does not exist yet.
    about : About
    """
    for name, table in parts.items():
        _append(table, path, name, about)
    with closing(sqlite3.connect(path)) as base, base:
        base.executescript(_TABLES)
        _write_fields(base, parts, about)
        _write_metadata(base, parts, about)
        _write_styles(base, parts, about)
        if set(_RELATED) <= set(parts):
            _write_relation(base)
        base.execute("UPDATE gpkg_contents SET last_change = ?", (_stamp(about),))
    if about.reproducible:
        _forget_changes(path)


def _forget_changes(path: Path) -> None:
    """Set SQLite's counter of changes, which grows in steps of its own, and its copy (https://sqlite.org/fileformat)."""
    with path.open("r+b") as file:
        for at in _CHANGES:
            file.seek(at)
            file.write((1).to_bytes(4, "big"))


def _append(table: pd.DataFrame, path: Path, name: str, about: About) -> None:
    layer = about.layers[name]
    # A text that is not there is NULL, as numbers and dates are: IS NULL finds it.
    texts = [column for column in table if isinstance(table[column].dtype, pd.StringDtype)]
    table = table.assign(**{column: table[column].mask(table[column] == "") for column in texts})
    options = {"IDENTIFIER": layer.title, "DESCRIPTION": layer.abstract}
    kind = {"geometry_type": schema.layers()[name].geometry} if isinstance(table, gpd.GeoDataFrame) else {}
    made = {} if path.exists() else {"dataset_options": {"VERSION": VERSION}}
    pyogrio.write_dataframe(
        table,
        path,
        layer=name,
        driver="GPKG",
        append=path.exists(),
        use_arrow=True,
        layer_options=options,
        **made,
        **kind,
    )


def _write_fields(base: sqlite3.Connection, parts: Iterable[str], about: About) -> None:
    """Describe each field (extension Schema), with the codes that it may have."""
    listed = [(layer, name, field) for layer in parts for name, field in about.fields[layer].items()]
    rows, seen = [], set()
    for layer, name, field in listed:
        title = field.title(about.language)
        alias = f"{title} ({name})" if (layer, title) in seen else title
        seen.add((layer, title))
        rows.append(
            (
                layer,
                name,
                alias,
                title,
                field.described(about.language),
                f"geo_koop_{field.codelist}" if field.codelist else None,
            )
        )
    base.executemany(
        "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description, constraint_name) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        rows,
    )
    used = sorted({field.codelist for _layer, _name, field in listed if field.codelist})
    base.executemany(
        "INSERT INTO gpkg_data_column_constraints (constraint_name, constraint_type, value, description) "
        "VALUES (?, 'enum', ?, ?)",
        [(f"geo_koop_{name}", code, label) for name in used for code, label in _values(name, about.language)],
    )
    tables = ("gpkg_data_columns", "gpkg_data_column_constraints")
    _extend(base, [(table, None, "gpkg_schema", _SCHEMA, "read-write") for table in tables])


def _values(codelist: str, language: str) -> list[tuple[str, str]]:
    extra = [("any", {"de": "irgendein Thema", "en": "any topic"}[language])] if codelist == "topics" else []
    return [*extra, *codelists.load(codelist).labels(language).items()]


def _write_metadata(base: sqlite3.Connection, parts: Iterable[str], about: About) -> None:
    """Write an ISO 19139 record for the whole, and a record of pairs for each layer."""
    rows: list[tuple[int, str, str, str, str]] = [
        (1, "dataset", "http://www.isotc211.org/2005/gmd", "text/xml", iso.document(about))
    ]
    references: list[tuple[Any, ...]] = [("geopackage", None, _stamp(about), 1, None)]
    for number, name in enumerate(parts, start=2):
        text = json.dumps(layer_items(about, name), ensure_ascii=False, indent=1)
        rows.append((number, "dataset", "https://json-schema.org/", "application/json", text))
        references.append(("table", name, _stamp(about), number, 1))
    base.executemany("INSERT INTO gpkg_metadata VALUES (?, ?, ?, ?, ?)", rows)
    base.executemany(
        "INSERT INTO gpkg_metadata_reference (reference_scope, table_name, timestamp, md_file_id, md_parent_id) "
        "VALUES (?, ?, ?, ?, ?)",
        references,
    )
    tables = ("gpkg_metadata", "gpkg_metadata_reference")
    _extend(base, [(table, None, "gpkg_metadata", _METADATA, "read-write") for table in tables])


def _write_styles(base: sqlite3.Connection, parts: Mapping[str, pd.DataFrame], about: About) -> None:
    """Fill the table in which QGIS looks for styles: several per layer, exactly one of them the default."""
    aliases = {
        layer: {name: field.meaning(about.language) for name, field in listed.items()}
        for layer, listed in about.fields.items()
    }
    made = styles.build(parts, about.language, aliases=aliases, selection=about.selection)
    columns = dict(base.execute("SELECT table_name, column_name FROM gpkg_geometry_columns"))
    base.executemany(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "
        "styleQML, styleSLD, useAsDefault, description, owner, ui, update_time) "
        "VALUES ('', '', ?, ?, ?, ?, ?, ?, ?, '', '', ?)",
        [
            (s.layer, columns[s.layer], s.name, s.qml, s.sld, s.default, f"geo_koop: {s.name}", _stamp(about))
            for s in made
        ],
    )
    base.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description) "
        "VALUES ('layer_styles', 'attributes', 'layer_styles', '')"
    )


def _write_relation(base: sqlite3.Connection) -> None:
    """Relate municipalities and cooperations through the membership (extension Related Tables)."""
    one, mapping, other = _RELATED
    base.executescript(_RELATIONS)
    base.execute(
        "INSERT INTO gpkgext_relations (base_table_name, base_primary_column, related_table_name, "
        "related_primary_column, relation_name, mapping_table_name) VALUES (?, 'fid', ?, 'fid', 'features', ?)",
        (one, other, mapping),
    )
    tables = ("gpkgext_relations", mapping)
    _extend(base, [(table, None, "gpkg_related_tables", _RELATIONS_SPEC, "read-write") for table in tables])


def _extend(base: sqlite3.Connection, rows: list[tuple[Any, ...]]) -> None:
    base.executemany("INSERT OR IGNORE INTO gpkg_extensions VALUES (?, ?, ?, ?, ?)", rows)


def _stamp(about: About) -> str:
    return about.made.strftime("%Y-%m-%dT%H:%M:%S.000Z")
