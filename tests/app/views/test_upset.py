"""Sets of municipalities by the cooperations that cover them, on the nine municipalities of :mod:`tests.nine`."""

import pytest

from geo_koop import analyse
from geo_koop.app.views import upset
from tests.nine import KEYS, request_in


@pytest.fixture(scope="module")
def nine(tmp_path_factory):
    return analyse(request_in(tmp_path_factory.mktemp("nine")))


def test_each_municipality_stands_in_the_set_of_exactly_its_cooperations(nine):
    table = upset.sets(nine, ["w", "x", "u"])
    found = {names: (row.w, row.x, row.u) for names, row in zip(table["names"], table.itertuples(), strict=True)}
    assert found == {
        ("A",): (True, True, True),
        ("B",): (True, True, False),
        ("C",): (True, False, False),
        ("D",): (False, False, True),
    }


def test_the_largest_set_stands_first_with_its_names_in_order(nine):
    table = upset.sets(nine, ["w", "k", "plan"])
    assert table["size"].tolist() == sorted(table["size"], reverse=True)
    assert ("B", "C") in table["names"].tolist()
    assert ("F", "G") in table["names"].tolist()


def test_municipalities_around_are_in_no_set(nine):
    around = set(nine.municipalities.index[nine.municipalities["context"].astype(bool)])
    table = upset.sets(nine, list(nine.cooperations.index))
    assert {key for keys in table["keys"] for key in keys}.isdisjoint(around)


def test_what_is_not_counted_covers_nothing(nine):
    table = upset.sets(nine.without_statutory(), ["w", "plan"])
    assert not table["plan"].any()
    assert table["names"].tolist() == [("A", "B", "C")]


def test_nothing_chosen_is_an_empty_table(nine):
    assert upset.sets(nine.without_statutory(), ["plan"]).empty


def test_chosen_municipalities_bring_their_cooperations_those_of_most_first(nine):
    own = nine.without_statutory()
    assert upset.columns(own, (), (KEYS["A"], KEYS["D"])) == ["u", "v", "k", "w", "x", "y", "z"]
    assert upset.columns(own, ("z", "w"), (KEYS["A"],)) == ["z", "w"]


@pytest.mark.parametrize(
    ("within", "names"),
    [(("w", "x", "u"), "A"), (("w", "x"), "B"), (("w",), "C"), (("u",), "D"), (("x",), ""), ((), ""), (("w", "k"), "")],
)
def test_a_set_has_the_municipalities_that_its_cooperations_alone_cover(nine, within, names):
    assert set(upset.members(nine, ["w", "x", "u"], within)) == {KEYS[name] for name in names}
