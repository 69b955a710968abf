"""The rows of a layer as the service asks for them: which ones, in which order, under which ids. Pure functions."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import pyogrio
from pygeofilter.backends.geopandas.evaluate import to_filter

from geo_koop.outputs.export import schema
from geo_koop.result import holding

_PARTED = ":"
_NULLABLE = {"int64": "Int64", "int32": "Int32", "bool": "boolean"}
_TRUTH = {"true": True, "1": True, "false": False, "0": False}
_KEPT = 32
"""Layers whose values stay in memory."""


class UnfitError(ValueError):
    """A request that names what is not there, or compares what cannot be compared."""


@dataclass(frozen=True)
class Rows:
    """All values of a layer, without geometry.

    Attributes
    ----------
    table : pandas.DataFrame
        Indexed by the number of the feature in the GeoPackage, in the order of the service.
    ids : pandas.Index of str
        Of the rows, all different.
    dates : tuple of str
        Fields that hold a day.
    span : Span, optional
        When each row holds, where the layer says it.
    """

    table: pd.DataFrame
    ids: pd.Index
    dates: tuple[str, ...]
    span: holding.Span | None = None


@lru_cache(maxsize=_KEPT)
def load(package: str, layer: str, changed: int) -> Rows:
    """Read the values of a layer.

    Parameters
    ----------
    package, layer : str
    changed : int
        When the file was changed, in nanoseconds: what is kept is of that state.
    """
    info = pyogrio.read_info(package, layer=layer)
    dates = tuple(name for name, kind in zip(info["fields"], info["dtypes"], strict=True) if "[D]" in kind)
    table = pyogrio.read_dataframe(package, layer=layer, read_geometry=False, fid_as_index=True)
    # pandas makes decimals of whole numbers, and objects of yes and no, where one is missing.
    whole = {
        name: _NULLABLE[kind] for name, kind in zip(info["fields"], info["dtypes"], strict=True) if kind in _NULLABLE
    }
    table = table.astype(whole)
    table = table.iloc[_telling_first(table)]
    return Rows(table=table, ids=_ids(table, layer), dates=dates, span=_span(table, package, layer, changed))


def _span(table: pd.DataFrame, package: str, layer: str, changed: int) -> holding.Span | None:
    """Return when rows hold, where layer and package can tell."""
    if layer not in schema.layers() or not schema.layers()[layer].time:
        return None
    try:
        if layer == "members":
            return holding.members(table, load(package, "cooperations", changed).table)
        return holding.cooperations(table)
    except (KeyError, pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError):
        # An export of chosen layers or of a version that wrote other columns.
        return None


def _telling_first(table: pd.DataFrame) -> np.ndarray:
    """Put rows first that have a value in each column: readers without the schema guess types from the first page."""
    there = table.notna().to_numpy() & (table.astype("str") != "").to_numpy()
    first = there.argmax(axis=0)[there.any(axis=0)] if len(table) else []
    ahead = np.unique(first)
    return np.concatenate([ahead, np.setdiff1d(np.arange(len(table)), ahead)]).astype(np.intp)


def _ids(table: pd.DataFrame, layer: str) -> pd.Index:
    """Return ids of what a row stands for, the same after new data: not of its number in the file."""
    columns = [name for name in schema.layers()[layer].id if name in table] if layer in schema.layers() else []
    if not columns:
        return pd.Index(table.index.astype("str"))
    texts = [table[name].astype("str").where(table[name].notna(), "") for name in columns]
    joined = texts[0].str.cat(texts[1:], sep=_PARTED) if len(texts) > 1 else texts[0]
    joined = joined.str.rstrip(_PARTED)
    again = joined.groupby(joined).cumcount()
    return pd.Index(joined.where(again == 0, joined + "." + (again + 1).astype("str")))


def equal(rows: Rows, name: str, value: str) -> np.ndarray:
    """Tell which rows have a value.

    Raises
    ------
    UnfitError
        If there is no such field, or the value is none that it can have.
    """
    if name not in rows.table:
        raise UnfitError(f"unknown property {name}")
    column = rows.table[name]
    if name in rows.dates:
        if pd.isna(pd.to_datetime(value, format="%Y-%m-%d", errors="coerce")):
            raise UnfitError(f"{name} is a date, such as 2020-01-31")
        return _truth(pd.to_datetime(column).dt.strftime("%Y-%m-%d") == value)
    if pd.api.types.is_bool_dtype(column.dtype):
        if value.lower() not in _TRUTH:
            raise UnfitError(f"{name} is true or false")
        return _truth(column == _TRUTH[value.lower()])
    if pd.api.types.is_numeric_dtype(column.dtype):
        number = pd.to_numeric(value, errors="coerce")
        if pd.isna(number):
            raise UnfitError(f"{name} is a number")
        return _truth(column == number)
    return _truth((column.astype("str") == value) & column.notna())


def _truth(found: Any) -> np.ndarray:
    """Return what is known to be true."""
    return np.asarray(pd.Series(found).fillna(False), dtype=bool)


def at_time(rows: Rows, asked: str) -> np.ndarray:
    """Tell which rows hold at a time, or at any time of a span; rows of a layer without days always hold.

    A cooperation holds while it operates, a membership while it counts in one: what an analysis counts on that day.

    Parameters
    ----------
    rows : Rows
    asked : str
        A day or time of RFC 3339, or two with a slash between; ``..`` is open.
    """
    if rows.span is None:
        return np.ones(len(rows.table), dtype=bool)
    begin, _slash, end = asked.partition("/") if "/" in asked else (asked, "", asked)
    start, stop, ever = rows.span
    inside = np.array(ever, dtype=bool)
    if end not in ("", ".."):
        inside &= (start.isna() | (start <= _day(end))).to_numpy(dtype=bool)
    if begin not in ("", ".."):
        inside &= (stop.isna() | (stop >= _day(begin))).to_numpy(dtype=bool)
    return inside


def _day(text: str) -> pd.Timestamp:
    return pd.Timestamp(datetime.fromisoformat(text).date())


def meeting(rows: Rows, expression: Any) -> np.ndarray:
    """Tell which rows meet a filter of CQL.

    Parameters
    ----------
    rows : Rows
    expression : pygeofilter.ast.Node

    Raises
    ------
    UnfitError
        If it names an unknown field, or compares what cannot be compared.
    """
    table = rows.table.assign(**{name: pd.to_datetime(rows.table[name]).dt.strftime("%Y-%m-%d") for name in rows.dates})
    try:
        found = to_filter(table, expression, field_mapping={name: name for name in table.columns})
        return _truth(pd.Series(found, index=table.index))
    except Exception as error:  # whatever a stranger's expression makes of our columns
        raise UnfitError("the filter cannot be used with these fields; places are asked for with bbox") from error


def in_order(rows: Rows, chosen: np.ndarray, keys: list[dict[str, str]]) -> np.ndarray:
    """Return positions sorted by fields; rows without a value come last.

    Parameters
    ----------
    rows : Rows
    chosen : numpy.ndarray of int
        Positions.
    keys : list of dict
        ``property`` and ``order`` (``+`` or ``-``), the first one weighs most.
    """
    for key in reversed(keys):
        column = rows.table[key["property"]].iloc[chosen]
        order = column.reset_index(drop=True).sort_values(ascending=key["order"] != "-", kind="stable").index
        chosen = chosen[order.to_numpy()]
    return chosen


def properties(rows: Rows, positions: np.ndarray, wanted: set[str]) -> list[dict[str, Any]]:
    """Return the values of rows as JSON has them: dates as ISO, nothing where none is."""
    table = rows.table.iloc[positions]
    table = table[[name for name in table if not wanted or name in wanted]]
    columns = {
        name: [_plain(value) for value in table[name].astype(object).where(table[name].notna(), None)] for name in table
    }
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)] or [
        {} for _row in range(len(table))
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()[:10]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value
