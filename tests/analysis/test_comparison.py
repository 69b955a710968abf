"""Two sets of cooperations: what holds for any of them."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_koop.analysis import comparison

IDS = st.sets(st.sampled_from("abcdefgh")).map(lambda ids: pd.Index(sorted(ids), dtype="str"))


@settings(deadline=None)
@given(IDS, IDS)
def test_every_cooperation_stands_on_one_side(left, right):
    side = comparison.cooperations(left, right)
    assert side.index.is_unique
    assert set(side.index[side != "right"]) == set(left)
    assert set(side.index[side != "left"]) == set(right)


@settings(deadline=None)
@given(IDS, IDS)
def test_to_compare_the_other_way_round_turns_the_sides(left, right):
    turned = {"left": "right", "right": "left", "both": "both"}
    there, back = comparison.cooperations(left, right), comparison.cooperations(right, left)
    assert there.map(turned).to_dict() == back.to_dict()


@settings(deadline=None)
@given(IDS, IDS)
def test_differences_add_up(left, right):
    first, second = pd.Series(1, index=left), pd.Series(2, index=right)
    table = comparison.numbers(first, second)
    assert table["difference"].sum() == second.sum() - first.sum()
    assert set(table.index) == set(left) | set(right)
