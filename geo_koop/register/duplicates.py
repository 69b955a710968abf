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
from scipy import sparse

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
_CHUNK: Final = 200_000
_WORD: Final = re.compile(r"\w+")
_ID: Final = "cooperation_id"


def duplicates(connection: sa.Connection) -> pd.DataFrame:
    """Return pairs of records, as they are worked on, that may be the same, with the columns :data:`COLUMNS`.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    """
    table = views.working(connection, "cooperations")
    names = _plain(table["name"])
    members = _members(views.working(connection, "members"), table[_ID])
    held = _matrix(members, len(table))
    size = np.asarray(held.sum(axis=1)).ravel()
    first, second = _candidates(_rarest(members), _words(names))
    if not len(first):
        return _empty()
    shared = _common(held, first, second)
    every = size[first] + size[second] - shared
    together = shared / np.maximum(every, 1)
    likeness = process.cpdist(names[first].tolist(), names[second].tolist(), scorer=fuzz.token_sort_ratio)
    by_members = (together >= SAME_MEMBERS) & (shared >= 2) & (likeness >= _WITH_MEMBERS)
    blank = (size[first] == 0) | (size[second] == 0)
    by_name = ((likeness >= LIKE_NAME) & (shared > 0)) | ((likeness >= SAME_NAME) & ((shared > 0) | blank))
    likely = np.flatnonzero(by_members | by_name)
    topics = _topics(table["topics"])
    met = _common(topics, first[likely], second[likely]) > 0
    several = np.asarray(topics.sum(axis=1)).ravel()
    met |= (several[first[likely]] == 0) | (several[second[likely]] == 0)
    by_members[likely] &= met
    found = pd.DataFrame(
        {
            "one": table[_ID].to_numpy()[first],
            "other": table[_ID].to_numpy()[second],
            "name_one": table["name"].to_numpy()[first],
            "name_other": table["name"].to_numpy()[second],
            "why": np.select([by_members & by_name, by_members, by_name], ["both", "members", "name"], ""),
            "name_likeness": likeness.round().astype("int64"),
            "shared": shared.astype("int64"),
            "members_of_both": every.astype("int64"),
            "nearness": -(together + likeness / 100),
        }
    )[by_members | by_name]
    left = found[~_distinct(connection, found)]
    return left.sort_values(["nearness", "one", "other"])[list(COLUMNS)].reset_index(drop=True)


def _empty() -> pd.DataFrame:
    numbers = ("name_likeness", "shared", "members_of_both")
    return pd.DataFrame({name: pd.Series(dtype="int64" if name in numbers else "str") for name in COLUMNS})


def _members(rows: pd.DataFrame, records: pd.Series) -> pd.DataFrame:
    """Return the position of each record and the number of each member of it, a member without a key by its name."""
    key = rows["key"].str.strip()
    member = key.where(key != "", rows["name"].str.strip().str.casefold())
    filled = rows[member != ""]
    found = pd.DataFrame(
        {"record": pd.Index(records).get_indexer(filled[_ID]), "value": pd.factorize(member[member != ""])[0]}
    )
    return found.drop_duplicates(ignore_index=True)


def _words(names: pd.Series) -> pd.DataFrame:
    """Return the position of each name and the number of each word of it, without words that many names have."""
    words = names.str.split().explode().dropna()
    found = pd.DataFrame({"record": words.index, "value": pd.factorize(words)[0]}).drop_duplicates(ignore_index=True)
    return found[found["value"].map(found["value"].value_counts()) <= _COMMON]


def _topics(topics: pd.Series) -> sparse.csr_array:
    each = topics.str.casefold().str.split(r"[;,|]", regex=True).explode().str.strip()
    each = each[(each != "") & each.notna()]
    rows = pd.DataFrame({"record": each.index, "value": pd.factorize(each)[0]}).drop_duplicates()
    return _matrix(rows, len(topics))


def _matrix(rows: pd.DataFrame, count: int) -> sparse.csr_array:
    """Return which record has which value."""
    width = int(rows["value"].max()) + 1 if len(rows) else 1
    ones = np.ones(len(rows), dtype="int32")
    return sparse.csr_array((ones, (rows["record"].to_numpy(), rows["value"].to_numpy())), shape=(count, width))


def _rarest(members: pd.DataFrame) -> pd.DataFrame:
    """Return the rarest few members of each record: who shares so many members shares one of them."""
    often = members["value"].map(members["value"].value_counts())
    size = members.groupby("record")["value"].transform("size")
    ordered = members.assign(often=often, size=size).sort_values(["record", "often", "value"])
    nth = ordered.groupby("record").cumcount()
    few = ordered[nth <= ordered["size"] - np.ceil(SAME_MEMBERS * ordered["size"])]
    return few.loc[few["value"].map(few["value"].value_counts()) <= _CROWD, ["record", "value"]]


def _candidates(*shared: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the positions of records that share a value, each pair once, the earlier one first."""
    found = []
    for rows in shared:
        both = rows.merge(rows, on="value", suffixes=("_1", "_2"))
        found.append(both.loc[both["record_1"] < both["record_2"], ["record_1", "record_2"]])
    pairs = pd.concat(found).drop_duplicates().sort_values(["record_1", "record_2"])
    return pairs["record_1"].to_numpy(), pairs["record_2"].to_numpy()


def _common(held: sparse.csr_array, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return how many values the records of each pair have in common."""
    counts = [
        np.asarray(held[first[at : at + _CHUNK]].multiply(held[second[at : at + _CHUNK]]).sum(axis=1)).ravel()
        for at in range(0, len(first), _CHUNK)
    ]
    return np.concatenate(counts) if counts else np.zeros(0, dtype="int64")


def _plain(names: pd.Series) -> pd.Series:
    """Return names in small letters, their words alone."""
    spelled = names.str.casefold().str.replace("ä", "ae").str.replace("ö", "oe").str.replace("ü", "ue")
    return spelled.str.findall(_WORD).str.join(" ")


def _distinct(connection: sa.Connection, pairs: pd.DataFrame) -> pd.Series:
    """Tell which pairs somebody found to be two."""
    table = schema.distinctions
    told = {tuple(sorted(row)) for row in connection.execute(sa.select(table.c.one, table.c.other))}
    index = pd.MultiIndex.from_frame(pairs[["one", "other"]])
    return pd.Series(index.isin(list(told)) if told else False, index=pairs.index, dtype=bool)


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
