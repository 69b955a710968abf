"""Records that may be the same cooperation: nearly the same members on the same topic, or nearly the same name.

* :func:`duplicates` → pairs to look at, the likeliest first
* :func:`say_distinct`: somebody looked and found two cooperations; the pair is not proposed again
"""

import re
from datetime import datetime
from typing import Final

import numpy as np
import pandas as pd
import sqlalchemy as sa
from rapidfuzz import fuzz, process

from geo_koop.errors import UsageError
from geo_koop.register import content, schema, views, writing
from geo_koop.register.rights import Actor
from geo_koop.register.store import Register

COLUMNS: Final = ("one", "other", "name_one", "name_other", "why", "name_likeness", "shared", "members_of_both")
"""Columns of :func:`duplicates`: two records and their names; ``why`` is ``members``, ``name`` or ``both``;
``name_likeness`` from 0 to 100; members that both have, and those that at least one has."""

SAME_MEMBERS: Final = 0.8
"""Share of the members of both that both have, from which on they count as the same."""
LIKE_NAME: Final = 90
"""Likeness from which on names count as similar; those of records without members in common need more."""
SAME_NAME: Final = 97
_WITH_MEMBERS: Final = 50
"""Likeness that names need beside the same members on the same topic: a school and a water association of the same
municipalities are two."""
_COMMON: Final = 60
"""Names that share a word, beyond which it tells nothing."""
_CROWD: Final = 500
_WORD: Final = re.compile(r"\w+")
_ID: Final = "cooperation_id"


def duplicates(connection: sa.Connection) -> pd.DataFrame:
    """Return pairs of records, as they are worked on, that may be the same, with the columns :data:`COLUMNS`.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    """
    table = views.working(connection, "cooperations").set_index(_ID)
    members = _members(views.working(connection, "members"))
    pairs = pd.concat([_by_members(members), _by_name(table["name"])]).drop_duplicates(ignore_index=True)
    if pairs.empty:
        return _empty()
    pairs = pairs.assign(**_shared(pairs, members))
    for side in ("one", "other"):
        pairs[f"name_{side}"] = table["name"].reindex(pairs[side]).to_numpy()
    plain = [_plain(pairs[f"name_{side}"]).tolist() for side in ("one", "other")]
    pairs["name_likeness"] = process.cpdist(*plain, scorer=fuzz.token_sort_ratio).round().astype(int)
    likeness, together = pairs["name_likeness"], pairs["shared"] / pairs["members_of_both"].clip(lower=1)
    alike = (together >= SAME_MEMBERS) & (pairs["shared"] >= 2) & _topics_meet(pairs, table["topics"])
    by_members = alike & (likeness >= _WITH_MEMBERS)
    by_name = ((likeness >= LIKE_NAME) & (pairs["shared"] > 0)) | (
        (likeness >= SAME_NAME) & ((pairs["shared"] > 0) | _without(pairs, members))
    )
    pairs["why"] = np.select([by_members & by_name, by_members, by_name], ["both", "members", "name"], "")
    pairs["nearness"] = -(together + likeness / 100)
    found = pairs[(by_members | by_name) & ~_distinct(connection, pairs)]
    return found.sort_values(["nearness", "one", "other"])[list(COLUMNS)].reset_index(drop=True)


def _empty() -> pd.DataFrame:
    numbers = ("name_likeness", "shared", "members_of_both")
    return pd.DataFrame({name: pd.Series(dtype="int64" if name in numbers else "str") for name in COLUMNS})


def _members(rows: pd.DataFrame) -> pd.DataFrame:
    """Return each member of each record once, under its key, or its name where it has none."""
    key = rows["key"].str.strip()
    member = key.where(key != "", rows["name"].str.strip().str.casefold())
    found = pd.DataFrame({_ID: rows[_ID], "member": member})
    return found[found["member"] != ""].drop_duplicates(ignore_index=True)


def _by_members(members: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs that can share so many members: they share one of the rarest few of each."""
    often = members["member"].map(members["member"].value_counts())
    size = members.groupby(_ID)["member"].transform("size")
    ordered = members.assign(often=often, size=size).sort_values([_ID, "often", "member"])
    nth = ordered.groupby(_ID).cumcount()
    first = ordered[nth <= ordered["size"] - np.ceil(SAME_MEMBERS * ordered["size"])]
    return _pairs(first, "member", _CROWD)


def _by_name(names: pd.Series) -> pd.DataFrame:
    """Return the pairs whose names share a word that few names have."""
    words = _plain(names).str.split().explode().dropna()
    found = pd.DataFrame({_ID: words.index, "word": words.to_numpy()}).drop_duplicates()
    return _pairs(found, "word", _COMMON)


def _pairs(rows: pd.DataFrame, by: str, most: int) -> pd.DataFrame:
    """Return which records share a value that no more than some have."""
    often = rows[by].map(rows[by].value_counts())
    few = rows.loc[(often > 1) & (often <= most), [_ID, by]]
    both = few.merge(few, on=by, suffixes=("_1", "_2"))
    both = both[both[f"{_ID}_1"] < both[f"{_ID}_2"]]
    return (
        both[[f"{_ID}_1", f"{_ID}_2"]].set_axis(["one", "other"], axis=1).drop_duplicates(ignore_index=True).astype(str)
    )


def _plain(names: pd.Series) -> pd.Series:
    """Return names in small letters, their words alone."""
    spelled = names.str.casefold().str.replace("ä", "ae").str.replace("ö", "oe").str.replace("ü", "ue")
    return spelled.str.findall(_WORD).str.join(" ")


def _shared(pairs: pd.DataFrame, members: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return how many members both records of each pair have, and at least one of them."""
    numbered = pairs.reset_index(names="pair")
    left = numbered.merge(members, left_on="one", right_on=_ID)[["pair", "member"]]
    right = numbered.merge(members, left_on="other", right_on=_ID)[["pair", "member"]]
    shared = left.merge(right, on=["pair", "member"]).groupby("pair").size().reindex(numbered["pair"], fill_value=0)
    size = members.groupby(_ID).size()
    counts = [size.reindex(pairs[side]).fillna(0).astype(int).to_numpy() for side in ("one", "other")]
    both = shared.to_numpy()
    return {"shared": both, "members_of_both": counts[0] + counts[1] - both}


def _without(pairs: pd.DataFrame, members: pd.DataFrame) -> pd.Series:
    """Tell of which pairs one has no members."""
    filled = set(members[_ID])
    return ~(pairs["one"].isin(filled) & pairs["other"].isin(filled))


def _topics_meet(pairs: pd.DataFrame, topics: pd.Series) -> pd.Series:
    """Tell which pairs have a topic in common, or one without any."""
    each = topics.str.casefold().str.split(r"[;,|]", regex=True).explode().str.strip()
    each = each[(each != "") & each.notna()]
    rows = pd.DataFrame({_ID: each.index, "topic": each.to_numpy()}).drop_duplicates()
    numbered = pairs[["one", "other"]].reset_index(names="pair")
    left = numbered.merge(rows, left_on="one", right_on=_ID)[["pair", "topic"]]
    right = numbered.merge(rows, left_on="other", right_on=_ID)[["pair", "topic"]]
    common = set(left.merge(right, on=["pair", "topic"])["pair"])
    filled = set(left["pair"]) & set(right["pair"])
    return pd.Series(pairs.index.isin(common) | ~pairs.index.isin(filled), index=pairs.index)


def _distinct(connection: sa.Connection, pairs: pd.DataFrame) -> pd.Series:
    """Tell which pairs somebody found to be two."""
    table = schema.distinctions
    told = {tuple(sorted(row)) for row in connection.execute(sa.select(table.c.one, table.c.other))}
    index = pd.MultiIndex.from_frame(pairs[["one", "other"]])
    return pd.Series(index.isin(list(told)) if told else False, index=pairs.index)


def say_distinct(
    register: Register, one: str, other: str, *, actor: Actor, now: datetime, note: str = ""
) -> int | None:
    """Keep that two records are two cooperations; returns the revision, ``None`` where that was said before.

    Raises
    ------
    UsageError
        If a record is not there, or the actor may not do this.
    """
    first, second = sorted((one, other))
    table = schema.distinctions
    with writing.writing(register, now=now, author=actor, action="change", reason=note, kind="review") as open_:
        connection = open_.connection
        for record in (first, second):
            if content.working(connection, record) is None:
                raise UsageError("There is no record {record}.", "It was taken out, or never was.", record=record)
        there = sa.select(sa.literal(1)).where(table.c.one == first, table.c.other == second)
        if connection.scalar(there):
            return None
        connection.execute(table.insert().values(one=first, other=second, note=note))
        return open_.number
