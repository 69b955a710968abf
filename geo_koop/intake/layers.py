"""Finds and reads layers: any file that GDAL reads, folders and archives of shapefiles, GeoParquet."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from geo_koop.errors import InputError
from geo_koop.intake.profiles import matching
from geo_koop.intake.tables import existing

PARQUET = (".parquet", ".geoparquet", ".pq")
_MISREAD = "Ã[\u0080-\u00bf]"
"""What an umlaut becomes when UTF-8 is read as Latin 1."""

KNOWN = (".gpkg", ".shp", ".zip", ".geojson", ".json", ".fgb", ".gdb", *PARQUET)
"""Endings by which boundary files are found in a project folder."""


@dataclass(frozen=True)
class Layer:
    """A layer that can be read: the source for GDAL, and its name there."""

    source: str
    name: str


def find(path: Path) -> list[Layer]:
    """List the layers of a file, of the shapefiles of a folder, or of those in an archive.

    Raises
    ------
    InputError
        If nothing can be read.
    """
    if path.is_dir() and path.suffix.lower() != ".gdb":
        files = sorted(p for p in path.iterdir() if p.suffix.lower() in (".shp", ".gpkg", ".geojson", ".fgb"))
        if not files:
            raise InputError(
                "The folder {path} holds no boundary file.",
                "Name the file itself.",
                path=path,
            )
        return [layer for file in files for layer in find(file)]
    if path.suffix.lower() != ".gdb":
        existing(path)
    if path.suffix.lower() in PARQUET:
        return [Layer(str(path), path.stem)]
    if path.suffix.lower() == ".shp":
        lacking = [end for end in (".dbf", ".shx") if not any(_sibling(path, e).is_file() for e in (end, end.upper()))]
        if lacking:
            raise InputError(
                "Beside {file} the files {lacking} are missing.",
                "Copy all parts of it.",
                file=path.name,
                lacking=", ".join(lacking),
            )
    try:
        return [Layer(source, str(name)) for source in _sources(path) for name, _kind in pyogrio.list_layers(source)]
    except (DataSourceError, zipfile.BadZipFile) as error:
        raise InputError(
            "{file} cannot be read as boundaries.",
            "It is damaged or of an unknown kind. Known are GeoPackage, Shapefile (also zipped), "
            "GeoJSON, FlatGeobuf and GeoParquet.",
            file=path.name,
        ) from error


def _sibling(path: Path, ending: str) -> Path:
    return path.with_suffix(ending)


def _sources(path: Path) -> list[str]:
    """Return what GDAL can open: the file, or each shapefile or other file inside an archive."""
    if path.suffix.lower() != ".zip":
        return [str(path)]
    with zipfile.ZipFile(path) as archive:
        inside = [n for n in archive.namelist() if Path(n).suffix.lower() in (".shp", ".gpkg", ".geojson", ".fgb")]
    if not inside:
        raise InputError(
            "The archive {file} holds no boundary file.",
            "Look into it, and name the file itself.",
            file=path.name,
        )
    return [f"/vsizip/{path.resolve()}/{name}" for name in sorted(inside)]


def beside(path: Path, found: Sequence[Layer]) -> list[Layer]:
    """Return the layers in which names of districts and states may stand: the file, or shapefiles beside it."""
    if path.suffix.lower() != ".shp":
        return list(found)
    return [Layer(str(p), p.stem) for p in sorted(path.parent.iterdir()) if p.suffix.lower() == ".shp"]


def choose(layers: Sequence[Layer], patterns: Sequence[str], wanted: str | None, *, file: str) -> Layer:
    """Return the layer that a user names, or the one that the profile's patterns find.

    Raises
    ------
    InputError
        If the layer does not exist, or several could be meant.
    """
    names = [layer.name for layer in layers]
    if wanted:
        if wanted not in names:
            raise InputError(
                "{file} has no layer “{wanted}”.",
                "Its layers are: {names}.",
                file=file,
                wanted=wanted,
                names=", ".join(names),
            )
        return layers[names.index(wanted)]
    if len(layers) == 1:
        return layers[0]
    fitting = matching(names, patterns)
    if len(fitting) != 1:
        raise InputError(
            "{file} has several layers: {names}.",
            "Say which holds the municipalities: --layer NAME",
            file=file,
            names=", ".join(names),
        )
    return layers[names.index(fitting[0])]


def read(layer: Layer, *, geometry: bool = True) -> gpd.GeoDataFrame:
    """Read a layer, geometry and all columns.

    Raises
    ------
    InputError
        If it is damaged.
    """
    path = Path(layer.source)
    try:
        if path.suffix.lower() in PARQUET:
            return gpd.read_parquet(path)
        table = pyogrio.read_dataframe(layer.source, layer=layer.name, read_geometry=geometry)
        return _decoded(table, layer, geometry)
    except (DataSourceError, DataLayerError, ValueError, OSError, UnicodeDecodeError) as error:
        raise InputError(
            "The layer {layer} of {file} cannot be read: {error}.",
            "The file is damaged: fetch it anew.",
            layer=layer.name,
            file=path.name,
            error=error,
        ) from error


def _decoded(table: gpd.GeoDataFrame, layer: Layer, geometry: bool) -> gpd.GeoDataFrame:
    """Read a shapefile anew as UTF-8 where it does not say so (no .cpg) and its texts look like it.

    ``table.attrs["encoding"]`` tells then what was assumed.
    """
    if not layer.source.lower().endswith(".shp"):
        return table
    texts = [table[c] for c in table.columns if c != "geometry" and pd.api.types.is_string_dtype(table[c])]
    if not any(column.astype("str").str.contains(_MISREAD, regex=True).any() for column in texts):
        return table
    anew = pyogrio.read_dataframe(layer.source, layer=layer.name, read_geometry=geometry, encoding="utf-8")
    anew.attrs["encoding"] = "UTF-8"
    return anew


def columns(layer: Layer) -> list[str]:
    """Return the columns of a layer without reading its rows."""
    path = Path(layer.source)
    if path.suffix.lower() in PARQUET:
        return [c for c in read(layer).columns if c != "geometry"]
    try:
        return [str(name) for name in pyogrio.read_info(layer.source, layer=layer.name)["fields"]]
    except (DataSourceError, DataLayerError) as error:
        raise InputError(
            "The layer {layer} of {file} cannot be read.",
            "Fetch the file anew.",
            layer=layer.name,
            file=path.name,
        ) from error
