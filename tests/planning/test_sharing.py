"""Whole cents by weights: whatever is divided, nothing is lost, and bounds hold."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from geo_koop.planning import sharing

CENTS = st.integers(0, 10**9)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=9)


@st.composite
def bounded(draw):
    weights = draw(WEIGHTS)
    total = draw(CENTS)
    one = st.one_of(st.none(), st.integers(0, max(1, total)))
    caps = draw(st.lists(one, min_size=len(weights), max_size=len(weights)))
    floors = [
        draw(st.one_of(st.none(), st.integers(0, max(1, total if cap is None else cap) // len(weights))))
        for cap in caps
    ]
    return total, weights, caps, floors


@given(CENTS, WEIGHTS)
def test_parts_add_up_and_lie_beside_the_quota(total, weights):
    assume(sum(weights))
    parts = sharing.divide(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(Fraction(total * weight, sum(weights)) - part) < 1
        assert weight or part == 0


@given(CENTS, WEIGHTS)
def test_equal_weights_differ_by_a_cent_at_most_and_the_first_has_it(total, weights):
    assume(sum(weights))
    parts = sharing.divide(total, weights)
    for i, weight in enumerate(weights):
        for j in range(i):
            if weights[j] == weight:
                assert 0 <= parts[j] - parts[i] <= 1


@given(bounded())
def test_bounds_hold_and_nothing_is_lost(case):
    total, weights, caps, floors = case
    try:
        parts = sharing.divide(total, weights, caps, floors)
    except sharing.Infeasible:
        least = sum(floor or 0 for floor in floors)
        most = [cap if w else floor or 0 for cap, w, floor in zip(caps, weights, floors, strict=True)]
        assert least > total or (None not in most and sum(most) < total)
        return
    assert sum(parts) == total
    for part, weight, cap, floor in zip(parts, weights, caps, floors, strict=True):
        assert cap is None or part <= cap
        assert floor is None or part >= floor
        assert weight or part == (floor or 0)


@given(bounded())
def test_who_is_at_no_bound_stands_in_the_proportion_of_the_weights(case):
    total, weights, caps, floors = case
    try:
        parts = sharing.divide(total, weights, caps, floors)
    except sharing.Infeasible:
        return
    free = [i for i, part in enumerate(parts) if part not in (caps[i], floors[i]) and weights[i]]
    for i in free:
        for j in free:
            # A cent more or less on either side.
            assert abs(parts[i] * weights[j] - parts[j] * weights[i]) <= weights[i] + weights[j]


@pytest.mark.parametrize(
    ("total", "weights", "caps", "floors", "parts"),
    [
        (1000, [1, 1, 1], [], [], [334, 333, 333]),
        (1, [1, 1], [], [], [1, 0]),
        (0, [3, 4], [], [], [0, 0]),
        # 1000 by 5:3:2 is 500, 300, 200; the first pays 400 at most, the others 600 by 3:2.
        (1000, [5, 3, 2], [400, None, None], [], [400, 360, 240]),
        # Held at 400 the rest 600 is 360 and 240: now the second breaks its cap of 350, too.
        (1000, [5, 3, 2], [400, 350, None], [], [400, 350, 250]),
        (1000, [5, 3, 2], [], [None, None, 300], [438, 262, 300]),
        # Cap and floor at once: 600 > 500 by 100, 100 < 150 by 50; the cap is held first: 500 by 3:1 is 375 and 125;
        # then the floor: 350.
        (1000, [6, 3, 1], [500, None, None], [None, None, 150], [500, 350, 150]),
        # Who is at its cap of 333 gets no cent of the 1000.
        (1000, [1, 1, 1], [333, None, None], [], [333, 334, 333]),
        # No weight, no part, even where a cent is left.
        (100, [0, 1, 1, 1], [], [], [0, 34, 33, 33]),
    ],
)
def test_by_hand(total, weights, caps, floors, parts):
    assert sharing.divide(total, weights, caps, floors) == parts


@pytest.mark.parametrize(
    ("total", "weights", "caps", "floors", "reason", "places"),
    [
        (100, [1, 1], [], [60, 60], "floors", (0, 1)),
        (100, [1, 1], [40, 40], [], "caps", (0, 1)),
        (100, [1, 0], [40, None], [], "caps", (0,)),
        (100, [0, 0], [], [], "weights", ()),
    ],
)
def test_what_cannot_be_divided_is_told(total, weights, caps, floors, reason, places):
    with pytest.raises(sharing.Infeasible) as told:
        sharing.divide(total, weights, caps, floors)
    assert (told.value.reason, told.value.places) == (reason, places)


def test_a_base_in_equal_parts_and_a_rest():
    # 30 % of 100 equally is 15 each; 70 by 1:3 is 17.5 and 52.5: together 32.5 and 67.5.
    assert sharing.divide(10_000, sharing.mixed([1, 3], Decimal("0.3"))) == [3250, 6750]
