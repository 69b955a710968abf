"""Brings folders of tables into the register and out of it again, so that both hold the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

import pandas as pd
import sqlalchemy as sa

from geo_koop.errors import UsageError
from geo_koop.register import csv_form, reading, rights, schema, views, writing
from geo_koop.register.reading import Given
from geo_koop.register.rights import Actor
from geo_koop.register.store import Register
from geo_koop.register.writing import Revision, Writing

_NATURAL: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "cooperations": (("cooperation_id",),),
    "members": (
        ("cooperation_id", "key", "name", "from"),
        ("cooperation_id", "key", "name"),
        ("cooperation_id", "key"),
    ),
    "actors": (("cooperation_id", "name"),),
    "sources": (("cooperation_id", "url", "date"), ("cooperation_id", "url")),
    "scopes": (("scope_id",), ("area", "topics", "date")),
    "events": (("cooperation_id", "date", "kind", "key"), ("cooperation_id", "kind", "key")),
    "documents": (("cooperation_id", "address"),),
    **dict.fromkeys(schema.WORKS, (("id",),)),
}
"""Columns by which a row is known again, one after the other."""
_MATE: Final = "\0mate"
_CHUNK: Final = 10_000


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What a load did to the rows of the register, by table.

    Attributes
    ----------
    revision : int or None
        ``None`` where nothing was to be changed.
    added, changed, removed : dict of str to int
    """

    revision: int | None
    added: Mapping[str, int]
    changed: Mapping[str, int]
    removed: Mapping[str, int]


@dataclass(frozen=True)
class _Plan:
    """What is to be done to a table."""

    added: pd.DataFrame
    changed: pd.DataFrame
    removed: pd.Series


def load(
    register: Register,
    given: Mapping[str, Given],
    *,
    now: datetime,
    author: str | Actor,
    reason: str = "",
    source: str = "",
    replace: bool = False,
    draft: bool = False,
) -> Counts:
    """Add and update records by their identifiers, as one revision.

    A column that a table lacks stays as it is; a table that is not given is left alone.

    Parameters
    ----------
    register : Register
    given : mapping of str to Given
        From :func:`geo_koop.register.reading.folder`.
    now, author, reason, source
        See :func:`geo_koop.register.writing.writing`.
    replace : bool
        Whether rows of the tables that the folder does not have are removed; the history keeps them.
    draft : bool
        Whether readers go on seeing what was published before.

    Raises
    ------
    InputError
        If rows belong to no cooperation; then nothing is changed.
    """
    how = {"reason": reason, "source": source, "kind": "load"}
    with writing.writing(register, now=now, author=author, action="change", **how) as open_:
        counts = load_in(open_, given, replace=replace)
        if not draft:
            writing.publish(open_, writing.touched(open_.connection, open_.number))
        return counts


def load_in(open_: Writing, given: Mapping[str, Given], *, replace: bool = False) -> Counts:
    """Add and update records within a revision that is being written; see :func:`load`."""
    if replace:
        rights.require(open_.actor, "publish")
    connection = open_.connection
    there = {name: views.working(connection, name) for name in {*given, "cooperations"}}
    ids = set(there["cooperations"]["cooperation_id"])
    reading.strangers(given, set() if replace and "cooperations" in given else ids)
    plans = {name: _plan(name, there[name], table, replace=replace) for name, table in given.items()}
    for name in schema.COLUMNS:
        if name in plans:
            _write(connection, name, plans[name])
    if replace and "cooperations" in plans:
        _remove_parts(connection, plans["cooperations"].removed)
    wrote = writing.changed(connection, open_.number)
    number = open_.number
    removed = _removed(connection, number)
    return Counts(
        revision=number if wrote else None,
        added={name: len(plan.added) for name, plan in plans.items()},
        changed={name: len(plan.changed) for name, plan in plans.items()},
        removed=removed,
    )


def _removed(connection: sa.Connection, number: int) -> dict[str, int]:
    counts = {}
    for name in schema.COLUMNS:
        history = schema.HISTORIES[name]
        query = sa.select(sa.func.count()).where(history.c.revision == number, history.c.operation == "delete")
        counts[name] = connection.scalar(query) or 0
    return counts


def _plan(name: str, there: pd.DataFrame, given: Given, *, replace: bool) -> _Plan:
    """Find for each row of a folder the row of the register that it is, and what differs."""
    columns = given.columns
    known = [column for column in schema.COLUMNS[name] if column in columns]
    extra = [column for column in columns if column not in known]
    before = pd.concat([there, csv_form.unfolded(name, there, extra)], axis=1)
    rows = given.rows.reset_index(drop=True)
    mate = _mates(name, before, rows, [*known, *extra])
    new = rows[mate.isna()]
    same = rows[mate.notna()]
    old = before.loc[mate.dropna().astype(int)]
    told = [*known, *extra]
    order = _order(name, before, rows, mate, replace=replace)
    differs = (old[told].to_numpy() != same[told].to_numpy()).any(axis=1)
    moved = (
        old["position"].to_numpy() != order[mate.notna()].to_numpy() if replace and name not in schema.NAMED else False
    )
    old, same = old[differs | moved], same[differs | moved]
    changed = old[[*schema.TABLES[name].columns.keys()]].copy().reset_index(drop=True)
    for column in known:
        changed[column] = same[column].to_numpy()
    changed["further"] = _further(same, extra, old["\0rest"])
    if replace and name not in schema.NAMED:
        changed["position"] = order[mate.notna()][differs | moved].to_numpy()
    added = pd.DataFrame(dict.fromkeys(schema.COLUMNS[name], ""), index=new.index).assign(**new[known])
    added["further"] = _further(new, extra, None)
    if name not in schema.NAMED:
        added["position"] = order[mate.isna()]
    gone = before.loc[~before.index.isin(mate.dropna().astype(int)), schema.ITEM[name]]
    return _Plan(added, changed, gone if replace else gone.iloc[:0])


def _further(rows: pd.DataFrame, extra: list[str], rest: pd.Series | None) -> list[str]:
    cells = rows[extra].to_dict("records") if extra else [{} for _row in range(len(rows))]
    others = rest if rest is not None else [{} for _row in cells]
    return [csv_form.folded({**more, **own}) for own, more in zip(cells, others, strict=True)]


def _mates(name: str, before: pd.DataFrame, rows: pd.DataFrame, told: list[str]) -> pd.Series:
    """Return for each row the position in ``before`` of the row that it is; missing where it is new.

    First rows that are the same in all that is told, in their order; then those that are known by their names, where
    one row alone has them on both sides. What stays open is new: nothing is overwritten by guessing.
    """
    mate = pd.Series(pd.NA, index=rows.index, dtype="Int64")
    natural = [tuple(column for column in by if column in told) for by in _NATURAL[name]]
    steps = [tuple(told), *(by for by in natural if set(_NATURAL[name][-1]) <= set(by) or by in _NATURAL[name])]
    for number, by in enumerate(steps):
        left, right = rows[mate.isna()], before[~before.index.isin(mate.dropna().astype(int))]
        if left.empty or right.empty:
            break
        mine, theirs = left[list(by)].copy(), right[list(by)].copy()
        if number:
            telling = list(by[1:] or by)
            mine, theirs = (t[~t.duplicated(keep=False) & (t[telling] != "").any(axis=1)] for t in (mine, theirs))
        mine["\0nth"], theirs["\0nth"] = (t.groupby(list(by), sort=False).cumcount() for t in (mine, theirs))
        found = mine.reset_index(names="\0mine").merge(
            theirs.reset_index(names=_MATE), on=[*by, "\0nth"], how="inner", validate="one_to_one"
        )
        mate.loc[found["\0mine"]] = found[_MATE].to_numpy()
    return mate


def _order(name: str, before: pd.DataFrame, rows: pd.DataFrame, mate: pd.Series, *, replace: bool) -> pd.Series:
    """Return the position of each row in its record: as in the folder, or new ones behind those that are there."""
    if name in schema.NAMED:
        return pd.Series(0, index=rows.index)
    record = rows["cooperation_id"] if name in schema.RECORD else pd.Series("", index=rows.index)
    if replace:
        return record.groupby(record, sort=False).cumcount()
    owner = before["cooperation_id"] if name in schema.RECORD else pd.Series("", index=before.index)
    start = record.map(before.groupby(owner)["position"].max()).fillna(-1).astype("int64") + 1
    new = record[mate.isna()]
    behind = start + new.groupby(new, sort=False).cumcount().reindex(rows.index, fill_value=0)
    kept = before["position"].reindex(mate.fillna(-1).astype(int)).set_axis(rows.index)
    return kept.where(mate.notna(), behind).astype("int64")


def _write(connection: sa.Connection, name: str, plan: _Plan) -> None:
    table, item = schema.TABLES[name], schema.ITEM[name]
    removing = table.delete().where(table.c[item] == sa.bindparam("known"))
    _run(connection, removing, [{"known": value} for value in plan.removed.tolist()])
    columns = [column for column in plan.changed.columns if column != item]
    changing = table.update().where(table.c[item] == sa.bindparam("known"))
    changing = changing.values({column: sa.bindparam(f"new_{column}") for column in columns})
    names = {column: f"new_{column}" for column in columns} | {item: "known"}
    _run(connection, changing, plan.changed.rename(columns=names).to_dict("records"))
    _run(connection, table.insert(), plan.added.to_dict("records"))


def _remove_parts(connection: sa.Connection, gone: pd.Series) -> None:
    """Remove what belonged to cooperations that are removed."""
    for name in schema.PARTS:
        table = schema.TABLES[name]
        removing = table.delete().where(table.c.cooperation_id == sa.bindparam("known"))
        _run(connection, removing, [{"known": value} for value in gone.tolist()])


def _run(connection: sa.Connection, statement: sa.Executable, rows: list[dict[str, object]]) -> None:
    for start in range(0, len(rows), _CHUNK):
        connection.execute(statement, rows[start : start + _CHUNK])


def publish(
    register: Register, records: list[str] | None, *, now: datetime, author: str | Actor, reason: str = ""
) -> list[str]:
    """Let readers see records as they stand, or all that wait for it.

    Returns
    -------
    list of str
        The records that were published; ``""`` are the scopes.

    Raises
    ------
    UsageError
        If there is no record of a name.
    """
    how = {"reason": reason, "kind": "publish"}
    with writing.writing(register, now=now, author=author, action="publish", **how) as open_:
        waiting = views.drafts(open_.connection)
        there = views.working(open_.connection, "cooperations")["cooperation_id"]
        known = {*there, *waiting, schema.SCOPES_RECORD}
        strange = [record for record in records or () if record not in known]
        if strange:
            raise UsageError(
                "The register never had a record {record}.",
                "Check the spelling of cooperation_id.",
                record=", ".join(strange),
            )
        chosen = waiting if records is None else [record for record in waiting if record in records]
        writing.publish(open_, chosen)
    return chosen


def texts(
    register: Register, *, recorded_on: date | datetime | int | None = None, everything: bool = False
) -> tuple[dict[str, str], Revision | None]:
    """Return the tables in the exchange form, by the names of their files, and their revision.

    Parameters
    ----------
    register : Register
    recorded_on : date, datetime or int, optional
        See :func:`geo_koop.register.views.recorded_on`.
    everything : bool
        What is being worked on, internal records and working papers too, in place of what is published and public.
    """
    with register.reading() as connection:
        revision = views.recorded_on(connection, recorded_on)
        at = None if recorded_on is None else revision.number if revision else 0
        view: views.View = "working" if everything else "published"
        found = views.tables(connection, revision=at, view=view, internal=everything)
        if everything:
            found |= views.works(connection, revision=at)
    return {f"{name}.csv": csv_form.text(name, table) for name, table in found.items()}, revision


def write(contents: Mapping[str, str], places: Mapping[str, Path]) -> None:
    """Write the texts of :func:`texts` to files."""
    for name, content in contents.items():
        places[name].write_bytes(content.encode("utf-8"))
