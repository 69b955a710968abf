"""Recognises contacts and passwords, which have no place among cooperations and are shown nowhere."""

import re
from typing import Final

import pandas as pd

LEFT_OUT: Final = "…"

_HEADING: Final = re.compile(
    r"\b(?:pass?wor[dt]|kennwor[td]|zugangs?daten|zugangscode|login|pin|e-?mail|mail(?:adresse)?|telefon(?:nummer)?|tel"
    r"|phone|fax|telefax|mobil(?:nummer|telefon)?|handy|durchwahl|iban|kontonummer)\b",
    re.IGNORECASE,
)
_MAIL: Final = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_PHONE: Final = (
    r"(?:\b(?:tel|telefon|fax|mobil|handy|durchwahl|phone)\b[\s.:]*[+(]?\d[\d\s()/.-]{3,}\d"
    r"|(?<![\w.,/-])(?:\+|00)\d{1,3}[\s(/-]+\d[\d\s()/-]{5,}\d"
    r"|(?<![\w.,/-])\(?0[1-9]\d{1,4}\)?\s?[/-]\s?\d[\d\s-]{3,}\d(?![\w/-]))"
)
_SECRET: Final = r"\b(?:pass?wor[dt]|kennwort|pin|login|zugangscode)\b\s*[:=]\s*\S+"
_CELL: Final = re.compile(f"{_MAIL}|{_PHONE}|{_SECRET}", re.IGNORECASE)


def is_heading(text: str) -> bool:
    """Tell whether a heading announces contacts or passwords.

    Examples
    --------
    >>> is_heading("E-Mail Ansprechpartner"), is_heading("Passwort"), is_heading("Spinnerei"), is_heading("Hotel")
    (True, True, False, False)
    """
    return _HEADING.search(text) is not None


def found(cells: pd.Series) -> pd.Series:
    """Tell which cells hold an e-mail address, a telephone number or a password.

    Examples
    --------
    >>> found(pd.Series(["h.m@haar.de", "Tel. 089 46002-0", "089/46002-0", "PIN: 1234"])).tolist()
    [True, True, True, True]
    >>> found(pd.Series(["09184123", "2015-2020", "188.000", "01.01.2020"])).tolist()
    [False, False, False, False]
    """
    return cells.str.contains(_CELL, regex=True).astype(bool)


def masked(text: str) -> str:
    """Return a text with a sign in place of contacts and passwords."""
    return _CELL.sub(LEFT_OUT, text)
