"""The evidence date: which source, scope or data set says since when a record without a start is known."""

from datetime import date

import pandas as pd

from geo_koop.analysis import evidence
from geo_koop.model import Records
from tests.conftest import grid


def records(*, sources=(), scopes=(), members=(("a", "09101000"),), topics=(("a", "water"),), ids=("a",)) -> Records:
    empty = pd.DataFrame()
    return Records(
        cooperations=pd.DataFrame(index=pd.Index(ids, name="cooperation_id")),
        topics=pd.DataFrame(topics, columns=["cooperation_id", "topic"], dtype="str"),
        members=pd.DataFrame(members, columns=["cooperation_id", "key"], dtype="str"),
        actors=empty,
        sources=pd.DataFrame(sources, columns=["cooperation_id", "date", "completeness"], dtype="str"),
        scopes=pd.DataFrame(scopes, columns=["area", "topics", "date"], dtype="str"),
    )


def day(made: Records, dated: str = "") -> str | None:
    found = evidence.of_records(made, grid(), dated=dated)["a"]
    return None if pd.isna(found) else f"{found:%Y-%m-%d}"


def test_the_main_source_is_the_most_complete_then_the_latest():
    assert day(records(sources=[("a", "2020", "mentioned"), ("a", "2011-05", "full")])) == "2011-05-01"
    assert day(records(sources=[("a", "2011-05", "full"), ("a", "2013-02-03", "full")])) == "2013-02-03"
    assert day(records(sources=[("a", "", "full"), ("a", "2013", "full")])) == "2013-01-01"


def test_of_a_main_source_without_a_date_the_scope_speaks_not_another_source():
    made = {"sources": [("a", "", "full"), ("a", "2020", "mentioned")]}
    assert day(records(**made)) is None
    assert day(records(**made, scopes=[("*", "*", "2024-03")])) == "2024-03-01"


def test_a_scope_speaks_where_it_holds_a_member_and_a_topic():
    def of(area, topics):
        return day(records(scopes=[(area, topics, "2024")]))

    assert of("09101000", "water") == "2024-01-01"
    assert of("09101", "technical_infrastructure") == "2024-01-01"
    assert of("09;08", "*") == "2024-01-01"
    assert of("09101001", "water") is None
    assert of("*", "housing") is None


def test_a_district_lies_in_a_scope_of_one_of_its_municipalities():
    made = records(members=[("a", "09101")], scopes=[("09101002", "*", "2024")])
    assert day(made) == "2024-01-01"


def test_of_several_scopes_the_latest_speaks_and_an_undated_one_does_not():
    assert day(records(scopes=[("*", "*", "2024"), ("*", "*", ""), ("*", "*", "2019")])) == "2024-01-01"


def test_the_date_of_the_data_set_is_the_last_resort():
    assert day(records(), "2026-05") == "2026-05-01"
    assert day(records()) is None


def test_without_a_date_the_view_is_that_of_the_latest_evidence():
    table = pd.DataFrame({"start_date": pd.to_datetime(["2001-01-01", None]), "end_date": pd.to_datetime([None, None])})
    members = pd.DataFrame({"from_date": pd.to_datetime([None]), "to_date": pd.to_datetime(["2004-02-01"])})
    seen = table.assign(evidence_date=pd.to_datetime([None, "2019-07-01"]))
    assert evidence.latest(seen, members, "2021-01-01") == (date(2019, 7, 1), "evidence")
    assert evidence.latest(table, members, "2021-01-01") == (date(2004, 2, 1), "records")
    nothing = table.assign(start_date=pd.NaT)
    assert evidence.latest(nothing, members.iloc[:0], "2021-01-01") == (date(2021, 1, 1), "boundaries")
    assert evidence.latest(nothing, members.iloc[:0], "")[1] == "none"
