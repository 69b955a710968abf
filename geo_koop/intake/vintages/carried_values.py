"""Carries tables by key (inhabitants, indicators, commuting zones) to the Gebietsstand of the boundaries.

Of a municipality that only got a new key everything is carried. Of one that merged, inhabitants are
summed, where the table has all that went into it. Shares of one that was divided are estimates, and
said to be. Whatever else would be a guess is left out and reported.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final

import pandas as pd

from geo_koop import findings
from geo_koop.intake.files import keys, values
from geo_koop.intake.vintages import carried_keys

SAME_COUNT: Final = 0.05
"""A municipality whose inhabitants come so near to the sum of its predecessors may be their union already."""

_ABOUT = ("population_date", "attribute_source")


def concerned(known: pd.Index, changes: pd.DataFrame | None) -> pd.Index:
    """Return the keys of boundaries, and those that a table of changes carries to them or from them."""
    if changes is None:
        return known
    named = pd.Index(pd.concat([changes["old_key"], changes["new_key"]]), dtype=known.dtype)
    return known.union(named.unique(), sort=False)


def attributes(
    rows: pd.DataFrame,
    changes: pd.DataFrame,
    *,
    known: pd.Index,
    until: date | None = None,
    origin: Mapping[str, str],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Carry a table of attributes.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``key`` (unique), ``row`` and columns of text; ``population``, ``population_date`` and
        ``attribute_source`` are known, all others are values that cannot be summed. Not changed.
    changes : pandas.DataFrame
        As returned by :func:`geo_koop.intake.vintages.changes.load`.
    known : pandas.Index
        Keys of the boundaries; a key among them stays as it is.
    until : datetime.date, optional
        Gebietsstand of the boundaries.
    origin : Mapping
        ``file`` and ``sheet``, for the findings.

    Returns
    -------
    tuple of pandas.DataFrame
        The table with keys of the boundaries where they could be told; a row that was used in a sum or
        an estimate is gone, one that was not used keeps its key. And the findings.
    """
    routes = carried_keys.follow(rows["key"], changes, known=known, until=until)
    moved = routes["how"].isin(("forward", "backward")) & (routes["now"] != rows["key"])
    moved &= keys.among(routes["now"], known)
    divided = routes["how"] == "split"
    if not (moved | divided).any():
        return rows, findings.empty()
    certain = changes[changes["kind"].isin(carried_keys.CERTAIN) & (changes["old_key"] != changes["new_key"])]
    # Rows that no change names are neither parts of anything nor its successors.
    concerned = keys.among(rows["key"], pd.Index(pd.concat([changes["old_key"], changes["new_key"]])))
    rest, rows = rows[~concerned], rows[concerned]
    routes, moved, divided = routes[concerned], moved[concerned], divided[concerned]
    number = values.population(rows["population"])[0] if "population" in rows else None
    table = rows.assign(now=routes["now"].where(moved, rows["key"]), number=pd.NA if number is None else number)
    alone = moved & ((routes["how"] == "backward") | _only_renamed(table, certain))
    reports = [
        findings.report(
            f"key_carried_{way}",
            row=rows["row"][alone & (routes["how"] == way)],
            column="key",
            value=rows["key"][alone & (routes["how"] == way)],
            key=routes["now"][alone & (routes["how"] == way)],
            **({"day": routes["detail"][alone & (routes["how"] == way)]} if way == "forward" else {}),
            **origin,
        )
        for way in ("forward", "backward")
    ]
    result = table.assign(key=table["key"].mask(alone, table["now"]))
    if (moved & ~alone).any():
        result, reported = _joined(result, table["now"][moved & ~alone].unique(), certain, origin)
        reports += reported
    split = changes[changes["kind"] == "split"]
    for key in rows["key"][divided]:
        result, reported = _divided(result, str(key), split, known, origin)
        reports.append(reported)
    result = pd.concat([rest, result.drop(columns=["now", "number"])])
    return result.sort_values("row", kind="stable"), findings.collect(reports)


def _only_renamed(table: pd.DataFrame, certain: pd.DataFrame) -> pd.Series:
    """Tell which keys passed to another that has no other origin, in one step or several."""
    several = certain["new_key"].duplicated(keep=False) | (certain["kind"] != "key_change")
    step = certain[~several].set_index("old_key")["new_key"]
    now = table["key"].astype(object)
    for _step in range(len(step) + 1):
        following = now.map(step)
        if following.isna().all():
            break
        now = following.where(following.notna(), now)
    taken = table["now"].isin(table["key"]) | table["now"].duplicated(keep=False)
    return (now == table["now"]) & ~taken


def _joined(
    table: pd.DataFrame, targets: Iterable[str], certain: pd.DataFrame, origin: Mapping[str, str]
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Put sums in the place of the rows that became one municipality."""
    before = certain.groupby("new_key")["old_key"].agg(frozenset).to_dict()
    there = table.groupby("now")["key"].agg(frozenset).to_dict()
    sums, facts = {}, []
    for target in map(str, targets):
        parts = table[table["now"] == target]
        total, reported = _merged(parts, target, _lacking(target, before, frozenset().union(*there.values())), origin)
        facts.append(reported)
        if total is not None:
            sums[target], there[target] = total, frozenset([target])
    if not sums:
        return table, facts
    return pd.concat([table[~table["now"].isin(list(sums))], *sums.values()]).sort_values("row", kind="stable"), facts


def _merged(
    parts: pd.DataFrame, target: str, lacking: Collection[str], origin: Mapping[str, str]
) -> tuple[pd.DataFrame | None, pd.DataFrame]:
    """Sum the inhabitants of what became one municipality, if all parts are there and of one date."""
    origins = parts[parts["key"] != target]
    unclear = _unclear(parts, origins, target, lacking)
    where: dict[str, Any] = {"row": origins["row"], "column": "key", "value": origins["key"], "key": target, **origin}
    if unclear:
        missing = ", ".join(sorted(lacking)) or "–"
        return None, findings.report(f"attribute_merger_{unclear}", **where, lacking=missing)
    total = int(parts["number"].sum())
    summed = findings.report(
        "attribute_summed",
        **where,
        total=total,
        candidates=" + ".join(parts["key"] + " " + parts["number"].astype(str)),
    )
    lost = findings.report("attribute_not_summed", **where, columns=_further(parts)) if _further(parts) else None
    first = parts.iloc[[0]].assign(
        key=target, population=str(total), number=total, **{c: _said(parts[c]) for c in _ABOUT if c in parts}
    )
    remaining = first.assign(**{c: "" for c in _values(parts) if c != "population"})
    return remaining, findings.collect([summed, *([] if lost is None else [lost])])


def _unclear(parts: pd.DataFrame, origins: pd.DataFrame, target: str, lacking: Collection[str]) -> str:
    """Return why the parts of a merger cannot be summed; ``""`` where they can."""
    own = parts.loc[parts["key"] == target, "number"]
    if lacking or parts["number"].isna().any() or (own.empty and len(origins) < 2):
        return "incomplete"
    dates = parts["population_date"].nunique() if "population_date" in parts else 1
    total = float(origins["number"].sum())
    # A table that lists both a municipality and what it was made of would count everybody twice.
    union = len(own) and abs(float(own.iloc[0]) - total) <= SAME_COUNT * max(total, 1.0)
    return "unclear" if dates > 1 or union else ""


def _lacking(target: str, origins: Mapping[str, frozenset[str]], there: frozenset[str]) -> set[str]:
    """Return the origins of a municipality that a table has neither themselves nor by all of their own origins."""
    lacking: set[str] = set()
    seen = {target}
    open_keys = set(origins.get(target, ())) - there
    while open_keys:
        key = open_keys.pop()
        seen.add(key)
        before = origins.get(key, frozenset())
        if not before:
            lacking.add(key)
        open_keys |= before - there - seen
    return lacking


def _divided(
    table: pd.DataFrame, key: str, split: pd.DataFrame, known: pd.Index, origin: Mapping[str, str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add shares of the inhabitants of a divided municipality to its successors, as an estimate."""
    here = table[table["key"] == key]
    shares = split[split["old_key"] == key].drop_duplicates("new_key").set_index("new_key")["share"]
    targets = table[table["key"].isin(shares.index)]
    facts: dict[str, Any] = {"row": here["row"], "column": "key", "value": key, **origin}
    candidates = ", ".join(f"{new} {'?' if pd.isna(share) else round(share * 100)} %" for new, share in shares.items())
    complete = shares.notna().all() and abs(shares.sum() - 1) < 0.02 and shares.index.isin(known).all()
    of_one_date = "population_date" not in table or targets["population_date"].isin(here["population_date"]).all()
    # Either all successors went on, and the table has them from before; or all were new, and it has none of them.
    fits = len(targets) in (0, len(shares)) and targets["number"].notna().all() and here["number"].notna().all()
    if not (complete and of_one_date and fits):
        return table, findings.report("attribute_split_open", **facts, candidates=candidates)
    amount = (shares * float(here["number"].iloc[0])).round().astype(int)
    before = targets.set_index("key")["number"].reindex(shares.index).fillna(0).astype(int)
    after = (amount + before).astype(str)
    fresh = here.iloc[[0] * len(shares)].assign(key=shares.index, now=shares.index, **dict.fromkeys(_values(here), ""))
    rows = targets if len(targets) else fresh
    rows = rows.assign(population=rows["key"].map(after), number=rows["key"].map(amount + before))
    rest = table[~table["key"].isin([key, *shares.index])]
    reported = findings.report("attribute_estimated", **facts, candidates=candidates, columns=_further(here) or "–")
    return pd.concat([rest, rows]).sort_values("row"), reported


def _values(table: pd.DataFrame) -> list[str]:
    return [c for c in table.columns if c not in ("key", "row", "now", "number", *_ABOUT)]


def _further(table: pd.DataFrame) -> str:
    """Return the columns of other values than inhabitants."""
    return ", ".join(c for c in _values(table) if c not in ("population", "name") and (table[c] != "").any())


def _said(cells: pd.Series) -> str:
    return "; ".join(dict.fromkeys(cells[cells != ""]))


def zones(
    rows: pd.DataFrame, changes: pd.DataFrame, *, known: pd.Index, until: date | None = None, file: str = ""
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Carry commuting zones: both the municipality and its core.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``key, core_key, rule, row``, as returned by :func:`geo_koop.intake.areas.zones.load_zones`. Not changed.
    changes, known, until, file
        As in :func:`geo_koop.intake.vintages.carried_keys.carry`.

    Returns
    -------
    tuple of pandas.DataFrame
        One row for each municipality, and the findings. Municipalities of different zones that became
        one belong to that of the one whose key it has; where none has its key, to none.
    """
    entries = []
    table = rows
    for column in ("key", "core_key"):
        pair = rows[[column, "row"]].rename(columns={column: "key"})
        done = carried_keys.carry(pair, changes, known=known, until=until, file=file, column=column)
        table = table.assign(**{column: done.value["key"]})
        entries.append(done.findings)
    own = table["key"] == rows["key"]
    cores = table.groupby("key")["core_key"].transform("nunique")
    first = ~table.assign(other=~own).sort_values("other", kind="stable").duplicated("key").sort_index()
    keep = first & ((cores == 1) | own)
    for code, hit in (("zone_merged", ~keep & (cores == 1)), ("zone_differs", ~keep & (cores > 1))):
        entries.append(
            findings.report(
                code, file=file, row=rows["row"][hit], column="key", value=rows["key"][hit], key=table["key"][hit]
            )
        )
    return table[keep].reset_index(drop=True), findings.collect(entries)
