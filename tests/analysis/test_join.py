"""Which members count on a date, and which territorial units they make."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from geo_koop.analysis import join
from geo_koop.model import Records
from tests.conftest import grid

EVIDENCE = date(2021, 5, 1)
TODAY = date(2026, 6, 30)


def records(cooperations, members) -> Records:
    table = pd.DataFrame(cooperations, columns=["cooperation_id", "stage", "start_date", "end_date"]).set_index(
        "cooperation_id"
    )
    rows = pd.DataFrame(members, columns=["cooperation_id", "key", "counts_as_member", "from_date", "to_date"])
    for frame, columns in ((table, ("start_date", "end_date")), (rows, ("from_date", "to_date"))):
        for column in columns:
            frame[column] = pd.to_datetime(frame[column])
    rows = rows.assign(name="", role="member", via="", row=range(2, len(rows) + 2))
    rows["name"] = rows["name"].astype("str")
    empty = pd.DataFrame()
    return Records(cooperations=table, topics=empty, members=rows, actors=empty, sources=empty, scopes=empty)


def placed(members, *, cooperation=("a", "operating", None, None), as_of=TODAY, unincorporated=()) -> pd.DataFrame:
    country = grid()
    forest = country.loc[list(unincorporated)]
    rows = [("a", *(m if isinstance(m, tuple) else (m, "yes", None, None))) for m in members]
    return join.members(records([cooperation], rows), country.drop(list(unincorporated)), forest, as_of)


@pytest.mark.parametrize(
    ("stage", "start", "end", "as_of", "expected"),
    [
        ("operating", None, None, EVIDENCE, "active"),
        ("operating", None, None, date(2020, 1, 1), "start_unknown"),
        ("operating", "2000-01-01", None, date(2020, 1, 1), "active"),
        ("operating", "2030-01-01", None, TODAY, "not_started"),
        ("unknown", "2000-01-01", None, TODAY, "active"),
        ("completed", "2000-01-01", None, TODAY, "ended"),
        ("ended", "2000-01-01", "2010-12-31", TODAY, "ended"),
        ("ended", "2000-01-01", "2010-12-31", date(2010, 12, 31), "active"),
        ("ended", None, "2010-12-31", date(2005, 1, 1), "start_unknown"),
        ("idea", "2000-01-01", None, TODAY, "not_agreed"),
        ("agreed", None, None, date(2020, 1, 1), "not_agreed"),
    ],
)
def test_status(stage, start, end, as_of, expected):
    table = records([("a", stage, start, end)], []).cooperations.assign(evidence_date=pd.Timestamp(EVIDENCE))
    assert join.status(table, as_of)["a"] == expected


def test_without_start_and_evidence_a_record_is_undated_and_active_at_every_date():
    rows = [("a", "operating", None, None), ("b", "operating", "2001-01-01", None), ("c", "operating", None, None)]
    table = records(rows, []).cooperations
    table = table.assign(evidence_date=pd.to_datetime([None, None, "2015-06-01"]))
    assert join.undated(table).tolist() == [True, False, False]
    assert join.status(table, date(1950, 1, 1)).tolist() == ["active", "not_started", "start_unknown"]
    assert join.status(table, date(2015, 6, 1)).tolist() == ["active", "active", "active"]


@pytest.mark.parametrize(
    ("stage", "planned"),
    [
        ("idea", True),
        ("exploration", True),
        ("agreed", True),
        ("operating", False),
        ("ended", False),
        ("unknown", False),
    ],
)
def test_what_is_not_agreed_is_planned(stage, planned):
    assert join.planned(records([("a", stage, None, None)], []).cooperations).tolist() == [planned]


def test_district_with_its_own_municipality_is_a_co_carrier():
    table = placed(["09101000", "09101001", "09101"])
    assert table["unit"].tolist() == ["municipality", "municipality", "co_carrier"]


def test_district_alone_extends():
    assert placed(["09101"])["unit"].tolist() == ["extending"]


def test_district_stays_extending_where_its_municipality_does_not_count():
    table = placed([("09101000", "unclear", None, None), "09101"])
    assert table["unit"].isna().tolist() == [True, False]
    assert table["unit"].iloc[1] == "extending"


def test_unincorporated_area_never_counts():
    table = placed(["09101000", "09101101"], unincorporated=["09101101"])
    assert table["level"].tolist() == ["municipality", "unincorporated"]
    assert table["counts"].tolist() == [True, False]


def test_unknown_key_is_a_unit_without_a_place():
    table = placed(["09101000", "14999001"])
    assert table["unit"].tolist() == ["municipality", "unresolved"]


def test_same_municipality_twice_is_one_unit():
    assert placed(["09101000", "09101000"])["unit"].notna().tolist() == [True, False]


def test_city_that_is_its_own_district_is_found_under_both_keys():
    country = grid(1, 2).rename(index={"09101001": "09200000"})
    country.loc["09200000", "district"] = "09200"
    rows = records([("a", "operating", None, None)], [("a", "09200", "yes", None, None)])
    table = join.members(rows, country, country.iloc[:0], TODAY)
    assert table[["level", "unit_key", "unit"]].iloc[0].tolist() == ["municipality", "09200000", "municipality"]


@pytest.mark.parametrize(
    ("membership", "as_of", "counts"),
    [
        (("yes", None, None), date(2020, 1, 1), True),
        (("yes", "2021-01-01", None), date(2020, 1, 1), False),
        (("yes", None, "2019-12-31"), date(2020, 1, 1), False),
        (("former", None, "2019-12-31"), date(2019, 12, 31), True),
        (("former", None, "2019-12-31"), date(2020, 1, 1), False),
        (("former", None, None), date(2000, 1, 1), False),
        (("unclear", None, None), date(2020, 1, 1), False),
    ],
)
def test_membership_counts_within_its_own_period(membership, as_of, counts):
    assert placed([("09101000", *membership)], as_of=as_of)["counts"].tolist() == [counts]


def test_ended_cooperation_keeps_the_members_that_it_had():
    ended = ("a", "ended", "2000-01-01", "2010-12-31")
    assert placed([("09101000", "yes", None, "2010-12-31")], cooperation=ended)["counts"].tolist() == [True]


def test_area_lists_each_municipality_once():
    country = grid()
    units = placed(["09101"])
    covered = join.area(units, country)
    assert sorted(covered["key"]) == sorted(country.index)
    assert set(covered["through"]) == {"district"}


LEVEL = [
    # members (key, covers) and the units that they make, by hand
    ([("09101000", ""), ("09101", "")], ["municipality", "co_carrier"]),
    ([("09101000", ""), ("09101", ""), ("09102", "")], ["within", "extending", "extending"]),
    ([("09101000", ""), ("09101", ""), ("09102000", ""), ("09102", ""), ("09103", "")],
     ["municipality", "co_carrier", "municipality", "co_carrier", "extending"]),
    ([("09101000", ""), ("09101", "whole")], ["within", "extending"]),
    ([("09101000", ""), ("09101", "self"), ("09102", "")], ["municipality", "co_carrier", "extending"]),
    ([("09101", "self")], ["co_carrier"]),
    ([("09101000", "self"), ("09101001", "whole")], ["municipality", "municipality"]),
]  # fmt: skip


@pytest.mark.parametrize(("members", "units"), LEVEL)
def test_at_the_level_of_districts_a_district_counts_as_a_whole(members, units):
    table = leveled(members)
    assert table["unit"].tolist() == units


def leveled(members) -> pd.DataFrame:
    rows = records([("a", "operating", None, None)], [("a", key, "yes", None, None) for key, _covers in members])
    rows = replace(rows, members=rows.members.assign(covers=[covers for _key, covers in members]))
    return join.members(rows, three_districts(), three_districts().iloc[:0], TODAY)


def three_districts():
    """Return three rows of three squares, each a district."""
    country = grid()
    keys = [f"0910{number // 3 + 1}00{number % 3}" for number in range(9)]
    return country.set_axis(pd.Index(keys, name="key")).assign(district=[key[:5] for key in keys])


def test_a_whole_district_covers_each_municipality_once_members_as_members():
    covered = join.area(leveled([("09101000", ""), ("09101", "whole")]), three_districts())
    assert covered.set_index("key")["through"].to_dict() == {
        "09101000": "member",
        "09101001": "district",
        "09101002": "district",
    }
