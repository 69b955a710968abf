"""QML: well-formed, in the colours of the codelists, complete."""

from xml.etree import ElementTree as ET

import pytest

from geo_koop import codelists
from geo_koop.outputs import layers, styles
from geo_koop.outputs.webmap_style import COUNT_BREAKS


@pytest.fixture(params=["de", "en"])
def language(request):
    return request.param


def test_each_layer_has_a_style_that_parses(language):
    made = styles.layer_styles(language)
    assert set(made) == set(layers.GEOMETRY_TYPES)
    for text in made.values():
        root = ET.fromstring(text)
        assert root.tag == "qgis"
        names = [symbol.get("name") for symbol in root.iter("symbol")]
        used = [entry.get("symbol") for tag in ("rule", "category") for entry in root.iter(tag)]
        assert names == used == [str(i) for i in range(len(names))]
        assert len(names) == len(set(names)) > 0


def test_symbols_fit_the_geometry():
    kinds = {"MultiPolygon": "fill", "Point": "marker", "LineString": "line"}
    for layer, text in styles.layer_styles().items():
        found = {symbol.get("type") for symbol in ET.fromstring(text).iter("symbol")}
        assert found == {kinds[layers.GEOMETRY_TYPES[layer]]}


def test_patterns_have_their_colours_and_labels(language):
    patterns = codelists.load("patterns")
    classes = {entry.when: entry for entry in styles.cooperation_classes(language)}
    for code in patterns.codes:
        assert classes[code].symbol.colour == patterns.field("colour")[code]
        assert classes[code].symbol.dash == patterns.field("dash")[code]
        assert classes[code].label == patterns.labels(language)[code]
        provisional = classes[f"{code}_provisional"]
        assert provisional.label.startswith(classes[code].label)
        assert provisional.symbol.brush != classes[code].symbol.brush
    assert len(classes) == 2 * len(patterns.codes) + 1


def test_counts_are_classed_as_on_the_map():
    counted = [entry for entry in styles.municipality_classes() if ">=" in entry.when]
    assert [entry.label for entry in counted] == ["1", "2–3", "4–6", "7–9", "10 und mehr"]
    assert [int(entry.when.split(">= ")[1].split()[0]) for entry in counted] == list(COUNT_BREAKS)


def test_blanks_and_context_stay_apart():
    blanks = [entry for entry in styles.municipality_classes() if ">=" not in entry.when]
    assert len({entry.label for entry in blanks}) == 3
    assert len({(entry.symbol.colour, entry.symbol.brush) for entry in blanks}) == 3


def test_aliases_are_escaped():
    text = styles.layer_styles(aliases={"members": {"a": 'Größe <&> "x"'}})["members"]
    assert next(ET.fromstring(text).iter("alias")).get("name") == 'Größe <&> "x"'
