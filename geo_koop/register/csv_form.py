"""The exchange form of a table: CSV that is the same whenever the same is written."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from geo_koop.errors import InputError
from geo_koop.register import schema

ROW: Final = "\0row"
"""Column with the line of a row, under a name that no heading has."""
_TO_QUOTE: Final = re.compile('[",\\r\\n]')


def text(name: str, table: pd.DataFrame) -> str:
    """Return a table of records as CSV: commas, the columns in their order, then the unforeseen ones by name.

    Parameters
    ----------
    name : str
        Table of :data:`geo_koop.register.schema.RECORDS`.
    table : pandas.DataFrame
        Its rows in their order, with ``further``.

    Raises
    ------
    InputError
        If somebody wrote into ``further`` what is no JSON object of texts.
    """
    further = [_unfolded(name, cell) for cell in table["further"]]
    extra = sorted({column for cells in further for column in cells})
    known = table[list(schema.COLUMNS[name])].to_numpy(dtype=object).tolist()
    filled = [[*cells, *(more.get(c, "") for c in extra)] for cells, more in zip(known, further, strict=True)]
    return _written([[*schema.COLUMNS[name], *extra], *filled])


def _written(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV; cells with any sign that ends a line are quoted, which the writer of Python forgets."""
    return "".join(",".join(map(_quoted, row)) + "\n" for row in rows)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _TO_QUOTE.search(cell) else cell


def headed(name: str, path: Path) -> bool:
    """Tell whether a file begins with the headings of a table."""
    with path.open(encoding="utf-8", errors="replace", newline="") as stream:
        first = stream.readline(4096)
    return next(csv.reader([first]), [])[: len(schema.COLUMNS[name])] == list(schema.COLUMNS[name])


def own(name: str, path: Path) -> pd.DataFrame | None:
    """Return a table as :func:`text` wrote it, sign by sign; ``None`` where the file is anything else."""
    try:
        content = path.read_bytes().decode("utf-8")
        rows = list(csv.reader(io.StringIO(content, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None
    header = rows[0] if rows else []
    known = list(schema.COLUMNS[name])
    if header[: len(known)] != known or len(set(header)) < len(header) or "" in header:
        return None
    if any(len(row) != len(header) for row in rows):
        return None
    if _written(rows) != content:
        return None
    table = pd.DataFrame(rows[1:], columns=header, dtype="str")
    return table.assign(**{ROW: range(2, len(table) + 2)})


def spread(name: str, table: pd.DataFrame, known: Iterable[str]) -> pd.DataFrame:
    """Return columns of a table, and the unforeseen ones beside them, as a file would have them."""
    further = [_unfolded(name, cell) for cell in table["further"]]
    extra = sorted({column for cells in further for column in cells} - set(known))
    columns = {column: pd.Series([row.get(column, "") for row in further], dtype="str") for column in extra}
    return table[list(known)].reset_index(drop=True).assign(**columns)


def folded(cells: Mapping[str, str]) -> str:
    """Return unforeseen columns of a row as JSON, without those that are empty."""
    return json.dumps({name: cells[name] for name in sorted(cells) if cells[name] != ""}, ensure_ascii=False)


def unfolded(name: str, table: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return some of the unforeseen columns of a table, and ``rest``: the others as a mapping."""
    cells = [_unfolded(name, cell) for cell in table["further"]]
    found = {column: pd.Series([row.get(column, "") for row in cells], dtype="str") for column in columns}
    rest = [{key: value for key, value in row.items() if key not in columns} for row in cells]
    return pd.DataFrame({**found, "\0rest": pd.Series(rest, dtype=object)}, index=pd.RangeIndex(len(table)))


def _unfolded(name: str, cell: str) -> dict[str, str]:
    try:
        read = json.loads(cell)
    except ValueError:
        read = None
    if not isinstance(read, dict) or not all(isinstance(value, str) for value in read.values()):
        raise InputError(
            "The register holds in {table}, column further, what it did not write: {value}",
            "Mend it with SQL: a JSON object of texts, such as {{}}.",
            table=name,
            value=cell,
        )
    return read
