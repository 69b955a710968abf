"""The one place where numbers are rounded for readers."""

import math
from decimal import ROUND_HALF_UP, Decimal


def rounded(value: float, decimals: int = 0) -> float:
    """Round as people do: a half goes up, away from 0 (DIN 1333).

    Parameters
    ----------
    value : float
        Its shortest decimal number is rounded, not the binary fraction behind it.
    decimals : int
        May be negative.

    Examples
    --------
    >>> rounded(12.5), rounded(0.145, 2), rounded(-2.5), rounded(1.005, 2), rounded(25, -1)
    (13.0, 0.15, -3.0, 1.01, 30.0)
    """
    number = float(value)
    if not math.isfinite(number):
        return number
    return float(Decimal(repr(number)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP))
