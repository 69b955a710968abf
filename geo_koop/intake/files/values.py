"""Reads values of a municipality as people write them: numbers, levels, yes and no."""

import pandas as pd

from geo_koop import codelists
from geo_koop.intake.files import number_forms

_NO_DATA = ("-9", "-99", "-999", "-9999", "-99999")

YES = ("yes", "ja", "j", "x", "true", "t", "1", "wahr", "oui", "si", "✓", "✔", "●")
"""What people write for yes; compared without regard to case."""

NO = ("no", "nein", "n", "-", "–", "false", "0", "falsch", "non", "nee")
"""What people write for no."""


def text(column: pd.Series) -> pd.Series:
    """Return a column as text: whole numbers without decimals, ``""`` where missing, no blanks around."""
    if pd.api.types.is_float_dtype(column) and (column.dropna() % 1 == 0).all():
        column = column.astype("Int64")
    return column.astype("str").where(column.notna(), "").astype("str").str.strip()


def truth(column: pd.Series) -> pd.Series:
    """Tell where a column says yes."""
    return text(column).str.casefold().isin(YES)


def population(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Read numbers of inhabitants.

    Parameters
    ----------
    cells : pandas.Series
        Text; ``12.345`` is read as twelve thousand, and ``-9999`` and the like as no data.

    Returns
    -------
    tuple of pandas.Series
        Int64, missing where unknown; and whether a cell is no whole number of 0 or more.
    """
    read = inhabitants(cells)
    return read.numbers, read.bad | read.open


def inhabitants(cells: pd.Series) -> number_forms.Reading:
    """Read numbers of inhabitants and other counts as :func:`population`, and say what is open or written oddly."""
    given = cells.mask(cells.str.strip().isin(_NO_DATA), "")
    read = number_forms.whole(given)
    good = (read.numbers >= 0) & (read.numbers == read.numbers.round()) & (read.numbers < 1e10)
    bad = read.bad | (read.numbers.notna() & ~good)
    return read._replace(numbers=read.numbers.where(good).astype("Int64"), bad=bad, odd=read.odd & good)


def central_place(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Read levels of central places: code or label, without regard to case.

    Returns
    -------
    tuple of pandas.Series
        Codes, missing where unknown; and whether a cell is no level.
    """
    levels = codelists.load("central_places")
    known = {label.casefold(): code for language in ("en", "de") for code, label in levels.labels(language).items()}
    known |= {code: code for code in levels.codes}
    codes = cells.str.strip().str.casefold().map(known).astype("str")
    return codes, (cells != "") & codes.isna()
