"""What a table needs so that nothing in it is cut: widths, lines of a row, and columns that say one thing. Pure."""

import math

import pandas as pd

from geo_koop.app.words import Words

_LETTER = 6.8
"""Pixels of a letter, on average."""
_PADDING = 26
_BREAKS = 1.1
"""Words do not break: a line holds less than its letters."""
_NARROWEST, _WIDEST = 70, 300
_NAME, _WIDEST_NAME = 400, 520
_LINE, _MOST_LINES, _USUAL = 19, 3, 0.9
_FEWEST = 4
ROW = 35
"""Pixels of a row of one line."""


def common(table: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """Part a table into what tells its rows apart, and columns that say the same in all of them.

    Columns without any value say nothing and are left out; the first column always stays, and so do numbers. Of a few
    rows it is chance that they agree: they stay as they are.

    Returns
    -------
    table : pandas.DataFrame
    same : dict of str to str
        Heading to value.

    Examples
    --------
    >>> rows = pd.DataFrame({"Name": list("ABCD"), "State": ["new"] * 4, "Note": [""] * 4, "Size": [1] * 4})
    >>> shown, same = common(rows)
    >>> list(shown), same
    (['Name', 'Size'], {'State': 'new'})
    """
    few = len(table) < _FEWEST
    same: dict[str, str] = {}
    dropped = []
    for position, heading in enumerate(table.columns[1:], start=1):
        values = table.iloc[:, position]
        if pd.api.types.is_numeric_dtype(values):
            continue
        said = values.fillna("").astype("str")
        if (said == "").all():
            dropped.append(heading)
        elif not few and (said == said.iloc[0]).all():
            dropped.append(heading)
            same[str(heading)] = said.iloc[0]
    return table.drop(columns=dropped), same


def sentence(same: dict[str, str], words: Words) -> str:
    """Return what all rows of a table say; empty where there is nothing."""
    if not same:
        return ""
    return words("The same in all rows: {list}.", list="; ".join(f"{name}: {value}" for name, value in same.items()))


def widths(table: pd.DataFrame) -> dict[str, int]:
    """Return the pixels of each column of text: its longest text fits on one line, or on several where it is long.

    The first column names the rows and gets more room: two lines are to hold its longest name.
    """
    found = {}
    for place, (heading, values) in enumerate(table.items()):
        if pd.api.types.is_numeric_dtype(values) or not len(values):
            continue
        said = values.fillna("").astype("str")
        longest = max(int(said.str.len().max()), len(str(heading)))
        # Never less than the longest word, which does not break.
        word = int(said.str.split().explode().fillna("").str.len().max())
        most = _WIDEST if place else min(max(longest * _LETTER * _BREAKS / 2 + _PADDING, _NAME), _WIDEST_NAME)
        wanted = min(longest * _LETTER + _PADDING, most)
        found[str(heading)] = int(max(wanted, word * _LETTER + _PADDING, _NARROWEST))
    return found


def row_height(table: pd.DataFrame, columns: dict[str, int]) -> int:
    """Return the pixels of a row: what names it is read whole, of the other columns nine texts of ten.

    Parameters
    ----------
    table : pandas.DataFrame
    columns : dict of str to int
        As made by :func:`widths`.
    """
    lines = 1
    for heading, width in columns.items():
        length = table[heading].fillna("").astype("str").str.len()
        letters = float(length.max() if heading == table.columns[0] else length.quantile(_USUAL))
        if letters * _LETTER > width - _PADDING:
            lines = max(lines, math.ceil(letters * _LETTER * _BREAKS / (width - _PADDING)))
    lines = min(lines, _MOST_LINES)
    return ROW if lines == 1 else _LINE * lines + 14


def whole_height(rows: int, each: int, most: int) -> int:
    """Return the pixels of a table: all rows, or as many as ``most`` lines of text take."""
    return ROW + 3 + min(rows * each, most * ROW)
