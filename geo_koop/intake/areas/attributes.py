"""Attributes by key: inhabitants, central-place levels, and any further numbers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import geopandas as gpd
import pandas as pd

from geo_koop import codelists, findings
from geo_koop.given import InMemory, Source
from geo_koop.intake.files import (
    dates,
    directories,
    headings,
    keys,
    layer_tables,
    number_forms,
    sidecar,
    tables,
    values,
)
from geo_koop.intake.files.number_forms import Reading
from geo_koop.intake.vintages import carried_values
from geo_koop.model import Boundaries, Loaded

ALIASES = headings.of("attributes")
_COUNTS: Final = re.compile("|".join(map(re.escape, headings.of_counts())), re.IGNORECASE)

_NAMES: Final = re.compile("name|bezeichnung|gemeinde|kreis|stadt|land|libell|denominazione", re.IGNORECASE)
"""Headings of what stands beside a key for readers: nobody misses it."""


def apply(
    boundaries: Boundaries,
    path: Source,
    *,
    profile: Mapping[str, str] | None = None,
    changes: pd.DataFrame | None = None,
    layer: str | None = None,
) -> Loaded[Boundaries]:
    """Add a table of attributes to the areas.

    Parameters
    ----------
    boundaries : Boundaries
        Not changed.
    path : Path or InMemory
        CSV or XLSX, also a municipal directory of Destatis (:mod:`geo_koop.intake.files.directories`), or a layer of
        a GeoPackage, shapefile and the like, with geometry or without, with ``key``
        and any of ``population`` (whole number), ``population_date``,
        ``central_place`` (code or label), ``source`` (kept as ``attribute_source``); German headings are
        understood. Further columns of numbers are kept; further texts (such as a name beside the key) are not.
    profile : Mapping, optional
        Names of the columns, where they are neither these nor their German headings.
    changes : pandas.DataFrame, optional
        Territorial changes (:func:`geo_koop.intake.vintages.changes.load`), by which keys of another Gebietsstand
        are carried to that of the boundaries; see :mod:`geo_koop.intake.vintages.carried_values`.
    layer : str, optional
        Layer of a file that has several; needed only where more than one has a key.

    Raises
    ------
    InputError
        If the file cannot be used at all.
    """
    table = _table(path, layer, profile)
    rows = tables.rename(directories.with_keys(table.rows), ALIASES, profile)
    tables.require(rows, ["key"], file=table.file, what="attributes")
    origin = {"file": table.file, "sheet": table.sheet}
    rows, reported = _known(rows, boundaries, origin, changes)
    areas = boundaries.areas.copy()
    source = sidecar.source(path)
    # The area of the shapes is computed; a number of that name is another one.
    rows = rows.rename(columns={"area_km2": "area_km2_value"})
    given_columns = [c for c in rows.columns if c not in ("row", *_fixed(areas))]
    same = [c for c in rows.columns if c in _fixed(areas) and not _NAMES.search(c) and (rows[c] != "").any()]
    reported.append(findings.report("columns_of_boundaries", value=[", ".join(same)] if same else [], **origin))
    # Inhabitants come first: their date, where the table has one, is put over that of the file beside it.
    for column in sorted(given_columns, key=lambda c: c != "population"):
        read = _read(column, rows[column])
        if read is None:
            texts = rows.loc[(rows[column] != "") & (_NAMES.search(column) is None), column].head(1)
            reported.append(findings.report("column_no_numbers", column=column, value=texts, **origin))
            continue
        given, wanted = read
        reported.append(number_forms.report(given, rows[column], rows["row"], wanted=wanted, column=column, **origin))
        known = given.numbers.reindex(areas.index)
        areas[column] = known.where(known.notna(), areas[column]) if column in areas else known
        if column == "population" and "population_date" in areas:
            # What is counted anew is not of the old date.
            areas["population_date"] = areas["population_date"].mask(known.notna(), source.date if source else "")
    return Loaded(
        value=replace(boundaries, areas=areas),
        findings=findings.collect([table.findings, *reported]),
        files=(tables.source_file("attributes", path, len(table.rows) + len(table.unread)),),
    )


def _table(path: Source, layer: str | None, profile: Mapping[str, str] | None) -> tables.Table:
    if isinstance(path, InMemory) or not layer_tables.is_layer_file(path):
        return directories.read(path)

    def fits(fields: Sequence[str]) -> bool:
        columns = pd.DataFrame(columns=[*fields, "row"], dtype="str")
        return "key" in tables.rename(directories.with_keys(columns), ALIASES, profile)

    return layer_tables.read(path, layer=layer, fits=fits, option="--attributes-layer")


def _fixed(areas: gpd.GeoDataFrame) -> list[str]:
    """Return the columns of the layout that a table of attributes does not touch."""
    return [column for column in areas.columns if column not in ALIASES]


def _known(
    rows: pd.DataFrame, boundaries: Boundaries, origin: Mapping[str, str], changes: pd.DataFrame | None
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Keep one row for each key of the boundaries."""
    normal = keys.normalise(rows["key"], national=boundaries.info.national_keys, known=keys.known_of(boundaries.areas))
    reported = keys.report(rows["key"], normal, row=rows["row"], **origin)
    rows = rows.assign(key=normal["key"])[~normal["state"].isin(keys.REFUSED)]
    surplus = rows["key"].duplicated()
    reported.append(
        findings.report("key_duplicate", row=rows["row"][surplus], column="key", value=rows["key"][surplus], **origin)
    )
    rows, here = rows[~surplus], boundaries.areas.index
    if changes is not None:
        until = dates.day(boundaries.info.gebietsstand)
        rows, reports = carried_values.attributes(rows, changes, known=here, until=until, origin=origin)
        reported.append(reports)
    unknown = ~keys.among(rows["key"], here)
    reported.append(
        findings.report(
            "attribute_key_unknown", row=rows["row"][unknown], column="key", value=rows["key"][unknown], **origin
        )
    )
    return rows[~unknown].set_index("key"), reported


def _read(column: str, cells: pd.Series) -> tuple[Reading, str] | None:
    """Return what was read of a column, and what is wanted; nothing for plain texts."""
    fine = pd.Series(False, index=cells.index)
    if column == "population":
        return values.inhabitants(cells), "0, 1, 2, …"
    if column == "population_date":
        _day, bad = dates.parse(cells)
        return Reading(cells.where(~bad & (cells != "")), bad, fine, fine), "YYYY, YYYY-MM-DD, DD.MM.YYYY"
    if column == "central_place":
        levels, bad = values.central_place(cells)
        return Reading(levels, bad, fine, fine), ", ".join(codelists.load("central_places").codes)
    if column == "attribute_source":
        return Reading(cells.where(cells != ""), fine, fine, fine), ""
    if _COUNTS.search(column):
        counted = values.inhabitants(cells)
        if not counted.bad.any():
            return counted._replace(numbers=counted.numbers.astype("float64")), "0, 1, 2, …"
    read = number_forms.free(cells)
    return None if read.bad.sum() == (cells != "").sum() else (read, "0, 12.5, …")
