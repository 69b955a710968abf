"""What the boundaries know of a text on its own: whole names, municipalities, districts. No slip is mended here."""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from geo_koop import codelists
from geo_koop.intake.names import lookup, number_plates, spelling
from geo_koop.intake.names.gazetteer import Gazetteer
from geo_koop.intake.names.lookup import Outcome

_ONE_PLACE = ("exact", "spelling", "designation", "addition_short", "one_of_names", "former_name")


class Places:
    """The names of the boundaries, as the parts of a list are asked for.

    Parameters
    ----------
    gazetteer : Gazetteer
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.rules = gazetteer.rules
        titles = gazetteer.designations
        self._raw = {_plain(name) for name in gazetteer.names.values()}
        self._raw |= {_plain(f"{name}, {titles[key]}") for key, name in gazetteer.names.items() if titles.get(key)}
        self._titles = {_plain(title) for title in titles.values()}
        self._words = {self._words_of(name) for name in gazetteer.names.values()}
        self._of_district: dict[str, list[str]] = defaultdict(list)
        for key, district in gazetteer.district.items():
            self._of_district[district].append(key)
        self._read = lru_cache(maxsize=100_000)(self._by_letters)

    def _words_of(self, text: str) -> tuple[str, ...]:
        return tuple(
            spelling.fold(word, self.rules) for word in spelling._words(text.translate(spelling._ALIKE), self.rules)
        )

    def _by_letters(self, text: str, _own: object) -> Outcome:
        return lookup.by_letters(text, self.gazetteer)

    def read(self, text: str) -> Outcome:
        """Return what a text says by its letters."""
        # The number plates of a project count in its sessions alone.
        return self._read(text, codelists.own("number_plates") and codelists.stamp())

    def is_official(self, text: str) -> bool:
        """Tell whether a text is an official name, in the signs of the register; only case and blanks are free."""
        return _plain(text) in self._raw

    def has_words(self, text: str) -> bool:
        """Tell whether a text has the words of an official name, whatever stands between them."""
        return self._words_of(text) in self._words

    def is_one_place(self, text: str) -> bool:
        """Tell whether a text with a slash names one municipality by name and addition: Rotenburg/Fulda."""
        found = self.read(text).found
        return found is not None and found.strength == "sure" and found.rule in _ONE_PLACE and not self.read(text).body

    def municipalities(self, text: str) -> tuple[str, ...]:
        """Return the municipalities that have a text as their name, namesakes included."""
        outcome = self.read(text)
        if outcome.body or outcome.found is None or outcome.found.strength == "weak" or outcome.reading.rest:
            return ()
        return outcome.found.keys

    def is_certain(self, text: str) -> bool:
        """Tell whether a text names one municipality, without any help."""
        outcome = self.read(text)
        sure = outcome.found is not None and not outcome.body and outcome.found.strength == "sure"
        if not sure or self.gazetteer.wide:
            return sure
        # In the register of a region, a name such as Berg or Au stands for others outside it, too.
        return outcome.reading.base not in self.rules.distinguishing or bool(outcome.reading.additions)

    def districts(self, text: str) -> tuple[str, ...]:
        """Return the districts that a text names, with or without a word for a district."""
        return tuple(self.gazetteer.find_district(text))

    def associations(self, text: str) -> tuple[str, ...]:
        """Return the municipal associations that a text names by kind and name."""
        return self.gazetteer.associations.find(text)

    def is_whole(self, associations: tuple[str, ...], names: Sequence[str]) -> bool:
        """Tell whether names are those of all municipalities of an association."""
        keys = [set(self.municipalities(name)) for name in names]
        inside = [self.gazetteer.of_association(association) for association in associations]
        return any(len(of) == len(keys) and all(of & found for found in keys) for of in inside)

    def cities(self, text: str) -> tuple[str, ...]:
        """Return the districts that are one city of this name."""
        return tuple(self.gazetteer.find_city(text))

    def of_district(self, district: str) -> tuple[str, ...]:
        """Return the municipalities of a district."""
        return tuple(self._of_district.get(district, ()))

    def of_association(self, association: str) -> frozenset[str]:
        """Return the municipalities of a municipal association."""
        return self.gazetteer.of_association(association)

    def district_of(self, key: str) -> str:
        """Return the district of a municipality."""
        return self.gazetteer.district.get(key, "")

    def in_plate(self, name: str, code: str) -> tuple[str, ...]:
        """Return the municipalities of a name that lie in a district of a number plate: Zorneding, EBE."""
        if not number_plates.is_code(code) or self.municipalities(code):
            return ()
        districts = self.gazetteer.find_plate(code)
        return tuple(key for key in self.municipalities(name) if self.district_of(key) in districts)

    def plate(self, code: str) -> tuple[str, ...]:
        """Return the districts that a number plate names, with or without a word for a district in front."""
        bare, _prefixed = number_plates.without_prefix(code, self.rules)
        return self.gazetteer.find_plate(code) if number_plates.is_code(bare) else ()

    def resolves(self, first: str, second: str) -> tuple[str, ...]:
        """Return the municipalities of the first name that the second would tell from their namesakes."""
        keys = self.municipalities(first) or self.gazetteer.named(self.read(first).reading.base)
        inside = {*self.districts(second), *self.cities(second)}
        base = self.read(second).reading.base
        return tuple(
            key for key in keys if self.district_of(key) in inside or base in self.gazetteer.readings[key].additions
        )

    def is_designation(self, text: str) -> bool:
        """Tell whether a text is a designation and nothing else: Markt, kreisfreie Stadt."""
        return spelling._plain(text) in self.rules.comma_kinds or _plain(text) in self._titles

    def is_turned(self, text: str) -> bool:
        """Tell whether a text belongs in front of the name before its comma: Tölz, Bad."""
        return text.strip().casefold() in self.rules.turned


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
