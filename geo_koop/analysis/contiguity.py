"""Which municipalities are neighbours: the graph on which patterns are decided."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import sparse
from scipy.sparse import csgraph

GAP_TOLERANCE = 500.0
"""Default largest gap in metres between contiguous municipalities ."""

CLOSEST = ("border", "gap", "bridged", "link")
"""Kinds of neighbourhood, the closest first."""

MIN_SHARED = 1.0
"""Metres of shared boundary below which two areas meet in a point only (rounding of coordinates)."""


@dataclass(frozen=True, kw_only=True)
class Contiguity:
    """The contiguity graph of municipalities.

    Attributes
    ----------
    keys : pandas.Index
        Keys of the municipalities; their order is that of the matrix.
    adjacency : scipy.sparse.csr_array
        Symmetric, boolean, without diagonal.
    edges : pandas.DataFrame
        ``key_a, key_b, kind``, each pair once with ``key_a`` before ``key_b`` in the order of
        ``keys``; kind is ``border``, ``gap``, ``bridged`` or ``link``.
    """

    keys: pd.Index
    adjacency: sparse.csr_array
    edges: pd.DataFrame

    def neighbours(self, key: str) -> list[str]:
        """Return the keys of the neighbours of a municipality, sorted."""
        row = self.keys.get_loc(key)
        columns = self.adjacency.indices[self.adjacency.indptr[row] : self.adjacency.indptr[row + 1]]
        return sorted(self.keys[columns])


def build(
    municipalities: gpd.GeoDataFrame,
    unincorporated: gpd.GeoDataFrame | None = None,
    *,
    gap_tolerance: float = GAP_TOLERANCE,
    links: pd.DataFrame | None = None,
) -> Contiguity:
    """Build the contiguity graph.

    Two municipalities are contiguous when they share a boundary (rook), when they do not touch but
    lie no further apart than the gap tolerance, when both touch the same connected cluster of
    unincorporated areas, or when a link (ferry, bridge) joins them.

    Parameters
    ----------
    municipalities : geopandas.GeoDataFrame
        Indexed by key, projected CRS in metres, valid polygons.
    unincorporated : geopandas.GeoDataFrame, optional
        Areas without a council, in the same CRS.
    gap_tolerance : float
        Metres; 0 switches gaps off.
    links : pandas.DataFrame, optional
        ``key_a, key_b``; pairs with a key outside the municipalities are passed over.

    Returns
    -------
    Contiguity

    Raises
    ------
    ValueError
        If the CRS is not projected.
    """
    if municipalities.crs is None or not municipalities.crs.is_projected:
        raise ValueError("contiguity needs a projected CRS in metres")
    keys = municipalities.index
    n = len(keys)
    polygons = municipalities.geometry.to_numpy()
    open_land = np.array([], dtype=object) if unincorporated is None else unincorporated.geometry.to_numpy()
    meeting, shares = _meeting(np.concatenate([polygons, open_land]))
    border = meeting[:, shares]
    inner = border[:, (border < n).all(axis=0)]
    kinds = {
        "border": inner,
        "gap": _gaps(polygons, gap_tolerance, meeting),
        "bridged": _bridges(border, n, len(open_land)),
        "link": _links(links, keys),
    }
    pairs = np.concatenate(list(kinds.values()), axis=1)
    labels = np.repeat(list(kinds), [p.shape[1] for p in kinds.values()])
    edges = pd.DataFrame({"key_a": keys[pairs[0]], "key_b": keys[pairs[1]], "kind": labels})
    edges = edges.drop_duplicates(["key_a", "key_b"]).sort_values(["key_a", "key_b"], ignore_index=True)
    return restore(keys, edges)


def beside(key: str, neighbours: pd.DataFrame) -> list[str]:
    """Return the keys of the neighbours of a municipality, sorted.

    Parameters
    ----------
    key : str
    neighbours : pandas.DataFrame
        ``key_a, key_b``.
    """
    a, b = neighbours["key_a"], neighbours["key_b"]
    return sorted(set(b[a == key]) | set(a[b == key]))


def restore(keys: pd.Index, edges: pd.DataFrame) -> Contiguity:
    """Make the graph from its edges.

    Parameters
    ----------
    keys : pandas.Index
        Keys of the municipalities.
    edges : pandas.DataFrame
        ``key_a, key_b, kind``, as in :class:`Contiguity`.
    """
    n = len(keys)
    a, b = keys.get_indexer(edges["key_a"]), keys.get_indexer(edges["key_b"])
    half = sparse.coo_array((np.ones(len(edges), dtype=bool), (a, b)), shape=(n, n))
    adjacency = sparse.csr_array(half + half.T)
    adjacency.sort_indices()
    return Contiguity(keys=keys, adjacency=adjacency, edges=edges)


def merged(edges: pd.DataFrame, keys: pd.Index, gone: Mapping[str, str]) -> Contiguity:
    """Return the graph after municipalities were merged: the new one has the neighbours of its parts.

    Parameters
    ----------
    edges : pandas.DataFrame
        ``key_a, key_b, kind`` before.
    keys : pandas.Index
        Keys of the municipalities afterwards.
    gone : Mapping of str
        Key that is gone to the one that took its place.
    """
    at = pd.Series(np.arange(len(keys)), index=keys)
    pair = np.array([at.reindex(edges[side].replace(dict(gone))).to_numpy() for side in ("key_a", "key_b")])
    pair, kind = np.sort(pair, axis=0).astype(int), edges["kind"].to_numpy()
    inside = pair[0] != pair[1]
    a, b = keys[pair[0][inside]], keys[pair[1][inside]]
    moved = pd.DataFrame({"key_a": a, "key_b": b, "kind": kind[inside]})
    order = moved["kind"].map({name: rank for rank, name in enumerate(CLOSEST)})
    moved = moved.assign(order=order).sort_values(["key_a", "key_b", "order"], kind="stable")
    moved = moved.drop_duplicates(["key_a", "key_b"]).drop(columns="order")
    return restore(keys, moved.reset_index(drop=True))


def _meeting(polygons: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return position pairs (2, m), first below second, of polygons that intersect, and which share a line or overlap.

    The predicate "touches", on which contiguity weights are commonly built, is false for polygons
    that overlap by a millimetre, and would cut neighbours apart in unclean boundaries.
    """
    # What has the same piece of boundary needs no geometry; that is nearly all where boundaries are clean.
    alike = _same_pieces(polygons)
    boxes = _others(_near(polygons, 0.0), alike)
    first, second = (polygons[side] for side in boxes)
    shapely.prepare(first)
    meets = shapely.intersects(first, second)
    shared = shapely.length(shapely.intersection(first[meets], second[meets]))
    pairs = np.concatenate([alike, boxes[:, meets]], axis=1)
    return pairs, np.concatenate([np.ones(alike.shape[1], dtype=bool), shared >= MIN_SHARED])


def _same_pieces(polygons: np.ndarray) -> np.ndarray:
    """Return position pairs, first below second, of polygons whose boundaries have pieces in common, end for end."""
    parts, owner = shapely.get_parts(polygons, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    inside = ring[1:] == ring[:-1]
    start, end = points[:-1][inside], points[1:][inside]
    owner = owner[part[ring[:-1][inside]]]
    # A sum of mixed numbers is the same from both sides; whether the ends are the same is looked at below.
    mark = _mixed(start) + _mixed(end)
    order = np.argsort(mark, kind="stable")
    beside = np.flatnonzero(mark[order][1:] == mark[order][:-1])
    a, b = order[beside], order[beside + 1]
    same = (start[a] == end[b]).all(axis=1) & (end[a] == start[b]).all(axis=1)
    same |= (start[a] == start[b]).all(axis=1) & (end[a] == end[b]).all(axis=1)
    a, b = a[same], b[same]
    low, high = np.minimum(owner[a], owner[b]), np.maximum(owner[a], owner[b])
    pair, of = np.unique(low * len(polygons) + high, return_inverse=True)
    length = np.bincount(of, np.hypot(*(end[a] - start[a]).T), minlength=len(pair))
    pairs = np.array(np.divmod(pair, max(len(polygons), 1)), dtype=int)
    # Nearly the smallest length is left to the geometry, which adds up in another order.
    return pairs[:, (length >= 2 * MIN_SHARED) & (pairs[0] < pairs[1])]


def _mixed(points: np.ndarray) -> np.ndarray:
    """Return a number for each point, the same for the same point and hardly ever for two."""
    bits = np.ascontiguousarray(points).view(np.uint64)
    mixed: np.ndarray = bits[:, 0] * np.uint64(0x9E3779B97F4A7C15) ^ (bits[:, 1] * np.uint64(0xC2B2AE3D27D4EB4F))
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return np.asarray(mixed ^ (mixed >> np.uint64(32)))


def _near(polygons: np.ndarray, distance: float) -> np.ndarray:
    """Return position pairs, first below second, of polygons whose boxes lie no further apart in either direction."""
    boxes = shapely.bounds(polygons)
    wider = shapely.box(*(boxes + np.array([-distance, -distance, distance, distance])).T)
    pairs = shapely.STRtree(polygons).query(wider)
    return pairs[:, pairs[0] < pairs[1]]


def _others(pairs: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return the pairs that are not among the known ones."""
    most = max(pairs.max(initial=0), known.max(initial=0)) + 1
    there = np.isin(pairs[0] * most + pairs[1], known[0] * most + known[1])
    return pairs[:, ~there]


def _gaps(polygons: np.ndarray, tolerance: float, meeting: np.ndarray) -> np.ndarray:
    """Return pairs of polygons that do not touch and lie no further apart than the tolerance."""
    if tolerance <= 0 or not len(polygons):
        return np.empty((2, 0), dtype=int)
    pairs = _others(_near(polygons, tolerance), meeting)
    first, second = (polygons[side] for side in pairs)
    shapely.prepare(first)
    return pairs[:, shapely.dwithin(first, second, tolerance)]


def _bridges(border: np.ndarray, n: int, n_open_land: int) -> np.ndarray:
    """Return pairs of municipalities that touch the same cluster of unincorporated areas."""
    if not n_open_land:
        return np.empty((2, 0), dtype=int)
    among = border[:, (border >= n).all(axis=0)] - n
    graph = sparse.coo_array((np.ones(among.shape[1]), (among[0], among[1])), shape=(n_open_land, n_open_land))
    clusters, cluster_of = csgraph.connected_components(graph, directed=False)
    touching = border[:, (border[0] < n) & (border[1] >= n)]
    incidence = sparse.csr_array(
        (np.ones(touching.shape[1]), (touching[0], cluster_of[touching[1] - n])), shape=(n, clusters)
    )
    shared = sparse.triu(incidence @ incidence.T, k=1).tocoo()
    return np.array([shared.row, shared.col], dtype=int)


def _links(links: pd.DataFrame | None, keys: pd.Index) -> np.ndarray:
    """Return position pairs of a table of links."""
    if links is None or not len(links):
        return np.empty((2, 0), dtype=int)
    pairs = np.array([keys.get_indexer(links["key_a"]), keys.get_indexer(links["key_b"])])
    pairs = np.sort(pairs[:, (pairs >= 0).all(axis=0)], axis=0)
    return pairs[:, pairs[0] < pairs[1]]
