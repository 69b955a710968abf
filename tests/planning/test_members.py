"""Members with which parts compare, and the nearest of them, on the country of nine squares of 5 km."""

import pytest

import geo_koop
from geo_koop.planning.potential import members, nearest_member
from tests.nine import KEYS, request_in


@pytest.fixture(scope="module")
def nine(tmp_path_factory):
    return geo_koop.analyse(request_in(tmp_path_factory.mktemp("nine")))


def test_members_are_municipalities_themselves(nine):
    assert set(members(nine, "w")) == {KEYS[name] for name in "ABC"}
    # Of k, A is a member itself; F and G come with their district.
    assert set(members(nine, "k")) == {KEYS["A"]}
    assert list(members(nine, "nix")) == []


def test_the_nearest_member_has_a_distance(nine):
    # A B C / D E F / G H I: from I, C lies two squares to the north.
    assert nearest_member(nine, "w", KEYS["I"]) == (KEYS["C"], 10.0)
    # A member is not its own neighbour: from B, A and C are as near; the first in the order of keys counts.
    assert nearest_member(nine, "w", KEYS["B"]) == (KEYS["A"], 5.0)
    assert nearest_member(nine, "k", KEYS["A"]) is None
