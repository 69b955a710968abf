"""The classifier: one spatial pattern for each cooperation, by a decision list (docs/method.md).

Every test yields a *signed margin*: the relative distance of a value from its threshold, positive
or zero where the test holds. "And" is the minimum of margins, "or" the maximum, so that one
expression both decides a rule and tells how near the decision was.
"""

from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from geo_koop import settings_rules
from geo_koop.analysis import indicators as ind
from geo_koop.analysis.territory import Territory, core_level
from geo_koop.intake.files.keys import positions
from geo_koop.model import Settings

AT_ONCE = 50_000
"""Cooperations classified in one pass: more need more memory, and are no quicker."""

RULES = ("unclassified", "city_hinterland", "regional_a", "neighbourhood", "regional_b", "network")
_PATTERN_OF_RULE = ("unclassified", "city_hinterland", "regional", "neighbourhood", "regional", "network")
_UNITS = ["municipality", "extending", "unresolved", "co_carrier", "within"]
_DECISION = ["pattern", "provisional", "rule", "reason_code", "margin"]


def classify(
    members: pd.DataFrame, cooperations: pd.DataFrame, territory: Territory, *, settings: Settings | None = None
) -> pd.DataFrame:
    """Give each cooperation its pattern, with the indicators behind it.

    Parameters
    ----------
    members : pandas.DataFrame
        ``cooperation_id, unit_key, unit`` as made by :func:`geo_koop.analysis.join.members`; rows
        without a ``unit`` are passed over.
    cooperations : pandas.DataFrame
        Indexed by ``cooperation_id``; ``completeness`` is used where it is there.
    territory : Territory
    settings : Settings, optional

    Returns
    -------
    pandas.DataFrame
        Indexed like ``cooperations``: ``pattern, provisional, rule, reason_code, margin`` (relative
        distance to the nearest threshold that would change the decision) and the indicators listed
        in ``docs/method.md``.
    """
    settings = settings or Settings()
    index = cooperations.index
    kind = pd.Categorical(members["unit"], categories=_UNITS).codes
    key = pd.Index(members["unit_key"])
    rows = _Rows(
        coop=positions(members["cooperation_id"], index),
        kind=kind,
        key=key,
        district=pd.Index(members["key_district"]) if "key_district" in members else key,
    )
    incomplete = cooperations["completeness"].ne("full") if "completeness" in cooperations else None
    if len(index) <= AT_ONCE:
        return _classified(rows, index, incomplete, territory, settings)
    order = np.argsort(rows.coop, kind="stable")
    begins = range(0, len(index), AT_ONCE)
    bounds = np.searchsorted(rows.coop, [*begins, len(index)], sorter=order)
    parts = []
    for begin, (first, last) in zip(begins, pairwise(bounds), strict=True):
        here = slice(begin, begin + AT_ONCE)
        part = rows.take(order[first:last], begin)
        note = None if incomplete is None else incomplete.iloc[here]
        parts.append(_classified(part, index[here], note, territory, settings))
    return pd.concat(parts)


@dataclass(frozen=True, kw_only=True)
class _Rows:
    """Unit rows as given: positions of cooperation and kind, -1 where there is none, the key and its district."""

    coop: np.ndarray
    kind: np.ndarray
    key: pd.Index
    district: pd.Index

    def take(self, rows: np.ndarray, begin: int) -> "_Rows":
        """Return some rows, their cooperations counted from another one."""
        return _Rows(
            coop=self.coop[rows] - begin,
            kind=self.kind[rows],
            key=self.key.take(rows),
            district=self.district.take(rows),
        )


def _classified(
    rows: _Rows, index: pd.Index, incomplete: pd.Series | None, territory: Territory, settings: Settings
) -> pd.DataFrame:
    """Classify cooperations in one pass."""
    units, municipal, table = _counts(rows, index, territory)
    for name, values in _measure(units, municipal, territory, settings).items():
        table[name] = values
    table["margin"], rule, table["reason_code"] = _decide(table, territory, settings)
    table["rule"] = _take(pd.Index(RULES), rule)
    table["pattern"] = _take(pd.Index(_PATTERN_OF_RULE), rule)
    table["provisional"] = (table["resolved_share"] < 1).to_numpy() | (False if incomplete is None else incomplete)
    left_out = {*_DECISION, "district_margin", "core_level", "within"}
    return table[_DECISION + [c for c in table.columns if c not in left_out]]


def _counts(rows: _Rows, index: pd.Index, territory: Territory) -> tuple[ind.Units, ind.Units, pd.DataFrame]:
    """Sort the unit rows and those of all municipal members; count what was recorded and what was found."""
    coop, kind, keys, district = rows.coop, rows.kind, rows.key, rows.district
    known = (kind >= 0) & (coop >= 0)
    if not known.all():
        kind, coop, keys, district = kind[known], coop[known], keys[known], district[known]
    municipal, extending, lost, within = (
        kind == _UNITS.index(name) for name in ("municipality", "extending", "unresolved", "within")
    )
    node = positions(keys, territory.municipalities)
    member = municipal | (within & (node >= 0))
    node[extending] = territory.n + positions(keys[extending], territory.districts)
    found = municipal | extending
    order = _order(coop[found], node[found])
    units = ind.Units(count=len(index), coop=coop[found][order], node=node[found][order])
    order = _order(coop[member], node[member])
    members_found = ind.Units(count=len(index), coop=coop[member][order], node=node[member][order])
    # A key in a known district ought to be there; the others lie beyond the boundaries.
    near_border = positions(district[lost], territory.districts) >= 0
    k = len(index)
    recorded = np.bincount(coop[found | lost], minlength=k)
    table = pd.DataFrame(
        {
            "units": recorded,
            "units_resolved": units.size,
            "resolved_share": units.size / np.maximum(recorded, 1),
            "municipalities": np.bincount(coop[municipal | within], minlength=k),
            "extending_districts": np.bincount(coop[extending], minlength=k),
            "co_carriers": np.bincount(coop[kind == _UNITS.index("co_carrier")], minlength=k),
            "within": np.bincount(coop[within], minlength=k),
            "keys_not_found": np.bincount(coop[lost][near_border], minlength=k),
            "outside_boundaries": np.bincount(coop[lost][~near_border], minlength=k),
        },
        index=index,
    )
    return units, members_found, table


def _order(coop: np.ndarray, node: np.ndarray) -> np.ndarray:
    """Return the order by cooperation and node."""
    return np.argsort(coop.astype(np.int64) * (int(node.max(initial=0)) + 1) + node)


def _measure(units: ind.Units, municipal: ind.Units, territory: Territory, settings: Settings) -> dict[str, np.ndarray]:
    """Compute the indicators of all cooperations."""
    of_core = ind.core(municipal, territory)
    core, population = of_core["core"], of_core["core_population"]
    radius = settings.radius * (population / settings.radius_population) ** settings.radius_exponent
    inside, rule = _hinterland(units, territory, core, radius, settings)
    others = np.maximum(units.size - 1, 1)
    wide = _district_wide(units, territory, settings)
    spans = ind.span(units, territory)
    people = territory.population[units.node]
    return {
        **ind.touched(units, territory),
        # Nobody counted is not nobody there.
        "population": np.where(units.total(~np.isnan(people)) > 0, units.total(people), np.nan),
        "population_unknown": units.total(territory.uncounted[units.node]).astype(int),
        "area_km2": units.total(territory.area[units.node]) / 1e6,
        **ind.spread(units, territory),
        "span_km": spans / 1000,
        "extent_km": ind.extent(units, territory, spans) / 1000,
        "core_key": _take(territory.municipalities, core),
        "core_population": population,
        "core_ratio": of_core["core_ratio"],
        "core_level": np.where(core >= 0, territory.core_level[core], -1),
        "radius_km": radius / 1000,
        "hinterland_units": units.total(inside).astype(int),
        "hinterland_share": units.total(inside) / others,
        "hinterland_rule": pd.array([rule], dtype="str").take(np.zeros(units.count, dtype=int)),
        **wide,
    }


def _hinterland(
    units: ind.Units, territory: Territory, core: np.ndarray, radius: np.ndarray, settings: Settings
) -> tuple[np.ndarray, str]:
    """Tell for each unit row whether it lies in the hinterland of its core; and by which rule."""
    distance, steps = ind.from_core(units, territory, core)
    core_of, reach = core[units.coop], radius[units.coop]
    municipal = units.node < territory.n
    if territory.zone_rule:
        zone = territory.zone_core[np.where(municipal, units.node, 0)]
        inside, rule = (zone == core_of) & (core_of >= 0), territory.zone_rule
    else:
        by_steps = (steps <= settings.hinterland_steps) & (distance <= settings.hinterland_steps_radius * reach)
        inside, rule = (distance <= reach) | by_steps, "distance"
    inside = np.where(municipal, inside, steps == 1)
    # A core inside a district that counts as a whole has no unit of its own: the district stands for it.
    district = np.where(core_of >= 0, territory.district[core_of], -1)
    home = np.where(district >= 0, territory.n + district, -1)
    return inside & (units.node != core_of) & (units.node != home), rule


def _district_wide(units: ind.Units, territory: Territory, settings: Settings) -> dict[str, np.ndarray]:
    """Find the district of which a cooperation has the largest share, and how far it is district-wide."""
    pair = ind.districts(units, territory)
    size = territory.district_size[pair["district"]]
    whole = np.minimum(_test(size, settings.district_min), _test(pair["share"], 1.0))
    large = np.minimum(
        _test(pair["members"], settings.district_large), _test(pair["share"], settings.district_large_share)
    )
    margin = np.maximum(whole, large)
    order = np.lexsort((pair["share"], margin, pair["coop"]))
    owner = pair["coop"][order]
    best = order[np.flatnonzero(np.append(owner[1:] != owner[:-1], True))] if len(order) else order
    result = {
        "district_members": np.zeros(units.count, dtype=int),
        "district_share": np.zeros(units.count),
        "district_margin": np.full(units.count, -np.inf),
        "whole_districts": np.bincount(pair["coop"][whole >= 0], minlength=units.count),
    }
    at = pair["coop"][best]
    district = np.full(units.count, -1)
    district[at] = pair["district"][best]
    result["district_members"][at] = pair["members"][best]
    result["district_share"][at] = pair["share"][best]
    result["district_margin"][at] = margin[best]
    return {"district_key": _take(territory.districts, district), **result}


def _take(keys: pd.Index, position: np.ndarray) -> pd.api.extensions.ExtensionArray:
    """Return keys by position, missing where it is -1."""
    return pd.array(keys, dtype="str").take(position, allow_fill=True)


def _test(value: np.ndarray, at_least: float | np.ndarray) -> np.ndarray:
    """Return the signed margin of ``value >= at_least``; unknown values fail."""
    with np.errstate(invalid="ignore", divide="ignore"):
        margin = (value - at_least) / at_least
    return np.where(np.isnan(margin), -np.inf, margin)


def _below(value: np.ndarray, at_most: float | np.ndarray) -> np.ndarray:
    """Return the signed margin of ``value <= at_most``; unknown values fail."""
    with np.errstate(invalid="ignore", divide="ignore"):
        margin = (at_most - value) / at_most
    return np.where(np.isnan(margin), -np.inf, margin)


def _yes(condition: np.ndarray) -> np.ndarray:
    """Return the margin of a condition without a threshold."""
    return np.where(condition, np.inf, -np.inf)


def _all(*margins: np.ndarray) -> np.ndarray:
    return np.asarray(np.stack(margins).min(axis=0))


def _any(*margins: np.ndarray) -> np.ndarray:
    return np.asarray(np.stack(margins).max(axis=0))


def _decide(
    table: pd.DataFrame, territory: Territory, settings: Settings
) -> tuple[np.ndarray, np.ndarray, pd.api.extensions.ExtensionArray]:
    """Run the decision list; return margin, position of the rule and reason code."""
    t = {name: table[name].to_numpy() for name in table.columns if table[name].dtype != object}
    span, near_piece = t["span_km"] * 1000, t["near_pieces"] == 1
    extending = t["extending_districts"] > 0
    near = _test(t["near_share"], settings.near_share)
    share = _test(t["resolved_share"], settings.min_resolved_share)
    complete = t["units_resolved"] == t["units"]  # nothing is missing: the share cannot have been nearer
    enough = _all(_yes(t["units_resolved"] >= 2), np.where(complete, np.inf, share))
    level = t["core_level"]
    city = _all(
        _core_margin(level, t["core_population"], t["core_ratio"], settings),
        _yes(near_piece),
        _test(t["hinterland_share"], settings.hinterland_share),
        _below(span, settings.span_radii * t["radius_km"] * 1000),
    )
    regional_a = _any(t["district_margin"], _all(_yes(extending), near))
    neighbourhood = _all(
        _yes(~extending),
        _any(
            _all(_yes(near_piece), _below(span, settings.neighbourhood_span)),
            _below(span, settings.neighbourhood_scattered_span),
        ),
    )
    ladder = np.stack([-enough, city, regional_a, neighbourhood, near])
    holds = ladder >= 0
    holds[0] = enough < 0
    rule = np.where(holds.any(axis=0), holds.argmax(axis=0), len(RULES) - 1)
    asked = np.arange(len(ladder))[:, None] <= rule
    margin = np.where(asked, np.abs(ladder), np.inf).min(axis=0)
    untested = np.isnan(t["core_population"]) & (level < 0) & (t["municipalities"] > 0)
    return np.where(np.isinf(margin), np.nan, margin), rule, _reason_codes(t, rule, untested)


def _core_margin(level: np.ndarray, population: np.ndarray, ratio: np.ndarray, settings: Settings) -> np.ndarray:
    """Return the margin by which the most populous member is a core city: by level, else inhabitants, and by ratio."""
    large = np.where(level >= 0, _yes(level == 1), _test(population, settings.core_population))
    return _all(large, _test(ratio, settings.core_ratio))


def core_cities(patterns: pd.DataFrame, central_places: pd.Series, settings: Settings) -> pd.Series:
    """Tell for each cooperation whether its most populous member is a core city, whatever its pattern.

    Parameters
    ----------
    patterns : pandas.DataFrame
        ``core_key, core_population, core_ratio``.
    central_places : pandas.Series
        Level of each municipality, by key; missing where none is known.
    settings : Settings

    Returns
    -------
    pandas.Series of bool
        In the order of ``patterns``.
    """
    level = core_level(central_places.reindex(patterns["core_key"]))
    population, ratio = (
        patterns[name].to_numpy(dtype=float, na_value=np.nan) for name in ("core_population", "core_ratio")
    )
    return pd.Series(_core_margin(level, population, ratio, settings) >= 0, index=patterns.index)


def _reason_codes(t: dict[str, np.ndarray], rule: np.ndarray, untested: np.ndarray) -> pd.api.extensions.ExtensionArray:
    """Name the wording of the reason: the first of these that holds."""
    single = (t["units"] == 1) & (t["units_resolved"] == 1)
    all_in = t["hinterland_units"] == t["units_resolved"] - 1
    wide = t["district_margin"] >= 0
    branches = {
        "no_member": (rule == 0) & (t["units"] == 0),
        "vertical": (rule == 0) & single & (t["co_carriers"] + t["within"] > 0),
        "single_member": (rule == 0) & single,
        "boundaries_missing": (rule == 0) & (t["outside_boundaries"] > t["keys_not_found"]),
        "keys_not_found": rule == 0,
        "city_hinterland_pair": (rule == 1) & all_in & (t["units_resolved"] == 2),
        "city_hinterland_all": (rule == 1) & all_in,
        "city_hinterland": rule == 1,
        "districts_whole": (rule == 2) & wide & (t["whole_districts"] > 1),
        "district_whole": (rule == 2) & wide & (t["district_share"] >= 1),
        "district_most": (rule == 2) & wide,
        "district_one": (rule == 2) & (t["extending_districts"] == 1),
        "districts": rule == 2,
        "neighbourhood_gapless": (rule == 3) & (t["pieces"] == 1),
        "neighbourhood_near": (rule == 3) & (t["near_pieces"] == 1),
        "neighbourhood_close": rule == 3,
        "regional_near": rule == 4,
        "network": rule == 5,
    }
    first = np.select(list(branches.values()), list(range(len(branches))))
    codes = pd.Index([*branches, *(f"{code}_untested" for code in branches)])
    return _take(codes, first + len(branches) * (untested & (rule > 0)))


def sensitivity(
    members: pd.DataFrame,
    cooperations: pd.DataFrame,
    territory: Territory,
    *,
    settings: Settings | None = None,
    change: float = 0.2,
) -> pd.DataFrame:
    """Rerun the decision list with each threshold moved down and up, and report which records change.

    Parameters
    ----------
    members, cooperations, territory
        As for :func:`classify`.
    settings : Settings, optional
    change : float
        Share by which each threshold is moved.

    Returns
    -------
    pandas.DataFrame
        ``threshold, value, cooperation_id, pattern_before, pattern_after``: a row for each change.
        The gap tolerance is not moved: it belongs to the boundaries.
    """
    settings = settings or Settings()
    before = classify(members, cooperations, territory, settings=settings)["pattern"]
    moved = []
    for field in fields(Settings):
        value = getattr(settings, field.name)
        if field.name == "gap_tolerance":
            continue
        for factor in (1 - change, 1 + change):
            shifted: Any = settings_rules.moved(field.name, value, factor)
            after = classify(members, cooperations, territory, settings=replace(settings, **{field.name: shifted}))
            differs = after["pattern"] != before
            moved.append(
                pd.DataFrame(
                    {
                        "threshold": field.name,
                        "value": float(shifted),
                        "cooperation_id": before.index[differs],
                        "pattern_before": before[differs].to_numpy(),
                        "pattern_after": after["pattern"][differs].to_numpy(),
                    }
                )
            )
    return pd.concat(moved, ignore_index=True)
