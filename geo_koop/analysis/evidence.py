"""The evidence date of a record: the day on which its source shows it, for records that name no start."""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.analysis import coverage
from geo_koop.intake.files import dates
from geo_koop.model import Records

EVERYTHING = "*"


def of_records(records: Records, municipalities: gpd.GeoDataFrame, *, dated: str = "") -> pd.Series:
    """Return the evidence date of each cooperation.

    It is the date of the main source (of the best completeness, then the latest, then the first row); where
    that has none, the latest date of the survey scopes that cover the record; else that of the data set.
    A year or a month stands for its first day.

    Parameters
    ----------
    records : Records
    municipalities : geopandas.GeoDataFrame
        Indexed by key; ``region, district, state``.
    dated : str
        Date of the data set, ISO; empty where none is known.

    Returns
    -------
    pandas.Series
        datetime64, indexed like the cooperations; missing where nothing tells.
    """
    index = records.cooperations.index
    whole = dates.parse(pd.Series([dated], dtype="str"))[0].iloc[0]
    found = _main_source(records.sources, index)
    found = found.fillna(_scopes(records, municipalities))
    return found.fillna(whole).rename("evidence_date")


def _main_source(sources: pd.DataFrame, index: pd.Index) -> pd.Series:
    day = dates.parse(sources["date"])[0]
    order = {code: rank for rank, code in enumerate(codelists.load("completeness").codes)}
    ranked = sources.assign(day=day, rank=sources["completeness"].map(order).fillna(len(order)))
    # A stable sort twice over: rows of equal rank and day keep their order.
    ranked = ranked.sort_values("day", ascending=False, kind="stable", na_position="last")
    main = ranked.sort_values("rank", kind="stable").drop_duplicates("cooperation_id")
    return main.set_index("cooperation_id")["day"].reindex(index)


def _scopes(records: Records, municipalities: gpd.GeoDataFrame) -> pd.Series:
    """Return the latest date of the scopes that ask for a topic of a record where one of its members lies."""
    index = records.cooperations.index
    scopes = records.scopes
    days = dates.parse(scopes["date"])[0] if len(scopes) else pd.Series(dtype="datetime64[ns]")
    about = coverage.topics_and_groups(records.topics)
    latest = pd.Series(pd.NaT, index=index, dtype="datetime64[ns]")
    # From the earliest to the latest, so that the latest stays.
    for at in days.dropna().sort_values().index:
        chosen = np.ones(len(index), dtype=bool)
        named, asked = (_entries(scopes.loc[at, name]) for name in ("area", "topics"))
        if EVERYTHING not in named:
            inside = records.members["key"].isin(_keys(named, municipalities))
            chosen &= index.isin(records.members.loc[inside, "cooperation_id"])
        if EVERYTHING not in asked:
            chosen &= index.isin(about.loc[about["topic"].isin(asked), "cooperation_id"])
        latest = latest.mask(chosen, days[at])
    return latest


def _entries(text: str) -> set[str]:
    return {part.strip() for part in text.split(";")}


def _keys(named: set[str], municipalities: gpd.GeoDataFrame) -> set[str]:
    """Return the keys of municipalities, associations and districts that lie in some areas, at least in part."""
    inside = municipalities.index.isin(named)
    levels = [name for name in ("region", "association", "district", "state") if name in municipalities]
    for level in levels:
        inside |= municipalities[level].isin(named).fillna(False).to_numpy(dtype=bool)
    present = municipalities[inside]
    above = (present[level] for level in levels if level != "region")
    return {*named, *present.index, *(key for keys in above for key in keys)} - {""}


def latest(cooperations: pd.DataFrame, members: pd.DataFrame, gebietsstand: str) -> tuple[date, str]:
    """Return the date on which records are looked at where nobody names one, and what it comes from.

    Parameters
    ----------
    cooperations : pandas.DataFrame
        ``start_date, end_date``, and ``evidence_date`` where it is known.
    members : pandas.DataFrame
        ``from_date, to_date``.
    gebietsstand : str
        Of the boundaries.

    Returns
    -------
    date : datetime.date
    origin : {"evidence", "records", "boundaries", "none"}
        The latest evidence date; else the latest date of a cooperation or membership; else the
        Gebietsstand; else a day without meaning: nothing in such data depends on it.
    """
    known = cooperations["evidence_date"].max() if "evidence_date" in cooperations else pd.NaT
    if pd.notna(known):
        return known.date(), "evidence"
    named = [cooperations[c].max() for c in ("start_date", "end_date")] + [
        members[c].max() for c in ("from_date", "to_date")
    ]
    entries = [day for day in named if pd.notna(day)]
    if entries:
        return max(entries).date(), "records"
    day = dates.day(gebietsstand)
    return (day, "boundaries") if day else (date(2000, 1, 1), "none")
