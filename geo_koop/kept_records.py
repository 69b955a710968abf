"""Record tables of a request that come from a register."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pandas as pd

from geo_koop import findings
from geo_koop.errors import UsageError
from geo_koop.extras import explained
from geo_koop.given import Kept
from geo_koop.intake.records import cooperations, events, foreign, project
from geo_koop.model import AnalysisRequest

_TABLES = tuple(cooperations.ALIASES)


@dataclass(frozen=True, kw_only=True)
class KeptRecords:
    """A request whose records were read from a register, where it names or has one.

    Attributes
    ----------
    request : AnalysisRequest
        With the record tables; as it was where there is no register.
    register : str
        Name of the register; empty where there is none.
    revision : int or None
        The state that was read; ``None`` where nothing had been recorded yet.
    recorded : datetime.datetime or None
        When that was recorded, UTC.
    findings : pandas.DataFrame
    events : Kept, optional
        The events of the register; none where there is no register.
    """

    request: AnalysisRequest
    register: str = ""
    revision: int | None = None
    recorded: datetime | None = None
    findings: pd.DataFrame
    events: Kept | None = None


def file(request: AnalysisRequest) -> Path | None:
    """Return the register in the project of a request, where that is what is read."""
    if request.project is None or request.register is not None:
        return None
    inside = Path(request.project) / project.REGISTER
    named = any(getattr(request, name) is not None for name in _TABLES)
    return inside if inside.is_file() and not named else None


def address(request: AnalysisRequest) -> str | None:
    """Return the address of the register that a request reads; ``None`` where it reads tables."""
    inside = file(request)
    return request.register or (str(inside) if inside else None)


@explained
def path(address: str) -> Path | None:
    """Return the file of a register on SQLite.

    Raises
    ------
    UsageError
        If the address is none.
    """
    from geo_koop.register import store

    url = store.address(address)
    return Path(str(url.database)) if url.drivername.startswith("sqlite") else None


@explained
def stand(address: str) -> str:
    """Return a text that changes with what readers see of a register; drafts change nothing.

    Raises
    ------
    GeoKoopError
        If the register cannot be read.
    """
    from geo_koop.register import store, views

    with store.open_(address).reading() as connection:
        return f"r{views.last_published(connection)}"


@dataclass(frozen=True, kw_only=True)
class Span:
    """The revisions of a register: number of the last one, when the first and the last were recorded (UTC)."""

    last: int
    first_recorded: datetime
    last_recorded: datetime


@explained
def span(address: str) -> Span | None:
    """Return which revisions a register has; ``None`` where nothing was recorded yet.

    Raises
    ------
    GeoKoopError
        If the register cannot be read.
    """
    from geo_koop.register import store, views

    with store.open_(address).reading() as connection:
        last = views.recorded_on(connection, None)
        first = views.recorded_on(connection, 1) if last else None
    if last is None or first is None:
        return None
    return Span(last=last.number, first_recorded=first.recorded, last_recorded=last.recorded)


@explained
def has_internal(address: str) -> bool:
    """Tell whether a register has, or ever had, records that are not public.

    Raises
    ------
    GeoKoopError
        If the register cannot be read.
    """
    from geo_koop.register import store, views

    with store.open_(address).reading() as connection:
        return views.has_internal(connection)


def resolved(request: AnalysisRequest) -> AnalysisRequest:
    """Fill the paths that a request with a register leaves out; its record tables stay empty.

    Raises
    ------
    UsageError, InputError
        See :func:`geo_koop.intake.records.project.resolve`.
    """
    there = replace(request, cooperations=Path(project.REGISTER))
    return replace(project.resolve(there), cooperations=None, record_profile=None)


def of(request: AnalysisRequest) -> KeptRecords:
    """Read the record tables of a request from its register, or from that of its project.

    Parameters
    ----------
    request : AnalysisRequest
        Record tables that it names itself go before the register of its project.

    Raises
    ------
    UsageError
        If it names a register and record tables, or a time without a register; or there is no such register.
    """
    named = [name for name in _TABLES if getattr(request, name) is not None]
    if request.register is not None:
        if named:
            raise UsageError(
                "Records come either from the register or from tables: {names}.",
                "Leave out --register, or the tables.",
                names=", ".join(named),
            )
        return _read(request, request.register, findings.empty())
    inside = file(request)
    if inside is not None:
        tables = foreign.has_rows(inside.parent / "cooperations" / "cooperations.csv")
        both = findings.report("register_wins", file=inside.name, value=[inside.name] if tables else [])
        return _read(request, str(inside), both)
    if request.recorded_on is not None or request.view != "published":
        raise UsageError(
            "There is no register whose state could be shown.",
            "Name it with --register, or make one: geo-koop register init DIR",
        )
    return KeptRecords(request=request, findings=findings.empty())


@explained
def _read(request: AnalysisRequest, address: str, found: pd.DataFrame) -> KeptRecords:
    from geo_koop.register import csv_form, store, views

    register = store.open_(address)
    view: views.View = "working" if request.view == "working" else "published"
    with register.reading() as connection:
        revision = views.recorded_on(connection, request.recorded_on)
        at = None if request.recorded_on is None else revision.number if revision else 0
        # What is worked on is for those who work on it, who see internal records too.
        tables = views.tables(connection, revision=at, view=view, internal=request.view != "published")
        less = bool(at and request.view == "published" and views.become_internal(connection, at))
    less_shown = findings.report("register_internal", file=register.name, value=[""] if less else [])
    place = f"{register.name} r{revision.number if revision else 0}"
    kept = {
        name: Kept(name=name, table=csv_form.spread(name, tables[name], cooperations.ALIASES[name]), place=place)
        for name in _TABLES
    }
    return KeptRecords(
        request=replace(request, **kept),  # type: ignore[arg-type]
        register=register.name,
        revision=revision.number if revision else None,
        recorded=revision.recorded if revision else None,
        findings=findings.collect([found, less_shown]),
        events=Kept(name="events", table=tables["events"][list(events.HEADINGS)].reset_index(drop=True), place=place),
    )
