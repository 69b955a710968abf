"""Reads what stands beside a name: a district, a state, a region, a number plate, or only "Landkreis"."""

import re
from typing import NamedTuple

from geo_koop.intake.names import number_plates, spelling
from geo_koop.intake.names.gazetteer import Gazetteer
from geo_koop.intake.names.name_rules import NameRules
from geo_koop.intake.names.spelling import Reading

_SEVERAL = re.compile(r"\s*[,;/+&|\n]\s*|\s+(?:und|u\.|sowie|bzw\.?)\s+")

_PLURAL = re.compile(r"(?:Land)?[Kk]reisen?\s+(?=[A-ZÄÖÜ])")


class Where(NamedTuple):
    """Where a text says that a municipality lies.

    Attributes
    ----------
    districts, states : frozenset of str
        Keys.
    beginnings : tuple of str
        What the keys of its municipalities begin with.
    """

    districts: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()

    def holds(self, key: str, gazetteer: Gazetteer) -> bool:
        """Tell whether a municipality lies there."""
        return (
            gazetteer.district.get(key, "") in self.districts
            or gazetteer.state.get(key, "") in self.states
            or bool(self.beginnings and key.startswith(self.beginnings))
        )


def read(text: str, gazetteer: Gazetteer, *, of_district: bool = False) -> Where | None:
    """Return where a text says that a municipality lies; ``None`` where it is not understood.

    Of several places (HR, KB) it may lie in any; each of them has to be understood.

    Parameters
    ----------
    text : str
    gazetteer : Gazetteer
    of_district : bool
        The text stands where districts do: BB may be Böblingen there, and Brandenburg.
    """
    one = _one(text, gazetteer, of_district=of_district)
    parts = () if one else _parts(text)
    if len(parts) < 2:
        return one
    found = [_one(part, gazetteer, of_district=of_district) for part in parts]
    return _any_of([where for where in found if where]) if all(found) else None


def _parts(text: str) -> tuple[str, ...]:
    """Return the places that a text names, without the plural in front of the first: Landkreise Dachau und Erding."""
    return tuple(_PLURAL.sub("", part) for part in _SEVERAL.split(text.strip()) if part)


def _any_of(places: list[Where]) -> Where:
    return Where(
        districts=frozenset().union(*(where.districts for where in places)),
        states=frozenset().union(*(where.states for where in places)),
        beginnings=tuple(dict.fromkeys(one for where in places for one in where.beginnings)),
    )


def _one(text: str, gazetteer: Gazetteer, *, of_district: bool) -> Where | None:
    districts = (*gazetteer.find_district(text), *gazetteer.find_city(text))
    if districts:
        return Where(frozenset(districts))
    state, plates = gazetteer.find_state(text), gazetteer.find_plate(text)
    if state and of_district and not all(key.startswith(state) for key in plates):
        return None
    if state:
        return Where(states=frozenset((state,)))
    if plates:
        return Where(frozenset(plates))
    beginnings = gazetteer.find_region(text)
    return Where(beginnings=beginnings) if beginnings else None


def says_nothing(text: str, rules: NameRules) -> bool:
    """Tell whether a text tells nothing of the place: no entry, the country itself, or a designation."""
    plain = text.strip().casefold()
    return plain in rules.blanks or plain in rules.home or spelling._plain(text) in rules.designation_kinds


def is_level(text: str, rules: NameRules) -> bool:
    """Tell whether a text is only the word for a district: Landkreis, LK."""
    return spelling._plain(text) in rules.districts.get("prefixes", ())


def own_district(text: str, reading: Reading, keys: list[str], gazetteer: Gazetteer) -> str:
    """Return the district that stands beside a town of the same name, where it may be meant itself.

    "Fulda | Kreis Fulda" may be the town in its district, or the district.
    """
    prefixed = [part for part in (text, *_parts(text)) if number_plates.without_prefix(part, gazetteer.rules)[1]]
    if not prefixed or reading.designation or len(keys) != 1:
        return ""
    same = set(gazetteer.find_district(reading.text)) & {gazetteer.district.get(keys[0], "")}
    return next(iter(same & {key for part in prefixed for key in gazetteer.find_district(part)}), "")
