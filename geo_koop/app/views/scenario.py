"""A scenario while it is put together: what a form changes in it, and how several compare. Pure functions.

It is kept as its YAML holds it: ``scenario, as_of, steps``.
"""

import copy
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from geo_koop.app.views.sentences import municipality_labels
from geo_koop.app.words import Words
from geo_koop.errors import GeoKoopError, InputError, Phrase
from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.outputs import report, tables
from geo_koop.outputs.report import scenario as sheets
from geo_koop.outputs.scenarios import content as contents
from geo_koop.outputs.scenarios import sentences
from geo_koop.outputs.wording import Wording
from geo_koop.planning import scenario_checks, scenario_file, undertaking
from geo_koop.planning.scenario_checks import Scenario, Step
from geo_koop.planning.scenarios import Outcome
from geo_koop.result.analysis import Analysis

Content = dict[str, Any]

MOST = 3
"""Scenarios that stand side by side."""
KINDS = {
    "found": _("Found a cooperation"),
    "join": _("Join a cooperation"),
    "leave": _("Leave a cooperation"),
    "change_form": _("Change the form"),
    "add_actor": _("Add a company or institution"),
    "end": _("End a cooperation"),
    "merge": _("Merge cooperations"),
    "merge_municipalities": _("Merge municipalities"),
}


FIELDS = {
    "cooperation": _("Cooperation"),
    "cooperations": _("Cooperations"),
    "members": _("Members"),
    "name": _("Name"),
    "topics": _("Topics"),
    "format": _("Form"),
    "keys": _("Municipalities"),
    "key": _("Key"),
    "district": _("District"),
    "kind": _("Kind"),
    "id": _("Id"),
    "steps": _("Steps"),
    "as_of": _("Day"),
    "scenario": _("Name of the scenario"),
}
_ENTRY = re.compile(r"(?:, )?([a-z_]+)(?: (\d+))?")


def faults(error: GeoKoopError, words: Words) -> list[str]:
    """Return each fault of a scenario in the words of the form; of another error, its problem and remedy."""
    translate = translator(words.language, "errors")
    _templates, params = error.parts()
    listed = params.get("faults")
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        return [part for part in error.words(translate) if part]
    said = []
    for one in listed:
        _template, parts = one.parts()
        place, fault = parts.get("place"), parts.get("fault")
        if isinstance(place, Phrase) and isinstance(fault, Phrase):
            said.append(words("{place}: {fault}", place=_place(place, words), fault=fault.words(translate)))
        else:
            said.append(one.words(translate))
    return said


def _place(place: Phrase, words: Words) -> str:
    """Return where something stands, as the form calls it."""
    _template, params = place.parts()
    entry = str(params.get("entry", ""))
    fields = [
        words(FIELDS.get(name, name)) + (f" {number}" if number else "") for name, number in _ENTRY.findall(entry)
    ]
    if "kind" not in params:
        return ", ".join(fields)
    kind = str(params["kind"])
    step = words("Step {number} ({kind})", number=params["number"], kind=words(KINDS.get(kind, kind)))
    return ", ".join([step, *fields])


def new(name: str, as_of: date, steps: Sequence[Mapping[str, Any]] = ()) -> Content:
    """Return a scenario with a name and the steps that it begins with."""
    return {"scenario": name, "as_of": as_of.isoformat(), "steps": [copy.deepcopy(dict(step)) for step in steps]}


def with_step(content: Content, kind: str, fields: Mapping[str, Any], taken: Sequence[str] = ()) -> Content:
    """Return the scenario with one more step; what a form left empty is left out.

    Parameters
    ----------
    content : dict
    kind : str
    fields : Mapping
    taken : sequence of str
        Ids of cooperations that exist: a new one gets another.
    """
    given = {name: value for name, value in fields.items() if value not in (None, "", [])}
    if kind in ("found", "merge") and given.get("name"):
        there = {*taken, *founded(content)}
        given = {"id": scenario_file.identifier(str(given["name"]), there), **given}
    return {**content, "steps": [*content["steps"], {kind: given}]}


def without_step(content: Content, at: int) -> Content:
    """Return the scenario without one of its steps."""
    return {**content, "steps": [step for number, step in enumerate(content["steps"]) if number != at]}


def renamed(content: Content, name: str, as_of: date) -> Content:
    """Return the scenario with another name and date."""
    return {**content, "scenario": name.strip() or str(content["scenario"]), "as_of": as_of.isoformat()}


def founded(content: Content) -> dict[str, str]:
    """Return id and name of the cooperations that the steps make."""
    made = {}
    for step in content["steps"]:
        for kind, fields in step.items():
            if kind in ("found", "merge") and isinstance(fields, Mapping) and fields.get("id"):
                made[str(fields["id"])] = str(fields.get("name", fields["id"]))
    return made


def checked(content: Content) -> Scenario:
    """Return the scenario checked.

    Raises
    ------
    InputError
        If a step is not in order.
    """
    return scenario_checks.build(content, file=str(content["scenario"]))


def text(content: Content) -> str:
    """Return the scenario as the YAML that is read again."""
    day = date.fromisoformat(str(content["as_of"]))
    return scenario_file.text(str(content["scenario"]), day, content["steps"])


def steps(content: Content, analyses: Sequence[Analysis], words: Words) -> list[str]:
    """Return the steps as clauses; one that is not in order by its kind alone."""
    said = []
    known: list[Step] = []
    for number, step in enumerate(content["steps"], start=1):
        try:
            one = scenario_checks.build({"scenario": "–", "steps": [step]}, file="–").steps[0]
        except InputError:
            said.append(words("{number}. {kind}", number=number, kind=words(KINDS.get(next(iter(step), ""), "–"))))
            continue
        known.append(one)
        clause = sentences.clause(one, Wording(words.language), sentences.Names(analyses, known))
        said.append(words("{number}. if {clause}", number=number, clause=clause))
    return said


def cooperations(whole: Analysis, content: Content | None = None) -> dict[str, str]:
    """Return id and name of the cooperations that steps can name, sorted by name; those of the scenario first."""
    table = whole.cooperations
    table = table[table["status"] != "ended"].sort_values("name", key=lambda names: names.str.casefold())
    return {**(founded(content) if content else {}), **{str(one): str(name) for one, name in table["name"].items()}}


def members(whole: Analysis) -> dict[str, str]:
    """Return key and name of whoever can be a member: municipalities, then districts."""
    towns = whole.municipalities
    districts = towns[towns["district"] != ""].drop_duplicates("district").sort_values("district_name")
    found = {str(key): str(name) for key, name in municipality_labels(whole).items()}
    return found | dict(zip(districts["district"].astype("str"), districts["district_name"].astype("str"), strict=True))


def side_by_side(outcomes: Sequence[Outcome], words: Words) -> pd.DataFrame:
    """Return several scenarios beside each other, a column for each."""
    labels: dict[str, Callable[[Outcome], int]] = {
        words("Steps"): lambda one: len(one.scenario.steps),
        words("Cooperations that change"): lambda one: (one.cooperations["change"] == "changed").sum(),
        words("Cooperations that are new"): lambda one: (one.cooperations["change"] == "founded").sum(),
        words("Cooperations that end"): lambda one: (one.cooperations["change"] == "ended").sum(),
        words("Municipalities that the steps concern"): lambda one: one.municipalities["direct"].sum(),
        words("Topics gained, municipalities added up"): lambda one: _entries(one, "gained"),
        words("Topics lost, municipalities added up"): lambda one: _entries(one, "lost"),
        words("Municipalities with more partners"): lambda one: _partners(one, more=True),
        words("Municipalities with fewer partners"): lambda one: _partners(one, more=False),
        words("Steps that are not possible by agreement"): lambda one: len(
            {note.step for note in one.notes if note.kind == "impossible"}
        ),
    }
    rows = [[label, *(words.number(count(one)) for one in outcomes)] for label, count in labels.items()]
    names: list[str] = []
    for one in outcomes:
        name = one.scenario.name
        names.append(name if name not in names else f"{name} ({len(names) + 1})")
    return pd.DataFrame(rows, columns=[words("What"), *names])


def members_of(outcome: Outcome, cooperation: str) -> list[str]:
    """Return the keys of the municipalities that take part in a cooperation themselves after the scenario."""
    area = outcome.after.area
    there = area[(area["cooperation_id"] == cooperation) & (area["through"] != "district")]
    return sorted(set(there["key"]) & set(outcome.after.municipalities.index))


def lasting(outcome: Outcome) -> dict[str, str]:
    """Return id and name of the touched cooperations that are there after the scenario."""
    table = outcome.cooperations[outcome.cooperations["change"] != "ended"]
    return {str(one): sentences.name_of(row) for one, row in table.iterrows()}


def files(outcome: Outcome, content: Content, words: Words) -> dict[str, Callable[[], bytes]]:
    """Return what makes each file, by its ending: nothing is made before somebody asks for it."""
    said = Wording(words.language)
    return {
        "yaml": lambda: text(content).encode(),
        "json": lambda: tables.json_text(contents.content(outcome, said, undertaking.laws(outcome))).encode(),
        "xlsx": lambda: _made(lambda out: contents.write(outcome, out, said), "xlsx"),
        "pdf": lambda: _made(lambda out: _sheet(outcome, out, words.language), "pdf"),
    }


def _sheet(outcome: Outcome, out: Path, language: str) -> None:
    press = sheets.press(outcome, report.ReportOptions(language=language))
    report.write(press, [sheets.scenario_sheet(press, outcome)], out)


def _made(write: Callable[[Path], None], ending: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / f"scenario.{ending}"
        write(out)
        return out.read_bytes()


def _entries(outcome: Outcome, column: str) -> int:
    listed = outcome.municipalities[column]
    return int(listed[listed != ""].str.count(";").add(1).sum())


def _partners(outcome: Outcome, *, more: bool) -> int:
    table = outcome.municipalities.dropna(subset=["partners_before", "partners_after"])
    change = table["partners_after"] - table["partners_before"]
    return int((change > 0).sum() if more else (change < 0).sum())
