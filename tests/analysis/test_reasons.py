import string

import pandas as pd
import pytest

from geo_koop.analysis import reasons
from geo_koop.locale import translator
from tests.conftest import classify, grid


@pytest.mark.parametrize("text", [*reasons.TEMPLATES.values(), *reasons.RULES.values(), reasons.UNTESTED])
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
    assert german.startswith("Stadt-Umland: alle 2 übrigen Mitglieder liegen im Umland von Ort 09101202")


def test_a_table_without_rows_gives_no_reasons():
    table = classify(grid(), {"a": ["09101000"]}).iloc[:0]
    assert reasons.word(table, "de", names=pd.Series(dtype=str), district_names=pd.Series(dtype=str)).empty
