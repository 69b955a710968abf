"""The geometry of the web map: built once for a set of boundaries, fetched once by each browser.

The payload is a quantised TopoJSON in geographic coordinates. Its one object ``areas`` holds the
municipalities in the order of their table, then the unincorporated areas; district and state borders
are the arcs between areas of different districts, so that nothing is stored twice. The foreign member
``geo_koop`` carries names, keys, points for the names and inhabitants, as columns in the same order.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_koop.errors import OutputError

FORMAT = 1
"""Version of the payload; part of the fingerprint, so that an old file is never taken for a new one."""

SIMPLIFY_FROM = 400_000
"""Number of vertices from which a tolerance left open becomes 50 m (measured: repaint under 0.4 s)."""

GRID = 8.0
"""Step of the quantisation in metres, about: a tenth of what a screen shows at the closest zoom of use."""


@dataclass(frozen=True, kw_only=True)
class MapGeometry:
    """The geometry of a map, ready to be served or embedded.

    Attributes
    ----------
    payload : bytes
        TopoJSON, UTF-8.
    order_hash : str
        16 hexadecimal digits of the order of the areas; a style with another one is refused.
    content_hash : str
        SHA-256 of the payload, hexadecimal.
    bounds : tuple of float
        South, west, north, east in degrees: the municipalities that are no context.
    municipalities, areas : int
        Number of municipalities, and of them with the unincorporated areas.
    """

    payload: bytes
    order_hash: str
    content_hash: str
    bounds: tuple[float, float, float, float]
    municipalities: int
    areas: int

    @property
    def file_name(self) -> str:
        """Name of the file that serves the payload; it changes with the content."""
        return f"geometry-{self.content_hash[:32]}.json"


def order_hash(municipalities: pd.Index, unincorporated: pd.Index) -> str:
    """Return 16 hexadecimal digits that stand for the order of the areas.

    Examples
    --------
    >>> order_hash(pd.Index(["01", "02"]), pd.Index([])) == order_hash(pd.Index(["02", "01"]), pd.Index([]))
    False
    """
    text = "\n".join(municipalities.to_numpy().tolist()) + "\n\n" + "\n".join(unincorporated.to_numpy().tolist())
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def fingerprint(
    municipalities: gpd.GeoDataFrame, unincorporated: gpd.GeoDataFrame, *, tolerance: float | None = None
) -> str:
    """Return what the payload depends on as a hash: cheap, to find a payload built earlier."""
    digest = hashlib.sha256(f"{FORMAT} {tolerance} {municipalities.crs}".encode())
    for table in (municipalities, unincorporated):
        columns = [c for c in ("name", "district", "state", "context", "population") if c in table]
        text = table[columns].reset_index().astype(str) if len(table) else pd.DataFrame()
        digest.update(pd.util.hash_pandas_object(text, index=False).to_numpy().tobytes())
        shapes = np.asarray(table.geometry.values) if len(table) else np.empty(0, dtype=object)
        coordinates, of = shapely.get_coordinates(shapes, return_index=True)
        digest.update(np.bincount(of, minlength=len(shapes)).tobytes())
        digest.update(coordinates.tobytes())
    return digest.hexdigest()


def build_geometry(
    municipalities: gpd.GeoDataFrame, unincorporated: gpd.GeoDataFrame, *, tolerance: float | None = None
) -> MapGeometry:
    """Make the geometry of the web map.

    Parameters
    ----------
    municipalities, unincorporated : geopandas.GeoDataFrame
        As in :class:`geo_koop.result.analysis.Analysis`, in a projected CRS in metres. ``name`` is needed;
        ``district, state, context, population`` are used where they are there.
    tolerance : float, optional
        Metres by which borders are simplified (shared borders stay shared); 0 for not at all. Left
        open: 50 m from 400,000 vertices on, else 0.

    Returns
    -------
    MapGeometry

    Raises
    ------
    OutputError
        If there is no municipality.
    """
    if municipalities.empty:
        raise OutputError("There is no municipality to draw.", "Load boundaries that hold municipalities.")
    table = _stack(municipalities, unincorporated)
    shapes = _simplified(np.asarray(table.geometry.values), tolerance)
    points = gpd.GeoSeries(shapely.point_on_surface(shapes), crs=table.crs).to_crs(4326)
    outline = gpd.GeoSeries(shapes, crs=table.crs).to_crs(4326)
    order = order_hash(municipalities.index, unincorporated.index)
    document = _topology(outline, _grid_steps(table))
    document["geo_koop"] = {
        "format": FORMAT,
        "order": order,
        "municipalities": len(municipalities),
        **_columns(table, points),
    }
    payload = json.dumps(document, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    wanted = ~table["context"].to_numpy(dtype=bool)
    wanted[len(municipalities) :] = False
    west, south, east, north = outline[wanted if wanted.any() else slice(None)].total_bounds.tolist()
    return MapGeometry(
        payload=payload,
        order_hash=order,
        content_hash=hashlib.sha256(payload).hexdigest(),
        bounds=(south, west, north, east),
        municipalities=len(municipalities),
        areas=len(table),
    )


def _stack(municipalities: gpd.GeoDataFrame, unincorporated: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Put the unincorporated areas below the municipalities, with the columns of the map alone."""
    parts = []
    for table in (municipalities, unincorporated):
        if table.empty:
            continue
        part = pd.DataFrame({"key": table.index.astype(str)})
        for column in ("name", "district", "state"):
            part[column] = table[column].fillna("").astype(str).to_numpy() if column in table else ""
        context = table["context"].fillna(False).astype(bool).to_numpy() if "context" in table else False
        population = pd.to_numeric(table["population"], errors="coerce") if "population" in table else None
        part["context"] = context
        part["population"] = 0 if population is None else population.fillna(0).astype("int64").to_numpy()
        parts.append(gpd.GeoDataFrame(part, geometry=np.asarray(table.geometry.values), crs=table.crs))
    return parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)


def _simplified(shapes: np.ndarray, tolerance: float | None) -> np.ndarray:
    """Simplify as a coverage; a coverage with faults keeps its gaps, but no shared border is torn."""
    if tolerance is None:
        tolerance = 50.0 if shapely.get_num_coordinates(shapes).sum() > SIMPLIFY_FROM else 0.0
    if not tolerance:
        return shapes
    simple = shapely.coverage_simplify(shapes, tolerance)
    lost = shapely.is_empty(simple)
    return np.where(lost, shapes, simple) if lost.any() else simple


def _grid_steps(table: gpd.GeoDataFrame) -> int:
    west, south, east, north = table.total_bounds
    return int(np.clip(max(east - west, north - south) / GRID, 10_000, 1_000_000))


def _topology(outline: gpd.GeoSeries, steps: int) -> dict[str, Any]:
    """Find the shared arcs; leave out what the map does not need."""
    from topojson.core.topology import Topology

    frame = gpd.GeoDataFrame(geometry=outline)
    document = Topology(frame, prequantize=steps, object_name="areas").to_dict()
    areas = document["objects"]["areas"]["geometries"]
    slim = [{"type": area["type"], "arcs": area.get("arcs", []), "id": i} for i, area in enumerate(areas)]
    return {
        "type": "Topology",
        "transform": document["transform"],
        "arcs": document["arcs"],
        "objects": {"areas": {"type": "GeometryCollection", "geometries": slim}},
    }


def _columns(table: gpd.GeoDataFrame, points: gpd.GeoSeries) -> dict[str, Any]:
    """Return the facts of the areas as columns: the browser shows them as text, never as markup."""
    return {
        "keys": table["key"].tolist(),
        "names": table["name"].tolist(),
        "x": points.x.round(4).tolist(),
        "y": points.y.round(4).tolist(),
        "population": table["population"].tolist(),
        "district": pd.factorize(table["district"])[0].tolist(),
        "state": pd.factorize(table["state"])[0].tolist(),
        "context": table["context"].astype(int).tolist(),
    }
