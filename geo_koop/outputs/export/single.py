"""Files of one layer each: FlatGeobuf, GeoParquet, GeoJSON, KML, Shapefile, CSV."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio

from geo_koop.outputs import tables as plain_tables
from geo_koop.outputs.export import schema, zipped
from geo_koop.outputs.export.about import About, layer_items

SHAPE_TEXT = 254
"""Bytes that a text of a Shapefile holds."""
SHAPE_NAME = 10
_KML_NAMES = ("name", "description", "timestamp", "begin", "end")
"""Fields to which KML gives a meaning of its own: GDAL makes elements of them, and drops what does not fit."""
_NO_KML = re.compile("[<>&\"']")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def flatgeobuf(table: pd.DataFrame, path: Path, name: str, about: About) -> None:
    """Write a layer as FlatGeobuf; its spatial index allows no row without a place."""
    layer = about.layers[name]
    pyogrio.write_dataframe(
        table,
        path,
        layer=name,
        driver="FlatGeobuf",
        use_arrow=True,
        geometry_type=schema.layers()[name].geometry,
        layer_metadata=layer_items(about, name),
        layer_options={
            "TITLE": layer.title,
            "DESCRIPTION": layer.abstract,
            "SPATIAL_INDEX": "NO" if table.geometry.isna().any() else "YES",
        },
    )


def geojson(table: pd.DataFrame, path: Path, name: str, about: About) -> None:
    """Write a layer as GeoJSON after RFC 7946: WGS 84, seven decimals, rings to the right hand."""
    layer = about.layers[name]
    pyogrio.write_dataframe(
        table,
        path,
        layer=name,
        driver="GeoJSON",
        use_arrow=True,
        geometry_type=schema.layers()[name].geometry,
        layer_options={
            "RFC7946": "YES",
            "COORDINATE_PRECISION": "7",
            "DESCRIPTION": f"{layer.title}. {layer.abstract}",
        },
    )


def kml(table: pd.DataFrame, path: Path, name: str, about: About) -> None:
    """Write a layer as KML; the label of a row is its name."""
    texts = {column: _as_text(table[column]) for column in table.columns if column != table.geometry.name}
    label = next((c for c in ("name", "cooperation", "name_a") if c in texts), next(iter(texts)))
    drawn = gpd.GeoDataFrame(texts, geometry=table.geometry)
    drawn = drawn.rename(columns=_kml_names(tuple(texts))).assign(Name=texts[label])
    pyogrio.write_dataframe(drawn, path, layer=name, driver="KML", geometry_type=schema.layers()[name].geometry)


def kmz(table: pd.DataFrame, path: Path, name: str, about: About) -> None:
    """Write a layer as KMZ: a KML in a ZIP."""
    with TemporaryDirectory(dir=path.parent) as folder:
        inner = Path(folder) / "doc.kml"
        kml(table, inner, name, about)
        zipped.bundle(path, [inner], about)


def _kml_names(columns: tuple[str, ...]) -> dict[str, str]:
    """Return names of fields that are no elements of KML; GDAL writes them into the XML as they are."""
    made: dict[str, str] = {}
    for column in columns:
        name = f"{column}_" if column in _KML_NAMES else _NO_KML.sub("_", column)
        while name in made.values():
            name += "_"
        made[column] = name
    return made


def geoparquet(table: pd.DataFrame, path: Path, name: str, about: About) -> None:
    """Write a layer as GeoParquet 1.1 with a bounding box per row, or a table as Parquet."""
    facts = {"geo_koop": json.dumps(layer_items(about, name), ensure_ascii=False)}
    if isinstance(table, gpd.GeoDataFrame):
        table.to_parquet(path, index=False, schema_version="1.1.0", write_covering_bbox=True, compression="zstd")
        made = pq.read_table(path)
    else:
        made = pa.Table.from_pandas(table, preserve_index=False)
    made = made.replace_schema_metadata({**(made.schema.metadata or {}), **{k: v.encode() for k, v in facts.items()}})
    fields = [
        field.with_metadata({"description": description}) if description else field
        for field, description in _described(made, name, about)
    ]
    pq.write_table(made.cast(pa.schema(fields, metadata=made.schema.metadata)), path, compression="zstd")


def _described(made: pa.Table, name: str, about: About) -> list[tuple[pa.Field, str]]:
    meanings = about.fields[name]
    return [
        (field, meanings[field.name].meaning(about.language) if field.name in meanings else "") for field in made.schema
    ]


def csv(table: pd.DataFrame, path: Path, _name: str, about: About) -> None:
    """Write a table as CSV: UTF-8 with a byte order mark, ISO dates, formulas made harmless, no geometry."""
    flat = pd.DataFrame(table.drop(columns="geometry")) if isinstance(table, gpd.GeoDataFrame) else table
    plain_tables.write(flat, path, dialect=about.dialect)


def shapefile(table: pd.DataFrame, path: Path, name: str, about: About) -> None:
    """Write a layer as Shapefile with UTF-8 attributes; see :func:`short_names` and :func:`shortened`."""
    names = short_names(tuple(about.fields[name]))
    cut = {column: shortened(table[column]) for column, field in about.fields[name].items() if field.type == "text"}
    pyogrio.write_dataframe(
        table.assign(**cut).rename(columns=names),
        path,
        layer=path.stem,
        driver="ESRI Shapefile",
        use_arrow=True,
        geometry_type=schema.layers()[name].geometry.removeprefix("Multi"),
        layer_options={"ENCODING": "UTF-8"},
    )


def short_names(names: tuple[str, ...]) -> dict[str, str]:
    """Return names of at most ten characters, all different.

    Examples
    --------
    >>> short_names(("key", "population", "population_date", "completeness_label"))
    {'key': 'key', 'population': 'population', 'population_date': 'popul_date', 'completeness_label': 'compl_labe'}
    """
    made: dict[str, str] = {}
    for name in names:
        short = name
        if len(name) > SHAPE_NAME:
            *head, tail = name.split("_")
            short = f"{'_'.join(head)[:5]}_{tail[:4]}" if head else name[:SHAPE_NAME]
        number = 1
        while short in made.values():
            number += 1
            short = f"{short[: SHAPE_NAME - 1 - len(str(number))]}_{number}"
        made[name] = short
    return made


def shortened(texts: pd.Series) -> pd.Series:
    """Return texts of at most 254 bytes in UTF-8, cut between letters."""
    long = _too_long(texts)
    if not long.any():
        return texts
    made = texts.astype(object)
    made[long] = [text.encode()[:SHAPE_TEXT].decode(errors="ignore") for text in texts[long]]
    return made.astype("str")


def cut_texts(table: pd.DataFrame, name: str) -> dict[str, int]:
    """Return for each field how many texts a Shapefile has to cut."""
    texts = [column for column, field in schema.fields()[name].items() if field.type == "text"]
    counts = {column: int(_too_long(table[column]).sum()) for column in texts}
    return {column: count for column, count in counts.items() if count}


def _too_long(texts: pd.Series) -> np.ndarray:
    """Tell which texts have more bytes than a Shapefile holds; most are too short to need a closer look."""
    maybe = texts.str.len().fillna(0).to_numpy() * 4 > SHAPE_TEXT
    maybe[maybe] = np.array([len(text.encode()) > SHAPE_TEXT for text in texts[maybe]], dtype=bool)
    return np.asarray(maybe)


def _as_text(values: pd.Series) -> pd.Series:
    text = values.astype("str")
    return text.str.replace(_CONTROL, "", regex=True)


WRITERS: Mapping[str, Callable[[pd.DataFrame, Path, str, About], None]] = MappingProxyType(
    {
        "flatgeobuf": flatgeobuf,
        "geojson": geojson,
        "geoparquet": geoparquet,
        "kml": kml,
        "kmz": kmz,
        "shapefile": shapefile,
        "csv": csv,
    }
)
"""Format to the function that writes one layer."""
