"""Keys as offices write them, and as spreadsheets spoil them."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_koop import findings
from geo_koop.intake.files import keys


@pytest.mark.parametrize(
    ("written", "key", "state"),
    [
        ("09184119", "09184119", "ok"),
        (" 09184119 ", "09184119", "ok"),
        ("09 184 119", "09184119", "cleaned"),
        ("09\u2009184\u2009119", "09184119", "cleaned"),
        ("09\u202f184\u00a0119", "09184119", "cleaned"),
        ("\ufeff09184119", "09184119", "cleaned"),
        ("'09184119", "09184119", "cleaned"),
        ("9184119", "09184119", "zero_restored"),
        ("9184119.0", "09184119", "zero_restored"),
        ("11000000.0", "11000000", "ok"),
        ("9184", "09184", "zero_restored"),
        ("09184", "09184", "ok"),
        ("091840119119", "09184119", "from_ars"),
        ("09 1 84 0119 119", "09184119", "from_ars"),
        ("91840119119", "09184119", "zero_restored"),
        ("09", "09", "ok"),
        ("", "", "missing"),
        ("  ", "", "missing"),
        ("Ismaning", "", "malformed"),
        ("09184119a", "", "malformed"),
        ("091841", "", "malformed"),
        ("9.18412E+06", "", "malformed"),
        ("-9184119", "", "malformed"),
    ],
)
def test_german_key(written, key, state):
    row = keys.normalise(pd.Series([written])).iloc[0]
    assert (row["key"], row["state"]) == (key, state)


def test_numbers_and_missing_values_are_read_too():
    assert keys.normalise(pd.Series([9184119, 9184130]))["key"].tolist() == ["09184119", "09184130"]
    assert keys.normalise(pd.Series(["09184119", None]))["state"].tolist() == ["ok", "missing"]


def test_keys_of_other_countries_stay_as_they_are():
    table = keys.normalise(pd.Series([" GM0363 ", "42", ""]), national="")
    assert table["key"].tolist() == ["GM0363", "42", ""]
    assert table["state"].tolist() == ["ok", "ok", "missing"]


def test_level():
    assert keys.level(pd.Series(["09184119", "09184", "09"])).tolist() == ["municipality", "district", "state"]


def test_repairs_are_reported_with_their_lines():
    written = pd.Series(["9184119", "x", "09184130"])
    tables = keys.report(written, keys.normalise(written), row=pd.Series([2, 3, 4]), file="m.csv")
    reported = findings.collect(tables)
    assert reported[["code", "row", "value"]].to_numpy().tolist() == [
        ["key_malformed", 3, "x"],
        ["key_zero_restored", 2, "9184119"],
    ]


@given(st.lists(st.text(max_size=14)))
def test_every_key_gets_one_state_and_a_sound_form(written):
    table = keys.normalise(pd.Series(written, dtype="str", index=range(5, 5 + len(written))))
    assert table.index.tolist() == list(range(5, 5 + len(written)))
    assert set(table["state"]) <= {"ok", *keys.CODES}
    refused = table["state"].isin(keys.REFUSED)
    assert (table.loc[refused, "key"] == "").all()
    assert table.loc[~refused, "key"].str.fullmatch("[0-9]{2}|[0-9]{5}|[0-9]{8}").all()


@given(st.integers(1_000_000, 16_999_999))
def test_a_lost_zero_comes_back(number):
    key = f"{number:08}"
    assert keys.normalise(pd.Series([str(number)]))["key"].tolist() == [key]
    assert keys.normalise(pd.Series([float(number)]).astype("str"))["key"].tolist() == [key]


def test_rows_of_foreign_keys_may_repeat():
    found = keys.normalise(pd.Series(["1002", "1002", "2"], index=[7, 7, 7]), national="fr", known=pd.Index(["01002"]))
    assert found["key"].tolist() == ["01002", "01002", "2"]
    assert found.index.tolist() == [7, 7, 7]


def test_boundaries_know_the_keys_of_all_their_levels_once():
    areas = pd.DataFrame(
        {"association": ["", "091845132"], "district": ["09184", "09184"], "state": ["09", "09"]},
        index=["09184119", "09184121"],
    )
    known = keys.known_of(areas)
    assert known.is_unique
    assert set(known) == {"09184119", "09184121", "091845132", "09184", "09"}
