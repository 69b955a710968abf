"""The colours of potentials on the country of nine squares: a gap is never what nobody surveyed."""

import pytest

import geo_koop
from geo_koop.outputs.webmap.gaps import around_style, groups_style
from geo_koop.planning import gaps
from geo_koop.planning.potential import potential
from tests.nine import KEYS, NAMES, request_in


@pytest.fixture(scope="module")
def nine(tmp_path_factory):
    return geo_koop.analyse(request_in(tmp_path_factory.mktemp("nine")))


def labels(style):
    """Return the label of each municipality of the country."""
    return dict(zip(NAMES, [style.legend[code].label for code in style.codes], strict=True))


def test_who_could_begin_with_a_municipality_stands_out(nine):
    found = potential(nine, KEYS["A"], "industrial_zone")
    said = labels(around_style(nine, found))
    # Within two steps of A lie all but F, H and I.
    assert said["A"] == "A"
    assert {name for name, label in said.items() if label == "keine erfasst, in der möglichen Gruppe"} == set("BCDEG")
    assert said["F"] == "keine genannt (Befragung)"
    assert (said["H"], said["I"]) == ("Umgebung, nicht erhoben", "nicht erhoben")


def test_each_status_has_a_class_of_its_own(nine):
    said = labels(around_style(nine, potential(nine, KEYS["G"], "water"), language="en"))
    assert said["G"] == "G"
    assert {said[name] for name in "ABCD"} == {"in a cooperation on the topic"}
    assert said["F"] == "through the district alone"
    assert said["E"] == "through a statutory body alone"


def test_the_members_of_one_cooperation_stand_out(nine):
    found = potential(nine, KEYS["G"], "water")
    said = labels(around_style(nine, found, cooperation="u", label="Verband u"))
    assert {name for name, label in said.items() if label == "Verband u"} == {"A", "D"}


def test_groups_are_told_apart_by_number(nine):
    inside = nine.surveyed(())
    table = gaps.group_table(nine, "industrial_zone", inside)
    said = labels(groups_style(nine, "industrial_zone", table))
    assert {said[name] for name in "ABCDEFG"} == {"Gruppe 1"}
    only = nine.municipalities["name"].isin(["A", "B"]).to_numpy()
    table = gaps.group_table(nine, "industrial_zone", only)
    # Two together are no group: funding rules ask for three.
    assert set(labels(groups_style(nine, "industrial_zone", table)).values()) == {
        "keine genannt (Befragung)",
        "Umgebung, nicht erhoben",
        "nicht erhoben",
    }
