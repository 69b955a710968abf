"""Finds the key of a municipality that is known by its name alone. What is not certain stays open.

Names are read (:mod:`geo_koop.intake.names.spelling`) and looked up (:mod:`geo_koop.intake.names.lookup`), the
strictest way first. What stands beside a name decides among namesakes: state, district,
postcode, and the other members of its cooperation (:mod:`geo_koop.intake.names.companions`).
"""

from collections.abc import Mapping

import pandas as pd

from geo_koop.intake.files import keys
from geo_koop.intake.names import beside, companions, keyed, lookup
from geo_koop.intake.names.gazetteer import Found, Gazetteer
from geo_koop.intake.names.keyed import Row
from geo_koop.intake.names.lookup import Outcome
from geo_koop.intake.names.name_rules import NameRules, load
from geo_koop.intake.names.spelling import Reading

CONTEXT = ("state", "district", "postcode", "cooperation")
"""What may stand beside a name; a ``key`` beside it is set against the name, see :mod:`.keyed`."""
COLUMNS = ("name", "kind", "key", "level", "score", "rule", "candidates")
_ROUNDS = 3
_COLUMNS_BESIDE = 2
_EXACT_RULES = ("exact", "key_in_name")
_SIMILAR = ("similar", "addition_similar", "umlaut_lost")


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
        Aligned with ``written``; any of ``state, district`` (name, key or number plate), ``postcode``,
        ``cooperation`` (the members of one are likely to be neighbours) and ``key`` (as returned by
        :func:`geo_koop.intake.files.keys.normalise`), ``""`` where unknown.
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
    given = _given(text.index, context)
    cases = pd.DataFrame({"name": text} | {name: given[name] for name in ("state", "district", "key")})
    written_keys = _keys_in(outcomes)
    # A table indexed by key must not be taken for its column.
    code = cases.rename_axis(index=None).groupby(list(cases), sort=False).ngroup().to_numpy()
    distinct = cases[~pd.Series(code).duplicated().to_numpy()]
    decided = [
        _with_key(
            _decided(outcomes[case.name], case.state, case.district, gazetteer),
            outcomes[case.name].reading,
            case.key,
            written_keys.get(outcomes[case.name].reading.key, ""),
            gazetteer,
        )
        for case in distinct.itertuples(index=False)
    ]
    rows = [decided[i] for i in code]
    table = pd.DataFrame(rows, columns=list(COLUMNS[1:]), index=text.index)
    table.insert(0, "name", written)
    likely = pd.Series([row.strength == "likely" for row in rows], index=text.index)
    postcode = given["postcode"].where(
        given["postcode"] != "", pd.Series([outcomes[name].reading.postcode for name in text], index=text.index)
    )
    groups = {"companions": given["cooperation"], "postcode": postcode.str[:3]}
    for rule, group in groups.items():
        # What was decided decides further: Neufahrn lies beside Freising, and Eching beside Neufahrn.
        for _round in range(_ROUNDS):
            before = int((table["key"] == "").sum())
            table = _by_group(table, likely, group, rule, neighbours, gazetteer)
            if int((table["key"] == "").sum()) == before:
                break
    return table.astype(dict.fromkeys(("kind", "key", "level", "rule"), "str"))


def _given(index: pd.Index, context: pd.DataFrame | None) -> pd.DataFrame:
    table = pd.DataFrame(index=index) if context is None else context.set_axis(index, axis=0)
    return pd.DataFrame(
        {
            name: table[name].astype("str").where(table[name].notna(), "").str.strip() if name in table else ""
            for name in (*CONTEXT, "key")
        },
        index=index,
        dtype="str",
    )


def _keys_in(outcomes: Mapping[str, lookup.Outcome]) -> dict[str, str]:
    """Return the keys that stand in names, brought into their official form."""
    raw = pd.Series(sorted({outcome.reading.key for outcome in outcomes.values()} - {""}), dtype="str")
    normal = keys.normalise(raw)["key"]
    return {text: key or text for text, key in zip(raw, normal, strict=True)}


def _with_key(row: Row, reading: Reading, beside: str, in_name: str, gazetteer: Gazetteer) -> Row:
    if not beside and not in_name:
        return row
    return keyed.settle(row, reading, beside or in_name, gazetteer, in_text=not beside)


def _decided(outcome: Outcome, state: str, district: str, gazetteer: Gazetteer) -> Row:
    """Decide one name by itself and by the state and district beside it."""
    reading, found = outcome.reading, outcome.found
    if outcome.body == "association" and found is not None:
        return _association(found, state, district, gazetteer)
    if outcome.body == "group":
        return Row("several", "", "group", 0.0, "group", ())
    if outcome.body and outcome.body != "district":
        return Row("not_municipality", "", outcome.body, 0.0, outcome.body, ())
    if outcome.body == "district":
        assert found is not None
        key = found.keys[0] if found.strength == "sure" else ""
        return Row("not_municipality", key, "district", 1.0 if key else 0.0, found.rule, found.keys)
    if beside.is_level(district, gazetteer.rules):
        titled = tuple(gazetteer.find_district(reading.text))
        key = titled[0] if len(titled) == 1 else ""
        candidates = titled or (found.keys if found else ())
        return Row("not_municipality", key, "district", 1.0 if key else 0.0, "district", candidates)
    if found is None:
        return Row("not_found", "", "", 0.0, "nothing_near", ())
    if found.strength == "weak":
        kind = "not_found" if found.rule in ("near_names", "shared_words", "part_of_place") else "ambiguous"
        return Row(kind, "", "", round(outcome.score, 2), found.rule, found.keys)
    return _in_context(outcome, found, reading, state, district, gazetteer)


def _association(found: Found, state: str, district: str, gazetteer: Gazetteer) -> Row:
    """Decide which of several associations of a name is meant, by the state and district beside it."""
    remaining = found.keys
    for text in (district, state):
        where = beside.read(text, gazetteer) if text and not beside.says_nothing(text, gazetteer.rules) else None
        if where is None:
            continue
        inside = ((key, gazetteer.above(key)) for key in remaining)
        remaining = tuple(key for key, (of, states) in inside if of & where.districts or states & where.states)
    key = remaining[0] if len(remaining) == 1 else ""
    return Row("not_municipality", key, "association", 1.0 if key else 0.0, "association", remaining or found.keys)


def _in_context(
    outcome: Outcome, found: Found, reading: Reading, state: str, district: str, gazetteer: Gazetteer
) -> Row:
    """Narrow the candidates by state, district, hints in the name, and designation."""
    score = round(outcome.score, 2)
    remaining, known, in_district, strange, hinted = list(found.keys), False, False, False, False
    unexplained = found.rule == "addition_unknown"
    for position, text in enumerate((district, state, *reading.hints)):
        explicit = position < _COLUMNS_BESIDE
        if not text or (explicit and beside.says_nothing(text, gazetteer.rules)):
            continue
        where = beside.read(text, gazetteer, of_district=position == 0)
        if where is None:
            strange |= explicit
            continue
        if not explicit and not unexplained and found.strength == "sure":
            continue
        inside = [key for key in remaining if where.holds(key, gazetteer)]
        if not inside:
            return Row("ambiguous", "", "", score, "context_contradicts", found.keys)
        remaining, known, in_district = inside, True, in_district or bool(where.districts)
        hinted = hinted or not explicit
    if strange and not known:
        # What is not understood may name another country.
        return Row("ambiguous", "", "", score, "context_unknown", tuple(remaining))
    own = beside.own_district(district, reading, remaining, gazetteer)
    if own:
        return Row("ambiguous", "", "", score, "town_or_district", (*remaining, own))
    if found.strength == "sure" and len(remaining) == 1:
        return Row(_kind(found.rule), remaining[0], "municipality", score, found.rule, (remaining[0],))
    slip = found.rule in _SIMILAR
    if unexplained and not hinted and len(remaining) == 1 and gazetteer.readings[remaining[0]].additions:
        # The one of the district has another addition: Weil d. Stadt is not Weil im Schönbuch.
        return Row("ambiguous", "", "", score, "context_contradicts", found.keys)
    if ((known and not slip) or (in_district and slip)) and len(remaining) == 1:
        kind = "fuzzy" if slip else "context"
        return Row(kind, remaining[0], "municipality", score, "district_or_state", found.keys)
    if found.rule == "namesakes" and reading.designation in ("stadt", "markt") and gazetteer.wide:
        same = [key for key in remaining if gazetteer.kind(key) == reading.designation]
        if len(same) == 1 and gazetteer.tells_kinds:
            return Row("context", same[0], "municipality", 1.0, "designation_decides", found.keys)
    return Row("ambiguous", "", "", score, found.rule, tuple(remaining))


def _kind(rule: str) -> str:
    return "exact" if rule in _EXACT_RULES else "fuzzy" if rule in _SIMILAR else "normalised"


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
