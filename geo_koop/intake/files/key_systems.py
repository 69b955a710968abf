"""Tells from keys and the place of their areas whose keys they are: German, Austrian, French or other.

Names of columns tell nothing: an office's file calls German keys ``schluessel``, and a Swiss one ``AGS``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import pandas as pd

from geo_koop.intake.files import keys
from geo_koop.intake.files.coordinates import Location

# Digits of state, region and district that are in use, or were since 1970.
_GERMAN = (
    "(?:010[056][0-9]|02000|03[1-4][0-9]{2}|0401[12]|05[13579][0-9]{2}|06[4-6][0-9]{2}|07[1-3][0-9]{2}|08[1-4][0-9]{2}"
    "|09[1-7][0-9]{2}|1004[0-9]|11[0-2][0-9]{2}|120[5-7][0-9]|130[0-9]{2}|14[0-9]{3}|15[0-3][0-9]{2}|160[0-9]{2})"
)
_MOST, _NEARLY_ALL = 0.5, 0.9


@dataclass(frozen=True)
class _Country:
    """What keys of a country look like, also as numbers, and where it lies (degrees)."""

    form: str
    box: tuple[float, float, float, float]


# The order matters where countries overlap: what has the narrower form goes first.
_COUNTRIES: Final[Mapping[str, _Country]] = MappingProxyType(
    {
        "lau": _Country("[A-Z]{2}_.+", (-180, -90, 180, 90)),
        "nl": _Country("GM[0-9]{4}|[0-9]{2,4}", (3.2, 50.7, 7.3, 53.7)),
        "ch": _Country("[0-9]{1,4}", (5.9, 45.7, 10.6, 47.9)),
        "at": _Country("[1-9][0-9]{4}", (9.4, 46.3, 17.2, 49.1)),
        "it": _Country("[0-9]{4,6}", (6.6, 35.2, 18.6, 47.2)),
        "fr": _Country("(?:[0-9]{1,2}|2[AB])[0-9]{3}", (-5.3, 42.3, 8.3, 51.2)),
    }
)
_CORSICA = _Country("2[AB][0-9]{3}", (8.4, 41.2, 9.7, 43.1))
_OVERSEAS = _Country("97[0-9]{3}", (-180, -90, 180, 90))


def recognise(values: pd.Series, location: Location | None) -> str:
    """Return the key system of boundaries.

    Parameters
    ----------
    values : pandas.Series
        Keys as text, as written.
    location : Location, optional
        Where the areas lie.

    Returns
    -------
    str
        One of :data:`geo_koop.intake.files.keys.SYSTEMS`. ``de`` where most keys are German ones, or become such by a
        repair, and the areas lie in Germany; also where nearly all are German and the areas lie elsewhere for a
        reason that can be told (a wrong coordinate system, swapped axes): such boundaries are refused, not read as
        those of another country.
    """
    written = values[values != ""].drop_duplicates()
    if written.empty:
        return "other"
    if written.str.fullmatch(_COUNTRIES["lau"].form).mean() >= _NEARLY_ALL and not written.str.startswith("DE").all():
        return "lau"
    if location is not None and location.in_germany:
        # Districts too: a layer of districts is told as such.
        return "de" if german_share(written, f"{_GERMAN}(?:[0-9]{{3}})?") > _MOST else _country(written, location)
    if _surely_german(written, location):
        return "de"
    return _country(written, location)


def german_share(written: pd.Series, form: str = f"{_GERMAN}[0-9]{{3}}") -> float:
    """Return the share of keys that are German, as they stand or repaired."""
    return float(keys.normalise(written)["key"].str.fullmatch(form).mean())


def _surely_german(written: pd.Series, location: Location | None) -> bool:
    """Tell German keys by themselves; numbers of 7 digits, common elsewhere too, only where the place is explained."""
    whole = written.str.fullmatch(f"(?:DE[_-]?)?{_GERMAN}[0-9]{{3}}").mean() >= _NEARLY_ALL
    explained = location is None or bool(location.misplaced)
    return bool(whole) or (explained and german_share(written) >= _NEARLY_ALL)


def _country(written: pd.Series, location: Location | None) -> str:
    if location is None:
        return "other"
    plain = keys.normalise(written, national="other")["key"]
    every = [*_COUNTRIES.items(), ("fr", _CORSICA), ("fr", _OVERSEAS)]
    for name, country in every:
        if location.middle_in(country.box) and plain.str.fullmatch(country.form).mean() >= _NEARLY_ALL:
            return name
    return "other"
