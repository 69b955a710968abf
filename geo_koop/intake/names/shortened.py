"""Finds names whose words a person cut short, and names whose designation holds a slip."""

import re
from collections.abc import Sequence

from rapidfuzz.distance import OSA

from geo_koop.intake.names import spelling
from geo_koop.intake.names.gazetteer import Found, Gazetteer
from geo_koop.intake.names.name_rules import NameRules
from geo_koop.intake.names.spelling import Reading

_LETTERS = 6
"""Letters that must be written for one name to be certain; in the register of a region, half as many more."""
_BEGINNING = 3
_DESIGNATION = 5
_FIRST_WORD = re.compile(r"^([^\W\d_]+)[.,]?\s+(?=\w)")
_LAST_WORD = re.compile(r",\s*([^\W\d_]+)\.?$")


def find(reading: Reading, gazetteer: Gazetteer) -> Found | None:
    """Look up a name of which words end in a full stop: Höhenk.-Siegertsbrunn, Würzbg.

    The words that stand whole must agree. One that was cut short begins as the official one does, or has
    its first and last letters.
    """
    stops = _stops(reading, gazetteer.rules)
    if not any(stops):
        return None
    written = sum(map(len, reading.words))
    found = [
        key
        for key in gazetteer.of_words(len(reading.words), reading.words[0])
        if _agree(reading.words, stops, gazetteer.readings[key].words)
        and (not reading.additions or gazetteer.readings[key].additions == reading.additions)
    ]
    if not found:
        return None
    sure = len(found) == 1 and written >= (_LETTERS if gazetteer.wide else _LETTERS * 1.5)
    return Found(tuple(found[:5]), "shortened", "sure" if sure else "likely")


def _stops(reading: Reading, rules: NameRules) -> Sequence[bool]:
    """Tell which words of a name end in a full stop that no rule writes out."""
    if "." not in reading.text or not reading.words:
        return ()
    tokens = [
        (
            spelling.fold(rules.whole_words.get(low) or (rules.abbreviations.get(low) if stop else None) or low, rules),
            stop,
        )
        for low, stop in ((word.casefold(), stop) for word, stop in spelling._WORD.findall(reading.text))
    ]
    size = len(reading.words)
    for at in range(len(tokens) - size + 1):
        part = tokens[at : at + size]
        if tuple(word for word, _stop in part) == reading.words:
            return [bool(stop) for _word, stop in part]
    return ()


def _agree(written: Sequence[str], stops: Sequence[bool], official: Sequence[str]) -> bool:
    return all(a == b or (stop and _cut_short(a, b)) for a, stop, b in zip(written, stops, official, strict=True))


def _cut_short(short: str, full: str) -> bool:
    """Tell whether a word begins as another, or has its first letters, its last, and others in order."""
    if full.startswith(short):
        return True
    letters = iter(full)
    return (
        len(short) > _BEGINNING
        and short[:_BEGINNING] == full[:_BEGINNING]
        and short[-1] == full[-1]
        and all(letter in letters for letter in short)
    )


def without_designation(reading: Reading, gazetteer: Gazetteer) -> str:
    """Return a name without a word in front, or behind a comma, that is a designation but for one letter.

    Examples
    --------
    >>> import pandas as pd
    >>> from geo_koop.intake.names.name_rules import load
    >>> areas = pd.DataFrame({"name": ["Haar"]}, index=["09184123"])
    >>> place = Gazetteer(areas, load("de"))
    >>> without_designation(spelling.read("Geminde Haar", place.rules), place)
    'Haar'
    """
    for pattern in (_FIRST_WORD, _LAST_WORD):
        found = pattern.search(reading.text)
        if found and _is_slip(spelling.fold(found[1], gazetteer.rules), gazetteer):
            return pattern.sub("", reading.text)
    return ""


def _is_slip(word: str, gazetteer: Gazetteer) -> bool:
    if len(word) < _DESIGNATION - 1 or gazetteer.named(word):
        return False
    long = (one for one in gazetteer.designation_forms if abs(len(one) - len(word)) < 2 and len(one) >= _DESIGNATION)
    return any(OSA.distance(word, one, score_cutoff=1) == 1 for one in long)
