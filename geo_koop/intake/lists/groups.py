"""Several members that are not named one by one: "alle Gemeinden des Landkreises außer …", "19 von 21 (ohne …)"."""

import re
from collections.abc import Sequence

from geo_koop.intake.lists import cell_words
from geo_koop.intake.names.places import Places

_DISTRICT = re.compile(r"(?<!\w)(?:(?:land)?kreis(?:es|e)?|lkr\.?|lk|kr\.)\s+(?-i:(?=[A-ZÄÖÜ]))(.+)$", re.IGNORECASE)
_OWN_WORD = re.compile(r"(?<!\w)(?:im|des|vom|in)\s+((?:[A-ZÄÖÜ][\w-]*-)?[A-ZÄÖÜ]\w*kreis)(?:es|e)?(?!\w)")
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
    if re.match(r"\d+\s*(?:von|der|/)\s*(?:\d+|insgesamt|den|allen)", plain):
        return True
    begins = words.several.match(plain)
    if begins and (words.of.search(plain, begins.start()) or begins.end() == len(plain)):
        return not plain.isdigit()
    head = next((n for n in (3, 2, 1) if " ".join(plain.split(" ")[:n]) in words.heads), 0)
    return bool(head) and len(plain.split(" ")) > head and plain.split(" ")[head] in words.where


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


def proposal(text: str, excluded: Sequence[str], places: Places, context: str = "") -> tuple[str, ...]:
    """Return the municipalities that a group may stand for: those of its district without the excluded ones.

    The district is the one that the text names, else the one of its row, else the one that all excluded
    names lie in.
    """
    district = district_in(text, places)
    keys = [places.municipalities(name) for name in excluded]
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
