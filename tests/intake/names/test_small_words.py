"""Small words inside names that lists cut short, and additions that no namesake of a district has."""

import pandas as pd
import pytest

from geo_koop.intake.names import matching

AREAS = pd.DataFrame(
    {
        "name": ["Weil der Stadt", "Weil im Schönbuch", "Weil am Rhein", "Kirchheim unter Teck", "Kirchheim am Neckar"],
        "designation": ["Stadt", "Gemeinde", "Stadt", "Stadt", "Gemeinde"],
        "district": ["08115", "08115", "08336", "08116", "08118"],
        "district_name": ["Landkreis Böblingen"] * 2
        + ["Landkreis Lörrach", "Landkreis Esslingen", "Landkreis Ludwigsburg"],
        "state": ["08"] * 5,
    },
    index=pd.Index(["08115050", "08115051", "08336091", "08116033", "08118040"], name="key"),
)


def found(name, district=""):
    context = pd.DataFrame({"district": [district]})
    return matching.match_names(pd.Series([name]), AREAS, context=context)["key"].iloc[0]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Weil d. Stadt", "08115050"),
        ("Weil i. Schönbuch", "08115051"),
        ("Kirchheim u.T.", "08116033"),
        ("Kirchheim u. Teck", "08116033"),
        ("Kirchheim u. Weil", ""),
    ],
)
def test_small_words_are_written_out(name, key):
    assert found(name) == key


def test_an_addition_of_another_place_is_not_the_one_of_the_district():
    assert found("Weil (Altstadt)", "Landkreis Lörrach") == ""
    assert found("Weil", "Landkreis Lörrach") == "08336091"
