"""Points between which distances are right, also where one projection of all areas bends them."""

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS, Transformer
from scipy import sparse
from scipy.sparse import csgraph

_CELL = 3.0
"""Degrees; areas with an empty cell of this width between them are parts of their own."""
_KEEPS_AREAS = "Lambert Azimuthal Equal Area"


def points(municipalities: gpd.GeoDataFrame) -> np.ndarray:
    """Return the middles of municipalities.

    Areas wider than a zone of UTM come in a projection that keeps areas (Réunion beside metropolitan
    France): far from its middle it stretches lengths by some per cent. There, each part is projected around its own
    middle and set where that lies. Within a part of up to 2,400 km, lengths are then right within 0.5 %: an
    azimuthal equal-area projection stretches them by c²/8 at the angle c from its middle (Snyder, Map Projections: A
    Working Manual, USGS 1987, p. 185).

    Parameters
    ----------
    municipalities : geopandas.GeoDataFrame
        Metric CRS.

    Returns
    -------
    numpy.ndarray
        (n, 2), metres.
    """
    xy = _middles(municipalities)
    return _placed(xy, xy, np.arange(len(xy)), municipalities.crs)


def corners(municipalities: gpd.GeoDataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the corners of the convex hulls of municipalities, placed like :func:`points`.

    The two points of an area that lie furthest apart are among them.

    Parameters
    ----------
    municipalities : geopandas.GeoDataFrame
        Metric CRS.

    Returns
    -------
    xy : numpy.ndarray
        (c, 2), metres, in the order of the municipalities.
    owner : numpy.ndarray
        (c), position of the municipality of each corner.
    """
    xy, owner = shapely.get_coordinates(shapely.convex_hull(municipalities.geometry.to_numpy()), return_index=True)
    return _placed(xy, _middles(municipalities), owner, municipalities.crs), owner


def _middles(municipalities: gpd.GeoDataFrame) -> np.ndarray:
    centres = shapely.centroid(municipalities.geometry.to_numpy())
    return np.column_stack([shapely.get_x(centres), shapely.get_y(centres)])


def _placed(xy: np.ndarray, middles: np.ndarray, owner: np.ndarray, crs: CRS | None) -> np.ndarray:
    """Set points where lengths between them are right; the middles of their areas (``owner``) tell the part."""
    operation = crs.coordinate_operation if crs is not None else None
    if operation is None or operation.method_name != _KEEPS_AREAS or not len(xy):
        return xy
    result = xy.copy()
    degrees = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    lon, lat = degrees.transform(*middles.T)
    part = _parts(lon, lat)
    east, north = degrees.transform(*xy.T)
    for number in np.unique(part):
        of_part = part == number
        middle = [(values[of_part].min() + values[of_part].max()) / 2 for values in (lon, lat)]
        own = CRS(f"+proj=laea +lon_0={middle[0]} +lat_0={middle[1]} +datum=WGS84 +units=m")
        here = of_part[owner]
        local = Transformer.from_crs("EPSG:4326", own, always_xy=True).transform(east[here], north[here])
        position = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(*middle)
        result[here] = np.column_stack(local) + position
    return result


def _parts(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Number the parts to which points belong: those in neighbouring cells of degrees are one part."""
    cells, of = np.unique(np.floor(np.column_stack([lon, lat]) / _CELL), axis=0, return_inverse=True)
    apart = np.abs(cells[:, None, :] - cells[None, :, :]).max(axis=2)
    _count, label = csgraph.connected_components(sparse.csr_array(apart <= 1), directed=False)
    return np.asarray(label)[of.ravel()]
