"""Where a topic is covered, by whom, and where nothing is recorded: gaps, and what lies together."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from geo_koop import codelists
from geo_koop.analysis import coverage
from geo_koop.planning.ground import Ground, near, neighbours
from geo_koop.result.analysis import Analysis

STATUS: Final = ("covered", "district", "statutory", "none_recorded", "not_surveyed")
"""Covered by a membership of its own or of its association; only through the district; only by a body that a law
prescribes; none recorded, although somebody looked; nobody looked. Only the fourth is a gap."""
COVERED, DISTRICT, BY_LAW, GAP, UNKNOWN = range(len(STATUS))
NO_TASK: Final = frozenset({coverage.ANY_TOPIC, "other", "unknown"})
"""Topics about which nobody can begin anything: no gap of them is listed or ranked."""
LEAST_GROUP: Final = 3
"""Municipalities from which on gaps that lie together make a group: most funding rules ask for three."""
LEAST_NEIGHBOURS: Final = 2
"""Neighbours with the same gap from which on a municipality could begin."""


@dataclass(frozen=True, kw_only=True)
class Gaps:
    """Status of each municipality and topic.

    Attributes
    ----------
    keys, topics : pandas.Index
        Rows and columns.
    status : numpy.ndarray of int
        Position in :data:`STATUS`.
    grade : numpy.ndarray of int
        Position in the codelist of survey grades; -1 where nobody looked.
    """

    keys: pd.Index
    topics: pd.Index
    status: np.ndarray
    grade: np.ndarray

    def of(self, topic: str) -> np.ndarray:
        """Return the status of each municipality on one topic."""
        return np.asarray(self.status[:, self.topics.get_loc(topic)])

    def table(self, topic: str) -> pd.DataFrame:
        """Return ``status, grade`` of a topic in codes, indexed by key; ``grade`` is missing where nobody looked."""
        column = self.topics.get_loc(topic)
        grades = np.array([*codelists.load("grades").codes, None], dtype=object)
        return pd.DataFrame(
            {
                "status": np.array(STATUS, dtype=object)[self.status[:, column]],
                "grade": grades[self.grade[:, column]],
            },
            index=self.keys,
        )


def gaps(analysis: Analysis) -> Gaps:
    """Return the status of all municipalities and topics.

    Filters do not matter: what is not in them is no gap. A record that carries only a group of topics counts for the
    group alone. A membership of one's own goes before coverage through the district, and both before a body that a
    law prescribes.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    Gaps
    """
    return analysis.whole.remembered("gaps", lambda: _gaps(analysis.whole))


def _gaps(whole: Analysis) -> Gaps:
    table = whole.cooperations
    known = whole.positions
    shown = table["shown"].to_numpy(dtype=bool)
    law = (table["obligation"] == "statutory").to_numpy(dtype=bool)
    free = coverage.grid_of(known, shown & ~law)
    bound = coverage.grid_of(known, shown & law)
    status = np.select(
        [free.own > 0, free.cooperations > 0, bound.cooperations > 0, free.grade >= 0],
        [COVERED, DISTRICT, BY_LAW, GAP],
        default=UNKNOWN,
    )
    return Gaps(keys=free.keys, topics=free.topics, status=status, grade=free.grade)


def ranking(analysis: Analysis, inside: np.ndarray | None = None) -> pd.DataFrame:
    """Return the topics of a region by their potential.

    Parameters
    ----------
    analysis : Analysis
    inside : numpy.ndarray of bool, optional
        (n,), the municipalities of the region; those that were surveyed where it is left out.

    Returns
    -------
    pandas.DataFrame
        Indexed by topic, groups among them, in order: ``surveyed`` (municipalities that were asked),
        ``covered, district, statutory, none_recorded``, ``could_begin`` (gaps with two neighbours or more with the
        same gap, also outside of the region), ``share`` (of the surveyed), ``groups`` (connected ones of three gaps
        or more), ``largest`` (municipalities of the largest). Topics about which nobody was asked,
        and those of :data:`NO_TASK`, are left out.
    """
    found = gaps(analysis)
    asked = analysis.surveyed() if inside is None else np.asarray(inside, dtype=bool)
    gap = found.status == GAP
    touching = neighbours(analysis)
    beside = touching @ gap.astype(np.int32)
    could = gap & (beside >= LEAST_NEIGHBOURS) & asked[:, None]
    surveyed = ((found.grade >= 0) & asked[:, None]).sum(axis=0)
    number, size = grouped(touching, gap & asked[:, None])
    counts = {
        name: ((found.status == i) & (found.grade >= 0) & asked[:, None]).sum(axis=0)
        for i, name in enumerate(STATUS[:4])
    }
    table = pd.DataFrame(
        {
            "surveyed": surveyed,
            **counts,
            "could_begin": could.sum(axis=0),
            "share": could.sum(axis=0) / np.maximum(surveyed, 1),
            "groups": number.max(axis=0, initial=0),
            "largest": size.max(axis=0, initial=0),
        },
        index=found.topics,
    )
    table = table[(table["surveyed"] > 0) & ~table.index.isin(NO_TASK)]
    return table.sort_values(["share", "groups"], ascending=False, kind="stable")


def grouped(touching: sparse.csr_array, gap: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Number what lies together of each column, all columns at once.

    Parameters
    ----------
    touching : scipy.sparse.csr_array
        (n, n), neighbours.
    gap : numpy.ndarray of bool
        (n, t)

    Returns
    -------
    number, size : numpy.ndarray of int
        (n, t): the number of the group, from 1 on, the largest of a column first and of equal ones that of the first
        row; 0 for less than three together and outside of ``gap``. How many lie together; 0 outside of ``gap``.
    """
    number, size = np.zeros(gap.shape, dtype=int), np.zeros(gap.shape, dtype=int)
    column, row = np.nonzero(gap.T)
    if not len(row):
        return number, size
    label = _components(touching, gap)
    count = np.bincount(label)
    owner = np.zeros(len(count), dtype=int)
    owner[label] = column
    order = np.lexsort((np.arange(len(count)), -count, owner))
    ordered = owner[order]
    rank = np.empty(len(count), dtype=int)
    rank[order] = np.arange(len(count)) - np.searchsorted(ordered, ordered) + 1
    number[row, column] = np.where(count >= LEAST_GROUP, rank, 0)[label]
    size[row, column] = count[label]
    return number, size


def _components(touching: sparse.csr_array, gap: np.ndarray) -> np.ndarray:
    """Return a label for each gap, by column and row: the same for what is connected within a column."""
    n = len(gap)
    nodes = np.flatnonzero(gap.T.ravel())
    edges = touching.tocoo()
    both, column = np.nonzero(gap[edges.row] & gap[edges.col])
    ends = [np.searchsorted(nodes, column * n + side[both]) for side in (edges.row, edges.col)]
    graph = sparse.csr_array((np.ones(len(both), dtype=np.int8), (ends[0], ends[1])), shape=(len(nodes), len(nodes)))
    return np.asarray(csgraph.connected_components(graph, directed=False)[1])


def group_table(analysis: Analysis, topic: str, inside: np.ndarray | None = None) -> pd.DataFrame:
    """Return the municipalities of a region in which a topic is a gap, with the group in which they lie.

    Parameters
    ----------
    analysis : Analysis
    topic : str
    inside : numpy.ndarray of bool, optional
        As for :func:`ranking`.

    Returns
    -------
    pandas.DataFrame
        Indexed by key: ``group`` (from 1 on, the largest first; 0 for less than three together), ``gap_neighbours``.
    """
    asked = analysis.surveyed() if inside is None else np.asarray(inside, dtype=bool)
    found = gaps(analysis)
    every = found.of(topic) == GAP
    touching = neighbours(analysis)
    chosen = every & asked
    number, _size = grouped(touching, chosen[:, None])
    return pd.DataFrame(
        {"group": number[chosen, 0], "gap_neighbours": (touching @ every.astype(np.int32))[chosen]},
        index=found.keys[chosen],
    )


@dataclass(frozen=True, kw_only=True)
class Around:
    """Who could begin together with a municipality.

    Attributes
    ----------
    group : numpy.ndarray of int
        Positions of municipalities with the same gap within two steps, connected with it, itself among them.
    cut : numpy.ndarray of int
        Those within two steps that were left out: not connected, or too far.
    span_km : float
        Largest distance between two points of the group.
    """

    group: np.ndarray
    cut: np.ndarray
    span_km: float


MOST_SPAN: Final = 30.0
"""km: the largest span of a neighbourhood (docs/method.md)."""


def around(ground: Ground, gap: np.ndarray, position: int) -> Around:
    """Return the group of gap municipalities around one: within two steps, connected, a span of 30 km at most.

    The furthest from the municipality are cut first.

    Parameters
    ----------
    ground : Ground
    gap : numpy.ndarray of bool
        (n,)
    position : int
        Of the municipality; it belongs to the group, whatever its own status.
    """
    within = near(ground.touching, position) & gap
    within[position] = True
    rows = np.flatnonzero(within)
    far = np.hypot(*(ground.points[rows] - ground.points[position]).T)
    rows = rows[np.lexsort((rows, far))]
    # Distances of each to those that lie nearer: the span of the first k is their maximum.
    between = np.hypot(*np.moveaxis(ground.points[rows][:, None] - ground.points[rows][None], -1, 0))
    spans = np.maximum.accumulate(np.tril(between).max(axis=1))
    kept = np.zeros(ground.n, dtype=bool)
    kept[rows[spans <= MOST_SPAN]] = True
    label = np.full(ground.n, -1)
    label[kept] = _components(ground.touching, kept[:, None])
    group = np.flatnonzero(label == label[position])
    points = ground.points[group]
    span = np.hypot(*np.moveaxis(points[:, None] - points[None], -1, 0)).max(initial=0)
    return Around(group=group, cut=np.setdiff1d(rows, group), span_km=float(span))
