"""Finds the key of a municipality that is known by its name alone. What is not certain stays open.

Names are read (:mod:`geo_koop.intake.names`) and looked up (:mod:`geo_koop.intake.gazetteer`), the
strictest way first. Slips of the pen are mended only where no other place comes near
(:mod:`geo_koop.intake.similar`). What stands beside a name decides among namesakes: state, district,
postcode, and the other members of its cooperation (:mod:`geo_koop.intake.companions`).
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd

from geo_koop.intake import companions, names, similar
from geo_koop.intake.gazetteer import MANY, Found, Gazetteer
from geo_koop.intake.name_rules import NameRules, load
from geo_koop.intake.names import Reading
from geo_koop.intake.similar import Slip

CONTEXT = ("state", "district", "postcode", "cooperation")
AUTOMATIC = ("exact", "normalised", "fuzzy", "context", "hand")
COLUMNS = ("name", "kind", "key", "level", "score", "rule", "candidates")
_EXACT_RULES = ("exact", "key_in_name")
_SIMILAR = ("similar", "addition_similar")


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


def match_names(
    written: pd.Series,
    areas: pd.DataFrame,
    *,
    context: pd.DataFrame | None = None,
    neighbours: pd.DataFrame | None = None,
    rules: str | NameRules = "de",
    former: pd.DataFrame | None = None,
    gazetteer: Gazetteer | None = None,
) -> pd.DataFrame:
    """Look names up among areas.

    Parameters
    ----------
    written : pandas.Series
        Names as a source writes them; any index.
    areas : pandas.DataFrame
        Indexed by ``key``, with ``name``; ``designation, district, district_name, state, state_name``
        help where present.
    context : pandas.DataFrame, optional
        Aligned with ``written``; any of ``state, district`` (name or key), ``postcode`` and
        ``cooperation`` (the members of one are likely to be neighbours), ``""`` where unknown.
    neighbours : pandas.DataFrame, optional
        ``key_a, key_b``: municipalities that touch.
    rules : str or NameRules
        A name of :data:`geo_koop.intake.name_rules.KNOWN`, a YAML file, or rules.
    former : pandas.DataFrame, optional
        ``name, key``: names that ended by a merger, and the key of the successor.
    gazetteer : Gazetteer, optional
        Made of ``areas``, ``rules`` and ``former``, where it is at hand; making it takes most of the time.

    Returns
    -------
    pandas.DataFrame
        Aligned with ``written``: ``name``; ``kind``, a code of the codelist ``match_kinds``; ``key``
        (``""`` where open); ``level`` (``municipality``, ``district``, or what it is instead, such as
        ``association``); ``score`` (0 to 1: 1 is the same name); ``rule``, a code of the codelist
        ``match_rules``; ``candidates``, a tuple of keys, the likeliest first.

    Examples
    --------
    >>> areas = pd.DataFrame({"name": ["Haar", "Garching b.München"]}, index=["09184123", "09184119"])
    >>> match_names(pd.Series(["Gde. Haar", "Garching bei Muenchen"]), areas)[["kind", "key"]].values.tolist()
    [['normalised', '09184123'], ['normalised', '09184119']]
    """
    text = written.astype("str").fillna("").where(written.notna(), "").astype("str")
    gazetteer = gazetteer or Gazetteer(areas, load(rules) if isinstance(rules, str) else rules, former)
    outcomes = _outcomes(text.unique(), gazetteer)
    beside = _beside(text.index, context)
    cases = pd.DataFrame({"name": text, "state": beside["state"], "district": beside["district"]})
    code = cases.groupby(list(cases), sort=False).ngroup().to_numpy()
    distinct = cases[~pd.Series(code).duplicated().to_numpy()]
    decided = [
        _decided(outcomes[case.name], case.state, case.district, gazetteer) for case in distinct.itertuples(index=False)
    ]
    rows = [decided[i] for i in code]
    table = pd.DataFrame(rows, columns=list(COLUMNS[1:]), index=text.index)
    table.insert(0, "name", written)
    likely = pd.Series([row.strength == "likely" for row in rows], index=text.index)
    postcode = beside["postcode"].where(
        beside["postcode"] != "", pd.Series([outcomes[name].reading.postcode for name in text], index=text.index)
    )
    groups = {"companions": beside["cooperation"], "postcode": postcode.str[:3]}
    for rule, group in groups.items():
        table = _by_group(table, likely, group, rule, neighbours, gazetteer)
    return table.astype(dict.fromkeys(("kind", "key", "level", "rule"), "str"))


def _beside(index: pd.Index, context: pd.DataFrame | None) -> pd.DataFrame:
    given = pd.DataFrame(index=index) if context is None else context.set_axis(index, axis=0)
    return pd.DataFrame(
        {
            name: given[name].astype("str").where(given[name].notna(), "").str.strip() if name in given else ""
            for name in CONTEXT
        },
        index=index,
        dtype="str",
    )


def _outcomes(distinct: Iterable[str], gazetteer: Gazetteer) -> Mapping[str, Outcome]:
    """Return what each distinct name says by itself."""
    readings = {name: names.read(name, gazetteer.rules) for name in distinct}
    found = {name: _by_name(reading, gazetteer) for name, reading in readings.items()}
    open_names = [name for name, outcome in found.items() if outcome.found is None and not outcome.body]
    bases = sorted({readings[name].base for name in open_names} - {""})
    found_slips = similar.slips(
        bases,
        gazetteer.forms,
        bare=lambda form: names.bare(form, gazetteer.rules),
        distinguishing=gazetteer.rules.distinguishing,
        wide=len(gazetteer.forms) >= MANY,
    )
    slips = dict(zip(bases, found_slips, strict=True))
    return found | {name: _by_slip(readings[name], slips.get(readings[name].base), gazetteer) for name in open_names}


def _by_name(reading: Reading, gazetteer: Gazetteer) -> Outcome:
    """Look a name up by its letters."""
    if reading.body == "blank":
        named = gazetteer.raw(reading.text)
        return Outcome(
            reading, Found(tuple(named), "word_or_name", "weak") if named else None, "" if named else "blank"
        )
    in_name = _key_in_name(reading, gazetteer)
    if in_name:
        return Outcome(reading, Found((in_name,), "key_in_name"))
    raw = gazetteer.raw(reading.text)
    if len(raw) == 1 and (reading.additions or len(gazetteer.named(reading.base)) <= 1):
        return Outcome(reading, Found(tuple(raw), "exact"))
    # A proper name such as Markt Schwaben or Amt Wachsenburg goes before the reading as a designation or a body.
    forms = (reading.whole, *reading.partly)
    whole = next(filter(None, (gazetteer.find(form, reading.additions, "spelling") for form in forms)), None)
    if not whole or whole.rule == "addition_unknown":
        whole = gazetteer.run_together(reading.whole.replace("~", ""), reading.additions) or whole
    if whole and reading.names and not set(reading.names) <= set(gazetteer.readings[whole.keys[0]].names):
        whole = whole._replace(strength="likely")
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
    )
    if found:
        return _listed(Outcome(reading, _against_designation(found, reading, gazetteer)), gazetteer)
    joined = reading.whole.replace("~", "") if "~" in reading.whole else ""
    weak = [*gazetteer.named(joined), *gazetteer.shortened(reading.base)]
    if weak:
        return Outcome(reading, Found(tuple(dict.fromkeys(weak)), "part_of_name", "likely"))
    return Outcome(reading, None)


def _key_in_name(reading: Reading, gazetteer: Gazetteer) -> str:
    if not reading.key:
        # A key alone, perhaps without the zero that a spreadsheet took for needless.
        return next((key for key in (reading.text, f"0{reading.text}") if key in gazetteer.names), "")
    key = reading.key if reading.key in gazetteer.names else ""
    short = reading.key[:5] + reading.key[9:12] if len(reading.key) == 12 else ""
    return key or (short if short in gazetteer.names else "")


def _body(reading: Reading, gazetteer: Gazetteer) -> Outcome | None:
    """Return what a name is instead of a municipality."""
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
    if not others and all(_is_by_name(names._plain(part), gazetteer.rules) for part in rest):
        return outcome
    keys_ = tuple(dict.fromkeys((*outcome.found.keys, *others)))
    return outcome._replace(found=Found(keys_, "several_names" if others else "comma_unknown", "weak"))


def _pieces(parts: Iterable[str], gazetteer: Gazetteer) -> list[str]:
    """Return the areas that parts of a list name."""
    joined = "|".join(re.escape(word) for word in gazetteer.rules.and_words)
    pieces = [piece for part in parts for piece in re.split(rf"[,;/]|\s(?:{joined})\.?\s", part) if piece.strip()]
    readings = [names.read(piece, gazetteer.rules) for piece in pieces]
    return [
        key for r in readings for key in gazetteer.named(r.base) or gazetteer.named(names.fold(r.text, gazetteer.rules))
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
    if names._LOST not in reading.base:
        return None
    before, _lost, after = names.bare(reading.base, gazetteer.rules).partition(names._LOST)
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


class _Row(NamedTuple):
    kind: str
    key: str
    level: str
    score: float
    rule: str
    candidates: tuple[str, ...]

    @property
    def strength(self) -> str:
        return "likely" if self.kind == "ambiguous" and self.rule not in _WEAK else "sure" if self.key else "weak"


_WEAK = ("several_names", "comma_unknown", "context_contradicts", "part_of_place", "near_names", "shared_words")


def _decided(outcome: Outcome, state: str, district: str, gazetteer: Gazetteer) -> _Row:
    """Decide one name by itself and by the state and district beside it."""
    reading, found = outcome.reading, outcome.found
    if outcome.body and outcome.body != "district":
        return _Row("not_municipality", "", outcome.body, 0.0, outcome.body, ())
    if outcome.body == "district":
        assert found is not None
        key = found.keys[0] if found.strength == "sure" else ""
        return _Row("not_municipality", key, "district", 1.0 if key else 0.0, "district", found.keys)
    if found is None:
        return _Row("not_found", "", "", 0.0, "nothing_near", ())
    if found.strength == "weak":
        kind = "not_found" if found.rule in ("near_names", "shared_words", "part_of_place") else "ambiguous"
        return _Row(kind, "", "", round(outcome.score, 2), found.rule, found.keys)
    return _in_context(outcome, found, reading, state, district, gazetteer)


def _in_context(
    outcome: Outcome, found: Found, reading: Reading, state: str, district: str, gazetteer: Gazetteer
) -> _Row:
    """Narrow the candidates by state, district, hints in the name, and designation."""
    kept, known, in_district = list(found.keys), False, False
    unexplained = found.rule == "addition_unknown"
    for text, explicit in ((district, True), (state, True), *((hint, False) for hint in reading.hints)):
        areas = _areas(text, gazetteer) if text else None
        if areas is None or (not explicit and not unexplained and found.strength == "sure"):
            continue
        districts, states = areas
        inside = [
            key
            for key in kept
            if gazetteer.district.get(key, "") in districts or gazetteer.state.get(key, "") in states
        ]
        if not inside:
            return _Row("ambiguous", "", "", round(outcome.score, 2), "context_contradicts", found.keys)
        kept, known, in_district = inside, True, in_district or bool(districts)
    if found.strength == "sure" and len(kept) == 1:
        return _Row(_kind(found.rule), kept[0], "municipality", round(outcome.score, 2), found.rule, (kept[0],))
    slip = found.rule in _SIMILAR
    if ((known and not slip) or (in_district and slip)) and len(kept) == 1:
        kind = "fuzzy" if slip else "context"
        return _Row(kind, kept[0], "municipality", round(outcome.score, 2), "district_or_state", found.keys)
    if found.rule == "namesakes" and reading.designation in ("stadt", "markt") and gazetteer.wide:
        same = [key for key in kept if gazetteer.kind(key) == reading.designation]
        if len(same) == 1 and gazetteer.tells_kinds:
            return _Row("context", same[0], "municipality", 1.0, "designation_decides", found.keys)
    return _Row("ambiguous", "", "", round(outcome.score, 2), found.rule, tuple(kept))


def _kind(rule: str) -> str:
    return "exact" if rule in _EXACT_RULES else "fuzzy" if rule in _SIMILAR else "normalised"


def _areas(text: str, gazetteer: Gazetteer) -> tuple[set[str], set[str]] | None:
    """Return the districts and the states that a text names, or ``None`` where it names neither."""
    districts = gazetteer.find_district(text) + gazetteer.find_city(text)
    state = gazetteer.find_state(text)
    return (set(districts), {state} if state and not districts else set()) if districts or state else None


def _by_group(
    table: pd.DataFrame,
    likely: pd.Series,
    group: pd.Series,
    rule: str,
    neighbours: pd.DataFrame | None,
    gazetteer: Gazetteer,
) -> pd.DataFrame:
    """Decide open names by the certain members of their group."""
    likely = likely & (table["kind"] == "ambiguous")
    if not (likely & (group != "")).any():
        return table
    at = pd.Series(range(len(table)), index=table.index)
    wanted = pd.DataFrame({"row": at, "group": group, "key": table["candidates"]})[likely & (group != "")]
    certain = pd.DataFrame({"group": group, "key": table["key"]})[
        (table["level"] == "municipality") & (group != "") & (table["key"] != "")
    ]
    chosen = companions.choose(
        wanted.explode("key").dropna(),
        certain,
        neighbours=neighbours,
        district=pd.Series(gazetteer.district, dtype="str"),
    )
    where = chosen.index.to_numpy(dtype=int)
    table = table.copy()
    for column, value in (("key", chosen.to_numpy()), ("kind", "context"), ("level", "municipality"), ("rule", rule)):
        table.iloc[where, table.columns.get_loc(column)] = value
    return table
