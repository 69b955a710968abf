"""The official names of the boundaries, ready for look-up: by name, without additions, by district and state."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd
from rapidfuzz.distance import OSA

from geo_koop.intake.names import number_plates, spelling
from geo_koop.intake.names.association_names import AssociationNames
from geo_koop.intake.names.name_rules import NameRules
from geo_koop.intake.names.spelling import Reading

COUNTRY = 2_000
"""Fewer areas are one region: outside it, namesakes must be expected."""
_AGS = 8
_CITY = "000"
"""What follows the key of a district that is one city."""
MANY = 5_000
"""Fewer names tell too little about how places are spelt."""
_INITIALS = 4
_GENERIC = ("", "gemeinde", "commune")


class Found(NamedTuple):
    """What a look-up found.

    Attributes
    ----------
    keys : tuple of str
        Keys of the areas that come into question, the likeliest first.
    rule : str
        Code of the rule that found them; see the codelist ``match_rules``.
    strength : {"sure", "likely", "weak"}
        ``likely``: the context may decide; ``weak``: only a person may.
    """

    keys: tuple[str, ...]
    rule: str
    strength: str = "sure"


class Gazetteer:
    """Look-up of official names.

    Parameters
    ----------
    areas : pandas.DataFrame
        Indexed by ``key``, with ``name``; ``designation, district, district_name, state, state_name``
        are used where present.
    rules : NameRules
    former : pandas.DataFrame, optional
        ``name, key``: names that ended, and the key of the municipality that took over; a name with
        several keys was divided.
    """

    def __init__(self, areas: pd.DataFrame, rules: NameRules, former: pd.DataFrame | None = None) -> None:
        self.rules = rules
        self.wide = len(areas) >= COUNTRY
        text = areas["name"].astype("str").fillna("")
        self.names: Mapping[str, str] = dict(zip(areas.index, text, strict=True))
        self.readings: dict[str, Reading] = {
            key: self._with_other_names(spelling.read(name, rules, official=True), name)
            for key, name in self.names.items()
            if name
        }
        self.district, self.state = _column(areas, "district"), _column(areas, "state")
        self.designations = _column(areas, "designation")
        self._index(self.readings)
        self._district_names(areas)
        self._state_names(areas)
        self.associations = AssociationNames(areas, rules, wide=self.wide)
        self._above: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
        self._joined: dict[str, set[str]] = defaultdict(set)
        for key, association in _column(areas, "association").items():
            self._joined[association].add(key)
            for present, level in zip(self._above[association], (self.district, self.state), strict=True):
                present.add(level.get(key, ""))
        self.former = _former(former, rules, set(self.names))
        self.ended: Mapping[str, tuple[str, ...]] = _ended(former)
        self.districts = frozenset(self.district.values())
        self.states = frozenset(self.state.values())
        self.cities = frozenset(key for key in self.districts if f"{key}{_CITY}" in self.names)
        self.german = rules.name == "de" and all(len(key) == _AGS and key.isdigit() for key in self.names)
        kinds = {self.kind(key) for key in self.names}
        self.tells_kinds = len(kinds - set(_GENERIC)) > 0 and len(kinds) > 1
        self.tells_markets = "markt" in kinds
        self.designation_forms = sorted({spelling.fold(word, rules) for word in rules.comma_kinds})

    def _with_other_names(self, reading: Reading, name: str) -> Reading:
        """Add the names that a place has in other languages."""
        others = self.rules.other_names.get(name, ())
        if not others:
            return reading
        return reading._replace(
            names=(*(reading.names or (reading.base,)), *(spelling.fold(other, self.rules) for other in others))
        )

    def _index(self, readings: Mapping[str, Reading]) -> None:
        proper = {spelling.fold(word, self.rules) for word in self.rules.proper}
        articles = {spelling.fold(word, self.rules) for word in self.rules.articles}
        self._bare_of_article: dict[str, list[str]] = defaultdict(list)
        raw, whole, short, half, run_on = (defaultdict(list) for _i in range(5))
        words: dict[str, list[str]] = defaultdict(list)
        self._by_start: dict[tuple[int, str], list[str]] = defaultdict(list)
        for key, reading in readings.items():
            raw[reading.text].append(key)
            whole[reading.whole].append(key)
            if "~" in reading.whole:
                whole[reading.whole.replace("~", "")].append(key)
            if len(reading.words) > 1 and reading.words[0] in articles:
                self._bare_of_article[reading.whole.removeprefix(reading.words[0])].append(key)
            start = next((i for i, word in enumerate(reading.words) if word not in proper), 0)
            if start:
                short["".join(reading.words[start:])].append(key)
            elif "~" in reading.whole:
                whole[reading.whole.split("~")[1]].append(key)
            if reading.additions:
                run_on[reading.base + "".join(reading.additions)].append(key)
            for name in reading.names:
                half[name].append(key)
            for word in reading.words:
                words[word].append(key)
            if reading.words:
                self._by_start[len(reading.words), reading.words[0][:1]].append(key)
        self._raw, self._whole, self._short, self._half, self._run_on, self._by_word = (
            raw,
            whole,
            short,
            half,
            run_on,
            words,
        )
        self._bare: dict[str, list[str]] = defaultdict(list)
        for form, keys in whole.items():
            self._bare[spelling.bare(form, self.rules)] += keys
        self.forms = sorted(form for form in whole if form and "~" not in form)

    def _district_names(self, areas: pd.DataFrame) -> None:
        self._districts: dict[str, list[tuple[str, Reading]]] = defaultdict(list)
        self.district_titles: dict[str, str] = {}
        if "district_name" not in areas:
            return
        pairs = areas[["district", "district_name"]].drop_duplicates("district").astype("str").fillna("")
        for key, title in pairs.itertuples(index=False):
            if not title or title == "nan":
                continue
            self.district_titles[key] = title
            reading = spelling.read(spelling.district_name(title, self.rules), self.rules, official=True)
            city = "stadt" in title.casefold().replace("städteregion", "") and "," in title
            self._districts[reading.whole.replace("~", "")].append(("" if city else key, reading))
            self._districts[f"={key}"].append((key, reading))
            if city:
                self._districts[f"city:{reading.base}"].append((key, reading))

    def _state_names(self, areas: pd.DataFrame) -> None:
        keys = self._state_keys = frozenset(self.state.values())
        known = {name: key for name, key in self.rules.state_names.items() if key in keys or key.zfill(2) in keys}
        titles = _column(areas, "state_name")
        self._states = known | {title.casefold(): self.state[key] for key, title in titles.items() if title}

    def kind(self, key: str) -> str:
        """Return the kind of municipality that the designation of an area names."""
        words = spelling._plain(self.designations.get(key, ""))
        return self.rules.comma_kinds.get(words, "")

    def raw(self, text: str) -> list[str]:
        """Return the areas whose official name is exactly this."""
        return self._raw.get(text, [])

    def named(self, form: str) -> list[str]:
        """Return the areas of a form, whatever their additions."""
        return list(dict.fromkeys(self._whole.get(form, [])))

    def bare_named(self, form: str) -> list[str]:
        """Return the areas of a form as a list without umlauts would write it."""
        return list(dict.fromkeys(self._bare.get(spelling.bare(form, self.rules), [])))

    def find(self, form: str, additions: tuple[str, ...], rule: str) -> Found | None:
        """Look a form up among the names, then as a list without umlauts would write it."""
        pool = self.named(form) if form else []
        # A list that lost its umlauts has none, and no transcription of one either.
        if not pool and form and form == spelling.bare(form, self.rules) and len(form) > 3:
            return self._find_bare(form, additions, rule)
        if not pool:
            return None
        return self._choose(pool, additions, {key: self.readings[key].additions for key in pool}, rule)

    def _find_bare(self, form: str, additions: tuple[str, ...], rule: str) -> Found | None:
        """Look a form up among the names as a list without umlauts would write them."""
        pool = self.bare_named(form)
        additions_of = {key: tuple(spelling.bare(a, self.rules) for a in self.readings[key].additions) for key in pool}
        found = self._choose(pool, tuple(spelling.bare(a, self.rules) for a in additions), additions_of, rule)
        # It may be the name of another place, too, outside the boundaries: told as a guess.
        if found and found.rule in ("spelling", "designation"):
            found = found._replace(rule="umlaut_lost")
        # Two doubts at once are one too many.
        return found._replace(strength="likely") if found and found.rule == "addition_left_out" else found

    def _choose(
        self,
        pool: list[str],
        additions: tuple[str, ...],
        additions_of: Mapping[str, tuple[str, ...]],
        rule: str,
    ) -> Found | None:
        """Choose among namesakes by what is added to the name."""
        if not pool:
            return None
        plain = [key for key in pool if not additions_of[key]]
        ordered = tuple(plain + [key for key in pool if key not in plain])
        if additions:
            same = [key for key in pool if sorted(additions_of[key]) == sorted(additions)]
            short = same or [
                key
                for key in pool
                if _abbreviates(additions, additions_of[key])
                or _written_out(additions, additions_of[key], self.readings[key].hints)
            ]
            if short:
                sure = len(short) == 1
                return Found(tuple(short), rule if same else "addition_short", "sure" if sure else "likely")
            slipped = [key for key in pool if _slipped(additions, additions_of[key])]
            if len(slipped) == 1:
                return Found(tuple(slipped), "addition_similar")
            return Found(ordered, "addition_unknown", "likely")
        if len(pool) > 1:
            return Found(ordered, "namesakes", "likely")
        if plain:
            return Found(ordered, rule)
        return Found(ordered, "addition_left_out", "sure" if self.wide else "likely")

    def run_together(self, base: str, additions: tuple[str, ...]) -> Found | None:
        """Look up a name of which base and addition run together: Frankfurt Oder, Höhenkirchen/Siegertsbrunn."""
        form = base + "".join(additions)
        keys = [*self._run_on.get(form, []), *(self.named(form) if additions else [])]
        return (
            Found(tuple(dict.fromkeys(keys)), "spelling", "sure" if len(set(keys)) == 1 else "likely") if keys else None
        )

    def without_article(self, form: str) -> list[str]:
        """Return the areas of which a form lacks only the article in front."""
        return self._bare_of_article.get(form, [])

    def shortened(self, form: str) -> list[str]:
        """Return the areas that have a form without a word such as Markt or Bad in front."""
        return self._short.get(form, [])

    def half(self, form: str) -> list[str]:
        """Return the areas of which a form is one of several names."""
        return list(dict.fromkeys(self._half.get(form, [])))

    def of_words(self, count: int, first: str) -> list[str]:
        """Return the areas whose names have so many words, the first beginning with the letter of another."""
        return self._by_start.get((count, first[:1]), [])

    def with_words(self, words: Iterable[str]) -> tuple[str, ...]:
        """Return areas that share a long word with a name, those that share most first."""
        hits: dict[str, int] = defaultdict(int)
        for word in words:
            keys = self._by_word.get(word, [])
            if len(word) > 3 and len(keys) <= 10:
                for key in keys:
                    hits[key] += 1
        return tuple(sorted(hits, key=lambda key: -hits[key])[:5])

    def find_district(self, text: str) -> list[str]:
        """Return the keys of the districts that a text names; a key is itself."""
        plain = text.strip()
        known = self._districts.get(f"={plain}") or self._districts.get(f"={plain.zfill(5)}")
        if known:
            return [key for key, _reading in known]
        reading = spelling.read(spelling.district_name(text, self.rules), self.rules, official=True)
        pool = self._districts.get(reading.whole.replace("~", ""), [])
        return [
            key
            for key, other in pool
            if key
            and (not reading.additions or not other.additions or _abbreviates(reading.additions, other.additions))
        ]

    def above(self, association: str) -> tuple[set[str], set[str]]:
        """Return the districts and the states in which an association lies."""
        return self._above.get(association, (set(), set()))

    def of_association(self, association: str) -> frozenset[str]:
        """Return the municipalities of an association."""
        return frozenset(self._joined.get(association, ()))

    def find_city(self, text: str) -> list[str]:
        """Return the districts that are one city of this name."""
        form = spelling.read(text, self.rules).base
        return [key for key, _reading in self._districts.get(f"city:{form}", [])]

    def find_plate(self, text: str) -> tuple[str, ...]:
        """Return the districts that a text names by number plates, whether or not the boundaries have them."""
        return number_plates.districts(text, self.rules, self.cities)

    def find_region(self, text: str) -> tuple[str, ...]:
        """Return what the keys of the municipalities of a region begin with."""
        plain = text.strip().casefold()
        for prefix in ("regierungsbezirk ", "reg.-bez. ", "bezirk "):
            plain = plain.removeprefix(prefix)
        return self.rules.regions.get(plain, ()) if self.german else ()

    def find_state(self, text: str) -> str:
        """Return the key of the state that a text names, or ``""``."""
        plain = text.strip().casefold()
        keys = self._state_keys
        if plain in keys or plain.zfill(2) in keys:
            return plain if plain in keys else plain.zfill(2)
        for prefix in self.rules.states.get("prefixes", ()):
            plain = plain.removeprefix(f"{prefix} ")
        key = self._states.get(plain) or self._states.get(plain.rstrip("."), "")
        return key if key in keys else key.zfill(2) if key and key.zfill(2) in keys else ""


def _column(areas: pd.DataFrame, name: str) -> dict[str, str]:
    if name not in areas:
        return {}
    text = areas[name].astype("str").fillna("")
    return {key: value for key, value in zip(areas.index, text, strict=True) if value not in ("", "nan")}


def _former(former: pd.DataFrame | None, rules: NameRules, known: set[str]) -> dict[str, list[tuple[str, Reading]]]:
    """Return form to the successors that are in the boundaries."""
    index: dict[str, list[tuple[str, Reading]]] = defaultdict(list)
    if former is None:
        return index
    pairs = former[["name", "key"]].drop_duplicates().astype("str").fillna("")
    for name, key in pairs.itertuples(index=False):
        if key in known and name:
            reading = spelling.read(name, rules, official=True)
            index[reading.whole].append((key, reading))
    return index


def _ended(former: pd.DataFrame | None) -> Mapping[str, tuple[str, ...]]:
    """Return each key that ended, and those of its successors."""
    index: dict[str, tuple[str, ...]] = {}
    if former is not None and "old_key" in former:
        for old, key in former[["old_key", "key"]].astype("str").itertuples(index=False):
            index[old] = (*index.get(old, ()), key)
    return index


def _abbreviates(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Tell whether each addition shortens one of an official name, in order: O.L. for Oberlausitz."""
    rest = list(full)
    for part in short:
        match = next((i for i, other in enumerate(rest) if _shortens(part, other)), None)
        if match is None:
            return False
        rest = rest[match + 1 :]
    return bool(short) and bool(full)


def _written_out(written: tuple[str, ...], official: tuple[str, ...], hints: tuple[str, ...]) -> bool:
    """Tell whether the one addition writes out what a register cuts short: Halle (Westf.)."""
    return (
        len(written) == len(official) == len(hints) == 1
        and hints[0].endswith(".")
        and len(official[0]) >= _INITIALS
        and written[0].startswith(official[0])
    )


def _shortens(part: str, full: str) -> bool:
    if part == full:
        return True
    if part[:1] != full[:1]:
        return False
    if len(part) > len(full):
        # A register abbreviates too (O.L.), but then it is short.
        return len(full) <= _INITIALS and _subsequence(full, part)
    return full.startswith(part) or (len(part) <= _INITIALS + 1 and _subsequence(part, full))


def _subsequence(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)


def _slipped(written: tuple[str, ...], official: tuple[str, ...]) -> bool:
    """Tell whether the additions differ by one letter of a long word."""
    return len(written) == len(official) and all(
        a == b or (min(len(a), len(b)) > 5 and OSA.distance(a, b) == 1) for a, b in zip(written, official, strict=True)
    )
