"""An association stands for its municipalities, each a unit once; nothing is read out of a key."""

import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import geo_koop.analysis
from geo_koop.analysis import coverage, entanglement, join, patterns, territory, timeline
from geo_koop.analysis.contiguity import build
from tests.analysis.test_join import TODAY, records
from tests.conftest import grid

AMT = "091015001"
FIRST = ["09101000", "09101001", "09101002"]


def country():
    """Return 3 × 3 squares; the first row is an association."""
    present = grid()
    present["association"] = [AMT if key in FIRST else "" for key in present.index]
    present["association_name"] = ["Amt A" if key in FIRST else "" for key in present.index]
    return present.assign(area_km2=25.0)


def placed(keys, *, municipalities=None):
    present = country() if municipalities is None else municipalities
    rows = [("a", *(k if isinstance(k, tuple) else (k, "yes", None, None))) for k in keys]
    return join.members(records([("a", "operating", "2000-01-01", None)], rows), present, present.iloc[:0], TODAY)


def classified(table, municipalities):
    land = territory.build(municipalities, build(municipalities))
    index = pd.DataFrame(index=pd.Index(["a"], name="cooperation_id"))
    return patterns.classify(join.units_of(table, municipalities), index, land).iloc[0]


def test_a_member_association_is_one_row_with_its_name():
    table = placed([AMT, "09101201"])
    assert table["level"].tolist() == ["association", "municipality"]
    assert table["unit"].tolist() == ["association", "municipality"]
    assert table["area_name"].tolist() == ["Amt A", "Ort 09101201"]


def test_its_municipalities_are_the_area():
    area = join.area(placed([AMT, "09101201"]), country())
    assert dict(zip(area["key"], area["through"], strict=True)) == {
        "09101201": "member",
        **dict.fromkeys(FIRST, "association"),
    }


def test_a_municipality_that_is_a_member_too_is_one_unit_and_a_member_itself():
    table = placed([AMT, FIRST[0]])
    area = join.area(table, country())
    assert area.set_index("key")["through"].to_dict() == {
        FIRST[0]: "member",
        FIRST[1]: "association",
        FIRST[2]: "association",
    }
    assert classified(table, country())["units"] == 3


def test_an_association_alone_makes_as_many_units_as_it_has_municipalities():
    decided = classified(placed([AMT]), country())
    assert (decided["units"], decided["municipalities"], decided["pattern"]) == (3, 3, "neighbourhood")
    assert decided["resolved_share"] == 1


def test_its_district_beside_it_is_a_co_carrier():
    assert placed([AMT, "09101"])["unit"].tolist() == ["association", "co_carrier"]


def test_a_district_that_counts_as_a_whole_holds_the_association():
    rows = records([("a", "operating", None, None)], [("a", key, "yes", None, None) for key in (AMT, "09101")])
    rows.members["covers"] = ["", "whole"]
    present = country()
    table = join.members(rows, present, present.iloc[:0], TODAY)
    assert table["unit"].tolist() == ["within", "extending"]


def test_an_association_for_itself_alone_brings_in_nobody():
    rows = records([("a", "operating", None, None)], [("a", key, "yes", None, None) for key in (AMT, "09101201")])
    rows.members["covers"] = ["self", ""]
    present = country()
    table = join.members(rows, present, present.iloc[:0], TODAY)
    assert table["unit"].tolist() == ["co_carrier", "municipality"]
    assert join.area(table, present)["key"].tolist() == ["09101201"]
    decided = classified(table, present)
    assert (decided["units"], decided["co_carriers"]) == (1, 1)


def test_an_unknown_association_has_no_place_and_is_reported():
    table = placed(["091015999", "09101201"])
    assert table["level"].tolist() == ["unresolved", "municipality"]
    rows = records([("a", "operating", None, None)], [])
    facts = join.notice(table, rows.cooperations.assign(row=2), country(), file="m.csv", gebietsstand="2021-01-01")
    assert facts.loc[facts["code"] == "member_outside", "value"].tolist() == ["091015999"]


def test_an_association_that_left_covers_nobody():
    table = placed([(AMT, "former", None, "2010-12-31"), "09101201"])
    assert join.area(table, country())["key"].tolist() == ["09101201"]


def test_coverage_and_ties_count_its_municipalities():
    present = country()
    area = join.area(placed([AMT, "09101201"]), present)
    table = pd.DataFrame({"bindingness": [5]}, index=pd.Index(["a"], name="cooperation_id"))
    topics = pd.DataFrame({"cooperation_id": ["a"], "topic": ["water"]})
    scopes = pd.DataFrame(
        {c: pd.Series(dtype="str") for c in ("scope_id", "area", "topics", "date", "grade", "source")}
    )
    cells = coverage.by_municipality(coverage.grid(area, table, topics, scopes, present))
    covered = cells[(cells["topic"] == "water") & (cells["status"] == "covered")]["key"]
    assert covered.tolist() == [*FIRST, "09101201"]
    together = entanglement.incidence(area, table.index, present.index)
    assert len(entanglement.comembership(together, present)) == 6


def test_the_yearly_series_knows_it_too():
    present = country()
    table = placed([(AMT, "yes", "2010-01-01", None), "09101201"])
    life = records([("a", "operating", "2000-01-01", None)], []).cooperations
    topics = pd.DataFrame({"cooperation_id": ["a"], "topic": ["water"]})
    found = timeline.coverage_yearly(table, life, topics, present, [2005, 2015], topic="water", today=date(2026, 1, 1))
    assert found["covered"].tolist() == [1, 4]


@pytest.mark.parametrize("codes", [("7", "12"), ("FRK24", "FRK2"), ("091010", "0")])
def test_district_keys_of_any_length(codes):
    one, two = codes
    present = country()
    present["district"] = [one if key in FIRST else two for key in present.index]
    table = placed([one, "09101201", "09101202", two], municipalities=present)
    assert table["level"].tolist() == ["district", "municipality", "municipality", "district"]
    assert table["unit"].fillna("").tolist() == ["extending", "within", "within", "extending"]
    decided = classified(table, present)
    assert (decided["units"], decided["extending_districts"]) == (2, 2)
    rows = table.assign(from_date=pd.NaT, to_date=pd.NaT)
    life = records([("a", "operating", "2000-01-01", None)], []).cooperations
    topics = pd.DataFrame({"cooperation_id": ["a"], "topic": ["water"]})
    years = timeline.coverage_yearly(rows, life, topics, present, [2015], topic="water", today=date(2026, 1, 1))
    assert years["covered"].tolist() == [9]


def test_nothing_in_the_analysis_cuts_keys():
    # Slices of texts, and lengths of texts, in which a key system would hide.
    cut = re.compile(r"\.str\[|\.str\.(slice|len|startswith|removeprefix)\b|key\w*\[:?\d|\[:[25]\]")
    folder = Path(geo_koop.analysis.__file__).parent
    found = [
        f"{p.name}: {line}"
        for p in sorted(folder.glob("*.py"))
        for line in p.read_text().splitlines()
        if cut.search(line)
    ]
    assert found == []
