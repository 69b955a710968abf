"""Reads what users hand over: each file in the cage, never in the server itself."""

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from geo_koop import workspace
from geo_koop.app.guard import turns
from geo_koop.cage import limits, requests
from geo_koop.cage.door import Cage
from geo_koop.cage.parcel import Parcel
from geo_koop.intake.files.tables import Table
from geo_koop.intake.lists.import_profile import ImportProfile
from geo_koop.intake.lists.importing import Imported
from geo_koop.intake.lists.proposal import Proposal
from geo_koop.intake.names.reference import Reference
from geo_koop.intake.records import uploads
from geo_koop.model import AnalysisRequest


@st.cache_resource(show_spinner=False)
def cage() -> Cage:
    """Return the cage of this server."""
    return Cage(limits.from_environment(os.environ))


def look(path: Path) -> uploads.Look:
    """Return what a file is: :func:`geo_koop.intake.records.uploads.look`."""
    return requests.look_of(_run("look", path))


def load(request: AnalysisRequest) -> workspace.Inputs:
    """Return what :func:`geo_koop.workspace.load` makes of a request that names files of a session."""
    # The file that users know the data by; findings and errors of the reading name each its own.
    first = next((p for p in (request.boundaries, request.cooperations) if p is not None), Path("–"))
    arguments = {"request": requests.plain_request(request)}
    reads = requests.paths_of(request)
    return requests.unpack(_caged("load", arguments, reads, first.name), request.settings)


def records(request: AnalysisRequest) -> dict[str, pd.DataFrame]:
    """Return the record tables of a request as they stand: :func:`geo_koop.intake.records.merge.tables_of`."""
    arguments = {"request": requests.plain_request(request)}
    name = (request.cooperations or Path("–")).name
    return dict(_caged("records", arguments, requests.paths_of(request), name).tables)


def sheets(path: Path) -> list[str]:
    """Return the names of the sheets of a workbook."""
    return list(map(str, _run("sheets", path).about["sheets"]))


def table(path: Path, profile: ImportProfile) -> Table:
    """Return a list as it stands: :func:`geo_koop.intake.lists.importing.table_of`."""
    return requests.unpack_table(_run("table", path, profile=asdict(profile)))


def proposals(path: Path, reference: Reference, *, sheet: str = "", header_row: int = 0) -> list[Proposal]:
    """Return proposals how to read a list: :func:`geo_koop.intake.lists.importing.proposals`."""
    return requests.proposals_of(_run_beside("proposals", path, reference, None, sheet=sheet, header_row=header_row))


def imported(path: Path, profile: ImportProfile, reference: Reference, decisions: pd.DataFrame) -> Imported:
    """Return what a list becomes: :func:`geo_koop.intake.lists.importing.read`."""
    return requests.unpack_imported(_run_beside("list", path, reference, decisions, profile=asdict(profile)))


def decisions(path: Path) -> pd.DataFrame:
    """Return decisions by hand from a file: :func:`geo_koop.intake.names.decisions.load`."""
    return _run("decisions", path).tables["decisions"]


def profile(path: Path) -> ImportProfile:
    """Return an import profile from a file: :func:`geo_koop.intake.lists.import_profile.load`."""
    return requests.profile_of(_run("profile", path).about["profile"])


def cost_sheet(path: Path) -> dict[str, Any]:
    """Return a cost sheet as its YAML holds it: :func:`geo_koop.planning.cost_checks.read`."""
    return dict(_run("cost_sheet", path).about["sheet"])


def parties(path: Path) -> tuple[list[str], list[str], str]:
    """Return who would work together in a scenario: :func:`geo_koop.planning.rule_members.of_scenario`."""
    about = _run("parties", path).about
    return list(about["members"]), list(about["topics"]), str(about["form"])


def scenario(path: Path) -> dict[str, Any]:
    """Return a scenario as its YAML holds it, checked: :func:`geo_koop.planning.scenario_checks.read`."""
    return dict(_run("scenario", path).about["scenario"])


def _run(job: str, path: Path, **arguments: Any) -> Parcel:
    return _caged(job, {"path": str(path), **arguments}, [path], path.name)


def _run_beside(job: str, path: Path, reference: Reference, decided: pd.DataFrame | None, **arguments: Any) -> Parcel:
    """Run a job that looks names up: what it looks them up in is handed in as files."""
    with tempfile.TemporaryDirectory(prefix="geo-koop-reference-", ignore_cleanup_errors=True) as folder:
        requests.write_reference(reference, decided, Path(folder))
        given: Mapping[str, Any] = {"path": str(path), "reference": folder, **arguments}
        return _caged(job, given, [path, Path(folder)], path.name)


def _caged(job: str, arguments: Mapping[str, Any], reads: Sequence[Path], file: str) -> Parcel:
    """Do a job in the cage; meanwhile this run computes nothing, and others do."""
    with turns.of_server().aside():
        return cage().run(job, arguments, reads=reads, file=file, who=turns.who())
