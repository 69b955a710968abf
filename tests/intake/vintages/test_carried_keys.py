"""Keys carried from the Gebietsstand of the records to that of the boundaries."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_koop.intake.vintages import carried_keys

CHANGES = [
    ("06633021", "06633030", "2020-01-01", "merger", None),
    ("06633027", "06633030", "2020-01-01", "merger", None),
    ("06635005", "06635001", "2023-01-01", "merger", None),
    ("01000001", "01000002", "2001-01-01", "key_change", None),
    ("01000002", "01000003", "2005-01-01", "merger", None),
    ("02000001", "02000002", "2010-01-01", "split", 0.7),
    ("02000001", "02000003", "2010-01-01", "split", None),
    ("03000001", "03000001", "2011-01-01", "rename", None),
    ("04000001", "04000002", "1990-01-01", "key_change", None),
    ("04000002", "04000001", "2000-01-01", "key_change", None),
    ("05000001", "05000002", "2015-01-01", "part", 0.25),
]
KNOWN = ["06633030", "06635001", "06635005", "01000003", "03000001", "04000001", "05000001", "09184119"]
TODAY = date(2021, 1, 1)


def _table(rows):
    table = pd.DataFrame(rows, columns=["old_key", "new_key", "date", "kind", "share"])
    texts = table.astype({"old_key": "str", "new_key": "str", "kind": "str", "share": "float64"})
    return texts.assign(
        date=pd.to_datetime(texts["date"], format="%Y-%m-%d"), old_name="", new_name="", row=range(2, len(texts) + 2)
    )


def carry(*keys, rows=CHANGES, known=KNOWN, until=TODAY, **columns):
    since = columns.pop("since", None)
    members = pd.DataFrame(
        {"cooperation_id": [f"c{i}" for i in range(len(keys))], "key": list(keys), "row": range(2, len(keys) + 2)}
        | columns
    ).astype({"key": "str"})
    loaded = carried_keys.carry(
        members, _table(rows), known=pd.Index(known), until=until, since=since, file="members.csv", changes_file="c.csv"
    )
    return loaded.value, loaded.findings


def _codes(reported):
    return reported["code"].tolist()


# ------------------------------------------------------------ without a Gebietsstand


def test_mergers_are_applied_and_reported():
    table, reported = carry("06633021", "09184119")
    assert table["key"].tolist() == ["06633030", "09184119"]
    assert table["recorded_key"].tolist() == ["06633021", "09184119"]
    assert reported[["code", "severity", "row", "value"]].to_numpy().tolist() == [
        ["key_carried_forward", "info", 2, "06633021"]
    ]
    assert reported["params"].iloc[0] == {"key": "06633030", "day": "2020-01-01"}


def test_chains_are_followed():
    assert carry("01000001")[0]["key"].tolist() == ["01000003"]


def test_a_chain_ends_at_a_key_of_the_boundaries():
    assert carry("01000001", known=["01000002"], until=None)[0]["key"].tolist() == ["01000002"]


def test_a_chain_within_one_day_is_followed():
    day = "2020-01-01"
    rows = [("a", "b", day, "key_change", None), ("b", "c", day, "merger", None)]
    assert carry("a", rows=rows, known=["c"])[0]["key"].tolist() == ["c"]


def test_keys_of_the_boundaries_stay():
    table, reported = carry("06635005", "04000001", until=date(2024, 1, 1))
    assert table["key"].tolist() == ["06635005", "04000001"]
    assert reported.empty


def test_what_ends_after_the_boundaries_is_not_yet_ended():
    known = [key for key in KNOWN if key != "06635005"]
    assert carry("06635005", known=known)[0]["key"].tolist() == ["06635005"]
    assert carry("06635005", known=known, until=date(2023, 1, 1))[0]["key"].tolist() == ["06635001"]


def test_splits_are_estimates_and_never_assigned():
    table, reported = carry("02000001")
    assert table["key"].tolist() == ["02000001"]
    assert _codes(reported) == ["key_split"]
    assert reported["params"].iloc[0]["candidates"] == "02000002 70 %, 02000003 ? %"


def test_new_names_change_no_key():
    table, reported = carry("03000001")
    assert table["key"].tolist() == ["03000001"]
    assert reported.empty


def test_a_key_given_back_ends_where_the_later_change_leads():
    assert carry("04000001", "04000002")[0]["key"].tolist() == ["04000001", "04000001"]


def test_changes_without_a_date_fill_gaps_of_a_chain():
    rows = [
        ("a", "b", None, "merger", None),
        ("b", "c", "2010-01-01", "key_change", None),
        ("c", "d", None, "key_change", None),
    ]
    assert carry("a", "b", rows=rows, known=["d"])[0]["key"].tolist() == ["d", "d"]


# ------------------------------------------------------------ with a Gebietsstand


def test_only_changes_between_the_two_dates_count():
    rows = [("a", "b", "2005-01-01", "key_change", None), ("b", "a", "2015-01-01", "key_change", None)]
    for since, expected in ((date(2004, 1, 1), "b"), (date(2005, 1, 1), "a"), (date(2010, 1, 1), "a")):
        table, _noticed = carry("a", rows=rows, known=["a", "b"], until=date(2012, 1, 1), since=since)
        assert table["key"].tolist() == [expected]


def test_each_member_may_have_its_own_date():
    table, reported = carry(
        "04000001", "04000001", "04000001", gebietsstand=["1980", "", "gestern"], until=date(1995, 1, 1)
    )
    assert table["key"].tolist() == ["04000002", "04000001", "04000001"]
    assert _codes(reported) == ["date_malformed", "key_carried_forward"]


def test_new_keys_are_carried_backward_and_mergers_are_not():
    old = ["01000001", "06633021", "06633027", "06635001", "06635005"]
    table, reported = carry(
        "01000002", "06633030", "06635001", known=old, until=date(2000, 1, 1), since=date(2024, 1, 1)
    )
    assert table["key"].tolist() == ["01000001", "06633030", "06635001"]
    assert _codes(reported) == ["key_open_backward", "key_carried_backward"]
    assert reported["params"].iloc[0]["candidates"] == "06633021, 06633027"


def test_backward_without_a_date_of_the_records():
    table, reported = carry("01000002", known=["01000001"], until=date(2000, 1, 1))
    assert table["key"].tolist() == ["01000001"]
    assert _codes(reported) == ["key_carried_backward"]


def test_a_large_part_that_was_ceded_is_remarked():
    table, reported = carry("05000001", since=date(2010, 1, 1))
    assert table["key"].tolist() == ["05000001"]
    assert _codes(reported) == ["key_part_ceded"]
    assert carry("05000001", since=date(2016, 1, 1))[1].empty


# ------------------------------------------------------------ memberships that become one


def test_two_members_that_merged_count_once_the_more_certain_one():
    table, reported = carry(
        "06633021", "06633027", "09184119", cooperation_id=["x"] * 3, counts_as_member=["unclear", "yes", "yes"]
    )
    assert table[["key", "recorded_key"]].to_numpy().tolist() == [["06633030", "06633027"], ["09184119", "09184119"]]
    merged = reported[reported["code"] == "membership_merged"]
    assert merged[["row", "value"]].to_numpy().tolist() == [[2, "06633021"]]


# ------------------------------------------------------------ tables that contradict themselves


def test_several_successors_are_reported_and_not_used():
    rows = [("a", "b", "2010-01-01", "merger", None), ("a", "c", "2010-01-01", "key_change", None)]
    table, reported = carry("a", rows=rows, known=["b", "c"])
    assert table["key"].tolist() == ["a"]
    assert reported[["code", "file", "row"]].to_numpy().tolist() == [
        ["change_contradictory", "c.csv", r] for r in (2, 3)
    ]


def test_a_key_that_ends_twice_is_reported():
    rows = [("a", "b", "2010-01-01", "merger", None), ("a", "c", "2015-01-01", "merger", None)]
    table, reported = carry("a", rows=rows, known=["b", "c"])
    assert table["key"].tolist() == ["a"]
    assert _codes(reported) == ["change_contradictory"] * 2


@pytest.mark.parametrize("day", ["2010-01-01", None])
def test_circles_are_reported_and_not_used(day):
    rows = [("a", "b", day, "merger", None), ("b", "c", day, "merger", None), ("c", "a", day, "merger", None)]
    table, reported = carry("a", "z", rows=[*rows, ("z", "a", day, "merger", None)], known=["y"])
    assert table["key"].tolist() == ["a", "z"]
    assert _codes(reported) == ["change_circular"] * 3


def test_no_changes_and_no_members_change_nothing():
    table, reported = carry("09184119", rows=[])
    assert table["key"].tolist() == ["09184119"]
    assert reported.empty
    assert carry()[0].empty


KEYS = st.sampled_from(list("abcdef"))
DAYS = st.sampled_from([None, "2000-01-01", "2005-01-01", "2010-01-01"])
KINDS = st.sampled_from(["merger", "key_change", "split", "part", "rename"])
ROWS = st.lists(st.tuples(KEYS, KEYS, DAYS, KINDS, st.sampled_from([None, 0.5])), max_size=8)


@given(rows=ROWS, keys=st.lists(KEYS, max_size=6), known=st.sets(KEYS), since=st.sampled_from([None, 1999, 2007, 2012]))
def test_whatever_the_table_says_no_member_is_lost(rows, keys, known, since):
    table, reported = carry(
        *keys,
        rows=rows,
        known=sorted(known),
        until=date(2006, 1, 1),
        since=date(since, 1, 1) if since else None,
        cooperation_id=["x"] * len(keys),
    )
    merged = reported["code"].eq("membership_merged").sum()
    assert len(table) + merged == len(keys)
    moved = table[table["key"] != table["recorded_key"]]
    facts = reported[
        reported["code"].isin(["key_carried_forward", "key_carried_backward", "key_split", "key_open_backward"])
    ]
    assert set(moved["recorded_key"]) <= set(facts["value"]) | {p.get("recorded") for p in facts["params"]}
    if since is None:
        assert (table["key"] == table["recorded_key"])[table["recorded_key"].isin(known)].all()
