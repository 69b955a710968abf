"""Phrases of a member list that are no names: groups, excluded members, titles, and names with two readings."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from geo_koop import findings
from geo_koop.intake.lists import groups
from geo_koop.intake.names import decisions, name_findings
from geo_koop.intake.names.reference import Reference

READINGS: Final = ("excluded", "heading", "addition")
"""What is said not to be a member; a title in front of others; a part that was read as an addition."""

_FEW = 30


TAKEN: Final = "taken"
"""A municipality of a group that was decided to be taken whole."""


def taken_whole(long: pd.DataFrame, decided: pd.DataFrame | None) -> pd.DataFrame:
    """Return memberships with a row for each municipality of the groups that a decision by hand takes whole.

    Parameters
    ----------
    long : pandas.DataFrame
        ``written, reading, proposed`` (keys), ``cooperation, district``.
    decided : pandas.DataFrame, optional
        See :mod:`geo_koop.intake.names.decisions`; only those that say ``all`` count here.
    """
    if decided is None or decided.empty:
        return long
    chosen = decisions.chosen_of(long["written"], decided, long[["cooperation", "district"]])
    taken = (long["reading"] == "group") & (chosen == decisions.ALL) & (_lengths(long["proposed"]) > 0)
    if not taken.any():
        return long
    apart = long.assign(
        proposed=[keys if take else ((),) for keys, take in zip(long["proposed"], taken, strict=True)],
        reading=long["reading"].mask(taken, TAKEN),
    ).explode("proposed")
    keys = [(key,) if isinstance(key, str) else () for key in apart["proposed"]]
    # Where nothing was taken, what was proposed stays with its row.
    before = long["proposed"].reindex(apart.index)
    apart["proposed"] = [new or old for new, old in zip(keys, before, strict=True)]
    return apart.reset_index(drop=True)


def are(long: pd.DataFrame) -> pd.Series:
    """Tell which rows are phrases that no decision by hand made a name of."""
    return ~long["reading"].isin(("", TAKEN)) & (long["match"] != "hand") & (long["rule"] != "decision")


def put(found: pd.DataFrame, long: pd.DataFrame) -> pd.DataFrame:
    """Put what phrases are in the place of what was found for their texts.

    Parameters
    ----------
    found : pandas.DataFrame
        As returned by :func:`geo_koop.intake.names.reference.look_up`.
    long : pandas.DataFrame
        Aligned with it; ``reading, proposed``.
    """
    reading = long["reading"]
    phrase = ~reading.isin(("", TAKEN)) & (found["rule"] != "decision")
    by_name = (reading == "") & (found["level"] == "group") & (found["rule"] != "decision")
    taken = reading == TAKEN
    if not (phrase | by_name | taken).any():
        return found
    nobody = phrase & reading.isin(READINGS)
    group, either = (phrase & (reading == "group")) | by_name, phrase & (reading == "either")
    sort = long["written"][group].map({text: groups.kind_of(text) for text in long["written"][group].unique()})
    sort = sort.reindex(found.index).astype("str")
    candidates = found["candidates"].where(~phrase, long["proposed"])
    return found.assign(
        kind=found["kind"]
        .mask(group, "several")
        .mask(group & (sort == "open_end"), "open_end")
        .mask(nobody, "not_member")
        .mask(either, "ambiguous")
        .mask(taken, "hand"),
        key=found["key"].mask(phrase, "").mask(taken, long["proposed"].str[0]),
        level=found["level"].mask(nobody, reading).mask(group, "group").mask(either, "").mask(taken, "municipality"),
        score=found["score"].mask(phrase, 0.0).mask(taken, 1.0),
        rule=found["rule"]
        .mask(nobody, reading)
        .mask(group, sort)
        .mask(either, "either_reading")
        .mask(taken, "decision"),
        candidates=candidates,
    )


def report(long: pd.DataFrame, reference: Reference, origin: Mapping[str, str]) -> list[pd.DataFrame]:
    """Report phrases, what words beside names were read as, and districts beside their own municipalities.

    Parameters
    ----------
    long : pandas.DataFrame
        Memberships with what they were matched with.
    reference : Reference
    origin : Mapping[str, str]
        ``file`` and ``sheet``.

    Returns
    -------
    list of pandas.DataFrame
        A finding for each phrase and each remark.
    """
    phrase = are(long)
    rows = {name: long[phrase & (long["reading"] == name)] for name in ("group", "either", *READINGS)}
    names = _names(reference)
    several = rows["group"]
    open_end = several["match"] == "open_end"
    group = several[~open_end]
    proposed = group[_lengths(group["proposed"]) > 0]
    return [
        name_findings.each("name_group", group.drop(proposed.index), origin),
        name_findings.each("list_open_end", several[open_end], origin),
        name_findings.each(
            "group_proposed",
            proposed,
            origin,
            count=_lengths(proposed["proposed"]),
            candidates=proposed["proposed"].map(lambda keys: _listed(keys, names)),
        ),
        name_findings.each(
            "either_reading",
            rows["either"],
            origin,
            candidates=rows["either"]["proposed"].map(lambda keys: name_findings.listed(keys, names)),
        ),
        name_findings.each("member_excluded", rows["excluded"], origin),
        name_findings.each("cell_heading", rows["heading"], origin),
        name_findings.each("part_as_addition", rows["addition"], origin),
        *_on_words(long, origin),
        _districts(long, reference, origin),
    ]


def _names(reference: Reference) -> dict[str, str]:
    areas = reference.areas
    names: dict[str, str] = areas["name"].astype("str").to_dict()
    if {"district", "district_name"} <= set(areas.columns):
        districts = areas.drop_duplicates("district").set_index("district")["district_name"].dropna().astype("str")
        names = districts.to_dict() | names
    return names


def _lengths(values: pd.Series) -> pd.Series:
    return values.map(len).astype("int64")


def _listed(keys: tuple[str, ...], names: Mapping[str, str]) -> str:
    more = f", … ({len(keys)})" if len(keys) > _FEW else ""
    return ", ".join(names.get(key, key) for key in keys[:_FEW]) + more


def _on_words(long: pd.DataFrame, origin: Mapping[str, str]) -> list[pd.DataFrame]:
    entries = []
    for code, column in (("member_words_read", "said"), ("member_words_kept", "unread")):
        rows = long[_lengths(long[column]) > 0]
        entries.append(name_findings.each(code, rows, origin, words=rows[column].map(", ".join)))
    return entries


def _districts(long: pd.DataFrame, reference: Reference, origin: Mapping[str, str]) -> pd.DataFrame:
    """Tell of districts that stand in a cell together with municipalities of theirs."""
    member = long[long["key"] != ""]
    district = member[(member["level"] == "district") & ~member["by_key"]]
    if district.empty or "district" not in reference.areas:
        return findings.empty()
    of = member["key"].map(reference.areas["district"].astype("str"))
    beside = set(zip(member["row"], member["column"], of.where(member["level"] != "district", ""), strict=True))
    cases = list(zip(district["row"], district["column"], district["key"], strict=True))
    return name_findings.each("district_beside_members", district[[case in beside for case in cases]], origin)
