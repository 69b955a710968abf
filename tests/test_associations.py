"""Associations as members and as records, with the boundaries of the whole country."""

from datetime import datetime

import pandas as pd
import pytest

from geo_koop import AnalysisRequest, analyse
from geo_koop.intake.areas import products
from geo_koop.intake.records import association_records, project
from geo_koop.model import Filters
from geo_koop.result.narrowing import narrow

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
    present = register.loc[register["ars"].str[:9] == HUETTENER_BERGE, "key"]
    area = cases.area[cases.area["cooperation_id"] == "b"].set_index("key")["through"]
    assert set(area.index) == set(present)
    assert len(area) == 16
    assert area.pop("01058152") == "member"
    assert set(area) == {"association"}
    rows = cases.members[cases.members["cooperation_id"] == "b"]
    facts = rows.iloc[0][["key", "level", "area_name"]].tolist()
    assert facts == [HUETTENER_BERGE, "association", "Amt Hüttener Berge"]
    assert cases.patterns.loc["b", "units"] == 16
    assert cases.patterns.loc["b", "pattern"] == "neighbourhood"


def test_the_second_way_to_write_it_is_the_same_member(cases):
    reports = cases.findings
    assert reports.loc[reports["code"] == "membership_duplicate", "value"].str.contains("01058589").any()


def test_a_municipality_key_with_an_old_association_is_the_municipality(cases):
    assert set(cases.members.loc[cases.members["cooperation_id"] == "d", "unit_key"]) == {"01058152"}


def test_areas_filter_by_what_an_association_holds(cases):
    found = narrow(cases, Filters(regions=("01058152",)))
    assert "b" in found.cooperations.index
    elsewhere = next(k for k in cases.area.loc[cases.area["cooperation_id"] == "b", "key"] if k != "01058152")
    assert "b" in narrow(cases, Filters(regions=(elsewhere,))).cooperations.index


@pytest.fixture(scope="module")
def associations(shared, tmp_path_factory):
    """Return the analysis of all associations of Germany, imported as records."""
    folder = tmp_path_factory.mktemp("verbaende") / "projekt"
    project.init(folder)
    loaded = products.read(shared / "vg5000_2021", gebietsstand="2021-01-01")
    products.write(loaded.value, folder / "boundaries" / "vg5000.gpkg", source="VG5000")
    made = association_records.tables(loaded.value, file="VG5000")
    association_records.save(folder, made, when=datetime(2026, 1, 1))
    return analyse(AnalysisRequest(project=folder, attributes=shared / "inhabitants_2011.csv"))


def test_all_associations_of_germany_are_records(associations):
    assert len(associations.cooperations) == 1_210
    assert len(associations.members) == 7_602
    assert set(associations.members["level"]) == {"municipality"}
    assert set(associations.cooperations["completeness"]) == {"full"}


def test_their_patterns_are_those_of_the_prototype(associations):
    # What a plain prototype of the rules gave: 97.7 % neighbourhood, 0.6 % city-hinterland, 1.7 % regional.
    share = associations.patterns["pattern"].value_counts(normalize=True) * 100
    assert share.round(0).to_dict() == {"neighbourhood": 98, "regional": 2, "city_hinterland": 1}


def test_their_obligation_is_that_of_their_state_and_kind(associations):
    state = associations.cooperations.index.str.removeprefix("association-").str[:2]
    duty = associations.cooperations["obligation"].groupby(state).agg(set).to_dict()
    assert duty == {
        "01": {"statutory", "unknown"},  # Ämter, and two Kirchspielslandgemeinden
        "03": {"voluntary"},
        "07": {"statutory"},
        "08": {"voluntary"},
        "09": {"statutory"},
        "12": {"statutory", "unknown"},  # Ämter, and one Verbandsgemeinde
        "13": {"statutory"},
        "14": {"voluntary"},
        "15": {"statutory"},
        "16": {"voluntary", "unknown"},
    }
    names = associations.cooperations["name"]
    assert associations.cooperations.loc[names.str.startswith("Kirchspiel"), "obligation"].tolist() == ["unknown"] * 2


def test_a_member_known_by_the_name_of_its_association_alone(shared, tmp_path):
    (tmp_path / "c.csv").write_text("cooperation_id;name\nzv;Zweckverband\n")
    (tmp_path / "m.csv").write_text("cooperation_id;key;name\nzv;;Amt Hüttener Berge\nzv;;erfüllende Gemeinde Geisa\n")
    found = analyse(
        AnalysisRequest(
            boundaries=shared / "vg5000_2021" / "VG5000_GEM.shp",
            cooperations=tmp_path / "c.csv",
            members=tmp_path / "m.csv",
        )
    )
    assert found.members["level"].tolist() == ["association", "association"]
    register = pd.read_csv(shared / "municipality_facts_2020.csv", dtype="str")
    expected = register.loc[register["ars"].str[:9].isin(found.members["key"]), "key"]
    assert set(found.area["key"]) == set(expected)
    assert {"01058152", "16063032"} <= set(expected)
