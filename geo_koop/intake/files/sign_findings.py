"""Reports what a workbook shows beside its values (:mod:`geo_koop.intake.files.sheet_signs`)."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from geo_koop import findings
from geo_koop.intake.files import contents, limits, private_cells, sheet_signs, workbooks
from geo_koop.intake.files.delimited import Record

_LONGEST: Final = 200


def on_signs(path: Path, sheet: str, header: Sequence[str], records: Sequence[Record]) -> Iterator[pd.DataFrame]:
    """Yield the findings on hidden rows and columns, struck-out text, comments and formulas without a result."""
    kind = contents.kind(path)
    if kind not in contents.WORKBOOKS:
        return
    origin = {"file": path.name, "sheet": sheet}
    try:
        signs = sheet_signs.of(path, sheet, limits.from_environment()) if kind == "xlsx" else None
    except (*workbooks.DAMAGE, ValueError, OSError, StopIteration):
        signs = None
    if signs is None:
        yield findings.report("signs_not_sought", value=kind.upper(), **origin)
        return
    lines = {record.number: record.cells for record in records}
    hidden = [row for row in sorted(signs.rows) if any(lines.get(row, ()))]
    entries = [private_cells.masked(" | ".join(filter(None, lines[row])))[:_LONGEST] for row in hidden]
    yield findings.report("row_hidden", row=hidden or None, value=entries, **origin)
    unseen = [name for at, name in enumerate(header) if any(first <= at <= last for first, last in signs.columns)]
    yield findings.report("column_hidden", value=unseen, **origin)
    cells = {
        "text_struck": {at: part or _text(lines, at) for at, part in signs.struck.items() if part or _text(lines, at)},
        "cell_comment": signs.comments,
        "formula_without_value": {at: limits.letters(at[1] + 1) + str(at[0]) for at in signs.formulas},
    }
    for code, found in cells.items():
        for column in sorted({at[1] for at in found}):
            here = {row: text for (row, at), text in sorted(found.items()) if at == column}
            yield findings.report(
                code,
                row=list(here),
                column=header[column] if column < len(header) else limits.letters(column + 1),
                value=[private_cells.masked(text)[:_LONGEST] for text in here.values()],
                **origin,
            )


def _text(lines: dict[int, list[str]], at: tuple[int, int]) -> str:
    row, column = at
    cells = lines.get(row, [])
    return cells[column] if column < len(cells) else ""
