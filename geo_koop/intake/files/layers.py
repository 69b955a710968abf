"""Finds and reads layers: files of the known kinds, folders of shapefiles, archives, GeoParquet.

A file is opened by :func:`opened`, which looks at its content first (:mod:`geo_koop.intake.files.kinds`), and
copies what must not be read where it lies: archives, databases that compute, and what would get files
beside it. The layers hold as long as it is open.
"""

import json
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyogrio
from pyarrow import parquet

from geo_koop.errors import InputError
from geo_koop.intake.files import databases, kinds, layer_sizes, limits, systems, unpack
from geo_koop.intake.files.limits import Limits
from geo_koop.intake.files.profiles import matching
from geo_koop.intake.files.tables import existing

PARQUET = (".parquet", ".geoparquet", ".pq")
_MISREAD = "Ã[\u0080-\u00bf]"
"""What an umlaut becomes when UTF-8 is read as Latin 1."""
_DOS = "[A-Za-z][„”‚][a-z]"
"""What an umlaut of DOS (code page 850) becomes when it is read as Windows-1252."""

KNOWN = (".gpkg", ".shp", ".zip", ".kmz", ".geojson", ".json", ".fgb", ".gdb", ".kml", ".gml", ".sqlite", *PARQUET)
"""Endings by which boundary files are found in a project folder."""

INSIDE = (".shp", ".gpkg", ".geojson", ".fgb", ".kml", ".gml", ".sqlite", ".topojson", ".geojsonl", ".tab", ".mif")
"""Endings by which they are found in archives and folders."""


_ENCODINGS = ("cp1252", "cp850", "latin-1")
"""What texts of shapefiles are in that are not UTF-8 though their ``.cpg`` says so."""

_ROWS_AT_ONCE = 1_000
_MOST_LAYERS = 500
"""To describe a layer, GDAL reads the whole file in some formats."""


@dataclass(frozen=True)
class Layer:
    """A layer that can be read: the source for GDAL, its name there, its columns, and which drivers may open it."""

    source: str
    name: str
    fields: tuple[str, ...] = ()
    drivers: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True)
class Found:
    """The layers of a file, and the names of tables in it that are none (views, and what refers elsewhere)."""

    layers: tuple[Layer, ...]
    skipped: tuple[str, ...] = ()


@contextmanager
def opened(*paths: Path, tables: bool = False) -> Iterator[Found]:
    """Open files, the shapefiles of a folder, or an archive, for as long as their layers are read.

    Parameters
    ----------
    *paths : Path
    tables : bool
        Whether tables without geometry count as layers.

    Raises
    ------
    InputError
        If nothing can be read, or a file is not what it seems.
    """
    with ExitStack() as stack:
        found = [_opened(Path(path), stack, tables) for path in paths]
        yield Found(
            tuple(layer for part in found for layer in part.layers),
            tuple(name for part in found for name in part.skipped),
        )


def _opened(path: Path, stack: ExitStack, tables: bool) -> Found:
    if path.is_dir() and path.suffix.lower() != ".gdb":
        files = sorted(p for p in path.iterdir() if p.suffix.lower() in INSIDE and p.is_file())
        if not files:
            raise InputError("The folder {path} holds no boundary file.", "Name the file itself.", path=path)
        return _joined(_file(file, stack, tables) for file in files)
    if path.suffix.lower() != ".gdb":
        existing(path)
    elif not any(path.glob("a00000001.gdbtable")):
        raise InputError("{path} is no File Geodatabase.", "Copy the whole folder.", path=path)
    if path.suffix.lower() in (".zip", ".kmz"):
        return _archive(path, stack, tables)
    return _file(path, stack, tables)


def _joined(parts: Iterator[Found]) -> Found:
    done = list(parts)
    return Found(
        tuple(layer for part in done for layer in part.layers),
        tuple(name for part in done for name in part.skipped),
    )


def _archive(path: Path, stack: ExitStack, tables: bool) -> Found:
    """Unpack what is needed of an archive, and open each boundary file in it."""
    folder = unpack.unpack(path, _scratch(stack), nested=False)
    found = [p for p in folder.rglob("*") if p.suffix.lower() in (*INSIDE, ".gdb")]
    found = sorted(p for p in found if not any(up.suffix.lower() == ".gdb" for up in p.parents if up != folder))
    if not found:
        raise InputError(
            "The archive {file} holds no boundary file.", "Look into it, and name the file itself.", file=path.name
        )
    return _joined(_file(file, stack, tables) for file in found)


def _scratch(stack: ExitStack) -> Path:
    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="geo-koop-", ignore_cleanup_errors=True)))


def _file(path: Path, stack: ExitStack, tables: bool = False) -> Found:
    if path.suffix.lower() == ".shp":
        _complete(path)
    drivers = kinds.drivers_for(path)
    if kinds.PARQUET in drivers:
        return Found((Layer(str(path), path.stem, _parquet_fields(path), drivers),))
    if "TopoJSON" in drivers:
        layer_sizes.topology(path, limits.from_environment())
    skipped: tuple[str, ...] = ()
    if drivers & kinds.SQLITE:
        path, skipped = databases.safe(path, _scratch(stack)) if path.stat().st_size else (path, ())
    elif "GML" in drivers or not _plain_name(path):
        # GDAL writes its template beside a GML file, and reads “!” and “?” in names as places in archives.
        copy = _scratch(stack) / f"boundaries{path.suffix.lower()}"
        shutil.copyfile(path, copy)
        path = copy
    try:
        found = _layers(path, drivers, tables)
    except InputError:
        if not skipped:
            raise
        found = ()
    if not found:
        raise InputError(
            "{file} holds no plain table with areas. Left out, because they compute or refer to other files: {names}.",
            "Save the layer of the municipalities into a new GeoPackage.",
            file=path.name,
            names=", ".join(skipped[:5]) or "–",
        )
    return Found(found, skipped)


def _plain_name(path: Path) -> bool:
    return path.is_dir() or not set("!?") & set(str(path.resolve()))


def _layers(path: Path, drivers: frozenset[str], tables: bool = False) -> tuple[Layer, ...]:
    """List the layers of one file; refuse what another driver would open."""
    source = str(path.resolve())
    systems.check_file(path, drivers)
    try:
        with _quiet():
            listed = pyogrio.list_layers(source)
            # Tables without areas, such as saved styles, are no layers.
            plain = drivers & kinds.SQLITE or any(kind is not None for _name, kind in listed)
            names = [str(name) for name, kind in listed if kind is not None or not plain or tables]
            names = [name for name in names if not databases.is_system(name)] if tables else names
            if len(names) > _MOST_LAYERS:
                raise _too_many(path, len(names))
            about = [pyogrio.read_info(source, layer=name) for name in names]
    except (InputError, MemoryError):
        raise
    except Exception as error:
        raise _unreadable(path) from error
    if any(info["driver"] not in drivers for info in about):
        raise InputError("{file} is not what it begins as.", "Save it anew as GeoPackage or GeoJSON.", file=path.name)
    for info in about:
        systems.check(info["crs"], path.name)
    return tuple(
        Layer(source, name, tuple(map(str, info["fields"])), drivers) for name, info in zip(names, about, strict=True)
    )


def _unreadable(path: Path) -> InputError:
    return InputError(
        "{file} cannot be read as boundaries.",
        "It is damaged or of an unknown kind. Known are: {known}.",
        file=path.name,
        known=kinds.KNOWN,
    )


def _too_many(path: Path, count: int) -> InputError:
    return InputError(
        "{file} holds {count} layers; at most {most} are looked at.",
        "Save the layer of the municipalities into a new GeoPackage.",
        file=path.name,
        count=count,
        most=_MOST_LAYERS,
    )


def _complete(path: Path) -> None:
    lacking = [e for e in (".dbf", ".shx") if not any(path.with_suffix(v).is_file() for v in (e, e.upper()))]
    if lacking:
        raise InputError(
            "Beside {file} the files {lacking} are missing.",
            "Copy all parts of it.",
            file=path.name,
            lacking=", ".join(lacking),
        )


def beside(path: Path, found: Sequence[Layer]) -> list[Layer]:
    """Return the layers in which names of districts and states may stand: the file, or shapefiles beside it."""
    if path.suffix.lower() != ".shp":
        return list(found)
    others = [p for p in sorted(path.parent.iterdir()) if p.suffix.lower() == ".shp" and p != path]
    return [*found, *(layer for other in others for layer in _readable(other))]


def _readable(path: Path) -> tuple[Layer, ...]:
    """Return the layers of a file beside the boundaries; one that cannot be read tells nothing."""
    try:
        _complete(path)
        return _layers(path, kinds.drivers_for(path))
    except InputError:
        return ()


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


def read(layer: Layer, *, geometry: bool = True, most: Limits | None = None) -> gpd.GeoDataFrame:
    """Read a layer, geometry and all columns, while its file is open.

    Raises
    ------
    InputError
        If it is damaged, or holds more than is read (``most``; by the environment where it is left out).
    """
    path, most = Path(layer.source), most or limits.from_environment()
    try:
        with _quiet():
            if kinds.PARQUET in layer.drivers:
                return layer_sizes.after(_read_parquet(path, most, geometry), path.name, layer.name, most)
            layer_sizes.before(layer.source, layer.name, most)
            return layer_sizes.after(_read_decoded(layer, geometry), path.name, layer.name, most)
    except (InputError, MemoryError):
        raise
    except Exception as error:  # readers raise anything on damaged files
        raise InputError(
            "The layer {layer} of {file} cannot be read: {error}.",
            "The file is damaged: fetch it anew.",
            layer=layer.name,
            file=path.name,
            error=str(error)[:300] or type(error).__name__,
        ) from error


def _read_decoded(layer: Layer, geometry: bool) -> gpd.GeoDataFrame:
    try:
        table = pyogrio.read_dataframe(layer.source, layer=layer.name, read_geometry=geometry)
    except UnicodeDecodeError:
        return _in_another_encoding(layer, geometry)
    return _decoded(table, layer, geometry)


def _decoded(table: gpd.GeoDataFrame, layer: Layer, geometry: bool) -> gpd.GeoDataFrame:
    """Read a shapefile anew as UTF-8 where it does not say so and its texts look like it.

    ``table.attrs["encoding"]`` tells then what was assumed, and ``encoding_named`` whether the file says otherwise.
    """
    if not layer.source.lower().endswith(".shp"):
        return table
    if not _any_text(table, _MISREAD):
        return table
    anew = pyogrio.read_dataframe(layer.source, layer=layer.name, read_geometry=geometry, encoding="utf-8")
    anew.attrs["encoding"] = "UTF-8"
    anew.attrs["encoding_named"] = any(Path(layer.source).with_suffix(end).is_file() for end in (".cpg", ".CPG"))
    return anew


def _any_text(table: pd.DataFrame, pattern: str) -> bool:
    """Tell whether a pattern stands in any text of a table."""
    texts = [table[c] for c in table.columns if c != "geometry" and pd.api.types.is_string_dtype(table[c])]
    return any(column.astype("str").str.contains(pattern, regex=True).any() for column in texts)


def _in_another_encoding(layer: Layer, geometry: bool) -> gpd.GeoDataFrame:
    """Read a shapefile whose texts are not in the encoding that it names; ``table.attrs`` tells which they are in."""
    for encoding in _ENCODINGS:
        try:
            table = pyogrio.read_dataframe(layer.source, layer=layer.name, read_geometry=geometry, encoding=encoding)
        except UnicodeDecodeError:
            continue
        if encoding == _ENCODINGS[0] and _any_text(table, _DOS):
            continue
        table.attrs["encoding"] = encoding
        table.attrs["encoding_named"] = True
        return table
    raise UnicodeError("the texts are in no encoding that is known")


def _parquet_fields(path: Path) -> tuple[str, ...]:
    try:
        schema = parquet.read_schema(path)
        geo = _geo(schema)
        areas = str(geo.get("primary_column", "geometry"))
        systems.check([column.get("crs") for column in geo.get("columns", {}).values()], path.name)
        return tuple(name for name in schema.names if name != areas)
    except InputError:
        raise
    except Exception as error:
        raise _unreadable(path) from error


def _read_parquet(path: Path, most: Limits, geometry: bool) -> gpd.GeoDataFrame:
    """Read GeoParquet, after counting what it unpacks to: a row of it can take no space in the file."""
    size = 0
    with parquet.ParquetFile(path) as file:
        layer_sizes.rows(path, file.metadata.num_rows, most)
        shapes = [name for name in _geo(file.schema_arrow).get("columns", {}) if name in file.schema_arrow.names]
        for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE):
            size += batch.nbytes
            if size > most.unpacked:
                raise InputError(
                    "{file} unpacks to more than {size} MB.",
                    "Leave out columns and rows that are not needed.",
                    file=path.name,
                    size=most.unpacked_mb,
                )
            for name in shapes:
                layer_sizes.undecoded(path, path.stem, batch.column(name).to_pylist(), most)
    if not geometry:
        plain = [name for name in file.schema_arrow.names if name not in shapes]
        return parquet.read_table(path, columns=plain).to_pandas()
    return gpd.read_parquet(path)


def _geo(schema: pa.Schema) -> dict[str, Any]:
    """Return what a GeoParquet says of its geometry."""
    return dict(json.loads((schema.metadata or {}).get(b"geo", b"{}")))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep GDAL's remarks from the screen: what matters is told as a finding or an error."""
    with warnings.catch_warnings():
        for kind in (RuntimeWarning, UserWarning):
            warnings.simplefilter("ignore", kind)
        yield


def columns(layer: Layer) -> list[str]:
    """Return the columns of a layer without reading its rows."""
    return list(layer.fields)
