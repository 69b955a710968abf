"""Shapley and SCRB of a published case, and what holds for any game."""

from itertools import combinations
from math import fsum, isclose, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_koop.errors import UsageError
from geo_koop.planning import fairness
from tests.conftest import SHARED

WATER = """
A 21.95|H 17.08|K 10.91|L 15.88|M 20.81|T 21.98|A H 34.69|A K 32.86|A L 37.83|A M 42.76|A T 43.93|H K 22.96|H L 25.0
H M 37.89|H T 39.06|K L 26.79|K M 31.45|K T 32.89|L M 31.1|L T 37.86|M T 39.41|A H K 40.74|A H L 43.22|A H M 55.5
A H T 56.67|A K L 48.74|A K M 53.4|A K T 54.85|A L M 53.05|A L T 59.81|A M T 61.36|H K L 27.26|H K M 42.55|H K T 44.94
H L M 45.81|H L T 46.98|H M T 56.49|K L M 42.01|K L T 48.77|K M T 50.32|L M T 51.46|A H K L 48.95|A H K M 60.25
A H K T 62.72|A H L M 64.03|A H L T 65.2|A H M T 74.1|A K L M 63.96|A K L T 70.72|A K M T 72.27|A L M T 73.41
H K L M 48.07|H K L T 49.24|H K M T 59.35|H L M T 64.41|K L M T 56.61|A H K L M 69.76|A H K M T 77.42|A H L M T 83.0
A H K L T 70.93|A K L M T 73.97|H K L M T 66.46|A H K L M T 83.82
"""
"""Costs of a water supply in Skåne, million SEK, by groups of municipalities.

Young, Okada, Hashimoto (1979), Cost allocation in water resources development, IIASA WP-79-77.
"""

SHAPLEY = {"A": 20.01, "H": 10.71, "K": 6.61, "L": 10.37, "M": 16.94, "T": 19.18}
SCRB = {"A": 19.54, "H": 13.28, "K": 5.62, "L": 10.90, "M": 16.66, "T": 17.82}


def water():
    cells = [cell.split() for line in WATER.split("\n") for cell in line.split("|") if cell]
    return {frozenset(names): float(cost) for *names, cost in cells}


def game(names, values):
    sets = [frozenset(one) for size in range(1, len(names) + 1) for one in combinations(names, size)]
    return dict(zip(sets, values, strict=True))


def games():
    return st.integers(1, 5).flatmap(
        lambda n: st.lists(st.integers(0, 10**6), min_size=2**n - 1, max_size=2**n - 1).map(
            lambda values: game("ABCDE"[:n], values)
        )
    )


def test_the_published_case_has_all_63_coalitions():
    assert len(water()) == 63


def test_the_published_case_is_that_of_the_shared_data():
    path = SHARED / "skane_water_1979.csv"
    if not path.is_file():
        pytest.skip("SHARED DATA ABSENT: ../shared/data/skane_water_1979.csv")
    rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    assert {frozenset(names.split()): float(cost) for names, cost in rows} == water()


@pytest.mark.parametrize(("divide", "published"), [(fairness.shapley, SHAPLEY), (fairness.scrb, SCRB)])
def test_the_published_case(divide, published):
    parts = divide(water())
    assert parts == pytest.approx(published, abs=0.01)
    assert fsum(parts.values()) == pytest.approx(83.82)


@pytest.mark.parametrize("published", [SHAPLEY, SCRB])
def test_three_groups_of_the_published_case_would_pay_less_alone(published):
    said = {one.members: one for one in fairness.objections(published, water())}
    assert said["H", "K", "L"].alone == 27.26
    assert said["H", "K", "L"].pays == pytest.approx(sum(published[name] for name in "HKL"))


def test_two_members_by_hand():
    # A alone 6, B alone 10, together 12: 4 are saved, and each saves 2.
    costs = game("AB", [6, 10, 12])
    assert fairness.shapley(costs) == {"A": 4, "B": 8}
    assert fairness.scrb(costs) == {"A": 4, "B": 8}


def test_three_members_by_hand():
    # Orders ABC ACB BAC BCA CAB CBA add for A: 60 60 30 20 30 20; for B 40 50 70 70 50 60; for C 20 10 20 30 40 40.
    costs = game("ABC", [60, 70, 40, 100, 70, 100, 120])
    assert fairness.shapley(costs) == pytest.approx({"A": 220 / 6, "B": 340 / 6, "C": 160 / 6})
    found = fairness.compromise(costs)
    assert found.separable == {"A": 20, "B": 50, "C": 20}
    assert found.benefits == {"A": 40, "B": 20, "C": 20}
    assert found.shares == {"A": 35, "B": 57.5, "C": 27.5}
    assert not found.equal
    assert found.negative == ()


def test_benefits_that_sum_to_nothing_are_divided_equally_and_it_is_said():
    found = fairness.compromise(game("AB", [6, 10, 16]))
    assert found.equal
    assert found.shares == {"A": 6, "B": 10}


def test_negative_benefits_are_reported():
    # Together 20 cost more than 6 and 10 alone: each adds more than it would pay alone.
    found = fairness.compromise(game("AB", [6, 10, 20]))
    assert found.negative == ("A", "B")
    assert sum(found.shares.values()) == 20


@given(games())
def test_parts_add_up_and_equal_members_pay_the_same(costs):
    for divide in (fairness.shapley, fairness.scrb):
        parts = divide(costs)
        assert isclose(fsum(parts.values()), costs[frozenset(parts)], rel_tol=1e-9, abs_tol=1e-3)


@given(games())
def test_members_that_change_places_change_parts(costs):
    names = sorted({name for one in costs for name in one})
    turned = dict(zip(names, reversed(names), strict=True))
    other = fairness.shapley({frozenset(turned[name] for name in one): value for one, value in costs.items()})
    mine = fairness.shapley(costs)
    assert {turned[name]: part for name, part in mine.items()} == pytest.approx(other, abs=1e-6)


@given(st.integers(1, 12))
def test_who_adds_the_same_to_everybody_pays_that(count):
    names = [f"m{i:02}" for i in range(count)]
    costs = {
        frozenset(one): sum(int(name[1:]) + 1 for name in one)
        for size in range(1, count + 1)
        for one in combinations(names, size)
    }
    own = {name: i + 1 for i, name in enumerate(names)}
    assert fairness.shapley(costs) == pytest.approx(own)
    assert fairness.scrb(costs) == pytest.approx(own)
    assert fairness.objections(own, costs) == ()


@pytest.mark.parametrize(
    ("costs", "named"),
    [
        ({frozenset("A"): 6, frozenset("AB"): 12}, "B"),
        ({frozenset("A"): 6, frozenset("B"): nan, frozenset("AB"): 12}, "nan"),
        ({frozenset("A"): 6, frozenset("B"): 1e300, frozenset("AB"): 12}, "B"),
        ({frozenset("A"): 6, frozenset("B"): "=cmd|", frozenset("AB"): 12}, "=cmd"),
        ({frozenset(): 3, frozenset("A"): 6}, "3"),
        ({"A": 6}, "'A'"),
        ({frozenset([1]): 6}, "1"),
        ({}, "coalition"),
    ],
)
def test_what_cannot_be_shared_is_named(costs, named):
    for divide in (fairness.shapley, fairness.scrb):
        with pytest.raises(UsageError, match=named):
            divide(costs)


def test_thirteen_members_are_too_many():
    with pytest.raises(UsageError, match=r"13 members .*m12"):
        fairness.shapley({frozenset(f"m{i:02}" for i in range(13)): 1})


def test_strangers_are_named():
    with pytest.raises(UsageError, match="X"):
        fairness.shapley(game("AX", [1, 2, 3]), members=["A", "B"])
    with pytest.raises(UsageError, match="X"):
        fairness.objections({"A": 1, "B": 2}, {frozenset("X"): 1})


def test_the_empty_coalition_may_be_given_as_nothing():
    assert fairness.shapley({frozenset(): 0, frozenset("A"): 6}) == {"A": 6}
