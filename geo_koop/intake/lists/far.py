"""Tells of members that were found by their name alone and lie far from all others of their cooperation."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

import pandas as pd

from geo_koop import findings
from geo_koop.intake.names import name_findings
from geo_koop.intake.names.reference import Reference

_OTHERS: Final = 2
"""Members of one state that say where a cooperation lies."""


def report(long: pd.DataFrame, reference: Reference, origin: Mapping[str, str]) -> pd.DataFrame:
    """Report members in a state of their own, in a district that touches none of the others.

    A name that the boundaries have only once may still mean another place: one abroad, or a part of a town.

    Parameters
    ----------
    long : pandas.DataFrame
        Memberships with ``id, key, level, by_key, rule, cooperation`` and what :func:`name_findings.each` needs.
    reference : Reference
    origin : Mapping[str, str]
        ``file`` and ``sheet``.

    Returns
    -------
    pandas.DataFrame
        A finding for each of them; they stay members.
    """
    areas = reference.areas
    members = long[long["key"] != ""].drop_duplicates(["id", "key"])
    if members.empty or not {"state", "district"} <= set(areas.columns):
        return findings.empty()
    district = areas["district"].astype("str")
    of = members["key"].map(district).fillna(members["key"]).astype("str")
    states = pd.concat([areas["state"].astype("str").set_axis(district), areas["state"].astype("str")])
    state = of.map(states[~states.index.duplicated()]).fillna("").astype("str")
    table = members.assign(of=of, state=state)
    known = table[table["state"] != ""]
    size = known.groupby(["id", "state"])["key"].transform("size")
    most = size.groupby(known["id"]).transform("max")
    by_name = ~known["by_key"] & (known["level"] == "municipality") & ~known["rule"].isin(("decision", "key_in_name"))
    alone = known[(size == 1) & (most >= _OTHERS) & by_name]
    touching = _touching(reference)
    others = known.groupby("id")["of"].agg(set) if len(alone) else pd.Series(dtype=object)
    far = [not touching[row.of] & others[row.id] for row in alone.itertuples()]
    rows = alone[pd.Series(far, index=alone.index, dtype=bool)]
    names = rows["key"].map(areas["name"].astype("str")).fillna(rows["key"])
    where = rows["of"].map(_titles(areas)).fillna(rows["of"])
    return name_findings.each(
        "member_far", rows, origin, name=names, key=rows["key"], where=where, cooperation=rows["cooperation"]
    )


def _titles(areas: pd.DataFrame) -> pd.Series:
    if "district_name" not in areas:
        return pd.Series(dtype="str")
    return areas.drop_duplicates("district").set_index("district")["district_name"].astype("str").replace("", pd.NA)


def _touching(reference: Reference) -> Mapping[str, set[str]]:
    """Return the districts that touch each district."""
    found: dict[str, set[str]] = defaultdict(set)
    if reference.neighbours is not None:
        district = reference.areas["district"].astype("str")
        pairs = pd.DataFrame({side: reference.neighbours[side].map(district) for side in ("key_a", "key_b")})
        for one, other in pairs.dropna().drop_duplicates().itertuples(index=False):
            found[one].add(other)
            found[other].add(one)
    return found
