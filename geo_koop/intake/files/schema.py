"""What the tables look like inside the house: checked once, when they leave the intake.

Data of users cannot break these schemas: what does not fit was reported before. A table that does is
a fault of the program, or a codelist that contradicts itself.
"""

from functools import lru_cache

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from geo_koop import codelists
from geo_koop.errors import GeoKoopError

TABLES = ("areas", "cooperations", "topics", "members", "actors", "sources", "scopes")


def check(name: str, table: pd.DataFrame) -> None:
    """Check a table against its schema.

    Parameters
    ----------
    name : str
        One of :data:`TABLES`.
    table : pandas.DataFrame
        Not changed. Further columns are allowed.

    Raises
    ------
    GeoKoopError
        If a column is missing, has another type, or holds a value that is not in its codelist.
    """
    try:
        schema(name).validate(table, lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases.drop_duplicates(["column", "check"]).head(5)
        faults = "; ".join(f"{row.column}: {row.check} ({row.failure_case})" for row in cases.itertuples())
        raise GeoKoopError(
            "The table {name} does not have its layout: {faults}.", "Please report this.", name=name, faults=faults
        ) from error


def schema(name: str) -> pa.DataFrameSchema:
    """Return the schema of a table; its columns are described in :mod:`geo_koop.model`."""
    return _schema(name, codelists.stamp())


@lru_cache(maxsize=4 * len(TABLES))
def _schema(name: str, _lists: tuple[object, ...]) -> pa.DataFrameSchema:
    columns, index = {
        "areas": (_areas, _key("key")),
        "cooperations": (_cooperations, _key("cooperation_id")),
        "topics": (_topics, None),
        "members": (_members, None),
        "actors": (_actors, None),
        "sources": (_sources, None),
        "scopes": (_scopes, None),
    }[name]
    return pa.DataFrameSchema(columns(), index=index, name=name)


def _key(name: str) -> pa.Index:
    return pa.Index("str", pa.Check.str_length(min_value=1), unique=True, name=name)


def _text(*names: str, nullable: bool = False) -> dict[str, pa.Column]:
    return {name: pa.Column("str", nullable=nullable) for name in names}


def _code(codelist: str, *, nullable: bool = False) -> pa.Column:
    return pa.Column("str", pa.Check.isin(codelists.load(codelist).codes), nullable=nullable)


def _dates(*names: str) -> dict[str, pa.Column]:
    dated = pa.Check(lambda column: pd.api.types.is_datetime64_dtype(column), error="dates")
    return {name: pa.Column(None, dated, nullable=True) for name in names}


def _areas() -> dict[str, pa.Column]:
    return {
        **_text("ars", "name", "designation", "district", "district_name", "state", "state_name", "population_date"),
        **_text("association", "association_name"),
        **_text("region", nullable=True),
        "kind": pa.Column("str", pa.Check.isin(("municipality", "unincorporated"))),
        "context": pa.Column(bool),
        "population": pa.Column("Int64", pa.Check.ge(0), nullable=True),
        "central_place": _code("central_places", nullable=True),
        "geometry": pa.Column(None),
    }


def _cooperations() -> dict[str, pa.Column]:
    return {
        **_text("name", "topics", "start", "end", "note_de", "note_en"),
        **_dates("start_date", "end_date"),
        "format": _code("formats"),
        "stage": _code("stages"),
        "obligation": _code("obligation"),
        "completeness": _code("completeness"),
        "bindingness": pa.Column("Int64", pa.Check.in_range(0, 5), nullable=True),
        "row": pa.Column("int64"),
    }


def _topics() -> dict[str, pa.Column]:
    return {**_text("cooperation_id"), "topic": _code("topics")}


def _members() -> dict[str, pa.Column]:
    return {
        **_text("cooperation_id", "key", "recorded_key", "name", "via", "from", "to", "gebietsstand", "note"),
        **_dates("from_date", "to_date"),
        "role": _code("roles"),
        "counts_as_member": _code("membership"),
        "covers": pa.Column("str", pa.Check.isin(("", *codelists.load("covers").codes))),
        **{name: pa.Column("float64", pa.Check.ge(0), nullable=True) for name in ("share", "votes")},
        "row": pa.Column("int64"),
    }


def _actors() -> dict[str, pa.Column]:
    return {**_text("cooperation_id", "name", "cooperation_ref"), "kind": _code("actors")}


def _sources() -> dict[str, pa.Column]:
    return {**_text("cooperation_id", "url", "date", "note"), "completeness": _code("completeness")}


def _scopes() -> dict[str, pa.Column]:
    return {**_text("scope_id", "area", "topics", "date", "source"), "grade": _code("grades")}
