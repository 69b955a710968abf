"""Finds the names of further members in words beside a name: Haar (und Poing), Haar (übernimmt für Poing)."""

import re
from collections.abc import Iterator, Sequence

from geo_koop.intake.lists import remarks
from geo_koop.intake.lists.parts import Part
from geo_koop.intake.names.places import Places

_BETWEEN = re.compile(r"[,;/&+]|(?<![\w-])(?:und|sowie|mit|für|auch)(?![\w-])|(?<![\w-])u\.")
_FURTHER = re.compile(r"(?:und|u\.|sowie|plus|außerdem|auch|ebenso|&|\+)\s+(?:auch\s+)?")
_SMALL_WORDS = re.compile(r"^(?:[a-zäöüß][\w.]*\s+)+")


def in_words(remaining: Sequence[str], places: Places) -> Iterator[Part]:
    """Return the municipalities that words beside a name mention.

    Behind an "und" they are members as the name itself is; else it stays open whether they are.
    """
    for words in remaining:
        if not words[:1].islower() and not _FURTHER.match(words):
            # Capitals begin a name or a title: Herr Berg, Frau Haar.
            continue
        further = _FURTHER.match(words)
        pieces = [piece.strip() for piece in _BETWEEN.split(words[further.end() :] if further else words)]
        names = [_SMALL_WORDS.sub("", piece) for piece in pieces if piece]
        found = [
            name
            for name in names
            if name[:1].isupper() and places.municipalities(name) and not remarks.understood(name)
        ]
        certain = bool(further) and found == names == [piece for piece in pieces if piece]
        for name in found:
            if certain:
                yield Part(name, name)
            else:
                yield Part(name, name, "either", candidates=places.municipalities(name))
