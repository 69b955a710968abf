"""Findings of one cause stand on one line, with the rows behind it."""

import pandas as pd

from geo_koop import findings
from geo_koop.outputs import causes


def test_many_keys_are_one_line():
    keys = [f"918{i:04}" for i in range(81)]
    found = findings.report(
        "key_zero_restored", file="m.xlsx", sheet="Blatt1", row=range(2, 83), column="AGS", value=keys, key="0"
    )
    lines = causes.of(found, "de")
    assert lines["message"].tolist() == ["81 Schlüsseln wurde die führende Null ergänzt."]
    assert lines[["file", "sheet", "column", "rows", "count"]].to_numpy().tolist() == [
        ["m.xlsx", "Blatt1", "AGS", "2–82", 81]
    ]


def test_each_file_and_column_has_a_line_and_a_single_finding_its_own_words():
    found = findings.collect(
        [
            findings.report("key_zero_restored", file="a.csv", row=[2, 3], column="key", value=["1", "2"], key="0"),
            findings.report("key_zero_restored", file="b.csv", row=5, column="key", value="9184119", key="09184119"),
        ]
    )
    lines = causes.of(found, "en")
    assert lines["count"].tolist() == [2, 1]
    assert lines["message"].tolist() == [
        "The leading zero of 2 keys was restored.",
        "The key 9184119 had lost its leading zero.",
    ]


def test_what_has_no_common_cause_stays_apart():
    found = findings.report("name_unknown", file="a.csv", row=[2, 3], column="x", value=["Atlantis", "Thule"])
    assert causes.of(found, "en")["count"].tolist() == [1, 1]


def test_the_severest_come_first_and_nothing_is_lost():
    found = findings.collect(
        [
            findings.report("key_missing", file="a.csv", row=[4, 9], column="key", value=["", ""]),
            findings.report("key_from_ars", file="a.csv", row=[5], column="key", value=["1"], key="2"),
        ]
    )
    lines = causes.of(found, "de")
    assert lines["severity"].tolist() == ["error", "info"]
    assert lines["count"].sum() == len(found)
    assert causes.of(findings.empty(), "de").empty


def test_every_code_with_a_text_for_several_exists():
    assert set(causes.SEVERAL) <= set(findings.KINDS)


def test_far_rows_are_shortened():
    assert causes.ranges(list(range(1, 100, 2))).endswith("…")
    assert causes.ranges(pd.Series([], dtype="Int64").tolist()) == ""
