"""Judges tables of a project that another program edited: whole, and fit together, or left half-written."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geo_koop.errors import GeoKoopError, Phrase
from geo_koop.intake.files import tables
from geo_koop.intake.records import cooperations
from geo_koop.intake.records.cooperations import ALIASES, NEEDED

LOST_SHARE = 0.2
"""A table that lost more than this share of its rows is asked about: it may have been cut off."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What can be counted in the tables of a project.

    Attributes
    ----------
    rows : Mapping[str, int]
        By table.
    unread, orphans : Mapping[str, int]
        Rows that cannot be read, and rows whose cooperation is not there, by table.
    files : Mapping[str, str]
        Name of the file by table.
    faults : tuple of Phrase
        Why a table cannot be used at all.
    """

    rows: Mapping[str, int]
    unread: Mapping[str, int]
    orphans: Mapping[str, int]
    files: Mapping[str, str]
    faults: tuple[Phrase, ...] = ()


def measure(paths: Mapping[str, Path], *, profile: str | None = None) -> Measure:
    """Count what stands in the tables of a project.

    Parameters
    ----------
    paths : Mapping[str, Path]
        Table name to file; a workbook of the cooperations may hold the others.
    profile : str, optional
        Column map of the records.
    """
    given = cooperations.column_maps(profile)
    read: dict[str, pd.DataFrame] = {}
    files: dict[str, str] = {}
    unread: dict[str, int] = {}
    faults: list[Phrase] = []
    for name in ALIASES:
        try:
            path, sheet = cooperations.location(name, paths.get(name), paths.get("cooperations", Path()))
            table = None if path is None else tables.read(path, sheet=sheet)
        except GeoKoopError as error:
            file = paths.get(name, paths.get("cooperations", Path(name))).name
            faults.append(Phrase("{file} cannot be read ({reason})", file=file, reason=_reason(error)))
            continue
        if table is None:
            continue
        files[name] = f"{table.file} ({table.sheet})" if table.sheet else table.file
        unread[name] = len(table.unread)
        read[name] = tables.rename(table.rows, ALIASES[name], given.get(name))
        lacking = [column for column in NEEDED[name] if column not in read[name]]
        if lacking:
            faults.append(Phrase("{file} lacks the columns {columns}", file=files[name], columns=", ".join(lacking)))
    return Measure(
        rows={name: len(table) for name, table in read.items()},
        unread=unread,
        orphans=_orphans(read),
        files=files,
        faults=tuple(faults),
    )


def _reason(error: GeoKoopError) -> Phrase:
    (problem, _remedy), params = error.parts()
    return Phrase(problem, **params)


def _orphans(read: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    """Count the rows whose cooperation is not there, by table."""
    known = set(read["cooperations"].get("cooperation_id", ())) if "cooperations" in read else set()
    referring = {name: read[name] for name in ("members", "actors", "sources") if name in read}
    return {
        name: int((~table["cooperation_id"].isin(known)).sum())
        for name, table in referring.items()
        if "cooperation_id" in table
    }


def broken(now: Measure, before: Measure) -> list[Phrase]:
    """Return why an edit cannot be taken: tables that cannot be read, or no longer fit together."""
    known = {str(fault) for fault in before.faults}
    faults = [fault for fault in now.faults if str(fault) not in known]
    gone = [name for name in before.rows if name not in now.rows]
    if gone and not faults:
        faults.append(Phrase("{names} is gone", names=", ".join(before.files[name] for name in gone)))
    for name, file in now.files.items():
        unread, orphans = now.unread[name], now.orphans.get(name, 0)
        if unread > before.unread.get(name, 0):
            faults.append(Phrase("{file}: {count} rows cannot be read", file=file, count=unread))
        if orphans > before.orphans.get(name, 0):
            faults.append(Phrase("{file}: {count} rows name a cooperation that is not there", file=file, count=orphans))
    return faults


def shrunk(now: Measure, before: Measure) -> list[Phrase]:
    """Return which tables lost so many rows that somebody must say that this is meant."""
    return [
        Phrase("{file} has {now} rows instead of {before}", file=before.files[name], now=rows, before=count)
        for name, count in before.rows.items()
        if (rows := now.rows.get(name, 0)) < count * (1 - LOST_SHARE)
    ]
