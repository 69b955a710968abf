"""Settings of a register, which its people share: two pairs of eyes, suggestions from outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import sqlalchemy as sa

from geo_koop.errors import UsageError
from geo_koop.register import schema

_YES, _NO = "yes", "no"
DEFAULTS: Final[Mapping[str, str]] = MappingProxyType(
    {"four_eyes": _NO, "suggestions": _NO, "suggestions_per_day": "10", "suggestions_of_all": "500", "check_years": "2"}
)
"""Names of the settings, and what holds where nobody set them."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How a register is kept.

    Attributes
    ----------
    four_eyes : bool
        Whether somebody else than the last editor has to publish a record.
    suggestions : bool
        Whether visitors without an account may suggest corrections.
    suggestions_per_day, suggestions_of_all : int
        How many one address may make on a day, and all together.
    check_years : int
        After how many years without a look a record is to be checked.
    """

    four_eyes: bool
    suggestions: bool
    suggestions_per_day: int
    suggestions_of_all: int
    check_years: int


def of(connection: sa.Connection) -> Settings:
    """Return the settings of a register."""
    found = values(connection)
    return Settings(
        four_eyes=found["four_eyes"] == _YES,
        suggestions=found["suggestions"] == _YES,
        suggestions_per_day=int(found["suggestions_per_day"]),
        suggestions_of_all=int(found["suggestions_of_all"]),
        check_years=int(found["check_years"]),
    )


def values(connection: sa.Connection) -> dict[str, str]:
    """Return the settings as they are written; what somebody wrote by hand and is no value does not count."""
    table = schema.settings
    rows = connection.execute(sa.select(table.c.name, table.c.value)).all()
    kept = {name: value for name, value in rows if name in DEFAULTS and not _wrong(name, value)}
    return {**DEFAULTS, **kept}


def checked(name: str, value: str) -> str:
    """Return the value of a setting where it is one.

    Raises
    ------
    UsageError
        If there is no such setting, or the value is none.
    """
    if name not in DEFAULTS:
        raise UsageError(
            "The register has no setting “{name}”.", "There are: {names}.", name=name, names=", ".join(DEFAULTS)
        )
    if _wrong(name, value):
        raise UsageError(
            "“{value}” is no value of the setting {name}.",
            "Write yes or no, or where the setting is a number, a whole number from 1 on.",
            name=name,
            value=value,
        )
    return value


def _wrong(name: str, value: str) -> bool:
    if DEFAULTS[name] in (_YES, _NO):
        return value not in (_YES, _NO)
    return not (value.isascii() and value.isdecimal() and 0 < int(value) <= 100_000)
