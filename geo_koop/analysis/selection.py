"""Which cooperations a set of filters shows."""

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.model import Filters


def select(
    cooperations: pd.DataFrame,
    topics: pd.DataFrame,
    members: pd.DataFrame,
    municipalities: gpd.GeoDataFrame,
    filters: Filters,
) -> pd.Series:
    """Tell for each cooperation whether the filters let it pass.

    Parameters
    ----------
    cooperations : pandas.DataFrame
        Indexed by ``cooperation_id``; ``format, stage, bindingness, pattern``.
    topics : pandas.DataFrame
        ``cooperation_id, topic``.
    members : pandas.DataFrame
        ``cooperation_id, unit_key``; a cooperation lies in a region when any row of it does,
        uncertain ones included.
    municipalities : geopandas.GeoDataFrame
        ``region, district, state``.
    filters : Filters

    Returns
    -------
    pandas.Series
        Boolean, aligned with ``cooperations``.
    """
    keep = pd.Series(True, index=cooperations.index)
    for column, wanted in (
        ("format", filters.formats),
        ("stage", filters.stages),
        ("pattern", filters.patterns),
        ("bindingness", filters.bindingness),
    ):
        if wanted:
            keep &= cooperations[column].isin(wanted).fillna(False).astype(bool)
    if filters.topics:
        about = topics["topic"].isin(_with_topics_of_groups(filters.topics))
        keep &= _among(keep.index, topics.loc[about, "cooperation_id"])
    if filters.regions:
        inside = _inside(members["unit_key"], municipalities, filters.regions)
        keep &= _among(keep.index, members.loc[inside, "cooperation_id"])
    return keep


def _among(index: pd.Index, ids: pd.Series) -> np.ndarray:
    """Tell for each entry of an index whether it is named; quicker than ``isin``, which copies texts."""
    named = np.zeros(len(index), dtype=bool)
    places = index.get_indexer(ids)
    named[places[places >= 0]] = True
    return named


def _with_topics_of_groups(codes: tuple[str, ...]) -> set[str]:
    entries = codelists.load("topics").entries
    return set(codes) | {code for code, entry in entries.items() if entry["group"] in codes}


def _inside(keys: pd.Series, municipalities: gpd.GeoDataFrame, regions: tuple[str, ...]) -> pd.Series:
    """Tell whether a municipality or district key lies in one of the regions."""
    places = municipalities[["region", "district", "state"]]
    inside = places.isin(regions).any(axis=1) | places.index.isin(regions)
    districts = municipalities.loc[inside, "district"].unique()
    return keys.isin(municipalities.index[inside]) | keys.isin(districts)
