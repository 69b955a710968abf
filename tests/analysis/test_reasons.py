import string

import pandas as pd
import pytest

from geo_koop.analysis import reasons
from geo_koop.locale import translator
from tests.conftest import classify, grid


@pytest.mark.parametrize(
    "text", [*reasons.TEMPLATES.values(), *reasons.RULES.values(), reasons.UNTESTED, reasons.UNFOUND]
)
def test_every_reason_is_translated_with_the_same_numbers(text):
    german = translator("de", "reasons")(text)
    assert german != text

    def fields(template):
        return sorted(name for _text, name, _spec, _conversion in string.Formatter().parse(template) if name)

    assert fields(german) == fields(text)


def test_numbers_are_written_as_in_the_language():
    country = grid(5, 5)
    country.loc["09101202", "population"] = 1_234_567
    table = classify(country, {"a": ["09101202", "09101201", "09101203"]})
    names, districts = country["name"], pd.Series({"09101": "Landkreis A"})
    german = reasons.word(table, "de", names=names, district_names=districts)["a"]
    english = reasons.word(table, "en", names=names, district_names=districts)["a"]
    assert "1.234.567 Einwohner" in german
    assert "1,234,567 inhabitants" in english
    assert german.startswith("Stadt-Umland: Alle 2 übrigen Gebietseinheiten liegen im Umland von Ort 09101202")


def test_a_table_without_rows_gives_no_reasons():
    table = classify(grid(), {"a": ["09101000"]}).iloc[:0]
    assert reasons.word(table, "de", names=pd.Series(dtype=str), district_names=pd.Series(dtype=str)).empty


def worded(country, members, *, kinds=None, **changed):
    table = classify(country, {"a": members}, kinds=kinds).assign(**changed)
    return reasons.word(table, "de", names=country["name"], district_names=pd.Series({"09101": "Kreis A"}))["a"]


def test_from_one_end_to_the_other_is_the_extent():
    """Two squares of 5 km side by side: middles 5 km apart, corners √(10² + 5²) = 11.2 km."""
    pair = ["09101000", "09101001"]
    said = worded(grid(3, 3), pair)
    assert said.startswith(
        "Nachbarschaftlich: Die 2 Gemeinden bilden ein zusammenhängendes Gebiet, 11 km von einem Ende"
    )
    table = classify(grid(3, 3), {"a": pair})
    assert table.loc["a", "span_km"] == 5
    assert table.loc["a", "extent_km"] == pytest.approx(125**0.5)


def test_none_near_is_not_said_as_a_share():
    country = grid(1, 9, size=10_000)
    said = worded(country, ["09101000", "09101008"])
    assert "hat keine eine weitere in der Nähe; 91 km von einem Ende zum anderen." in said
    assert "0 %" not in said


def test_shares_are_not_rounded_up_to_all():
    country = grid(1, 9, size=10_000)
    assert "nur 99 % haben" in worded(country, ["09101000", "09101008"], near_share=0.998)


def test_a_pattern_of_those_found_says_how_many_were_not():
    members = ["09101000", "09101001", "09101002", "09101100", "09101999"]
    said = worded(grid(3, 3), members, kinds={"09101999": "unresolved"})
    assert said.endswith("Beurteilt ohne 1 von 5 Gebietseinheiten: Sie liegen außerhalb der geladenen Grenzen.")
