"""Parts a cell at its separators. Brackets protect what is in them, and the register protects its own names."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from geo_koop.intake.lists import cell_words, remarks
from geo_koop.intake.names.places import Places

LONGEST_NAME = 4
"""Parts of which a name that holds separators is put together again."""

STRONG = frozenset({";", "\n", "|"})
"""Separators at which what was said before no longer counts."""

_WITH = re.compile(r"\s+mit\s+")
_MOST_HYPHENS = 30
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"))
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_BREAK = re.compile(r"<br\s*/?>|_x000D_|\r\n?|\v|\f|\u2028|\u2029", re.IGNORECASE)
_JOINED_LINES = re.compile(r"(\w)-\n\s*(?=(?!und\b|u\.|oder\b|sowie\b|bzw\b)[a-zäöüß])")
_JOINED_NAMES = re.compile(r"(\w)-\n\s*(?=[A-ZÄÖÜ])")
_BULLET = re.compile(r"(?:^|(?<=\n))[ \t]*(?:[•·▪◦*]|[-–—]|o(?=\s))[ \t]+|[•▪◦]")
_LETTER = re.compile(r"(?:^|(?<=[\s,;]))\(?([a-z])\)\s*(?=[^\W\d_])")
_NUMBER = re.compile(
    r"(?:^|(?<=[\s,;]))\(?(\d{1,3})[.)]\s*(?=[^\W\d_])(?!\s*(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)\b)",
    re.I,
)


class Atom(NamedTuple):
    """A part of a cell.

    Attributes
    ----------
    text : str
    sep : str
        The separator in front of it: one of ``; | , / + -``, a line break, ``und``, or ``""`` at the beginning.
    gap : str
        The signs that stand there.
    whole : bool
        Whether the register knows the text as one name, whatever separators it holds.
    addition : str
        A part that was read as the addition of a name, and is the name of a municipality as well.
    doubtful : bool
        Whether that part may be a member of its own, since the same sign parts members elsewhere in the cell.
    """

    text: str
    sep: str = ""
    gap: str = ""
    whole: bool = False
    addition: str = ""
    doubtful: bool = False


def cut(text: str, separators: Sequence[str]) -> list[Atom]:
    """Part a text at separators that stand outside of brackets.

    Examples
    --------
    >>> [atom.text for atom in cut("Haar (Sitz, seit 2003), Poing und Zorneding", (",", " und "))]
    ['Haar (Sitz, seit 2003)', 'Poing', 'Zorneding']
    """
    text = _tidy(text, separators)
    pattern = _pattern(tuple(separators))
    depth = _depths(text)
    atoms: list[Atom] = []
    start, sep, gap = 0, "", ""
    for hit in pattern.finditer(text):
        if depth[hit.start()] or hit.start() < start:
            continue
        piece = text[start : hit.start()].strip()
        kind = _kind(hit[0])
        if piece:
            atoms.append(Atom(piece, sep, gap))
            sep, gap = kind, hit[0]
        elif kind in STRONG or not sep:
            # Of two separators in a row the stronger one counts; at the beginning there is none.
            sep, gap = (kind, hit[0]) if atoms else ("", "")
        start = hit.end()
    piece = text[start:].strip()
    if piece:
        atoms.append(Atom(piece, sep, gap))
    return atoms


def _tidy(text: str, separators: Sequence[str]) -> str:
    """Mend words that a line break parts, and write bullets and numbers as line breaks."""
    text = _BREAK.sub("\n", text.replace("\u00ad\n", "").translate(_INVISIBLE))
    text = _JOINED_NAMES.sub(r"\1-", _JOINED_LINES.sub(r"\1", text))
    if "\n" not in separators:
        return text
    text = _BULLET.sub("\n", text)
    numbers = [int(hit[1]) for hit in _NUMBER.finditer(text)]
    if len(numbers) > 1 and numbers[:2] == [numbers[0], numbers[0] + 1] and numbers[0] < 3:
        text = _NUMBER.sub("\n", text)
    if [hit[1] for hit in _LETTER.finditer(text)][:2] == ["a", "b"]:
        text = _LETTER.sub("\n", text)
    return text.strip("\n")


@lru_cache(maxsize=64)
def _pattern(separators: tuple[str, ...]) -> re.Pattern[str]:
    parts = []
    for one in sorted(separators, key=len, reverse=True):
        plain = f"(?i:{re.escape(one.strip())})"
        if not one.strip():
            parts.append(rf"[ ]*{re.escape(one)}\s*" if one.strip(" ") else r"(?!)")
        elif one.strip()[0].isalpha():
            parts.append(rf"\s+{plain}\s+(?!a\.|ä\.)|^\s*{plain}\s+(?!a\.|ä\.)|\s+{plain}\s*$")
        elif one.strip() == ",":
            parts.append(r"\s*,(?!\d)\s*|(?<!\d)\s*,\s*")
        elif one.strip() == "/":
            # "a/d" shortens "an der", and 1/3 is a share.
            parts.append(r"\s+/+\s*(?!\d)|(?<![/\d:])(?<!\b[a-zäöü])/+(?![/\d])\s*|(?<=\d)/(?=[^\W\d_])")
        elif one.strip() in ("–", "—"):
            parts.append(rf"\s+{plain}+\s+|(?<=[^\W\d])\s*{plain}\s*(?=[^\W\d])")
        else:
            parts.append(rf"\s+{plain}\s+" if one.strip() == "-" else rf"\s*{plain}\s*")
    return re.compile("|".join(parts) or r"(?!)")


def _kind(text: str) -> str:
    plain = text.strip()
    if not plain:
        return "\n" if "\n" in text else text.strip(" ")
    if plain[0].isalpha() or plain == "&":
        return "und"
    return "-" if plain[0] in "-–—" else plain[0]


def _depths(text: str) -> list[int]:
    """Return how deep in brackets each sign stands; a bracket that is never closed is a sign as any."""
    change = [0] * (len(text) + 2)
    stack: list[tuple[str, int]] = []
    for at, sign in enumerate(text):
        if sign in _CLOSING:
            stack.append((sign, at))
        elif stack and sign == _CLOSING[stack[-1][0]]:
            _opened, begin = stack.pop()
            change[begin] += 1
            change[at + 1] -= 1
    return list(accumulate(change))


def protected(atoms: Sequence[Atom], places: Places) -> list[Atom]:
    """Put names together again that the register knows as whole texts.

    Examples
    --------
    >>> import pandas as pd
    >>> from geo_koop.intake.names.gazetteer import Gazetteer
    >>> from geo_koop.intake.names.name_rules import load
    >>> areas = pd.DataFrame({"name": ["Berga/Elster", "Isen"]}, index=["16076004", "09177123"])
    >>> places = Places(Gazetteer(areas, load("de")))
    >>> [atom.text for atom in protected(cut("Isen, Markt, Berga/Elster", (",", "/")), places)]
    ['Isen, Markt', 'Berga/Elster']
    """
    slashes = sum(atom.gap == "/" for atom in atoms)
    found: list[Atom] = []
    at = 0
    while at < len(atoms):
        for size in range(min(LONGEST_NAME, len(atoms) - at), 1, -1):
            one = _one_name(atoms[at : at + size], places, slashes)
            if one:
                found.append(one)
                at += size
                break
        else:
            found.append(atoms[at])
            at += 1
    return found


def at_hyphens(text: str, places: Places) -> list[str]:
    """Part a text at hyphens where that gives three or more names, and nothing else; likewise at "mit".

    Examples
    --------
    >>> import pandas as pd
    >>> from geo_koop.intake.names.gazetteer import Gazetteer
    >>> from geo_koop.intake.names.name_rules import load
    >>> names = ["Höhenkirchen-Siegertsbrunn", "Brunnthal", "Aying"]
    >>> places = Places(Gazetteer(pd.DataFrame({"name": names}, index=["1", "2", "3"]), load("de")))
    >>> at_hyphens("Höhenkirchen-Siegertsbrunn-Brunnthal-Aying", places)
    ['Höhenkirchen-Siegertsbrunn', 'Brunnthal', 'Aying']
    """
    together = _WITH.split(text)
    if len(together) > 1 and all(places.municipalities(piece) for piece in together):
        return together
    pieces = text.split("-")
    if not 2 < len(pieces) < _MOST_HYPHENS or any(not piece.strip() for piece in pieces):
        return [text]
    found, at = [], 0
    while at < len(pieces):
        size = next(
            (n for n in range(min(3, len(pieces) - at), 0, -1) if places.municipalities("-".join(pieces[at : at + n]))),
            0,
        )
        if not size:
            return [text]
        found.append("-".join(pieces[at : at + size]))
        at += size
    return found if len(found) > 1 else [text]


def _one_name(atoms: Sequence[Atom], places: Places, slashes: int) -> Atom | None:
    first, *others = atoms
    if any(_opens(atom.text) for atom in others[:-1]):
        return None
    text = first.text + "".join(_gap(atom) + atom.text for atom in others)
    bare, _said = remarks.in_brackets(text, places) if "(" in others[-1].text else (text, None)
    one = Atom(text, first.sep, first.gap, whole=True)
    seps = {atom.sep for atom in others}
    if seps <= {",", "und", "/", "-", "+", "\n"} and places.is_official(bare):
        return one
    single = _in_singular(bare)
    if seps <= {",", "und", "/", "-"} and places.associations(single):
        # A head in the plural counts for the parts behind it, too.
        return one._replace(whole=single == bare)
    if seps == {","} and len(others) == 1:
        return one if _belongs_to(first.text, remarks.in_brackets(others[0].text, places)[0], places) else None
    if not seps & {";", "|", "\t"} and seps & {"-", "/", "\n"} and seps <= {"-", "/", "\n"} and places.has_words(bare):
        return one
    if seps == {"/"} and len(others) == 1 and others[0].gap == "/" and places.is_one_place(bare):
        reading = places.read(bare).reading
        second = others[0].text
        alone = places.municipalities(second) if not _opens(second) else ()
        if alone and not reading.additions:
            return None
        return one._replace(addition=second if alone else "", doubtful=bool(alone) and slashes > 1)
    return None


def _in_singular(text: str) -> str:
    """Return a text with the head of associations in front in the singular: Verwaltungsgemeinschaften X/Y."""
    head, _blank, name = text.partition(" ")
    return f"{cell_words.load().heads.get(cell_words.plain(head), head)} {name}"


def _gap(atom: Atom) -> str:
    return " " if "\n" in atom.gap else atom.gap


def _opens(text: str) -> bool:
    return "(" in text or "[" in text or ":" in text


def _belongs_to(name: str, behind: str, places: Places) -> bool:
    """Tell whether what stands behind a comma is a designation, or a word that belongs in front: Kassel, Lkr."""
    if cell_words.plain(behind) in places.rules.districts.get("prefixes", ()):
        return bool(places.districts(f"{behind} {name}")) and not places.is_designation(name.split()[0])
    if places.is_turned(behind):
        return bool(places.municipalities(f"{behind} {name}"))
    if places.municipalities(behind) and not places.is_designation(behind):
        return False
    return places.is_designation(behind) and bool(places.municipalities(name))
