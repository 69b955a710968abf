"""Styles: well-formed, in the colours of the codelists, complete, told apart in grey."""

from itertools import combinations
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo_koop import codelists
from geo_koop.outputs import export, styles
from geo_koop.outputs.classes.rule import Test
from geo_koop.outputs.export import schema
from geo_koop.outputs.styles import looks
from geo_koop.outputs.styles.symbols import lightness

KINDS = {"MultiPolygon": "fill", "Point": "marker", "LineString": "line"}


@pytest.fixture(scope="module")
def parts(embedded):
    return {
        k: t
        for k, t in export.tables(embedded, layers=tuple(schema.layers())).items()
        if isinstance(t, gpd.GeoDataFrame)
    }


@pytest.fixture(params=["de", "en"])
def language(request):
    return request.param


def test_each_layer_has_styles_that_parse_and_fit(parts, language):
    made = styles.build(parts, language)
    assert {style.layer for style in made if style.default} == set(schema.geometry_types(schema.layers()))
    for style in made:
        root = ET.fromstring(style.qml)
        names = [symbol.get("name") for symbol in root.findall("renderer-v2/symbols/symbol")]
        used = [rule.get("symbol") for rule in root.iter("rule") if rule.get("symbol")]
        assert names == used == [str(i) for i in range(len(names))]
        assert {s.get("type") for s in root.findall("renderer-v2/symbols/symbol")} == {
            KINDS[schema.layers()[style.layer].geometry]
        }
        rules = [rule for rule in ET.fromstring(style.sld).iter() if rule.tag.endswith("}Rule")]
        assert len(rules) == len(style.look.classes) + len(style.look.labels)


def test_styles_name_fields_that_exist(parts):
    for look in looks.every(parts):
        tests = [t for entry in (*look.classes, *look.labels) for t in entry.when if t.operator != "else"]
        named = (
            {t.field for t in tests} | {label.field for label in look.labels} | ({look.order.removeprefix("-")} - {""})
        )
        assert named <= set(schema.fields()[look.layer]), look.title


def test_patterns_have_their_colours_and_labels(language):
    patterns = codelists.load("patterns")
    classes = looks.pattern_classes(language)
    assert len(classes) == 2 * len(patterns.codes)
    for code, sure, provisional in zip(patterns.codes, classes[::2], classes[1::2], strict=True):
        assert sure.symbol.colour == patterns.field("colour")[code]
        assert sure.symbol.dash == patterns.field("dash")[code]
        assert sure.label == patterns.labels(language)[code]
        assert provisional.label.startswith(sure.label)
        assert provisional.symbol.width < sure.symbol.width


def test_counts_are_classed_as_on_the_map():
    counted = looks.count_classes("de")
    assert [entry.label for entry in counted] == ["1", "2–3", "4–6", "7–9", "10 und mehr"]
    assert [entry.when[0].value for entry in counted] == [1, 2, 4, 7, 10]


def test_blanks_and_context_stay_apart():
    blanks = looks.blank_classes("de")
    assert len({entry.label for entry in blanks}) == 5, "three grades, not surveyed, surroundings"
    assert len({(entry.symbol.colour, entry.symbol.hatch) for entry in blanks}) == 5


def test_classes_are_told_apart_in_grey(parts):
    for look in looks.every(parts):
        for one, other in combinations(look.classes, 2):
            a, b = one.symbol, other.symbol
            by_shape = (a.hatch, a.dash, a.shape, a.width) != (b.hatch, b.dash, b.shape, b.width)
            assert by_shape or abs(lightness(a) - lightness(b)) > 0.03, (look.title, one.label, other.label)


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([1, 2, 2, 0], ["1", "2 und mehr"]),
        ([], []),
        ([0, 0], []),
        (list(range(1, 101)), ["1–20", "21–40", "41–60", "61–80", "81 und mehr"]),
    ],
)
def test_breaks_come_from_the_values(values, labels):
    assert [c.label for c in looks.graded("n", pd.Series(values, dtype="Int64"), "de")] == labels


def test_breaks_of_shares_have_decimal_commas_and_hold_all_values():
    shares = pd.Series(np.linspace(0.119, 1, 50))
    classes = looks.graded("n", shares, "de")
    assert classes[0].label.startswith("0,11 bis unter")
    assert classes[0].when[0].value <= shares.min()


def test_aliases_are_escaped(parts):
    text = styles.build({"members": parts["members"]}, aliases={"members": {"a": 'Größe <&> "x"'}})[0].qml
    assert next(ET.fromstring(text).iter("alias")).get("name") == 'Größe <&> "x"'


def test_expressions():
    assert Test("a", "=", True).expression() == '"a" = true'
    assert Test("a", ">=", 2.0).expression() == '"a" >= 2'
    assert Test("a", "is null").expression() == '"a" IS NULL'
