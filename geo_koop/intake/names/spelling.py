"""Reads a name as a person writes it: what is the name, what tells namesakes apart, what only stands around it."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from geo_koop.intake.names.name_rules import NameRules

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"))
_RAISED = dict.fromkeys(map(ord, "¹²³⁰⁴⁵⁶⁷⁸⁹†‡§"))
_ALIKE = str.maketrans({**dict.fromkeys("‐‑‒–—−", "-"), **dict.fromkeys("’‘`´ʼ′", "'"), **dict.fromkeys("„“”«»", '"')})
_NUMBERED = re.compile(r"^(?:[•·▪*\-–]\s*|\d{1,3}[.)]\s+|[a-z]\)\s+)+(?=\w)", re.IGNORECASE)
_FOOTNOTE = re.compile(r"[*°#]|\(?\d{1,2}\)|\[\d{1,2}\]")
_FOOTNOTE_SIZE = 4
_NOTE_MARK = re.compile(r"\s\d{1,2}\)")
# A key, also one that lost its zero, or a digit.
_LAND = r"(?:0[1-9]|1[0-6])"
# With blanks, a key has the groups of land, region, district and municipality: 09 184 119, 09 1 84 119.
_KEY = re.compile(
    rf"(?<![\d.,/-])(?<!\d )(\d{{7,12}}|{_LAND} \d{{3}} \d{{3}}|{_LAND}[ .]\d[ .]\d\d[ .]\d{{3}})(?! ?\d)"
)
_POSTCODE = re.compile(r"^(?:[A-Z]{1,3}[- ])?(\d{4,5})\s+(?=\D)")
_POSTCODE_BEHIND = re.compile(r"(?<=\w)\s+(\d{5})$")
_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]?")
_WORD = re.compile(r"([^\s.\-,'\"/~]+)(\.?)")
_LOWERED = re.compile(r"ã(?=[^\w\s])")
_NO_LETTER = re.compile(r"[^a-zA-Z0-9]+")
_LOST = "\ufffd"
LONGEST = 1_000
"""Characters of a name; what is longer is a text, in which only its parts can be names."""


class Reading(NamedTuple):
    """What a name says.

    Attributes
    ----------
    text : str
        The name without what cannot be seen and without footnote marks.
    whole : str
        The name in letters that agree in all spellings; ``~`` behind a designation in front.
    partly : tuple of str
        The same with some of several designations left out: Gemeinde Markt Schwaben.
    base : str
        The same without designations.
    additions : tuple of str
        What tells namesakes apart: ``("fulda",)`` in Rotenburg a. d. Fulda.
    hints : tuple of str
        Additions as written: they may name a state or a district.
    designation : str
        Kind of municipality that is named (``stadt``, ``markt``, ``gemeinde``), or ``""``.
    body : str
        What it is if no municipality: ``district``, ``state``, ``part``, ``group``, ``blank``, or a kind of body.
    names : tuple of str
        The names of a municipality that has several (Biel/Bienne), in the letters of ``base``.
    words : tuple of str
        Words of ``base``.
    key, postcode : str
        A key or postcode that stands in the name.
    rest : tuple of str
        Parts behind a comma that are nothing known: other names, perhaps.
    beside : bool
        Whether a bracket or what follows a comma says that it is a district: Dachau (Landkreis).
    """

    text: str
    whole: str = ""
    partly: tuple[str, ...] = ()
    base: str = ""
    additions: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    designation: str = ""
    body: str = ""
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    key: str = ""
    postcode: str = ""
    rest: tuple[str, ...] = ()
    beside: bool = False


def clean(text: str) -> str:
    """Return a name without characters that cannot be seen, footnote marks, and wrongly read letters.

    Examples
    --------
    >>> clean("  MÃ¼nchen *"), clean("Haar 1)"), clean("Ober\u00adhaching\u00a0")
    ('München', 'Haar', 'Oberhaching')
    """
    if any(sign in text for sign in "ÃÂâÅã"):
        text = _reread(_LOWERED.sub("Ã", text))
    text = text.translate(_INVISIBLE).translate(_RAISED).replace("\u00a8", "\u0308")
    text = unicodedata.normalize("NFC", text).translate(_ALIKE)
    text = re.sub(r"(\w)-[\r\n]\s*(?=[a-zäöüß])", r"\1", text)
    text = " ".join(text.split()).strip(" ,;:")
    text = _NUMBERED.sub("", text)
    return _without_footnotes(text).strip(" ,;:")


def _without_footnotes(text: str) -> str:
    """Take footnote marks off the end, one after the other: a pattern for all of them would try each blank anew."""
    end, marked = len(text), len(text)
    while True:
        while end and text[end - 1].isspace():
            end -= 1
        sizes = (size for size in range(min(_FOOTNOTE_SIZE, end), 0, -1) if _FOOTNOTE.fullmatch(text, end - size, end))
        size = next(sizes, 0) or _empty_bracket(text, end)
        # The last digits of a key or a year are no footnote: (09184141).
        if size and end > size and text[end - size].isdigit() and text[end - size - 1].isdigit():
            size = 0
        if not size:
            return text[:end] if marked < len(text) else text
        end = marked = end - size


def _empty_bracket(text: str, end: int) -> int:
    """Return how many characters an empty bracket has at the end, or 0."""
    begin = end - 2
    while begin > 0 and text[begin].isspace():
        begin -= 1
    return end - begin if begin >= 0 and text[begin] == "(" and text[end - 1] == ")" else 0


def _reread(text: str) -> str:
    """Mend UTF-8 that was read as Windows-1252 or Latin-1."""
    for _times in range(3):
        for encoding in ("cp1252", "latin-1"):
            try:
                text = text.encode(encoding).decode("utf-8")
                break
            except (UnicodeEncodeError, UnicodeDecodeError):
                continue
        else:
            return text
    return text


def fold(text: str, rules: NameRules) -> str:
    """Return the letters and digits of a text in the form in which spellings agree.

    Examples
    --------
    >>> from geo_koop.intake.names.name_rules import load
    >>> fold("Bad Sooden - Allendorf", load("de")), fold("GIEẞEN", load("de"))
    ('badsoodenallendorf', 'giessen')
    """
    text = (text if text.isascii() else unicodedata.normalize("NFC", text)).casefold()
    for letter, spelt in rules.letters.items():
        text = text.replace(letter, spelt)
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", text)
        return "".join(ch for ch in plain if ch.isalnum() or ch == _LOST)
    return _NO_LETTER.sub("", text)


def bare(form: str, rules: NameRules) -> str:
    """Return a folded form as a list without umlauts would have it."""
    for spelt, letter in rules.bare.items():
        form = form.replace(spelt, letter)
    return form


def read(text: str, rules: NameRules, *, official: bool = False) -> Reading:
    """Read a name.

    Parameters
    ----------
    text : str
    rules : NameRules
    official : bool
        Whether it comes from a register: then designations in front belong to the name.

    Examples
    --------
    >>> from geo_koop.intake.names.name_rules import load
    >>> r = read("Stadt Rotenburg a. d. Fulda", load("de")); r.base, r.additions, r.designation
    ('rotenburg', ('fulda',), 'stadt')
    """
    cleaned = clean(text)
    if not official and _is_blank(cleaned, rules):
        return Reading(text=cleaned, body="blank")
    if len(cleaned) > LONGEST:
        return Reading(text=cleaned)
    key, postcode, name = ("", "", cleaned) if official else _numbers(cleaned)
    name, behind, inside = _parts(name, rules)
    designation, hints, rest, name = _behind_comma(name, behind, rules, official)
    additions: list[str] = []
    for part in inside:
        kind = rules.comma_kinds.get(_plain(part))
        if part.casefold() in rules.turned:
            name = f"{part} {name}"
        elif kind and not official:
            designation = kind
        elif not _is_remark(part, rules) or official:
            hints.append(part)
            additions.append(part)
    if "/" in name:
        for short, long in rules.slashed.items():
            name = re.sub(rf"(?<!\w){re.escape(short)}\s*", f"{long} ", name, flags=re.IGNORECASE)
    name, slashed = _at_slash(name, rules)
    if rules.slash == "addition":
        additions += slashed
    words = _words(name, rules)
    words, joined = _at_joint(words, rules, 0 if official else _designation(words, rules)[1])
    hints += [" ".join(part) for part in joined]
    kind, start, end = _designation(words, rules)
    base = words if official else words[start:end]
    if not official and rules.states.get("after_name") and len(base) > 1 and base[-1] in rules.state_names:
        hints.append(base[-1])
        additions.append(base[-1])
        base = base[:-1]
        end = len(words) - 1
    starts = _starts(words, start, rules)
    whole, *partly = (_marked(words[begin:start], words[start:end], rules) for begin in starts)
    beside = not official and any(_plain(part) in rules.districts.get("suffixes", ()) for part in (*inside, *behind))
    body = "" if official else "district" if beside else _body(name, base, rules, bool(start))
    several = (_join(base), *(_join(_words(part, rules)) for part in slashed)) if rules.slash == "names" else ()
    folded = tuple(fold(part, rules) for part in additions) + tuple(fold(" ".join(part), rules) for part in joined)
    return Reading(
        text=cleaned,
        whole=whole,
        partly=tuple(partly),
        base=fold(_join(base), rules),
        additions=tuple(part for part in folded if part),
        hints=tuple(hints),
        designation=kind or designation,
        body=body,
        names=tuple(fold(part, rules) for part in several) if slashed else (),
        words=tuple(fold(word, rules) for word in base),
        key=key,
        postcode=postcode,
        rest=tuple(rest),
        beside=beside,
    )


def _starts(words: list[str], start: int, rules: NameRules) -> list[int]:
    """Return where each of the designations in front begins; at least the beginning."""
    found = [0]
    at = 0
    while at < start:
        size = next(n for n in (4, 3, 2, 1) if " ".join(words[at : at + n]) in rules.designation_kinds)
        at += size
        if at < start:
            found.append(at)
    return found


def _marked(front: list[str], name: list[str], rules: NameRules) -> str:
    return fold(_join(front), rules) + "~" * bool(front) + fold(_join(name), rules)


def _join(words: Sequence[str]) -> str:
    return " ".join(words)


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace(".", " ").replace("-", " ").split())


def _is_blank(text: str, rules: NameRules) -> bool:
    return not any(ch.isalnum() or ch == _LOST for ch in text) or text.casefold() in rules.blanks


def _is_remark(text: str, rules: NameRules) -> bool:
    first = _plain(text).split(" ")[0]
    return first in rules.remarks or first.isdigit()


def _numbers(text: str) -> tuple[str, str, str]:
    """Take a key and a postcode out of a name."""
    key, text = without_key(text)
    post = _POSTCODE.match(text)
    behind = None if post else _POSTCODE_BEHIND.search(text)
    if behind:
        return key, behind[1], text[: behind.start()]
    return key, (post[1] if post else ""), text[post.end() :] if post else text


def without_key(text: str) -> tuple[str, str]:
    """Return the key that stands in a name, and the name without it.

    Examples
    --------
    >>> without_key("Haar (09184123)"), without_key("Haar")
    (('09184123', 'Haar'), ('', 'Haar'))
    """
    found = _KEY.search(text)
    if not found:
        return "", text
    front, back = text[: found.start()].rstrip(), text[found.end() :].lstrip()
    if front[-1:] in ("(", "[") and back[:1] in (")", "]"):
        front, back = front[:-1], back[1:]
    return found[1], " ".join(f"{front} {back}".split()).strip(" -–:,;")


def keys_in(text: str) -> int:
    """Return how many keys stand in a text."""
    return len(_KEY.findall(text))


def _parts(text: str, rules: NameRules) -> tuple[str, list[str], list[str]]:
    """Return the name, what stands behind commas, and what stands in brackets."""
    inside = [part.strip() for found in _BRACKET.findall(text) for part in re.split(r"[,;/]", found) if part.strip()]
    name, *behind = (
        _without_footnotes(part).strip() for part in _BRACKET.sub(" ", _NOTE_MARK.sub("", text)).split(",")
    )
    return name, [part for part in behind if part], inside


def _behind_comma(
    name: str, behind: list[str], rules: NameRules, official: bool
) -> tuple[str, list[str], list[str], str]:
    """Return the designation, hints and unknown parts behind commas, and the name with turned words in front."""
    designation, hints, rest = "", [], []
    for part in behind:
        plain = _plain(part)
        first = plain.split(" ")[0]
        if part.casefold() in rules.turned:
            name = f"{part} {name}"
        elif plain in rules.comma_kinds or first in rules.designation_kinds:
            designation = rules.comma_kinds.get(plain) or rules.designation_kinds[first]
            if not official and plain not in rules.comma_kinds and " " in plain:
                # "Haar, Stadt Freising" may be two names, "Rheinsberg, Stadt der Musik" one
                rest.append(part)
        elif plain in rules.state_names or _names_district(plain, rules):
            hints.append(part)
        elif not official and not _is_remark(part, rules):
            rest.append(part)
    return designation, hints, rest, name


def _names_district(plain: str, rules: NameRules) -> bool:
    words = plain.split(" ")
    return words[0] in rules.districts.get("prefixes", ()) or words[-1] in rules.districts.get("suffixes", ())


def _at_slash(name: str, rules: NameRules) -> tuple[str, list[str]]:
    first, *others = (part.strip() for part in name.split("/"))
    return (first, [part for part in others if part]) if first else (name, [])


def _words(name: str, rules: NameRules) -> list[str]:
    """Return the words of a name in lower case, abbreviations written out."""
    words = []
    for word, stop in _WORD.findall(name):
        low = word.casefold()
        full = rules.whole_words.get(low) or (rules.abbreviations.get(low) if stop else None)
        words.append(full or low)
    return words


def _at_joint(words: list[str], rules: NameRules, begin: int) -> tuple[list[str], list[list[str]]]:
    """Part the words at joints: the name, and its additions."""
    parts: list[list[str]] = [[]]
    at = 0
    while at < len(words):
        size = next(
            (n for n in (3, 2, 1) if begin < at < len(words) - n and " ".join(words[at : at + n]) in rules.joints), 0
        )
        if size and parts[-1]:
            parts.append([])
            at += size
        else:
            parts[-1].append(words[at])
            at += 1
    return parts[0], [part for part in parts[1:] if part]


def _designation(words: list[str], rules: NameRules) -> tuple[str, int, int]:
    """Return the kind that designations name, and where the name begins and ends between them."""
    kind, start, end = "", 0, len(words)
    phrases = rules.designation_kinds
    while size := next(
        (n for n in (4, 3, 2, 1) if start + n < end and " ".join(words[start : start + n]) in phrases), 0
    ):
        kind = phrases[" ".join(words[start : start + size])]
        start += size
    while size := next((n for n in (4, 3, 2, 1) if end - n > start and " ".join(words[end - n : end]) in phrases), 0):
        kind = kind or phrases[" ".join(words[end - size : end])]
        end -= size
    return kind, start, end


def _body(name: str, words: list[str], rules: NameRules, designated: bool) -> str:
    """Tell what a name means that is no municipality."""
    plain = _plain(name)
    if not words:
        return ""
    low = name.casefold()
    if any(low == phrase or low.startswith(f"{phrase} ") for phrase in rules.groups):
        return "group"
    if any(low.endswith(f" {phrase}") for phrase in rules.groups if " " in phrase or "." in phrase):
        return "group"
    tokens = plain.split(" ")
    prefixes, suffixes = rules.districts.get("prefixes", ()), rules.districts.get("suffixes", ())
    if any(a in rules.and_words and b in prefixes for a, b in pairwise(tokens)):
        return "group"
    if any(word in rules.parts for word in tokens):
        return "part"
    if len(tokens) > 1 and (tokens[0] in prefixes or (tokens[-1] in suffixes and not designated)):
        return "district"
    if any(tokens[-1].endswith(ending) and tokens[-1] not in prefixes for ending in rules.districts.get("endings", ())):
        return "district"
    if len(tokens) > 1 and tokens[0] in rules.states.get("prefixes", ()):
        return "state"
    return next((kind for kind, pattern in rules.body_patterns if _gives_away(pattern, tokens)), "")


def _gives_away(pattern: re.Pattern[str], tokens: list[str]) -> bool:
    pairs = [f"{a} {b}" for a, b in pairwise(tokens)]
    return any(pattern.fullmatch(part) for part in (*tokens, *pairs))


def district_name(text: str, rules: NameRules) -> str:
    """Return the name of a district without "Landkreis" and the like."""
    words = _words(_BRACKET.sub(" ", text[:LONGEST]).replace(",", " "), rules)
    while len(words) > 1 and words[0] in rules.districts.get("prefixes", ()):
        words = words[1:]
    while len(words) > 1 and words[-1] in rules.districts.get("suffixes", ()):
        words = words[:-1]
    return " ".join(words)
