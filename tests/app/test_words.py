"""Labels, numbers and dates as people write them."""

from datetime import date

import pandas as pd
import pytest

from geo_koop.app.words import Words, plain


@pytest.mark.parametrize(
    ("value", "german", "english"),
    [
        ("1982", "1982", "1982"),
        ("2015-03", "März 2015", "March 2015"),
        ("2015-03-01", "01.03.2015", "1 Mar 2015"),
        (date(2020, 12, 31), "31.12.2020", "31 Dec 2020"),
        ("", "", ""),
        (None, "", ""),
        (pd.NaT, "", ""),
        ("2015-13", "2015-13", "2015-13"),
        ("um 1900", "um 1900", "um 1900"),
    ],
)
def test_dates_keep_their_precision(value, german, english):
    assert Words("de").day(value) == german
    assert Words("en").day(value) == english


def test_numbers_and_shares():
    assert Words("de").number(1234567) == "1.234.567"
    assert Words("en").number(1234567) == "1,234,567"
    assert Words("de").number(22.163, 1) == "22,2"
    assert Words("de").number(pd.NA) == Words("de").share(float("nan")) == "–"
    assert Words("de").share(0.5) == "50\u00a0%"
    assert Words("en").share(0.5) == "50%"


def test_labels_of_unknown_codes_are_the_codes():
    assert Words("de").label("topics", "water") == "Wasserversorgung"
    assert Words("de").label("topics", "beer") == "beer"
    assert Words("de").label("topics", None) == ""
    assert Words("en").labels("topics", "water;mobility") == "water supply, mobility"


@pytest.mark.parametrize(
    "text", ["a_b*c", "[x](javascript:alert(1))", ":red[y]", "$x$", "<b>", "~~z~~", "# head", "`code`", "a | b"]
)
def test_data_never_become_markup(text):
    escaped = plain(text)
    assert escaped.replace("\\", "") == text
    assert all(escaped[i - 1] == "\\" for i, c in enumerate(escaped) if c in "*_[]()<>#`$:|~")
