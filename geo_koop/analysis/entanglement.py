"""How cooperations overlap: their number per municipality, shared memberships, and congruence."""

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy import sparse

from geo_koop.analysis import lengths
from geo_koop.errors import UsageError

MOST_PAIRS = 20_000_000
"""Pairs of municipalities that are computed; each takes about 40 bytes, twice."""


def incidence(area: pd.DataFrame, cooperations: pd.Index, keys: pd.Index) -> sparse.csr_array:
    """Return cooperation × municipality, 1 where the municipality itself is a member.

    Parameters
    ----------
    area : pandas.DataFrame
        ``cooperation_id, key, through``; rows through a district are passed over.
    cooperations, keys : pandas.Index
        Rows and columns.
    """
    own = area[area["through"] != "district"]
    i, j = cooperations.get_indexer(own["cooperation_id"]), keys.get_indexer(own["key"])
    known = (i >= 0) & (j >= 0)
    ones = np.ones(int(known.sum()), dtype=np.int32)
    return sparse.csr_array((ones, (i[known], j[known])), shape=(len(cooperations), len(keys)))


def overlap(area: pd.DataFrame, cooperations: pd.Index, keys: pd.Index) -> pd.DataFrame:
    """Count the cooperations of each municipality.

    Returns
    -------
    pandas.DataFrame
        Indexed by key: ``memberships`` (its own), ``through_district`` (only its district is a
        member), ``cooperations`` (both together).
    """
    counted = area[area["cooperation_id"].isin(cooperations)]
    through = counted["through"] == "district"
    sizes = {
        "memberships": counted[~through].groupby("key").size(),
        "through_district": counted[through].groupby("key").size(),
    }
    table = pd.DataFrame({name: size.reindex(keys, fill_value=0) for name, size in sizes.items()}, index=keys)
    return table.assign(cooperations=table.sum(axis=1))


def comembership(members: sparse.csr_array, municipalities: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the edges of the "spaghetti map": pairs of municipalities with shared memberships.

    Parameters
    ----------
    members : scipy.sparse.csr_array
        As made by :func:`incidence`.
    municipalities : geopandas.GeoDataFrame
        Indexed by key in the order of the columns; metric CRS.

    Returns
    -------
    pandas.DataFrame
        ``key_a, key_b, cooperations`` (number of shared ones), ``distance_km`` between centroids.
    """
    shared = pairs(members)
    offset = lengths.points(municipalities)
    offset = offset[shared.row] - offset[shared.col]
    keys = municipalities.index
    return pd.DataFrame(
        {
            "key_a": keys[shared.row],
            "key_b": keys[shared.col],
            "cooperations": shared.data,
            "distance_km": np.hypot(offset[:, 0], offset[:, 1]) / 1000,
        }
    )


def pairs(members: sparse.csr_array) -> sparse.coo_array:
    """Return the pairs of municipalities with shared memberships, each once, with their number.

    Parameters
    ----------
    members : scipy.sparse.csr_array
        As made by :func:`incidence`.
    """
    return sparse.coo_array(sparse.triu(_shared(members), k=1))


def _shared(members: sparse.csr_array) -> sparse.csr_array:
    """Return municipality × municipality with the number of shared memberships, where memory suffices for it."""
    size = np.diff(members.indptr).astype(np.int64)
    places = members.shape[1]
    most = int(min((size * (size - 1) // 2).sum(), places * (places - 1) // 2))
    if most > MOST_PAIRS:
        raise UsageError(
            "Up to {count} million pairs of municipalities share a cooperation; {most} million can be computed.",
            "Leave out the largest cooperations by a filter.",
            count=most // 1_000_000,
            most=MOST_PAIRS // 1_000_000,
        )
    return sparse.csr_array(members.T @ members)


def shared(members: sparse.csr_array) -> sparse.csr_array:
    """Return municipality × municipality with the number of shared memberships, nothing on the diagonal.

    Parameters
    ----------
    members : scipy.sparse.csr_array
        As made by :func:`incidence`.

    Raises
    ------
    UsageError
        If the pairs are too many.
    """
    pairs = _shared(members)
    pairs.setdiag(0)
    pairs.eliminate_zeros()
    return pairs


def congruence(members: sparse.csr_array, keys: pd.Index) -> pd.Series:
    """Return how far a municipality works with the same partners everywhere.

    For each partner, the shared memberships are divided by the municipality's own; the value is the
    mean over its partners: 1 where every partner is in every cooperation.

    Parameters
    ----------
    members : scipy.sparse.csr_array
        As made by :func:`incidence`.
    keys : pandas.Index

    Returns
    -------
    pandas.Series
        Indexed by key, 0 to 1; missing without a partner.

    Examples
    --------
    >>> both = sparse.csr_array(np.array([[1, 1, 0], [1, 1, 1]]))
    >>> congruence(both, pd.Index(["a", "b", "c"])).tolist()
    [0.75, 0.75, 1.0]
    """
    own = np.asarray(members.sum(axis=0)).ravel()
    pairs = shared(members)
    partners = np.diff(pairs.indptr)
    total = np.asarray(pairs.sum(axis=1)).ravel()
    with np.errstate(invalid="ignore", divide="ignore"):
        value = total / (own * partners)
    return pd.Series(np.where(partners > 0, value, np.nan), index=keys, name="congruence")


KINDS = ("own", "association", "district")
"""How a municipality takes part, the closest first: itself (directly or not), through its association or district."""


def shared_with(area: pd.DataFrame, cooperations: pd.Index, keys: pd.Index, key: str) -> pd.DataFrame:
    """Return what a municipality shares with each other one.

    Parameters
    ----------
    area : pandas.DataFrame
        ``cooperation_id, key, through``: each municipality once in a cooperation.
    cooperations, keys : pandas.Index
        Those that count.
    key : str
        Of the municipality.

    Returns
    -------
    pandas.DataFrame
        ``cooperation_id, key, kind``: a row for each other municipality in each of its cooperations; ``kind`` is the
        looser of the two memberships, one of :data:`KINDS`: ``own`` only where both are members themselves.
    """
    i, j = cooperations.get_indexer(area["cooperation_id"]), keys.get_indexer(area["key"])
    known = (i >= 0) & (j >= 0)
    i, j = i[known], j[known]
    through = area["through"].to_numpy(dtype=object)[known]
    loose = np.select([through == "district", through == "association"], [2, 1], default=0)
    here = j == keys.get_indexer([key])[0]
    mine = np.full(len(cooperations), -1)
    mine[i[here]] = loose[here]
    rows = (mine[i] >= 0) & ~here
    kind = np.maximum(loose[rows], mine[i[rows]])
    return pd.DataFrame(
        {
            "cooperation_id": cooperations[i[rows]],
            "key": keys[j[rows]],
            "kind": pd.Categorical.from_codes(kind, categories=list(KINDS)),
        }
    )


def partners(shared: pd.DataFrame, keys: pd.Index) -> pd.DataFrame:
    """Count what a municipality shares with each other one.

    Parameters
    ----------
    shared : pandas.DataFrame
        As made by :func:`shared_with`.
    keys : pandas.Index
        Of all municipalities.

    Returns
    -------
    pandas.DataFrame
        Indexed by key: a column for each of :data:`KINDS`, and ``shared``, their sum.
    """
    at = keys.get_indexer(shared["key"]) * len(KINDS) + shared["kind"].cat.codes.to_numpy()
    counts = np.bincount(at, minlength=len(keys) * len(KINDS)).reshape(-1, len(KINDS))
    table = pd.DataFrame(counts, index=keys, columns=list(KINDS))
    return table.assign(shared=counts.sum(axis=1))


def jaccard(members: sparse.csr_array, cooperations: pd.Index) -> pd.DataFrame:
    """Return how far the members of two cooperations are the same: shared ÷ all of both.

    Returns
    -------
    pandas.DataFrame
        ``cooperation_a, cooperation_b, shared, jaccard``: a row for each pair with a common member.
    """
    common = sparse.triu(members @ members.T, k=1).tocoo()
    size = np.asarray(members.sum(axis=1)).ravel()
    return pd.DataFrame(
        {
            "cooperation_a": cooperations[common.row],
            "cooperation_b": cooperations[common.col],
            "shared": common.data,
            "jaccard": common.data / (size[common.row] + size[common.col] - common.data),
        }
    )
