"""The order of names as in a German dictionary (DIN 5007-1): ä like a, ß like ss, accents and case aside."""

import unicodedata
from collections.abc import Iterable

import numpy as np
import pandas as pd

_LETTERS = str.maketrans({"ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o"})
_LETTERS |= str.maketrans({"ł": "l", "Ł": "l", "đ": "d", "Đ": "d"})


def sort_key(text: object) -> str:
    """Return what a name is sorted by; of names that differ in accents alone, the plain one comes first.

    Examples
    --------
    >>> sorted(["Zell", "Öd", "Oberau", "Ofen", "Äpfelbach", "Aßlar", "Assling", "aalen"], key=sort_key)
    ['aalen', 'Äpfelbach', 'Aßlar', 'Assling', 'Oberau', 'Öd', 'Ofen', 'Zell']
    """
    said = str(text)
    if said.isascii():
        return f"{said.casefold()}\0{said}"
    plain = unicodedata.normalize("NFKD", said.translate(_LETTERS))
    return f"{''.join(c for c in plain if not unicodedata.combining(c)).casefold()}\0{said}"


def alphabetical(names: Iterable[str]) -> list[str]:
    """Return names in the order of the alphabet."""
    return sorted(names, key=sort_key)


def order(names: pd.Series) -> np.ndarray:
    """Return the positions that put a column of names into the order of the alphabet; equal ones keep theirs."""
    return np.asarray(names.fillna("").map(sort_key).astype(object).argsort(kind="stable"))
