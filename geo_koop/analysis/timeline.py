"""Cooperations over the years."""

from collections.abc import Sequence
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy import sparse

from geo_koop import codelists
from geo_koop.analysis import coverage, join


def years(cooperations: pd.DataFrame, *, today: date) -> range:
    """Return the years from the first known start to the running year.

    Parameters
    ----------
    cooperations : pandas.DataFrame
        ``start_date``.
    today : datetime.date
        The running year ends on it; who asks says which day it is.

    Examples
    --------
    >>> years(pd.DataFrame({"start_date": pd.to_datetime(["2019-05-01", None])}), today=date(2021, 3, 1))
    range(2019, 2022)
    """
    this = today.year
    first = cooperations["start_date"].min()
    return range(this if pd.isna(first) else min(int(first.year), this), this + 1)


def day_of(year: int, *, today: date) -> date:
    """Return the day for which a year stands: its last one, or today in the running year."""
    return today if year == today.year else date(year, 12, 31)


def start_unknown(cooperations: pd.DataFrame) -> pd.Series:
    """Tell which cooperations no series can place: they have operated, and nobody knows since when.

    Parameters
    ----------
    cooperations : pandas.DataFrame
        ``stage, start_date, end_date``.

    Returns
    -------
    pandas.Series
        Boolean, aligned with ``cooperations``.
    """
    return cooperations["start_date"].isna() & _has_operated(cooperations)


def yearly(cooperations: pd.DataFrame, years: Sequence[int], *, today: date, by: str = "format") -> pd.DataFrame:
    """Count the active cooperations at the end of each year; in the running year, those of today.

    Cooperations whose start is unknown are left out in all years, the running one too: nobody knows
    when they began (:func:`start_unknown` finds them, so that it can be said).

    Parameters
    ----------
    cooperations : pandas.DataFrame
        ``stage, start_date, end_date`` and the column ``by``.
    years : sequence of int
        Rising.
    by : str
        Column whose values are counted apart; rows without a value are left out.
    today : datetime.date

    Returns
    -------
    pandas.DataFrame
        ``year``, the column ``by``, ``cooperations``: a row for each count above zero, by year and value.

    Examples
    --------
    >>> dates = {"start_date": pd.to_datetime(["2018-03-01", "2019-01-01"]), "end_date": pd.to_datetime([None, None])}
    >>> table = pd.DataFrame({"stage": "operating", **dates, "format": ["company", "association"]})
    >>> yearly(table, [2018, 2019], today=date(2021, 3, 1)).to_dict("list")
    {'year': [2018, 2019, 2019], 'format': ['company', 'association', 'company'], 'cooperations': [1, 1, 1]}
    """
    known = cooperations[cooperations["start_date"].notna() & cooperations[by].notna() & _has_operated(cooperations)]
    days = pd.DatetimeIndex([day_of(year, today=today) for year in years])
    code, values = pd.factorize(known[by], sort=True)
    first = days.searchsorted(known["start_date"])
    beyond = known["end_date"].fillna(pd.Timestamp.max.floor("D"))
    after = np.maximum(days.searchsorted(beyond, side="right"), first)
    change = np.zeros((len(days) + 1, len(values)), dtype=int)
    np.add.at(change, (first, code), 1)
    np.add.at(change, (after, code), -1)
    count = change.cumsum(axis=0)[:-1]
    at, of = np.nonzero(count)
    return pd.DataFrame(
        {"year": np.asarray(years, dtype=int)[at], by: np.asarray(values)[of], "cooperations": count[at, of]}
    )


def coverage_yearly(
    members: pd.DataFrame,
    cooperations: pd.DataFrame,
    topics: pd.DataFrame,
    municipalities: gpd.GeoDataFrame,
    years: Sequence[int],
    *,
    topic: str = coverage.ANY_TOPIC,
    within: pd.Index | None = None,
    today: date,
) -> pd.DataFrame:
    """Tell how far a topic was covered at the end of each year; in the running year, today.

    As :func:`geo_koop.analysis.coverage.by_level` of each of these days, without the cooperations whose
    start is unknown.

    Parameters
    ----------
    members : pandas.DataFrame
        Of an analysis, on any date: ``cooperation_id, level, unit_key, counts_as_member, from_date, to_date``.
    cooperations : pandas.DataFrame
        Indexed by ``cooperation_id``; ``stage, start_date, end_date``.
    topics : pandas.DataFrame
        ``cooperation_id, topic``.
    municipalities : geopandas.GeoDataFrame
        Indexed by key; ``district, population, area_km2``.
    years : sequence of int
    topic : str
        A topic, a topic group or :data:`geo_koop.analysis.coverage.ANY_TOPIC`.
    within : pandas.Index, optional
        Keys of the municipalities that are looked at; all where it is left out.
    today : datetime.date

    Returns
    -------
    pandas.DataFrame
        A row for each year: ``year, covered`` (municipalities), ``share_municipalities,
        share_population, share_area`` (0 to 1; missing where there is nobody or nothing to share).
    """
    about = coverage.topics_and_groups(topics)
    named = cooperations.index.isin(about.loc[about["topic"] == topic, "cooperation_id"])
    life = cooperations[named & cooperations["start_date"].notna() & _has_operated(cooperations)]
    rows = members[join.certain(members) & members["cooperation_id"].isin(life.index)]
    rows = join.spread(rows, municipalities)
    rows = rows[rows["level"] != "association"]
    covered = _covered(rows, _there(rows, life, years, today), municipalities)
    seen = municipalities.index.isin(municipalities.index if within is None else within)
    shares = {
        name: weight @ covered[seen] / weight.sum() if weight.sum() else np.full(len(years), np.nan)
        for name, weight in (
            ("share_municipalities", np.ones(int(seen.sum()))),
            ("share_population", municipalities["population"][seen].to_numpy(dtype=float, na_value=0)),
            ("share_area", municipalities["area_km2"][seen].to_numpy(dtype=float)),
        )
    }
    return pd.DataFrame({"year": np.asarray(years, dtype=int), "covered": covered[seen].sum(axis=0), **shares})


def own_memberships(
    members: pd.DataFrame, cooperations: pd.DataFrame, municipalities: gpd.GeoDataFrame, years: Sequence[int]
) -> tuple[pd.DataFrame, np.ndarray]:
    """Return who is a member, and whether on 31 December of each year; not through a district.

    Parameters
    ----------
    members : pandas.DataFrame
        As in :func:`coverage_yearly`.
    cooperations : pandas.DataFrame
        Indexed by ``cooperation_id``; ``stage, start_date, end_date``. Those without a start are left out.
    municipalities : geopandas.GeoDataFrame
    years : sequence of int

    Returns
    -------
    rows : pandas.DataFrame
        ``cooperation_id, unit_key`` (of a municipality; those of an association in its place).
    there : numpy.ndarray of bool
        (rows, years).
    """
    life = cooperations[cooperations["start_date"].notna() & _has_operated(cooperations)]
    rows = members[join.certain(members) & members["cooperation_id"].isin(life.index)]
    rows = join.spread(rows, municipalities)
    rows = rows[rows["level"] == "municipality"]
    # All years are whole ones.
    there = _there(rows, life, years, today=date(max(years, default=1) + 1, 1, 1))
    return rows[["cooperation_id", "unit_key"]].reset_index(drop=True), there


def _there(rows: pd.DataFrame, life: pd.DataFrame, years: Sequence[int], today: date) -> np.ndarray:
    """Tell for each membership and year whether the cooperation existed and the authority was in it."""
    days = pd.DatetimeIndex([day_of(year, today=today) for year in years]).to_numpy()
    lived = life[["start_date", "end_date"]].reindex(rows["cooperation_id"])
    there = np.ones((len(rows), len(days)), dtype=bool)
    for begin, end in ((lived["start_date"], lived["end_date"]), (rows["from_date"], rows["to_date"])):
        # Comparisons with a missing date are false: what is not known to be outside is inside.
        there &= ~(begin.to_numpy()[:, None] > days) & ~(end.to_numpy()[:, None] < days)
    return there


def _covered(rows: pd.DataFrame, there: np.ndarray, municipalities: gpd.GeoDataFrame) -> np.ndarray:
    """Tell for each municipality and year whether a membership covers it: its own, or that of its district."""
    key, level = rows["unit_key"], rows["level"]
    municipal, extends = (level == "municipality").to_numpy(), (level == "district").to_numpy()
    district = join.districts_of(rows, municipalities)
    pair, pairs = pd.factorize(pd.MultiIndex.from_arrays([rows["cooperation_id"], district]))
    municipal_row = municipal | ((level == "unresolved") & ~join.district_rows(rows)).to_numpy()
    brought = _whole(rows, there, pair, pairs, municipal_row)[pair[extends]] & there[extends]
    inside = pd.DataFrame({"at": np.arange(len(municipalities)), "district": municipalities["district"].to_numpy()})
    spread = pd.DataFrame({"row": np.arange(len(brought)), "district": key.to_numpy()[extends]}).merge(inside)
    at = np.concatenate([municipalities.index.get_indexer(key[municipal]), spread["at"]])
    return _any(at, np.concatenate([there[municipal], brought[spread["row"]]]), len(municipalities))


def _whole(
    rows: pd.DataFrame, there: np.ndarray, pair: np.ndarray, pairs: pd.MultiIndex, municipal: np.ndarray
) -> np.ndarray:
    """Tell for each pair of cooperation and district, and each year, whether the district counts as a whole.

    The rule of :mod:`geo_koop.analysis.join`, for all years at once.
    """
    covers = rows["covers"].to_numpy() if "covers" in rows else np.full(len(rows), "", dtype=object)
    member, beside, whole, own = (
        _any(pair[part], there[part], len(pairs))
        for part in (~municipal, municipal, ~municipal & (covers == "whole"), ~municipal & (covers == "self"))
    )
    alone = member & ~own & (~beside | whole)
    cooperation = pd.factorize(pairs.get_level_values(0))[0]
    ones = np.ones(len(pairs), dtype=np.int32)
    of = sparse.csr_array(
        (ones, (cooperation, np.arange(len(pairs)))), shape=(cooperation.max(initial=-1) + 1, len(pairs))
    )
    level = of @ alone.astype(np.int32) >= join.DISTRICT_LEVEL * (of @ member.astype(np.int32))
    return np.asarray(member & ~own & (alone | level[cooperation]))


def _any(group: np.ndarray, there: np.ndarray, size: int) -> np.ndarray:
    """Tell for each of so many groups and each year whether one of its rows is there."""
    ones = np.ones(len(group), dtype=np.int32)
    rows = sparse.csr_array((ones, (group, np.arange(len(group)))), shape=(size, len(group)))
    return np.asarray((rows @ there.astype(np.int32)) > 0)


def _has_operated(cooperations: pd.DataFrame) -> pd.Series:
    """Tell which cooperations were active at some time, by stage and dates."""
    activity = cooperations["stage"].map(codelists.load("stages").field("active"))
    return (activity == "yes") | ((activity == "until_end") & cooperations["end_date"].notna())
