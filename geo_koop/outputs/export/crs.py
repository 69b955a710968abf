"""Coordinate systems of an export."""

from functools import lru_cache

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from geo_koop.errors import UsageError

COMMON = (
    "EPSG:25832",
    "EPSG:25833",
    "EPSG:4326",
    "EPSG:4258",
    "EPSG:3857",
    "EPSG:3035",
    "EPSG:31467",
    "EPSG:31468",
    "EPSG:31469",
)
"""Those that the app offers; any other is understood too."""


_PLANE = 2
"""Axes of a system that knows east and north."""


@lru_cache(maxsize=32)
def label(code: str) -> str:
    """Return a code with the name that EPSG gives it.

    Examples
    --------
    >>> label("EPSG:25832"), label("my own")
    ('EPSG:25832 – ETRS89 / UTM zone 32N', 'my own')
    """
    try:
        return f"{code} – {pyproj.CRS.from_user_input(code).name}"
    except pyproj.exceptions.CRSError:
        return code


def parse(text: str | int | pyproj.CRS | None) -> pyproj.CRS | None:
    """Read a coordinate system of two dimensions: ``EPSG:25832``, ``25832``, or anything that PROJ understands.

    Raises
    ------
    UsageError
        If there is no such coordinate system, or it has heights.
    """
    if text is None:
        return None
    try:
        named = text.strip() if isinstance(text, str) else text
        found = pyproj.CRS.from_user_input(f"EPSG:{named}" if isinstance(named, str) and named.isdigit() else named)
    except pyproj.exceptions.CRSError as error:
        raise UsageError(
            "{crs} is no coordinate system.",
            "Name it by its EPSG code, such as EPSG:25832 or EPSG:4326.",
            crs=text,
        ) from error
    if len(found.axis_info) != _PLANE:
        raise UsageError(
            "{crs} is a coordinate system with heights; the layers have none.",
            "Name the one of the plane, such as EPSG:25832 or EPSG:4326.",
            crs=text if isinstance(text, (str, int)) else found.name,
        )
    return found


def project(table: gpd.GeoDataFrame, crs: pyproj.CRS) -> gpd.GeoDataFrame:
    """Project a layer; x is east and y is north in every file, whatever order the system names.

    Raises
    ------
    UsageError
        If the coordinate system does not reach the area.
    """
    if table.crs == crs:
        return table
    projected = table.to_crs(crs)
    if not np.isfinite(shapely.get_coordinates(projected.geometry.to_numpy())).all():
        raise UsageError(
            "The coordinate system {crs} does not reach the area.",
            "Choose one that is made for the area, such as EPSG:25832 or EPSG:4326.",
            crs=crs.to_string(),
        )
    return projected
