"""Partners and members on the map, on the nine municipalities of :mod:`tests.nine`, told by heart."""

import pytest

from geo_koop import Filters, analyse
from geo_koop.outputs.webmap.partners import member_style, partner_style
from geo_koop.result import narrowing
from tests.nine import KEYS, NAMES, request_in


@pytest.fixture(scope="module")
def nine(tmp_path_factory):
    return analyse(request_in(tmp_path_factory.mktemp("nine")))


def classes(style):
    """Return the label of each municipality, by its letter."""
    return {name: style.legend[code].label for name, code in zip(NAMES, style.codes, strict=True)}


def test_shared_cooperations_are_counted_by_the_looser_membership(nine):
    table = nine.without_statutory().partners(KEYS["A"])
    assert dict(zip(NAMES, table["own"], strict=True)) == dict(zip(NAMES, [0, 4, 1, 2, 0, 0, 0, 0, 0], strict=True))
    assert dict(zip(NAMES, table["district"], strict=True)) == dict(zip(NAMES, [0] * 5 + [1, 1, 0, 0], strict=True))
    assert nine.partners(KEYS["A"])["own"].tolist() == [0, 5, 2, 3, 1, 1, 1, 1, 1], "with what a law prescribes"
    assert nine.without_statutory().partners(KEYS["F"]).loc[KEYS["G"]].to_list() == [0, 0, 1, 1], "k covers both"


def test_partners_are_classed_and_blanks_stay_apart(nine):
    style = partner_style(nine.without_statutory(), KEYS["A"])
    through = "nur über Landkreis oder Gemeindeverband"
    assert classes(style) == {
        "A": "A",
        "B": "4 und mehr",
        "C": "1",
        "D": "2–3",
        "E": "keine gemeinsame gefunden",
        "F": through,
        "G": through,
        "H": "Umgebung, nicht erhoben",
        "I": "nicht erhoben",
    }
    assert style.title == "Gemeinsame Kooperationen mit A"
    assert [entry.code for entry in style.legend][:3] == ["partner_self", "partner_1", "partner_2"]
    assert {entry.label for entry in style.legend if entry.paint.hatch} >= {through, "nicht erhoben"}


def test_under_a_filter_a_blank_is_not_in_the_filter(nine):
    none = narrowing.narrow(nine, Filters(topics=("mobility",)))
    assert classes(partner_style(none, KEYS["A"]))["B"] == "nicht im Filter"


def test_members_of_a_cooperation_stand_out_from_all_others(nine):
    found = classes(member_style(nine, "k"))
    assert found["A"] == "selbst Mitglied"
    assert found["F"] == found["G"] == "über den Landkreis"
    assert {found[name] for name in "BCDEHI"} == {"nicht beteiligt"}
