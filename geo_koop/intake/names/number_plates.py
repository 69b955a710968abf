"""Number plates of districts (Kfz-Kennzeichen), as offices use them for short: STA, LK FFB, TÖL/WOR."""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from geo_koop import codelists
from geo_koop.intake.files import yaml_text
from geo_koop.intake.names import name_rules, spelling
from geo_koop.intake.names.name_rules import NameRules

_JOINED = re.compile(r"\s*[+/-]\s*")
_SHORT = re.compile(r"[A-ZÄÖÜ]{1,3}(?:\s*[+/-]\s*[A-ZÄÖÜ]{1,3})*")
_BEHIND = re.compile(r"(.*[^\W\d_][)\].]?)(?:\s*[/–-]\s*|\s+)([A-ZÄÖÜ]{1,3})")


def plates() -> Mapping[str, tuple[str, ...]]:
    """Return each code, and the keys of the districts that use it: those that are shipped, and those of the project.

    Examples
    --------
    >>> plates()["STA"], plates()["KS"]
    (('09188',), ('06611', '06633'))
    """
    own = codelists.own("number_plates")
    if own is None:
        return shipped()
    return MappingProxyType({**shipped(), **{code: tuple(entry["keys"]) for code, entry in own.entries.items()}})


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, tuple[str, ...]]:
    """Return the codes that are shipped, and the keys of their districts."""
    return MappingProxyType({code: tuple(keys) for code, keys in _content()["plates"].items()})


@lru_cache(maxsize=1)
def _content() -> Mapping[str, Any]:
    name = "number_plates.yaml"
    content: Mapping[str, Any] = yaml_text.parse((files(__package__) / name).read_text(encoding="utf-8"), file=name)
    return content


def stands_alone(code: str) -> bool:
    """Tell whether a code without a word for a district is one for certain: neither a letter nor a word.

    Examples
    --------
    >>> stands_alone("STA"), stands_alone("VG"), stands_alone("V")
    (True, False, False)
    """
    return len(code) > 1 and code not in _content()["also_words"]


@lru_cache(maxsize=8)
def _forms(known: tuple[tuple[str, tuple[str, ...]], ...]) -> Mapping[str, tuple[str, ...]]:
    """Return codes in lower case, and without umlauts where no other code is written so."""
    rules = name_rules.load("de")
    found: dict[str, tuple[str, ...]] = {}
    for code, keys in known:
        form = spelling.bare(spelling.fold(code, rules), rules)
        found[form] = tuple(dict.fromkeys((*found.get(form, ()), *keys)))
    return MappingProxyType(found | {code.casefold(): keys for code, keys in known})


def is_code(text: str) -> bool:
    """Tell whether a text is written as a code: capitals, perhaps two joined."""
    return _SHORT.fullmatch(text) is not None


def behind(text: str) -> tuple[str, str]:
    """Return a name and the code that stands behind it, both ``""`` where none does.

    Examples
    --------
    >>> behind("Wang FS"), behind("Vaterstetten/EBE"), behind("Bad Tölz")
    (('Wang', 'FS'), ('Vaterstetten', 'EBE'), ('', ''))
    """
    hit = _BEHIND.fullmatch(text.strip())
    return (hit[1], hit[2]) if hit else ("", "")


def without_prefix(text: str, rules: NameRules) -> tuple[str, bool]:
    """Return a text without "Landkreis" and the like in front, and whether it had one."""
    first, _blank, rest = text.strip().partition(" ")
    prefixed = bool(rest) and first.casefold().rstrip(".") in rules.districts.get("prefixes", ())
    return (rest.strip(), True) if prefixed else (text.strip(), False)


def districts(text: str, rules: NameRules, cities: Collection[str] = ()) -> tuple[str, ...]:
    """Return the keys of the districts whose code a text is.

    Parameters
    ----------
    text : str
        A code, several of one district (WM/SOG), or one behind "Lkr."; umlauts may be lost (TOL).
    rules : NameRules
    cities : collection of str
        Districts that are one city: "Lkr." in front excludes them.
    """
    if rules.name != "de" or len(text) > 2 * len("Regierungsbezirk"):
        return ()
    code, rural = without_prefix(text, rules)
    known = _forms(tuple(plates().items()))
    found: list[str] = []
    for part in _JOINED.split(code):
        form = spelling.bare(spelling.fold(part, rules), rules) if len(part) < 4 else ""
        keys = known.get(part.casefold()) or known.get(form)
        if not keys:
            return ()
        found += keys
    known_cities = {*cities, *_content()["cities"]}
    return tuple(key for key in dict.fromkeys(found) if not (rural and key in known_cities))
