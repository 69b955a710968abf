"""What the tables look like inside the house: checked once, when they leave the intake.

Data of users cannot break these schemas: what does not fit was reported before. A table that does is
a fault of the program, or a codelist that contradicts itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo_koop import codelists
from geo_koop.errors import GeoKoopError

TABLES = ("areas", "cooperations", "topics", "members", "actors", "sources", "scopes")
_NAMED = 5
"""Faults that a message names."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """What a column holds.

    Attributes
    ----------
    kind : str
        Its type in pandas, ``"dates"`` for those of any resolution; empty for any.
    missing : bool
        Whether a value may be missing.
    codes : tuple of str, optional
        What it may hold.
    least, most : int, optional
        Between which its numbers lie.
    """

    kind: str = ""
    missing: bool = False
    codes: tuple[str, ...] | None = None
    least: int | None = None
    most: int | None = None

    def faults(self, column: pd.Series) -> Iterator[tuple[str, Any]]:
        """Return what is wrong, and a value that shows it."""
        right = pd.api.types.is_datetime64_dtype(column) if self.kind == "dates" else column.dtype == self.kind
        if self.kind and not right:
            yield self.kind, column.dtype
            return
        if not self.missing and column.isna().any():
            yield "not missing", column[column.isna()].iloc[0]
        if self.codes is None and self.least is None:
            return
        # On distinct values: there are few of them, and comparing texts is slow.
        for value in column.dropna().unique():
            if self.codes is not None and value not in self.codes:
                yield "one of " + ", ".join(self.codes), value
            elif self.least is not None and not self.least <= value <= (value if self.most is None else self.most):
                yield f"{self.least} to {self.most or '…'}", value


def check(name: str, table: pd.DataFrame) -> None:
    """Check a table against its layout.

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
    columns, key = layout(name)
    faults = [] if key is None else _on_key(table.index, key)
    for title, column in columns.items():
        if title not in table:
            faults.append(f"{title}: column missing")
        else:
            faults += [f"{title}: {wanted} ({value})" for wanted, value in column.faults(table[title])]
    if faults:
        named = "; ".join(faults[:_NAMED])
        raise GeoKoopError(
            "The table {name} does not have its layout: {faults}.", "Please report this.", name=name, faults=named
        )


def _on_key(index: pd.Index, name: str) -> list[str]:
    """Return what is wrong with the keys of the rows."""
    if index.name != name or index.dtype != "str":
        return [f"{name}: str ({index.name}, {index.dtype})"]
    faults = [f"{name}: not empty"] if index.isna().any() or "" in index else []
    return faults if index.is_unique else [*faults, f"{name}: unique ({index[index.duplicated()][0]})"]


def layout(name: str) -> tuple[dict[str, Column], str | None]:
    """Return the columns of a table and the name of its key; they are described in :mod:`geo_koop.model`."""
    columns: dict[str, tuple[Callable[[], dict[str, Column]], str | None]] = {
        "areas": (_areas, "key"),
        "cooperations": (_cooperations, "cooperation_id"),
        "topics": (_topics, None),
        "members": (_members, None),
        "actors": (_actors, None),
        "sources": (_sources, None),
        "scopes": (_scopes, None),
    }
    made, key = columns[name]
    return made(), key


def _text(*names: str, missing: bool = False) -> dict[str, Column]:
    return {name: Column(kind="str", missing=missing) for name in names}


def _code(codelist: str, *, missing: bool = False) -> Column:
    return Column(kind="str", codes=codelists.load(codelist).codes, missing=missing)


def _dates(*names: str) -> dict[str, Column]:
    return {name: Column(kind="dates", missing=True) for name in names}


def _areas() -> dict[str, Column]:
    return {
        **_text("ars", "name", "designation", "district", "district_name", "state", "state_name", "population_date"),
        **_text("association", "association_name"),
        **_text("region", missing=True),
        "kind": Column(kind="str", codes=("municipality", "unincorporated")),
        "context": Column(kind="bool"),
        "population": Column(kind="Int64", least=0, missing=True),
        "central_place": _code("central_places", missing=True),
        "official_area_km2": Column(kind="float64", missing=True),
        "geometry": Column(),
    }


def _cooperations() -> dict[str, Column]:
    return {
        **_text("name", "topics", "start", "end", "note_de", "note_en"),
        **_dates("start_date", "end_date"),
        "format": _code("formats"),
        "stage": _code("stages"),
        "obligation": _code("obligation"),
        "completeness": _code("completeness"),
        "bindingness": Column(kind="Int64", least=0, most=5, missing=True),
        "row": Column(kind="int64"),
    }


def _topics() -> dict[str, Column]:
    return {**_text("cooperation_id"), "topic": _code("topics")}


def _members() -> dict[str, Column]:
    return {
        **_text("cooperation_id", "key", "recorded_key", "name", "via", "from", "to", "gebietsstand", "note"),
        **_dates("from_date", "to_date"),
        "role": _code("roles"),
        "counts_as_member": _code("membership"),
        "covers": Column(kind="str", codes=("", *codelists.load("covers").codes)),
        **{name: Column(kind="float64", least=0, missing=True) for name in ("share", "votes")},
        "row": Column(kind="int64"),
    }


def _actors() -> dict[str, Column]:
    return {**_text("cooperation_id", "name", "cooperation_ref"), "kind": _code("actors")}


def _sources() -> dict[str, Column]:
    return {**_text("cooperation_id", "url", "date", "note"), "completeness": _code("completeness")}


def _scopes() -> dict[str, Column]:
    return {**_text("scope_id", "area", "topics", "date", "source"), "grade": _code("grades")}
