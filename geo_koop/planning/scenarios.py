"""What would be if: before and after a scenario, for each cooperation and municipality that it touches.

Both sides are analyses by the same rules (:func:`geo_koop.workspace.evaluate`); here they are only put side by side.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.planning.scenario_checks import Scenario
from geo_koop.planning.scenario_steps import Applied
from geo_koop.planning.scenario_tables import Note
from geo_koop.result.analysis import Analysis

PATTERN: Final = (
    *("pattern", "provisional", "margin", "reason_de", "reason_en", "pieces", "span_km", "extent_km"),
    *("population", "population_unknown", "area_km2", "units", "keys_not_found", "outside_boundaries"),
)
"""Columns of the patterns that are put side by side."""
RECORD: Final = ("name", "topics", "format", "obligation", "status", "shown", "n_members")
"""Columns of the cooperations that are put side by side."""
MEASURES: Final = ("topics", "memberships", "partners", "congruence")
"""What is put side by side of a municipality; all but ``topics`` also with statutory bodies (``…_all``)."""
_NO_TOPICS: Final = ("other", "unknown")
_CLOSE: Final = 1e-9


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What rules of law and funding are asked about: a cooperation as the scenario leaves it.

    Attributes
    ----------
    cooperation_id : str
    members : tuple of str
        Keys that count on the day.
    topics : tuple of str
    format : str
    as_of : datetime.date
    """

    cooperation_id: str
    members: tuple[str, ...]
    topics: tuple[str, ...]
    format: str
    as_of: date


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcome:
    """What a scenario changes. It is no recorded state, and is never mixed into the records.

    Attributes
    ----------
    scenario : Scenario
    as_of : datetime.date
        When the steps take effect, and of which both analyses are.
    before, after : Analysis
        Without filters; ``after.provenance.scenario`` names the scenario.
    notes : tuple of Note
        What is to be said of steps.
    cooperations : pandas.DataFrame
        Indexed by ``cooperation_id``, those that steps touch in their order: ``change`` (``founded``, ``ended``,
        ``changed``, ``same``), ``steps``, ``joined, left`` (keys of members, joined by ``;``), and each of
        :data:`RECORD` and :data:`PATTERN` as ``…_before`` and ``…_after``, missing where the cooperation is not there.
    municipalities : pandas.DataFrame
        Indexed by key, those that steps name and those of which one of :data:`MEASURES` changes: ``name``, ``direct``
        (its own memberships or topics change, or a step names it), ``merged_into``, ``gained, lost`` (topics by ``;``),
        and each of :data:`MEASURES` as ``…_before`` and ``…_after``, without statutory bodies, ``…_all_…`` with them;
        topics always count all bodies.
    """

    scenario: Scenario
    as_of: date
    before: Analysis
    after: Analysis
    notes: tuple[Note, ...]
    cooperations: pd.DataFrame
    municipalities: pd.DataFrame

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """What rules are to be asked about: every touched cooperation that the scenario does not end."""
        table = self.cooperations[self.cooperations["change"] != "ended"]
        members = self.after.members
        members = members[members["counts"].astype(bool) & members["cooperation_id"].isin(table.index)]
        keys = members.groupby("cooperation_id")["key"].agg(lambda part: tuple(dict.fromkeys(part)))
        return tuple(
            Subject(
                cooperation_id=str(one),
                members=keys.get(one, ()),
                topics=tuple(str(topics).split(";")),
                format=str(form),
                as_of=self.as_of,
            )
            for one, topics, form in zip(table.index, table["topics_after"], table["format_after"], strict=True)
        )


def compare(scenario: Scenario, applied: Applied, before: Analysis, after: Analysis) -> Outcome:
    """Put before and after side by side.

    Parameters
    ----------
    scenario : Scenario
    applied : Applied
        Its steps on the records of ``before``.
    before, after : Analysis
        Without filters, of the same date.
    """
    return Outcome(
        scenario=scenario,
        as_of=before.provenance.as_of,
        before=before,
        after=after,
        notes=applied.notes,
        cooperations=_cooperations(applied.touched, before, after),
        municipalities=_municipalities(applied, before, after),
    )


def _cooperations(touched: Mapping[str, Sequence[int]], before: Analysis, after: Analysis) -> pd.DataFrame:
    ids = pd.Index(list(touched), dtype="str", name="cooperation_id")
    old, new = before.cooperations.index, after.cooperations.index
    ids = ids[ids.isin(old) | ids.isin(new)]
    sides = {}
    for side, analysis in (("before", before), ("after", after)):
        parts = [analysis.cooperations[list(RECORD)], analysis.patterns[list(PATTERN)]]
        sides[side] = pd.concat([part.reindex(ids) for part in parts], axis=1)
    names = [f"{name}_{side}" for name in (*RECORD, *PATTERN) for side in sides]
    table = pd.concat([part.add_suffix(f"_{side}") for side, part in sides.items()], axis=1)[names]
    there = {side: part["name"].notna() & (part["status"] != "ended") for side, part in sides.items()}
    same = pd.Series(True, index=ids)
    for name in (*RECORD, *PATTERN):
        same &= _alike(sides["before"][name], sides["after"][name])
    members = {side: _members_of(one, ids) for side, one in (("before", before), ("after", after))}
    same &= members["before"] == members["after"]
    keys = {side: _keys_of(one, ids) for side, one in (("before", before), ("after", after))}
    change = np.select(
        [there["after"] & ~there["before"], there["before"] & ~there["after"], same.to_numpy()],
        ["founded", "ended", "same"],
        default="changed",
    )
    steps = [";".join(map(str, touched[one])) for one in ids]
    for name, here, there_too in (("left", "before", "after"), ("joined", "after", "before")):
        table.insert(0, name, [";".join(sorted(keys[here][one] - keys[there_too][one])) for one in ids])
    table.insert(0, "steps", steps)
    table.insert(0, "change", change)
    return table


def _members_of(analysis: Analysis, ids: pd.Index) -> pd.Series:
    """Return the members and actors of cooperations as texts that can be compared."""
    rows = analysis.members
    rows = rows[rows["counts"].astype(bool) & rows["cooperation_id"].isin(ids)].sort_values("key")
    said = rows["key"] + " " + rows["role"].astype("str") + " " + rows["covers"].astype("str")
    members = said.groupby(rows["cooperation_id"]).agg(";".join).reindex(ids, fill_value="")
    actors = analysis.actors
    actors = actors[actors["cooperation_id"].isin(ids)]
    others = actors["name"].groupby(actors["cooperation_id"]).agg(";".join).reindex(ids, fill_value="")
    return members + "|" + others


def _keys_of(analysis: Analysis, ids: pd.Index) -> dict[str, set[str]]:
    rows = analysis.members
    rows = rows[rows["counts"].astype(bool) & rows["cooperation_id"].isin(ids)]
    found = rows.groupby("cooperation_id")["key"].agg(set)
    return {str(one): found.get(one, set()) for one in ids}


def _alike(a: pd.Series, b: pd.Series) -> pd.Series:
    """Tell where two columns say the same; missing in both is the same."""
    both = a.isna() & b.isna()
    if all(pd.api.types.is_float_dtype(part.dtype) for part in (a, b)):
        return both | ((a - b).abs() <= _CLOSE * np.maximum(1.0, a.abs()))
    return both | (a.astype(object) == b.astype(object))


def _municipalities(applied: Applied, before: Analysis, after: Analysis) -> pd.DataFrame:
    keys = before.municipalities.index.union(after.municipalities.index)
    sides = {side: _measured(one).reindex(keys) for side, one in (("before", before), ("after", after))}
    topics = {side: _topics(one).reindex(keys) for side, one in (("before", before), ("after", after))}
    differs = pd.Series(False, index=keys)
    for name in MEASURES:
        differs |= ~_alike(sides["before"][name], sides["after"][name])
    own = _own(before).reindex(keys, fill_value="").ne(_own(after).reindex(keys, fill_value=""))
    had, has = (topics[side].fillna(False).astype(bool).to_numpy() for side in ("before", "after"))
    direct = own | (had != has).any(axis=1) | keys.isin(_named(applied, before, after))
    rows = differs | direct
    table = pd.concat([part.add_suffix(f"_{side}") for side, part in sides.items()], axis=1)
    names = [f"{name}_{side}" for name in sides["before"] for side in sides]
    codes = np.asarray(topics["before"].columns)
    gone = pd.Series(applied.merged, dtype="str").reindex(keys).fillna("").astype("str")
    known = pd.concat([after.municipalities["name"], before.municipalities["name"]])
    made = table[names]
    # A merged municipality is compared with all of its parts, whichever key it has.
    parts = _of_parts(had, keys, applied.merged)
    there = (keys.isin(before.municipalities.index) | keys.isin(set(applied.merged.values())))[:, None]
    made.insert(0, "lost", _listed(parts & ~has & (gone == "").to_numpy()[:, None], codes, rows))
    made.insert(0, "gained", _listed(has & ~parts & there, codes, rows))
    made.insert(0, "merged_into", gone)
    made.insert(0, "direct", direct)
    made.insert(0, "name", known[~known.index.duplicated()].reindex(keys))
    made = made[rows.to_numpy()]
    return made.sort_values("direct", ascending=False, kind="stable").rename_axis("key")


def _of_parts(flags: np.ndarray, keys: pd.Index, merged: Mapping[str, str]) -> np.ndarray:
    """Return flags by municipality in which a merged one has what any of its parts has."""
    made = flags.copy()
    at, into = (keys.get_indexer(pd.Index(list(ends), dtype=object)) for ends in (merged, merged.values()))
    inside = (at >= 0) & (into >= 0)
    np.logical_or.at(made, into[inside], flags[at[inside]])
    return made


def _listed(flags: np.ndarray, codes: np.ndarray, rows: pd.Series) -> np.ndarray:
    """Return the codes of each row of flags, joined; only where a row is wanted."""
    made = np.full(len(flags), "", dtype=object)
    at = np.flatnonzero(rows.to_numpy() & flags.any(axis=1))
    made[at] = [";".join(codes[flags[i]]) for i in at]
    return made


def _named(applied: Applied, before: Analysis, after: Analysis) -> set[str]:
    """Return the municipalities that steps name, themselves or by their association or district."""
    named: set[str] = set(applied.named)
    for towns in (before.municipalities, after.municipalities):
        levels = [name for name in ("association", "district") if name in towns]
        inside = np.logical_or.reduce([towns.index.isin(named), *(towns[level].isin(named) for level in levels)])
        named |= set(towns.index[inside])
    return named


def _measured(analysis: Analysis) -> pd.DataFrame:
    """Return the measures of all municipalities."""
    free = analysis.without_statutory()
    parts = {"topics": _topics(analysis).sum(axis=1).astype("Int64")}
    for suffix, counted in (("", free), ("_all", analysis)):
        parts[f"memberships{suffix}"] = counted.overlap["memberships"].astype("Int64")
        parts[f"partners{suffix}"] = _partners(counted)
        parts[f"congruence{suffix}"] = counted.congruence
    return pd.DataFrame(parts, index=analysis.municipalities.index)


def _partners(analysis: Analysis) -> pd.Series:
    edges = analysis.comembership
    ends = pd.concat([edges["key_a"], edges["key_b"]])
    return ends.value_counts().reindex(analysis.municipalities.index, fill_value=0).astype("Int64")


def _topics(analysis: Analysis) -> pd.DataFrame:
    """Tell for each municipality which topics are covered, of those that a blank can be told about."""
    matrix = analysis.topic_matrix()
    single = codelists.single_topics()
    return matrix[[name for name in matrix if name in single and name not in _NO_TOPICS]] > 0


def _own(analysis: Analysis) -> pd.Series:
    """Return in which cooperations each municipality takes part and how, as a text that can be compared."""
    area = analysis.area
    shown = analysis.cooperations.index[analysis.cooperations["shown"].astype(bool)]
    area = area[area["cooperation_id"].isin(shown)].sort_values("cooperation_id")
    said = area["cooperation_id"].astype("str") + " " + area["through"].astype("str")
    return said.groupby(area["key"]).agg(";".join)
