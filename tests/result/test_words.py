"""Filters in words."""

import pytest

from geo_koop import Filters, UsageError
from geo_koop.result.narrowing import narrow
from geo_koop.result.words import coded


def test_filters_are_codes_or_words_of_both_languages(embedded):
    facts = coded(embedded, Filters(topics=["Wasserversorgung", "mobility"], formats="zv", patterns="Stadt-Umland"))
    assert facts.topics == ("water", "mobility")
    assert (facts.formats, facts.patterns) == (("special_purpose_association",), ("city_hinterland",))
    assert coded(embedded, Filters(topics="Water supply", stages="operating")) == Filters(
        topics=("water",), stages=("operating",)
    )


def test_several_values_mean_any_of_them(embedded):
    by = {name: set(narrow(embedded, Filters(topics=name)).cooperations.index) for name in ("water", "mobility")}
    both = set(narrow(embedded, Filters(topics=["water", "mobility"])).cooperations.index)
    assert both == by["water"] | by["mobility"]
    assert by["water"] - by["mobility"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("Landkreis Kassel", "06633"),
        ("Hessen", "06"),
        ("Region München", "muenchen_14"),
        ("munich region", "muenchen_14"),
        ("Garching b.München", "09184119"),
        ("09184", "09184"),
    ],
)
def test_regions_are_codes_or_names(embedded, given, code):
    assert coded(embedded, Filters(regions=given)).regions == (code,)


def test_a_name_of_several_places_is_refused_with_their_codes(embedded):
    twice = embedded.municipalities["name"].value_counts()
    name = next(name for name, count in twice.items() if count > 1)
    keys = embedded.municipalities.index[embedded.municipalities["name"] == name]
    with pytest.raises(UsageError, match=f"several regions named {name}") as caught:
        coded(embedded, Filters(regions=name))
    assert all(key in str(caught.value) for key in keys)


def test_what_is_not_known_is_refused_by_name(embedded):
    for filters, said in (
        (Filters(topics="Kaffee"), "Unknown topics: Kaffee"),
        (Filters(regions="Atlantis"), "Unknown region: Atlantis"),
    ):
        with pytest.raises(UsageError, match=said):
            narrow(embedded, coded(embedded, filters))
