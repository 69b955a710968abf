"""Potential: what a municipality without cooperation on a topic could join (first, plain form)."""

import pandas as pd


def joinable(
    key: str, topic: str, *, neighbours: pd.DataFrame, area: pd.DataFrame, topics: pd.DataFrame
) -> pd.DataFrame:
    """List the cooperations of neighbours on a topic in which a municipality takes no part.

    Parameters
    ----------
    key, topic : str
        Municipality and topic.
    neighbours : pandas.DataFrame
        ``key_a, key_b``: contiguous municipalities.
    area : pandas.DataFrame
        ``cooperation_id, key, through`` of the cooperations that count.
    topics : pandas.DataFrame
        ``cooperation_id, topic``.

    Returns
    -------
    pandas.DataFrame
        ``cooperation_id, neighbours`` (number of neighbours that take part), most first.
    """
    around = beside(key, neighbours)
    own = set(area.loc[area["key"] == key, "cooperation_id"])
    about = set(topics.loc[topics["topic"] == topic, "cooperation_id"]) - own
    near = area[area["key"].isin(around) & area["cooperation_id"].isin(about)]
    counts = near.groupby("cooperation_id").size().rename("neighbours").reset_index()
    return counts.sort_values(["neighbours", "cooperation_id"], ascending=[False, True], ignore_index=True)


def beside(key: str, neighbours: pd.DataFrame) -> list[str]:
    """Return the keys of the neighbours of a municipality, sorted."""
    a, b = neighbours["key_a"], neighbours["key_b"]
    return sorted(set(b[a == key]) | set(a[b == key]))
