"""The map alone on a page: a vector, a picture or a PDF, with what offices expect around it."""

import re
from xml.etree import ElementTree as ET

import pikepdf
import pytest
from PIL import Image

from geo_koop import Filters
from geo_koop.errors import OutputError, UsageError
from geo_koop.outputs.report import ReportOptions, mappage
from geo_koop.result import narrowing

SVG = "{http://www.w3.org/2000/svg}"


def figures(path):
    with pikepdf.open(path) as document:
        return [str(part.Alt) for part in document.objects if isinstance(part, pikepdf.Dictionary) and "/Alt" in part]


@pytest.fixture(scope="module")
def vector(embedded, tmp_path_factory):
    return mappage.draw(embedded, tmp_path_factory.mktemp("map") / "karte.svg").read_text(encoding="utf-8")


def test_an_svg_holds_drawings_and_no_pictures(vector):
    root = ET.fromstring(vector)
    said = [text.text for text in root.iter(f"{SVG}text")]
    assert {"Region München", "Nordhessen", "Kassel"} <= set(said)
    assert "<image" not in vector
    names = re.findall(r' id="([^"]+)"', vector)
    assert len(names) == len(set(names))


def test_regions_far_apart_have_a_map_each_of_one_scale(embedded, tmp_path):
    out = mappage.draw(embedded, tmp_path / "m.pdf")
    alt = next(text for text in figures(out) if text.startswith("Karte:"))
    assert "Region München und Nordhessen" in alt
    with pikepdf.open(out) as document:
        assert len(document.pages) == 1
        assert str(document.Root.Lang) == "de-DE"


def test_the_paper_is_that_of_the_options(embedded, tmp_path):
    hesse = narrowing.narrow(embedded, Filters(regions=("06633",)))
    wide = ReportOptions(paper="a3", landscape=True, language="en")
    for view, options, size in ((hesse, ReportOptions(), (207, 292)), (embedded, wide, (413, 292))):
        out = mappage.draw(view, tmp_path / f"{size}.png", options=options, dots_per_inch=25)
        assert Image.open(out).size == size


def test_one_cooperation(embedded, tmp_path):
    out = mappage.draw(embedded, tmp_path / "m.pdf", cooperation="zv-raum-kassel")
    with pikepdf.open(out) as document, document.open_metadata() as metadata:
        assert metadata.get("dc:title") == "Zweckverband Raum Kassel (ZRK)"
    assert any(alt.startswith("Karte: Mitglieder von Zweckverband Raum Kassel") for alt in figures(out))


def test_a_cooperation_without_area_says_so(embedded, tmp_path):
    lost = embedded.cooperations.index.difference(embedded.area["cooperation_id"])[0]
    out = mappage.draw(embedded, tmp_path / "m.pdf", cooperation=lost)
    assert figures(out) == []


def test_what_cannot_be_written(embedded, tmp_path):
    with pytest.raises(UsageError, match="svg"):
        mappage.draw(embedded, tmp_path / "m.tif")
    with pytest.raises(UsageError, match="nothing"):
        mappage.draw(embedded, tmp_path / "m.svg", cooperation="nothing")
    with pytest.raises(OutputError):
        mappage.draw(embedded, tmp_path / "no" / "m.svg")
    assert not list(tmp_path.iterdir())
