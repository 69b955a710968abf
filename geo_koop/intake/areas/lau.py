"""The table of local administrative units (LAU) of Eurostat: inhabitants, area, degree of urbanisation, cities, FUA.

One table for all of Europe: a code is a key only with its country, and the area is not of one unit everywhere.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from geo_koop import findings
from geo_koop.intake.files import keys
from geo_koop.intake.files.tables import Table

NAME: Final = "lau"
"""The profile by which a table of attributes is read so."""

COLUMNS: Final = ("country", "lau_code", "population", "total_area_m2", "degurba", "city_id", "fua_id")
"""Headings by which the table is known."""

TEXTS: Final = ("city_id", "fua_id")
"""Columns that stay texts."""

SQUARE_KILOMETRES: Final = ("DE", "DK", "FI", "TR")
"""Countries whose areas stand in km² below the heading m²."""

DEGREES: Final = (1, 2, 3)
"""Cities, towns and suburbs, rural areas; 9 stands for not classified."""

_COUNTRY_OF: Final = {"de": "DE", "at": "AT", "ch": "CH", "fr": "FR", "it": "IT", "nl": "NL"}
_FAR: Final = 10.0
"""How many times an area may differ from that of the shape, in the middle of a country, before its unit is doubted."""


def recognised(columns: Sequence[str]) -> bool:
    """Tell whether headings are those of this table.

    Examples
    --------
    >>> recognised(["key", "population"]), recognised(COLUMNS)
    (False, True)
    """
    return set(COLUMNS) <= {str(column).casefold() for column in columns}


def attributes(table: Table, *, national: str, known: pd.Index, areas: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the units that the boundaries hold as a table of attributes.

    Parameters
    ----------
    table : Table
        As read; see :data:`COLUMNS`.
    national : str
        Key system of the boundaries.
    known : pandas.Index
        Keys that are wanted: of the boundaries, and those that are carried to them.
    areas : pandas.Series
        Of the shapes of the boundaries, by key, in km²: what tells whether the unit of a country holds.

    Returns
    -------
    tuple of pandas.DataFrame
        ``key, population, area_km2, density`` (inhabitants per km²), ``degree_of_urbanisation``
        (:data:`DEGREES`), ``city_id, fua_id`` as text, and ``row``; and the findings.
    """
    rows, reported = _keyed(table, national, known)
    origin = {"file": table.file, "sheet": table.sheet}
    given = _number(rows["total_area_m2"])
    factor = np.where(rows["country"].isin(SQUARE_KILOMETRES), 1.0, 1e-6)
    area = (given * factor).where(given > 0)
    doubted, doubts = _doubted(rows, area, areas, origin)
    area = area.mask(doubted)
    people = _number(rows["population"])
    degree = _number(rows["degurba"])
    classified = degree.isin(DEGREES)
    reported += [
        doubts,
        _by_country("lau_area_missing", rows[rows["total_area_m2"] == ""], origin),
        _by_country("lau_degree_missing", rows[~classified], origin),
        findings.report(
            "attribute_invalid",
            row=rows["row"][(rows["total_area_m2"] != "") & ~(given > 0)],
            column="total_area_m2",
            value=rows["total_area_m2"][(rows["total_area_m2"] != "") & ~(given > 0)],
            wanted="> 0",
            **origin,
        ),
    ]
    made = pd.DataFrame(
        {
            "key": rows["key"],
            # What is no number stays as it stands, and is reported where all numbers are read.
            "population": _written(people, 0).mask(people.isna() | (people % 1 != 0), rows["population"]),
            "area_km2": _written(area, 6),
            "density": _written(people / area, 4),
            "degree_of_urbanisation": _written(degree.where(classified), 0),
            **{column: rows[column] for column in TEXTS},
            "row": rows["row"],
        }
    )
    return made, findings.collect(reported)


def zones(table: Table, *, national: str, known: pd.Index | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return functional urban areas as commuting zones.

    The core is the most populous unit with a city among those of its functional urban area. Where inhabitants are
    missing or the same, and several units have a city, it is not known, and the zone is left out.

    Parameters
    ----------
    table : Table
        As read; see :data:`COLUMNS`.
    national : str
        Key system of the boundaries.
    known : pandas.Index, optional
        Keys that are wanted; all where it is left out.

    Returns
    -------
    tuple of pandas.DataFrame
        ``key, core_key, rule`` (``fua``) and ``row``; and the findings.
    """
    rows, reported = _keyed(table, national, None, beside=known)
    origin = {"file": table.file, "sheet": table.sheet}
    rows = rows[rows["fua_id"] != ""]
    wanted = rows if known is None else rows[keys.among(rows["key"], known)]
    rows = rows[rows["fua_id"].isin(wanted["fua_id"])]
    cities = rows[rows["city_id"] != ""].assign(people=_number(rows["population"]))
    cities = cities.sort_values(["fua_id", "people"], ascending=[True, False], kind="stable")
    of_zone = cities.groupby("fua_id")
    size, counted = of_zone.size(), of_zone["people"].count()
    most = of_zone["people"].max()
    first = cities["people"] == cities["fua_id"].map(most)
    alike = cities[first].groupby("fua_id").size().reindex(size.index, fill_value=0)
    certain = (size == 1) | ((counted == size) & (alike == 1))
    core = cities.drop_duplicates("fua_id").set_index("fua_id")["key"]
    core = core[certain.reindex(core.index)]
    units = wanted.groupby("fua_id").size()
    without, open_ = units.index.difference(size.index), units.index.intersection(certain.index[~certain])
    here = core if known is None else core[keys.among(core, known)]
    beyond = units.index.intersection(core.index.difference(here.index))
    for code, hit in (("fua_without_city", without), ("fua_core_open", open_), ("fua_core_outside", beyond)):
        reported.append(findings.report(code, column="fua_id", value=hit, count=units[hit].to_numpy(), **origin))
    made = wanted.assign(core_key=wanted["fua_id"].map(here), rule="fua").dropna(subset="core_key")
    return made[["key", "core_key", "rule", "row"]].reset_index(drop=True), findings.collect(reported)


def _keyed(
    table: Table, national: str, known: pd.Index | None, *, beside: pd.Index | None = None
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Give the units the keys of the boundaries; ``beside`` are keys that only tell how keys are written there."""
    origin = {"file": table.file, "sheet": table.sheet}
    plain = {str(column): str(column).casefold() for column in table.rows.columns}
    rows = table.rows.rename(columns=plain)
    rows = rows.assign(country=rows["country"].str.upper())
    reported = [table.findings]
    empty = (rows["country"] == "") | (rows["lau_code"] == "")
    reported.append(
        findings.report(
            "key_missing", row=rows["row"][empty], column="lau_code", value=rows["lau_code"][empty], **origin
        )
    )
    rows = rows[~empty]
    if national in _COUNTRY_OF:
        inside = rows["country"] == _COUNTRY_OF[national]
        reported.append(_left_out("lau_other_countries", rows[~inside], origin))
        rows = rows[inside]
        code = rows["lau_code"].str.replace(f"^{_COUNTRY_OF[national]}(?=\\d)", "", regex=True)
        rows = rows.assign(key=_spelt(code, national, beside if known is None else known))
    else:
        rows, ambiguous = _with_country(rows, beside if known is None else known)
        reported.append(
            findings.report(
                "lau_code_ambiguous",
                row=ambiguous["row"],
                column="lau_code",
                value=ambiguous["lau_code"],
                country=ambiguous["country"],
                **origin,
            )
        )
    twice = rows["key"].duplicated()
    reported.append(
        findings.report(
            "key_duplicate", row=rows["row"][twice], column="lau_code", value=rows["lau_code"][twice], **origin
        )
    )
    rows = rows[~twice]
    if known is not None:
        inside = keys.among(rows["key"], known)
        reported.append(_left_out("lau_outside", rows[~inside], origin))
        rows = rows[inside]
    return rows, reported


def _spelt(code: pd.Series, national: str, known: pd.Index | None) -> pd.Series:
    """Write the codes of one country as its boundaries do."""
    if national == "de" or known is None:
        return code
    normal = keys.normalise(code, national=national, known=known)
    return normal["key"]


def _with_country(rows: pd.DataFrame, known: pd.Index | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Write country and code, or the code alone where boundaries hold it so and it is of one country."""
    full = rows["country"] + "_" + rows["lau_code"]
    if known is None:
        return rows.assign(key=full), rows[:0]
    bare = ~keys.among(full, known) & keys.among(rows["lau_code"], known)
    several = bare & rows["lau_code"].duplicated(keep=False)
    rows = rows.assign(key=full.mask(bare, rows["lau_code"]))
    return rows[~several], rows[several]


def _doubted(
    rows: pd.DataFrame, area: pd.Series, shapes: pd.Series, origin: dict[str, str]
) -> tuple[pd.Series, pd.DataFrame]:
    """Tell which areas are in another unit than their country is known for, by the shapes of the boundaries."""
    drawn = rows["key"].map(shapes).astype("float64")
    middle = (area / drawn).groupby(rows["country"]).median()
    strange = middle[(middle > _FAR) | (middle < 1 / _FAR)]
    hit = rows["country"].isin(strange.index)
    return hit, _by_country("lau_area_unit", rows[hit], origin)


def _by_country(code: str, rows: pd.DataFrame, origin: dict[str, str]) -> pd.DataFrame:
    """Report rows once for each country, with their number."""
    count = rows.groupby("country").size()
    return findings.report(code, value=count.index, count=count.to_numpy(), **origin)


def _left_out(code: str, rows: pd.DataFrame, origin: dict[str, Any]) -> pd.DataFrame:
    return findings.report(code, value=[str(len(rows))] if len(rows) else [], **origin)


def _number(cells: pd.Series) -> pd.Series:
    return pd.to_numeric(cells, errors="coerce").astype("float64")


def _written(numbers: pd.Series, digits: int) -> pd.Series:
    """Write numbers as text, empty where missing."""
    text = numbers.map(f"{{:.{digits}f}}".format)
    return text.where(np.isfinite(numbers), "").astype("str")
