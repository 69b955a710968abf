"""The page of the network in a run of the app without a browser."""

import re

from tests.app.test_pages import calm, opened, texts


def test_the_page_says_first_who_works_together():
    test = calm(opened("network"))
    said = texts(test)
    assert re.search(r"\d+ Gemeinden mit mindestens einem Partner; \d+ Paare mit 2 oder mehr", said)
    assert "Cluster und Landkreise: adjustierter Rand-Index 0," in said
    assert "Cluster und Planungsregionen: kein Vergleich, weniger als zwei sind erfasst" in said
    assert "Ohne Pflichtverbände gezählt." in said


def test_one_municipality_is_explained_by_its_address():
    test = calm(opened("network", municipality="06611000", ties="3", statutory="no"))
    said = texts(test)
    assert "Was die Kongruenz von Kassel ausmacht" in said
    assert "Am stärksten senkt sie die Kooperation" in said
    assert test.number_input(key="network_ties").value == 3
    assert test.selectbox(key="network_place").value == "06611000"


def test_choices_come_into_the_address():
    test = calm(opened("network"))
    test.number_input(key="network_ties").set_value(4).run()
    test.selectbox(key="network_place").set_value("09184119").run()
    calm(test)
    assert test.query_params["ties"] in ("4", ["4"])
    assert test.query_params["municipality"] in ("09184119", ["09184119"])
    assert "Was die Kongruenz von Garching" in texts(test)


def test_with_statutory_bodies_more_are_partners():
    def pairs(**address):
        found = re.search(r"; ([\d.]+) Paare mit 1 oder mehr", texts(calm(opened("network", ties="1", **address))))
        return int(found[1].replace(".", ""))

    assert pairs(statutory="yes") > 5 * pairs(statutory="no")


def test_a_filter_that_leaves_nothing_is_told():
    said = texts(calm(opened("network", topic="cemeteries", region="063", municipality="09184119")))
    assert "Netz" in said
