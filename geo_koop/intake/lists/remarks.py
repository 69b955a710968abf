"""Words about a member, beside its name: since when, until when, in which role, with what share."""

import re
from typing import NamedTuple

from geo_koop.intake.files import date_forms
from geo_koop.intake.lists import cell_words
from geo_koop.intake.lists.cell_words import About, CellWords, plain
from geo_koop.intake.names.places import Places

_BRACKET = re.compile(r"\s*[(\[{]([^()\[\]{}]*)[)\]}]")
_ITEMS = re.compile(r"[,;|/]\s+|\s+(?:und|u\.|&)\s+|\s*;\s*|\s+[–-]\s+")
_PERCENT = re.compile(r"(?:zu\s+)?(?:ca\.\s*)?(\d{1,3}(?:[.,]\d+)?)\s*(?:%|v\.\s?h\.|prozent)", re.IGNORECASE)
_FRACTION = re.compile(r"(?:zu\s+)?(\d{1,3})\s*/\s*(\d{1,3})(?!\d)")
_VOTES = re.compile(r"(?:(\d{1,4})|(eine))\s*(?:stimmen?|st\.|sitze?)(?!\w)", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{1,3})?")
_NUMBER_BEHIND = re.compile(r"[\s:]+(\d{1,3}(?:[.,]\d{1,3})?)$")
_FOOTNOTE = re.compile(r"[a-z]|\d{1,2}|\*+")


class Said(NamedTuple):
    """What words about a member say.

    Attributes
    ----------
    role, counts : str
        Codes of the codelists ``roles`` and ``membership``, or ``""``.
    start, end : str
        Dates as ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, or ``""``.
    share, votes : str
        Per cent, and number of votes.
    read, unread : tuple of str
        The words that were read into the fields above, and those that are kept as they are.
    """

    role: str = ""
    counts: str = ""
    start: str = ""
    end: str = ""
    share: str = ""
    votes: str = ""
    read: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    def with_(self, other: "Said") -> "Said":
        """Return both; of two words on the same, the first holds."""
        return Said(
            role=self.role or other.role,
            counts=self.counts or other.counts,
            start=self.start or other.start,
            end=self.end or other.end,
            share=self.share or other.share,
            votes=self.votes or other.votes,
            read=self.read + other.read,
            unread=self.unread + other.unread,
        )


NOTHING = Said()


def understood(text: str) -> Said | None:
    """Return what a text about a member says, or ``None`` where a word of it is not known.

    Examples
    --------
    >>> understood("bis 31.12.2019")
    Said(role='', counts='', start='', end='2019-12-31', share='', votes='', read=('bis 31.12.2019',), unread=())
    >>> understood("Haar") is None
    True
    """
    words = cell_words.load()
    rest = f" {text.strip()} "
    found = NOTHING
    patterns = _patterns()
    for name, pattern in patterns:
        hit = pattern.search(rest)
        value = _value(name, hit) if hit else None
        if hit and value:
            found = found.with_(value)
            rest = f"{rest[: hit.start()]} {rest[hit.end() :]}"
    about, rest_ = _words(rest, words)
    if rest_ is None:
        return None
    for meaning in about:
        found = found.with_(Said(role=meaning.role, counts=meaning.counts))
    if found == NOTHING and not about:
        return None
    stripped = text.strip(" ,;:-–")
    only_note = found == NOTHING
    remaining = only_note or found.unread or _mixed(about)
    return found._replace(read=() if only_note else (stripped,), unread=(stripped,) if remaining else ())


def _mixed(about: list[About]) -> bool:
    return any(not (meaning.role or meaning.counts) for meaning in about)


def _words(rest: str, words: CellWords) -> tuple[list[About], list[str] | None]:
    """Take known words off a text, the longest first; ``None`` where another word is left."""
    tokens = re.findall(r"[^\s,;:()]+", rest)
    tokens = [token for token in tokens if token not in ("-", "–")]
    found: list[About] = []
    at = 0
    while at < len(tokens):
        size = next((n for n in (4, 3, 2, 1) if plain(" ".join(tokens[at : at + n])) in words.about), 0)
        if size:
            found.append(words.about[plain(" ".join(tokens[at : at + size]))])
            at += size
        elif plain(tokens[at]) in words.fillers or not plain(tokens[at]):
            at += 1
        else:
            return found, None
    return found, []


def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    words = cell_words.load()
    month = "|".join(date_forms.months())
    when = (
        r"(?:\d{1,2}\.\s?\d{1,2}\.\s?\d{4}|\d{1,2}\.\d{1,2}\.\d{2}|\d{4}-\d{2}-\d{2}|\d{4}-\d{2}|\d{1,2}[./]\d{4}"
        rf"|(?:\d{{1,2}}\.\s*)?(?:{month})\.?\s+\d{{4}}|(?:ende|anfang|mitte|jahresende|q[1-4])?[\s/]*(?:1[89]|20)\d{{2}})"
    )
    gap = (
        r"[\s:]*(?:zum|am|dem|zu|im|jahr|mitglied|einschl\.|einschließlich|einschl|voraussichtlich|vorauss\.|ca\.)?\s*"
    )
    flags = re.IGNORECASE
    return [
        ("range", re.compile(rf"(?<![\w.])({when})\s*(?:-|–|bis)\s*({when})(?!\w)", flags)),
        ("from", re.compile(rf"(?<!\w)(?:{words.from_.pattern}){gap}({when})(?![\w])", flags)),
        ("left", re.compile(rf"(?<!\w)(?:{words.to.pattern}){gap}({when})(?!\w)", flags)),
        ("share", _PERCENT),
        ("fraction", re.compile(rf"(?<!\d){_FRACTION.pattern}(?:\s*anteil)?", flags)),
        ("votes", _VOTES),
        ("left", re.compile(rf"(?<!\w)({when})\s+(?:ausgetreten|ausgeschieden|beendet)", flags)),
        ("from", re.compile(rf"(?<!\w)({when})\s+(?:beigetreten|aufgenommen)", flags)),
    ]


def _value(name: str, hit: re.Match[str]) -> Said | None:
    """Return what words with a number or a date say; ``None`` where the date does not exist."""
    if name in ("range", "from", "left"):
        return _dated(name, hit)
    if name == "share":
        return Said(share=hit[1].replace(",", "."))
    if name == "fraction":
        part, whole = int(hit[1]), int(hit[2])
        return Said(share=f"{100 * part / whole:.4g}" if 0 < part <= whole else "")
    return Said(votes=hit[1] or "1")


def _dated(name: str, hit: re.Match[str]) -> Said | None:
    spans = [date_forms.read(text, end=name == "left") for text in hit.groups()]
    if any(not span.first for span in spans):
        return None
    # What is not exact stays as it was written, too.
    said = Said(unread=() if all(span.state == "exact" for span in spans) else (hit[0].strip(),))
    if name == "left":
        gone = any(word in hit[0].casefold() for word in ("ausgetreten", "ausgeschieden"))
        return said._replace(end=spans[0].last, counts="former" if gone else "")
    return said._replace(start=spans[0].first, end=spans[1].last if name == "range" else "")


def is_number(text: str) -> bool:
    """Tell whether a text is a number and nothing else."""
    return _NUMBER.fullmatch(text.strip()) is not None


def take(text: str, places: Places) -> tuple[str, Said]:
    """Return the name in a part of a list, and what the words beside it say.

    What stands in brackets and is neither understood nor like a name is kept as it is; what is like a
    name stays, since it may tell namesakes apart: Neustadt (Hessen).

    Examples
    --------
    >>> import pandas as pd
    >>> from geo_koop.intake.names.gazetteer import Gazetteer
    >>> from geo_koop.intake.names.name_rules import load
    >>> places = Places(Gazetteer(pd.DataFrame({"name": ["Haar"]}, index=["09184123"]), load("de")))
    >>> name, said = take("Haar (ausgetreten, seit 2003)", places); name, said.counts, said.start
    ('Haar', 'former', '2003')
    """
    if places.is_certain(text) and not any(sign in text for sign in "([{:,%?–"):
        return text, NOTHING
    if places.is_official(text):
        return text, NOTHING
    name, said = in_brackets(text, places)
    # "Erfüllende Gemeinde X" is an association, not words beside X.
    if any(ch.isalnum() for ch in name) and (places.is_official(name) or places.associations(name)):
        return name, said
    name, more = _around(name, places)
    return name, said.with_(more)


def in_brackets(text: str, places: Places) -> tuple[str, Said]:
    """Take words about a member out of brackets; what may be part of the name stays in them."""
    said = NOTHING
    name = text
    for hit in _BRACKET.finditer(text):
        content = hit[1].strip()
        whole = understood(content)
        parts = [content] if whole else [part.strip() for part in _ITEMS.split(content) if part and part.strip()]
        entries: list[Said | None] = [whole] if whole else [understood(part) for part in parts]
        if parts and not entries[0] and _is_remark(parts[0], places) and parts[0][:1].islower():
            parts, entries = [content], [None]
        left = []
        for part, meaning in zip(parts, entries, strict=True):
            if meaning:
                said = said.with_(meaning)
            elif _is_remark(part, places):
                said = said.with_(Said(unread=(part,)))
            else:
                left.append(part)
        outside = f"{name.split(hit[0])[0]} {content}"
        if left and left[0].split(" ")[0].casefold().rstrip(".") in _joints(places) and places.municipalities(outside):
            # Taufkirchen (b. München): the brackets are one pair too many.
            name = name.replace(hit[0], f" {content}", 1)
        elif len(left) < len(parts) or not parts:
            name = name.replace(hit[0], f" ({', '.join(left)})" if left else " ", 1)
    return " ".join(name.split()).strip(" ,;"), said


def _is_remark(text: str, places: Places) -> bool:
    """Tell whether what stands in brackets is about the membership rather than part of a name."""
    first = plain(text).split(" ")[0]
    if _FOOTNOTE.fullmatch(text) or first in (*places.rules.remarks, *places.rules.parts, *cell_words.load().beside):
        return True
    return text[:1].islower() and len(text.split()) > 1 and first not in _joints(places)


def _joints(places: Places) -> set[str]:
    """Return the words with which an addition begins: bei, am, a."""
    return {joint.split(" ")[0] for joint in places.rules.joints}


def _around(text: str, places: Places) -> tuple[str, Said]:
    """Take words about a member off the end and the beginning of a text without brackets."""
    said = NOTHING
    text = text.strip(" ,;")
    for sign in ("?",):
        if text.endswith(sign) and len(text) > 1 and text[-2] not in " (":
            text, said = text[:-1].strip(), said.with_(understood(sign) or NOTHING)
    number = _NUMBER_BEHIND.search(text)
    if number and any(ch.isalpha() for ch in text[: number.start()]):
        # A number says nothing about what it counts.
        text, said = text[: number.start()].strip(" ,;:–-"), said.with_(Said(unread=(number[1],)))
    words = text.split()
    if len(words) < 2 or len(words) > 30:
        return text, said
    for at in range(1, len(words)):
        rest = " ".join(words[at:])
        if "(" in rest and ")" not in rest:
            continue
        meaning = understood(rest)
        front = " ".join(words[:at]).strip(" ,;:–-")
        if meaning and front and not places.is_official(f"{front} {rest}") and understood(front) is None:
            return _front(front, places, said.with_(meaning))
    return _front(text, places, said)


def _front(text: str, places: Places, said: Said) -> tuple[str, Said]:
    words = text.split()
    for at in range(len(words) - 1, 0, -1):
        meaning = understood(" ".join(words[:at]))
        name = " ".join(words[at:]).strip(" ,;:–-")
        # Capitals that would only be kept may begin a name of their own: FF Anzing is a fire brigade.
        if meaning and (meaning.read or not words[0].isupper()) and name and places.municipalities(name):
            return name, said.with_(meaning)
    return text, said
