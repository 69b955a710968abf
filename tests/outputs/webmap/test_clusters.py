"""The map of clusters."""

import pytest

from geo_koop import analyse
from geo_koop.model import Filters
from geo_koop.outputs.classes import clusters
from geo_koop.outputs.webmap.clusters import cluster_style
from geo_koop.planning import network
from geo_koop.result.narrowing import narrow
from tests.nine import request_in


@pytest.fixture(scope="module")
def nine(tmp_path_factory):
    return analyse(request_in(tmp_path_factory.mktemp("nine")))


def looks(analysis):
    style = cluster_style(analysis, network.build(analysis).nodes["cluster"])
    return {name: style.legend[code].label for name, code in zip("ABCDEFGHI", style.codes, strict=True)}


def test_who_has_no_partner_is_in_no_cluster_and_who_was_not_asked_is_neither(nine):
    found = looks(nine.without_statutory())
    assert {found[name] for name in "ABCD"} == {"Cluster 1"}
    assert {found[name] for name in "EFG"} == {"ohne Partner"}
    assert "ohne Partner" not in {found["H"], found["I"]}


def test_under_a_filter_a_blank_is_not_in_the_filter(nine):
    found = looks(narrow(nine.without_statutory(), Filters(topics=("mobility",))))
    assert "ohne Partner" not in found.values()


def test_no_two_clusters_look_the_same():
    listed = clusters.clusters(500)
    assert len({entry.look for entry in listed}) == len(listed) == clusters.MOST + 1
    assert clusters.alone().look not in {entry.look for entry in listed}
