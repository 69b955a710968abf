"""Holds layers to the limits of reading: areas, corners, and collections within collections."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from geo_koop.errors import InputError
from geo_koop.intake.files import limits, wkb
from geo_koop.intake.files.limits import Limits

_COLLECTION: Final = 7
_BYTES_OF_A_CORNER: Final = 4
"""No format that is read here needs less for a corner, but for topologies and databases in folders."""
_HEAD: Final = 65_536
_AT_ONCE: Final = 1_000


def before(source: str, layer: str, most: Limits) -> None:
    """Refuse a layer that GDAL opens, before its areas are kept in memory.

    Raises
    ------
    InputError
        If it has too many areas or corners.
    """
    path = Path(source)
    features = int(pyogrio.read_info(source, layer=layer)["features"])
    if features > most.features:
        raise _too_many_areas(path, layer, most)
    if path.is_file() and path.stat().st_size < most.vertices * _BYTES_OF_A_CORNER:
        return
    areas = corners = 0
    with pyogrio.open_arrow(source, layer=layer, columns=[], batch_size=_AT_ONCE, use_pyarrow=True) as (about, reader):
        name = about["geometry_name"] or "wkb_geometry"
        for batch in reader:
            areas += batch.num_rows
            if name in batch.schema.names:
                shapes = batch.column(name).to_numpy(zero_copy_only=False)
                undecoded(path, layer, shapes, most)  # GDAL hands on what stands in a GeoPackage
                corners += int(shapely.get_num_coordinates(shapely.from_wkb(shapes, on_invalid="ignore")).sum())
            _compare(path, layer, areas, corners, most)


def topology(path: Path, most: Limits) -> None:
    """Refuse a TopoJSON whose lines, each written once, come to too many corners where they are used; others pass.

    Raises
    ------
    InputError
    """
    with path.open("rb") as stream:
        if b"Topology" not in stream.read(_HEAD):
            return
    try:
        content = json.loads(path.read_bytes())
        lengths = np.array([len(line) for line in content["arcs"]], dtype="int64")
        corners = 0
        for used in _uses(content["objects"]):
            at = np.array(used, dtype="int64")
            corners += int(lengths[np.where(at < 0, ~at, at)].sum())
            _compare(path, "", 0, corners, most)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise InputError(
            "{file} cannot be read as boundaries: its topology is damaged.",
            "Save it anew as GeoPackage or GeoJSON.",
            file=path.name,
        ) from error


def _uses(node: Any) -> Iterator[list[int]]:
    """Yield the lists of lines that the objects of a topology use."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name == "arcs":
                yield from _lists(value)
            elif name != "properties":
                yield from _uses(value)
    elif isinstance(node, list):
        for value in node:
            yield from _uses(value)


def _lists(node: Any) -> Iterator[list[int]]:
    if node and isinstance(node[0], list):
        for value in node:
            yield from _lists(value)
    else:
        yield node


def after(table: gpd.GeoDataFrame, file: str, layer: str, most: Limits) -> gpd.GeoDataFrame:
    """Return a layer that was read, or refuse it.

    Raises
    ------
    InputError
        If it has too many areas or corners, collections that are too deep in each other, or too long a text.
    """
    path = Path(file)
    _short(table, path, layer, most)
    if not isinstance(table, gpd.GeoDataFrame):
        _compare(path, layer, len(table), 0, most)
        return table
    shapes = table.geometry.to_numpy()
    _compare(path, layer, len(table), int(shapely.get_num_coordinates(shapes).sum()), most)
    for _level in range(most.nesting + 1):
        shapes = shapely.get_parts(shapes[shapely.get_type_id(shapes) == _COLLECTION])
        if not len(shapes):
            return table
    raise _too_deep(path, layer, most)


def _short(table: pd.DataFrame, path: Path, layer: str, most: Limits) -> None:
    """Refuse texts that are too long: what looks names and keys up, and compares them, would take very long."""
    for name, column in table.items():
        if pd.api.types.is_string_dtype(column) and column.astype("str").str.len().max() > most.text:
            raise InputError(
                "{file}, layer “{layer}”, column {column}: a text has more than {most} characters.",
                "Shorten it, or delete the column if it is not needed. {raising}",
                file=path.name,
                layer=layer,
                column=name,
                most=most.text,
                raising=limits.raising("text"),
            )


def undecoded(path: Path, layer: str, shapes: Iterable[object], most: Limits) -> None:
    """Refuse geometries that are still WKB and so deep in each other that GEOS would end the process.

    Raises
    ------
    InputError
    """
    inside = most.nesting + 1  # polygons of a collection may be multipolygons
    if wkb.deepest(shapes, inside) > inside:
        raise _too_deep(path, layer, most)


def _too_deep(path: Path, layer: str, most: Limits) -> InputError:
    return InputError(
        "{file}, layer “{layer}”: collections of areas are more than {most} levels deep in each other.",
        "Save the areas as polygons. {raising}",
        file=path.name,
        layer=layer,
        most=most.nesting,
        raising=limits.raising("nesting"),
    )


def rows(path: Path, count: int, most: Limits) -> None:
    """Refuse a layer by the number of its areas.

    Raises
    ------
    InputError
    """
    _compare(path, path.stem, count, 0, most)


def _compare(path: Path, layer: str, areas: int, corners: int, most: Limits) -> None:
    if areas > most.features:
        raise _too_many_areas(path, layer, most)
    if corners > most.vertices:
        raise InputError(
            "{file}, layer “{layer}”: the areas have more than {most} corners.",
            "Simplify the boundaries, or leave out what is not needed. {raising}",
            file=path.name,
            layer=layer or path.stem,
            most=most.vertices,
            raising=limits.raising("vertices"),
        )


def _too_many_areas(path: Path, layer: str, most: Limits) -> InputError:
    return InputError(
        "{file}, layer “{layer}”: there are more than {most} areas.",
        "Leave out what is not needed. {raising}",
        file=path.name,
        layer=layer or path.stem,
        most=most.features,
        raising=limits.raising("features"),
    )
