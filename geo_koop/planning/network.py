"""The network of municipalities that share cooperations: ties, clusters, and what lowers congruence.

Pure functions on an :class:`~geo_koop.result.analysis.Analysis`. What it leaves out (statutory bodies, memberships
through others) is left out of every part here.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy import sparse

from geo_koop.analysis import entanglement, timeline
from geo_koop.errors import UsageError
from geo_koop.planning import clusters
from geo_koop.result.analysis import THROUGH_OTHERS, Analysis

LEAST: Final = 2
"""Shared cooperations from which on two municipalities are joined by a line, where nobody says otherwise."""
MOST_YEARLY: Final = 60_000
"""Edges of a year up to which clusters are looked for: a whole country takes some seconds for each year."""
_EQUAL: Final = 1e-12
"""Difference of two shares that is no more than rounding."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Network:
    """Municipalities and their ties on a date.

    Attributes
    ----------
    nodes : pandas.DataFrame
        Indexed by key, every municipality that was surveyed or has a partner: ``name, district_name, surveyed``
        (bool), ``memberships`` (its own),
        ``partners`` (municipalities that share one or more), ``ties`` (shared memberships with all of them),
        ``congruence`` (0 to 1, missing without a partner), ``cluster`` (Int64 from 1, the largest first; missing
        without a partner).
    edges : pandas.DataFrame
        ``key_a, key_b, cooperations`` (shared ones), ``distance_km, same_cluster, same_district, drawn`` (bool:
        ``least`` or more shared): each pair with a shared membership, the strongest first.
    clusters : pandas.DataFrame
        Indexed by ``cluster``: ``municipalities, districts, ties`` (shared memberships inside), ``inside`` (share of
        its ties that stay inside, 0 to 1), ``names`` (of its most connected municipalities).
    agreement : pandas.DataFrame
        Indexed by :data:`geo_koop.planning.clusters.PARTITIONS`: ``adjusted_rand, municipalities`` (n),
        ``clusters, groups``; the index missing where there are fewer than two groups.
    least : int
    statutory : bool
        Whether statutory bodies count.
    """

    nodes: pd.DataFrame
    edges: pd.DataFrame
    clusters: pd.DataFrame
    agreement: pd.DataFrame
    least: int
    statutory: bool
    _analysis: Analysis

    @property
    def drawn(self) -> pd.DataFrame:
        """The edges with at least :attr:`least` shared cooperations."""
        return self.edges[self.edges["drawn"]]

    def drawing(self, least: int) -> "Network":
        """Return the same with another number of shared cooperations from which on edges are drawn."""
        if least == self.least:
            return self
        return replace(self, least=least, edges=self.edges.assign(drawn=self.edges["cooperations"] >= least))

    def explain(self, municipality: str) -> "Explained":
        """Return :func:`explain` of a municipality, by key."""
        return explain(self._analysis, municipality)

    def series(self) -> "Series":
        """Return :func:`series` of the same analysis."""
        return series(self._analysis)

    def graph(self) -> Any:
        """Return the drawn network as a ``networkx.Graph``: nodes and edges with their columns as attributes."""
        return graph(self)


@dataclass(frozen=True, kw_only=True, eq=False)
class Explained:
    """Why a municipality has the congruence that it has.

    Attributes
    ----------
    key : str
    memberships : int
        Its own.
    congruence : float
        Mean share over its partners; NaN without a partner.
    partners : pandas.DataFrame
        Indexed by key: ``name, cooperations`` (shared), ``share`` (of its memberships), ``distance_km``, ``without``
        (congruence if the partner were none), ``lowers`` (bool: that would be higher). The strongest first.
    cooperations : pandas.DataFrame
        Indexed by ``cooperation_id``: ``name, partners`` (members besides it), ``only_here`` (partners with which it
        shares nothing else), ``without`` (congruence without this membership), ``lowers``. What lowers most first.
    """

    key: str
    memberships: int
    congruence: float
    partners: pd.DataFrame
    cooperations: pd.DataFrame


@dataclass(frozen=True, kw_only=True, eq=False)
class Series:
    """The network over the years.

    Attributes
    ----------
    years : pandas.DataFrame
        ``year, cooperations, municipalities`` (with a partner), ``edges, drawn`` (edges with :data:`LEAST` or more),
        ``mean_partners`` (of municipalities with a partner), ``clusters``, ``adjusted_rand_districts``,
        ``adjusted_rand_planning_regions``: as of 31 December, up to the last one before the date of the analysis;
        clusters and what is compared are missing for years of more than :data:`MOST_YEARLY` edges.
    without_start : int
        Cooperations that no year counts, because nobody knows when they began.
    """

    years: pd.DataFrame
    without_start: int


def build(analysis: Analysis, *, least: int = LEAST) -> Network:
    """Return the network of an analysis as it is, with what it leaves out left out.

    Parameters
    ----------
    analysis : Analysis
        Usually :meth:`~geo_koop.result.analysis.Analysis.without_statutory`.
    least : int
        Shared cooperations from which on an edge is drawn; clusters rest on all edges.

    Raises
    ------
    UsageError
        If ``least`` is no whole number above 0, or there are too many pairs.
    """
    if not isinstance(least, int) or isinstance(least, bool) or least < 1:
        raise UsageError(
            "The number of shared cooperations is {value}.", "Name a whole number above 0.", value=repr(least)
        )
    areas, pairs = analysis.municipalities, analysis.comembership
    found = clusters.find(pairs, areas.index)
    nodes = _nodes(analysis, pairs, found)
    edges = _edges(pairs, nodes["cluster"], areas["district"], least)
    return Network(
        nodes=nodes,
        edges=edges,
        clusters=_clusters(nodes, edges, areas["district"]),
        agreement=clusters.agreement(found, clusters.partitions(analysis)),
        least=least,
        statutory="statutory" not in analysis.left_out,
        _analysis=analysis,
    )


def explain(analysis: Analysis, municipality: str) -> Explained:
    """Tell which partners and which cooperations make the congruence of a municipality.

    Parameters
    ----------
    analysis : Analysis
    municipality : str
        Key.

    Raises
    ------
    UsageError
        If there is no such municipality.
    """
    areas = analysis.municipalities
    if municipality not in areas.index:
        raise UsageError("There is no municipality {name}.", "Name a key of the boundaries.", name=municipality)
    members, ids = _incidence(analysis)
    at = areas.index.get_loc(municipality)
    mine = np.flatnonzero(members[:, [at]].toarray().ravel())
    inside = members[mine].toarray().astype(np.int64)
    inside[:, at] = 0
    shared = inside.sum(axis=0)
    others = np.flatnonzero(shared)
    inside, shared = inside[:, others], shared[others]
    own, total, count = len(mine), shared.sum(), len(others)
    value = total / (own * count) if count else float("nan")
    return Explained(
        key=municipality,
        memberships=own,
        congruence=float(value),
        partners=_explained_partners(analysis, at, others, shared, own),
        cooperations=_explained_cooperations(analysis, ids[mine], inside, shared, value),
    )


def _explained_partners(analysis: Analysis, at: Any, others: np.ndarray, shared: np.ndarray, own: int) -> pd.DataFrame:
    areas = analysis.municipalities
    centre = areas.geometry.centroid
    away = np.hypot(centre.x.to_numpy()[others] - centre.x.iloc[at], centre.y.to_numpy()[others] - centre.y.iloc[at])
    count, total = len(others), shared.sum()
    rest = np.full(count, np.nan) if count < 2 else (total - shared) / (own * (count - 1))
    value = total / (own * count) if count else np.nan
    table = pd.DataFrame(
        {
            "name": areas["name"].to_numpy()[others],
            "cooperations": shared,
            "share": shared / max(own, 1),
            "distance_km": away / 1000,
            "without": rest,
            "lowers": rest > value + _EQUAL,
        },
        index=areas.index[others],
    )
    return table.sort_values(["cooperations", "distance_km"], ascending=[False, True], kind="stable")


def _explained_cooperations(
    analysis: Analysis, ids: pd.Index, inside: np.ndarray, shared: np.ndarray, value: float
) -> pd.DataFrame:
    """Return for each own cooperation the congruence that would be without it, all at once."""
    own = len(ids)
    rest = shared[None, :] - inside
    count = (rest > 0).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        without = np.where(count > 0, rest.sum(axis=1) / ((own - 1) * count), np.nan)
    table = pd.DataFrame(
        {
            "name": analysis.cooperations["name"].reindex(ids).to_numpy(),
            "partners": inside.sum(axis=1),
            "only_here": ((rest == 0) & (inside > 0)).sum(axis=1),
            "without": without,
            "lowers": without > value + _EQUAL,
        },
        index=pd.Index(ids, name="cooperation_id"),
    )
    # A membership without which there would be no partner lowers nothing.
    return table.sort_values(["without", "partners"], ascending=False, kind="stable", na_position="last")


def series(analysis: Analysis) -> Series:
    """Return the network as of 31 December of each year, of cooperations whose start is known.

    Parameters
    ----------
    analysis : Analysis
        On any date; years end before it. What its filters leave counts, on each day as it was then.
    """
    records, areas, day = analysis.cooperations, analysis.municipalities, analysis.provenance.as_of
    last = day.year if (day.month, day.day) == (12, 31) else day.year - 1
    years = [year for year in timeline.years(records, today=day) if year <= last]
    members = analysis.members
    if THROUGH_OTHERS in analysis.left_out:
        members = members[members["level"] != "association"]
    rows, there = timeline.own_memberships(members, records, areas, years)
    i, j = records.index.get_indexer(rows["cooperation_id"]), areas.index.get_indexer(rows["unit_key"])
    compared = clusters.partitions(analysis)
    made: list[dict[str, Any]] = []
    for at, year in enumerate(years):
        now = there[:, at]
        if at and (now == there[:, at - 1]).all():
            made.append(made[-1] | {"year": year})
            continue
        made.append(_of_year(year, i[now], j[now], areas.index, (len(records), len(areas)), compared))
    table = pd.DataFrame(made, columns=_YEAR).astype({"clusters": "Int64"})
    return Series(years=table, without_start=int(timeline.start_unknown(records).sum()))


_YEAR: Final = (
    *("year", "cooperations", "municipalities", "edges", "drawn", "mean_partners", "clusters"),
    *(f"adjusted_rand_{name}" for name in clusters.PARTITIONS),
)


def _of_year(
    year: int, i: np.ndarray, j: np.ndarray, keys: pd.Index, shape: tuple[int, int], compared: dict[str, pd.Series]
) -> dict[str, Any]:
    members = sparse.csr_array((np.ones(len(i), dtype=np.int32), (i, j)), shape=shape)
    members.sum_duplicates()
    members.data[:] = 1
    pairs = entanglement.pairs(members)
    edges = pd.DataFrame({"key_a": keys[pairs.row], "key_b": keys[pairs.col], "cooperations": pairs.data})
    with_partner = len(np.unique(np.concatenate([pairs.row, pairs.col])))
    few = len(edges) <= MOST_YEARLY
    found = clusters.find(edges, keys) if few else pd.Series(pd.NA, index=keys, dtype="Int64")
    agreed = clusters.agreement(found, compared)
    return {
        "year": year,
        "cooperations": int((np.diff(members.indptr) > 0).sum()),
        "municipalities": with_partner,
        "edges": len(edges),
        "drawn": int((edges["cooperations"] >= LEAST).sum()),
        "mean_partners": 2 * len(edges) / with_partner if with_partner else np.nan,
        "clusters": int(found.nunique()) if few else pd.NA,
        **agreed["adjusted_rand"].add_prefix("adjusted_rand_").to_dict(),
    }


def graph(network: Network) -> Any:
    """Return the drawn edges and all municipalities as a ``networkx.Graph``; what is missing is left out.

    Nodes also have ``longitude, latitude`` (WGS 84) of a point inside, so that other programs can place them.
    """
    import networkx

    net = networkx.Graph()
    points = network._analysis.municipalities.representative_point().to_crs(4326)
    nodes = network.nodes.assign(longitude=points.x.round(6), latitude=points.y.round(6))
    for key, row in zip(nodes.index, nodes.to_dict("records"), strict=True):
        net.add_node(str(key), **_attributes(row))
    ends, rest = network.drawn[["key_a", "key_b"]], network.drawn.drop(columns=["key_a", "key_b", "drawn"])
    for (a, b), row in zip(ends.itertuples(index=False, name=None), rest.to_dict("records"), strict=True):
        net.add_edge(str(a), str(b), weight=int(row["cooperations"]), **_attributes(row))
    return net


def _attributes(row: dict[Any, Any]) -> dict[str, Any]:
    """Return plain values, which GraphML and GEXF can hold."""
    known = {str(name): value for name, value in row.items() if not pd.isna(value)}
    return {name: value.item() if hasattr(value, "item") else value for name, value in known.items()}


def _incidence(analysis: Analysis) -> tuple[sparse.csr_array, pd.Index]:
    """Return cooperation × municipality of what counts, and the cooperations."""
    records = analysis.cooperations
    ids = records.index[records["shown"].to_numpy(dtype=bool)]
    return entanglement.incidence(analysis.area, ids, analysis.municipalities.index), ids


def _nodes(analysis: Analysis, pairs: pd.DataFrame, found: pd.Series) -> pd.DataFrame:
    areas = analysis.municipalities
    ends = pd.concat([pairs["key_a"], pairs["key_b"]])
    each = pd.concat([pairs["cooperations"], pairs["cooperations"]]).groupby(ends.to_numpy())
    table = pd.DataFrame(
        {
            "name": areas["name"],
            "district_name": areas["district_name"],
            "surveyed": analysis.grades("any") >= 0,
            "memberships": analysis.overlap["memberships"].astype("int64"),
            "partners": each.size().reindex(areas.index, fill_value=0).astype("int64"),
            "ties": each.sum().reindex(areas.index, fill_value=0).astype("int64"),
            "congruence": analysis.congruence.reindex(areas.index),
            "cluster": found,
        },
        index=areas.index,
    )
    # Who was not surveyed is not told to have no partner.
    return table[table["surveyed"] | (table["partners"] > 0)]


def _edges(pairs: pd.DataFrame, cluster: pd.Series, district: pd.Series, least: int) -> pd.DataFrame:
    def same(of: pd.Series) -> np.ndarray:
        ends = (of.reindex(pairs[key]).to_numpy(dtype=object) for key in ("key_a", "key_b"))
        return np.asarray(np.equal(*ends))

    made = pairs.assign(
        same_cluster=same(cluster), same_district=same(district), drawn=pairs["cooperations"] >= least
    ).astype({"same_cluster": bool, "same_district": bool, "cooperations": "int64"})
    order = np.lexsort((made["key_b"], made["key_a"], made["distance_km"], -made["cooperations"].to_numpy()))
    return made.iloc[order].reset_index(drop=True)


def _clusters(nodes: pd.DataFrame, edges: pd.DataFrame, district: pd.Series) -> pd.DataFrame:
    inside = nodes[nodes["cluster"].notna()].assign(district=district)
    by = inside.groupby("cluster")
    home = nodes["cluster"].reindex(edges["key_a"]).set_axis(edges.index)
    kept = edges["cooperations"].where(edges["same_cluster"], 0).groupby(home).sum()
    table = pd.DataFrame({"municipalities": by.size(), "districts": by["district"].nunique()})
    ties = kept.reindex(table.index, fill_value=0)
    known = inside.sort_values(["ties", "name"], ascending=[False, True], kind="stable").groupby("cluster")["name"]
    return table.assign(
        ties=ties.astype("int64"), inside=2 * ties / by["ties"].sum(), names=known.agg(lambda names: tuple(names[:3]))
    )
