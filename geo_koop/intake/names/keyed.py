"""Sets a key against the name that stands with it: both agree, one decides, or the row is open with both."""

from typing import Final, NamedTuple

from rapidfuzz import fuzz

from geo_koop.intake.names import spelling
from geo_koop.intake.names.gazetteer import Gazetteer
from geo_koop.intake.names.spelling import Reading

LIKELY_RULES: Final = ("namesakes", "addition_left_out", "addition_unknown", "designation_differs", "part_of_name")
"""Rules by which a name stays open, although it is the name of some places and of no others."""
_WEAK: Final = (
    *("several_names", "comma_unknown", "context_contradicts", "part_of_place", "near_names", "shared_words"),
    *("context_unknown", "town_or_district", "key_contradicts", "key_in_text"),
)
_FIRM: Final = ("exact", "normalised", "context", "hand")
_STATES: Final = frozenset(f"{number:02}" for number in range(1, 17))
_DISTRICT, _AGS, _ASSOCIATION = 5, 8, 9
_JOINED = "5"
"""First digit behind the district's in the regional key of an association of several municipalities."""
_ALIKE = 80
_SHORTEST = 3
_LONGEST_NAME, _MOST_WORDS = 60, 6
"""Characters or words beyond which what stands with a key is a text and no name."""


class Row(NamedTuple):
    """What a name was found to be; see :func:`geo_koop.intake.names.matching.match_names`."""

    kind: str
    key: str
    level: str
    score: float
    rule: str
    candidates: tuple[str, ...]

    @property
    def strength(self) -> str:
        """``likely`` where neighbours may decide, ``sure`` where it is decided, else ``weak``."""
        return "likely" if self.kind == "ambiguous" and self.rule not in _WEAK else "sure" if self.key else "weak"


class Standing(NamedTuple):
    """What is known of a key.

    Attributes
    ----------
    key : str
        The key; that of the district where a district's was padded (06633000).
    level : str
        ``municipality, association, district`` or ``state``.
    state : {"known", "padded", "ended", "outside", "nowhere"}
    """

    key: str
    level: str
    state: str


def standing(key: str, gazetteer: Gazetteer) -> Standing:
    """Return what is known of a key in its official form.

    ``nowhere`` are keys of no state, and those that are not there although the boundaries have their district.
    """
    if key in gazetteer.names:
        return Standing(key, "municipality", "known")
    if key in gazetteer.associations.titles:
        return Standing(key, "association", "known")
    if not gazetteer.german:
        return Standing(key, "municipality", "outside")
    if len(key) == _ASSOCIATION and key[:2] in _STATES and key[_DISTRICT] == _JOINED:
        return Standing(key, "association", "outside")
    if key[:2] not in _STATES or len(key) not in (2, _DISTRICT, _AGS):
        return Standing(key, "", "nowhere")
    if len(key) == 2:
        return Standing(key, "state", "known" if key in gazetteer.states else "outside")
    there = key[:_DISTRICT] in gazetteer.districts
    if len(key) == _DISTRICT:
        absent = "nowhere" if gazetteer.wide and gazetteer.districts else "outside"
        return Standing(key, "district", "known" if there else absent)
    if key in gazetteer.ended:
        return Standing(key, "municipality", "ended")
    if there and key.endswith("000"):
        return Standing(key[:_DISTRICT], "district", "padded")
    return Standing(key, "municipality", "nowhere" if there else "outside")


def settle(row: Row, reading: Reading, key: str, gazetteer: Gazetteer, *, in_text: bool) -> Row:
    """Decide between a name and the key that stands with it.

    Parameters
    ----------
    row : Row
        What the name was found to be by itself.
    reading : Reading
    key : str
        In its official form, or as written where it has none.
    gazetteer : Gazetteer
    in_text : bool
        The key stands in the same text as the name, not in a cell of its own.
    """
    known = standing(key, gazetteer)
    if not reading.base or reading.body == "blank":
        return _alone(known)
    if known.state == "nowhere":
        return _ignored(row)
    is_text = len(reading.text) > _LONGEST_NAME or len(reading.text.split()) > _MOST_WORDS
    if in_text and is_text and row.key != known.key:
        return Row("ambiguous", "", "", 0.0, "key_in_text", (known.key,))
    verdict = _district(row, reading, known, gazetteer) if known.level != "municipality" else ""
    verdict = verdict or _municipality(row, reading, known, gazetteer)
    if verdict == "contradicts":
        both = dict.fromkeys((known.key, row.key, *row.candidates))
        return Row("ambiguous", "", "", row.score, "key_contradicts", tuple(one for one in both if one))
    kind, rule = ("normalised", "key_unlike") if verdict == "unlike" else ("exact", "exact")
    if verdict != "unlike" and known.state == "padded":
        kind, rule = "normalised", "district_padded"
    return Row(kind, known.key, known.level, 1.0, rule, row.candidates)


def _alone(known: Standing) -> Row:
    if known.state == "nowhere":
        # Perhaps of another year, where its state and district exist.
        if known.level == "municipality":
            return Row("normalised", known.key, known.level, 1.0, "key_unchecked", ())
        return Row("not_found", "", "", 0.0, "key_nowhere", ())
    if known.state == "padded":
        return Row("normalised", known.key, known.level, 1.0, "district_padded", (known.key,))
    return Row("exact", known.key, known.level, 1.0, "exact", (known.key,))


def _ignored(row: Row) -> Row:
    if not row.key:
        return row
    return row._replace(kind="normalised" if row.kind == "exact" else row.kind, rule="key_ignored")


def _district(row: Row, reading: Reading, known: Standing, gazetteer: Gazetteer) -> str:
    """Compare the key of a district, state or association with a name."""
    if known.level == "state":
        return "agrees" if gazetteer.find_state(reading.text) == known.key else "contradicts"
    if known.level == "association":
        return _association(row, reading, known, gazetteer)
    named = {*gazetteer.find_district(reading.text), *gazetteer.find_city(reading.text)}
    if known.key in named or (row.level == "district" and row.key == known.key):
        return "agrees"
    title = spelling.district_name(gazetteer.district_titles.get(known.key, ""), gazetteer.rules)
    own = spelling.district_name(reading.text, gazetteer.rules)
    if not row.key and not named and title and fuzz.partial_ratio(own, title) >= _ALIKE:
        return "agrees"
    # A short number that fits no district of that name may be the key of another system.
    return "contradicts"


def _association(row: Row, reading: Reading, known: Standing, gazetteer: Gazetteer) -> str:
    if row.key == known.key or known.key in row.candidates or known.state == "outside":
        return "agrees"
    title = gazetteer.associations.titles[known.key]
    return "agrees" if fuzz.partial_ratio(reading.text.casefold(), title.casefold()) >= _ALIKE else "contradicts"


def _municipality(row: Row, reading: Reading, known: Standing, gazetteer: Gazetteer) -> str:
    """Compare the key of a municipality with a name."""
    same = (known.key, *gazetteer.ended.get(known.key, ()))
    if row.key in same:
        return "agrees"
    like = _is_alike(reading, known.key, gazetteer)
    if row.key:
        return "contradicts" if row.kind in _FIRM or row.level == "district" or not like else "agrees"
    if row.level == "district":
        return "contradicts"
    if set(same) & set(row.candidates) or like:
        return "agrees"
    if row.rule in LIKELY_RULES and known.state != "outside":
        return "contradicts"
    return "agrees" if known.state == "outside" else "unlike"


def _is_alike(reading: Reading, key: str, gazetteer: Gazetteer) -> bool:
    """Tell whether a name may be a slip, or a short form, of the name that a key has."""
    official = gazetteer.readings.get(key)
    if official is None or not official.base:
        return False
    one, other = sorted((reading.base, official.base), key=len)
    starts = len(one) >= _SHORTEST and other.startswith(one)
    return starts or fuzz.ratio(one, other) >= _ALIKE
