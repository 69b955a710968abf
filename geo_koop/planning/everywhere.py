"""Gaps of all municipalities and topics at once: which there are, which lie together, what each could join."""

from typing import Final

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.planning import gaps as status
from geo_koop.planning import parts as parts_of
from geo_koop.planning import similar
from geo_koop.planning.ground import Ground, about, ground, nearest_members, neighbours
from geo_koop.result.analysis import Analysis

_CELLS: Final = 2_000_000
"""Pairs of cooperation and municipality that are held at once."""


def gap_table(analysis: Analysis, inside: np.ndarray | None = None) -> pd.DataFrame:
    """Return every gap: a municipality that was asked, and a topic on which none is recorded.

    Parameters
    ----------
    analysis : Analysis
        Filters do not matter, but for the regions that are chosen.
    inside : numpy.ndarray of bool, optional
        (n,), the municipalities that are asked; those that were surveyed where it is left out.

    Returns
    -------
    pandas.DataFrame
        A row for each municipality and topic (or group of topics) that is a gap, by topic in the order of the codelist
        and by key: ``key, topic, grade, gap_neighbours`` (neighbours with the same gap, wherever they are), ``group``
        (as in :func:`geo_koop.planning.gaps.group_table`: from 1 on, the largest of the topic first; 0 for less than
        three together). *Not surveyed* is none, and what a district or a law covers neither.
    """
    found = status.gaps(analysis)
    asked = analysis.surveyed() if inside is None else np.asarray(inside, dtype=bool)
    topics = np.flatnonzero(~found.topics.isin(status.NO_TASK))
    every = found.status[:, topics] == status.GAP
    touching = neighbours(analysis)
    beside = touching @ every.astype(np.int32)
    number, _size = status.grouped(touching, every & asked[:, None])
    column, row = np.nonzero((every & asked[:, None]).T)
    grades = np.array([*codelists.load("grades").codes, None], dtype=object)
    return pd.DataFrame(
        {
            "key": found.keys.to_numpy()[row],
            "topic": found.topics.to_numpy()[topics[column]],
            "grade": grades[found.grade[row, topics[column]]],
            "gap_neighbours": beside[row, column].astype(int),
            "group": number[row, column],
        }
    )


def gap_groups(analysis: Analysis, table: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the groups of three gaps or more that lie together.

    Parameters
    ----------
    analysis : Analysis
    table : pandas.DataFrame, optional
        As :func:`gap_table`, where it is at hand.

    Returns
    -------
    pandas.DataFrame
        By topic in the order of the codelist and by number: ``topic, group, municipalities, population``
        (missing where that of nobody is known), ``population_unknown, area_km2, keys`` (tuple).
    """
    table = gap_table(analysis) if table is None else table
    towns = analysis.municipalities
    rows = table[table["group"] > 0]
    people = rows["key"].map(towns["population"]).astype("Float64")
    rows = rows.assign(population=people, unknown=people.isna(), area_km2=rows["key"].map(towns["area_km2"]))
    order = {code: number for number, code in enumerate(dict.fromkeys(table["topic"]))}
    groups = rows.groupby(["topic", "group"])
    made = groups.agg(
        municipalities=("key", "size"),
        population_unknown=("unknown", "sum"),
        area_km2=("area_km2", "sum"),
        keys=("key", tuple),
    ).reset_index()
    made.insert(3, "population", groups["population"].sum(min_count=1).round().astype("Int64").to_numpy())
    return made.sort_values(["topic", "group"], key=lambda c: c.map(order) if c.name == "topic" else c).reset_index(
        drop=True
    )


def join_table(
    analysis: Analysis, table: pd.DataFrame | None = None, *, statutory: bool = False, most: int = 3
) -> pd.DataFrame:
    """Return for every gap the cooperations that the municipality could join: the first of the list *join*.

    Parameters
    ----------
    analysis : Analysis
    table : pandas.DataFrame, optional
        ``key, topic``: for whom it is asked; every gap where it is left out.
    statutory : bool
        Whether bodies that a law prescribes are candidates.
    most : int
        Cooperations for each municipality and topic.

    Returns
    -------
    pandas.DataFrame
        In the order of ``table``, then by rank: ``key, topic, rank, cooperation_id, nearest_key`` (its nearest
        member), ``nearest_km, shared`` (mean number of other cooperations shared with a member). The order is that of
        :func:`geo_koop.planning.potential.joinable`.
    """
    table = gap_table(analysis) if table is None else table
    base = ground(analysis, statutory=statutory)
    chosen = np.flatnonzero(np.diff(base.members.indptr) > 0)
    topical = _about(analysis, base.ids[chosen])
    at = base.keys.get_indexer(table["key"])
    found = [
        _nearest(base, chosen, topical, table.iloc[rows].assign(at=at[rows], place=rows), most)
        for rows in _blocks(at, len(chosen))
    ]
    rows = pd.concat(found, ignore_index=True).sort_values(["place", "rank"], ignore_index=True)
    number, at = (rows[name].to_numpy(dtype=int) for name in ("number", "at"))
    nearest, _away = nearest_members(base, number, at)
    return pd.DataFrame(
        {
            "key": rows["key"],
            "topic": rows["topic"],
            "rank": rows["rank"].astype(int),
            "cooperation_id": base.ids.to_numpy()[number],
            "nearest_key": base.keys.to_numpy()[nearest],
            "nearest_km": rows["nearest_km"].astype(float).round(4),
            "shared": rows["shared"].astype(float).round(4),
        }
    )


def _blocks(at: np.ndarray, cooperations: int) -> list[np.ndarray]:
    """Cut rows by municipality, so that what is held at once fits into memory; a municipality lies in one block."""
    places = np.unique(at)
    cuts = np.arange(0, max(len(places), 1), max(_CELLS // max(cooperations, 1), 1))
    number = np.searchsorted(places[cuts], at, side="right") if len(places) else at
    order = np.argsort(number, kind="stable")
    return [np.sort(part) for part in np.split(order, np.flatnonzero(np.diff(number[order])) + 1)]


def _about(analysis: Analysis, ids: pd.Index) -> pd.DataFrame:
    """Return ``topic, number``: which cooperations (by position in ``ids``) are about a topic or a part of it."""
    pairs = about(analysis, ids).tocoo()
    return pd.DataFrame({"topic": analysis.whole.positions.topics.to_numpy()[pairs.col], "number": pairs.row})


def _nearest(base: Ground, chosen: np.ndarray, topical: pd.DataFrame, table: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the first cooperations of each row: ``number`` (position), ``nearest_km, shared, rank`` beside its own."""
    places, column = np.unique(table["at"].to_numpy(), return_inverse=True)
    found = parts_of.of(base, chosen, places)
    outside = base.inside[chosen][:, places].toarray() == 0
    rows = table.assign(column=column).merge(topical, on="topic")
    number, column = rows["number"].to_numpy(dtype=int), rows["column"].to_numpy(dtype=int)
    rows = rows.assign(
        nearest_km=found.nearest[number, column], shared=found.shared[number, column], number=chosen[number]
    )[outside[number, column]]
    order = np.lexsort((rows["number"], -rows["shared"], rows["nearest_km"], rows["place"]))
    rows = rows.iloc[order]
    rows = rows.assign(rank=rows.groupby("place").cumcount() + 1)
    return rows[rows["rank"] <= most]


def outlook(analysis: Analysis, key: str) -> pd.DataFrame:
    """Return what a municipality could do about each of its gaps: the first of every list.

    Parameters
    ----------
    analysis : Analysis
    key : str

    Returns
    -------
    pandas.DataFrame
        Indexed by topic (groups of topics among them), what is nearest first: ``grade``, ``neighbours`` (keys of those
        with the same gap), ``group`` (keys of who could begin together, itself among them), ``span_km``, ``join``,
        ``join_key, join_km`` (the nearest cooperation that it could join, and its nearest member), ``example,
        example_id`` (the municipality most like it that is a member of a cooperation on the topic, and that one). Keys
        and numbers are missing where there is none. Empty where nothing is a gap, or nobody looked.
    """
    at = similar.position(analysis, key)
    base, known = ground(analysis), status.gaps(analysis)
    table = gap_table(analysis, np.arange(base.n) == at)
    join = join_table(analysis, table, most=1).set_index("topic").reindex(table["topic"])
    beside = base.touching[[at]].toarray()[0] > 0
    gap = {topic: known.of(topic) == status.GAP for topic in table["topic"]}
    around = {topic: status.around(base, gap[topic], at) for topic in table["topic"]}
    made = pd.DataFrame(
        {
            "grade": table["grade"].to_numpy(),
            "neighbours": [tuple(base.keys[beside & gap[topic]]) for topic in table["topic"]],
            "group": [tuple(base.keys[around[topic].group]) for topic in table["topic"]],
            "span_km": [around[topic].span_km for topic in table["topic"]],
        },
        index=pd.Index(table["topic"], name="topic"),
    )
    made = made.assign(join=join["cooperation_id"], join_key=join["nearest_key"], join_km=join["nearest_km"])
    examples = _examples(analysis, base, key).reindex(made.index)
    made = made.assign(example=examples["key"], example_id=examples["cooperation_id"])
    return made.sort_values("join_km", kind="stable")


def _examples(analysis: Analysis, base: Ground, key: str) -> pd.DataFrame:
    """Return for each topic who is most like a municipality and does it itself: ``key, cooperation_id``."""
    topical = _about(analysis, base.ids)
    own = base.own.tocoo()
    doing = pd.DataFrame({"number": own.row, "key": base.keys.to_numpy()[own.col]}).merge(topical, on="number")
    rank = similar.compared(analysis, key)["rank"]
    doing = doing.assign(rank=doing["key"].map(rank)).dropna(subset="rank").sort_values(["rank", "number"])
    first = doing.drop_duplicates("topic").set_index("topic")
    return first.assign(cooperation_id=base.ids.to_numpy()[first["number"]])


def done_by(analysis: Analysis, key: str, others: pd.Index) -> pd.DataFrame:
    """Return what others do and a municipality does not.

    Parameters
    ----------
    analysis : Analysis
    key : str
    others : pandas.Index
        Keys, such as those of municipalities like it.

    Returns
    -------
    pandas.DataFrame
        Indexed by topic, the most frequent first: ``doing`` (of the others, through a membership of their own),
        ``known`` (of the others, about whom it is known: they do, or somebody looked), ``keys`` (who does). Only topics
        that are a gap of the municipality.
    """
    found = status.gaps(analysis)
    at, rows = found.keys.get_loc(key), found.keys.get_indexer(others)
    columns = np.flatnonzero((found.status[at] == status.GAP) & ~found.topics.isin(status.NO_TASK))
    there = found.status[np.ix_(rows, columns)]
    does = there == status.COVERED
    table = pd.DataFrame(
        {
            "doing": does.sum(axis=0),
            "known": (there != status.UNKNOWN).sum(axis=0),
            "keys": [tuple(others[column]) for column in does.T],
        },
        index=found.topics[columns],
    )
    return table[table["doing"] > 0].sort_values("doing", ascending=False, kind="stable")
