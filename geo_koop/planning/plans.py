"""What a plan is about: a record, or a scenario that is no record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from geo_koop import codelists
from geo_koop.errors import InputError, Phrase
from geo_koop.intake.files import dates, yaml_text
from geo_koop.result.analysis import Analysis


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Who plans what with whom.

    Attributes
    ----------
    name : str
    topics : tuple of str
        Codes.
    format : str
        Code; ``"unknown"`` where nobody has decided.
    members : tuple of str
        Keys of municipalities.
    others : tuple of str
        Members that are no municipalities of the boundaries: their names, or keys.
    cooperation : str
        Identifier of the record; empty where a scenario founds it.
    scenario : str
        Name of the scenario; empty for a record. ``as_of``: when its steps take effect.
    joining : tuple of str
        Keys of those that join by the scenario.
    """

    name: str
    topics: tuple[str, ...]
    format: str
    members: tuple[str, ...]
    others: tuple[str, ...] = ()
    cooperation: str = ""
    scenario: str = ""
    as_of: date | None = None
    joining: tuple[str, ...] = ()


def of_cooperation(analysis: Analysis, cooperation: str) -> Subject:
    """Return what a record says."""
    table = analysis.cooperations.loc[cooperation]
    rows = analysis.members[analysis.members["cooperation_id"] == cooperation]
    rows = rows[rows["counts"].astype(bool)].drop_duplicates("key")
    towns = rows["unit_key"].isin(analysis.municipalities.index)
    named = rows["area_name"].where(rows["area_name"].fillna("") != "", rows["name"])
    return Subject(
        name=str(table["name"]),
        topics=tuple(code for code in str(table["topics"]).split(";") if code),
        format=str(table["format"]),
        members=tuple(dict.fromkeys(rows.loc[towns, "unit_key"].astype("str"))),
        others=tuple(named[~towns].astype("str")),
        cooperation=cooperation,
    )


def read(path: Path, analysis: Analysis) -> Subject:
    """Read what a scenario file founds, or whom it lets join.

    Parameters
    ----------
    path : Path
        YAML with ``scenario``, ``as_of`` and ``steps``; its first step ``found`` or ``join`` is what is planned.
    analysis : Analysis
        Names the municipalities, and the cooperation that is joined.

    Raises
    ------
    InputError
        If it is no scenario, or names what is not known; all faults are named at once.
    """
    return build(yaml_text.read(path), analysis, file=path.name)


def build(content: Any, analysis: Analysis, *, file: str) -> Subject:
    """Return what a scenario plans that was read already; see :func:`read`."""
    steps = content.get("steps") if isinstance(content, dict) else None
    if not isinstance(steps, list) or not isinstance(content.get("scenario"), str):
        raise InputError("{file} is no scenario.", "Expected are the entries scenario, as_of and steps.", file=file)
    nothing: tuple[str, dict[str, Any]] = ("", {})
    kind, step = next(
        (
            (name, step[name])
            for step in steps
            if isinstance(step, dict)
            for name in ("found", "join")
            if isinstance(step.get(name), dict)
        ),
        nothing,
    )
    if not kind:
        raise InputError(
            "{file} founds nothing, and lets nobody join: there is nothing to plan.",
            "Add a step found or join.",
            file=file,
        )
    faults: list[Phrase] = []
    day = _day(content.get("as_of"), faults)
    keys = _members(step.get("members"), analysis, faults)
    plan = _joined if kind == "join" else _founded
    made = plan(step, keys, analysis, faults)
    if faults:
        raise InputError(
            "{file} is not in order: {faults}.",
            "Correct these places; nothing else was changed.",
            file=file,
            faults=[Phrase("{step}: {fault}", step=kind, fault=fault) for fault in faults],
        )
    return Subject(**{**(made or {}), "scenario": content["scenario"], "as_of": day})


def _day(value: Any, faults: list[Phrase]) -> date | None:
    if value is None:
        return None
    found = dates.day(str(value))
    if found is None:
        faults.append(Phrase("as_of: {value} is no date; write it as YYYY-MM-DD", value=value))
    return found


def _members(given: Any, analysis: Analysis, faults: list[Phrase]) -> list[str]:
    """Return the keys of the members as written: texts, or rows with a key."""
    if not isinstance(given, list) or not given:
        faults.append(Phrase("members: a list of keys is needed"))
        return []
    keys = [one.get("key") if isinstance(one, dict) else one for one in given]
    wrong = [one for one in keys if not isinstance(one, str)]
    if wrong:
        faults.append(
            Phrase("members: {value} is no text; write keys in quotation marks", value=", ".join(map(str, wrong)))
        )
        return []
    known = set(analysis.municipalities.index) | set(analysis.municipalities["district"].dropna())
    for level in ("association", "state"):
        if level in analysis.municipalities:
            known |= set(analysis.municipalities[level].dropna())
    strange = [one for one in keys if one not in known]
    if strange:
        faults.append(Phrase("members: the boundaries do not have {value}", value=", ".join(map(str, strange))))
    return list(dict.fromkeys(map(str, keys)))


def _parted(keys: list[str], analysis: Analysis) -> dict[str, tuple[str, ...]]:
    towns = analysis.municipalities.index
    names = analysis.municipalities.drop_duplicates("district").set_index("district")["district_name"]
    others = [key for key in keys if key not in towns]
    said = [str(names[key]) if key in names.index and pd.notna(names[key]) else key for key in others]
    return {"members": tuple(key for key in keys if key in towns), "others": tuple(said)}


def _founded(
    step: Mapping[str, Any], keys: list[str], analysis: Analysis, faults: list[Phrase]
) -> dict[str, Any] | None:
    topics, form = step.get("topics") or [], step.get("format") or "unknown"
    listed = topics if isinstance(topics, list) else [topics]
    strange = [str(one) for one in listed if one not in codelists.load("topics").codes]
    if strange:
        faults.append(Phrase("topics: {value} is not known", value=", ".join(strange)))
    if form not in codelists.load("formats").codes:
        faults.append(Phrase("format: {value} is not known", value=form))
    name = step.get("name")
    if not isinstance(name, str) or not name.strip():
        faults.append(Phrase("the name is missing"))
    return {"name": name, "topics": tuple(listed), "format": form, **_parted(keys, analysis)}


def _joined(
    step: Mapping[str, Any], keys: list[str], analysis: Analysis, faults: list[Phrase]
) -> dict[str, Any] | None:
    which = step.get("cooperation")
    if not isinstance(which, str) or which not in analysis.whole.cooperations.index:
        faults.append(Phrase("there is no cooperation {value}", value=which))
        return None
    there = of_cooperation(analysis.whole, which)
    new = _parted(keys, analysis)
    return {
        "name": there.name,
        "topics": there.topics,
        "format": there.format,
        "members": tuple(dict.fromkeys((*there.members, *new["members"]))),
        "others": tuple(dict.fromkeys((*there.others, *new["others"]))),
        "cooperation": which,
        "joining": new["members"],
    }
