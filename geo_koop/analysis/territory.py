"""The arrays of one boundary set that every classification needs: built once, used for any number of cooperations.

A *node* is a municipality (positions 0 … n-1, in the order of the municipalities table) or a
district (positions n … n+d-1).
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import sparse

from geo_koop import codelists
from geo_koop.analysis import lengths
from geo_koop.analysis.contiguity import Contiguity


@dataclass(frozen=True, kw_only=True)
class Territory:
    """Municipalities and districts as arrays over nodes.

    Attributes
    ----------
    municipalities, districts : pandas.Index
        Keys; sizes n and d.
    xy : numpy.ndarray
        (n+d, 2), metres: centroid of a municipality; mean of its municipalities' points for a district.
    corners, corner_start : numpy.ndarray
        (c, 2), metres: corners of the convex hull of each node, one node behind the other; (n+d+1), where each begins.
    population, area : numpy.ndarray
        (n+d), inhabitants (NaN where unknown; of a district those that are known) and m².
    uncounted : numpy.ndarray
        (n+d), number of municipalities whose inhabitants are unknown.
    district, state : numpy.ndarray
        (n+d), codes of district and state; -1 where there is none.
    district_size : numpy.ndarray
        (d), number of municipalities.
    member_of : scipy.sparse.csr_array
        (d, n), boolean: the municipalities of each district.
    steps : scipy.sparse.csr_array
        (n+d, n+d): 1 where nodes are contiguous, 2 where one municipality lies in between.
    core_level : numpy.ndarray
        (n), 1 where the central-place level makes a core city, 0 where it does not, -1 where unknown.
    zone_core, zone_rule : numpy.ndarray, str
        (n), node of the core of the municipality's commuting zone (-1: none); rule of the table, "" without.
    """

    municipalities: pd.Index
    districts: pd.Index
    xy: np.ndarray
    corners: np.ndarray
    corner_start: np.ndarray
    population: np.ndarray
    uncounted: np.ndarray
    area: np.ndarray
    district: np.ndarray
    state: np.ndarray
    district_size: np.ndarray
    member_of: sparse.csr_array
    steps: sparse.csr_array
    core_level: np.ndarray
    zone_core: np.ndarray
    zone_rule: str

    @property
    def n(self) -> int:
        """Number of municipalities."""
        return len(self.municipalities)


def build(municipalities: gpd.GeoDataFrame, contiguity: Contiguity, *, zones: pd.DataFrame | None = None) -> Territory:
    """Prepare a boundary set for classification.

    Parameters
    ----------
    municipalities : geopandas.GeoDataFrame
        Indexed by key, metric CRS; columns ``district, state, population, central_place, area_km2``.
    contiguity : Contiguity
        Built on the same municipalities.
    zones : pandas.DataFrame, optional
        ``key, core_key, rule``: commuting zones of one rule.

    Returns
    -------
    Territory
    """
    n = len(municipalities)
    district, districts = _codes(municipalities["district"])
    state, _states = _codes(municipalities["state"])
    d = len(districts)
    inside = np.flatnonzero(district >= 0)
    member_of = sparse.csr_array((np.ones(len(inside), dtype=bool), (district[inside], inside)), shape=(d, n))
    size = np.asarray(member_of.sum(axis=1)).astype(int)
    xy = lengths.points(municipalities)
    population = municipalities["population"].to_numpy(dtype=float, na_value=np.nan)
    unknown = (member_of.astype(int) @ np.isnan(population).astype(int)).astype(int)
    living = np.where(unknown < size, member_of @ np.nan_to_num(population), np.nan)
    area = municipalities["area_km2"].to_numpy(dtype=float) * 1e6
    first = np.array(member_of.indices[member_of.indptr[:-1]]) if d else np.array([], dtype=int)
    zone_core, zone_rule = _zones(zones, municipalities.index)
    corners, corner_start = _corners(municipalities, member_of)
    return Territory(
        municipalities=municipalities.index,
        districts=districts,
        xy=np.vstack([xy, (member_of @ xy) / np.maximum(size, 1)[:, None]]),
        corners=corners,
        corner_start=corner_start,
        population=np.concatenate([population, living]),
        uncounted=np.concatenate([np.isnan(population).astype(int), unknown]),
        area=np.concatenate([area, member_of @ area]),
        district=np.concatenate([district, np.arange(d)]),
        state=np.concatenate([state, state[first]]),
        district_size=size,
        member_of=member_of,
        steps=_steps(contiguity.adjacency, member_of),
        core_level=core_level(municipalities["central_place"]),
        zone_core=zone_core,
        zone_rule=zone_rule,
    )


def _corners(municipalities: gpd.GeoDataFrame, member_of: sparse.csr_array) -> tuple[np.ndarray, np.ndarray]:
    """Return the corners of the hulls of municipalities and districts, and where those of each node begin."""
    xy, owner = lengths.corners(municipalities)
    n, d = len(municipalities), member_of.shape[0]
    home = np.full(n, -1)
    pairs = member_of.tocoo()
    home[pairs.col] = pairs.row
    of_district = home[owner] if len(owner) else owner
    order = np.argsort(of_district, kind="stable")
    order = order[of_district[order] >= 0]
    wide, which = shapely.get_coordinates(
        shapely.convex_hull(shapely.multipoints(np.asarray(shapely.points(xy[order])), indices=of_district[order])),
        return_index=True,
    )
    size = np.concatenate([np.bincount(owner, minlength=n), np.bincount(which, minlength=d)])
    return np.vstack([xy, wide]), np.append(0, np.cumsum(size))


def _codes(column: pd.Series) -> tuple[np.ndarray, pd.Index]:
    codes, values = pd.factorize(column.where(column != ""), sort=True)
    return codes, pd.Index(values)


def _steps(adjacency: sparse.csr_array, member_of: sparse.csr_array) -> sparse.csr_array:
    """Return 1 for contiguous and 2 for near nodes; units are near when any of their municipalities are."""
    n = adjacency.shape[0]
    unit = sparse.csr_array(sparse.vstack([sparse.eye_array(n, dtype=np.int8), member_of.astype(np.int8)]))
    touching = (unit @ adjacency.astype(np.int32) @ unit.T).astype(bool).astype(np.int8)
    reach = (unit @ (adjacency.astype(np.int32) + sparse.eye_array(n, dtype=np.int32))).astype(bool).astype(np.int32)
    near = (reach @ reach.T).astype(bool).astype(np.int8)
    steps = sparse.csr_array(near * 2 - touching.multiply(near))
    steps.setdiag(0)
    steps.eliminate_zeros()
    steps.sort_indices()
    return steps


def core_level(levels: pd.Series) -> np.ndarray:
    """Tell for central-place levels whether they make a core city: 1, 0, or -1 where none is known."""
    core = codelists.load("central_places").field("core")
    return np.asarray(levels.map(core).map({True: 1, False: 0}).fillna(-1).to_numpy(dtype=int))


def zones_of(land: Territory) -> pd.DataFrame | None:
    """Return the commuting zones that a territory was built with: ``key, core_key, rule``; none without any."""
    if not land.zone_rule:
        return None
    inside = np.flatnonzero(land.zone_core >= 0)
    keys = land.municipalities
    return pd.DataFrame({"key": keys[inside], "core_key": keys[land.zone_core[inside]], "rule": land.zone_rule})


def _zones(zones: pd.DataFrame | None, keys: pd.Index) -> tuple[np.ndarray, str]:
    cores = np.full(len(keys), -1)
    if zones is None or not len(zones):
        return cores, ""
    at, core = keys.get_indexer(zones["key"]), keys.get_indexer(zones["core_key"])
    known = (at >= 0) & (core >= 0)
    cores[at[known]] = core[known]
    return cores, str(zones["rule"].iloc[0])
