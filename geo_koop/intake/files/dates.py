"""Dates as sources write them: a year, a month, a day, or words that stand for one."""

from datetime import date
from typing import Final

import pandas as pd

from geo_koop.intake.files import date_forms

_PATTERN = (
    r"^(?:(?P<y1>[1-9]\d{3})(?:-(?P<m1>\d{1,2})(?:-(?P<d1>\d{1,2})(?:[T ].*)?)?)?"
    r"|(?:(?P<d2>\d{1,2})\.)?(?P<m2>\d{1,2})[./](?P<y2>[1-9]\d{3}))$"
)
STATES: Final = {
    "blank": "",
    "exact": "",
    "open": "date_open",
    "approximate": "date_approximate",
    "range": "date_range",
    "serial": "date_serial",
    "zero": "date_zero",
    "never": "date_never",
    "implausible": "date_implausible",
    "malformed": "date_malformed",
}
"""What a text is to the code of its finding; ``""`` where it needs no word."""
YEARS_AHEAD: Final = 20
"""Years behind the date of the view in which a date is plausible."""


def parse(values: pd.Series, *, end: bool = False) -> tuple[pd.Series, pd.Series]:
    """Read the plain forms: ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``, ``MM/YYYY``, ``MM.YYYY`` or ``DD.MM.YYYY``.

    Parameters
    ----------
    values : pandas.Series
        Text, ``""`` where unknown.
    end : bool
        A year or month stands for its last day instead of its first.

    Returns
    -------
    tuple of pandas.Series
        Dates (datetime64, missing where unknown), and whether a value is no date.

    Examples
    --------
    >>> parse(pd.Series(["2011", "31.12.2024", "soon"]))[0].dt.strftime("%d.%m.%Y").tolist()
    ['01.01.2011', '31.12.2024', nan]
    """
    text = values.str.strip()
    plain = text.str.fullmatch(_PATTERN).astype(bool)
    found = read(text.where(plain, ""), end=end)
    return found["last" if end else "first"], (text != "") & (found["last"].isna())


def read(values: pd.Series, *, end: bool = False) -> pd.DataFrame:
    """Read dates in any form that people write: "seit 1961", "ca. 2005", "1.1.09", "WS 2012", "Q3/2018", 41091.

    Parameters
    ----------
    values : pandas.Series
        Text, ``""`` where unknown. Years of two digits are read by :data:`.date_forms.PIVOT`.
    end : bool
        Whether they stand where an end is expected.

    Returns
    -------
    pandas.DataFrame
        ``first, last`` (datetime64: first and last day of what is said, missing where unknown),
        ``first_text, last_text`` (the same as far as it is exact: ``YYYY``, ``YYYY-MM`` or
        ``YYYY-MM-DD``) and ``state`` (one of :data:`STATES`), aligned with ``values``.

    Examples
    --------
    >>> read(pd.Series(["seit 1961", "ca. 2005", "Q3/2018"]))[["first_text", "last_text", "state"]].values.tolist()
    [['1961', '1961', 'exact'], ['2005', '2005', 'approximate'], ['2018-07', '2018-09', 'exact']]
    """
    text = values.astype("str").fillna("").str.strip()
    distinct = text.unique()
    spans = [date_forms.read(one, end=end) if one else date_forms.Span("", "", "blank") for one in distinct]
    table = pd.DataFrame(spans, columns=["first_text", "last_text", "state"], index=pd.Index(distinct), dtype="str")
    table["first"] = pd.to_datetime(_filled(table["first_text"]), format="%Y-%m-%d", errors="coerce")
    last = pd.to_datetime(_filled(table["last_text"]), format="%Y-%m-%d", errors="coerce")
    size = table["last_text"].str.len()
    last = last.where(size != len("YYYY"), last + pd.offsets.YearEnd(0))
    table["last"] = last.where(size != len("YYYY-MM"), last + pd.offsets.MonthEnd(0))
    return table.loc[text].set_axis(values.index, axis=0)


def findings_of(found: pd.DataFrame, column: str) -> list[tuple[str, pd.Series, pd.Series]]:
    """Return what is to be told of dates: the code of a finding, on which rows, and as what each was read.

    Parameters
    ----------
    found : pandas.DataFrame
        As returned by :func:`read`.
    column : {"first_text", "last_text"}
    """
    states = [(state, code) for state, code in STATES.items() if code and (found["state"] == state).any()]
    return [(code, found["state"] == state, found[column]) for state, code in states]


def _filled(text: pd.Series) -> pd.Series:
    return (text + "-01-01").str[: len("YYYY-MM-DD")].where(text != "")


def day(text: str) -> date | None:
    """Return the day that one text names; ``None`` where it names none.

    Examples
    --------
    >>> day("31.12.2024"), day("")
    (datetime.date(2024, 12, 31), None)
    """
    found = parse(pd.Series([text], dtype="str"))[0].iloc[0]
    return None if pd.isna(found) else found.date()


def late(days: pd.Series, as_of: date) -> pd.Series:
    """Tell which days lie so far behind the date of a view that they are hardly meant.

    Examples
    --------
    >>> late(pd.Series(pd.to_datetime(["2046-01-02", "2046-01-01"])), date(2026, 1, 1)).tolist()
    [True, False]
    """
    return (days > pd.Timestamp(as_of) + pd.DateOffset(years=YEARS_AHEAD)).fillna(False).astype(bool)
