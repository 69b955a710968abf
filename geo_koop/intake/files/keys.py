"""German municipality and district keys: AGS, ARS, and what spreadsheets make of them."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from geo_koop import findings

CODES = {
    "zero_restored": "key_zero_restored",
    "from_ars": "key_from_ars",
    "malformed": "key_malformed",
    "missing": "key_missing",
}
"""State of a key to the code of its finding."""

REFUSED = ("malformed", "missing")
"""States in which a row cannot be used."""

LEVELS = {2: "state", 5: "district", 8: "municipality"}
"""Number of digits of a German key to the level of its area."""

# Written out, because the regular expressions of Arrow know neither \u escapes nor blanks beyond ASCII.
_STRAY = "[\t\n\r '\u2019\u00a0\u2002-\u200b\u202f\ufeff]+"


def normalise(values: pd.Series, *, national: str = "de") -> pd.DataFrame:
    """Bring keys into their official form.

    Parameters
    ----------
    values : pandas.Series
        Keys as written: text, possibly with blanks, without leading zero, as ``9184119.0``, or with the
        name behind a dash.
    national : {"de", ""}
        ``""`` leaves keys of other countries as they are, but for blanks around them.

    Returns
    -------
    pandas.DataFrame
        ``key`` and ``state``: ``ok``, ``zero_restored``, ``from_ars``, ``malformed``, ``missing``.
    """
    text = without_name(values.astype("str").fillna("").str.strip())
    if national != "de":
        state = np.where(text == "", "missing", "ok")
        return pd.DataFrame({"key": text, "state": state}, index=values.index)
    digits = text.str.replace(_STRAY, "", regex=True).str.replace(r"\.0+$", "", regex=True)
    length = digits.str.len()
    whole = digits.str.fullmatch(r"\d+").astype(bool)
    lost = whole & length.isin([1, 4, 7, 11])
    key = digits.mask(lost, "0" + digits)
    ars = whole & key.str.len().eq(12)
    key = key.mask(ars, key.str[:5] + key.str[9:12])
    good = whole & key.str.len().isin([2, 5, 8])
    state = np.select(
        [text == "", ~good, lost, ars], ["missing", "malformed", "zero_restored", "from_ars"], default="ok"
    )
    return pd.DataFrame({"key": key.where(good, ""), "state": state}, index=values.index)


def without_name(values: pd.Series) -> pd.Series:
    """Return what stands before a dash: lists to choose from write the name behind the key.

    Examples
    --------
    >>> without_name(pd.Series(["09184119 – Garching b. München", "09184"])).tolist()
    ['09184119', '09184']
    """
    return values.str.replace(r"\s+–\s.*$", "", regex=True)


def level(keys: pd.Series) -> pd.Series:
    """Return the level of German keys: ``municipality``, ``district``, ``state``, or missing.

    Examples
    --------
    >>> level(pd.Series(["09184119", "09184", "09"])).tolist()
    ['municipality', 'district', 'state']
    """
    return keys.str.len().map(LEVELS).astype("str")


def report(
    values: pd.Series,
    normal: pd.DataFrame,
    *,
    row: pd.Series,
    file: str,
    sheet: str = "",
    column: str = "key",
    codes: Collection[str] = tuple(CODES),
) -> list[pd.DataFrame]:
    """Report what happened to keys.

    Parameters
    ----------
    values, row : pandas.Series
        Keys as written, and their lines.
    normal : pandas.DataFrame
        As returned by :func:`normalise`.
    file, sheet, column : str
        Where they stand.
    codes : collection of str
        States to report.

    Returns
    -------
    list of pandas.DataFrame
        Findings.
    """
    return [
        findings.report(
            code,
            file=file,
            sheet=sheet,
            row=row[normal["state"] == state],
            column=column,
            value=values[normal["state"] == state],
            key=normal["key"][normal["state"] == state],
        )
        for state, code in CODES.items()
        if state in codes
    ]


def among(given: pd.Series | pd.Index, known: pd.Index) -> np.ndarray:
    """Tell which keys are among others: ``isin`` makes an object of every known key each time, for texts.

    Parameters
    ----------
    given : pandas.Series or pandas.Index
    known : pandas.Index

    Returns
    -------
    numpy.ndarray of bool

    Examples
    --------
    >>> among(pd.Series(["09184119", "1"]), pd.Index(["09184119"])).tolist()
    [True, False]
    """
    found: np.ndarray = known.unique().get_indexer(pd.Index(given)) >= 0
    return found
