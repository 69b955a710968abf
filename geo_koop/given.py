"""What callers hand over, in the one form of the house: files and tables, dates, one value or several."""

import os
import re
from collections.abc import Collection
from dataclasses import dataclass
from dataclasses import field as entry
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from geo_koop import view_date
from geo_koop.errors import Phrase, UsageError

IN_MEMORY = "DataFrame in memory"
"""What stands for the name of a file where a table was handed over."""


@dataclass(frozen=True, kw_only=True, eq=False)
class InMemory:
    """A table that is handed over instead of a file.

    Attributes
    ----------
    name : str
        Its role, such as ``members``: how findings and messages name it.
    table : pandas.DataFrame or geopandas.GeoDataFrame
    """

    name: str
    table: pd.DataFrame = entry(repr=False)


@dataclass(frozen=True, kw_only=True, eq=False)
class Kept(InMemory):
    """A table that was read from a register.

    Attributes
    ----------
    place : str
        The register and its revision: how the provenance names where it comes from.
    """

    place: str


Source: TypeAlias = Path | InMemory
FileLike: TypeAlias = str | os.PathLike[str]
TableLike: TypeAlias = FileLike | pd.DataFrame | InMemory
DateLike: TypeAlias = str | date | datetime | np.datetime64
Texts: TypeAlias = str | Collection[str]

VIEWS = ("published", "internal", "working")
"""What everybody sees of a register, the same with internal records, and what editors work on."""
_DATES = ("records_as_of", "as_of")
_TEXTS = ("layer", "attributes_layer", "country", "boundaries_crs", "register", "view")
_MAPS = ("boundary_profile", "record_profile", "attribute_profile")
_FILES = ("project", *_MAPS)


def field(name: str, value: Any) -> Any:
    """Return a field of a request: a path, a table with its name, a text or a day.

    Parameters
    ----------
    name : str
        Field of :class:`geo_koop.model.AnalysisRequest`.
    value : object
        ``None`` stays.

    Raises
    ------
    UsageError
        If it is nothing that the field can be.
    """
    if value is None or name == "settings":
        return value
    if name in _DATES:
        return view_date.read(value)
    if name == "recorded_on":
        return recorded_on(value)
    if name == "view":
        only_known("There is no view {strange} of a register.", texts(name, value), VIEWS)
        return value
    if name == "register" and isinstance(value, (str, os.PathLike)) and os.fspath(value):
        return os.fspath(value)
    if name in (*_TEXTS, *_MAPS) and isinstance(value, str):
        return value
    if name in _MAPS and isinstance(value, os.PathLike):
        return os.fspath(value)
    if name not in (*_TEXTS, *_FILES) and isinstance(value, (pd.DataFrame, InMemory)):
        return value if isinstance(value, InMemory) else InMemory(name=name, table=value)
    if name not in (*_TEXTS, *_MAPS) and isinstance(value, (str, os.PathLike)) and os.fspath(value):
        return Path(value)
    raise UsageError(
        "{name} is {value}, which is not {wanted}.",
        name=name,
        value=_short(value),
        wanted=_wanted(name),
    )


def recorded_on(value: Any) -> date | datetime | int:
    """Return a day, a time, or the number of a revision (``"r12"``).

    Raises
    ------
    UsageError
        If it is none of them.

    Examples
    --------
    >>> recorded_on("r12"), recorded_on("31.01.2026")
    (12, datetime.date(2026, 1, 31))
    """
    number = re.fullmatch(r"[rR]([0-9]{1,15})", value.strip()) if isinstance(value, str) else None
    if number:
        return int(number[1])
    if isinstance(value, datetime) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    return view_date.read(value)


def _wanted(name: str) -> Phrase:
    if name in _TEXTS:
        return Phrase("a text")
    return Phrase("a path") if name in _FILES else Phrase("a path or a DataFrame")


def texts(name: str, value: Any) -> tuple[str, ...]:
    """Return one text or several as a tuple.

    Raises
    ------
    UsageError
        If a value is no text.

    Examples
    --------
    >>> texts("topics", "water"), texts("topics", ["water", "mobility"])
    (('water',), ('water', 'mobility'))
    """
    found = _several(value)
    wrong = [one for one in found if not isinstance(one, str)]
    if wrong:
        raise UsageError(
            "{name} cannot be {value}.",
            "Give a text or several: codes or words.",
            name=name,
            value=_short(wrong[0]),
        )
    return tuple(str(one) for one in found)


def numbers(name: str, value: Any) -> tuple[int, ...]:
    """Return one whole number or several as a tuple.

    Raises
    ------
    UsageError
        If a value is no whole number.
    """
    found = _several(value)
    wrong = [one for one in found if not isinstance(one, (int, np.integer)) or isinstance(one, bool)]
    if wrong:
        raise UsageError(
            "{name} cannot be {value}.",
            "Give a whole number or several.",
            name=name,
            value=_short(wrong[0]),
        )
    return tuple(int(one) for one in found)


def only_known(problem: str, names: Collection[str], known: Collection[str]) -> None:
    """Refuse names that are none of those that are known.

    Parameters
    ----------
    problem : str
        Message with ``{strange}``.
    names, known : collection of str

    Raises
    ------
    UsageError
    """
    strange = [name for name in names if name not in known]
    if strange:
        alike = [near for name in strange for near in get_close_matches(name, list(known), n=1)]
        raise UsageError(
            problem,
            "Did you mean {alike}? Known are: {known}." if alike else "Known are: {known}.",
            strange=", ".join(strange),
            alike=", ".join(alike),
            known=", ".join(known),
        )


def _several(value: Any) -> tuple[Any, ...]:
    if isinstance(value, (set, frozenset)):
        return tuple(sorted(value))
    return tuple(value) if isinstance(value, Collection) and not isinstance(value, (str, bytes)) else (value,)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:80]} …"
