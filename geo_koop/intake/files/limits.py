"""How much of a file is read: one place for all limits, which hold in the app, on the command line and in the library.

They are told as messages before memory is spent. The cage (:mod:`geo_koop.cage.limits`) holds what remains.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from geo_koop.errors import InputError, Phrase, UsageError

PREFIX: Final = "GEO_KOOP_MOST_"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The most that is read; each is set by the variable ``GEO_KOOP_MOST_`` and its name in capitals.

    Attributes
    ----------
    rows, columns, cells : int
        Of a table, by what is used and not by what the file says of itself; rows without the heading.
    text : int
        Characters of a cell.
    features, vertices, nesting : int
        Areas of a layer, corners of all of them together, and collections within collections; entries
        within entries of YAML.
    members : int
        Files and folders of an archive.
    ratio : int
        Times that an archive may grow; small ones are not measured by it.
    unpacked_mb : int
        MB of an archive unpacked, of a text table, and of the texts of a sheet together.
    yaml_kb : int
        Thousand bytes of a YAML file.
    states, history_mb : int
        States in the history of a project, and MB of all of them; beyond that, saving is refused.
    """

    rows: int = 1_000_000
    columns: int = 2_000
    cells: int = 20_000_000
    text: int = 100_000
    features: int = 300_000
    vertices: int = 5_000_000
    nesting: int = 64
    members: int = 1_000
    ratio: int = 100
    unpacked_mb: int = 2_000
    yaml_kb: int = 1_000
    states: int = 10_000
    history_mb: int = 2_000

    @property
    def unpacked(self) -> int:
        """Bytes of an archive unpacked."""
        return self.unpacked_mb * 1_000_000


def from_environment(environment: Mapping[str, str] | None = None) -> Limits:
    """Return the limits that the operator set.

    Raises
    ------
    UsageError
        If one is no whole number above 0.
    """
    return Limits(**numbers(Limits, PREFIX, os.environ if environment is None else environment))


def numbers(kind: type[Any], prefix: str, given: Mapping[str, str]) -> dict[str, int]:
    """Return the fields of a frozen dataclass of numbers that variables set.

    Raises
    ------
    UsageError
        If one is no whole number above 0.
    """
    chosen = {}
    for entry in fields(kind):
        variable = f"{prefix}{entry.name.upper()}"
        text = given.get(variable, "").strip()
        if not text:
            continue
        if not (text.isascii() and text.isdecimal()) or not int(text):
            raise UsageError(
                "{variable} is no whole number above 0: {value}.", "Correct it.", variable=variable, value=text
            )
        chosen[entry.name] = int(text)
    return chosen


def raising(name: str) -> Phrase:
    """Return the end of a remedy: which variable raises a limit."""
    return Phrase("Who runs geo_koop can raise the limit: {variable}.", variable=PREFIX + name.upper())


def too_many(name: str, file: str, sheet: str, most: int) -> InputError:
    """Word the error on a table with too many rows or cells, by the name of the limit."""
    return InputError(
        "{file}{sheet}: the table has more than {most} rows."
        if name == "rows"
        else "{file}{sheet}: the table has more than {most} cells, counted from its first row and column to the last.",
        "Delete what is not needed, also empty rows and columns between, or split the table. {raising}",
        file=file,
        sheet=on_sheet(sheet),
        most=most,
        raising=raising(name),
    )


def too_wide(file: str, sheet: str, count: int, most: int) -> InputError:
    """Word the error on a table with too many columns."""
    return InputError(
        "{file}{sheet} has {count} columns; at most {most} are read.",
        "Delete the columns that are not needed. {raising}",
        file=file,
        sheet=on_sheet(sheet),
        count=count,
        most=most,
        raising=raising("columns"),
    )


def too_long(file: str, sheet: str, row: int | None, column: int | None, most: int) -> InputError:
    """Word the error on a cell with too long a text; where it stands is told as far as it is known."""
    where = Phrase(", row {row}", row=row) if row is not None else ""
    at = Phrase(", column {column}", column=letters(column)) if column is not None else ""
    return InputError(
        "{file}{sheet}{row}{column}: a cell holds more than {most} characters.",
        "Shorten it; in a text table also look for a quotation mark that is not closed. {raising}",
        file=file,
        sheet=on_sheet(sheet),
        row=where,
        column=at,
        most=most,
        raising=raising("text"),
    )


def too_much_text(file: str, sheet: str, most_mb: int) -> InputError:
    """Word the error on texts that are too much together, as repeated ones become."""
    return InputError(
        "{file}{sheet}: the texts are more than {most} MB.",
        "Delete what is not needed, or split the table. {raising}",
        file=file,
        sheet=on_sheet(sheet),
        most=most_mb,
        raising=raising("unpacked_mb"),
    )


def on_sheet(sheet: str) -> Phrase | str:
    """Return the part of a message that names a sheet; nothing where a file has none."""
    return Phrase(", sheet “{sheet}”", sheet=sheet) if sheet else ""


def letters(position: int) -> str:
    """Return a column as spreadsheets name it, from 1.

    Examples
    --------
    >>> letters(1), letters(27), letters(16_384)
    ('A', 'AA', 'XFD')
    """
    name = ""
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name
