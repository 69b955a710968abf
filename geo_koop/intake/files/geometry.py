"""Geometry at the edge of the house: metres, validity, kinds."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj.exceptions import CRSError

from geo_koop import findings
from geo_koop.errors import InputError
from geo_koop.intake.files import coordinates
from geo_koop.intake.files.coordinates import COLLECTION, MULTIPOLYGON, POLYGON, is_polygon

_MOST_MET, _AT_ONCE = 200, 200
"""Of how many others an area meets the frame on average, at most; how many areas are looked at together."""


def to_metric(
    areas: gpd.GeoDataFrame, *, file: str, german: bool, given: str | None = None
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Bring areas into a coordinate system in metres.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        With ``key`` and ``row``; any CRS, or none.
    file : str
        For messages.
    german : bool
        Whether keys are German: then the areas must lie in Germany.
    given : str, optional
        As in :func:`geo_koop.intake.files.coordinates.located`.

    Returns
    -------
    tuple
        The areas, without heights, in EPSG:25832 where they lie in Germany, else in the UTM zone of their middle,
        or where they are wider than that, in a projection that keeps areas; those with coordinates that are no
        numbers are left out; and findings.

    Raises
    ------
    InputError, UsageError
        As :func:`geo_koop.intake.files.coordinates.located`, and if German areas do not lie in Germany.
    """
    areas, broken = _with_numbers(areas, file=file)
    areas, location, reported = coordinates.located(areas, file=file, given=given)
    if german and not location.in_germany:
        raise coordinates.misplaced(location, areas.crs, file)
    try:
        metric, beyond = _with_numbers(areas.to_crs(coordinates.analysis_crs(location)), file=file)
    except (CRSError, RuntimeError) as error:
        raise coordinates.unusable(file, error) from error
    return metric, findings.collect([broken, reported, beyond])


def _without_strays(shapes: np.ndarray) -> np.ndarray:
    """Take lines and points out of collections that also hold areas: they may lie anywhere."""
    mixed = np.flatnonzero(shapely.get_type_id(shapes) == COLLECTION)
    remaining = shapes.copy()
    for at in mixed:
        inner = shapely.get_parts(shapely.get_parts(shapes[at]))
        if is_polygon(inner).any():
            remaining[at] = shapely.geometrycollections(inner[is_polygon(inner)])
    return remaining


def apart(areas: gpd.GeoDataFrame, *, file: str) -> None:
    """Refuse very many areas that lie on each other: each pair would be cut with each, for hours.

    Raises
    ------
    InputError
        If an area meets the frames of more than 200 others on average. Municipalities meet about ten, and
        districts and states in the same layer some twenty more.
    """
    shapes = areas.geometry.to_numpy()
    tree, met = shapely.STRtree(shapes), 0
    for start in range(0, len(shapes), _AT_ONCE):
        met += tree.query(shapes[start : start + _AT_ONCE]).shape[1]
        if met > _MOST_MET * len(shapes):
            raise InputError(
                "The {count} areas of {file} lie on each other.",
                "Choose a layer in which each area stands once.",
                file=file,
                count=len(shapes),
            )


def _with_numbers(areas: gpd.GeoDataFrame, *, file: str) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Leave out areas with coordinates that are no finite numbers; heights do not count."""
    flat = _without_strays(shapely.force_2d(areas.geometry.to_numpy()))
    corners, owner = shapely.get_coordinates(flat, return_index=True)
    broken = np.zeros(len(areas), dtype=bool)
    broken[owner[~np.isfinite(corners).all(axis=1)]] = True
    if broken[owner].all():  # nothing has an extent, whether for want of numbers or of shapes
        raise coordinates.no_areas(file)
    remaining = areas.set_geometry(flat, crs=areas.crs)
    return remaining[~broken] if broken.any() else remaining, findings.report(
        "geometry_broken", file=file, row=areas["row"][broken], value=areas["key"][broken]
    )


def polygons(areas: gpd.GeoDataFrame, *, file: str, layer: str) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Keep what is an area, repair what is invalid, and report both.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        With ``key`` and ``row``.
    file, layer : str
        For messages.

    Raises
    ------
    InputError
        If nothing is an area.
    """
    shape = shapely.force_2d(areas.geometry.to_numpy())
    missing = shapely.is_missing(shape) | shapely.is_empty(shape)
    kind = shapely.get_type_id(shape)
    area = ~missing & np.isin(kind, [POLYGON, MULTIPOLYGON])
    bad = area & ~_each(shapely.is_valid, shape, otherwise=False).astype(bool)
    mixed = ~missing & (kind == COLLECTION)
    mended = shape.copy()
    mended[bad | mixed] = _each(_mended, shape[bad | mixed], otherwise=None)
    broken = (bad | mixed) & shapely.is_missing(mended)
    bad, mixed = bad & ~broken, mixed & ~broken
    lost = (bad | mixed) & shapely.is_empty(mended)
    strange = (~missing & ~area & ~mixed) | (mixed & lost)
    missing |= bad & lost
    usable = ~missing & ~strange & ~broken
    if not usable.any():
        kinds = sorted({g.geom_type for g in shape[strange][:100]}) or ["nothing"]
        raise InputError(
            "The layer {layer} of {file} holds no areas, but: {kinds}."
            if layer
            else "{file} holds no areas, but: {kinds}.",
            "Choose the layer with the areas.",
            layer=layer,
            file=file,
            kinds=", ".join(kinds),
        )
    repaired = (bad | mixed) & usable
    change = np.round(shapely.area(mended[repaired]) - shapely.area(shape[repaired]), 1)

    def notice(code: str, hit: np.ndarray, **params: Any) -> pd.DataFrame:
        row, value = areas["row"][hit], areas["key"][hit]
        return findings.report(code, file=file, sheet=layer, row=row, value=value, **params)

    reported = [
        notice("geometry_missing", missing),
        notice("geometry_broken", broken),
        notice("geometry_not_area", strange, kind=[g.geom_type for g in shape[strange]]),
        notice("geometry_repaired", repaired, reason=_reasons(shape[repaired]), change=change),
    ]
    return areas.set_geometry(mended, crs=areas.crs)[usable], findings.collect(reported)


def _each(measure: Callable[[np.ndarray], np.ndarray], shapes: np.ndarray, *, otherwise: object) -> np.ndarray:
    """Measure all shapes; where GEOS fails at one, it is told from the others by measuring each alone."""
    try:
        return measure(shapes)
    except shapely.errors.GEOSException:
        if len(shapes) == 1:
            return np.array([otherwise], dtype=object)
    middle = len(shapes) // 2
    halves = (shapes[:middle], shapes[middle:])
    return np.concatenate([_each(measure, half, otherwise=otherwise) for half in halves])


def _mended(shapes: np.ndarray) -> np.ndarray:
    return _areal(shapely.make_valid(shapes))


def _reasons(shapes: np.ndarray) -> np.ndarray:
    reasons = shapely.is_valid_reason(shapes)
    return np.where(shapely.get_type_id(shapes) == COLLECTION, "GeometryCollection", reasons)


def _areal(shapes: np.ndarray) -> np.ndarray:
    """Keep the polygons of shapes; a repair can leave lines and points over, which have no area."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    # A collection may hold multipolygons, hence the second step.
    single, inner = shapely.get_parts(parts, return_index=True)
    flat = shapely.get_type_id(single) == POLYGON
    remaining = np.full(len(shapes), shapely.MultiPolygon(), dtype=object)
    of = owner[inner[flat]]
    for_each = np.unique(of)
    if len(for_each):
        remaining[for_each] = shapely.multipolygons(single[flat], indices=np.searchsorted(for_each, of))
    # Polygons of a repair can touch along an edge; joined, they are one valid area.
    whole = np.asarray(shapely.unary_union(remaining[:, None], axis=1), dtype=object)
    return np.where(shapely.is_valid(remaining), remaining, whole)
