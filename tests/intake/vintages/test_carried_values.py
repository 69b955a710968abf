"""Tables by key that are older than the boundaries: what is certain is carried, the rest is reported."""

import pandas as pd
import pytest

from geo_koop.intake.vintages import carried_values

KNOWN = pd.Index(["B", "C", "N", "T", "W", "Z"])
PLACE = {"file": "ewz.csv", "sheet": ""}


def changes(*rows):
    table = pd.DataFrame(rows, columns=["old_key", "new_key", "kind", "share"])
    return table.assign(
        date=pd.Timestamp("2020-01-01"), old_name="", new_name="", row=range(2, len(table) + 2), share=table["share"]
    ).astype({"share": "float64", "date": "datetime64[us]"})


CHANGES = changes(
    ("o1", "W", "merger", None),
    ("o2", "W", "merger", None),
    ("a", "T", "merger", None),
    ("n", "N", "key_change", None),
    ("s", "B", "split", 0.75),
    ("s", "C", "split", 0.25),
    ("x", "y", "merger", None),
    ("y", "Z", "merger", None),
)


def carried(*rows, columns=("key", "population"), table=CHANGES):
    given = pd.DataFrame(rows, columns=list(columns), dtype="str").assign(row=range(2, len(rows) + 2))
    result, reports = carried_values.attributes(given, table, known=KNOWN, origin=PLACE)
    assert "row" in result
    # Every row is used, named, or still there for the reader to report.
    assert set(given["row"]) <= {*reports["row"].dropna(), *result["row"]}
    return result.set_index("key"), reports


def inhabitants(result):
    return result.loc[result.index.isin(KNOWN), "population"].to_dict()


def codes(facts):
    return [(f.code, f.row) for f in facts.itertuples()]


def test_a_new_key_carries_everything():
    result, facts = carried(("n", "100", "12,5"), columns=("key", "population", "Steuerkraft"))
    assert result.loc["N"].tolist()[:2] == ["100", "12,5"]
    assert codes(facts) == [("key_carried_forward", 2)]


def test_inhabitants_of_a_merger_are_summed_and_other_values_left_out():
    rows = (("o1", "100", "12", "2019", "Amt"), ("o2", "50", "14", "2019", "Register"), ("B", "7", "1", "2019", ""))
    columns = ("key", "population", "Steuerkraft", "population_date", "attribute_source")
    result, facts = carried(*rows, columns=columns)
    assert inhabitants(result) == {"W": "150", "B": "7"}
    assert result.loc["W", ["Steuerkraft", "population_date", "attribute_source"]].tolist() == [
        "",
        "2019",
        "Amt; Register",
    ]
    assert codes(facts) == [(code, row) for code in ("attribute_summed", "attribute_not_summed") for row in (2, 3)]
    assert facts["params"].iloc[0]["total"] == 150


def test_of_several_mergers_in_a_table_each_has_its_own_parts():
    result, facts = carried(("T", "100"), ("o1", "100"), ("a", "30"), ("o2", "50"), ("B", "7"))
    assert inhabitants(result) == {"T": "130", "W": "150", "B": "7"}
    assert result["row"].is_monotonic_increasing
    assert sorted(codes(facts)) == [("attribute_summed", row) for row in (3, 4, 5)]


def test_a_municipality_that_took_another_in_has_both():
    result, facts = carried(("T", "100"), ("a", "30"))
    assert inhabitants(result) == {"T": "130"}
    assert codes(facts) == [("attribute_summed", 3)]


@pytest.mark.parametrize(
    ("rows", "columns", "expected", "code"),
    [
        ((("o1", "100"),), ("key", "population"), {}, "incomplete"),
        ((("o1", "100"), ("o2", "")), ("key", "population"), {}, "incomplete"),
        ((("a", "100"),), ("key", "population"), {}, "incomplete"),
        ((("W", "151"), ("o1", "100"), ("o2", "50")), ("key", "population"), {"W": "151"}, "unclear"),
        (
            (("o1", "100", "2018"), ("o2", "50", "2019")),
            ("key", "population", "population_date"),
            {},
            "unclear",
        ),
    ],
)
def test_what_is_not_complete_or_may_count_twice_is_not_summed(rows, columns, expected, code):
    result, facts = carried(*rows, columns=columns)
    assert inhabitants(result) == expected
    assert set(facts["code"]) == {f"attribute_merger_{code}"}


def test_chains_are_followed():
    result, _told = carried(("Z", "100"), ("y", "10"), ("x", "5"))
    assert inhabitants(result) == {"Z": "115"}
    result, _told = carried(("Z", "100"), ("x", "5"))
    assert inhabitants(result) == {"Z": "105"}


@pytest.mark.parametrize(
    ("rows", "expected", "code"),
    [
        ([("s", "100")], {"B": "75", "C": "25"}, "attribute_estimated"),
        ([("s", "100"), ("B", "1000"), ("C", "500")], {"B": "1075", "C": "525"}, "attribute_estimated"),
        ([("s", "100"), ("B", "1000")], {"B": "1000"}, "attribute_split_open"),
        ([("s", "?")], {}, "attribute_split_open"),
    ],
)
def test_a_division_is_an_estimate_or_left_open(rows, expected, code):
    result, facts = carried(*rows)
    assert inhabitants(result) == expected
    assert codes(facts) == [(code, 2)]


def test_a_division_without_shares_is_left_open():
    result, facts = carried(("s", "10"), table=changes(("s", "B", "split", None), ("s", "C", "split", None)))
    assert inhabitants(result) == {}
    assert codes(facts) == [("attribute_split_open", 2)]


def test_keys_that_no_change_names_stay():
    result, facts = carried(("q", "1"), ("B", "2"))
    assert list(result.index) == ["q", "B"]
    assert facts.empty


def zone(*rows):
    table = pd.DataFrame(rows, columns=["key", "core_key"]).assign(rule="fua", row=range(2, len(rows) + 2))
    result, reports = carried_values.zones(table, CHANGES, known=KNOWN, file="z.csv")
    return dict(zip(result["key"], result["core_key"], strict=True)), codes(reports)


def test_zones_follow_the_key_and_the_core():
    assert zone(("o1", "n"), ("o2", "n"), ("B", "n"))[0] == {"W": "N", "B": "N"}
    found, facts = zone(("T", "B"), ("a", "C"))
    assert found == {"T": "B"}
    assert ("zone_differs", 3) in facts
    found, facts = zone(("o1", "B"), ("o2", "C"))
    assert found == {}
    assert {t for t in facts if t[0] == "zone_differs"} == {("zone_differs", 2), ("zone_differs", 3)}
    assert zone(("s", "B"))[0] == {"s": "B"}
