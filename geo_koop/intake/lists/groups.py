"""Several members that are not named one by one: "alle Gemeinden des Landkreises außer …", "19 von 21 (ohne …)"."""

import re
from collections.abc import Sequence
from typing import Final

from geo_koop.intake.lists import cell_words
from geo_koop.intake.names.places import Places

_DISTRICT = re.compile(r"(?<!\w)(?:(?:land)?kreis(?:es|e)?|lkr\.?|lk|kr\.)\s+(?-i:(?=[A-ZÄÖÜ]))(.+)$", re.IGNORECASE)
_OWN_WORD = re.compile(
    r"(?<!\w)(?:im|des|vom|in|aus dem)\s+((?:[A-ZÄÖÜ][\w-]*-)?(?:Kreis|[A-ZÄÖÜ]\w*kreis))(?:es|e)?(?!\w)"
)
_GENITIVE = re.compile(r"\b(Amt|Verband)(?:e?s)(?=\s)")
_SOME_OF = re.compile(r"\d+\s*(?:von|der|/)\s*(?:\d+|insgesamt|den|allen)")
KINDS: Final = ("group", "group_part", "open_end")
"""What a text about several may be: all of them, all without some, or a list that goes on; codes of ``match_rules``."""
_BRACKET = re.compile(r"[(\[]([^()\[\]]*)[)\]]?")


def is_group(text: str) -> bool:
    """Tell whether a text stands for several that it does not name.

    Examples
    --------
    >>> is_group("alle Gemeinden des Landkreises Dachau"), is_group("19 von 21 Kommunen"), is_group("Haar")
    (True, True, False)
    """
    words = cell_words.load()
    plain = cell_words.plain(_BRACKET.sub(" ", text))
    if _SOME_OF.match(plain) or _with_all(plain):
        return True
    begins = words.several.match(plain)
    if begins and (words.of.search(plain, begins.start()) or begins.end() == len(plain)):
        return not plain.isdigit()
    head = next((n for n in (3, 2, 1) if " ".join(plain.split(" ")[:n]) in words.heads), 0)
    return bool(head) and len(plain.split(" ")) > head and plain.split(" ")[head] in words.where


def _with_all(text: str) -> str:
    """Return the text in front of "mit allen Kommunen" and the like; ``""`` where nothing of it is there."""
    words = cell_words.load()
    hit = words.with_all.match(text)
    return hit[1] if hit and words.of.search(hit[2]) else ""


def kind_of(text: str) -> str:
    """Return which of :data:`KINDS` a text about several is.

    Examples
    --------
    >>> kind_of("alle Gemeinden des Landkreises Dachau"), kind_of("Landkreis Dachau (ohne Karlsfeld)")
    ('group', 'group_part')
    >>> kind_of("u. a."), kind_of("3 weitere Gemeinden"), kind_of("alle anderen Gemeinden")
    ('open_end', 'open_end', 'group')
    """
    words = cell_words.load()
    before, behind, _ends = split_off(text)
    plain = cell_words.plain(_BRACKET.sub(" ", before))
    if behind or _SOME_OF.match(plain):
        return "group_part"
    if words.whole.match(plain):
        return "group"
    tail = words.tails.search(text)
    return "open_end" if (tail and tail.end() == len(text)) or words.unknown_extent.search(plain) else "group"


def split_off(text: str) -> tuple[str, str, bool]:
    """Return what stands before a word of exclusion, what behind it, and whether it ends with its part.

    Examples
    --------
    >>> split_off("alle Gemeinden außer Haar"), split_off("19 von 21 (ohne Haar u. Poing)")
    (('alle Gemeinden', 'Haar', False), ('19 von 21', 'Haar u. Poing', True))
    """
    words = cell_words.load()
    for hit in _BRACKET.finditer(text):
        said = words.without.match(hit[1].strip())
        if said:
            before = f"{text[: hit.start()]} {text[hit.end() :]}"
            return " ".join(before.split()).strip(" ,;"), hit[1].strip()[said.end() :].strip(), True
    outside = _BRACKET.sub(lambda hit: "·" * len(hit[0]), text)
    said = words.without.search(outside)
    if not said or said.end() == len(text):
        return text, "", False
    word = " ".join(said[0].casefold().split()).rstrip(": ")
    return text[: said.start()].strip(" ,;–-"), text[said.end() :].strip(), word in words.single


def district_in(text: str, places: Places) -> str:
    """Return the district that a text about several names, or ``""``."""
    hit, own = _DISTRICT.search(text), _OWN_WORD.search(text)
    found = places.districts(f"Landkreis {hit[1].strip(' ,.')}") if hit else places.districts(own[1]) if own else ()
    return found[0] if len(found) == 1 else ""


def association_in(text: str, places: Places) -> str:
    """Return the municipal association that a text about several names last, or ``""``: … der VG Glonn."""
    words = _GENITIVE.sub(r"\1", _BRACKET.sub(" ", text)).split()
    for at in range(1, len(words)):
        found = places.associations(" ".join(words[at:]))
        if found:
            return found[0] if len(found) == 1 else ""
    return ""


def proposal(text: str, excluded: Sequence[str], places: Places, context: str = "") -> tuple[str, ...]:
    """Return the municipalities that a group may stand for: those of its district without the excluded ones.

    The district, or municipal association, is the one that the text names, else the one of its row, else the one
    that all excluded names lie in. Where a list ends open, nothing is proposed.
    """
    if kind_of(text) == "open_end":
        return ()
    keys = [places.municipalities(name) for name in excluded]
    association = association_in(text, places)
    if association:
        out = {key for found in keys for key in found}
        return tuple(key for key in sorted(places.of_association(association)) if key not in out)
    district = district_in(_with_all(text) or text, places)
    if not district and context:
        found = places.districts(context)
        district = found[0] if len(found) == 1 else ""
    if not district and keys and all(keys):
        common = set.intersection(*({places.district_of(key) for key in found} for found in keys))
        district = common.pop() if len(common) == 1 else ""
    if not district:
        return ()
    out = {key for found in keys for key in found}
    return tuple(key for key in places.of_district(district) if key not in out)
