"""Geometry at the edge of the house: coordinate systems, validity, kinds."""

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


def to_metric(areas: gpd.GeoDataFrame, *, file: str, german: bool) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Bring areas into a coordinate system in metres.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        Any CRS, or none.
    file : str
        For messages.
    german : bool
        Whether keys are German: then the areas must lie in Germany.

    Returns
    -------
    tuple
        The areas in EPSG:25832 where they lie in Germany, else in the UTM zone of their middle; and findings.

    Raises
    ------
    InputError
        If there is no CRS and none can be assumed safely, or if the coordinates do not fit the CRS.
    """
    noticed = findings.empty()
    if areas.crs is None:
        guess = _guess(areas.total_bounds)
        if guess is None:
            raise InputError(
                f"{file} names no coordinate system, and its coordinates {_words(areas.total_bounds)} fit none of the usual.",
                "Save the file with its coordinate system (QGIS: Save Features As …).",
            )
        areas = areas.set_crs(guess)
        noticed = findings.report("crs_assumed", file=file, crs=guess)
    if areas.crs.is_geographic and not _within(areas.total_bounds, _EARTH):
        raise InputError(
            f"The coordinates of {file} ({_words(areas.total_bounds)}) are not degrees, but its coordinate system "
            f"({areas.crs.name}) says so.",
            "Set the right coordinate system in a GIS, and save the file anew.",
        )
    try:
        degrees = areas.to_crs("EPSG:4326").total_bounds
        in_germany = _within(degrees, GERMANY)
        if not np.isfinite(degrees).all() or (german and not in_germany):
            raise InputError(
                f"The areas of {file} lie at {_words(degrees)} (degrees), not in Germany: its coordinate system "
                f"({areas.crs.name}) does not fit its coordinates.",
                "Set the right coordinate system in a GIS; for areas of another country, give a column map.",
            )
        return areas.to_crs(METRIC if in_germany else areas.estimate_utm_crs()), noticed
    except (CRSError, RuntimeError) as error:
        raise InputError(
            f"The coordinate system of {file} cannot be used: {error}.", "Save it in EPSG:25832."
        ) from error


def _guess(bounds: np.ndarray) -> str | None:
    return next((crs for crs, extent in _GUESSES.items() if _within(bounds, extent)), None)


def _within(bounds: np.ndarray, extent: tuple[float, float, float, float]) -> bool:
    west, south, east, north = bounds
    return bool(west >= extent[0] and south >= extent[1] and east <= extent[2] and north <= extent[3])


def _words(bounds: np.ndarray) -> str:
    return " / ".join(f"{value:,.1f}".replace(",", " ") for value in bounds)


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
    place = {"file": file, "sheet": layer}
    shape = shapely.force_2d(areas.geometry.to_numpy())
    missing = shapely.is_missing(shape) | shapely.is_empty(shape)
    area = np.isin(shapely.get_type_id(shape), [3, 6])
    strange = ~missing & ~area
    if not (area & ~missing).any():
        kinds = sorted({g.geom_type for g in shape[strange][:100]}) or ["none"]
        raise InputError(
            f"The layer {layer} of {file} holds no areas, but: {', '.join(kinds)}.", "Choose the layer with the areas."
        )
    bad = area & ~missing & ~shapely.is_valid(shape)
    mended = shape.copy()
    mended[bad] = shapely.make_valid(shape[bad], method="structure", keep_collapsed=False)
    change = np.round(shapely.area(mended[bad]) - shapely.area(shape[bad]), 1)
    noticed = [
        findings.report("geometry_missing", row=areas["row"][missing], value=areas["key"][missing], **place),
        findings.report(
            "geometry_not_area",
            row=areas["row"][strange],
            value=areas["key"][strange],
            kind=[g.geom_type for g in shape[strange]],
            **place,
        ),
        findings.report(
            "geometry_repaired",
            row=areas["row"][bad],
            value=areas["key"][bad],
            reason=shapely.is_valid_reason(shape[bad]),
            change=change,
            **place,
        ),
    ]
    return areas.set_geometry(mended, crs=areas.crs)[area & ~missing], findings.collect(noticed)
