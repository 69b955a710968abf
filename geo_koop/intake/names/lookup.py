"""Looks names up by their letters alone, the strictest way first.

Slips of the pen are mended only where no other place comes near (:mod:`geo_koop.intake.names.similar`).
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from geo_koop.intake.names import number_plates, shortened, similar, spelling
from geo_koop.intake.names.gazetteer import MANY, Found, Gazetteer
from geo_koop.intake.names.name_rules import NameRules
from geo_koop.intake.names.similar import Slip
from geo_koop.intake.names.spelling import Reading

_SLIPPED_DESIGNATION = 0.95
_ARTICLE = re.compile(r"(?<=[^\W\d_]\s)d\.\s?(?=[^\W\d_]{2})")
_BELOW = re.compile(r"(?<=[^\W\d_]\s)u\.\s?(?=[^\W\d_])")


class Outcome(NamedTuple):
    """What a name says by itself.

    Attributes
    ----------
    reading : Reading
    found : Found, optional
    body : str
        What it is if no municipality.
    score : float
    """

    reading: Reading
    found: Found | None
    body: str = ""
    score: float = 1.0


def outcomes(distinct: Iterable[str], gazetteer: Gazetteer) -> Mapping[str, Outcome]:
    """Return what each distinct name says by itself."""
    readings = {name: spelling.read(name, gazetteer.rules) for name in distinct}
    found = {name: _by_name(reading, gazetteer) for name, reading in readings.items()}
    for name, outcome in found.items():
        if _is_open(outcome):
            found[name] = _without_slip(outcome, gazetteer)
            readings[name] = found[name].reading
    open_names = [name for name, outcome in found.items() if outcome.found is None and not outcome.body]
    bases = sorted({readings[name].base for name in open_names} - {""})
    found_slips = similar.slips(
        bases,
        gazetteer.forms,
        bare=lambda form: spelling.bare(form, gazetteer.rules),
        distinguishing=gazetteer.rules.distinguishing,
        wide=len(gazetteer.forms) >= MANY,
    )
    slips = dict(zip(bases, found_slips, strict=True))
    return found | {name: _by_slip(readings[name], slips.get(readings[name].base), gazetteer) for name in open_names}


def by_letters(text: str, gazetteer: Gazetteer) -> Outcome:
    """Return what a text says by its letters, without mending slips."""
    return _by_name(spelling.read(text, gazetteer.rules), gazetteer)


def _written_out(reading: Reading, gazetteer: Gazetteer) -> Outcome | None:
    """Look up a name with its small words written out: Weil d. Stadt, Kirchheim u.T."""
    text = reading.text
    german = "d" in gazetteer.rules.joints and _ARTICLE.search(text)
    texts = [_ARTICLE.sub(f"{article} ", text) for article in (("der", "den", "dem") if german else ())]
    texts += [_BELOW.sub("unter ", text)] if _BELOW.search(text) else []
    outcomes_ = [_by_name(spelling.read(one, gazetteer.rules), gazetteer) for one in texts if one != text]
    sure = [o for o in outcomes_ if o.found is not None and not o.body and o.found.strength == "sure"]
    keys_ = {key for o in sure if o.found is not None for key in o.found.keys}
    return sure[0] if len(keys_) == 1 else None


def _is_open(outcome: Outcome) -> bool:
    return not outcome.body and (outcome.found is None or outcome.found.rule == "comma_unknown")


def _without_slip(outcome: Outcome, gazetteer: Gazetteer) -> Outcome:
    """Read a name without a designation that holds a slip, if a place of that very name is then found."""
    text = shortened.without_designation(outcome.reading, gazetteer)
    again = _by_name(spelling.read(text, gazetteer.rules), gazetteer) if text else outcome
    if again.found is None or again.found.strength != "sure" or again.body:
        return outcome
    return Outcome(again.reading, again.found._replace(rule="similar"), score=_SLIPPED_DESIGNATION)


def _by_name(reading: Reading, gazetteer: Gazetteer) -> Outcome:
    """Look a name up by its letters; of a key in it only the caller knows whether it fits."""
    if reading.key and spelling.keys_in(reading.text) > 1:
        several = [piece for piece in re.split(r"[,;]", reading.text) if piece.strip()]
        named = _pieces([spelling.without_key(piece)[1] for piece in several], gazetteer)
        return Outcome(reading._replace(key=""), Found(tuple(dict.fromkeys(named)), "several_names", "weak"))
    if reading.key:
        by_name = _by_name(spelling.read(spelling.without_key(reading.text)[1], gazetteer.rules), gazetteer)
        return by_name._replace(reading=by_name.reading._replace(key=reading.key))
    if reading.body == "blank":
        named = gazetteer.raw(reading.text)
        return Outcome(
            reading, Found(tuple(named), "word_or_name", "weak") if named else None, "" if named else "blank"
        )
    in_name = next((key for key in (reading.text, f"0{reading.text}") if key in gazetteer.names), "")
    if in_name:
        return Outcome(reading, Found((in_name,), "key_in_name"))
    short = _short_district(reading, gazetteer) or _short_city(reading, gazetteer)
    if short:
        return short
    raw = gazetteer.raw(reading.text)
    if len(raw) == 1 and (reading.additions or len(gazetteer.named(reading.base)) <= 1) and not reading.text.isupper():
        return Outcome(reading, Found(tuple(raw), "exact"))
    out = _written_out(reading, gazetteer)
    if out is not None:
        return out
    # A proper name such as Markt Schwaben or Amt Wachsenburg goes before the reading as a designation or a body.
    forms = (reading.whole, *reading.partly)
    whole = next(filter(None, (gazetteer.find(form, reading.additions, "spelling") for form in forms)), None)
    if not whole or whole.rule == "addition_unknown":
        whole = gazetteer.run_together(reading.whole.replace("~", ""), reading.additions) or whole
    if whole and reading.names and not set(reading.names) <= set(gazetteer.readings[whole.keys[0]].names):
        whole = whole._replace(strength="likely")
    whole = _against_capitals(whole, reading, gazetteer)
    if whole and not reading.beside:
        return _listed(Outcome(reading, whole), gazetteer)
    body = _body(reading, gazetteer)
    if body:
        return body
    found = (
        gazetteer.run_together(reading.base, reading.additions)
        or gazetteer.find(reading.base, reading.additions, "designation")
        or _former(reading, gazetteer)
        or _half(reading, gazetteer)
        or _unreadable(reading, gazetteer)
        or _market(reading, gazetteer)
        or _genitive(reading, gazetteer)
        or _without_article(reading, gazetteer)
        or shortened.find(reading, gazetteer)
    )
    if found:
        return _listed(Outcome(reading, _against_designation(found, reading, gazetteer)), gazetteer)
    beside = _with_plate(reading, gazetteer)
    if beside:
        return beside
    joined = reading.whole.replace("~", "") if "~" in reading.whole else ""
    weak = [*gazetteer.named(joined), *gazetteer.shortened(reading.base)]
    if weak:
        return Outcome(reading, Found(tuple(dict.fromkeys(weak)), "part_of_name", "likely"))
    return Outcome(reading, None)


def _with_plate(reading: Reading, gazetteer: Gazetteer) -> Outcome | None:
    """Look up a name with the number plate of its district behind it: Wang FS, Vaterstetten/EBE, Emmering-FFB."""
    name, code = number_plates.behind(reading.text)
    if not name or not gazetteer.find_plate(code):
        return None
    hinted = _by_name(spelling.read(f"{name} ({code})", gazetteer.rules), gazetteer)
    return hinted if hinted.found is not None and not hinted.body else None


def _against_capitals(found: Found | None, reading: Reading, gazetteer: Gazetteer) -> Found | None:
    """Doubt a name in capitals that may have lost its umlauts: POCKING may be Pöcking."""
    if found is None or found.strength != "sure" or not reading.text.isupper() or reading.additions:
        return found
    plain = reading.whole == spelling.bare(reading.whole, gazetteer.rules)
    same = {*found.keys, *gazetteer.named(reading.whole)}
    others = [key for key in gazetteer.bare_named(reading.whole) if key not in same] if plain else []
    return found._replace(keys=(*found.keys, *others), rule="umlaut_lost", strength="likely") if others else found


def _market(reading: Reading, gazetteer: Gazetteer) -> Found | None:
    """Look up a name whose first word was read as a designation: Mkt. Indersdorf is Markt Indersdorf."""
    word = reading.designation
    if word not in gazetteer.rules.proper or not reading.whole.endswith(f"~{reading.base}"):
        return None
    return gazetteer.find(word + reading.base, reading.additions, "spelling")


def _genitive(reading: Reading, gazetteer: Gazetteer) -> Found | None:
    """Look up a name with the ending that it takes in front of a designation: Københavns Kommune."""
    if not reading.designation:
        return None
    endings = (ending for ending in gazetteer.rules.genitives if reading.base.endswith(ending))
    forms = (reading.base.removesuffix(ending) for ending in endings)
    return next(filter(None, (gazetteer.find(form, reading.additions, "designation") for form in forms)), None)


def _without_article(reading: Reading, gazetteer: Gazetteer) -> Found | None:
    keys_ = gazetteer.without_article(reading.base)
    if not keys_ or reading.additions:
        return None
    return Found(tuple(keys_), "article_left_out", "sure" if len(keys_) == 1 and gazetteer.wide else "likely")


def _short_district(reading: Reading, gazetteer: Gazetteer) -> Outcome | None:
    """Read a district by its number plate (LK STA, HEF-ROF), or by its key in front of its name (09175 Ebersberg)."""
    code, prefixed = number_plates.without_prefix(reading.text, gazetteer.rules)
    if number_plates.is_code(code) and not gazetteer.named(reading.base):
        holders = gazetteer.find_plate(reading.text)
        # Alone, a code of a district beyond the boundaries may be anything else.
        certain = prefixed or (number_plates.stands_alone(code) and set(holders) <= gazetteer.districts)
        if holders:
            strength = "sure" if len(holders) == 1 and certain else "weak"
            return Outcome(reading, Found(holders, "number_plate", strength), "district")
    if reading.postcode in gazetteer.districts:
        name = reading.text.replace(reading.postcode, "", 1).strip(" -–:,;()[]")
        if reading.postcode in (*gazetteer.find_district(name), *gazetteer.find_plate(name)):
            return Outcome(reading, Found((reading.postcode,), "district"), "district")
    return None


def _short_city(reading: Reading, gazetteer: Gazetteer) -> Outcome | None:
    """Read a city that is a district of its own by its number plate: Stadt RO."""
    code = reading.text.strip().rpartition(" ")[2]
    if reading.designation != "stadt" or not number_plates.is_code(code) or gazetteer.named(reading.base):
        return None
    cities = [key for key in gazetteer.find_plate(code) if key in gazetteer.cities]
    keys_ = [key for key, district in gazetteer.district.items() if district in cities] if len(cities) == 1 else []
    return Outcome(reading, Found(tuple(keys_), "number_plate")) if len(keys_) == 1 else None


def _body(reading: Reading, gazetteer: Gazetteer) -> Outcome | None:
    """Return what a name is instead of a municipality."""
    joined = gazetteer.associations.find(reading.text)
    if joined:
        return Outcome(reading, Found(joined, "association", "sure" if len(joined) == 1 else "likely"), "association")
    if reading.body == "district" or not reading.body:
        found = gazetteer.find_district(reading.text) if reading.body or not gazetteer.named(reading.base) else []
        if len(found) == 1:
            return Outcome(reading, Found(tuple(found), "district"), "district")
        if reading.body:
            return Outcome(reading, Found(tuple(found), "district", "weak"), "district")
    if not reading.body:
        plain = reading.text.casefold()
        state = plain in gazetteer.rules.state_names and len(plain) > 3 and not gazetteer.named(reading.base)
        return Outcome(reading, None, "state") if state else None
    if reading.body == "part":
        return Outcome(reading, Found(gazetteer.with_words(reading.words), "part_of_place", "weak"))
    return Outcome(reading, None, reading.body)


def _listed(outcome: Outcome, gazetteer: Gazetteer) -> Outcome:
    """Open what seems to be a list: other names behind a comma."""
    rest = outcome.reading.rest
    if not rest or not outcome.found:
        return outcome
    if any(gazetteer.find_state(part) or gazetteer.find_district(part) for part in rest):
        return outcome._replace(reading=outcome.reading._replace(hints=(*outcome.reading.hints, *rest)))
    others = _pieces(rest, gazetteer)
    if not others and all(_is_by_name(spelling._plain(part), gazetteer.rules) for part in rest):
        return outcome
    keys_ = tuple(dict.fromkeys((*outcome.found.keys, *others)))
    return outcome._replace(found=Found(keys_, "several_names" if others else "comma_unknown", "weak"))


def _pieces(parts: Iterable[str], gazetteer: Gazetteer) -> list[str]:
    """Return the areas that parts of a list name."""
    joined = "|".join(re.escape(word) for word in gazetteer.rules.and_words)
    pieces = [piece for part in parts for piece in re.split(rf"[,;/]|\s(?:{joined})\.?\s", part) if piece.strip()]
    readings = [spelling.read(piece, gazetteer.rules) for piece in pieces]
    return [
        key
        for r in readings
        for key in gazetteer.named(r.base) or gazetteer.named(spelling.fold(r.text, gazetteer.rules))
    ]


def _is_by_name(plain: str, rules: NameRules) -> bool:
    """Tell whether a part behind a comma is a by-name: Reformationsstadt, Stadt der Musik."""
    return plain.endswith(rules.by_names or "\n") or plain.split(" ")[0] in rules.designation_kinds


def _against_designation(found: Found, reading: Reading, gazetteer: Gazetteer) -> Found:
    """Doubt a match where the designation contradicts that of the boundaries."""
    if found.strength != "sure" or not reading.designation or not gazetteer.tells_kinds:
        return found
    kind = gazetteer.kind(found.keys[0])
    wrong_market = reading.designation == "markt" and gazetteer.tells_markets and kind != "markt"
    wrong_town = reading.designation == "stadt" and not gazetteer.wide and kind in ("gemeinde", "markt")
    return found._replace(rule="designation_differs", strength="likely") if wrong_market or wrong_town else found


def _former(reading: Reading, gazetteer: Gazetteer) -> Found | None:
    pool = gazetteer.former.get(reading.whole) or gazetteer.former.get(reading.base) or []
    fitting = [
        key for key, old in pool if not reading.additions or not old.additions or old.additions == reading.additions
    ]
    if not fitting:
        return None
    return Found(tuple(dict.fromkeys(fitting)), "former_name", "sure" if len(set(fitting)) == 1 else "weak")


def _half(reading: Reading, gazetteer: Gazetteer) -> Found | None:
    """Look up one of the names of a municipality that has several, or of a name written in two languages."""
    for form in dict.fromkeys((*reading.names, reading.base)):
        keys_ = gazetteer.half(form) if form else []
        if not keys_ and reading.names:
            keys_ = gazetteer.named(form)
        if keys_:
            # What stands beside it at a slash must not name another place: Grasbrunn und Berga/Elster.
            others = set(reading.names) - set(gazetteer.readings[keys_[0]].names) - {gazetteer.readings[keys_[0]].base}
            sure = len(keys_) == 1 and not reading.additions and not others
            return Found(tuple(keys_), "one_of_names", "sure" if sure else "likely")
    return None


def _unreadable(reading: Reading, gazetteer: Gazetteer) -> Found | None:
    """Look up a name in which a letter was lost (M�nchen)."""
    if spelling._LOST not in reading.base:
        return None
    before, _lost, after = spelling.bare(reading.base, gazetteer.rules).partition(spelling._LOST)
    forms = [
        form
        for form in gazetteer.forms
        if form.startswith(before) and form.endswith(after) and 1 <= len(form) - len(before) - len(after) <= 2
    ]
    keys_ = [key for form in forms for key in gazetteer.bare_named(form)]
    if not keys_:
        return None
    return Found(tuple(keys_), "letter_lost", "sure" if len(keys_) == 1 and len(reading.base) > 4 else "likely")


def _by_slip(reading: Reading, slip: Slip | None, gazetteer: Gazetteer) -> Outcome:
    """Take the name for a slip of the pen, or list what comes near."""
    near = [key for form in (slip.near if slip else ()) for key in gazetteer.named(form)]
    score = 1 - slip.distance / max(len(slip.form), 1) if slip and slip.form else 0.0
    if slip and (slip.sure or slip.likely) and not reading.rest:
        found = gazetteer.find(slip.form, reading.additions, "similar")
        if found and found.rule in ("similar", "addition_left_out", "addition_short"):
            sure = slip.sure and found.strength == "sure" and found.rule != "addition_left_out"
            return Outcome(reading, Found(found.keys, "similar", "sure" if sure else "likely"), score=score)
    others = dict.fromkeys((*near, *gazetteer.with_words(reading.words)))
    rule = "near_names" if near else "shared_words"
    pieces = _pieces([reading.text], gazetteer)
    if len(pieces) > 1:
        others, rule = dict.fromkeys((*pieces, *others)), "several_names"
    return Outcome(reading, Found(tuple(others)[:5], rule, "weak") if others else None, score=score)
