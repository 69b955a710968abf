"""Finds the key of a municipality that is known by its name alone. What is not certain stays open.

Names are read (:mod:`geo_koop.intake.names.spelling`) and looked up (:mod:`geo_koop.intake.names.lookup`), the
strictest way first. What stands beside a name decides among namesakes: state, district,
postcode, and the other members of its cooperation (:mod:`geo_koop.intake.names.companions`).
"""

from typing import NamedTuple

import pandas as pd

from geo_koop.intake.names import companions, lookup
from geo_koop.intake.names.gazetteer import Found, Gazetteer
from geo_koop.intake.names.lookup import Outcome
from geo_koop.intake.names.name_rules import NameRules, load
from geo_koop.intake.names.spelling import Reading

CONTEXT = ("state", "district", "postcode", "cooperation")
AUTOMATIC = ("exact", "normalised", "fuzzy", "context", "hand")
COLUMNS = ("name", "kind", "key", "level", "score", "rule", "candidates")
_ROUNDS = 3
_EXACT_RULES = ("exact", "key_in_name")
_SIMILAR = ("similar", "addition_similar")


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
        A name of :data:`geo_koop.intake.names.name_rules.KNOWN`, a YAML file, or rules.
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
    outcomes = lookup.outcomes(text.unique(), gazetteer)
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
        # What was decided decides further: Neufahrn lies beside Freising, and Eching beside Neufahrn.
        for _round in range(_ROUNDS):
            before = int((table["key"] == "").sum())
            table = _by_group(table, likely, group, rule, neighbours, gazetteer)
            if int((table["key"] == "").sum()) == before:
                break
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
    kept, known, in_district, hinted = list(found.keys), False, False, False
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
        kept, known, in_district, hinted = inside, True, in_district or bool(districts), hinted or not explicit
    if found.strength == "sure" and len(kept) == 1:
        return _Row(_kind(found.rule), kept[0], "municipality", round(outcome.score, 2), found.rule, (kept[0],))
    slip = found.rule in _SIMILAR
    if unexplained and not hinted and len(kept) == 1 and gazetteer.readings[kept[0]].additions:
        # The one of the district has another addition: Weil d. Stadt is not Weil im Schönbuch.
        return _Row("ambiguous", "", "", round(outcome.score, 2), "context_contradicts", found.keys)
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
