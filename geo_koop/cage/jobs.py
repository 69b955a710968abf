"""What the cage can do: look at a file, read data for an analysis, read a list or a cost sheet. Runs inside, sealed."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from geo_koop import workspace
from geo_koop.cage import requests
from geo_koop.cage.parcel import Parcel
from geo_koop.intake.files import tables
from geo_koop.intake.lists import import_profile, importing
from geo_koop.intake.names import decisions
from geo_koop.intake.names.reference import Reference
from geo_koop.intake.records import merge, uploads
from geo_koop.planning import cost_checks, rule_members, scenario_checks
from geo_koop.planning.cost_sheet import document


def run(name: str, arguments: Mapping[str, Any]) -> Parcel:
    """Run a job by its name.

    Raises
    ------
    KeyError
        If there is none of that name.
    GeoKoopError
        If the file cannot be used.
    """
    return _JOBS[name](**arguments)


def _look(path: str) -> Parcel:
    return Parcel(about={"seen": asdict(uploads.look(Path(path)))})


def _load(request: Mapping[str, Any]) -> Parcel:
    inputs = workspace.load(requests.request_of(request), keep=False)
    # What would be too much to evaluate ends here, and not in the server.
    workspace.evaluate(inputs)
    return requests.pack(inputs)


def _table(path: str, profile: Mapping[str, Any]) -> Parcel:
    return requests.pack_table(importing.table_of(Path(path), requests.profile_of(profile)))


def _sheets(path: str) -> Parcel:
    return Parcel(about={"sheets": tables.sheets(Path(path))})


def _proposals(path: str, sheet: str, reference: str, header_row: int = 0) -> Parcel:
    found = importing.proposals(Path(path), _reference(reference), sheet=sheet, header_row=header_row)
    return Parcel(about={"proposals": [asdict(proposal) for proposal in found]})


def _list(path: str, profile: Mapping[str, Any], reference: str) -> Parcel:
    made = Path(reference) / "decisions.parquet"
    decided = pd.read_parquet(made) if made.is_file() else None
    read = importing.read(Path(path), requests.profile_of(profile), _reference(reference), decisions=decided)
    return requests.pack_imported(read)


def _records(request: Mapping[str, Any]) -> Parcel:
    return Parcel(tables=merge.tables_of(requests.request_of(request)))


def _decisions(path: str) -> Parcel:
    return Parcel(tables={"decisions": decisions.load(Path(path))})


def _profile(path: str) -> Parcel:
    return Parcel(about={"profile": asdict(import_profile.load(Path(path)))})


def _cost_sheet(path: str) -> Parcel:
    return Parcel(about={"sheet": document(cost_checks.read(Path(path)))})


def _parties(path: str) -> Parcel:
    members, topics, form = rule_members.of_scenario(Path(path))
    return Parcel(about={"members": members, "topics": topics, "form": form})


def _scenario(path: str) -> Parcel:
    given = scenario_checks.content(Path(path))
    scenario_checks.build(given, file=Path(path).name)
    return Parcel(about={"scenario": given})


def _reference(folder: str) -> Reference:
    return requests.reference_in(Path(folder))


_JOBS: Mapping[str, Callable[..., Parcel]] = {
    "look": _look,
    "load": _load,
    "table": _table,
    "sheets": _sheets,
    "proposals": _proposals,
    "list": _list,
    "records": _records,
    "decisions": _decisions,
    "profile": _profile,
    "cost_sheet": _cost_sheet,
    "parties": _parties,
    "scenario": _scenario,
}
