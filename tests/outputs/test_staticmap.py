"""Maps for documents: what stands on them, and what is refused. No picture is compared dot by dot."""

import re
from xml.etree import ElementTree as ET

import matplotlib as mpl
import matplotlib.image
import pytest

from geo_koop import Filters, workspace
from geo_koop.errors import OutputError, UsageError
from geo_koop.outputs import staticmap

PNG, PDF = b"\x89PNG", b"%PDF"


def words(path):
    """Return the texts of an SVG; matplotlib writes them as comments beside the shapes."""
    return re.findall(r"<!-- (.*?) -->", path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def drawn(embedded, tmp_path_factory):
    return staticmap.draw(embedded, tmp_path_factory.mktemp("map") / "karte.svg")


def test_map_says_what_it_shows(drawn):
    ET.parse(drawn)
    said = words(drawn)
    for text in ("Kooperationen je Gemeinde", "Region München", "Nordhessen", "10 und mehr"):
        assert text in said
    line = next(text for text in said if "OpenStreetMap" in text)
    assert "Gebietsstand 01.01.2021" in line
    assert "genähert" in line


def test_same_input_same_file(embedded, drawn, tmp_path):
    again = staticmap.draw(embedded, tmp_path / "karte.svg")
    assert again.read_bytes() == drawn.read_bytes()


@pytest.mark.parametrize(("ending", "start"), [("png", PNG), ("pdf", PDF)])
def test_forms(embedded, tmp_path, ending, start):
    out = staticmap.draw(embedded, tmp_path / f"m.{ending}", mode="pattern", language="en", dpi=50)
    assert out.read_bytes().startswith(start)


def test_paper_is_turned_as_the_area_needs_it(embedded, tmp_path):
    both = staticmap.draw(embedded, tmp_path / "a.png", dpi=50)
    hesse = workspace.narrow(embedded, Filters(regions=("nordhessen",)))
    one = staticmap.draw(hesse, tmp_path / "b.png", dpi=50, size="a3")
    height, width = mpl.image.imread(both).shape[:2]
    assert (width, height) == (584, 413)
    height, width = mpl.image.imread(one).shape[:2]
    assert (width, height) == (584, 826)


def test_one_cooperation(embedded, tmp_path):
    said = words(staticmap.draw(embedded, tmp_path / "m.svg", cooperation="zv-raum-kassel"))
    assert "Zweckverband Raum Kassel (ZRK)" in said
    assert "Stadt-Umland" in said
    assert not any("Recherche" in text for text in said)


def test_a_cooperation_without_area_still_has_a_map(embedded, tmp_path):
    lost = embedded.cooperations.index.difference(embedded.area["cooperation_id"])[0]
    assert staticmap.draw(embedded, tmp_path / "m.svg", cooperation=lost).is_file()


def test_regions_are_drawn_apart(embedded):
    assert {label: len(rows) for label, rows in staticmap.parts(embedded).items()} == {
        "Region München": 186,
        "Nordhessen": 137,
    }
    district = workspace.narrow(embedded, Filters(regions=("06633",)))
    assert set(staticmap.parts(district)["Nordhessen"]["district"]) == {"06633"}


@pytest.mark.parametrize("wrong", [{"mode": "heat"}, {"size": "a9"}, {"cooperation": "nothing"}])
def test_unknown_wishes_are_refused(embedded, tmp_path, wrong):
    with pytest.raises(UsageError):
        staticmap.draw(embedded, tmp_path / "m.svg", **wrong)
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_written(embedded, tmp_path):
    with pytest.raises(UsageError, match="svg"):
        staticmap.draw(embedded, tmp_path / "m.tif")
    with pytest.raises(OutputError):
        staticmap.draw(embedded, tmp_path / "no" / "m.svg")
