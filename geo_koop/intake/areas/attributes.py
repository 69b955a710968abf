"""Attributes by key: inhabitants, central-place levels, and any further numbers."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

from geo_koop import codelists, findings
from geo_koop.errors import UsageError
from geo_koop.given import InMemory, Source
from geo_koop.intake.areas import lau
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
    yaml_text,
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
    profile: str | Mapping[str, str] | None = None,
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
    profile : str or Mapping, optional
        ``lau``: the table of Eurostat (:mod:`geo_koop.intake.areas.lau`), whose ``city_id`` and ``fua_id`` are kept as
        texts. Else names of the columns, where they are neither these nor their German headings
        (:func:`column_map`).
    changes : pandas.DataFrame, optional
        Territorial changes (:func:`geo_koop.intake.vintages.changes.load`), by which keys of another Gebietsstand
        are carried to that of the boundaries; see :mod:`geo_koop.intake.vintages.carried_values`.
    layer : str, optional
        Layer of a file that has several; needed only where more than one has a key.

    Raises
    ------
    InputError
        If the file cannot be used at all.
    UsageError
        If there is no such profile.
    """
    used = column_map(profile) if isinstance(profile, str) else profile
    table = _table(path, layer, used)
    rows, texts, first = _rows(table, boundaries, used, changes)
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
        if column in texts:
            areas[column] = rows[column].where(rows[column] != "").reindex(areas.index).astype("str")
            continue
        read = _read(column, rows[column])
        if read is None:
            example = rows.loc[(rows[column] != "") & (_NAMES.search(column) is None), column].head(1)
            reported.append(findings.report("column_no_numbers", column=column, value=example, **origin))
            continue
        given, wanted = read
        reported.append(number_forms.report(given, rows[column], rows["row"], wanted=wanted, column=column, **origin))
        known = given.numbers.reindex(areas.index)
        if column in areas:
            unread = (given.bad | given.open).reindex(areas.index, fill_value=False)
            reported.append(_told_kept(unread & areas[column].notna() & (areas[column] != ""), column, origin))
        areas[column] = known.where(known.notna(), areas[column]) if column in areas else known
        if column == "population" and "population_date" in areas:
            # What is counted anew is not of the old date.
            areas["population_date"] = areas["population_date"].mask(known.notna(), source.date if source else "")
    return Loaded(
        value=replace(boundaries, areas=areas),
        findings=findings.collect([first, *reported]),
        files=(tables.source_file("attributes", path, len(table.rows) + len(table.unread)),),
    )


def column_map(text: str | None) -> str | dict[str, str] | None:
    """Return the profile of a table of attributes that a user names.

    Parameters
    ----------
    text : str, optional
        ``lau``, ``key=…,population=…``, or the path of a YAML file with such a map.

    Raises
    ------
    UsageError
        If it is none of these.
    """
    if not text or text == lau.NAME:
        return text or None
    content = yaml_text.read(Path(text)) if yaml_text.is_file(text) else headings.inline_map(text)
    if not isinstance(content, dict) or not all(isinstance(v, str) and v for v in content.values()):
        raise UsageError(
            "There is no attribute profile “{text}”.",
            "Use lau, a YAML file, or a map such as key=Gde-Nr,population=EWZ.",
            text=text,
        )
    strange = sorted(str(name) for name in content if name not in ALIASES)
    if strange:
        raise UsageError(
            "The attribute profile {text} names unknown columns: {strange}.",
            "Columns are: {known}.",
            text=text,
            strange=", ".join(strange),
            known=", ".join(ALIASES),
        )
    return content


def _rows(
    table: tables.Table,
    boundaries: Boundaries,
    profile: str | Mapping[str, str] | None,
    changes: pd.DataFrame | None,
) -> tuple[pd.DataFrame, Collection[str], pd.DataFrame]:
    """Return the rows with the columns of the house, those that are texts, and the findings so far."""
    if profile != lau.NAME:
        rows = tables.rename(directories.with_keys(table.rows), ALIASES, profile)  # type: ignore[arg-type]
        return rows, (), table.findings
    tables.require(
        table.rows.rename(columns=str.casefold), lau.COLUMNS, file=table.file, what="local administrative units (LAU)"
    )
    areas = boundaries.areas
    wanted = carried_values.concerned(areas.index, changes)
    rows, reported = lau.attributes(
        table, national=boundaries.info.national_keys, known=wanted, areas=areas.geometry.area / 1e6
    )
    return rows, lau.TEXTS, reported


def _table(path: Source, layer: str | None, profile: str | Mapping[str, str] | None) -> tables.Table:
    if isinstance(path, InMemory) or not layer_tables.is_layer_file(path):
        return directories.read(path)

    def fits(fields: Sequence[str]) -> bool:
        columns = pd.DataFrame(columns=[*fields, "row"], dtype="str")
        if profile == lau.NAME:
            return lau.recognised(fields)
        return "key" in tables.rename(directories.with_keys(columns), ALIASES, profile)  # type: ignore[arg-type]

    return layer_tables.read(path, layer=layer, fits=fits, option="--attributes-layer")


def _told_kept(kept: pd.Series, column: str, origin: Mapping[str, str]) -> pd.DataFrame:
    """Report the municipalities that keep the value of the boundaries, since that of the table cannot be read."""
    keyed = list(kept.index[kept].astype("str"))
    named = ", ".join([*keyed[:5], *(["…"] if len(keyed) > 5 else [])])
    return findings.report("attribute_kept", column=column, value=[named] if named else [], count=len(keyed), **origin)


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
