"""Reads columns of numbers: what a stop or a comma means is told by the whole column, not by one cell."""

from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from geo_koop import findings

_BLANK: Final = " '\u2019\u00a0\u2002-\u200b\u202f"
_EDGES: Final = "[\t\n\r" + _BLANK + "]+"
_SPACED: Final = rf"^[+-]?\d{{1,3}}(?:[{_BLANK}]\d{{3}})+(?:[.,]\d+)?$"
_NUMBER: Final = r"^[+-]?(?:\d[\d.,]*|[.,]\d+)(?:[eE][+-]?\d+)?$"
_ONE_GROUP: Final = r"^[+-]?[1-9]\d{0,2}%s\d{3}$"
_GROUPS: Final = r"^[+-]?[1-9]\d{0,2}(?:%s\d{3}){2,}$|^[+-]?[1-9]\d{0,2}(?:%s\d{3})+%s\d*$"
_OTHER: Final = {".": ",", ",": "."}
_NAMES: Final = {".": r"\.", ",": ","}


class Reading(NamedTuple):
    """What was read of a column, row by row.

    Attributes
    ----------
    numbers : pandas.Series
        float64, missing where a cell is empty, no number, or open.
    bad : pandas.Series
        The cell is not empty and no number.
    open : pandas.Series
        The cell can be two numbers, and the column does not tell which.
    odd : pandas.Series
        The cell was read, but is written otherwise than most of its column.
    """

    numbers: pd.Series
    bad: pd.Series
    open: pd.Series
    odd: pd.Series


def whole(cells: pd.Series) -> Reading:
    """Read a column of whole numbers, such as inhabitants: ``188.000`` and ``188,000`` are 188 thousand.

    Only where the same column writes three decimals for sure (``8234.000``), such a cell is open.

    Examples
    --------
    >>> whole(pd.Series(["188.000", "8.234", "1 200", "1,234,567", "8234.0"])).numbers.tolist()
    [188000.0, 8234.0, 1200.0, 1234567.0, 8234.0]
    """
    bare = cells.str.fullmatch(r"\d+").astype(bool)
    if not bare.any():
        return _signed(cells)
    # Most cells are digits alone: they are numbers as they stand, and tell nothing about the signs of the others.
    rest = _signed(cells[~bare])
    numbers = pd.to_numeric(cells.where(bare), errors="coerce").astype("float64")
    numbers[~bare] = rest.numbers.to_numpy()
    return Reading(numbers, *(_spread(mark, ~bare) for mark in rest[1:]))


def _spread(mark: pd.Series, where: pd.Series) -> pd.Series:
    """Return the marks of some rows among all; rows of a table may repeat."""
    spread = np.zeros(len(where), dtype=bool)
    spread[where.to_numpy()] = mark.to_numpy()
    return pd.Series(spread, index=where.index)


def _signed(cells: pd.Series) -> Reading:
    """Read a column of whole numbers with signs, blanks or stops."""
    plain, bad = _plain(cells)
    values, open_, odd = _nothing(plain), _none(plain), _none(plain)
    for sign in _OTHER:
        one = plain.str.contains(_ONE_GROUP % _NAMES[sign], regex=True)
        decimals = plain.str.contains(rf"^[+-]?(?:0|\d{{4,}}){_NAMES[sign]}\d{{3}}$", regex=True)
        if decimals.any():
            open_ |= one
        else:
            values = values.where(~one, _ungrouped(plain, sign))
    single = {sign: plain.str.contains(_ONE_GROUP % name, regex=True) for sign, name in _NAMES.items()}
    rest = (plain != "") & ~bad & ~(single["."] | single[","])
    values = values.where(~rest, _decimals(plain))
    grouped = {sign: single[sign] | plain.str.contains(_several(sign), regex=True) for sign in _OTHER}
    odd |= _fewer(grouped["."], grouped[","])
    odd |= _fewer(grouped["."] | grouped[","], plain.str.contains(r"^[+-]?\d+[.,]\d{1,2}$|[.,]\d{4,}$", regex=True))
    return Reading(values, bad | (rest & values.isna()), open_, odd & ~open_ & (values == values.round()))


def free(cells: pd.Series) -> Reading:
    """Read a column that may have decimals.

    Stops or commas are signs between thousands where every value fits groups of three and one has two groups or
    decimals behind another sign; they are decimal signs where a value fits no groups. Where neither is seen, a cell
    such as ``188.000`` is open.

    Examples
    --------
    >>> free(pd.Series(["1.348.938", "12.500"])).numbers.tolist()
    [1348938.0, 12500.0]
    >>> free(pd.Series(["12.5", "0.125", "188.000"])).numbers.tolist()
    [12.5, 0.125, 188.0]
    >>> free(pd.Series(["188.000", "12"])).open.tolist()
    [True, False]
    """
    plain, bad = _plain(cells)
    values, open_ = _decimals(plain), _none(plain)
    is_decimal = {sign: _seen_as_decimal(plain, sign) for sign in _OTHER}
    is_group = {sign: bool(plain.str.contains(_several(sign), regex=True).any()) for sign in _OTHER}
    for sign, other in _OTHER.items():
        one = plain.str.contains(_ONE_GROUP % _NAMES[sign], regex=True)
        if not one.any():
            continue
        # One of the two signs stands for decimals, so the other does not.
        decimal = is_decimal[sign] or (is_group[other] and not is_decimal[other])
        grouped = is_group[sign] or (is_decimal[other] and not is_group[other])
        if grouped and not decimal and (is_decimal[other] or _fits(plain)):
            values = values.where(~one, _ungrouped(plain, sign))
        elif grouped or not decimal:
            open_ |= one
            values = values.where(~one)
    return Reading(values, bad | ((plain != "") & values.isna() & ~open_), open_, _none(plain))


def report(read: Reading, cells: pd.Series, row: pd.Series, *, wanted: str, **origin: Any) -> pd.DataFrame:
    """Report the cells of a column that are no numbers, can be two numbers, or are written oddly.

    Parameters
    ----------
    read : Reading
    cells : pandas.Series
        Text, as it was read.
    row : pandas.Series
        Lines of the file.
    wanted : str
        What was expected.
    **place
        ``file, sheet, column``.
    """
    thousands, decimals = readings(cells[read.open])
    shown = read.numbers[read.odd].astype("Float64").round(6).astype("str").str.removesuffix(".0")
    return findings.collect(
        [
            findings.report("attribute_invalid", row=row[read.bad], value=cells[read.bad], wanted=wanted, **origin),
            findings.report(
                "number_open",
                row=row[read.open],
                value=cells[read.open],
                first=thousands,
                second=decimals,
                **origin,
            ),
            findings.report("number_mixed", row=row[read.odd], value=cells[read.odd], number=shown, **origin),
        ]
    )


def readings(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return both numbers that open cells can be, as text: with thousands, and with decimals."""
    plain, _bad = _plain(cells)
    return plain.str.replace("[.,]", "", regex=True), plain.str.replace(",", ".", regex=False)


def single(cells: pd.Series) -> pd.Series:
    """Read each cell for itself: one sign is a decimal sign, of two different ones the last is.

    Examples
    --------
    >>> single(pd.Series(["1.348.938", "12,5", "0.5", "1 200", "1.234,5", "1,234.5", "x"])).tolist()
    [1348938.0, 12.5, 0.5, 1200.0, 1234.5, 1234.5, nan]
    """
    return _decimals(_plain(cells)[0])


def _plain(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return cells without blanks, and whether a cell is surely no number."""
    text = cells.str.replace(rf"^{_EDGES}|{_EDGES}$", "", regex=True)
    text = text.str.replace(rf"^([+-])[{_BLANK}]+", r"\1", regex=True).str.replace("^\u2212", "-", regex=True)
    spaced = text.str.contains(_SPACED, regex=True)
    text = text.mask(spaced, text.str.replace(f"[{_BLANK}]", "", regex=True))
    # Blanks between thousands leave the other sign to the decimals.
    text = text.mask(spaced & text.str.contains(r"[.,]\d{3}$", regex=True), text + "0")
    bad = (text != "") & ~text.str.contains(_NUMBER, regex=True)
    return text, bad


def _decimals(plain: pd.Series) -> pd.Series:
    """Read numbers in which one sign stands for decimals; several of one sign stand between thousands."""
    dots, commas = plain.str.count(r"\."), plain.str.count(",")
    comma_last = (commas == 1) & (plain.str.rfind(",") > plain.str.rfind("."))
    text = plain.mask(comma_last, plain.str.replace(".", "", regex=False).str.replace(",", ".", regex=False))
    dot_last = ~comma_last & (dots == 1) & (commas > 0)
    text = text.mask(dot_last, plain.str.replace(",", "", regex=False))
    for sign, count, others in ((".", dots, commas), (",", commas, dots)):
        groups = (count > 1) & (others == 0)
        fitting = groups & plain.str.contains(_several(sign), regex=True)
        text = text.mask(fitting, _without(plain, sign)).mask(groups & ~fitting, "")
    return pd.to_numeric(text, errors="coerce").astype("float64")


def _several(sign: str) -> str:
    return _GROUPS % (_NAMES[sign], _NAMES[sign], _NAMES[_OTHER[sign]])


def _seen_as_decimal(plain: pd.Series, sign: str) -> bool:
    """Tell whether a sign stands where none between thousands can."""
    name, other = _NAMES[sign], _NAMES[_OTHER[sign]]
    alone = plain.str.contains(rf"^[^.,]*{name}[^.,]*$|{other}.*{name}[^.,]*$", regex=True)
    between = plain.str.contains(_ONE_GROUP % name, regex=True)
    return bool((alone & ~between).any())


def _fits(plain: pd.Series) -> bool:
    """Tell whether all whole numbers of four digits and more have signs between thousands."""
    return not plain.str.contains(r"^[+-]?\d{4,}(?:[.,]|$)", regex=True).any()


def _fewer(one: pd.Series, other: pd.Series) -> pd.Series:
    """Return the rarer way of writing where a column has both."""
    if not (one.any() and other.any()):
        return pd.Series(False, index=one.index)
    return other if other.sum() <= one.sum() else one


def _ungrouped(plain: pd.Series, sign: str) -> pd.Series:
    return pd.to_numeric(_without(plain, sign), errors="coerce")


def _without(plain: pd.Series, sign: str) -> pd.Series:
    return plain.str.replace(sign, "", regex=False)


def _nothing(plain: pd.Series) -> pd.Series:
    return pd.Series(float("nan"), index=plain.index)


def _none(plain: pd.Series) -> pd.Series:
    return pd.Series(False, index=plain.index)
