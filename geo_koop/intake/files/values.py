"""Reads values of a municipality as people write them: numbers, levels, yes and no."""

import pandas as pd

from geo_koop import codelists

_BLANKS = "[\t\n\r '\u2019\u00a0\u2002-\u200b\u202f]+"
_GROUPED = r"^[+-]?[0-9]{1,3}(?:\.[0-9]{3})+$"
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


def numbers(cells: pd.Series) -> pd.Series:
    """Read numbers with decimal point or comma, and with blanks or stops between thousands.

    Parameters
    ----------
    cells : pandas.Series
        Text.

    Returns
    -------
    pandas.Series
        float64, missing where a cell is no number.

    Examples
    --------
    >>> numbers(pd.Series(["1.348.938", "12,5", "0.5", "1 200", "1.234,5", "x"])).tolist()
    [1348938.0, 12.5, 0.5, 1200.0, 1234.5, nan]
    """
    plain = cells.str.replace(_BLANKS, "", regex=True)
    comma = plain.str.contains(",", regex=False)
    grouped = comma | (plain.str.count(r"\.") > 1)
    plain = plain.where(~grouped, plain.str.replace(".", "", regex=False))
    return pd.to_numeric(plain.str.replace(",", ".", regex=False), errors="coerce")


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
    plain = cells.str.replace(_BLANKS, "", regex=True).str.replace(r"\.0+$", "", regex=True)
    plain = plain.mask(plain.isin(_NO_DATA), "")
    plain = plain.where(~plain.str.contains(_GROUPED, regex=True), plain.str.replace(".", "", regex=False))
    values = numbers(plain)
    values = values.where((values >= 0) & (values == values.round()) & (values < 1e10))
    return values.astype("Int64"), (plain != "") & values.isna()


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
