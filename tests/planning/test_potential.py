"""The four lists in the country of nine (tests/nine.py), counted by hand."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo_koop.errors import UsageError
from geo_koop.planning import potential as lists
from tests.nine import KEYS

NAME = {key: name for name, key in KEYS.items()}


def letters(table):
    return "".join(NAME[key] for key in table.index)


def test_join_orders_by_the_nearest_member_then_by_what_is_shared(country):
    # C is in w. x, y, z (A, B) have B at 5 km; B shares w with C, and A does. u, v (A, D): D at 11.2 km, A at 10.
    # k: A at 10 km. u, v and k are equally near: of u and v, A shares w with C (mean 1/2); of k, A alone (mean 1).
    table = lists.joinable(country, KEYS["C"], "water")
    assert list(table.index) == ["x", "y", "z", "k", "u", "v"]
    assert table["nearest"].tolist() == [5.0, 5.0, 5.0, 10.0, 10.0, 10.0]
    assert table["shared"].tolist() == [1.0, 1.0, 1.0, 1.0, 0.5, 0.5]
    assert table["rank"].tolist() == [1, 2, 3, 4, 5, 6]
    assert table.loc["x", ["members", "pattern_after", "gapless_after"]].tolist() == [2, "neighbourhood", True]
    assert not table.loc["u", "gapless_after"]


def test_a_body_that_a_law_prescribes_is_no_candidate_unless_asked_for(country):
    assert "plan" not in lists.joinable(country, KEYS["C"], "water").index
    # It covers all nine: nobody could join it anyway.
    assert "plan" not in lists.joinable(country, KEYS["C"], "water", statutory=True).index


def test_a_member_is_never_among_those_to_invite(country):
    table = lists.invite(country, "w", most=None)
    assert set(letters(table)) == set("DEFGHI")
    # k covers F and G through their district: they are not to be invited either.
    assert set(letters(lists.invite(country, "k", most=None))) == set("BCDEHI")
    assert table["rank"].tolist() == [1, 2, 3, 4, 5, 6]
    # By nearness alone: D, E, F touch; G, H, I lie 10 km from A, B, C; equal ones in the order of keys.
    assert {NAME[k]: r for k, r in table["rank_nearest"].items()} == dict(zip("DEFGHI", range(1, 7), strict=True))


def test_where_nobody_looked_for_the_topic_it_is_not_called_surveyed(country):
    # w is about water: H is surroundings and nobody asked in I; the parts of both count all the same.
    table = lists.invite(country, "w", most=None)
    assert {NAME[key]: asked for key, asked in table["surveyed"].items()} == {
        **dict.fromkeys("DEFG", True),
        **dict.fromkeys("HI", False),
    }


def test_weights_order_the_rows_and_are_checked(country):
    alone = dict.fromkeys(("contiguity", "district", "filled", "overlap", "distance", "size"), 0.0)
    assert letters(lists.invite(country, "w", weights={**alone, "shared": 1}))[0] == "D"
    assert letters(lists.invite(country, "w", weights={**alone, "shared": -1}))[-1] == "D"
    with pytest.raises(UsageError, match="Unknown weights: nearness"):
        lists.invite(country, "w", weights={"nearness": 1})
    for wrong in (np.nan, np.inf, 11, "1", True):
        with pytest.raises(UsageError, match="weight shared"):
            lists.invite(country, "w", weights={"shared": wrong})


def test_found_are_the_gaps_around_neighbours_first(country):
    found = lists.potential(country, KEYS["E"], "broadband")
    assert (found.status, found.grade, found.not_surveyed) == ("none_recorded", "survey", 2)
    # E touches B, D, F (and H, of which nobody knows); A, C, G lie 7.1 km away. E shares nothing with anybody.
    assert letters(found.found) == "BDFACG"
    assert found.found["contiguity"].tolist() == [1, 1, 1, 0, 0, 0]
    assert found.group["keys"] == [KEYS[name] for name in "ABCDEFG"]
    assert (found.group["municipalities"], found.group["population"], found.group["span_km"]) == (7, 35_000, 14.1)
    assert found.group["pattern"] == "regional"
    assert [len(table) for table in (found.join, found.learn, found.invite)] == [0, 0, 0]


def test_where_nobody_asked_it_is_said(country):
    found = lists.potential(country, KEYS["H"], "broadband")
    assert (found.status, found.grade) == ("not_surveyed", None)
    assert KEYS["H"] not in found.found.index


def test_learn_are_those_that_do_it_themselves(country):
    found = lists.potential(country, KEYS["E"], "water")
    assert found.status == "statutory"
    # All are equally large: A, B, C, D have memberships of their own; F and G only through their district.
    assert letters(found.learn) == "ABCD"
    assert found.learn.loc[KEYS["C"], "cooperations"] == ["w"]
    elsewhere = lists.potential(country, KEYS["F"], "water", elsewhere="district")
    assert letters(elsewhere.learn) == "ABCD"
    assert lists.potential(country, KEYS["E"], "water", elsewhere="district").learn.empty


def test_invite_of_the_own_cooperations_on_the_topic(country):
    found = lists.potential(country, KEYS["C"], "water")
    assert found.invite["cooperation_id"].unique().tolist() == ["w"]
    assert KEYS["C"] not in found.invite.index


def test_rows_are_plain_values(country):
    rows = lists.potential(country, KEYS["C"], "water").rows("join", "invite", most=2)
    assert [(row["list"], row["rank"], row.get("cooperation_id"), row.get("key")) for row in rows] == [
        ("join", 1, "x", None),
        ("join", 2, "y", None),
        ("invite", 1, "w", KEYS["D"]),
        ("invite", 2, "w", KEYS["E"]),
    ]
    assert rows[0]["parts"]["nearest"] == 5.0
    assert set(rows[2]) == {"list", "rank", "rank_nearest", "key", "cooperation_id", "name", "parts"}


def test_what_is_not_there_is_said(country):
    with pytest.raises(UsageError, match="no municipality 1"):
        lists.potential(country, "1", "water")
    with pytest.raises(UsageError, match="no topic fishing"):
        lists.potential(country, KEYS["A"], "fishing")
    with pytest.raises(UsageError, match="no cooperation nobody"):
        lists.invite(country, "nobody")


@given(seed=st.integers(0, 10_000))
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_rows_does_not_matter(country, seed):
    mixed = country.replace(
        area=country.area.sample(frac=1, random_state=seed),
        members=country.members.sample(frac=1, random_state=seed),
        topics=country.topics.sample(frac=1, random_state=seed),
        neighbours=country.neighbours.sample(frac=1, random_state=seed),
    )
    for key in (KEYS["C"], KEYS["E"]):
        before, after = (lists.potential(one, key, "water").rows() for one in (country, mixed))
        assert before == after
    assert lists.invite(country, "w").equals(lists.invite(mixed, "w"))


@pytest.mark.parametrize("cooperation", ["w", "x", "u"])
def test_who_leaves_stands_among_the_candidates_again(country, cooperation):
    area, members = country.area, country.members
    for key in area.loc[area["cooperation_id"] == cooperation, "key"]:
        here = (area["cooperation_id"] == cooperation) & (area["key"] == key)
        gone = (members["cooperation_id"] == cooperation) & (members["key"] == key)
        without = country.replace(area=area[~here], members=members[~gone])
        assert key in lists.invite(without, cooperation, most=None).index
        assert cooperation in lists.joinable(without, key, "water").index


def test_no_member_of_any_embedded_cooperation_is_a_candidate(embedded):
    covered = set(zip(embedded.area["cooperation_id"], embedded.area["key"], strict=True))
    base = lists.ground(embedded)
    for cooperation in base.ids[np.diff(base.members.indptr) > 0][::12]:
        table = lists.invite(embedded, cooperation, most=None)
        assert not {(cooperation, key) for key in table.index} & covered
        assert sorted(table["rank"]) == list(range(1, len(table) + 1))
