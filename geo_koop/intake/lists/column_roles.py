"""Tells what the columns of an office's table are, by their headings or by what stands in them."""

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from geo_koop.codelists import words
from geo_koop.intake.files import dates
from geo_koop.intake.lists.import_profile import FIELDS

_SHARE = 0.5
_FEWEST_DATES = 3
_READABLE = ("exact", "approximate", "range", "serial", "open")


def by_heading(headings: Sequence[str]) -> dict[str, str]:
    """Return the fields that headings name, each with its heading."""
    plain: dict[str, str] = {}
    for heading in headings:
        # Of "Mitglieder (AGS) ¹" and "Träger / Partner" each part tells, the whole more than these.
        bare = re.sub(r"\(.*?\)|[¹²³*†]", "", heading)
        for part in (heading, bare, *re.split(r"\s*/\s*|\s+(?:und|bzw\.?)\s+", bare)):
            plain.setdefault(re.sub(r"\W", "", part.casefold()), heading)
    plain |= {re.sub(r"\W", "", heading.casefold()): heading for heading in headings}
    found: dict[str, str] = {}
    for name, aliases in FIELDS.items():
        match = next(
            (plain[w] for w in (re.sub(r"\W", "", a.casefold()) for a in (name, *aliases)) if w in plain), None
        )
        if match and match not in found.values():
            found[name] = match
    return found


def by_content(
    columns: dict[str, str], rows: pd.DataFrame, present: Mapping[str, float], *, first: bool
) -> dict[str, str]:
    """Add the column of the cooperations where no heading tells it: the only one whose texts repeat, or the first."""
    if {"cooperation", "cooperation_id"} & set(columns):
        return columns
    free = [name for name in rows if present[name] < _SHARE and name not in columns.values()]
    fitting = [name for name in free if repeats(rows[name])]
    if len(fitting) == 1 or (first and free):
        return {**columns, "cooperation": (fitting or free)[0]}
    return columns


def dated(columns: dict[str, str], rows: pd.DataFrame) -> dict[str, str]:
    """Add the column of beginnings where no heading tells it: the only one whose texts are dates for the most part.

    A bare number counts as a date only where it is a likely year: it may as well be a number of inhabitants.
    """
    if "start" in columns:
        return columns
    free = [name for name in rows if name not in columns.values()]
    fitting = [name for name in free if _are_dates(rows[name])]
    return {**columns, "start": fitting[0]} if len(fitting) == 1 else columns


def spoken(columns: dict[str, str], rows: pd.DataFrame) -> dict[str, str]:
    """Add the column of formats where no heading tells it: the only one of which most texts are words for formats."""
    if "format" in columns:
        return columns
    free = [name for name in rows if name not in columns.values()]
    fitting = [name for name in free if _are_words(rows[name], "formats")]
    return {**columns, "format": fitting[0]} if len(fitting) == 1 else columns


def _are_words(texts: pd.Series, codelist: str) -> bool:
    said = pd.Series(texts[texts.str.strip() != ""].unique(), dtype="str")
    return len(said) > 1 and bool(said.map(lambda text: bool(words.code(codelist, text))).mean() > _SHARE)


def _are_dates(texts: pd.Series) -> bool:
    filled = texts[texts.str.strip() != ""]
    if len(filled) < _FEWEST_DATES:
        return False
    read = dates.read(filled)
    # A bare number that is no year of four digits (41091) may be anything.
    number = filled.str.fullmatch(r"\s*\d+(?:[.,]\d+)?\s*") & ~filled.str.fullmatch(r"\s*(?:18|19|20)\d\d(?:[.,]0)?\s*")
    return bool((read["state"].isin(_READABLE) & ~number).mean() > _SHARE)


def repeats(texts: pd.Series) -> bool:
    """Tell whether texts repeat, as the name of an area does in the rows of its municipalities."""
    filled = texts[texts != ""]
    return (
        len(filled) > 1
        and filled.nunique() < len(filled)
        and filled.str.contains(r"[^\W\d]{2}", regex=True).mean() > _SHARE
    )
