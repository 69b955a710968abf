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
    unread, orphans : int
        Rows that cannot be read, and rows whose cooperation is not there.
    faults : tuple of Phrase
        Why a table cannot be used at all.
    """

    rows: Mapping[str, int]
    unread: int
    orphans: int
    faults: tuple[Phrase, ...] = ()


def measure(paths: Mapping[str, Path], *, profile: str | None = None) -> Measure:
    """Count what stands in the tables of a project.

    Parameters
    ----------
    paths : Mapping[str, Path]
        Table name to CSV file.
    profile : str, optional
        Column map of the records.
    """
    given = cooperations.column_maps(profile)
    read: dict[str, pd.DataFrame] = {}
    faults: list[Phrase] = []
    unread = 0
    for name in ALIASES:
        if name not in paths:
            continue
        try:
            table = tables.read(paths[name])
        except GeoKoopError as error:
            faults.append(Phrase("{file} cannot be read ({reason})", file=paths[name].name, reason=error.problem))
            continue
        unread += len(table.unread)
        read[name] = tables.rename(table.rows, ALIASES[name], given.get(name))
        lacking = [column for column in NEEDED[name] if column not in read[name]]
        if lacking:
            columns = ", ".join(lacking)
            faults.append(Phrase("{file} lacks the columns {columns}", file=paths[name].name, columns=columns))
    known = set(read["cooperations"].get("cooperation_id", ())) if "cooperations" in read else set()
    referring = [read[name] for name in ("members", "actors", "sources") if name in read]
    orphans = sum(int((~t["cooperation_id"].isin(known)).sum()) for t in referring if "cooperation_id" in t)
    return Measure(
        rows={name: len(table) for name, table in read.items()}, unread=unread, orphans=orphans, faults=tuple(faults)
    )


def broken(now: Measure, before: Measure) -> list[Phrase]:
    """Return why an edit cannot be taken: tables that cannot be read, or no longer fit together."""
    known = {str(fault) for fault in before.faults}
    faults = [fault for fault in now.faults if str(fault) not in known]
    gone = [name for name in before.rows if name not in now.rows]
    if gone and not faults:
        faults.append(Phrase("{names} is gone", names=", ".join(f"{name}.csv" for name in gone)))
    if now.unread > before.unread:
        faults.append(Phrase("{count} rows cannot be read", count=now.unread))
    if now.orphans > before.orphans:
        faults.append(Phrase("{count} rows name a cooperation that is not there", count=now.orphans))
    return faults


def shrunk(now: Measure, before: Measure) -> list[Phrase]:
    """Return which tables lost so many rows that somebody must say that this is meant."""
    return [
        Phrase("{file} has {now} rows instead of {before}", file=f"{name}.csv", now=now.rows.get(name, 0), before=count)
        for name, count in before.rows.items()
        if now.rows.get(name, 0) < count * (1 - LOST_SHARE)
    ]
