"""What lies over the colours of the web map."""

from geo_koop import codelists
from geo_koop.outputs.webmap.marks import selections


def test_selections_have_the_look_of_their_pattern(analysis):
    chosen = selections(analysis, ["c", "b", "unknown"])
    assert list(chosen) == ["c", "b"]
    assert chosen["b"].areas == (2, 3, 4)
    assert chosen["b"].core == 3
    assert chosen["b"].colour == codelists.load("patterns").entries["city_hinterland"]["colour"]
    assert chosen["c"].core == -1
    assert chosen["c"].dash
