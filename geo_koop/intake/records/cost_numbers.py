"""Reads the numbers of cost sheets as decimals: what a person writes for money and quantities, nothing guessed."""

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from geo_koop.errors import Phrase
from geo_koop.intake.files import number_forms

Read = tuple[Decimal | None, Phrase | None]
"""A number, or what is wrong with it; neither where a cell is empty."""

_CURRENCY = r"(?i)\s*(?:€|eur|euro)\s*$|^\s*(?:€|eur)\s*"
_PERCENT = r"\s*%\s*$"
_DIGITS = ".15g"
"""As many digits as a spreadsheet keeps: behind them stands what binary fractions add."""


def single(value: Any, *, money: bool, share: bool = False) -> Read:
    """Read one value that stands alone: a number, or a text in German or English form.

    Parameters
    ----------
    value : object
    money : bool
        It has cents at most, so that ``1.234`` can only be a thousand.
    share : bool
        ``30 %`` is read, too.

    Examples
    --------
    >>> single("1.234,56 €", money=True)[0], single(12.5, money=False)[0], single("180.000", money=True)[0]
    (Decimal('1234.56'), Decimal('12.5'), Decimal('180000'))
    >>> single("30 %", money=False, share=True)[0]
    Decimal('0.3')
    """
    if isinstance(value, bool):
        return None, _no_number(value)
    if isinstance(value, Decimal):
        return (value, None) if value.is_finite() else (None, _no_number(value))
    if isinstance(value, int):
        return (Decimal(value), None) if abs(value) < 10**40 else (None, _no_number(value))
    if isinstance(value, float):
        return (_decimal(value), None) if math.isfinite(value) else (None, _no_number(value))
    if isinstance(value, str):
        return column([value], money=money, share=share)[0]
    return None, _no_number(value)


def column(cells: Sequence[str], *, money: bool, share: bool = False) -> list[Read]:
    """Read the cells of a column: what a stop or a comma means is told by all of them.

    Parameters
    ----------
    cells, money, share
        As in :func:`single`.

    Returns
    -------
    list of (Decimal or None, Phrase or None)
        The number, or what is wrong; neither for an empty cell.

    Examples
    --------
    >>> [number for number, _fault in column(["1.348.938", "12.500", ""], money=False)]
    [Decimal('1348938'), Decimal('12500'), None]
    """
    text = pd.Series(list(cells), dtype="str").str.strip()
    bare = text.str.replace(_CURRENCY, "", regex=True)
    percent = bare.str.contains(_PERCENT, regex=True) if share else pd.Series(False, index=text.index)
    bare = bare.where(~percent, bare.str.replace(_PERCENT, "", regex=True))
    read = number_forms.whole(bare) if money else number_forms.free(bare)
    thousands, decimals = number_forms.readings(bare)
    made: list[Read] = []
    for at, number in enumerate(read.numbers):
        if text[at] == "":
            made.append((None, None))
        elif read.open[at]:
            either = Phrase(
                "“{value}” can be {first} or {second}", value=text[at], first=thousands[at], second=decimals[at]
            )
            made.append((None, either))
        elif read.bad[at] or not math.isfinite(number):
            made.append((None, _no_number(text[at])))
        else:
            made.append((_decimal(number) / (100 if percent[at] else 1), None))
    return made


def _decimal(number: float) -> Decimal:
    return Decimal(format(number, _DIGITS)) if abs(number) < 1e15 else Decimal(number)


def _no_number(value: Any) -> Phrase:
    return Phrase("“{value}” is no number", value=str(value)[:80])
