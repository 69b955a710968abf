"""Whom to ask: four lists that are never merged into one (``docs/potential.md``).

``join``: which cooperations on a topic a municipality could join. ``invite``: who is missing in a cooperation.
``found``: with whom a municipality could begin. ``learn``: who is like it and does it already.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from geo_koop.errors import UsageError
from geo_koop.planning import gaps as status
from geo_koop.planning import parts as parts_of
from geo_koop.planning import similar, supposed
from geo_koop.planning.gaps import Gaps
from geo_koop.planning.ground import Ground, about, ground, near, nearest_members
from geo_koop.planning.parts import Parts
from geo_koop.planning.similar import ordinal
from geo_koop.planning.weights import chosen as chosen_weights
from geo_koop.planning.weights import weighed
from geo_koop.result.analysis import Analysis

LISTS: Final = ("join", "invite", "found", "learn")
_SHARED: Final = ("contiguity", "district", "filled", "shared", "overlap", "distance", "nearest", "size")
"""Parts as columns, ``distance`` and ``nearest`` in km."""


@dataclass(frozen=True, kw_only=True)
class Potential:
    """What a municipality could do about a topic.

    Attributes
    ----------
    key, topic : str
    status : str
        One of :data:`geo_koop.planning.gaps.STATUS`: of the municipality on the topic.
    grade : str or None
        How thoroughly it was surveyed; ``None`` where nobody looked.
    join : pandas.DataFrame
        Indexed by ``cooperation_id``, in order: ``rank, rank_nearest, name, format, bindingness, members``, the parts,
        ``pattern, pattern_after, gapless_after, span_km_after``.
    invite : pandas.DataFrame
        Who is missing in the cooperations on the topic in which the municipality is: :func:`invite` of each,
        with ``cooperation_id``.
    found : pandas.DataFrame
        Indexed by key, in order: ``rank, rank_nearest, name, contiguity`` (1 for a neighbour), ``shared``
        (cooperations), ``nearest`` (km), ``same_district``, ``population``, ``in_group``.
    learn : pandas.DataFrame
        As :func:`geo_koop.planning.similar.similar`, of those that are members of a cooperation on the topic, with
        ``cooperations`` (ids) and ``size`` (times as many inhabitants).
    group : Mapping
        Who could begin together: ``keys, municipalities, population, population_unknown, span_km, pattern, reason_de,
        reason_en, cut`` (keys within two steps that were left out, not connected or too far).
    not_surveyed : int
        Municipalities within two steps about which nobody knows whether they have a gap.
    """

    key: str
    topic: str
    status: str
    grade: str | None
    join: pd.DataFrame
    invite: pd.DataFrame
    found: pd.DataFrame
    learn: pd.DataFrame
    group: Mapping[str, Any]
    not_surveyed: int

    def rows(self, *lists: str, most: int | None = None) -> list[dict[str, Any]]:
        """Return the rows of lists as plain values: ``list, rank, rank_nearest, key | cooperation_id, name, parts``."""
        return [row for name in lists or LISTS for row in plain_rows(name, getattr(self, name), most)]


def potential(
    analysis: Analysis,
    key: str,
    topic: str,
    *,
    statutory: bool = False,
    elsewhere: str | None = None,
    invite_weights: Mapping[str, float] | None = None,
    learn_weights: Mapping[str, float] | None = None,
) -> Potential:
    """Return what a municipality could do about a topic.

    Parameters
    ----------
    analysis : Analysis
        Filters do not matter.
    key, topic : str
        Of the municipality; code of the topic or of a group of topics.
    statutory : bool
        Whether bodies that a law prescribes are candidates and count in parts; they always count in what is covered.
    elsewhere : {"district", "state"}, optional
        To learn only from another district, or another state.
    invite_weights, learn_weights : Mapping of float, optional
        Other weights than those that are shipped.

    Raises
    ------
    UsageError
        If municipality or topic are not known, or a weight is impossible.
    """
    at = similar.position(analysis, key)
    chosen_weights("invite", invite_weights)
    base, known = ground(analysis, statutory=statutory), status.gaps(analysis)
    if topic not in known.topics:
        raise UsageError("There is no topic {topic}.", "Name the code or the label of a topic.", topic=topic)
    now = known.table(topic).loc[key]
    found, group, unknown = _found(analysis, base, known, topic, at)
    own = _about(analysis, base, topic)
    own &= np.asarray(base.inside[:, [at]].toarray()).ravel() > 0
    missing = [
        invite(analysis, one, statutory=True, weights=invite_weights, most=10, base=base) for one in base.ids[own]
    ]
    return Potential(
        key=key,
        topic=topic,
        status=str(now["status"]),
        grade=None if pd.isna(now["grade"]) else str(now["grade"]),
        join=joinable(analysis, key, topic, base=base),
        invite=pd.concat(missing) if missing else _nobody(),
        found=found,
        learn=_learn(analysis, base, topic, key, elsewhere, learn_weights),
        group=group,
        not_surveyed=unknown,
    )


def joinable(
    analysis: Analysis, key: str, topic: str, *, statutory: bool = False, base: Ground | None = None
) -> pd.DataFrame:
    """Return the cooperations on a topic that do not cover a municipality: see :class:`Potential`.

    The nearest member goes first, then the one with more shared memberships, then the identifier.
    """
    base = base or ground(analysis, statutory=statutory)
    at = similar.position(analysis, key)
    there = _about(analysis, base, topic) & (np.diff(base.members.indptr) > 0)
    there &= np.asarray(base.inside[:, [at]].toarray()).ravel() == 0
    chosen = np.flatnonzero(there)
    found = parts_of.of(base, chosen, np.array([at]))
    ids = base.ids[chosen]
    records = analysis.whole.cooperations.loc[ids]
    nearest, shared = found.nearest[:, 0], found.shared[:, 0]
    after = supposed.joined(analysis, ids, key)
    table = pd.DataFrame(
        {
            "rank": ordinal(nearest, -shared),
            "rank_nearest": ordinal(nearest),
            "name": records["name"],
            "format": records["format"],
            "bindingness": records["bindingness"],
            "members": np.diff(base.members.indptr)[chosen],
            **_columns(found, 0, columns=True),
            "pattern": records["pattern"],
            "pattern_after": after["pattern"],
            "gapless_after": supposed.gapless(after),
            "span_km_after": after["span_km"],
        },
        index=ids,
    )
    return table.sort_values("rank")


def invite(
    analysis: Analysis,
    cooperation_id: str,
    *,
    statutory: bool = False,
    weights: Mapping[str, float] | None = None,
    most: int | None = 50,
    base: Ground | None = None,
) -> pd.DataFrame:
    """Return the municipalities that are missing in a cooperation, the most likely first.

    Parameters
    ----------
    analysis : Analysis
    cooperation_id : str
    statutory : bool
        Whether bodies that a law prescribes count in parts.
    weights : Mapping of float, optional
        By part, in place of those that are shipped.
    most : int, optional
        Rows; all where it is ``None``.
    base : Ground, optional
        Of the analysis, where it is at hand.

    Returns
    -------
    pandas.DataFrame
        Indexed by key: ``cooperation_id, rank, rank_nearest, name, district_name, population, surveyed`` (somebody
        looked there for one of the topics of the cooperation), the parts. Municipalities that the
        cooperation covers in any way are not among them.

    Raises
    ------
    UsageError
        If there is no such cooperation, it has no member in the boundaries, or a weight is impossible.
    """
    used = chosen_weights("invite", weights)
    records = analysis.whole.cooperations
    if cooperation_id not in records.index:
        raise UsageError("There is no cooperation {name}.", "Use the id or the name.", name=cooperation_id)
    if base is None or cooperation_id not in base.ids:
        base = ground(analysis, statutory=statutory or records["obligation"].get(cooperation_id) == "statutory")
    if cooperation_id not in base.ids:
        raise UsageError(
            "The cooperation {name} is not active on this date.",
            "Choose another date, or another cooperation.",
            name=records["name"][cooperation_id],
        )
    at = np.array([base.ids.get_loc(cooperation_id)])
    if not np.diff(base.members.indptr)[at[0]]:
        raise UsageError(
            "The cooperation {name} has no certain member in the boundaries.",
            "Record its members first.",
            name=records["name"][cooperation_id],
        )
    found = parts_of.of(base, at, np.arange(base.n))
    outside = base.inside[at].toarray() == 0
    # Equal on every machine.
    total = np.round(weighed(found, used, outside)[0], 9)
    towns = analysis.municipalities
    table = pd.DataFrame(
        {
            "cooperation_id": cooperation_id,
            "name": towns["name"],
            "district_name": towns["district_name"],
            "population": towns["population"],
            "surveyed": _surveyed(analysis, cooperation_id),
            **_columns(found, 0),
        },
        index=towns.index,
    )[outside[0]]
    table.insert(1, "rank_nearest", ordinal(table["nearest"].to_numpy()))
    table.insert(1, "rank", ordinal(-total[outside[0]]))
    table = table.sort_values("rank")
    return table if most is None else table.head(most)


def members(analysis: Analysis, cooperation_id: str) -> pd.Index:
    """Return the keys of the municipalities with which parts of a cooperation compare; empty where it is not active."""
    base = ground(analysis, statutory=True)
    if cooperation_id not in base.ids:
        return base.keys[:0]
    row = base.members[[base.ids.get_loc(cooperation_id)]]
    return base.keys[row.indices]


def nearest_member(analysis: Analysis, cooperation_id: str, key: str) -> tuple[str, float] | None:
    """Return the member of a cooperation that lies nearest to a municipality, and its distance in km.

    ``None`` where it has no other member in the boundaries.
    """
    if not len(members(analysis, cooperation_id)):
        return None
    base = ground(analysis, statutory=True)
    at = np.array([similar.position(analysis, key)])
    member, away = nearest_members(base, np.array([base.ids.get_loc(cooperation_id)]), at)
    return (str(base.keys[member[0]]), float(away[0])) if np.isfinite(away[0]) else None


def _surveyed(analysis: Analysis, cooperation_id: str) -> np.ndarray:
    """Tell where somebody looked for one of the topics of a cooperation."""
    known, topics = status.gaps(analysis), analysis.whole.topics
    named = known.topics.isin(topics.loc[topics["cooperation_id"] == cooperation_id, "topic"])
    return np.asarray((known.grade[:, named] >= 0).any(axis=1))


def _about(analysis: Analysis, base: Ground, topic: str) -> np.ndarray:
    """Tell which cooperations are about a topic, or about a part of it."""
    column = analysis.whole.positions.topics.get_loc(topic)
    return np.asarray(about(analysis, base.ids)[:, [column]].toarray()).ravel() > 0


def _columns(found: Parts, at: int, *, columns: bool = False) -> dict[str, np.ndarray]:
    """Return the parts of one row, or of one column, in km and shares; rounded, so that they are equal everywhere."""
    return {
        name: np.round((getattr(found, name)[:, at] if columns else getattr(found, name)[at]).astype(float), 4)
        for name in _SHARED
    }


def _nobody() -> pd.DataFrame:
    return pd.DataFrame(
        columns=["cooperation_id", "rank", "rank_nearest", "name", "district_name", "population", "surveyed", *_SHARED],
        index=pd.Index([], name="key"),
    )


def _found(
    analysis: Analysis, base: Ground, known: Gaps, topic: str, at: int
) -> tuple[pd.DataFrame, dict[str, Any], int]:
    """Return the municipalities with the same gap, the group around one, and how many nearby nobody asked."""
    towns, state = analysis.municipalities, known.of(topic)
    gap = state == status.GAP
    around = status.around(base, gap, at)
    within = near(base.touching, at)
    others = gap.copy()
    others[at] = False
    rows = np.flatnonzero(others)
    distance = np.round(np.hypot(*(base.points[rows] - base.points[at]).T), 4)
    touching, shared = (matrix[[at]].toarray()[0][rows] for matrix in (base.touching, base.shared))
    table = pd.DataFrame(
        {
            "rank": ordinal(-touching, -shared, distance),
            "rank_nearest": ordinal(distance),
            "name": towns["name"].to_numpy()[rows],
            "contiguity": touching,
            "shared": shared,
            "nearest": distance,
            "same_district": base.district[rows] == base.district[at],
            "population": towns["population"].array[rows],
            "in_group": np.isin(rows, around.group),
        },
        index=towns.index[rows],
    ).sort_values("rank")
    return table, _group(analysis, around), int((within & (state == status.UNKNOWN)).sum())


def _group(analysis: Analysis, around: status.Around) -> dict[str, Any]:
    towns = analysis.municipalities
    keys = towns.index[around.group]
    pattern = supposed.founded(analysis, pd.DataFrame({"cooperation_id": "group", "key": keys})).iloc[0]
    people = towns["population"].reindex(keys)
    return {
        "keys": list(keys),
        "municipalities": len(keys),
        "population": None if people.isna().all() else int(people.sum()),
        "population_unknown": int(people.isna().sum()),
        "span_km": round(around.span_km, 1),
        "pattern": pattern["pattern"],
        "reason_de": pattern["reason_de"],
        "reason_en": pattern["reason_en"],
        "cut": list(towns.index[around.cut]),
    }


def _learn(
    analysis: Analysis,
    base: Ground,
    topic: str,
    key: str,
    elsewhere: str | None,
    given: Mapping[str, float] | None,
) -> pd.DataFrame:
    """Return those who do it themselves, the most alike first."""
    about = np.flatnonzero(_about(analysis, base, topic))
    own = base.own[about].tocoo()
    doing = pd.Series(base.ids[about].to_numpy()[own.row]).groupby(base.keys.to_numpy()[own.col]).agg(sorted)
    table = similar.compared(analysis, key, weights=given, elsewhere=elsewhere)
    table = table[table.index.isin(doing.index)]
    table = table.assign(rank=ordinal(table["rank"].to_numpy()), rank_nearest=ordinal(table["rank_nearest"].to_numpy()))
    people = analysis.municipalities["population"].astype("Float64")
    table.insert(2, "cooperations", doing.reindex(table.index))
    table.insert(3, "size", (people.reindex(table.index) / people[key]).to_numpy(dtype=float, na_value=np.nan).round(4))
    return table


def plain_rows(name: str, table: pd.DataFrame, most: int | None = None) -> list[dict[str, Any]]:
    """Return the rows of a list as plain values: ``list, rank, rank_nearest, key | cooperation_id, name, parts``."""
    label = "cooperation_id" if name == "join" else "key"
    rows = (
        table
        if most is None
        else (table.groupby("cooperation_id").head(most) if name == "invite" else table.head(most))
    )
    heads = ["rank", "rank_nearest", "name"] + (["cooperation_id"] if "cooperation_id" in rows else [])
    made = []
    for index, record in zip(rows.index, rows.astype(object).where(rows.notna(), None).to_dict("records"), strict=True):
        first = {"list": name, "rank": record["rank"], "rank_nearest": record["rank_nearest"], label: index}
        first |= {head: record[head] for head in heads if head not in first}
        made.append(first | {"parts": {part: value for part, value in record.items() if part not in heads}})
    return made
