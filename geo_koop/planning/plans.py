"""What a plan is about: a record, or a scenario that is no record."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from geo_koop.errors import InputError, Phrase
from geo_koop.planning import scenario_checks, scenario_names
from geo_koop.planning.scenario_checks import Scenario, Step
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
        YAML as docs/scenarios.md describes it; its first step ``found`` or ``join`` is what is planned.
    analysis : Analysis
        Names the municipalities, and the cooperation that is joined.

    Raises
    ------
    InputError
        If it is no scenario, plans nothing, or names what is not known; all faults are named at once.
    """
    return of_scenario(scenario_checks.read(path), analysis)


def build(content: Any, analysis: Analysis, *, file: str) -> Subject:
    """Return what a scenario plans that was read already; see :func:`read`."""
    return of_scenario(scenario_checks.build(content, file=file), analysis)


def of_scenario(scenario: Scenario, analysis: Analysis) -> Subject:
    """Return what a scenario plans that was checked already; see :func:`read`."""
    step = next((one for one in scenario.steps if one.kind in ("found", "join")), None)
    if step is None:
        raise InputError(
            "{file} founds nothing, and lets nobody join: there is nothing to plan.",
            "Add a step found or join.",
            file=scenario.file,
        )
    faults: list[Phrase] = []
    parties = _parties(step, analysis, faults)
    joined = ""
    if step.kind == "join":
        found = scenario_names.cooperation(analysis.whole.cooperations, step.text("cooperation"))
        if isinstance(found, Phrase):
            faults.append(_at(step, found, "cooperation"))
        else:
            joined = found
    if faults:
        raise scenario_checks.refused(scenario.file, faults)
    if not joined:
        return Subject(
            name=step.text("name"),
            topics=tuple(step.fields.get("topics", ())),
            format=step.text("format") or "unknown",
            members=parties["members"],
            others=parties["others"],
            scenario=scenario.name,
            as_of=scenario.as_of,
        )
    there = of_cooperation(analysis.whole, joined)
    return replace(
        there,
        members=tuple(dict.fromkeys((*there.members, *parties["members"]))),
        others=tuple(dict.fromkeys((*there.others, *parties["others"]))),
        joining=parties["members"],
        scenario=scenario.name,
        as_of=scenario.as_of,
    )


def _at(step: Step, fault: Phrase, *entry: str | int) -> Phrase:
    where = scenario_checks.place(step.number, step.kind, *entry)
    return Phrase("{place}: {fault}", place=where, fault=fault)


def _parties(step: Step, analysis: Analysis, faults: list[Phrase]) -> dict[str, tuple[str, ...]]:
    """Return the municipalities among the members, and the names of the others."""
    towns = analysis.municipalities
    areas = pd.concat([pd.DataFrame(part.drop(columns="geometry")) for part in (towns, analysis.unincorporated)])
    places = scenario_names.Places(areas, analysis.provenance.boundaries.national_keys)
    members: list[str] = []
    others: list[str] = []
    found_all = places.find_all([member.name for member in step.fields.get("members", ())])
    for at, found in enumerate(found_all):
        if isinstance(found, Phrase):
            faults.append(_at(step, found, "members", at))
        elif found.key in towns.index:
            members.append(found.key)
        else:
            others.append(found.name or found.key)
    return {"members": tuple(dict.fromkeys(members)), "others": tuple(dict.fromkeys(others))}
