"""Which data the app shows: read from the environment, as ``geo-koop serve`` sets it."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd

from geo_koop.errors import UsageError
from geo_koop.intake.files import dates, file_states
from geo_koop.intake.records import project, vocabulary
from geo_koop.intake.records.settings import load_settings
from geo_koop.model import AnalysisRequest

PREFIX = "GEO_KOOP_"
PATHS = (
    "project",
    "boundaries",
    "attributes",
    "zones",
    "links",
    "cooperations",
    "members",
    "actors",
    "sources",
    "scopes",
    "changes",
)
RECORDS = ("cooperations", "members", "actors", "sources", "scopes")
DATES = ("records_as_of",)
TEXTS = (
    *("layer", "boundary_profile", "country", "boundaries_crs"),
    *("record_profile", "attribute_profile", "attributes_layer"),
)
UPLOAD_MB = 200
"""Megabytes that the owner of a local server may upload where ``GEO_KOOP_UPLOAD_MB`` says nothing else."""


def request_from(environment: Mapping[str, str]) -> AnalysisRequest:
    """Return the request that the environment describes; without any variable, the embedded data.

    Parameters
    ----------
    environment : Mapping[str, str]
        ``GEO_KOOP_PROJECT``, ``GEO_KOOP_BOUNDARIES`` and so on: the fields of
        :class:`~geo_koop.result.analysis.AnalysisRequest` in capitals. ``GEO_KOOP_SETTINGS`` is the name of a
        profile or a YAML file.

    Raises
    ------
    UsageError, InputError
        If the settings cannot be read.

    Examples
    --------
    >>> request_from({"GEO_KOOP_LAYER": "vg250_gem"}).layer
    'vg250_gem'
    """
    given = {
        name: environment[PREFIX + name.upper()].strip()
        for name in (*PATHS, *TEXTS, *DATES, "settings", "register")
        if environment.get(PREFIX + name.upper(), "").strip()
    }
    profile = given.pop("settings", None)
    if any(name in given for name in RECORDS):  # tables that are named go before a register, as on the command line
        given.pop("register", None)
    fields: dict[str, object] = {name: Path(text) if name in PATHS else text for name, text in given.items()}
    fields |= {name: _day(PREFIX + name.upper(), given[name]) for name in DATES if name in given}
    if profile:
        fields["settings"] = load_settings(Path(profile) if Path(profile).suffix else profile)
    return AnalysisRequest(**fields)  # type: ignore[arg-type]


def _day(variable: str, text: str) -> date:
    """Read a date as people write it."""
    day, wrong = dates.parse(pd.Series([text], dtype="str"))
    if wrong.any() or day.isna().any():
        raise UsageError(
            "{variable} is {value}, which is not a date.", "Write it as YYYY-MM-DD.", variable=variable, value=text
        )
    found: date = day.iloc[0].date()
    return found


def thresholds(environment: Mapping[str, str]) -> str:
    """Return the name or the file of the thresholds that the environment sets; empty: those of geo_koop."""
    return environment.get(PREFIX + "SETTINGS", "").strip()


def projects(environment: Mapping[str, str]) -> dict[str, Path]:
    """Return name to folder of the projects that users may open: the folders in ``GEO_KOOP_PROJECTS``.

    Only what is found there has a name, so that no name leads elsewhere. Links and hidden folders are
    left out.
    """
    base = environment.get(PREFIX + "PROJECTS", "").strip()
    try:
        inside = sorted(Path(base).iterdir()) if base else []
    except OSError:
        return {}
    return {p.name: p for p in inside if p.is_dir() and not p.is_symlink() and not p.name.startswith(".")}


def upload_limit(environment: Mapping[str, str], *, owner: bool = False) -> int:
    """Return the megabytes that an uploaded file may have: ``GEO_KOOP_UPLOAD_MB``; 0 allows no uploads.

    Parameters
    ----------
    environment : Mapping[str, str]
    owner : bool
        Whether this is the session of the person who started a local server; for others the usual is 0.

    Raises
    ------
    UsageError
        If it is no whole number.
    """
    text = environment.get(PREFIX + "UPLOAD_MB", "").strip()
    if text and not text.isdecimal():
        raise UsageError(
            "GEO_KOOP_UPLOAD_MB is no number of megabytes: {value}.", "Write a whole number such as 200.", value=text
        )
    if text:
        return int(text)
    return UPLOAD_MB if owner else 0


def fingerprint(request: AnalysisRequest) -> str:
    """Return a text that changes when the request, or a file that it names, or one that belongs to it, changes.

    Raises
    ------
    UsageError, InputError
        If the project folder is missing or incomplete.
    """
    resolved = project.resolve(request)
    named = [Path(path) for name in (*PATHS[1:], *project.MAPS) if (path := getattr(resolved, name))]
    named += vocabulary.files(request.project)
    parts = [part for path in named for part in file_states.parts(path)]
    return repr((resolved, sorted(file_states.states(parts).items())))
