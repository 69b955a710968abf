"""Associations as members, with the boundaries of the whole country."""

import pandas as pd
import pytest

from geo_koop import AnalysisRequest, analyse
from geo_koop.model import Filters
from geo_koop.narrowing import narrow

CASES = "cases/public_reports/E09_E10"
HUETTENER_BERGE = "010585890"


@pytest.fixture(scope="module")
def cases(shared):
    folder = shared.parent / CASES
    if not folder.is_dir():
        pytest.skip(f"the shared cases are not here: {folder}")
    return analyse(
        AnalysisRequest(
            boundaries=shared / "vg5000_2021" / "VG5000_GEM.shp",
            cooperations=folder / "coop.csv",
            members=folder / "mem.csv",
        )
    )


def test_an_amt_by_nine_or_twelve_digits_is_its_municipalities(cases, shared):
    register = pd.read_csv(shared / "municipality_facts_2020.csv", dtype="str")
    held = register.loc[register["ars"].str[:9] == HUETTENER_BERGE, "key"]
    area = cases.area[cases.area["cooperation_id"] == "b"].set_index("key")["through"]
    assert set(area.index) == set(held)
    assert len(area) == 16
    assert area.pop("01058152") == "member"
    assert set(area) == {"association"}
    rows = cases.members[cases.members["cooperation_id"] == "b"]
    told = rows.iloc[0][["key", "level", "area_name"]].tolist()
    assert told == [HUETTENER_BERGE, "association", "Amt Hüttener Berge"]
    assert cases.patterns.loc["b", "units"] == 16
    assert cases.patterns.loc["b", "pattern"] == "neighbourhood"


def test_the_second_way_to_write_it_is_the_same_member(cases):
    told = cases.findings
    assert told.loc[told["code"] == "membership_duplicate", "value"].str.contains("01058589").any()


def test_a_municipality_key_with_an_old_association_is_the_municipality(cases):
    assert set(cases.members.loc[cases.members["cooperation_id"] == "d", "unit_key"]) == {"01058152"}


def test_areas_filter_by_what_an_association_holds(cases):
    found = narrow(cases, Filters(regions=("01058152",)))
    assert "b" in found.cooperations.index
    elsewhere = next(k for k in cases.area.loc[cases.area["cooperation_id"] == "b", "key"] if k != "01058152")
    assert "b" in narrow(cases, Filters(regions=(elsewhere,))).cooperations.index
