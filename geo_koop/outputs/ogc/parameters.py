"""What a request to the service may ask: looked at before pygeoapi sees it, which answers much of it with an error."""

import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime

LONGEST = 2_000
"""Characters of a path, and of a value; names of municipalities and addresses of CRS are shorter."""

MOST_PARAMETERS = 100

_FARTHEST = 100_000_000.0
"""No coordinate in degrees or metres is greater anywhere on Earth."""
_DIGITS = 9
_OPEN = ("", "..")
_SORTED = re.compile(r"(?<![^&])sortby=[^&]*")


def fault(path: str, parameters: Iterable[tuple[str, str]]) -> str | None:
    """Return what is wrong with a request, or ``None``.

    Parameters
    ----------
    path : str
        Of the address, decoded.
    parameters : iterable of tuple
        Names and values of the query, decoded, repeated ones too.

    Examples
    --------
    >>> fault("/collections/roads/items", [("bbox", "9,50,10,nan")])
    'bbox must be 4 or 6 finite numbers'
    >>> fault("/collections/roads/items", [("bbox", "9,50,10,51"), ("limit", "10")]) is None
    True
    """
    given = list(parameters)
    if len(path) > LONGEST or len(given) > MOST_PARAMETERS:
        return "the address is too long"
    if not _printable(path):
        return "the path holds a control character"
    names = [name for name, _value in given]
    for name, value in given:
        if max(len(name), len(value)) > LONGEST:
            return "a parameter is too long"
        if not (_printable(name) and _printable(value)):
            return "a parameter holds a control character"
        if name in _CHECKS:
            if names.count(name) > 1:
                return f"{name} is given more than once"
            allowed, rule = _CHECKS[name]
            if not allowed(value):
                return f"{name} must be {rule}"
    return None


def plus_signs(query: str) -> str:
    """Return a query in which the + before a name in ``sortby`` is one: OGC writes it bare, servers read a blank.

    Examples
    --------
    >>> plus_signs("a=b+c&sortby=+population,-name,+key")
    'a=b+c&sortby=%2Bpopulation,-name,%2Bkey'
    """
    return _SORTED.sub(lambda part: part[0].replace("+", "%2B"), query)


def _printable(text: str) -> bool:
    return not any(ord(letter) < 32 or letter == "\x7f" or "\ud800" <= letter <= "\udfff" for letter in text)


def _box(text: str) -> bool:
    try:
        sides = [float(side) for side in text.split(",")]
    except ValueError:
        return False
    return len(sides) in (4, 6) and all(math.isfinite(side) and abs(side) <= _FARTHEST for side in sides)


def _count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text.lstrip("0")) <= _DIGITS


def _positive(text: str) -> bool:
    return _count(text) and int(text) > 0


def _times(text: str) -> bool:
    ends = text.split("/")
    if len(ends) > 2 or all(end in _OPEN for end in ends):
        return False
    if any(end in _OPEN for end in ends):
        return len(ends) == 2 and all(end in _OPEN or _time(end) is not None for end in ends)
    times = [time for time in map(_time, ends) if time is not None]
    return len(times) == len(ends) and times == sorted(times)


def _time(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _filled(text: str) -> bool:
    return bool(text.strip())


def _named(text: str) -> bool:
    return all(name.lstrip("+-") for name in text.split(","))


_CHECKS = {
    "bbox": (_box, "4 or 6 finite numbers"),
    "offset": (_count, "a whole number from 0 to 999999999"),
    "limit": (_positive, "a whole number from 1 to 999999999"),
    "resulttype": (("results", "hits").__contains__, "results or hits"),
    "skipGeometry": (("true", "false").__contains__, "true or false"),
    "sortby": (_named, "names of fields with commas between, - before one for the reverse order"),
    "filter": (_filled, "a filter of CQL"),
    "datetime": (_times, "a date, a time, or two of them, the earlier first, with a slash between"),
}
