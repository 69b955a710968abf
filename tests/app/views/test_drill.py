"""Districts and their municipalities, on the nine of :mod:`tests.nine`."""

import pytest

from geo_koop import analyse
from geo_koop.app.views import drill
from geo_koop.app.words import Words
from tests.nine import KEYS, request_in

DE = Words("de")


@pytest.fixture(scope="module")
def nine(tmp_path_factory):
    return analyse(request_in(tmp_path_factory.mktemp("nine")))


def test_districts_count_surveyed_municipalities_and_what_covers_them(nine):
    table = drill.districts(nine.without_statutory(), nine.municipalities.index, DE)
    assert table.index.tolist() == ["09101", "09102", "09103"]
    assert table["Gemeinden"].tolist() == [5, 2, 1]  # H is surroundings
    assert table["erreicht"].tolist() == [4, 2, 0]  # all but E; F and G through their district; not I
    assert table["Kooperationen"].tolist() == [7, 1, 0]


def test_only_districts_in_view_are_counted(nine):
    table = drill.districts(nine, nine.municipalities.index[:5], DE)
    assert table.index.tolist() == ["09101"]


def test_municipalities_of_a_district_are_listed_by_name(nine):
    table = drill.municipalities(nine.without_statutory(), "09101", DE)
    assert table["Gemeinde"].tolist() == list("ABCDE")
    assert table["Kooperationen"].tolist() == [7, 4, 1, 2, 0]
    assert table.index.tolist() == [KEYS[name] for name in "ABCDE"]
    assert drill.municipalities(nine, "09103", DE)["Gemeinde"].tolist() == ["I"]


def test_districts_of_surroundings_alone_are_none(nine):
    assert drill.district_codes(nine) == {"09101", "09102", "09103"}
