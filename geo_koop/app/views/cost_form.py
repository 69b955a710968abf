"""A cost sheet while it is filled in: what a form changes in it, and where in the form something is wrong.

The sheet is kept as its YAML holds it; numbers stand as they were typed until they are read.
"""

import copy
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from geo_koop.app.words import Words
from geo_koop.errors import GeoKoopError, Phrase, UsageError
from geo_koop.intake.records import cost_numbers
from geo_koop.intake.records import cost_sheet as written
from geo_koop.intake.records.cost_sheet import Entry
from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.outputs.costs import sentences
from geo_koop.outputs.wording import Wording
from geo_koop.planning import cost_keys, costs, sharing
from geo_koop.planning.cost_checks import build
from geo_koop.planning.cost_sheet import BASE, CostSheet
from geo_koop.result.analysis import Analysis

Content = dict[str, Any]

FACTS = {
    "cost_sheet": _("Title"),
    "source": _("Source of the figures"),
    "as_of": _("Date of the figures"),
    "from": _("First year"),
    "to": _("Last year"),
    "base_year": _("Year of the present value"),
    "discount_rate": _("Interest per year"),
    "levy_capacity_date": _("Date of the levy capacity"),
}
MEMBER = {
    "name": _("Name"),
    "key": _("Key"),
    "inhabitants": _("Inhabitants"),
    "area": _("Area in km²"),
    "levy_capacity": _("Levy capacity in €"),
    "votes": _("Votes"),
    "standalone": _("Costs alone per year in €"),
}
POSITION = {
    "name": _("Position"),
    "kind": _("Kind"),
    "amount": _("Amount per year in €"),
    "from": _("from year"),
    "to": _("to year"),
    "key": _("Key of sharing"),
    "base": _("Base in equal parts"),
    "variable": _("Key of the rest"),
}
SHARE = {
    "quantity": _("Quantity or weight"),
    "caps": _("at most in €"),
    "floors": _("at least in €"),
    "exclude": _("no part"),
}
KEYS = {
    "inhabitants": _("by inhabitants"),
    "area": _("by area"),
    "use": _("by use (quantities)"),
    "equal": _("in equal parts"),
    "levy_capacity": _("by levy capacity"),
    "weights": _("by own weights"),
    "base+variable": _("a base in equal parts, the rest by another key"),
}
KINDS = {"cost": _("Costs"), "income": _("Income")}
HELP = {
    "as_of": _("A year, a month or a day: 2026, 11/2026 or 28.11.2026."),
    "levy_capacity_date": _("A year, a month or a day: 2026, 11/2026 or 28.11.2026."),
    "discount_rate": _("A share such as 2 %; empty: 0 %."),
}
TEMPLATES = {
    "building_yard": _("Joint building yard"),
    "civil_registry": _("Joint civil registry"),
    "industrial_zone": _("Intermunicipal industrial zone with tax sharing"),
    "recycling_yard": _("Joint recycling yard"),
}
PASTED = {"members": _("Members"), "positions": _("Positions"), "shares": _("Quantities and bounds by member")}
_YEARS = ("from", "to")


def text(value: Any) -> str:
    """Return a value of the sheet as a field of the form shows it: numbers with a decimal comma."""
    if value is None:
        return ""
    if isinstance(value, (float, Decimal)):
        return (format(value, ".15g") if isinstance(value, float) else format(value, "f")).replace(".", ",")
    return str(value)


def facts(content: Mapping[str, Any]) -> dict[str, str]:
    """Return what stands about the whole sheet, as texts."""
    years = content.get("years") or {}
    return {name: text(years.get(name) if name in _YEARS else content.get(name)) for name in FACTS}


def with_facts(content: Content, given: Mapping[str, str]) -> Content:
    """Return the sheet with what a form says about the whole of it."""
    made = copy.deepcopy(content)
    years = {name: given[name].strip() for name in _YEARS if given[name].strip()}
    for name in FACTS:
        if name not in _YEARS:
            _put(made, name, given[name])
    return {**made, "years": years}


def _put(entry: dict[str, Any], name: str, value: str) -> None:
    """Put what was typed into an entry; what is as it was shown stays the number that it was."""
    if value.strip() == text(entry.get(name)):
        return
    if value.strip():
        entry[name] = value.strip()
    else:
        entry.pop(name, None)


def member_names(content: Mapping[str, Any]) -> list[str]:
    """Return the names of the members."""
    return [str(one.get("name") or one.get("key") or "–") for one in content.get("members", ())]


def position_names(content: Mapping[str, Any]) -> list[str]:
    """Return the names of the positions."""
    return [str(one.get("name") or "–") for one in content.get("positions", ())]


def member_lines(content: Mapping[str, Any], words: Words) -> pd.DataFrame:
    """Return the members as they stand in the sheet, with what is given of them."""
    heads = {name: words(label) for name, label in MEMBER.items()}
    rows = [{head: text(one.get(name)) for name, head in heads.items()} for one in content.get("members", ())]
    return pd.DataFrame(rows, columns=list(heads.values()))


def position_lines(content: Mapping[str, Any], words: Words) -> pd.DataFrame:
    """Return the positions as they stand in the sheet, with kind, amount and key."""
    heads = [words(POSITION[name]) for name in ("name", "kind", "amount", "key")]
    rows = [
        (
            str(one.get("name") or "–"),
            words(KINDS.get(str(one.get("kind") or "cost"), str(one.get("kind")))),
            _amount(one.get("amount"), str(content.get("currency") or "EUR"), words),
            _divided(one, words),
        )
        for one in content.get("positions", ())
    ]
    return pd.DataFrame(rows, columns=heads)


def _amount(value: Any, currency: str, words: Words) -> str:
    """Return an amount as people write it; what is none, as it was typed."""
    number, fault = cost_numbers.single(value, money=True)
    if number is None or fault or number * 100 % 1 or abs(number) >= 10**12:
        return text(value) or "–"
    return sentences.money(Wording(words.language), int(number * 100), currency)


def _divided(position: Mapping[str, Any], words: Words) -> str:
    key, rest = (str(position.get(name) or "") for name in ("key", "variable"))
    said = words(KEYS[key]) if key in KEYS else key or "–"
    return f"{said}: {words(KEYS[rest])}" if key == BASE and rest in KEYS else said


def position_texts(key: str) -> dict[str, str]:
    """Return the text fields of a position that is divided by a key."""
    apart = ("kind", "key", "variable") if key == BASE else ("kind", "key", "base", "variable")
    return {name: label for name, label in POSITION.items() if name not in apart}


def choices(key: str) -> dict[str, Mapping[str, str]]:
    """Return what is chosen of a position that is divided by a key, beside the key itself."""
    found: dict[str, Mapping[str, str]] = {"kind": KINDS}
    if key == BASE:
        found["variable"] = {name: label for name, label in KEYS.items() if name != BASE}
    return found


def _key(member: Mapping[str, Any]) -> str:
    return str(member.get("key") or member.get("name") or "")


def with_member(content: Content, at: int | None, given: Mapping[str, str]) -> Content:
    """Return the sheet with a member as a form says it; a new one where ``at`` is None.

    A key that changes is followed in quantities, bounds, exclusions and coalitions.
    """
    made = copy.deepcopy(content)
    members = made.setdefault("members", [])
    entry = {} if at is None else members[at]
    before = _key(entry)
    for name in MEMBER:
        _put(entry, name, given[name])
    if at is None:
        members.append(entry)
    elif before != _key(entry):
        _renamed(made, before, _key(entry))
    return made


def without_member(content: Content, at: int) -> Content:
    """Return the sheet without a member, and without its quantities, bounds and coalitions."""
    made = copy.deepcopy(content)
    key = _key(made["members"].pop(at))
    names = {key, str(content["members"][at].get("name"))}
    for position in made.get("positions", ()):
        for table in ("use", "weights", "caps", "floors"):
            for name in names & set(position.get(table) or ()):
                del position[table][name]
        if position.get("exclude"):
            position["exclude"] = [one for one in position["exclude"] if one not in names]
    made["coalition_costs"] = [
        one for one in made.get("coalition_costs") or () if not names & set(map(str, one.get("members", ())))
    ]
    return made


def _renamed(content: Content, before: str, now: str) -> None:
    def new(name: str) -> str:
        return now if name == before else name

    for position in content.get("positions", ()):
        for table in ("use", "weights", "caps", "floors"):
            if position.get(table):
                position[table] = {new(name): value for name, value in position[table].items()}
        if position.get("exclude"):
            position["exclude"] = [new(name) for name in position["exclude"]]
    for coalition in content.get("coalition_costs") or ():
        coalition["members"] = [new(name) for name in coalition.get("members", ())]


def with_municipalities(content: Content, table: pd.DataFrame) -> Content:
    """Return the sheet with municipalities as further members; those that are in already change nothing.

    Parameters
    ----------
    content : dict
    table : pandas.DataFrame
        Indexed by key: ``name, population, area_km2``.
    """
    made = copy.deepcopy(content)
    there = {_key(one) for one in made.get("members", ())}
    for key, row in table[~table.index.isin(there)].iterrows():
        entry: dict[str, Any] = {"key": str(key), "name": str(row["name"])}
        if pd.notna(row["population"]):
            entry["inhabitants"] = int(row["population"])
        if pd.notna(row["area_km2"]):
            entry["area"] = round(float(row["area_km2"]), 2)
        made.setdefault("members", []).append(entry)
    return made


def of_cooperation(analysis: Analysis, cooperation: str | None) -> list[str]:
    """Return the keys of the municipalities that take part in a cooperation themselves; none without one."""
    area = analysis.area
    there = area[(area["cooperation_id"] == cooperation) & (area["through"] != "district")]
    return sorted(set(there["key"]) & set(analysis.municipalities.index))


def shares(content: Mapping[str, Any], at: int | None) -> dict[str, dict[str, str]]:
    """Return quantity, bounds and exclusion of each member (by key) in a position, as texts."""
    position = {} if at is None else content["positions"][at]
    own = "weights" if "weights" in (position.get("key"), position.get("variable")) else "use"
    made = {}
    for member in content.get("members", ()):
        names = (_key(member), member.get("name"))
        tables = {"quantity": own, "caps": "caps", "floors": "floors"}
        found = {
            field: next((text(v) for n, v in (position.get(table) or {}).items() if n in names), "")
            for field, table in tables.items()
        }
        out = any(name in (position.get("exclude") or ()) for name in names)
        made[_key(member)] = found | {"exclude": "x" if out else ""}
    return made


def with_position(
    content: Content, at: int | None, given: Mapping[str, str], parts: Mapping[str, Mapping[str, str]]
) -> Content:
    """Return the sheet with a position as a form says it; a new one where ``at`` is None.

    Parameters
    ----------
    content : dict
    at : int, optional
    given : Mapping of str to str
        Fields of :data:`POSITION`.
    parts : Mapping
        By member the fields of :data:`SHARE`.
    """
    made = copy.deepcopy(content)
    positions = made.setdefault("positions", [])
    entry: dict[str, Any] = {} if at is None else positions[at]
    base = given["key"] == BASE
    for name in POSITION:
        _put(entry, name, "" if name in ("base", "variable") and not base else given[name])
    own = "weights" if "weights" in (given["key"], given["variable"] if base else "") else "use"
    for field, table in (("quantity", own), ("caps", "caps"), ("floors", "floors")):
        before = {} if at is None else _table(content["positions"][at].get(table), content)
        entry[table] = {
            key: before[key] if text(before.get(key)) == cells[field].strip() else cells[field].strip()
            for key, cells in parts.items()
            if cells[field].strip()
        }
    entry["exclude"] = [key for key, cells in parts.items() if cells["exclude"]]
    for name in ("use", "weights", "caps", "floors", "exclude"):
        if not entry.get(name):
            entry.pop(name, None)
    if at is None:
        positions.append(entry)
    return made


def _table(table: Mapping[str, Any] | None, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table of a position by the keys of members, whatever they are named by in it."""
    names = {str(member.get("name")): _key(member) for member in content.get("members", ())}
    return {names.get(str(name), str(name)): value for name, value in (table or {}).items()}


def without_position(content: Content, at: int) -> Content:
    """Return the sheet without a position."""
    made = copy.deepcopy(content)
    made["positions"].pop(at)
    return made


def checked(content: Content, words: Words) -> CostSheet:
    """Return the cost sheet that a form describes.

    Raises
    ------
    InputError
        If something is wrong; places are named in the words of the form.
    """
    given = written.parse(content, file=words("Cost sheet"), places=places(content, words))
    return build(given)


def places(content: Mapping[str, Any], words: Words) -> dict[Entry, Phrase]:
    """Return where in the form each entry stands."""
    found: dict[Entry, str] = {("members",): words("Members"), ("positions",): words("Positions")}
    for name, label in FACTS.items():
        found[("years", name) if name in _YEARS else (name,)] = words(label)
    parts = (
        ("members", member_names(content), words("Member"), MEMBER),
        ("positions", position_names(content), words("Position"), POSITION),
    )
    for what, names, kind, fields in parts:
        for at, name in enumerate(names):
            found[(what, at)] = f"{kind} {name}"
            found |= {(what, at, field): f"{kind} {name}, {words(label)}" for field, label in fields.items()}
    called = {
        _key(member): name for member, name in zip(content.get("members", ()), member_names(content), strict=True)
    }
    tables = {"use": "quantity", "weights": "quantity", "caps": "caps", "floors": "floors"}
    for at, position in enumerate(content.get("positions", ())):
        for table, field in tables.items():
            for key in position.get(table) or ():
                who = called.get(str(key), key)
                place = f"{found[('positions', at)]}, {who}, {words(SHARE[field])}"
                found[("positions", at, table, key)] = place
    return {entry: Phrase("{entry}", entry=place) for entry, place in found.items()}


def faults(error: GeoKoopError, words: Words) -> list[str]:
    """Return each fault of a sheet in words; of another error, its problem and remedy."""
    translate = translator(words.language, "errors")
    _templates, params = error.parts()
    listed = params.get("faults")
    if isinstance(listed, Sequence) and not isinstance(listed, str):
        return [_spoken(one, words).words(translate) for one in listed if isinstance(one, Phrase)]
    return [part for part in error.words(translate) if part]


def _spoken(fault: Phrase, words: Words) -> Phrase:
    """Return a fault with the label of a key in place of its code."""
    template, params = fault.parts()
    for name, value in params.items():
        if isinstance(value, Phrase):
            params[name] = _spoken(value, words)
        elif name == "key" and value in KEYS:
            params[name] = f"„{words(KEYS[str(value)])}“" if words.language == "de" else f"“{words(KEYS[str(value)])}”"
    return Phrase(template, **params)


def possible(sheet: CostSheet, keys: Iterable[str]) -> list[str]:
    """Return the keys by which all positions of a sheet can be divided."""
    found = []
    for key in keys:
        try:
            costs.share(cost_keys.with_key(sheet, key))
        except (UsageError, sharing.Infeasible):
            continue
        found.append(key)
    return found
