"""The forms in which people write dates: each reads one text as a span of days, or says nothing."""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from geo_koop.intake.files import yaml_text

PIVOT: Final = 50
"""A year of two digits below this one is of this century, else of the last: 49 is 2049, 50 is 1950."""
EARLIEST, LATEST = 1800, 2200
"""Years outside are told: what is written is no date of a cooperation."""
_NEVER = 9999
_EXCEL_ZERO = date(1899, 12, 30)
_SERIALS = range(18_264, 73_051)
"""Numbers that a spreadsheet shows as a day from 1950 to 2099."""


class Span(NamedTuple):
    """What a text says of a time.

    Attributes
    ----------
    first, last : str
        Beginning and end as ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.
    state : str
        See :data:`geo_koop.intake.files.dates.STATES`.
    """

    first: str
    last: str
    state: str = "exact"


@dataclass(frozen=True)
class _Words:
    begins: tuple[str, ...]
    ends: tuple[str, ...]
    both: tuple[str, ...]
    about: tuple[str, ...]
    open: tuple[str, ...]
    months: Mapping[str, int]
    parts: Mapping[str, list[int]]
    terms: Mapping[str, list[int]]


@lru_cache(maxsize=1)
def _words() -> _Words:
    name = "date_words.yaml"
    content: dict[str, Any] = yaml_text.parse((files(__package__) / name).read_text(encoding="utf-8"), file=name)
    made: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in content.items()}
    return _Words(**made)


def read(text: str, *, end: bool) -> Span:
    """Return what a text says; ``malformed`` where it is no date.

    Parameters
    ----------
    text : str
    end : bool
        Whether it stands where an end is expected: "bis 2009" is none of a beginning.
    """
    plain = " ".join(text.casefold().split())
    if plain.strip("()[] ") in _words().open or plain in _words().open:
        return Span("", "", "open")
    if re.fullmatch(r"0(?:[.,]0+)?", plain):
        return Span("", "", "zero")
    found = _moment(plain, end=end) or _range(plain)
    return _plausible(found) if found else Span("", "", "malformed")


def _plausible(span: Span) -> Span:
    if span.state == "zero":
        return Span("", "", "zero")
    if _NEVER in (int(span.first[:4]), int(span.last[:4])):
        return Span("", "", "never")
    inside = int(span.first[:4]) >= EARLIEST and int(span.last[:4]) <= LATEST
    return span if inside else Span("", "", "implausible")


def _moment(text: str, *, end: bool) -> Span | None:
    """Read one moment, with the words in front of it."""
    words = _words()
    text, about = re.sub(r"\s*\(?\?+\)?$", "", text), text.endswith(("?", "?)"))
    text = text.strip("()[] ,;")
    known = sorted((*words.both, *(words.ends if end else words.begins)), key=len, reverse=True)
    while True:
        front = next((word for word in known if text.startswith(f"{word} ")), "")
        vague = next((word for word in words.about if text.startswith((f"{word} ", "~"))), "")
        if not front and not vague:
            break
        text, about = text[len(front or vague) :].strip() if text[:1] != "~" else text[1:].strip(), about or bool(vague)
    found = next(filter(None, (form(text) for form in _FORMS)), None)
    return found._replace(state="approximate") if found and about and found.state == "exact" else found


def _range(text: str) -> Span | None:
    """Read a beginning and an end in one text."""
    parts = re.split(r"\s+(?:-|–|—|bis|to)\s+|\s*[–—]\s*|(?<=^\d{4})-(?=\d{4}$)", text)
    if len(parts) != 2:
        years = re.fullmatch(r"(\d{4})[-/](\d{2})", text)
        if not years or int(years[2]) <= 12:
            return None
        parts = [years[1], years[1][:2] + years[2]]
    one, other = _moment(parts[0], end=False), _moment(parts[1], end=True)
    if one is None or other is None or one.first > other.last or "serial" in (one.state, other.state):
        return None
    return Span(one.first, other.last, "range")


def months() -> tuple[str, ...]:
    """Return the names of months and their short forms, in lower case, the longest first."""
    return tuple(sorted(_words().months, key=lambda name: (-len(name), name)))


def year_of(text: str) -> int:
    """Return the year that two or four digits stand for; two are read by :data:`PIVOT`."""
    number = int(text)
    return number if len(text) == 4 else number + (2000 if number < PIVOT else 1900)


def _day(year: int, month: int, day: int, state: str = "exact") -> Span | None:
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    text = f"{year:04}-{month:02}-{day:02}"
    return Span(text, text, state)


def _months(year: int, first: int, last: int, state: str = "exact", *, until: int = 0) -> Span | None:
    if not (1 <= first <= 12 and 1 <= last <= 12):
        return None
    return Span(f"{year:04}-{first:02}", f"{until or year:04}-{last:02}", state)


def _bare_year(text: str) -> Span | None:
    found = re.fullmatch(r"([1-9]\d{3})(?:[.,]0+)?", text)
    return Span(found[1], found[1]) if found else None


def _iso(text: str) -> Span | None:
    found = re.fullmatch(r"(\d{4})-(\d{1,2})(?:-(\d{1,2})(?:[t ].*)?)?", text)
    if not found:
        return None
    year, month, day = int(found[1]), int(found[2]), found[3]
    if _is_zero(year, month, int(day or -1)):
        return Span("1900", "1900", "zero")
    return (_day(year, month, int(day)) if day else _months(year, month, month)) if year else None


def _is_zero(year: int, month: int, day: int) -> bool:
    """Tell whether a day is what a spreadsheet shows for an empty cell."""
    return (year, month, day) in ((1899, 12, 30), (1899, 12, 31), (1900, 1, 0))


def _german(text: str) -> Span | None:
    found = re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?: \d{1,2}:.*)?", text)
    if not found:
        return None
    year, month, day = year_of(found[3]), int(found[2]), int(found[1])
    if _is_zero(year, month, day) and len(found[3]) == 4:
        return Span("1900", "1900", "zero")
    return _day(year, month, day) if year else None


def _slashed(text: str) -> Span | None:
    """Read day, month and year at slashes; which is the day may not be clear."""
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})", text)
    if not found or not year_of(found[3]):
        return None
    one, two = int(found[1]), int(found[2])
    if two > 12:
        one, two = two, one
    return _day(year_of(found[3]), two, one, "exact" if one > 12 or one == two else "approximate")


def _month(text: str) -> Span | None:
    found = re.fullmatch(r"(\d{1,2})[./-](\d{4})", text) or re.fullmatch(r"(\d{4})/(\d{1,2})", text)
    if not found:
        return None
    month, year = sorted((found[1], found[2]), key=len)
    return _months(int(year), int(month), int(month)) if int(year) else None


def _of_two_years(text: str) -> Span | None:
    """Read a season over two years: 2003/04 is no month."""
    found = re.fullmatch(r"(\d{4})/(\d{4}|\d{2})", text)
    if not found:
        return None
    last = found[2] if len(found[2]) == 4 else found[1][:2] + found[2]
    last = str(int(last) + 100) if int(last) < int(found[1]) else last
    return Span(found[1], last, "range") if int(last) == int(found[1]) + 1 else None


def _named_month(text: str) -> Span | None:
    found = re.fullmatch(r"(?:(anfang|mitte|ende) )?(?:(\d{1,2})\. ?)?([a-zä]+)\.?[ /-]?'?(\d{4}|\d{2})", text)
    month = _words().months.get(found[3]) if found else None
    if not found or not month or not year_of(found[4]):
        return None
    if found[2]:
        return _day(year_of(found[4]), month, int(found[2]))
    return _months(year_of(found[4]), month, month, "approximate" if found[1] else "exact")


_PARTS_OF_YEARS = (
    (3, r"(?:q ?([1-4])|([1-4])\. ?(?:quartal|quart\.|q\.?))"),
    (6, r"(?:h ?([12])|([12])\. ?(?:halbjahr|hj\.?))"),
)


def _quarter(text: str) -> Span | None:
    year = r"[ /]*(\d{4})"
    for size, pattern in _PARTS_OF_YEARS:
        found = re.fullmatch(pattern + year, text) or re.fullmatch(rf"(\d{{4}})[ /-]*{pattern}", text)
        if found:
            *numbers, last = (part for part in found.groups() if part)
            number, of = (int(numbers[0]), int(last)) if len(last) == 4 else (int(last), int(numbers[0]))
            return _months(of, size * number - size + 1, size * number) if of else None
    roman = re.fullmatch(r"(i{1,3}|iv)\.?[ /]*(?:quartal)?[ /]*(\d{4})", text)
    if roman and int(roman[2]):
        number = ("i", "ii", "iii", "iv").index(roman[1]) + 1
        return _months(int(roman[2]), 3 * number - 2, 3 * number)
    return None


def _term(text: str) -> Span | None:
    """Read a term, a season or a part of a year: WS 2012/13, Frühjahr 98, Ende 2009."""
    found = re.fullmatch(r"([a-zäöü]+)\.?[ /]*'?(\d{4}|\d{2})(?:/(\d{4}|\d{2}))?", text)
    if not found or not year_of(found[2]):
        return None
    year = year_of(found[2])
    if found[3]:
        months = _words().terms.get(found[1])
        consecutive = int(found[3]) % 100 == (year + 1) % 100
        return _months(year, months[0], months[2], until=year + 1) if months and consecutive else None
    if found[1] in _words().terms and found[1] != "winter":
        months = _words().terms[found[1]]
        return _months(year, months[0], months[1])
    part = _words().parts.get(found[1])
    return _months(year, part[0], part[1], "approximate") if part else None


def _serial(text: str) -> Span | None:
    """Read the number by which a spreadsheet keeps a day."""
    found = re.fullmatch(r"(\d{5})(?:[.,]\d+)?", text)
    if not found or int(found[1]) not in _SERIALS:
        return None
    day = (_EXCEL_ZERO + timedelta(days=int(found[1]))).isoformat()
    return Span(day, day, "serial")


def _run_together(text: str) -> Span | None:
    found = re.fullmatch(r"([1-9]\d{3})(\d{2})(\d{2})", text)
    return _day(int(found[1]), int(found[2]), int(found[3])) if found else None


_FORMS: tuple[Callable[[str], Span | None], ...] = (
    *(_bare_year, _iso, _german, _slashed, _of_two_years, _month, _named_month, _quarter, _term, _serial),
    _run_together,
)
