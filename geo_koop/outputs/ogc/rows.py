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

_PARTED = ":"
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
    start, stop : pandas.Series, optional
        First and last day of each row, where the layer has them; one that is missing is open.
    """

    table: pd.DataFrame
    ids: pd.Index
    dates: tuple[str, ...]
    start: pd.Series | None = None
    stop: pd.Series | None = None


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
    table = table.iloc[_telling_first(table)]
    start, stop = _span(table, package, layer, changed)
    return Rows(table=table, ids=_ids(table, layer), dates=dates, start=start, stop=stop)


def _span(table: pd.DataFrame, package: str, layer: str, changed: int) -> tuple[pd.Series | None, pd.Series | None]:
    """Return the days between which rows hold, as the domain has them.

    A cooperation without a start holds from its evidence date on; a membership without days of its own has those of
    its cooperation.
    """
    named = schema.layers()[layer].time if layer in schema.layers() else ()
    if not named or not set(named) <= set(table):
        return None, None
    start, stop = (pd.to_datetime(table[name]) for name in named)
    if "evidence_date" in table:
        start = start.fillna(pd.to_datetime(table["evidence_date"]))
    if layer == "members" and "cooperations" in {str(name) for name, _kind in pyogrio.list_layers(package)}:
        records = load(package, "cooperations", changed)
        if records.start is not None and records.stop is not None:
            known = records.table["cooperation_id"]
            start, stop = (
                own.fillna(table["cooperation_id"].map(whole.set_axis(known)))
                for own, whole in ((start, records.start), (stop, records.stop))
            )
    return start, stop


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
        If there is no such field.
    """
    if name not in rows.table:
        raise UnfitError(f"unknown property {name}")
    column = rows.table[name]
    if name in rows.dates:
        return _truth(pd.to_datetime(column).dt.strftime("%Y-%m-%d") == value)
    if pd.api.types.is_bool_dtype(column.dtype):
        wanted = _TRUTH.get(value.lower())
        return np.zeros(len(column), dtype=bool) if wanted is None else _truth(column == wanted)
    if pd.api.types.is_numeric_dtype(column.dtype):
        number = pd.to_numeric(value, errors="coerce")
        return _truth(column == number)
    return _truth((column.astype("str") == value) & column.notna())


def _truth(found: Any) -> np.ndarray:
    """Return what is known to be true."""
    return np.asarray(pd.Series(found).fillna(False), dtype=bool)


def at_time(rows: Rows, asked: str) -> np.ndarray:
    """Tell which rows hold at a time, or at any time of a span; rows of a layer without days always hold.

    Parameters
    ----------
    rows : Rows
    asked : str
        A day or time of RFC 3339, or two with a slash between; ``..`` is open.
    """
    if rows.start is None or rows.stop is None:
        return np.ones(len(rows.table), dtype=bool)
    begin, _slash, end = asked.partition("/") if "/" in asked else (asked, "", asked)
    start, stop = rows.start, rows.stop
    inside = np.ones(len(rows.table), dtype=bool)
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
