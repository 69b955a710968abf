"""Print layouts of a QGIS project: paper as the land lies, regions apart, an atlas; without QGIS."""

from xml.etree import ElementTree as ET

import geopandas as gpd
import pytest
import shapely

from geo_koop.outputs import export
from geo_koop.outputs.classes import families
from geo_koop.outputs.export import layout, project
from geo_koop.outputs.export.about import describe

WIDE, TALL = (0.0, 0.0, 300_000.0, 100_000.0), (0.0, 0.0, 100_000.0, 300_000.0)


@pytest.fixture(scope="module")
def parts(embedded):
    return export.tables(embedded)


@pytest.fixture(scope="module")
def about(embedded, parts):
    return describe(embedded, layers=list(parts), crs=embedded.municipalities.crs, language="de", reproducible=True)


@pytest.fixture(scope="module")
def document(parts, about):
    return ET.fromstring(project.document(parts, about, "ikz.gpkg").split("\n", 1)[1])


def sheet(box, **more):
    facts = {"title": "Titel", "legend": "Legende (Anzahl)", "theme": "Thema", "layers": (("m", "Gemeinden"),)}
    return layout.Sheet(**facts, box=box, **more)


def item(made, kind):
    return [one for one in made.iter("LayoutItem") if one.get("type") == kind]


@pytest.mark.parametrize(("box", "page"), [(WIDE, (297, 210)), (TALL, (210, 297))])
def test_paper_lies_or_stands_as_the_land_does(about, box, page):
    made = layout.page(sheet(box), about)
    (paper,) = item(made, "65638")
    assert tuple(float(v) for v in paper.get("size").split(",")[:2]) == page
    for one in made.iter("LayoutItem"):
        x, y = (float(v) for v in one.get("position").split(",")[:2])
        width, height = (float(v) for v in one.get("size").split(",")[:2])
        assert x + width <= page[0] + 0.01, one.get("id")
        assert y + height <= page[1] + 0.01, one.get("id")


def test_the_map_holds_the_whole_land(about):
    for box in (WIDE, TALL):
        (extent,) = layout.page(sheet(box), about).iter("Extent")
        west, south, east, north = (float(extent.get(side)) for side in ("xmin", "ymin", "xmax", "ymax"))
        assert west <= box[0] < box[2] <= east
        assert south <= box[1] < box[3] <= north


def test_the_legend_says_what_is_counted_and_shows_what_the_map_does(document):
    legends = item(document, "65642")
    assert {one.get("title") for one in legends} == {"Kooperationen je Gemeinde (Anzahl)", "Umriss: räumliches Muster"}
    assert {one.get("legendFilterByMap") for one in legends} == {"1"}


def test_regions_that_lie_apart_have_layouts_of_their_own(document):
    names = [one.get("name") for one in document.iter("Layout")]
    assert "Kooperationen je Gemeinde, Region München (A4)" in names
    assert "Räumliche Muster der Kooperationen, Nordhessen (A3)" in names
    assert len(names) == len(set(names)) == 9


@pytest.mark.parametrize(("regions", "found"), [(["a", "a"], 0), (["a", "b"], 2), (["", "b"], 0), (list("abcde"), 0)])
def test_two_to_four_regions_lie_apart(regions, found):
    shapes = [shapely.box(i, 0, i + 1, 1) for i in range(len(regions))]
    table = gpd.GeoDataFrame({"region": regions}, geometry=shapes, crs=25832)
    boxes = layout.regions({"municipalities": table})
    assert len(boxes) == found
    assert not found or boxes["b"] == (1, 0, 2, 1)


def test_the_atlas_has_a_page_for_each_cooperation_that_is_shown(document):
    (atlas,) = document.iter("Atlas")
    assert atlas.get("coverageLayer") == "geo_koop_cooperations"
    assert atlas.get("featureFilter") == '"shown" = true'
    (driven,) = document.iter("AtlasMap")
    assert driven.get("atlasDriven") == "1"
    (theme,) = (one for one in document.iter("visibility-preset") if one.get("name") == "Atlas der Kooperationen")
    style = next(one.get("style") for one in theme if one.get("id") == "geo_koop_cooperations")
    (layer,) = (one for one in document.iter("maplayer") if one.findtext("id") == "geo_koop_cooperations")
    saved = next(one for one in layer.iter("map-layer-style") if one.get("name") == style)
    assert all("$id = @atlas_featureid" in rule.get("filter") for rule in saved.iter("rule") if rule.get("symbol"))


def test_the_project_shows_classes_that_occur_alone(document, parts):
    (layer,) = (one for one in document.iter("maplayer") if one.findtext("id") == "geo_koop_municipalities")
    labels = [rule.get("label") for rule in layer.find("renderer-v2").iter("rule") if rule.get("label")]
    known = [entry.de for entry in (*families.counts(), *families.blanks())]
    assert labels == [label for label in known if label in labels]
    assert "Umgebung, nicht erhoben" in labels
    assert "keine vorhanden (Register)" not in labels, "nothing of the demonstration comes from a register"
