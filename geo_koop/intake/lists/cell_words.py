"""Words of member lists in cells, as data; see ``cell_words.yaml``."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from geo_koop.intake.files import yaml_text


@dataclass(frozen=True, kw_only=True)
class About:
    """What a word about a member means: codes of the codelists ``roles`` and ``membership``, or ``""``."""

    role: str = ""
    counts: str = ""


@dataclass(frozen=True, kw_only=True)
class CellWords:
    """Words of member lists.

    Attributes
    ----------
    joining, articles : pattern
        Of a word between, or in front of, parts.
    heads : Mapping[str, str]
        Plural, in plain letters, to the word that is put in front of each part.
    either_number, shared, titles, where, single : frozenset of str
    without, again, several, of, tails, unknown_extent, whole, with_all : pattern
    about : Mapping[str, About]
        Word about a member to its meaning.
    fillers, beside : frozenset of str
    from_, to : pattern
        Of what stands in front of a date.
    """

    joining: re.Pattern[str]
    articles: re.Pattern[str]
    heads: Mapping[str, str]
    either_number: frozenset[str]
    shared: frozenset[str]
    titles: frozenset[str]
    where: frozenset[str]
    single: frozenset[str]
    without: re.Pattern[str]
    again: re.Pattern[str]
    several: re.Pattern[str]
    of: re.Pattern[str]
    tails: re.Pattern[str]
    unknown_extent: re.Pattern[str]
    whole: re.Pattern[str]
    with_all: re.Pattern[str]
    about: Mapping[str, About]
    fillers: frozenset[str]
    beside: frozenset[str]
    from_: re.Pattern[str]
    to: re.Pattern[str]


def plain(text: str) -> str:
    """Return a text in lower case, without full stops, with single blanks.

    Examples
    --------
    >>> plain("Große  Kreisstädte"), plain("Lkr.")
    ('große kreisstädte', 'lkr')
    """
    return " ".join(text.casefold().replace("ß", "ss").replace(".", " ").split()).replace("grosse", "große")


def alternatives(words: Iterable[str]) -> str:
    """Return a pattern of words, the longest first; blanks in it stand for any."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


def _bounded(words: Iterable[str]) -> str:
    return rf"(?<![\w-])(?:{alternatives(words)})(?![\w-])"


@lru_cache(maxsize=1)
def load() -> CellWords:
    """Return the words that are shipped."""
    text = (files(__package__) / "cell_words.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml_text.parse(text, file="cell_words.yaml")
    about = {
        plain(word): About(role=entry.get("role", ""), counts=entry.get("counts", ""))
        for entry in data["about"]
        for word in entry["words"]
    }
    return CellWords(
        joining=re.compile(rf"(?:{alternatives(data['joining'])})", re.IGNORECASE),
        articles=re.compile(rf"^(?:(?:{alternatives(data['articles'])})\s+)+", re.IGNORECASE),
        heads={plain(word): one for one, words in data["heads"].items() for word in words},
        either_number=frozenset(map(plain, data["either_number"])),
        shared=frozenset(map(plain, data["shared"])),
        titles=frozenset(map(plain, data["titles"])),
        where=frozenset(data["where"]),
        single=frozenset(data["single"]),
        # "o." means "ohne" in front of a name only: Rothenburg o. d. Tauber.
        without=re.compile(rf"(?:{_bounded(data['without'])}|(?<![\w-])o\.(?=\s+(?-i:[A-ZÄÖÜ]))):?\s*", re.IGNORECASE),
        again=re.compile(rf"^(?:{alternatives(data['again'])})(?![\w-]):?\s*", re.IGNORECASE),
        several=re.compile(rf"^(?:(?:{alternatives(data['several'])}|\d{{1,4}})(?![\w.-])|mind\.?|u\.)", re.IGNORECASE),
        of=re.compile(rf"(?<![\w-])(?:{alternatives(data['of'])})(?![\w-])", re.IGNORECASE),
        tails=re.compile(rf"(?:^|[\s,;]+)(?:{alternatives(data['tails'])})(?:$|(?=\s))", re.IGNORECASE),
        unknown_extent=re.compile(_bounded(data["unknown_extent"]), re.IGNORECASE),
        whole=re.compile(rf"^(?:{alternatives(data['whole'])})(?![\w-])", re.IGNORECASE),
        with_all=re.compile(rf"^(.+?),?\s+(?:{alternatives(data['with_all'])})\s+(.+)$", re.IGNORECASE),
        about=about,
        fillers=frozenset(map(plain, data["fillers"])),
        beside=frozenset(map(plain, data["beside"])),
        from_=re.compile(rf"(?:{alternatives(data['from'])})", re.IGNORECASE),
        to=re.compile(rf"(?:{alternatives(data['to'])})", re.IGNORECASE),
    )
