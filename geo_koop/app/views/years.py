"""Cooperations over the years, prepared for display. Pure functions on an analysis."""

from datetime import date

import numpy as np
import pandas as pd

from geo_koop.analysis import timeline
from geo_koop.app.views import chart_tables
from geo_koop.app.words import Words
from geo_koop.result.analysis import Analysis

WHOLE = 15.0
"""Seconds in which all years are played, however many they are."""


def series(analysis: Analysis, years: range, *, today: date) -> list[int]:
    """Return the number of cooperations that existed at the end of each year, of those whose start is known.

    Parameters
    ----------
    analysis : Analysis
        On any date; what of it counts.
    years : range
    today : datetime.date
        The end of the running year.
    """
    table = analysis.cooperations
    counts = timeline.yearly(table.assign(any="any"), list(years), today=today, by="any")
    known = counts.set_index("year")["cooperations"]
    return [int(count) for count in known.reindex(list(years), fill_value=0)]


def bars(analysis: Analysis, _words: Words, first: str, last: str) -> list[int]:
    """Return :func:`series` from one year to another, the running one as of today."""
    return series(analysis, range(int(first), int(last) + 1), today=date.today())


def year_at(elapsed: float, start: int, years: range) -> int:
    """Return the year that is shown so many seconds after the playing began with a year.

    Examples
    --------
    >>> [year_at(seconds, 1960, range(1960, 2021)) for seconds in (0.0, 7.5, 15.0, 99.0)]
    [1960, 1990, 2020, 2020]
    """
    return min(start + int(elapsed * (len(years) - 1) / WHOLE), years[-1])


def without_start(analysis: Analysis) -> tuple[int, int]:
    """Return how many cooperations without a known start the date of an analysis counts, and how many it does not."""
    missing = analysis.cooperations["start_date"].isna().to_numpy()
    shown = np.asarray(analysis.values("shown"), dtype=bool)
    unknown = np.asarray(analysis.values("status") == "start_unknown")
    return int((missing & shown).sum()), int((missing & unknown).sum())


def uncounted(analysis: Analysis, words: Words) -> str:
    """Say what the bars of the years, and the date itself, cannot count because its start is unknown.

    Empty where every start is known and a bar is there.
    """
    counted, left_out = without_start(analysis)
    said = []
    if not (counted or left_out or analysis.cooperations["start_date"].notna().any()):
        said.append(chart_tables.nothing(analysis, words))
    if left_out:
        said.append(
            words(
                "Start unknown, and therefore not counted at this date: {count}. "
                "They may have existed: a blank only means that none is known.",
                count=words.number(left_out),
            )
        )
    if counted:
        said.append(
            words(
                "Counted at this date, but in no bar, because their start is unknown: {count}.",
                count=words.number(counted),
            )
        )
    return " ".join(said)


def left_out(analysis: Analysis, words: Words, topic: str | None = None) -> str:
    """Say how many cooperations no year counts, and how many of them the date of the analysis counts all the same."""
    every = chart_tables.undated(analysis, topic)
    text = chart_tables.left_out(analysis, words, topic)
    if not every:
        return ""
    counted, _not = without_start(analysis)
    if topic is not None or not counted or counted == every:
        return text
    return f"{text} " + words("Of these the map counts {count} on this date.", count=words.number(counted))


def both(left: Analysis, right: Analysis, names: tuple[str, str], years: range, *, today: date) -> pd.DataFrame:
    """Return the series of two sides.

    Parameters
    ----------
    left, right : Analysis
    names : tuple of str
        Of the sides, one unlike the other.
    years : range
    today : datetime.date

    Returns
    -------
    pandas.DataFrame
        ``year, side, cooperations``: a row for each side and year.
    """
    parts = [
        pd.DataFrame({"year": list(years), "side": name, "cooperations": series(part, years, today=today)})
        for part, name in zip((left, right), names, strict=True)
    ]
    return pd.concat(parts, ignore_index=True)


def both_table(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return the series of :func:`both` side by side, the latest year first, named in the language."""
    wide = table.pivot_table(index="year", columns="side", values="cooperations", sort=False)
    wide = wide[list(dict.fromkeys(table["side"]))].sort_index(ascending=False)
    wide = wide.rename_axis(index=words("Year"), columns=None).reset_index()
    return wide.astype(dict.fromkeys(wide.columns[1:], int)).astype({words("Year"): "str"})


def both_sentence(table: pd.DataFrame, words: Words) -> str:
    """Say what the lines of :func:`both` show: the first and the last year of each side."""
    said = []
    for side, rows in table.groupby("side", sort=False):
        first, last = rows.iloc[0], rows.iloc[-1]
        said.append(
            words(
                "{side}: {first} in {begin}, {last} in {end}.",
                side=side,
                first=words.number(first["cooperations"]),
                begin=int(first["year"]),
                last=words.number(last["cooperations"]),
                end=int(last["year"]),
            )
        )
    return " ".join([words("Lines of the cooperations of each year whose start is known."), *said])
