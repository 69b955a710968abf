"""The page of potentials in a run of the app without a browser."""

import pytest

from tests.app.test_pages import _own_cache, calm, html, opened, texts  # noqa: F401 (a fixture for all tests)

HAAR = {"municipality": "09184123", "theme": "industrial_zone", "statutory": "no"}


def page(**parameters):
    return calm(opened("potential", **parameters))


def test_a_link_opens_the_answer_and_the_list():
    test = page(**HAAR)
    assert "Haar könnte beim Thema Gewerbegebiete beginnen, etwa mit Vaterstetten" in texts(test)
    assert test.dataframe[0].value["Gemeinde"].iloc[0] == "Vaterstetten"
    assert "keine gefunden, Recherche unvollständig" in html(test)


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ("join", "Welchen Kooperationen zum Thema könnte Haar beitreten?"),
        ("invite", "Haar ist selbst in keiner davon"),
        ("learn", "Wer ist wie Haar und macht es schon?"),
    ],
)
def test_each_list_has_its_own_table(listed, said):
    assert said in texts(page(**HAAR, list=listed))


def test_the_language_is_english_where_asked():
    assert "Haar could begin on industrial zones" in texts(page(**HAAR, lang="en"))


def test_a_municipality_that_takes_part_begins_with_whom_to_invite():
    test = page(municipality="09184123", theme="energy_climate", statutory="no")
    assert "schon mit anderen zusammen" in texts(test)
    assert [one.value for one in test.selectbox if one.key == "potential_cooperation"] != [None]


def test_weights_of_the_address_stand_in_the_sliders_and_go_back():
    test = page(**HAAR, list="learn", learn_weight="population:3")
    (slider,) = (one for one in test.slider if one.key == "potential_weight_learn_population")
    assert slider.value == 3
    (back,) = (one for one in test.button if one.key == "potential_shipped_learn")
    calm(back.click().run())
    assert test.query_params.get("learn_weight", []) == []
    assert not [one for one in test.button if one.key == "potential_shipped_learn"]


def test_a_slider_writes_the_address_and_orders_anew():
    test = page(**HAAR, list="learn")
    before = list(test.dataframe[0].value["Gemeinde"])
    (slider,) = (one for one in test.slider if one.key == "potential_weight_learn_density")
    calm(slider.set_value(0.0).run())
    assert test.query_params["learn_weight"] == "density:0"
    assert list(test.dataframe[0].value["Gemeinde"]) != before


def test_examples_can_be_of_another_state():
    test = page(**HAAR, list="learn", elsewhere="state")
    assert set(test.dataframe[0].value["Kreis"]).isdisjoint({"Landkreis Fürstenfeldbruck", "Landkreis München"})


def test_filters_are_ignored_and_the_page_says_so():
    free, narrow = page(**HAAR), page(**HAAR, topic="water", obligation="statutory")
    assert list(free.dataframe[0].value["Gemeinde"]) == list(narrow.dataframe[0].value["Gemeinde"])
    assert "diese Seite beachtet sie nicht" in texts(narrow)
    assert "diese Seite beachtet sie nicht" not in texts(free)


def test_a_region_shows_groups_and_topics():
    test = page(begin="region", region="09184", theme="industrial_zone", statutory="no")
    assert "Landkreis München, Gewerbegebiete: keine erfasst in" in texts(test)
    groups, topics = (one.value for one in test.dataframe)
    # All lie in one district and one group: that stands above the table.
    assert "Kreis: Landkreis München" in texts(test)
    assert "Grasbrunn" in set(groups["Gemeinde"])
    assert set(topics["Erhoben (n)"]) == {29}
    assert {"Wertstoffhof", "sonstiges Thema"}.isdisjoint(topics["Thema"])


def test_several_municipalities_are_a_group():
    test = page(begin="several", place=["09184123", "09184121", "09175132"], theme="industrial_zone")
    assert "Haar, Grasbrunn und Vaterstetten, Gewerbegebiete: keine erfasst in 3 von 3" in texts(test)
    assert "Gemeinden wählen oder sie auf der Karte" in texts(page(begin="several"))


def test_without_a_municipality_some_are_offered():
    test = page(begin="municipality")
    (first, *_more) = (one for one in test.button if str(one.key).startswith("pick_potential_"))
    calm(first.click().run())
    assert "Vier Listen" in texts(test)


def test_a_part_of_a_topic_is_no_gap():
    assert "Teile eines Themas" in texts(page(municipality="09184123", theme="recycling_yard"))


def test_surroundings_are_not_surveyed_and_nobody_knows(embedded):
    outside = embedded.municipalities.index[embedded.municipalities["context"].astype(bool)][0]
    test = page(municipality=str(outside), theme="industrial_zone", statutory="no")
    assert "weiß niemand" in texts(test)
