"""Attributes by key: inhabitants, central-place levels, and any further numbers."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from geo_koop import codelists, findings
from geo_koop.intake import keys, tables
from geo_koop.model import Boundaries, Loaded

ALIASES = {
    "key": ("AGS", "ARS", "Schlüssel", "Gemeindeschlüssel", "AGS8"),
    "population": ("inhabitants", "Einwohner", "EWZ", "Bevölkerung"),
    "population_date": ("date", "Stand", "Stichtag", "Datum"),
    "central_place": ("Zentralität", "zentraler Ort", "Zentralitätsstufe"),
}


def apply(boundaries: Boundaries, path: Path) -> Loaded[Boundaries]:
    """Add a table of attributes to the areas.

    Parameters
    ----------
    boundaries : Boundaries
        Not changed.
    path : Path
        CSV or XLSX with ``key`` and any of ``population`` (whole number), ``population_date``,
        ``central_place`` (code or label); German headings are understood. Further columns are kept
        as numbers.

    Raises
    ------
    InputError
        If the file cannot be used at all.
    """
    table = tables.read(Path(path))
    rows = tables.rename(table.rows, ALIASES)
    tables.require(rows, ["key"], file=table.file, what="attributes")
    normal = keys.normalise(rows["key"], national=boundaries.info.national_keys)
    noticed = [table.findings, *keys.report(rows["key"], normal, row=rows["row"], file=table.file, sheet=table.sheet)]
    rows = rows.assign(key=normal["key"])[~normal["state"].isin(keys.REFUSED)]
    place = {"file": table.file, "sheet": table.sheet}
    surplus = rows["key"].duplicated()
    unknown = ~rows["key"].isin(boundaries.areas.index)
    for code, hit in (("key_duplicate", surplus), ("attribute_key_unknown", unknown & ~surplus)):
        noticed.append(findings.report(code, row=rows["row"][hit], column="key", value=rows["key"][hit], **place))
    rows = rows[~surplus & ~unknown].set_index("key")
    areas = boundaries.areas.copy()
    for column in [c for c in rows.columns if c != "row"]:
        values, bad, wanted = _values(column, rows[column])
        noticed.append(
            findings.report(
                "attribute_invalid",
                row=rows["row"][bad],
                column=column,
                value=rows[column][bad],
                wanted=wanted,
                **place,
            )
        )
        given = values.reindex(areas.index)
        areas[column] = given.where(given.notna(), areas[column]) if column in areas else given
    areas["population"] = areas["population"].astype("Int64")
    return Loaded(
        value=replace(boundaries, areas=areas),
        findings=findings.collect(noticed),
        files=(tables.source_file("attributes", Path(path), len(table.rows)),),
    )


def _values(column: str, cells: pd.Series) -> tuple[pd.Series, pd.Series, str]:
    """Return the values of a column, where they cannot be used, and what would be expected."""
    filled = cells != ""
    if column == "population_date":
        return cells.where(filled), pd.Series(False, index=cells.index), "a date"
    if column == "central_place":
        levels = codelists.load("central_places")
        read = {code: code for code in levels.codes}
        read |= {text.casefold(): code for lang in ("de", "en") for code, text in levels.labels(lang).items()}
        values = cells.str.casefold().map(read)
        return values, filled & values.isna(), "one of " + ", ".join(levels.codes)
    plain = cells.str.replace(r"[\s\u202f\u00a0]", "", regex=True)
    if column == "population":
        plain = plain.str.replace(r"^(\d{1,3})((?:\.\d{3})+)$", lambda m: m[0].replace(".", ""), regex=True)
        values = pd.to_numeric(plain.where(filled), errors="coerce")
        values = values.where((values >= 0) & (values == values.round())).astype("Int64")
        return values, filled & values.isna(), "a whole number, 0 or more"
    values = pd.to_numeric(plain.str.replace(",", ".").where(filled), errors="coerce")
    return values, filled & values.isna(), "a number"
