"""Memberships that are hidden, and found again."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geo_koop import workspace
from geo_koop.errors import UsageError
from geo_koop.planning import retrodict as tested
from geo_koop.planning.retrodict import retrodict
from tests import nine
from tests.nine import KEYS


def methods(found):
    return {method["name"]: method for method in found["methods"]}


def test_one_cooperation_of_three_by_hand(country):
    found = retrodict(country, task="invite")
    # w (A, B, C) is the only voluntary one with three municipalities.
    assert (found["n"], found["candidates_median"]) == (3, 7)
    # A hidden: of B and C, A, E and F are 5 km away from the nearer one, D and H and I further: the middle of the ranks
    # 1, 2, 3. B hidden: 5 km from A and C, as D (from A) and F (from C): 2 again. C hidden: 5 km from B, as D and E: 2.
    assert methods(found)["nearest"] == {
        "name": "nearest", "hit_1": 0.0, "hit_3": 1.0, "hit_10": 1.0, "mrr": 0.5,
    }  # fmt: skip
    # Other memberships shared: A with B three (mean 3/2), nobody else any but D (u, v with A, where A stays).
    assert methods(found)["shared"]["hit_1"] == pytest.approx(2 / 3, abs=1e-4)
    assert "interval" not in methods(found)["nearest"]


def test_join_by_hand(country):
    found = retrodict(country, task="join")
    assert (found["n"], found["split"], found["task"]) == (3, "leave_one_out", "join")
    # C hidden in w: w, x, y, z have B at 5 km, and B shares nothing with C any more: the middle of four ranks, 2.5.
    # B hidden in w: candidates are w, u, v, k, all with A at 5 km: of w, A and C, A shares x, y, z with B: mean 1.5;
    # of u and v A and D: 1.5; of k A alone: 3. A is in all others: w is its only candidate.
    assert found["candidates_median"] == 4
    assert methods(found)["shipped"]["mrr"] == pytest.approx((1 + 1 / 3 + 1 / 2.5) / 3, abs=1e-4)


def test_names_of_the_methods(country):
    assert list(methods(retrodict(country, task="join"))) == [
        *("nearest", "mean_distance", "shared", "popularity", "shipped", "without_nearest", "without_shared"),
    ]
    assert {"without_contiguity", "without_filled", "without_overlap", "without_distance"} <= set(
        methods(retrodict(country, task="invite"))
    )


def test_the_embedded_records_are_as_many_as_counted(embedded):
    members = embedded.members
    rows = members[(members["counts_as_member"] == "yes") & (members["level"] == "municipality")]
    size = rows.drop_duplicates(["cooperation_id", "unit_key"]).groupby("cooperation_id").size()
    found = retrodict(embedded, task="invite", statutory=True)
    assert found["n"] == size[size >= 3].sum() == 1_105


def test_what_is_shipped_gains_on_the_mean_distance_and_never_loses_to_the_nearest(embedded):
    invited = methods(retrodict(embedded, task="invite", statutory=True))
    assert invited["shipped"]["hit_1"] - invited["mean_distance"]["hit_1"] >= 0.18
    for statutory in (True, False):
        for candidates in ("all", "surveyed"):
            joined = methods(retrodict(embedded, task="join", statutory=statutory, candidates=candidates))
            assert joined["shipped"]["hit_1"] >= joined["nearest"]["hit_1"]
            low, high = joined["shipped"]["interval"]["hit_1"]
            assert low <= joined["shipped"]["hit_1"] <= high


def test_the_seed_is_the_only_chance(embedded):
    first, again, other = (retrodict(embedded, task="join", seed=seed) for seed in (0, 0, 1))
    assert first == again
    assert other["methods"][0]["hit_1"] == first["methods"][0]["hit_1"]
    assert other["methods"][0]["interval"] != first["methods"][0]["interval"]


@pytest.fixture
def joining(tmp_path):
    """Return the country of nine with E in w since 2010, C since 2005 and F since 2019."""
    request = nine.request_in(tmp_path)
    members = pd.read_csv(request.members, dtype=str)
    more = pd.DataFrame(
        {"cooperation_id": "w", "key": [KEYS["E"], KEYS["F"]], "role": "member", "from": ["2010", "2019"]}
    )
    members = pd.concat([members, more])
    members.loc[(members["cooperation_id"] == "w") & (members["key"] == KEYS["C"]), "from"] = "2005"
    members.to_csv(request.members, index=False)
    return workspace.evaluate(workspace.load(request), as_of=request.as_of)


def test_joins_of_a_year_are_told_from_the_years_before(joining):
    found = retrodict(joining, task="invite", split="time")
    # C joins A and B (2005): as near as D and E, rank 2. E joins A, B, C (2010), F joins A, B, C, E (2019).
    # E touches B: of D, E, F, G, H, I, three are 5 km away: 2. F touches C and E; D, H too: 2.
    assert (found["n"], found["split"]) == (3, "time")
    assert methods(found)["nearest"]["mrr"] == pytest.approx(0.5)
    assert found["candidates_median"] == 6


def test_two_record_sets_are_compared_by_their_ids(country, joining):
    found = retrodict(country, task="invite", later=joining)
    assert (found["n"], found["split"]) == (2, "time")
    joined = retrodict(country, task="join", later=joining)
    assert joined["n"] == 2


def test_no_case_at_all_is_no_figure(country):
    found = retrodict(country, task="invite", split="time")
    assert (found["n"], found["candidates_median"], found["methods"]) == (0, None, [])


@pytest.mark.parametrize("wrong", [{"task": "found"}, {"split": "random"}, {"candidates": "some"}])
def test_what_is_not_known_is_refused(country, wrong):
    with pytest.raises(UsageError, match="Use one of"):
        retrodict(country, **wrong)


def test_equal_values_share_the_middle_of_their_ranks():
    values, among = np.array([[3.0, 1.0, 3.0, 3.0, 9.0]]), np.array([[True, True, True, True, False]])
    assert tested._midranks((values,), np.array([0]), among).tolist() == [2.0]
    second = np.array([[5.0, 0.0, 7.0, 5.0, 0.0]])
    assert tested._midranks((values, second), np.array([0]), among).tolist() == [2.5]


def test_blocks_say_the_same_as_all_at_once(embedded, monkeypatch):
    whole = retrodict(embedded, task="invite")
    monkeypatch.setattr(tested.parts_of, "_CELLS", 60_000)
    assert retrodict(embedded, task="invite") == whole
    assert replace(tested.Cases(ground=None, cooperation=np.array([1]), municipality=np.array([1]), hidden=True)).hidden
