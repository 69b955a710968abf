"""Tables that are handed over instead of a file, as text, the way a workbook with the same cells would be read."""

import hashlib
import re
from collections import Counter
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo_koop.errors import InputError
from geo_koop.given import InMemory
from geo_koop.intake.files.pages import cell

_LIKE_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")


def rows(source: InMemory) -> pd.DataFrame:
    """Return all cells as text without blanks around them, ``""`` where missing, and ``row``.

    An index that has a name counts as a column. Geometry is left out. Lists become texts joined by ``;``.

    Parameters
    ----------
    source : InMemory

    Returns
    -------
    pandas.DataFrame
        The columns of the table as text, and ``row``: the position of the row, counted from 1.

    Raises
    ------
    InputError
        If two columns have the same name, or the names of columns have several levels.
    """
    table = flat(source)
    if isinstance(table, gpd.GeoDataFrame):
        table = pd.DataFrame(table.drop(columns=list(table.columns[table.dtypes == "geometry"])))
    cells = {str(name): _texts(table[name]) for name in table.columns if str(name) != "row"}
    made = pd.DataFrame(cells, index=pd.RangeIndex(len(table)), dtype="str")
    made["row"] = pd.Series(range(1, len(table) + 1), dtype="int64")
    return made


def flat(source: InMemory) -> pd.DataFrame:
    """Return the table with an index that has a name among its columns, and its rows numbered from 0.

    Raises
    ------
    InputError
        If two columns have the same name, or the names of columns have several levels.
    """
    table = source.table
    if table.columns.nlevels > 1:
        raise InputError(
            "{file}: the columns have names of several levels.", "Give each column one name.", file=source.name
        )
    named = [name for name in table.index.names if name is not None and name not in table.columns]
    table = table.reset_index(level=named) if named else table
    twice = sorted(name for name, count in Counter(map(str, table.columns)).items() if count > 1)
    if twice:
        raise InputError(
            "{file}: the header names {twice} more than once.",
            "Rename one of them.",
            file=source.name,
            twice=", ".join(twice),
        )
    return table.reset_index(drop=True)


def checksum(source: InMemory) -> str:
    """Return the SHA-256 of what a table holds: the same content, the same checksum."""
    digest = hashlib.sha256(rows(source).to_csv(index=False).encode())
    if isinstance(source.table, gpd.GeoDataFrame) and source.table.active_geometry_name:
        digest.update(repr(source.table.crs).encode())
        for shape in shapely.to_wkb(source.table.geometry.to_numpy()):
            digest.update(shape or b"-")
    return digest.hexdigest()


def _texts(column: pd.Series) -> pd.Series:
    values = column.astype(object)
    return values.where(column.notna(), "").map(_text).astype("str").reset_index(drop=True)


def _text(value: Any) -> str:
    if isinstance(value, (list, tuple, set, frozenset)):
        entries = [_text(one) for one in value]
        return ";".join(sorted(entries) if isinstance(value, (set, frozenset)) else entries)
    text = cell(value)
    # A number is one already: 1.234 must not be taken for a thousand and more.
    return f"{text}e0" if isinstance(value, float) and _LIKE_THOUSANDS.fullmatch(text) else text
