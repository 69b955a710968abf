"""How well the order of the lists finds memberships that exist: the honest test (``docs/potential.md``)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy import sparse

from geo_koop.analysis import join
from geo_koop.errors import UsageError
from geo_koop.planning import parts as parts_of
from geo_koop.planning.ground import Ground, of_area
from geo_koop.planning.parts import Parts
from geo_koop.planning.weights import contributions, shipped
from geo_koop.result.analysis import Analysis

TASKS: Final = ("join", "invite")
SPLITS: Final = ("leave_one_out", "time")
CANDIDATES: Final = ("all", "surveyed")
LEAST_MEMBERS: Final = 3
"""Members from which on a cooperation is tried: of two, one alone would have to tell the other."""
LEAST_CASES: Final = 30
"""Cases from which on an interval is told."""
SAMPLES: Final = 1_000
"""Bootstrap samples."""
_HITS: Final = (1, 3, 10)
_BASELINES: Final = ("nearest", "mean_distance", "shared", "popularity", "shipped")
Keys = tuple[np.ndarray, ...]
"""What a method orders by: a larger value of the first goes before, then of the next."""


@dataclass(frozen=True, kw_only=True)
class Cases:
    """Memberships to be found.

    Attributes
    ----------
    ground : Ground
        What is known; with the memberships, where they are ``hidden`` one by one.
    cooperation, municipality : numpy.ndarray of int
        Positions.
    hidden : bool
    """

    ground: Ground
    cooperation: np.ndarray
    municipality: np.ndarray
    hidden: bool


def retrodict(
    analysis: Analysis,
    *,
    task: str = "invite",
    split: str = "leave_one_out",
    statutory: bool = False,
    candidates: str = "all",
    later: Analysis | None = None,
    seed: int = 0,
) -> dict[str, Any]:
    """Hide memberships, rank all candidates, and tell how often each method finds what was hidden.

    Parameters
    ----------
    analysis : Analysis
        Memberships with ``counts_as_member = yes`` of municipalities, of cooperations with three or more.
    task : {"invite", "join"}
        Which municipality belongs to the cooperation; which cooperation on the same topic the municipality joins.
    split : {"leave_one_out", "time"}
        Each membership once; or joins of a year, from what was recorded of the years before (or of ``later``).
    statutory : bool
        Whether bodies that a law prescribes take part.
    candidates : {"all", "surveyed"}
        All municipalities of the boundaries, or those that were surveyed.
    later : Analysis, optional
        The same boundaries with records of a later date, by the same ids: what is new in it is to be found.
    seed : int
        Of the bootstrap.

    Returns
    -------
    dict
        ``task, split, statutory, candidates, n, candidates_median, seed, methods``; each method has ``name, hit_1,
        hit_3, hit_10, mrr`` and, from 30 cases on, ``interval`` (95 %, clustered by cooperation). Ties count by
        mid-rank.

    Raises
    ------
    UsageError
        If an argument is not known.
    """
    for name, value, known in (
        ("task", task, TASKS),
        ("split", split, SPLITS),
        ("candidates", candidates, CANDIDATES),
    ):
        if value not in known:
            raise UsageError(
                "{field} is {value}.", "Use one of {known}.", field=name, value=value, known=", ".join(known)
            )
    if later is not None:
        split = "time"
    asked = analysis.surveyed() if candidates == "surveyed" else np.ones(len(analysis.municipalities), dtype=bool)
    tried = _later(analysis, later, statutory) if later is not None else _cases(analysis, split, statutory)
    ranks: dict[str, list[np.ndarray]] = {}
    sizes, clusters = [], []
    for cases in tried:
        for block in _blocks(cases, asked, task):
            found, size, cluster = (_invite if task == "invite" else _join)(analysis, block, asked)
            for name, values in found.items():
                ranks.setdefault(name, []).append(values)
            sizes.append(size)
            clusters.append(cluster)
    every = {name: np.concatenate(values) for name, values in ranks.items()}
    size = np.concatenate(sizes) if sizes else np.array([])
    return {
        "task": task,
        "split": split,
        "statutory": statutory,
        "candidates": candidates,
        "n": len(size),
        "candidates_median": float(np.median(size)) if len(size) else None,
        "seed": seed,
        "methods": _scores(every, np.concatenate(clusters) if clusters else np.array([]), seed),
    }


def _memberships(analysis: Analysis, statutory: bool) -> pd.DataFrame:
    """Return the certain memberships of municipalities: ``cooperation_id, key, begin, end, dated``, each once."""
    whole = analysis.whole
    table, records = whole.members, whole.cooperations
    rows = table[(table["level"] == "municipality") & join.certain(table)]
    if not statutory:
        rows = rows[(records["obligation"] != "statutory").reindex(rows["cooperation_id"]).to_numpy(dtype=bool)]
    life = records[["start_date", "end_date"]].reindex(rows["cooperation_id"])
    return pd.DataFrame(
        {
            "cooperation_id": rows["cooperation_id"].to_numpy(),
            "key": rows["unit_key"].to_numpy(),
            "now": (rows["counts_as_member"] == "yes").to_numpy(),
            "begin": rows["from_date"].to_numpy(),
            "end": rows["to_date"].to_numpy(),
            "start": life["start_date"].to_numpy(),
            "over": life["end_date"].to_numpy(),
        }
    ).drop_duplicates(["cooperation_id", "key"], ignore_index=True)


def _cases(analysis: Analysis, split: str, statutory: bool) -> Iterator[Cases]:
    rows = _memberships(analysis, statutory)
    if split == "leave_one_out":
        rows = rows[rows["now"]]
        yield _hidden(analysis, rows)
        return
    known = rows[rows["start"].notna()]
    for year in sorted(known["begin"].dt.year.dropna().unique().astype(int)):
        day, after = pd.Timestamp(year - 1, 12, 31), pd.Timestamp(year, 12, 31)
        since = known["begin"].fillna(known["start"])
        there = (since <= day) & ~(known["end"] < day) & ~(known["over"] < day)
        joining = (known["begin"] > day) & (known["begin"] <= after) & (known["start"] <= day) & ~(known["over"] < day)
        yield _coming(analysis, known[there], known[joining])


def _hidden(analysis: Analysis, rows: pd.DataFrame) -> Cases:
    base = _ground(analysis, rows)
    tried = np.flatnonzero(np.diff(base.members.indptr) >= LEAST_MEMBERS)
    part = base.members[tried]
    return Cases(
        ground=base,
        cooperation=np.repeat(tried, np.diff(part.indptr)),
        municipality=part.indices,
        hidden=True,
    )


def _coming(analysis: Analysis, before: pd.DataFrame, joining: pd.DataFrame) -> Cases:
    """Return what came to cooperations that had two members or more, and makes them three or more."""
    base = _ground(analysis, before)
    at, who = base.ids.get_indexer(joining["cooperation_id"]), base.keys.get_indexer(joining["key"])
    size = np.diff(base.members.indptr)
    fits = (at >= 0) & (who >= 0)
    fits[fits] = (size[at[fits]] >= LEAST_MEMBERS - 1) & ~_listed(base.members, at[fits], who[fits])
    return Cases(ground=base, cooperation=at[fits], municipality=who[fits], hidden=False)


def _later(analysis: Analysis, later: Analysis, statutory: bool) -> Iterator[Cases]:
    """Return the memberships of cooperations known before that only the later records have."""
    before, after = (_memberships(one, statutory) for one in (analysis, later))
    before, after = before[before["now"]], after[after["now"]]
    pairs = pd.MultiIndex.from_frame(after[["cooperation_id", "key"]])
    new = ~pairs.isin(pd.MultiIndex.from_frame(before[["cooperation_id", "key"]]))
    yield _coming(analysis, before, after[new])


def _ground(analysis: Analysis, rows: pd.DataFrame) -> Ground:
    """Return the arrays of memberships; a cooperation covers what it covers in the analysis, at most."""
    area = rows[["cooperation_id", "key"]].assign(through="member")
    return of_area(analysis, area, pd.Index(area["cooperation_id"].unique()).sort_values())


def _listed(matrix: Any, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Tell which pairs a sparse matrix has."""
    return np.asarray(matrix[rows, columns]).ravel() > 0 if len(rows) else np.zeros(0, dtype=bool)


def _blocks(cases: Cases, asked: np.ndarray, task: str) -> Iterator[Cases]:
    """Cut cases into blocks that fit into memory, those of a cooperation (or of a municipality) together."""
    base = cases.ground
    kept = asked[cases.municipality]
    cooperation, municipality = cases.cooperation[kept], cases.municipality[kept]
    if task == "invite" and cases.hidden:
        tried = np.unique(cases.cooperation)
        for block in parts_of.blocks(base.members[tried], base.n):
            here = np.isin(cooperation, tried[block])
            if here.any():
                yield replace(cases, cooperation=cooperation[here], municipality=municipality[here])
        return
    together = cooperation if task == "invite" else municipality
    order = np.argsort(together, kind="stable")
    step = max(4_000_000 // max(base.n if task == "invite" else base.members.shape[0], 1), 1)
    for begin in range(0, len(order), step):
        rows = order[begin : begin + step]
        yield replace(cases, cooperation=cooperation[rows], municipality=municipality[rows])


def _invite(
    _analysis: Analysis, cases: Cases, asked: np.ndarray
) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Rank the hidden municipality of each case among those that are no members."""
    base = cases.ground
    tried, of = np.unique(cases.cooperation, return_inverse=True)
    if cases.hidden:
        found = parts_of.hidden(base, tried)
        rows = base.members[tried]
        every = pd.MultiIndex.from_arrays([np.repeat(tried, np.diff(rows.indptr)), rows.indices])
        at = every.get_indexer(pd.MultiIndex.from_arrays([cases.cooperation, cases.municipality]))
        found = _taken(found, at)
    else:
        found = _taken(parts_of.of(base, tried, np.arange(base.n)), of)
    among = (base.inside[cases.cooperation].toarray() == 0) & asked
    number = np.arange(len(cases.municipality))
    among[number, cases.municipality] = True
    popular = np.broadcast_to(np.asarray(base.own.sum(axis=0)).ravel().astype(float), among.shape).copy()
    if cases.hidden:
        popular[number, cases.municipality] -= 1
    added = contributions(found, shipped("invite"), among)
    total = sum(added.values(), np.zeros(among.shape))
    methods: dict[str, Keys] = {
        "nearest": (-found.nearest,),
        "mean_distance": (-found.distance,),
        "shared": (found.shared,),
        "popularity": (popular,),
        "shipped": (total,),
        **{f"without_{name}": (total - part,) for name, part in added.items()},
    }
    ranks = {name: _midranks(keys, cases.municipality, among) for name, keys in methods.items()}
    return ranks, among.sum(axis=1), base.ids.to_numpy()[cases.cooperation]


def _join(analysis: Analysis, cases: Cases, _asked: np.ndarray) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Rank the hidden cooperation of each case among those on its topics that do not cover the municipality."""
    base = cases.ground
    towns, of = np.unique(cases.municipality, return_inverse=True)
    there = np.flatnonzero(np.diff(base.members.indptr) > 0)
    position = np.full(base.members.shape[0], -1)
    position[there] = np.arange(len(there))
    target = position[cases.cooperation]
    found = parts_of.of(base, there, towns)
    found = Parts(**{name: getattr(found, name).T[of] for name in parts_of.NAMES})
    size = np.diff(base.members.indptr)[there].astype(float)
    number = np.arange(len(target))
    if cases.hidden:
        # The hidden membership is shared with nobody.
        common = (base.own[cases.cooperation] @ base.members[there].T).toarray() / size
        common[number, target] = 0
        found = replace(found, shared=found.shared - common)
    about = _about(analysis, base.ids)
    among = (about[cases.cooperation] @ about[there].T).toarray() > 0
    among &= base.inside[there][:, cases.municipality].toarray().T == 0
    among[number, target] = True
    popular = np.broadcast_to(size, among.shape).copy()
    if cases.hidden:
        popular[number, target] -= 1
    methods: dict[str, Keys] = {
        "nearest": (-found.nearest,),
        "mean_distance": (-found.distance,),
        "shared": (found.shared,),
        "popularity": (popular,),
        "shipped": (-found.nearest, found.shared),
        "without_nearest": (found.shared,),
        "without_shared": (-found.nearest,),
    }
    ranks = {name: _midranks(keys, target, among) for name, keys in methods.items()}
    return ranks, among.sum(axis=1), base.ids.to_numpy()[cases.cooperation]


def _about(analysis: Analysis, ids: pd.Index) -> Any:
    """Return cooperation × topic; a topic's group is none of them."""
    rows = analysis.whole.topics
    rows = rows[rows["cooperation_id"].isin(ids)]
    codes = pd.Index(rows["topic"].unique())
    at = ids.get_indexer(rows["cooperation_id"]), codes.get_indexer(rows["topic"])
    return sparse.csr_array((np.ones(len(rows)), at), shape=(len(ids), len(codes)))


def _taken(parts: Parts, rows: np.ndarray) -> Parts:
    return Parts(**{name: getattr(parts, name)[rows] for name in parts_of.NAMES})


def _midranks(keys: Keys, target: np.ndarray, among: np.ndarray) -> np.ndarray:
    """Return the rank of a column of each row among some columns; what is equal shares the middle of its ranks."""
    number = np.arange(len(target))
    better = np.zeros(among.shape, dtype=bool)
    equal = among.copy()
    for values in keys:
        mine = values[number, target][:, None]
        better |= equal & (values > mine)
        equal &= values == mine
    equal[number, target] = False
    return np.asarray(1 + better.sum(axis=1) + equal.sum(axis=1) / 2)


def _scores(ranks: Mapping[str, np.ndarray], clusters: np.ndarray, seed: int) -> list[dict[str, Any]]:
    """Return the figures of each method, with intervals from samples of whole cooperations."""
    codes, names = pd.factorize(clusters)
    per = np.bincount(codes, minlength=len(names)).astype(float)
    drawn = None
    if len(codes) >= LEAST_CASES:
        drawn = np.random.default_rng(seed).multinomial(len(names), np.full(len(names), 1 / len(names)), SAMPLES)
    methods = []
    for name, rank in ranks.items():
        figures = {f"hit_{k}": (rank <= k).astype(float) for k in _HITS} | {"mrr": 1 / rank}
        row: dict[str, Any] = {"name": name, **{figure: _mean(values) for figure, values in figures.items()}}
        if drawn is not None:
            row["interval"] = {}
            for figure, values in figures.items():
                sums = drawn @ np.bincount(codes, values, minlength=len(names))
                row["interval"][figure] = [
                    round(float(q), 4) for q in np.quantile(sums / (drawn @ per), [0.025, 0.975])
                ]
        methods.append(row)
    return methods


def _mean(values: np.ndarray) -> float | None:
    return round(float(values.mean()), 4) if len(values) else None
