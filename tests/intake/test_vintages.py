"""Keys of an older Gebietsstand carried to a newer one."""

import pandas as pd

from geo_koop.intake import vintages

CHANGES = pd.DataFrame(
    [
        ("06633021", "06633030", "2020-01-01", "merger"),
        ("06633027", "06633030", "2020-01-01", "merger"),
        ("01000001", "01000002", "2001-01-01", "key_change"),
        ("01000002", "01000003", "2005-01-01", "merger"),
        ("02000001", "02000002", "2010-01-01", "split"),
        ("02000001", "02000003", "2010-01-01", "split"),
        ("03000001", "03000001", "2011-01-01", "rename"),
        ("04000001", "04000002", "1990-01-01", "key_change"),
        ("04000002", "04000001", "2000-01-01", "key_change"),
    ],
    columns=["old_key", "new_key", "date", "kind"],
    dtype="str",
)


def _carried(*keys):
    members = pd.DataFrame({"cooperation_id": "a", "key": list(keys), "row": range(2, len(keys) + 2)})
    loaded = vintages.carry_forward(members, CHANGES, file="members.csv")
    return loaded.value, loaded.findings


def test_mergers_are_applied_and_reported():
    table, noticed = _carried("06633021", "09184119")
    assert table["key"].tolist() == ["06633030", "09184119"]
    assert noticed[["code", "severity", "row", "value"]].to_numpy().tolist() == [
        ["key_carried_forward", "info", 2, "06633021"]
    ]
    assert noticed["params"].iloc[0] == {"key": "06633030"}


def test_chains_are_followed():
    assert _carried("01000001")[0]["key"].tolist() == ["01000003"]


def test_splits_are_reported_and_not_assigned():
    table, noticed = _carried("02000001")
    assert table["key"].tolist() == ["02000001"]
    assert noticed["code"].tolist() == ["key_split"]


def test_new_names_change_no_key():
    table, noticed = _carried("03000001")
    assert table["key"].tolist() == ["03000001"]
    assert noticed.empty


def test_a_key_given_back_ends_where_the_later_change_leads():
    assert _carried("04000001", "04000002")[0]["key"].tolist() == ["04000001", "04000001"]


def test_no_changes_change_nothing():
    members = pd.DataFrame({"key": ["09184119"], "row": [2]})
    loaded = vintages.carry_forward(members, CHANGES.iloc[:0])
    assert loaded.value["key"].tolist() == ["09184119"]
    assert loaded.findings.empty
