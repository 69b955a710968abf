"""What lies over the colours of the web map."""

from geo_koop import codelists
from geo_koop.outputs.webmap.marks import CORE_SIGN, LARGEST_SIGN, core_entries, selections


def test_selections_have_the_look_of_their_pattern(analysis):
    chosen = selections(analysis, ["c", "b", "unknown"])
    assert list(chosen) == ["c", "b"]
    assert chosen["b"].areas == (2, 3, 4)
    assert chosen["b"].core == 3
    assert chosen["b"].colour == codelists.load("patterns").entries["city_hinterland"]["colour"]
    assert chosen["c"].core == -1
    assert chosen["c"].dash


def test_a_star_is_for_core_cities_alone(embedded):
    """Kassel has 202,137 inhabitants, more than twice Baunatal; no member of the NordAllianz has 50,000."""
    made = selections(embedded, ["zv-raum-kassel", "nordallianz", "mvv-gmbh"])
    names = embedded.municipalities["name"]
    at = {identifier: (names.iloc[one.core], one.city) for identifier, one in made.items()}
    assert at["zv-raum-kassel"] == ("Kassel", True)
    assert at["mvv-gmbh"] == ("München", True), "a core city, though the pattern is another"
    assert at["nordallianz"][1] is False
    alone = core_entries([made["nordallianz"]], "de")
    assert [(entry.label, entry.sign) for entry in alone] == [("einwohnerstärkstes Mitglied", LARGEST_SIGN)]
    both = core_entries(made.values(), "en")
    assert [(entry.label, entry.sign) for entry in both] == [
        ("core city", CORE_SIGN),
        ("most populous member", LARGEST_SIGN),
    ]
    assert len({entry.svg for entry in both}) == 2
