"""Coordinate systems at the edge of the house: what areas are in, where they lie, what they are analysed in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from geo_koop import findings
from geo_koop.errors import InputError, UsageError

GERMANY = (5.5, 47.0, 15.6, 55.2)
"""West, south, east and north of Germany in degrees, with some room."""

METRIC = "EPSG:25832"
"""The coordinate system of German offices (ETRS89 / UTM 32N); areas in Germany are computed in it."""

_GUESSES = {
    "EPSG:4326": (-32.0, 27.0, 60.0, 72.0),
    METRIC: (250_000.0, 5_200_000.0, 930_000.0, 6_110_000.0),
    "EPSG:31466": (2_450_000.0, 5_200_000.0, 2_750_000.0, 6_110_000.0),
    "EPSG:31467": (3_250_000.0, 5_200_000.0, 3_930_000.0, 6_110_000.0),
    "EPSG:31468": (4_250_000.0, 5_200_000.0, 4_950_000.0, 6_110_000.0),
    "EPSG:31469": (5_250_000.0, 5_200_000.0, 5_600_000.0, 6_110_000.0),
    "EPSG:4647": (32_250_000.0, 5_200_000.0, 32_930_000.0, 6_110_000.0),
    "EPSG:5650": (33_000_000.0, 5_200_000.0, 33_650_000.0, 6_110_000.0),
}
_PREFIXED = {31: "EPSG:5649", 32: "EPSG:4647", 33: "EPSG:5650"}
"""Zone of UTM to the system whose eastings begin with its number, as German surveying offices write them."""

_EUROPE, _LAEA = (-25.0, 34.0, 45.0, 72.0), "EPSG:3035"
_ZONE_REACH = 450_000.0
"""Metres from the middle of a UTM zone up to which areas in it are right within 0.5 %."""
_DEGREE = 111_320.0
_CODE = re.compile(r"(?:EPSG|ESRI):[0-9]+", re.IGNORECASE)

_EARTH = (-180.0, -90.0, 180.0, 90.0)
_FARTHEST = 1e9
POLYGON, MULTIPOLYGON, COLLECTION = 3, 6, 7
"""Kinds of shapes by their numbers in GEOS."""


@dataclass(frozen=True)
class Location:
    """Where areas lie, whatever lines and points stand beside them.

    Attributes
    ----------
    degrees : tuple of float
        West, south, east and north; not finite where the coordinates do not fit their system.
    middle : tuple of float
        A place in the midst of the areas, which parts overseas do not move.
    misplaced : str
        The system that the coordinates fit in Germany though they lie elsewhere in their own; ``"swapped"`` where
        the axes are swapped, empty where there is no such reason.
    """

    degrees: tuple[float, float, float, float]
    middle: tuple[float, float]
    misplaced: str = ""

    @property
    def in_germany(self) -> bool:
        """Whether all of them lie in Germany."""
        return _within(self.degrees, GERMANY)

    def middle_in(self, extent: tuple[float, float, float, float]) -> bool:
        """Tell whether their middle lies in an extent."""
        return _within((*self.middle, *self.middle), extent)


def located(
    areas: gpd.GeoDataFrame, *, file: str, given: str | None = None
) -> tuple[gpd.GeoDataFrame, Location, pd.DataFrame]:
    """Give areas the coordinate system that they lack, and tell where they lie.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        Any CRS, or none.
    file : str
        For messages.
    given : str, optional
        The coordinate system that the user names; it goes before that of the file.

    Raises
    ------
    InputError
        If nothing has an extent, if there is no CRS and none can be assumed safely, or if the coordinates
        cannot be those of the CRS.
    UsageError
        If there is no such CRS as is given.
    """
    every = _every_bounds(areas.geometry.to_numpy())
    bounds = np.concatenate([every[:, :2].min(axis=0), every[:, 2:].max(axis=0)]) if len(every) else np.full(4, np.nan)
    if not np.isfinite(bounds).all():
        raise no_areas(file)
    reported = findings.empty()
    if given:
        own, wanted = areas.crs, _system(given)
        replaced = own is not None and own != wanted
        reported = findings.report(
            "crs_given", file=file, value=[given] if replaced else [], crs=own.name if replaced else ""
        )
        areas = areas.set_crs(wanted, allow_override=True)
    elif areas.crs is None:
        guess = _guess(bounds)
        if guess is None:
            raise InputError(
                "{file} names no coordinate system, and no usual one fits its extent {total_bounds}.",
                "Name it: --boundaries-crs EPSG:…; or save the file with it (QGIS: Save Features As …).",
                file=file,
                total_bounds=_words(bounds),
            )
        areas = areas.set_crs(guess)
        reported = findings.report("crs_assumed", file=file, crs=guess)
    _plausible(bounds, areas.crs, file)
    return areas, _location(every, bounds, areas.crs, file), reported


def analysis_crs(location: Location) -> CRS:
    """Return the system of an analysis: in metres, and right within 0.5 % of an area."""
    if location.in_germany:
        return CRS(METRIC)
    west, south, east, north = location.degrees
    x, y = _middle(location.degrees)
    meridian = np.floor(x / 6) * 6 + 3
    nearest = 0.0 if south < 0 < north else min(abs(south), abs(north))
    reach = max(abs(west - meridian), abs(east - meridian)) * _DEGREE * np.cos(np.radians(nearest))
    if reach <= _ZONE_REACH:
        zone: CRS = gpd.GeoSeries([shapely.Point(x, y)], crs="EPSG:4326").estimate_utm_crs()
        return zone
    if _within(location.degrees, _EUROPE):
        return CRS(_LAEA)
    return CRS(f"+proj=laea +lat_0={y:.1f} +lon_0={x:.1f} +datum=WGS84 +units=m +no_defs")


def _system(given: str) -> CRS:
    """Return a system by its code; a description could name files, which PROJ would open."""
    try:
        if not _CODE.fullmatch(given.strip()):
            raise CRSError(given)
        return CRS(given.strip())
    except CRSError as error:
        raise UsageError(
            "There is no coordinate system “{crs}”.", "Name one by its number, such as EPSG:25832.", crs=given
        ) from error


def _plausible(bounds: np.ndarray, crs: CRS, file: str) -> None:
    """Refuse coordinates that cannot be those of their system."""
    if crs.is_geographic and not _within(bounds, _EARTH):
        fits = _guess(bounds)
        raise InputError(
            "The coordinates of {file} ({total_bounds}) are not degrees, but its coordinate system ({crs}) says so.",
            "Name the right one: --boundaries-crs {fits}; or set it in a GIS, and save the file anew.",
            file=file,
            total_bounds=_words(bounds),
            crs=crs.name,
            fits=fits or "EPSG:…",
        )
    zone = int(bounds[0] // 1_000_000)
    if zone in _PREFIXED and zone == bounds[2] // 1_000_000 and _false_easting(crs) == 500_000:
        raise InputError(
            "The eastings of {file} ({total_bounds}) begin with the number of the zone, but its coordinate system "
            "({crs}) has none.",
            "Name the one that has: --boundaries-crs {fits}",
            file=file,
            total_bounds=_words(bounds),
            crs=crs.name,
            fits=_PREFIXED[zone],
        )


def _false_easting(crs: CRS) -> float:
    operation = crs.coordinate_operation
    return next((float(p.value) for p in operation.params if p.name == "False easting"), 0.0) if operation else 0.0


def _location(every: np.ndarray, bounds: np.ndarray, crs: CRS, file: str) -> Location:
    degrees = _in_degrees(every, crs, file)
    amid = every[np.argsort(every[:, 0], kind="stable")[(len(every) - 1) // 2]]
    middle = _middle(_in_degrees(amid[None, :], crs, file))
    if _within(degrees, GERMANY):
        return Location(degrees, middle)
    if _within(_in_degrees(every[:, [1, 0, 3, 2]], crs, file), GERMANY):
        return Location(degrees, middle, "swapped")
    fits = _guess(bounds)
    if fits and _within(_in_degrees(every, CRS(fits), file), GERMANY):
        return Location(degrees, middle, fits)
    return Location(degrees, middle)


def _in_degrees(bounds: np.ndarray, crs: CRS, file: str) -> tuple[float, float, float, float]:
    """Return the extent in degrees of extents (n, 4), by their corners; infinite where one cannot be on the earth."""
    x = bounds[:, [0, 0, 2, 2]].ravel()
    y = bounds[:, [1, 3, 1, 3]].ravel()
    try:
        lon, lat = Transformer.from_crs(crs, "EPSG:4326", always_xy=True).transform(x, y)
    except ProjError:
        return (np.inf, np.inf, np.inf, np.inf)
    except (CRSError, RuntimeError) as error:
        raise unusable(file, error) from error
    return float(np.min(lon)), float(np.min(lat)), float(np.max(lon)), float(np.max(lat))


def misplaced(location: Location, crs: CRS, file: str) -> InputError:
    """Word that areas with German keys do not lie in Germany, and why."""
    about = {"file": file, "degrees": _words(np.array(location.degrees)), "crs": crs.name}
    if location.misplaced == "swapped":
        return InputError(
            "The areas of {file} lie at {degrees} (degrees), not in Germany: its axes are swapped, "
            "north stands before east.",
            "Swap them in a GIS (QGIS: Swap X and Y Coordinates), and save the file anew; "
            "for areas of another country, name it: --country other.",
            **about,
        )
    if location.misplaced:
        return InputError(
            "The areas of {file} lie at {degrees} (degrees), not in Germany: its coordinate system "
            "({crs}) does not fit its coordinates, but {fits} does.",
            "If that is right, name it: --boundaries-crs {fits}; for areas of another country: --country other.",
            fits=location.misplaced,
            **about,
        )
    return InputError(
        "The areas of {file} lie at {degrees} (degrees), not in Germany: its coordinate system "
        "({crs}) does not fit its coordinates.",
        "Set the right coordinate system in a GIS, or name it with --boundaries-crs; "
        "for areas of another country, name it: --country other.",
        **about,
    )


def unusable(file: str, error: Exception) -> InputError:
    """Word that a system is none that can be computed with."""
    return InputError(
        "The coordinate system of {file} cannot be used: {error}.", "Save it in EPSG:25832.", file=file, error=error
    )


def no_areas(file: str) -> InputError:
    """Word that nothing has an extent."""
    return InputError(
        "{file} holds no areas: its shapes are empty, or their coordinates are no numbers.",
        "Choose the layer with the areas, or export the boundaries anew.",
        file=file,
    )


def _every_bounds(shapes: np.ndarray) -> np.ndarray:
    """Return the extents of the polygons (n, 4); of whatever there is, where there are none."""
    kind = shapely.get_type_id(shapes)
    inner = shapely.get_parts(shapely.get_parts(shapes[kind == COLLECTION]))
    every = np.concatenate([shapes[np.isin(kind, [POLYGON, MULTIPOLYGON])], inner[is_polygon(inner)]])
    for candidates in (every, shapes):
        bounds = shapely.bounds(candidates)
        bounds = bounds[np.isfinite(bounds).all(axis=1)]
        if len(bounds):
            break
    return bounds


def is_polygon(shapes: np.ndarray) -> np.ndarray:
    """Tell which shapes are single polygons."""
    return np.asarray(shapely.get_type_id(shapes) == POLYGON)


def _guess(bounds: np.ndarray) -> str | None:
    return next((crs for crs, extent in _GUESSES.items() if _within(bounds, extent)), None)


def _middle(bounds: Sequence[float]) -> tuple[float, float]:
    return (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2


def _within(bounds: Sequence[float] | np.ndarray, extent: tuple[float, float, float, float]) -> bool:
    west, south, east, north = bounds
    return bool(west >= extent[0] and south >= extent[1] and east <= extent[2] and north <= extent[3])


def _words(bounds: np.ndarray) -> str:
    return " / ".join(
        f"{value:,.1f}".replace(",", " ") if abs(value) < _FARTHEST else f"{value:.1e}" for value in bounds
    )
