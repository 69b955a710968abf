"""Covered, none recorded and not surveyed are never mixed up."""

import pandas as pd
import pytest

from geo_koop.analysis import coverage
from tests.conftest import grid


def cells(area, topics, scopes, *, bindingness=None, country=None):
    country = grid() if country is None else country
    ids = sorted({row[0] for row in topics})
    levels = pd.array([(bindingness or {}).get(i) for i in ids], dtype="Int64")
    cooperations = pd.DataFrame({"bindingness": levels}, index=pd.Index(ids, name="cooperation_id"))
    return coverage.grid(
        pd.DataFrame(area, columns=["cooperation_id", "key", "through"]),
        cooperations,
        pd.DataFrame(topics, columns=["cooperation_id", "topic"]),
        pd.DataFrame(scopes, columns=["area", "topics", "grade"]),
        country,
    )


AREA = [("a", "09101000", "member"), ("a", "09101001", "member"), ("b", "09101000", "district")]
TOPICS = [("a", "water"), ("b", "mobility")]


def status_of(table, key, topic):
    row = table[(table["key"] == key) & (table["topic"] == topic)].iloc[0]
    return row["status"], row["grade"]


def test_three_kinds_of_blank():
    table = coverage.by_municipality(cells(AREA, TOPICS, [("09101000;09101002", "water", "desk_research")]))
    assert status_of(table, "09101000", "water") == ("covered", "desk_research")
    assert status_of(table, "09101001", "water")[0] == "covered"
    assert status_of(table, "09101002", "water") == ("none_recorded", "desk_research")
    assert status_of(table, "09101100", "water")[0] == "not_surveyed"
    assert status_of(table, "09101002", "mobility")[0] == "not_surveyed"


def test_better_grade_wins_and_star_means_everything():
    scopes = [("*", "*", "desk_research"), ("09101", "water", "register")]
    table = coverage.by_municipality(cells(AREA, TOPICS, scopes))
    assert status_of(table, "09101202", "water") == ("none_recorded", "register")
    assert status_of(table, "09101202", "housing") == ("none_recorded", "desk_research")


def test_group_is_covered_by_its_topics_but_not_the_other_way():
    table = coverage.by_municipality(cells(AREA, [("a", "water"), ("b", "administration")], [("*", "*", "survey")]))
    assert status_of(table, "09101000", "technical_infrastructure")[0] == "covered"
    assert status_of(table, "09101000", "administration")[0] == "covered"
    assert status_of(table, "09101000", "procurement")[0] == "none_recorded"


def test_scope_of_a_group_holds_its_topics():
    table = coverage.by_municipality(cells(AREA, TOPICS, [("09", "administration", "survey")]))
    assert status_of(table, "09101002", "procurement")[0] == "none_recorded"


def test_strongest_bindingness_counts():
    topics = [("a", "water"), ("b", "water")]
    table = coverage.by_municipality(cells(AREA, topics, [], bindingness={"a": 2, "b": 5}))
    value = table.set_index(["key", "topic"])["bindingness"]
    assert value["09101000", "water"] == 5
    assert value["09101001", "water"] == 2
    assert pd.isna(value["09101002", "water"])


def test_membership_through_the_district_counts_apart():
    table = coverage.by_municipality(cells(AREA, TOPICS, [])).set_index(["key", "topic"])
    assert table.loc[("09101000", "mobility"), ["cooperations", "memberships"]].tolist() == [1, 0]


@pytest.fixture
def country():
    country = grid()
    country["context"] = country.index == "09101202"
    return country


def test_sums_leave_context_out_and_add_up(country):
    topics = pd.DataFrame(TOPICS, columns=["cooperation_id", "topic"])
    area = pd.DataFrame(AREA, columns=["cooperation_id", "key", "through"])
    grid_ = cells(AREA, TOPICS, [("*", "*", "survey")], country=country)
    table = coverage.by_level(grid_, country, "district", area=area, topics=topics).set_index("topic")
    row = table.loc["water"]
    assert (row["municipalities"], row["covered"], row["none_recorded"], row["not_surveyed"]) == (8, 2, 6, 0)
    assert row["share_municipalities"] == 0.25
    assert row["population_covered"] == 10_000
    assert row["area_km2"] == pytest.approx(200)
    assert row["cooperations"] == 1
    assert table.loc[coverage.ANY_TOPIC, "cooperations"] == 2
    assert (table[list(coverage.STATUS)].sum(axis=1) == table["municipalities"]).all()


def test_a_part_of_a_topic_covers_the_topic_and_its_group_too():
    found = coverage.topics_and_groups(pd.DataFrame({"cooperation_id": ["a"], "topic": ["recycling_yard"]}))
    assert set(found["topic"]) == {"recycling_yard", "waste_circular_economy", "technical_infrastructure", "any"}


def test_unknown_inhabitants_are_counted_and_are_not_0(country):
    """Nine squares of 5,000; nobody was counted in two of the eight that are no surroundings."""
    topics = pd.DataFrame(TOPICS, columns=["cooperation_id", "topic"])
    area = pd.DataFrame(AREA, columns=["cooperation_id", "key", "through"])
    country.loc[["09101000", "09101100"], "population"] = pd.NA
    grid_ = cells(AREA, TOPICS, [("*", "*", "survey")], country=country)
    row = coverage.by_level(grid_, country, "all", area=area, topics=topics).set_index("topic").loc["water"]
    assert (row["population"], row["population_unknown"]) == (30_000, 2)
    country["population"] = pd.array([pd.NA] * len(country), dtype="Int64")
    none = coverage.by_level(grid_, country, "all", area=area, topics=topics).set_index("topic").loc["water"]
    assert none[["population", "population_covered", "share_population"]].isna().all()
    assert none["population_unknown"] == 8
