"""Uses what stands beside a name: the other members of a cooperation, or rows of the same postcode area."""

import pandas as pd


def choose(
    candidates: pd.DataFrame, certain: pd.DataFrame, *, neighbours: pd.DataFrame | None, district: pd.Series
) -> pd.Series:
    """Choose among candidates the one that lies with the certain members of its group.

    Parameters
    ----------
    candidates : pandas.DataFrame
        ``row, group, key``: one row for each candidate of an open name.
    certain : pandas.DataFrame
        ``group, key``: what is known of each group.
    neighbours : pandas.DataFrame, optional
        ``key_a, key_b``: which municipalities touch.
    district : pandas.Series
        District of each key.

    Returns
    -------
    pandas.Series
        Key by ``row``, for the rows that this decides: one candidate touches a certain member and no
        other candidate touches one or shares a district with one; or one shares the district with two.
    """
    if candidates.empty or certain.empty:
        return pd.Series(dtype="str")
    known = certain.drop_duplicates()
    table = candidates.reset_index(drop=True)
    touching = pd.Series(0, index=table.index)
    if neighbours is not None and len(neighbours):
        one = neighbours[["key_a", "key_b"]]
        both = pd.concat([one, one.rename(columns={"key_a": "key_b", "key_b": "key_a"})], ignore_index=True)
        pairs = table.reset_index().merge(both, left_on="key", right_on="key_a")
        hits = pairs.merge(known, left_on=["group", "key_b"], right_on=["group", "key"], suffixes=("", "_known"))
        touching = hits.groupby("index").size().reindex(table.index, fill_value=0)
    per_district = known.assign(district=known["key"].map(district)).groupby(["group", "district"]).size()
    position = pd.MultiIndex.from_arrays([table["group"], table["key"].map(district)])
    shared = pd.Series(per_district.reindex(position, fill_value=0).to_numpy(), index=table.index)
    table = table.assign(touching=touching, shared=shared)
    by_touch = _single(table, table["touching"] > 0, (table["touching"] > 0) | (table["shared"] > 0))
    by_district = _single(table, table["shared"] > 1, (table["touching"] > 0) | (table["shared"] > 0))
    return by_touch.combine_first(by_district).astype("str")


def _single(table: pd.DataFrame, fits: pd.Series, comes_near: pd.Series) -> pd.Series:
    """Return the key of each row of which exactly one candidate fits and no other comes near."""
    alone = comes_near.groupby(table["row"]).transform("sum") == 1
    chosen = table[fits & alone]
    return pd.Series(chosen["key"].to_numpy(), index=chosen["row"].to_numpy(), dtype="str")
