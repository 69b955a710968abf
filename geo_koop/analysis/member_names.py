"""Sets the names of members against those of the boundaries: each difference is told once, with its rows."""

import geopandas as gpd
import pandas as pd

from geo_koop import findings

GENERIC = "Gemeinde"
"""What a municipality may be called whatever its own designation is."""
_FEW = 5
"""Rows that a finding lists."""


def notice(units: pd.DataFrame, municipalities: gpd.GeoDataFrame, *, file: str) -> pd.DataFrame:
    """Report names that are not those of the boundaries.

    Parameters
    ----------
    units : pandas.DataFrame
        As returned by :func:`geo_koop.analysis.join.members`.
    municipalities : geopandas.GeoDataFrame
        With ``name`` and ``designation``.
    file : str
        Name of the members' file.

    Returns
    -------
    pandas.DataFrame
        A finding for each name of a key, on its first row; one alone for all names with their designation
        ("Gemeinde Eching", "Isen, Markt").
    """
    known = units[(units["level"] == "municipality") & (units["name"] != "")]
    # A member that was carried to its successor has another name, of course.
    carried = known["recorded_key"] != known["key"] if "recorded_key" in known else pd.Series(False, index=known.index)
    known = known[~carried]
    # Few names stand in many rows.
    cases = known[["key", "unit_key", "name"]].drop_duplicates()
    area = municipalities[["name", "designation"]].reindex(cases["unit_key"]).set_axis(cases.index, axis=0)
    given, official = _letters(cases["name"]), _letters(area["name"])
    designation = _letters(area["designation"])
    generic = GENERIC.casefold()
    designated = (given == official + designation) | (given == designation + official) | (given == generic + official)
    kind = pd.Series("name_differs", index=cases.index).mask(designated, "name_designated").mask(given == official, "")
    cases = cases.assign(kind=kind, official=area["name"])[kind != ""]
    rows = known[["key", "name", "row"]].merge(cases.drop(columns="unit_key"), on=["key", "name"])
    differing, with_designation = (rows[rows["kind"] == code] for code in ("name_differs", "name_designated"))
    first = differing.drop_duplicates(["key", "name"])
    of_first = _listed(differing, ["key", "name"]).reindex(pd.MultiIndex.from_frame(first[["key", "name"]]))
    where = {"file": file, "column": "name"}
    reports = findings.report(
        "name_differs",
        row=first["row"],
        value=first["name"],
        key=first["key"],
        name=first["official"],
        rows=of_first.to_numpy(),
        **where,
    )
    example = with_designation.iloc[:1]
    together = findings.report(
        "name_designated",
        row=example["row"],
        value=example["name"],
        name=example["official"],
        count=len(with_designation),
        rows=_listed(with_designation, ["kind"]).to_numpy(),
        **where,
    )
    return findings.collect([reports, together])


def _listed(rows: pd.DataFrame, by: list[str]) -> pd.Series:
    """Return the first rows of each case as text, and how many there are."""
    cases = rows.groupby(by, sort=False)
    first = rows[cases.cumcount() < _FEW]
    text = first["row"].astype("str").groupby([first[name] for name in by], sort=False).agg(", ".join)
    count = cases.size().reindex(text.index)
    return text + (", … (" + count.astype("str") + ")").where(count > _FEW, "")


def _letters(names: pd.Series) -> pd.Series:
    """Return names without blanks, stops and case: "Garching b. München" and "Garching b.München" are the same."""
    return names.str.casefold().str.replace(r"[\W_]+", "", regex=True)
