"""Classes of numbers with breaks from the data."""

from itertools import pairwise

import numpy as np
import pandas as pd

from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.outputs.classes.breaks import quantiles
from geo_koop.outputs.classes.families import between
from geo_koop.outputs.classes.palette import PALETTE
from geo_koop.outputs.styles.symbols import Class, Symbol, tones

_CLASSES = 5


def graded(field: str, values: pd.Series, language: str) -> list[Class]:
    """Return classes of a number with breaks from the data (quantiles); zeros and blanks are none of them."""
    whole = pd.api.types.is_integer_dtype(values)
    numbers = positive(values)
    found = ranges(numbers, quantiles(numbers, _CLASSES), whole=whole)
    return [
        Class(
            label=range_label(low, high, language, whole),
            when=between(field, low, high),
            symbol=Symbol(kind="fill", colour=colour, hatch=hatch, outline=PALETTE["border"]),
        )
        for (low, high), (colour, hatch) in zip(found, tones(len(found)), strict=True)
    ]


def positive(values: pd.Series) -> np.ndarray:
    """Return the values that are known and above 0."""
    numbers = values.dropna().to_numpy(dtype="float64")
    return np.asarray(numbers[numbers > 0])


def ranges(numbers: np.ndarray, upper: np.ndarray, *, whole: bool) -> list[tuple[float, float | None]]:
    """Return lower and upper bound (excluded) of each class, from upper bounds; the last has none."""
    if not len(numbers):
        return []
    lows = distinct = np.unique(numbers)
    if len(distinct) > _CLASSES:
        inner = upper[:-1][: _CLASSES - 1]
        lows = np.concatenate([[distinct[0]], [distinct[distinct > b][0] for b in inner if (distinct > b).any()]])
    lows = np.unique(lows if whole else _rounded(lows))
    return [(float(a), float(b)) for a, b in pairwise(lows)] + [(float(lows[-1]), None)]


def _rounded(values: np.ndarray) -> np.ndarray:
    """Return two decimals, rounded down, so that the lowest value stays inside."""
    return np.asarray(np.floor(values * 100) / 100)


def range_label(low: float, high: float | None, language: str, whole: bool) -> str:
    """Return a class of a number in words; whole numbers name both ends."""

    def form(value: float) -> str:
        return f"{value:.0f}" if whole else f"{value:.2f}".replace(".", {"de": ",", "en": "."}[language])

    text = translator(language, "export")
    if high is None:
        return text(_("{low} and more")).format(low=form(low))
    if whole:
        return form(low) if high - low == 1 else f"{form(low)}–{form(high - 1)}"
    return text(_("{low} to below {high}")).format(low=form(low), high=form(high))
