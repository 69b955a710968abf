"""What an analysis would say of records of a register: the findings of the intake, before anybody publishes them."""

import pandas as pd
import sqlalchemy as sa

from geo_koop import findings
from geo_koop.given import Kept
from geo_koop.intake.records import cooperations
from geo_koop.register import schema, views
from geo_koop.register.content import Content

_TABLES = tuple(name for name in cooperations.ALIASES if name != "scopes")


def of_record(
    record: str, given: Content | None, *, national: str = "de", known: pd.Index | None = None
) -> pd.DataFrame:
    """Return the findings of one record, see :mod:`geo_koop.findings`.

    Parameters
    ----------
    record : str
    given : Content or None
    national : str
        Key system of the boundaries.
    known : pandas.Index, optional
        Keys of the boundaries.
    """
    if given is None:
        return findings.empty()
    rows = {"cooperations": (given.fields,), **given.rows}
    tables = {name: pd.DataFrame(list(rows.get(name, ())), dtype="str") for name in _TABLES}
    return _found({name: table.assign(cooperation_id=record) for name, table in tables.items()}, national, known)


def of_all(connection: sa.Connection, *, national: str = "de", known: pd.Index | None = None) -> pd.DataFrame:
    """Return the findings of all records as they are worked on, with the column ``record``.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    national, known
        See :func:`of_record`.
    """
    tables = {name: views.working(connection, name) for name in _TABLES}
    if tables["cooperations"].empty:
        return findings.empty().assign(record="")
    found = _found(tables, national, known)
    record = pd.Series("", index=found.index, dtype="str")
    for name, table in tables.items():
        own = found["file"] == name
        at = pd.to_numeric(found.loc[own, "row"], errors="coerce").astype("Int64")
        lines = pd.RangeIndex(1, len(table) + 1)
        record[own] = table["cooperation_id"].set_axis(lines).reindex(at).fillna("").to_numpy()
    return found.assign(record=record)


def _found(tables: dict[str, pd.DataFrame], national: str, known: pd.Index | None) -> pd.DataFrame:
    columns = {name: [c for c in schema.COLUMNS[name] if c in cooperations.ALIASES[name]] for name in _TABLES}
    given = {
        name: Kept(name=name, table=table.reindex(columns=columns[name], fill_value=""), place=name)
        for name, table in tables.items()
    }
    loaded = cooperations.load(
        cooperations=given["cooperations"],
        members=given["members"],
        actors=given["actors"],
        sources=given["sources"],
        national=national,
        known=known,
    )
    return loaded.findings
