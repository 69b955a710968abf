"""Geometry at the edge of the house: coordinate systems, validity, kinds."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj.exceptions import CRSError

from geo_koop import findings
from geo_koop.errors import InputError

GERMANY = (5.5, 47.0, 15.6, 55.2)
"""West, south, east and north of Germany in degrees, with some room."""

METRIC = "EPSG:25832"
"""The coordinate system of German offices (ETRS89 / UTM 32N); areas in Germany are computed in it."""

_GUESSES = {
    "EPSG:4326": (-32.0, 27.0, 60.0, 72.0),
    "EPSG:25832": (250_000.0, 5_200_000.0, 930_000.0, 6_110_000.0),
    "EPSG:31467": (3_250_000.0, 5_200_000.0, 3_930_000.0, 6_110_000.0),
}
_EARTH = (-180.0, -90.0, 180.0, 90.0)
_FARTHEST = 1e9
_MOST_MET, _AT_ONCE = 200, 200
"""Of how many others an area meets the frame on average, at most; how many areas are looked at together."""
_POLYGON, _MULTIPOLYGON, _COLLECTION = 3, 6, 7


def to_metric(areas: gpd.GeoDataFrame, *, file: str, german: bool) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Bring areas into a coordinate system in metres.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        With ``key`` and ``row``; any CRS, or none.
    file : str
        For messages.
    german : bool
        Whether keys are German: then the areas must lie in Germany.

    Returns
    -------
    tuple
        The areas, without heights, in EPSG:25832 where they lie in Germany, else in the UTM zone of their middle;
        those with coordinates that are no numbers are left out; and findings.

    Raises
    ------
    InputError
        If nothing has an extent, if there is no CRS and none can be assumed safely, or if the coordinates do not
        fit the CRS.
    """
    areas, broken = _with_numbers(areas, file=file)
    noticed = findings.empty()
    if areas.crs is None:
        guess = _guess(areas.total_bounds)
        if guess is None:
            raise InputError(
                "{file} names no coordinate system, and no usual one fits its extent {total_bounds}.",
                "Save the file with its coordinate system (QGIS: Save Features As …).",
                file=file,
                total_bounds=_words(areas.total_bounds),
            )
        areas = areas.set_crs(guess)
        noticed = findings.report("crs_assumed", file=file, crs=guess)
    if areas.crs.is_geographic and not _within(areas.total_bounds, _EARTH):
        raise InputError(
            "The coordinates of {file} ({total_bounds}) are not degrees, but its coordinate system ({crs}) says so.",
            "Set the right coordinate system in a GIS, and save the file anew.",
            file=file,
            total_bounds=_words(areas.total_bounds),
            crs=areas.crs.name,
        )
    try:
        degrees = areas.to_crs("EPSG:4326").total_bounds
        in_germany = _within(degrees, GERMANY)
        if not np.isfinite(degrees).all() or (german and not in_germany):
            raise InputError(
                "The areas of {file} lie at {degrees} (degrees), not in Germany: its coordinate system "
                "({crs}) does not fit its coordinates.",
                "Set the right coordinate system in a GIS; for areas of another country, give a column map.",
                file=file,
                degrees=_words(degrees),
                crs=areas.crs.name,
            )
        metric, beyond = _with_numbers(areas.to_crs(METRIC if in_germany else areas.estimate_utm_crs()), file=file)
        return metric, findings.collect([broken, noticed, beyond])
    except (CRSError, RuntimeError) as error:
        raise InputError(
            "The coordinate system of {file} cannot be used: {error}.",
            "Save it in EPSG:25832.",
            file=file,
            error=error,
        ) from error


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
    flat = shapely.force_2d(areas.geometry.to_numpy())
    coordinates, owner = shapely.get_coordinates(flat, return_index=True)
    broken = np.zeros(len(areas), dtype=bool)
    broken[owner[~np.isfinite(coordinates).all(axis=1)]] = True
    if broken[owner].all():  # nothing has an extent, whether for want of numbers or of shapes
        raise InputError(
            "{file} holds no areas: its shapes are empty, or their coordinates are no numbers.",
            "Choose the layer with the areas, or export the boundaries anew.",
            file=file,
        )
    kept = areas.set_geometry(flat, crs=areas.crs)
    return kept[~broken] if broken.any() else kept, findings.report(
        "geometry_broken", file=file, row=areas["row"][broken], value=areas["key"][broken]
    )


def _guess(bounds: np.ndarray) -> str | None:
    return next((crs for crs, extent in _GUESSES.items() if _within(bounds, extent)), None)


def _within(bounds: np.ndarray, extent: tuple[float, float, float, float]) -> bool:
    west, south, east, north = bounds
    return bool(west >= extent[0] and south >= extent[1] and east <= extent[2] and north <= extent[3])


def _words(bounds: np.ndarray) -> str:
    return " / ".join(
        f"{value:,.1f}".replace(",", " ") if abs(value) < _FARTHEST else f"{value:.1e}" for value in bounds
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
    area = ~missing & np.isin(kind, [_POLYGON, _MULTIPOLYGON])
    bad = area & ~_each(shapely.is_valid, shape, otherwise=False).astype(bool)
    mixed = ~missing & (kind == _COLLECTION)
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
            "The layer {layer} of {file} holds no areas, but: {kinds}.",
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

    noticed = [
        notice("geometry_missing", missing),
        notice("geometry_broken", broken),
        notice("geometry_not_area", strange, kind=[g.geom_type for g in shape[strange]]),
        notice("geometry_repaired", repaired, reason=_reasons(shape[repaired]), change=change),
    ]
    return areas.set_geometry(mended, crs=areas.crs)[usable], findings.collect(noticed)


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
    return np.where(shapely.get_type_id(shapes) == _COLLECTION, "GeometryCollection", reasons)


def _areal(shapes: np.ndarray) -> np.ndarray:
    """Keep the polygons of shapes; a repair can leave lines and points over, which have no area."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    # A collection may hold multipolygons, hence the second step.
    single, inner = shapely.get_parts(parts, return_index=True)
    flat = shapely.get_type_id(single) == _POLYGON
    kept = np.full(len(shapes), shapely.MultiPolygon(), dtype=object)
    of = owner[inner[flat]]
    for_each = np.unique(of)
    if len(for_each):
        kept[for_each] = shapely.multipolygons(single[flat], indices=np.searchsorted(for_each, of))
    # Polygons of a repair can touch along an edge; joined, they are one valid area.
    whole = np.asarray(shapely.unary_union(kept[:, None], axis=1), dtype=object)
    return np.where(shapely.is_valid(kept), kept, whole)
