"""Cooperations over the years."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from geo_koop import codelists


def years(cooperations: pd.DataFrame, *, today: date | None = None) -> range:
    """Return the years from the first known start to the running year.

    Parameters
    ----------
    cooperations : pandas.DataFrame
        ``start_date``.
    today : datetime.date, optional

    Examples
    --------
    >>> years(pd.DataFrame({"start_date": pd.to_datetime(["2019-05-01", None])}), today=date(2021, 3, 1))
    range(2019, 2022)
    """
    this = (today or date.today()).year
    first = cooperations["start_date"].min()
    return range(this if pd.isna(first) else min(int(first.year), this), this + 1)


def day_of(year: int, *, today: date | None = None) -> date:
    """Return the day for which a year stands: its last one, or today in the running year."""
    now = today or date.today()
    return now if year == now.year else date(year, 12, 31)


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


def yearly(
    cooperations: pd.DataFrame, years: Sequence[int], *, by: str = "format", today: date | None = None
) -> pd.DataFrame:
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
    today : datetime.date, optional

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


def _has_operated(cooperations: pd.DataFrame) -> pd.Series:
    """Tell which cooperations were active at some time, by stage and dates."""
    activity = cooperations["stage"].map(codelists.load("stages").field("active"))
    return (activity == "yes") | ((activity == "until_end") & cooperations["end_date"].notna())
