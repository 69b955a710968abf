"""When rows of exported tables hold: the days between which :func:`geo_koop.analysis.join.status` calls them active."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.analysis import join


class Span(NamedTuple):
    """First and last day of each row (missing: open), and whether it holds on any day at all."""

    start: pd.Series
    stop: pd.Series
    ever: pd.Series


def cooperations(table: pd.DataFrame) -> Span:
    """Return when each cooperation is active: on the days on which an analysis counts it.

    Parameters
    ----------
    table : pandas.DataFrame
        ``stage, start_date, end_date``, and ``evidence_date`` where it is known.
    """
    activity = table["stage"].map(codelists.load("stages").field("active"))
    start, stop = (pd.to_datetime(table[name]) for name in ("start_date", "end_date"))
    if "evidence_date" in table:
        start = start.fillna(pd.to_datetime(table["evidence_date"]))
    # What is over without a day of its end is active on no day.
    over = stop.isna() & (activity == "until_end")
    return Span(start, stop, (activity != "no") & ~over & ~(start > stop))


def members(table: pd.DataFrame, records: pd.DataFrame) -> Span:
    """Return when each membership counts in an active cooperation.

    Parameters
    ----------
    table : pandas.DataFrame
        ``cooperation_id, from_date, to_date, counts_as_member, level``.
    records : pandas.DataFrame
        The cooperations, with ``cooperation_id`` and what :func:`cooperations` needs.
    """
    whole = cooperations(records.set_index("cooperation_id"))
    of = table["cooperation_id"]
    start = _outer(pd.to_datetime(table["from_date"]), of.map(whole.start), np.maximum)
    stop = _outer(pd.to_datetime(table["to_date"]), of.map(whole.stop), np.minimum)
    ever = of.map(whole.ever).eq(True) & join.certain(table) & (table["level"] != "unincorporated")
    return Span(start, stop, ever & ~(start > stop))


def _outer(own: pd.Series, whole: pd.Series, choose: np.ufunc) -> pd.Series:
    """Return the later or the earlier of two days; the other one where one is missing."""
    return pd.Series(choose(own.fillna(whole), whole.fillna(own)), index=own.index)
