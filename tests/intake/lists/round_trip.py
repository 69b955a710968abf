"""Member lists with truth: those of the embedded records and the municipal associations of Germany."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geo_koop import AnalysisRequest, workspace
from geo_koop.intake.names.reference import Reference
from tests.conftest import SHARED

DATA = Path(__file__).parents[3] / "data" / "cooperations"


@dataclass(frozen=True)
class Lists:
    """Member lists: ``cooperation, key, full, bare``, and what their names are looked up in."""

    members: pd.DataFrame
    reference: Reference


def embedded() -> Lists:
    """Return the member lists of the embedded records that have two members or more."""
    reference = workspace.reference(AnalysisRequest())
    rows = pd.read_csv(DATA / "members.csv", dtype="str", keep_default_na=False)
    areas = reference.areas
    districts = areas.drop_duplicates("district").set_index("district")["district_name"].astype("str")
    name = rows["key"].map(
        pd.concat([areas["name"].astype("str"), districts[districts.index.str.len() == 5]]).to_dict()
    )
    rows = rows.assign(full=name, bare=name, cooperation=rows["cooperation_id"]).dropna(subset=["full"])
    rows = rows.drop_duplicates(["cooperation", "key"])
    several = rows.groupby("cooperation")["key"].transform("size") > 1
    return Lists(rows.loc[several, ["cooperation", "key", "full", "bare"]], reference)


def associations() -> Lists:
    """Return the municipal associations of Germany with the register of the same day."""
    if not SHARED.is_dir():
        pytest.skip("The shared data is not here.")
    rows = pd.read_csv(SHARED / "municipalities_2023.csv", dtype="str", keep_default_na=False)
    parts = rows["name"].str.partition(", ")
    districts = gpd.read_file(next((SHARED / "vg5000_2021").rglob("*KRS.shp")), ignore_geometry=True, encoding="utf-8")
    titles = (districts["BEZ"] + " " + districts["GEN"]).set_axis(districts["AGS"])
    areas = pd.DataFrame(
        {
            "name": parts[0].to_numpy(),
            "designation": parts[2].replace("", "Gemeinde").to_numpy(),
            "district": rows["key"].str[:5].to_numpy(),
            "district_name": rows["key"].str[:5].map(titles).fillna("").to_numpy(),
            "state": rows["key"].str[:2].to_numpy(),
        },
        index=pd.Index(rows["key"], name="key"),
    )
    known = pd.read_csv(SHARED / "associations_2023.csv", dtype="str", keep_default_na=False)
    members = pd.DataFrame(
        {
            "cooperation": rows["ars"].str[:9],
            "key": rows["key"],
            "full": rows["name"],
            "bare": parts[0].str.replace(r"\s*\(.*\)$|(?:\s(?:a|b|i|o|v)\.\s?.*)$|/.*$", "", regex=True),
        }
    )
    return Lists(members[members["cooperation"].isin(known["ars9"])].reset_index(drop=True), Reference(areas=areas))
