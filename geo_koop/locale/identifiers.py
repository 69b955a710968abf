"""Identifiers made of names: small letters, digits and hyphens."""

import re
import unicodedata
from typing import Final

_LETTERS: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d"}
)
_OTHERS: Final = re.compile("[^a-z0-9]+")
_LONGEST: Final = 60


def made_of(name: str, *, otherwise: str) -> str:
    """Return an identifier made of a name; dashes, quotation marks and other signs part words as blanks do.

    Parameters
    ----------
    name : str
    otherwise : str
        What a name without any such letter or digit gives.

    Examples
    --------
    >>> made_of("Gewerbepark Haar–Grasbrunn", otherwise="neu"), made_of("ZV Öd/Groß", otherwise="neu")
    ('gewerbepark-haar-grasbrunn', 'zv-oed-gross')
    """
    spelled = unicodedata.normalize("NFC", name).lower().translate(_LETTERS)
    plain = "".join(_part(letter) for letter in unicodedata.normalize("NFKD", spelled))
    return _OTHERS.sub("-", plain).strip("-")[:_LONGEST].strip("-") or otherwise


def _part(letter: str) -> str:
    if letter.isascii():
        return letter
    return "-" if unicodedata.category(letter)[0] in "PSZ" else ""
