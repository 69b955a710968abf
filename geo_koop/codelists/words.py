"""What offices write for the codes of a list: the codes, their labels, and other words for them."""

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

import yaml

from geo_koop import codelists
from geo_koop.codelists import Codelist
from geo_koop.errors import GeoKoopError

_FILE = "words.yaml"
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_LETTERS = re.compile(r"(?<!\S)(\w) (?=\w(?!\S))")


class Meaning(NamedTuple):
    """What a word stands for.

    Attributes
    ----------
    code : str
    how : {"code", "label", "word"}
    """

    code: str
    how: str


def plain(text: str) -> str:
    """Return a word as far as spellings of it agree.

    Examples
    --------
    >>> plain("e. V.") == plain("e.V.") == plain("eV"), plain("öffentl.-rechtl. Vereinbarung")
    (True, 'oeffentl rechtl vereinbarung')
    """
    words = re.sub(r"[.\-–_'\"„“”()]+", " ", text.casefold().translate(_UMLAUTS))
    joined = " ".join(words.split()) or text.strip()
    while (shorter := _LETTERS.sub(r"\1", joined)) != joined:
        joined = shorter
    return joined


def parse(text: str) -> Mapping[str, Mapping[str, Meaning]]:
    """Read words from YAML and check them against the codelists.

    Raises
    ------
    GeoKoopError
        If a list or code does not exist, or a word stands for two codes.
    """
    faults: list[str] = []
    found: dict[str, Mapping[str, Meaning]] = {}
    for name, words_of in yaml.load(text, Loader=codelists.LOADER).items():
        if name not in codelists.NAMES:
            faults.append(f"there is no codelist {name!r}")
            continue
        known = _of_codelist(codelists.shipped(name))
        faults += [f"{name} has no code {code!r}" for code in words_of if code not in codelists.shipped(name).codes]
        for code, words in words_of.items():
            for word in words:
                other = known.setdefault(plain(str(word)), Meaning(code, "word"))
                if other.code != code:
                    faults.append(f"{name}: {word!r} stands for {other.code} and {code}")
        found[name] = MappingProxyType(known)
    if faults:
        raise GeoKoopError("Codelist {name}: {faults}.", "Mend the YAML file.", name=_FILE, faults="; ".join(faults))
    return MappingProxyType(found)


def _of_codelist(entries: Codelist) -> dict[str, Meaning]:
    """Return codes and labels as words."""
    labels = {
        plain(label): Meaning(code, "label") for lang in ("en", "de") for code, label in entries.labels(lang).items()
    }
    return labels | {plain(code): Meaning(code, "code") for code in entries.codes}


@lru_cache(maxsize=1)
def _built_in() -> Mapping[str, Mapping[str, Meaning]]:
    return parse((files(__package__) / _FILE).read_text(encoding="utf-8"))


def load(name: str) -> Mapping[str, Meaning]:
    """Return the words of a codelist in the form of :func:`plain`, each with what it stands for.

    Examples
    --------
    >>> load("stages")["ruht"].code, load("formats")["zv"].code
    ('ended', 'special_purpose_association')
    """
    entries, words = codelists.load(name), _built_in().get(name, {})
    own = codelists.own("words")
    if words and entries is codelists.shipped(name) and own is None:
        return words
    added = own.entries.values() if own else ()
    further = {entry["word"]: Meaning(entry["code"], "word") for entry in added if entry["list"] == name}
    # The labels of an office's own entries go before the words that are shipped.
    return {**words, **further, **_of_codelist(entries)}


def of(entries: Codelist) -> Mapping[str, Meaning]:
    """Return the shipped words for the codes of a list, and its codes and labels, without those of a project."""
    return {**_built_in().get(entries.name, {}), **_of_codelist(entries)}


def code(name: str, text: str) -> str:
    """Return the code that a text stands for, ``""`` where it is not known."""
    meaning = load(name).get(plain(text))
    return meaning.code if meaning else ""
