"""Says what of a list an import does not use: columns, sheets, and what is private; nothing vanishes without a word."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pandas as pd

from geo_koop import findings
from geo_koop.intake.files import private_cells, tables
from geo_koop.intake.files.tables import Table
from geo_koop.intake.lists.import_profile import ImportProfile

_UNNAMED: Final = re.compile("[A-Z]{1,3}")
_SHOWN: Final = 3
_LONGEST: Final = 60
_MOSTLY: Final = 0.5
_SURE: Final = ("member", "key", "cooperation", "cooperation_id", "district", "state", "topics", "format", "stage")


def without_private(table: Table, profile: ImportProfile) -> Table:
    """Return a list without contacts and passwords: whole columns, and single cells among remarks.

    Columns that the profile reads names, topics and the like from stay as they are.
    """
    sure = {profile.columns[name] for name in _SURE if name in profile.columns}
    sure |= {*profile.cooperations, *_further(profile)}
    rows = table.rows.copy()
    reported = [table.findings]
    origin = {"file": table.file, "sheet": table.sheet}
    for heading in table.headings:
        if heading in sure:
            continue
        cells = rows[heading]
        filled = cells != ""
        private = private_cells.found(cells)
        if filled.any() and (private_cells.is_heading(heading) or private.sum() >= _MOSTLY * filled.sum()):
            rows = rows.drop(columns=heading)
            count = int(filled.sum())
            reported.append(findings.report("column_private", column=heading, count=count, **origin))
        elif private.any():
            rows[heading] = cells.mask(private, "")
            lines = rows["row"][private]
            reported.append(
                findings.report("cell_private", row=lines, column=heading, value=[""] * len(lines), **origin)
            )
    return replace(table, rows=rows, findings=findings.collect(reported))


def report(table: Table, profile: ImportProfile, path: Path) -> pd.DataFrame:
    """Name the columns and sheets that an import does not use, and what is in them."""
    return findings.collect([*_columns(table, profile), *_sheets(table, path)])


def _columns(table: Table, profile: ImportProfile) -> Iterator[pd.DataFrame]:
    used = {*profile.columns.values(), *profile.cooperations, *_further(profile)}
    for heading in table.headings:
        cells = table.rows[heading]
        filled = cells[cells != ""]
        if heading in used or (filled.empty and _UNNAMED.fullmatch(heading)):
            continue
        examples = " · ".join(text[:_LONGEST] for text in filled.unique()[:_SHOWN])
        yield findings.report(
            "column_unused",
            file=table.file,
            sheet=table.sheet,
            column=heading,
            value=examples or "–",
            count=len(filled),
        )


def _sheets(table: Table, path: Path) -> Iterator[pd.DataFrame]:
    if not table.sheet:
        return
    hidden = tables.hidden_sheets(path)
    others = [name for name in tables.sheets(path) if name != table.sheet and name not in hidden]
    yield findings.report("sheet_not_read", file=table.file, value=others)
    yield findings.report("sheet_hidden", file=table.file, value=hidden)


def _further(profile: ImportProfile) -> tuple[str, ...]:
    return tuple(getattr(profile, "more_members", ()))
