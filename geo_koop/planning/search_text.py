"""Texts as they are compared in a search: folded, in words, each word with its stem."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any

import snowballstemmer

LANGUAGES = {"de": "german", "en": "english"}
"""Language to the name of its stemmer (Snowball)."""
MOST_LETTERS, MOST_WORDS = 200, 12
"""How much of a text that somebody asks for is heeded."""
FILLERS = frozenset(
    [
        *("und", "oder", "der", "die", "das", "des", "dem", "den", "ein", "eine", "einer", "eines", "im", "in", "am"),
        *("an", "auf", "aus", "bei", "bis", "fuer", "mit", "von", "vom", "zu", "zum", "zur", "als", "um", "ueber"),
        *("and", "or", "the", "of", "for", "to", "with", "by", "at", "on", "a"),
    ]
)
"""Words that say nothing beside others."""

_WORD = re.compile(r"[^\W_]+")
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "oe"})


@cache
def _stemmer(language: str) -> Any:
    return snowballstemmer.stemmer(LANGUAGES[language])


def fold(text: str) -> str:
    """Return a text in small letters, with umlauts written out and without accents.

    Examples
    --------
    >>> fold("Straße"), fold("GRÜN"), fold("Café")
    ('strasse', 'gruen', 'cafe')
    """
    # An umlaut that is written as a letter and two dots is an umlaut as well.
    small = unicodedata.normalize("NFC", text.casefold()).translate(_LETTERS)
    if small.isascii():
        return small
    apart = unicodedata.normalize("NFKD", small)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def plain_texts(texts: Iterable[str]) -> list[str]:
    """Return texts folded, their words parted by blanks, without anything else."""
    lines = [" ".join(str(text).split()) for text in texts]
    whole = "\n".join(lines)
    return [" ".join(_WORD.findall(line)) for line in fold(whole).split("\n")] if lines else []


def stemmed(texts: Iterable[str], language: str, known: dict[str, str] | None = None) -> list[str]:
    """Return texts as made by :func:`plain_texts` with stems in place of words.

    Parameters
    ----------
    texts : iterable of str
    language : {"de", "en"}
    known : dict, optional
        Stems of words that were met before, which costs much more than looking them up; new ones are added.

    Examples
    --------
    >>> stemmed(["schulen haeuser", "it"], "de")
    ['schul haus', 'it']
    """
    lines = list(texts)
    stems = {} if known is None else known
    words = sorted({word for line in lines for word in line.split(" ")} - set(stems))
    stems |= zip(words, _stemmer(language).stemWords(words), strict=True)
    return [" ".join([stems[word] for word in line.split(" ")]) for line in lines]


class Query:
    """A text that somebody asks for.

    Parameters
    ----------
    text : str
        Anything: only its letters and digits count.

    Attributes
    ----------
    words : tuple of str
        As written, each once; those that say nothing are left out beside others.
    plain : tuple of str
        The same, folded.
    left_out : bool
        Whether the text is longer than what is heeded (:data:`MOST_LETTERS`, :data:`MOST_WORDS`).
    """

    def __init__(self, text: str) -> None:
        said = unicodedata.normalize("NFC", " ".join(text.split()))
        found = [(word, " ".join(_WORD.findall(fold(word)))) for word in _WORD.findall(said[:MOST_LETTERS])]
        once = {plain: word for word, plain in reversed(found) if plain}
        kept = [plain for plain in dict.fromkeys(plain for _word, plain in found) if plain]
        telling = [plain for plain in kept if plain not in FILLERS] or kept
        self.plain = tuple(telling[:MOST_WORDS])
        self.words = tuple(once[plain] for plain in self.plain)
        self.left_out = len(said) > MOST_LETTERS or len(telling) > MOST_WORDS
