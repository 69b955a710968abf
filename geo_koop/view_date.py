"""The date of a view as people name it: a day, or a year, which stands for its last day."""

import re
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from geo_koop.errors import UsageError

HOME: Final = ZoneInfo("Europe/Berlin")
"""Where a day ends, and the clock that people are told of."""

_FORMS = ("%Y-%m-%d", "%d.%m.%Y")


def read(value: Any) -> date:
    """Return the day that is meant.

    Parameters
    ----------
    value : str, datetime.date, datetime.datetime, pandas.Timestamp or numpy.datetime64
        A text is ``2020`` (its last day), ``2020-01-31`` or ``31.01.2020``. Numbers are refused: they could be a
        year as well as days since 1970.

    Raises
    ------
    UsageError
        If it is anything else.

    Examples
    --------
    >>> read("2020"), read("31.01.2020")
    (datetime.date(2020, 12, 31), datetime.date(2020, 1, 31))
    """
    found = _of_text(value.strip()) if isinstance(value, str) else _of_object(value)
    if found is None:
        raise UsageError(
            "{value} is not a date.",
            "Write it as text, such as “2020”, “2020-01-31” or “31.01.2020”, or give a date.",
            value=repr(value),
        )
    return found


def _of_text(text: str) -> date | None:
    for form in _FORMS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return date(int(text), 12, 31) if re.fullmatch(r"[0-9]{4}", text) and int(text) > 0 else None


def _of_object(value: Any) -> date | None:
    if type(value).__name__ == "datetime64":
        value = value.astype("datetime64[D]").item()
    # A time that is missing (NaT) is no date, though its type says so; it differs from itself.
    if not isinstance(value, date) or value != value:
        return None
    return value.date() if isinstance(value, datetime) else value
