"""The search: a name in any spelling, with typing errors, or a key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_koop.app.views import find
from geo_koop.app.words import Words


@pytest.fixture(scope="module")
def index(embedded):
    return find.build(embedded, Words("de"))


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("Garching", "municipality", "09184119"),
        ("garching bei münchen", "municipality", "09184119"),
        ("Garching bei Muenchen", "municipality", "09184119"),
        ("Garchng", "municipality", "09184119"),
        ("09184119", "municipality", "09184119"),
        ("9184119", "municipality", "09184119"),
        ("München", "municipality", "09162000"),
        ("munchen", "municipality", "09162000"),
        ("Hann. Münden", "municipality", "03159017"),
        ("09184", "district", "09184"),
        ("LK Ebersberg", "district", "09175"),
        ("Nordhessen", "region", "nordhessen"),
        ("Flaechenmanagement", "topic", "land_management"),
        ("flächenmanagment", "topic", "land_management"),
        ("NordAlianz", "cooperation", "nordallianz"),
        ("zv raum kassel", "cooperation", "zv-raum-kassel"),
    ],
)
def test_the_best_hit(index, text, kind, code):
    hit = find.search(index, text)[0]
    assert (hit.kind, hit.code) == (kind, code)


@pytest.mark.parametrize("text", ["", "  ", "xyzq", "<script>alert(1)</script>", "$.^(", "\x00"])
def test_nothing_fits(index, text):
    assert find.search(index, text) == []


def test_only_the_kinds_that_are_asked_for(index):
    assert {hit.kind for hit in find.search(index, "Kassel", kinds=("cooperation",))} == {"cooperation"}


def test_own_municipalities_come_before_those_of_the_surroundings(index):
    assert [hit.label for hit in find.search(index, "Garching")][:2] == ["Garching b.München", "Garching a.d.Alz"]


@given(st.text(max_size=60))
def test_any_text_is_answered(index, text):
    assert len(find.search(index, text, limit=5)) <= 5
