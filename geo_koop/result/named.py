"""Municipalities, cooperations and topics by key, id or name; a wrong name is answered with the nearest ones."""

from difflib import SequenceMatcher, get_close_matches

import pandas as pd

from geo_koop import codelists
from geo_koop.errors import UsageError
from geo_koop.locale import LANGUAGES
from geo_koop.result.analysis import Analysis

_MANY = 6
_WORD = 1e-6
"""By how much a word is less alike than a whole name."""


def municipality(analysis: Analysis, wanted: str) -> str:
    """Return the key of a municipality that is named by key or name.

    Raises
    ------
    UsageError
        If there is none, or several; the nearest names are suggested.
    """
    table = analysis.municipalities
    text = wanted.strip()
    if text in table.index:
        return text
    names = table["name"].astype("str")
    found = names[names.str.casefold() == text.casefold()]
    if len(found) == 1:
        return str(found.index[0])
    described = names + " (" + table["district_name"].fillna("").astype("str") + ", " + table.index.astype("str") + ")"
    if len(found):
        raise UsageError(
            "There are several municipalities named {name}.",
            "Use the key: {choices}.",
            name=text,
            choices="; ".join(described[found.index][:_MANY]),
        )
    raise unknown("There is no municipality {name}.", text, names, described)


def unknown(problem: str, text: str, names: pd.Series, described: pd.Series) -> UsageError:
    """Return an error that suggests the nearest names."""
    near = nearest(text, names)
    if len(near):
        return UsageError(problem, "Did you mean: {choices}?", name=text, choices="; ".join(described[near]))
    return UsageError(problem, "Use the key or the whole name as it stands in the data.", name=text)


def nearest(text: str, names: pd.Series) -> list[str]:
    """Return the keys of the names that come nearest: those that contain the text, then those that look alike.

    A single word of a name may look alike too, so that "Garchingg" finds "Garching b.München".
    """
    folded = names.str.casefold()
    asked = text.casefold().strip()
    inside = folded[folded.str.contains(asked, regex=False)] if len(asked) > 2 else folded[:0]
    first = inside.iloc[inside.str.len().argsort(kind="stable")].index[:_MANY].tolist()
    # A key that lost its zero in a spreadsheet.
    if asked.isdecimal() and len(names):
        first += [key for key in (asked.zfill(len(str(names.index[0]))),) if key in names.index]
    words = folded.str.split().explode()
    known = pd.concat([folded, words]).drop_duplicates()
    # Of what is as much alike, a whole name goes before a word of a longer one.
    close = get_close_matches(asked, known.tolist(), n=_MANY, cutoff=0.6)
    alike = {name: SequenceMatcher(None, name, asked).ratio() for name in close}
    likeness = pd.concat([folded.map(alike), words.map(alike) - _WORD]).dropna()
    return list(dict.fromkeys([*first, *likeness.sort_values(ascending=False, kind="stable").index]))[:_MANY]


def cooperation(analysis: Analysis, wanted: str) -> str:
    """Return the id of a cooperation that is named by id or name.

    Raises
    ------
    UsageError
        If there is none, or several.
    """
    names = analysis.cooperations["name"].astype("str")
    text = wanted.strip()
    if text in names.index:
        return text
    found = names[names.str.casefold() == text.casefold()]
    if len(found) == 1:
        return str(found.index[0])
    described = names + " (" + names.index.astype("str") + ")"
    if len(found):
        raise UsageError(
            "There are several cooperations named {name}.",
            "Use the id: {choices}.",
            name=text,
            choices="; ".join(described[found.index][:_MANY]),
        )
    known = pd.concat([names, pd.Series(names.index, index=names.index)])
    raise unknown("There is no cooperation {name}.", text, known, described)


def topic(wanted: str) -> str:
    """Return the code of a topic that is named by code or label.

    Raises
    ------
    UsageError
        If there is none.
    """
    known = codelists.load("topics")
    labels = {label.casefold(): code for language in LANGUAGES for code, label in known.labels(language).items()}
    text = wanted.strip().casefold()
    code = text if text in known.codes else labels.get(text)
    if code:
        return code
    names = pd.Series({label: label for label in labels} | {code: code for code in known.codes})
    raise unknown("There is no topic {name}.", wanted.strip(), names, names)
