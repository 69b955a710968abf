"""Clusters of the network, and how far they agree with districts and planning regions."""

from typing import Final

import numpy as np
import pandas as pd

from geo_koop.result.analysis import Analysis

SEED: Final = 1
"""Of the clusters: the same ties give the same clusters."""
DISTRICTS, PLANNING_REGIONS = "districts", "planning_regions"
PARTITIONS: Final = (DISTRICTS, PLANNING_REGIONS)
"""What clusters are compared with."""
_PLANNING: Final = "planning_association"


def find(edges: pd.DataFrame, keys: pd.Index, *, seed: int = SEED) -> pd.Series:
    """Return the clusters of the weighted network by the method of Louvain.

    Parameters
    ----------
    edges : pandas.DataFrame
        ``key_a, key_b, cooperations``; in any order.
    keys : pandas.Index
        All municipalities.
    seed : int

    Returns
    -------
    pandas.Series
        Indexed by ``keys``: Int64 from 1, the largest cluster first (of the same size, that with the smallest key);
        missing without an edge.

    Notes
    -----
    V. D. Blondel, J.-L. Guillaume, R. Lambiotte, E. Lefebvre: Fast unfolding of communities in large networks.
    Journal of Statistical Mechanics (2008) P10008.
    """
    made = pd.Series(pd.NA, index=keys, dtype="Int64", name="cluster")
    if edges.empty:
        return made
    import networkx  # here, because it takes a moment that no other command should wait for

    # The method goes through nodes and edges as they were added, and through sets of nodes: as sorted numbers they
    # depend neither on the table nor on how Python mixes texts.
    names, places = np.unique(edges[["key_a", "key_b"]].to_numpy(dtype=object).astype(str), return_inverse=True)
    ends = np.sort(places.reshape(-1, 2), axis=1)
    order = np.lexsort((ends[:, 1], ends[:, 0]))
    weights = edges["cooperations"].to_numpy()[order].tolist()
    net = networkx.Graph()
    net.add_nodes_from(range(len(names)))
    net.add_weighted_edges_from(zip(*ends[order].T.tolist(), weights, strict=True))
    groups = [sorted(group) for group in networkx.community.louvain_communities(net, weight="weight", seed=seed)]
    groups.sort(key=lambda group: (-len(group), group[0]))
    for number, group in enumerate(groups, start=1):
        made.loc[names[group]] = number
    return made


def adjusted_rand(left: pd.Series, right: pd.Series) -> float:
    """Return how far two partitions agree: 1 where they are the same, about 0 where they are independent.

    Parameters
    ----------
    left, right : pandas.Series
        Labels of the same things; what has none in one of them is left out.

    Returns
    -------
    float
        NaN for fewer than two things.

    Notes
    -----
    Adjusted Rand index, L. Hubert, P. Arabie: Comparing partitions. Journal of Classification 2 (1985) 193–218:
    (Σ C(n_ij, 2) − E) ÷ (½ (Σ C(a_i, 2) + Σ C(b_j, 2)) − E), where E = Σ C(a_i, 2) Σ C(b_j, 2) ÷ C(n, 2).

    Examples
    --------
    >>> adjusted_rand(pd.Series([1, 1, 2, 2]), pd.Series(["a", "a", "b", "b"]))
    1.0
    >>> adjusted_rand(pd.Series([1, 1, 2, 2]), pd.Series(["a", "b", "a", "b"]))
    -0.5
    """
    known = (left.notna() & right.notna()).to_numpy()
    a, b = pd.factorize(left[known])[0], pd.factorize(right[known])[0]
    if len(a) < 2:
        return float("nan")
    cells = np.unique(np.stack([a, b]), axis=1, return_counts=True)[1]
    both, rows, columns = (_pairs_in(counts) for counts in (cells, np.bincount(a), np.bincount(b)))
    expected = rows * columns / _pairs_in(np.array([len(a)]))
    most = (rows + columns) / 2
    return 1.0 if most == expected else float((both - expected) / (most - expected))


def _pairs_in(counts: np.ndarray) -> float:
    return float((counts * (counts - 1) // 2).sum())


def partitions(analysis: Analysis) -> dict[str, pd.Series]:
    """Return what clusters are compared with: label of each municipality, missing where there is none."""
    district = analysis.municipalities["district"]
    return {DISTRICTS: district.where(district != ""), PLANNING_REGIONS: planning_regions(analysis)}


def planning_regions(analysis: Analysis) -> pd.Series:
    """Return the statutory planning association in whose recorded area each municipality lies.

    Returns
    -------
    pandas.Series
        Indexed by key: the ``cooperation_id``; missing where none is recorded, or several are.
    """
    full = analysis.fuller
    records, area = full.cooperations, full.area
    statutory = (
        (records["obligation"] == "statutory") & (records["format"] == _PLANNING) & records["shown"].astype(bool)
    )
    rows = area[area["cooperation_id"].isin(records.index[statutory])].drop_duplicates(["cooperation_id", "key"])
    single = rows[~rows["key"].duplicated(keep=False)].set_index("key")["cooperation_id"]
    return single.reindex(analysis.municipalities.index)


def agreement(found: pd.Series, compared: dict[str, pd.Series]) -> pd.DataFrame:
    """Compare clusters with each partition; an index of one group says nothing."""
    rows = []
    for labels in compared.values():
        both = found.notna() & labels.notna()
        groups = int(labels[both].nunique())
        rows.append(
            {
                "adjusted_rand": adjusted_rand(found, labels) if groups > 1 else np.nan,
                "municipalities": int(both.sum()),
                "clusters": int(found[both].nunique()),
                "groups": groups,
            }
        )
    return pd.DataFrame(rows, index=pd.Index(list(compared), name="partition"))
