"""What parts of a proposal are computed from: places, neighbours and memberships as arrays."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from geo_koop.analysis import entanglement
from geo_koop.result.analysis import Analysis


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Municipalities and the cooperations that count, as arrays.

    Attributes
    ----------
    keys, ids : pandas.Index
        Of the n municipalities and the c cooperations.
    points : numpy.ndarray
        (n, 2), km: middles of the municipalities.
    people : numpy.ndarray
        (n), natural logarithm of the inhabitants; NaN where they are unknown.
    district : numpy.ndarray of int
        (n), code of the district; -1 where there is none.
    touching : scipy.sparse.csr_array
        (n, n): 1 where two municipalities are neighbours.
    members : scipy.sparse.csr_array
        (c, n): 1 where a municipality is a member itself or through its association; all that are covered, where only
        districts are members.
    own : scipy.sparse.csr_array
        (c, n): the same without those that only a district brings.
    shared : scipy.sparse.csr_array
        (n, n): number of cooperations that two municipalities share as members; nothing on the diagonal.
    inside : scipy.sparse.csr_array
        (c, n): 1 where a cooperation covers a municipality, in whatever way.
    """

    keys: pd.Index
    ids: pd.Index
    points: np.ndarray
    people: np.ndarray
    district: np.ndarray
    touching: sparse.csr_array
    members: sparse.csr_array
    own: sparse.csr_array
    shared: sparse.csr_array
    inside: sparse.csr_array

    @property
    def n(self) -> int:
        """Number of municipalities."""
        return len(self.keys)


def ground(analysis: Analysis, *, statutory: bool = False) -> Ground:
    """Return the arrays of an analysis.

    Parameters
    ----------
    analysis : Analysis
        What filters leave out of it counts nevertheless: a membership does not end because nobody looks at it.
    statutory : bool
        Whether bodies that a law prescribes count, too.

    Raises
    ------
    UsageError
        If there are too many pairs of municipalities with a common cooperation.
    """
    whole = analysis.whole if statutory else analysis.whole.without_statutory()

    def make() -> Ground:
        table = whole.cooperations
        return of_area(whole, whole.area, table.index[table["shown"].astype(bool)].sort_values())

    return whole.remembered("ground", make)


def points(analysis: Analysis) -> np.ndarray:
    """Return the middles of the municipalities, (n, 2) km."""
    land = analysis.territory
    return land.xy[: land.n] / 1000


def neighbours(analysis: Analysis) -> sparse.csr_array:
    """Return municipality × municipality, 1 where they are neighbours; also across areas without a council."""

    def make() -> sparse.csr_array:
        land = analysis.territory
        return _sorted(sparse.csr_array(land.steps[: land.n, : land.n] == 1).astype(np.int32))

    return analysis.whole.remembered("neighbours", make)


def about(analysis: Analysis, ids: pd.Index) -> sparse.csr_array:
    """Return cooperation × topic, 1 where a cooperation is about a topic, about a part of it, or about its group.

    Parameters
    ----------
    analysis : Analysis
    ids : pandas.Index
        The rows; the columns are ``analysis.whole.positions.topics``.
    """
    known = analysis.whole.positions
    return sparse.csr_array(known.about.tocsr()[known.cooperations.get_indexer(ids)])


def near(touching: sparse.csr_array, position: int) -> np.ndarray:
    """Tell which municipalities lie within two steps of one, itself not among them."""
    first = touching[[position]]
    within = np.asarray((first + first @ touching).sum(axis=0)).ravel() > 0
    within[position] = False
    return within


def nearest_members(
    ground: Ground, cooperations: np.ndarray, municipalities: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the member of each cooperation that is nearest to a municipality, itself left out.

    Parameters
    ----------
    ground : Ground
    cooperations, municipalities : numpy.ndarray of int
        Positions, a pair for each row; every cooperation has a member.

    Returns
    -------
    member, distance : numpy.ndarray
        Position, of equal ones the first, and km; infinite where there is no other member.
    """
    rows = ground.members[cooperations]
    group = np.repeat(np.arange(len(cooperations)), np.diff(rows.indptr))
    apart = ground.points[rows.indices] - ground.points[municipalities][group]
    away = np.where(rows.indices == municipalities[group], np.inf, np.round(np.hypot(*apart.T), 4))
    order = np.lexsort((rows.indices, away, group))[rows.indptr[:-1]]
    return rows.indices[order], away[order]


def of_area(analysis: Analysis, area: pd.DataFrame, ids: pd.Index) -> Ground:
    """Return the arrays for memberships that are given.

    Parameters
    ----------
    analysis : Analysis
        Of which the municipalities and their neighbours are taken.
    area : pandas.DataFrame
        ``cooperation_id, key, through``.
    ids : pandas.Index
        The cooperations that count.
    """
    towns = analysis.municipalities
    keys = towns.index
    own = entanglement.incidence(area, ids, keys)
    inside = entanglement.incidence(area.assign(through="member"), ids, keys)
    none = np.flatnonzero(np.diff(own.indptr) == 0)
    only = sparse.csr_array((np.ones(len(none)), (none, none)), shape=(len(ids), len(ids)))
    members = sparse.csr_array(own + (only @ inside).astype(np.int32))
    with np.errstate(divide="ignore"):
        people = np.log(towns["population"].to_numpy(dtype=float, na_value=np.nan))
    places = towns["district"]
    return Ground(
        keys=keys,
        ids=ids,
        points=points(analysis),
        people=np.where(np.isfinite(people), people, np.nan),
        district=pd.factorize(places.where(places != ""), sort=True)[0],
        touching=neighbours(analysis),
        members=_sorted(members),
        own=_sorted(own),
        shared=_sorted(entanglement.shared(own)),
        inside=_sorted(inside),
    )


def _sorted(matrix: sparse.csr_array) -> sparse.csr_array:
    matrix.sum_duplicates()
    matrix.sort_indices()
    return matrix
