"""Municipalities by exactly which of several cooperations cover them: the matrix beside the map. Pure functions."""

from collections.abc import Sequence

import pandas as pd

from geo_koop.app.state import MOST_COLUMNS
from geo_koop.locale.alphabet import order
from geo_koop.result.analysis import Analysis


def columns(analysis: Analysis, outlines: Sequence[str], places: Sequence[str]) -> list[str]:
    """Return the ids of the cooperations to compare: two or more set off, else those that cover chosen municipalities.

    Parameters
    ----------
    analysis : Analysis
        What counts.
    outlines : sequence of str
        Cooperations set off on the map.
    places : sequence of str
        Keys of municipalities chosen.
    """
    ids = list(dict.fromkeys(outlines))
    if len(ids) >= 2:
        return ids
    area = _covered(analysis)
    number = area.loc[area["key"].isin(list(places)), "cooperation_id"].value_counts()
    names = analysis.cooperations.loc[number.index, "name"].astype("str")
    ordered = number.iloc[order(names)].sort_values(ascending=False, kind="stable")
    return [str(identifier) for identifier in ordered.index[:MOST_COLUMNS]]


def sets(analysis: Analysis, cooperation_ids: Sequence[str]) -> pd.DataFrame:
    """Return the surveyed municipalities by exactly which cooperations cover them, the largest set first.

    Parameters
    ----------
    analysis : Analysis
        What counts; a cooperation that does not count covers nothing.
    cooperation_ids : sequence of str

    Returns
    -------
    pandas.DataFrame
        ``size``, ``keys`` and ``names`` (tuples, by name in German order), and whether each cooperation covers
        the set, in a column of its id.
    """
    ids = list(cooperation_ids)
    area = _surveyed(analysis, _covered(analysis))
    area = area[area["cooperation_id"].isin(ids)]
    covers = pd.crosstab(area["key"].astype("str"), area["cooperation_id"].astype("str")).gt(0)
    covers = covers.reindex(columns=ids, fill_value=False)
    if covers.empty:
        return pd.DataFrame(columns=["size", "keys", "names", *ids])
    names = analysis.municipalities["name"].astype("str").reindex(covers.index)
    ordered = covers.iloc[order(names)].reset_index(names="key").assign(name=lambda t: names.loc[t["key"]].to_numpy())
    table = ordered.groupby(ids, sort=False, as_index=False).agg(
        size=("key", "size"), keys=("key", tuple), names=("name", tuple)
    )
    table = table.assign(many=table[ids].sum(axis=1)).sort_values(["size", "many"], ascending=False, kind="stable")
    return table[["size", "keys", "names", *ids]].reset_index(drop=True)


def members(analysis: Analysis, cooperation_ids: Sequence[str], within: Sequence[str]) -> pd.Index:
    """Return the keys of the surveyed municipalities that some of several cooperations cover, and none of the others.

    Parameters
    ----------
    analysis : Analysis
        What counts.
    cooperation_ids : sequence of str
    within : sequence of str
        Those that cover; where one is none of ``cooperation_ids``, or there is none, the set is empty.
    """
    if not within or not set(within) <= set(cooperation_ids):
        return pd.Index([], dtype="str")
    area = _surveyed(analysis, _covered(analysis))
    area = area[area["cooperation_id"].isin(list(cooperation_ids))].drop_duplicates(["cooperation_id", "key"])
    asked = area["cooperation_id"].isin(list(within)).groupby(area["key"].astype("str")).agg(["sum", "size"])
    return asked.index[(asked["sum"] == len(set(within))) & (asked["size"] == asked["sum"])]


def _covered(analysis: Analysis) -> pd.DataFrame:
    """Return ``cooperation_id, key`` of what is shown."""
    shown = analysis.cooperations.index[analysis.cooperations["shown"].astype(bool)]
    area = analysis.area
    return area.loc[area["cooperation_id"].isin(shown) & area["key"].isin(analysis.municipalities.index)]


def _surveyed(analysis: Analysis, area: pd.DataFrame) -> pd.DataFrame:
    context = analysis.municipalities["context"].astype(bool)
    return area[area["key"].isin(context.index[~context])]
