"""Headings of columns as offices write them: one vocabulary (``headings.yaml``) for all tables."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from geo_koop.intake.files import yaml_text


@cache
def of(table: str) -> Mapping[str, tuple[str, ...]]:
    """Return the columns of a table in their order, each with the headings that are read as it.

    Parameters
    ----------
    table : str
        A table of records (``members``, …), ``lists``, ``attributes``, ``zones``, ``links`` or ``changes``.

    Examples
    --------
    >>> of("zones")["rule"]
    ('Regel', 'Abgrenzung')
    >>> "Gemeindeschlüssel" in of("members")["key"]
    True
    """
    words, tables = _vocabulary()
    return MappingProxyType(
        {
            column: tuple(
                heading for entry in entries for heading in (words[entry[1:]] if entry.startswith("=") else (entry,))
            )
            for column, entries in tables[table].items()
        }
    )


def of_counts() -> tuple[str, ...]:
    """Return words in headings of columns that hold whole numbers."""
    return tuple(_vocabulary()[0]["counts"])


def inline_map(text: str) -> dict[str, str]:
    """Return a column map that is written in one line.

    Examples
    --------
    >>> inline_map("key=Gde-Nr, population=EWZ")
    {'key': 'Gde-Nr', 'population': 'EWZ'}
    """
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    return {name.strip(): column.strip() for name, _sign, column in pairs}


@cache
def _vocabulary() -> tuple[Mapping[str, list[str]], Mapping[str, Mapping[str, list[str]]]]:
    text = (files(__package__) / "headings.yaml").read_text(encoding="utf-8")
    content = yaml_text.parse(text, file="headings.yaml")
    return content["words"], content["tables"]
