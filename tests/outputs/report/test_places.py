"""Names and keys are found, and what is not there comes with what was perhaps meant."""

import pandas as pd
import pytest

from geo_koop.errors import UsageError
from geo_koop.outputs.report import places


def test_keys_and_names(embedded):
    assert places.municipality(embedded, "09184119") == "09184119"
    assert places.municipality(embedded, "garching b.münchen") == "09184119"
    assert places.cooperation(embedded, "Zweckverband Raum Kassel (ZRK)") == "zv-raum-kassel"
    assert places.topic("Wasserversorgung") == places.topic("water") == "water"
    assert places.region(embedded, "Nordhessen").code == "nordhessen"
    assert len(places.region(embedded, "all").keys) == 323


def test_nearest_names_are_suggested(embedded):
    with pytest.raises(UsageError, match=r"Garching b\.München"):
        places.municipality(embedded, "Garchingg")
    with pytest.raises(UsageError, match="Raum Kassel"):
        places.cooperation(embedded, "Raum Kassel")
    with pytest.raises(UsageError, match="zv-raum-kassel"):
        places.cooperation(embedded, "zv-raum-kasel")
    with pytest.raises(UsageError, match="water"):
        places.topic("waterr")
    with pytest.raises(UsageError, match="Nordhessen"):
        places.region(embedded, "Nordhesen")


@pytest.mark.parametrize("name", ["", "   ", "x" * 500, "<b>", "((", "09999999"])
def test_strange_names_are_refused(embedded, name):
    for find in (places.municipality, places.cooperation, places.region):
        with pytest.raises(UsageError):
            find(embedded, name)


def test_names_that_occur_twice_ask_for_the_key(embedded):
    names = embedded.municipalities["name"]
    twice = names[names.duplicated(keep=False)].iloc[0]
    with pytest.raises(UsageError, match="several"):
        places.municipality(embedded, twice)


def test_region_leaves_the_surroundings_out(embedded):
    bavaria = places.region(embedded, "09")
    assert not embedded.municipalities.loc[bavaria.keys, "context"].any()


def test_survey_regions(embedded):
    assert [region.code for region in places.survey_regions(embedded)] == ["muenchen_14", "nordhessen"]


def test_similar_names_come_in_order():
    names = pd.Series({"1": "Neustadt", "2": "Neustadt am Main", "3": "Altstadt"})
    assert places.nearest("Neustadt", names)[:2] == ["1", "2"]
