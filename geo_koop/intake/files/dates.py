"""Dates as sources write them: a year, a month, a day."""

from datetime import date

import pandas as pd

_PATTERN = (
    r"^(?:(?P<y1>[1-9]\d{3})(?:-(?P<m1>\d{1,2})(?:-(?P<d1>\d{1,2})(?:[T ].*)?)?)?"
    r"|(?:(?P<d2>\d{1,2})\.)?(?P<m2>\d{1,2})[./](?P<y2>[1-9]\d{3}))$"
)


def parse(values: pd.Series, *, end: bool = False) -> tuple[pd.Series, pd.Series]:
    """Read ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``, ``MM/YYYY``, ``MM.YYYY`` or ``DD.MM.YYYY``.

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
    parts = text.str.extract(_PATTERN)
    year = parts["y1"].fillna(parts["y2"])
    month = parts["m1"].fillna(parts["m2"])
    day = parts["d1"].fillna(parts["d2"])
    iso = year + "-" + month.fillna("12" if end else "01").str.zfill(2) + "-" + day.fillna("01").str.zfill(2)
    dates = pd.to_datetime(iso, format="%Y-%m-%d", errors="coerce")
    if end:
        dates = dates.where(day.notna(), dates + pd.offsets.MonthEnd(0))
    return dates, (text != "") & dates.isna()


def day(text: str) -> date | None:
    """Return the day that one text names; ``None`` where it names none.

    Examples
    --------
    >>> day("31.12.2024"), day("")
    (datetime.date(2024, 12, 31), None)
    """
    found = parse(pd.Series([text], dtype="str"))[0].iloc[0]
    return None if pd.isna(found) else found.date()
