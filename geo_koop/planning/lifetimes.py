"""How long things take, where not everything has happened yet: Kaplan and Meier's estimate.

What has not happened by the date of the view is *censored*: it counts for as long as it was seen. E. L. Kaplan,
P. Meier: Nonparametric estimation from incomplete observations, JASA 53 (1958), 457-481; :func:`scipy.stats.ecdf`.
"""

import warnings
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from geo_koop.planning import process
from geo_koop.result.analysis import Analysis

FEWEST: Final = 30
"""Cases from which on an interval is given (action.md: no interval below 30)."""
LEVEL: Final = 0.95
AT: Final = (1, 2, 5, 10, 20, 30, 50)
"""Years at which shares are told, as far as something was seen so long."""
_YEAR: Final = 365.2425


@dataclass(frozen=True, kw_only=True)
class Durations:
    """How long something took, or has not happened yet.

    Attributes
    ----------
    n : int
        Cases that were measured; ``events``: in so many of them it happened, the others are censored.
    left_out : int
        Cases about which a date lacks; ``left_out_events``: in so many of them it has happened, nobody knows when.
    median : float, optional
        Years until it had happened in half of the cases; none where that was not reached.
    interval : tuple of (float, float or None), optional
        95 % interval of the median, from :data:`FEWEST` cases on; an end that was not reached is ``None``.
    shares : pandas.DataFrame
        ``years, share`` (to which it has not happened yet), ``low, high`` (95 %, missing below :data:`FEWEST`),
        ``at_risk``; empty where it never happened, because nothing can be said then.
    """

    n: int
    events: int
    left_out: int
    left_out_events: int = 0
    median: float | None = None
    interval: tuple[float | None, float | None] | None = None
    shares: pd.DataFrame


def measure(years: np.ndarray, happened: np.ndarray, *, left_out: int = 0, left_out_events: int = 0) -> Durations:
    """Estimate how long something takes.

    Parameters
    ----------
    years : numpy.ndarray of float
        How long each case was seen, 0 or more.
    happened : numpy.ndarray of bool
        Whether it happened at the end of that; else the case is censored.
    left_out, left_out_events : int
        Cases that could not be measured, and those among them in which it happened.

    Examples
    --------
    Six cases, three of which ended (after 2, 4 and 5 years): 5/6, times 2/3, times 1/2.

    >>> found = measure(np.array([1, 2, 3, 4, 5, 6]), np.array([0, 1, 0, 1, 1, 0], dtype=bool))
    >>> found.n, found.events, found.median, found.interval
    (6, 3, 5.0, None)
    """
    n, events = len(years), int(np.sum(happened))
    nothing = pd.DataFrame({name: pd.Series(dtype="float64") for name in ("years", "share", "low", "high", "at_risk")})
    if not events:
        return Durations(n=n, events=0, left_out=left_out, left_out_events=left_out_events, shares=nothing)
    values = np.asarray(years, dtype=float)
    curve = stats.ecdf(stats.CensoredData.right_censored(values, ~np.asarray(happened, dtype=bool))).sf
    at = np.array([year for year in AT if year <= values.max()], dtype=float)
    low = high = None
    if n >= FEWEST:
        with warnings.catch_warnings():
            # Where nobody is left, there is no interval: a missing number says so.
            warnings.simplefilter("ignore", RuntimeWarning)
            low, high = curve.confidence_interval(LEVEL, method="log-log")
    shares = pd.DataFrame(
        {
            "years": at,
            "share": curve.evaluate(at),
            "low": low.evaluate(at) if low is not None else np.nan,
            "high": high.evaluate(at) if high is not None else np.nan,
            "at_risk": (values[None, :] >= at[:, None]).sum(axis=1),
        }
    )
    bounds = (_reached(low), _reached(high)) if low is not None and high is not None else None
    return Durations(
        n=n,
        events=events,
        left_out=left_out,
        left_out_events=left_out_events,
        median=_reached(curve),
        interval=bounds,
        shares=shares,
    )


def _reached(curve: object) -> float | None:
    """Return when a curve came down to one half; ``None`` where it did not."""
    below = curve.probabilities <= 0.5 + 1e-12  # type: ignore[attr-defined]
    return float(curve.quantiles[below][0]) if below.any() else None  # type: ignore[attr-defined]


def of_cooperations(analysis: Analysis, events: pd.DataFrame) -> Durations:
    """Return how long cooperations last, from foundation to end.

    Parameters
    ----------
    analysis : Analysis
    events : pandas.DataFrame
        Of :func:`geo_koop.planning.process.history`.

    Notes
    -----
    Records made by looking for what is there today lack most of what ended before: the durations come out too long.
    """
    until = pd.Timestamp(analysis.provenance.as_of)
    table = analysis.cooperations
    table = table[table["status"].isin(["active", "ended"])]
    began = _first(events, events["kind"] == "founded").reindex(table.index)
    over = table["status"] == "ended"
    ended = _first(events, events["kind"].isin(["ended", "merged"])).reindex(table.index)
    return _between(began, ended.where(over, until), over)


def until_binding(analysis: Analysis, events: pd.DataFrame) -> Durations:
    """Return how long it takes from the first recorded step to a contract, a company or a public body.

    Parameters
    ----------
    analysis : Analysis
    events : pandas.DataFrame
        Of :func:`geo_koop.planning.process.history`.

    Notes
    -----
    Counted are cooperations whose first recorded event binds nobody: an idea, a study, a resolution, a letter of
    intent, or a beginning in a form of bindingness 0 to 2. Those that are binding today without an event that
    says since when are left out; an end before a binding form censors.
    """
    until = pd.Timestamp(analysis.provenance.as_of)
    recorded = events[~events["derived"] & events["event_date"].notna()]
    bindingness = process.level(recorded["format"])
    named = recorded["format"] != ""
    bound = (named & bindingness.isin([str(n) for n in range(process.BINDING, 6)])) | (recorded["kind"] == "contract")
    loose = ~bound & (
        (named & bindingness.isin([str(n) for n in range(process.BINDING)])) | recorded["kind"].isin(process.PREPARING)
    )
    first = recorded[recorded["kind"].isin(process.BEGINNING)].drop_duplicates("cooperation_id")
    open_ = first[loose[first.index]].set_index("cooperation_id")["event_date"]
    signed = _first(recorded, bound).reindex(open_.index)
    table = analysis.cooperations.reindex(open_.index)
    over = table["status"] == "ended"
    ended = _first(events, events["kind"].isin(["ended", "merged"])).reindex(open_.index)
    last = ended.where(over, until)
    now = process.level(table["format"]).isin([str(n) for n in range(process.BINDING, 6)]) & ~table["planned"].astype(
        bool
    )
    unsaid = signed.isna() & now
    return _between(open_, signed.fillna(last).mask(unsaid), signed.notna())


def _first(events: pd.DataFrame, hit: pd.Series) -> pd.Series:
    """Return the first dated one of some events of each cooperation."""
    rows = events[hit & events["event_date"].notna()].drop_duplicates("cooperation_id")
    return rows.set_index("cooperation_id")["event_date"]


def _between(begin: pd.Series, end: pd.Series, happened: pd.Series) -> Durations:
    """Measure from one day to another; without a day, or the wrong way round, a case is left out."""
    years = (end.astype("datetime64[s]") - begin.astype("datetime64[s]")).dt.days / _YEAR
    known = (years >= 0).fillna(False).to_numpy(dtype=bool)
    over = happened.to_numpy(dtype=bool)
    return measure(
        years.to_numpy(dtype=float)[known],
        over[known],
        left_out=int((~known).sum()),
        left_out_events=int((~known & over).sum()),
    )
