"""Maps of the small country: true in scale, with only what is shown in the legend."""

import re
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
import shapely

from geo_koop.outputs.mapsheet import drawing, ground, symbols
from geo_koop.outputs.mapsheet.drawing import AreaClass, Outline, Plan
from geo_koop.outputs.mapsheet.frame import Frame, fit
from geo_koop.outputs.mapsheet.symbols import HATCHES, Fill
from tests import conftest

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def land():
    areas = conftest.grid(3, 3)
    lake = conftest.areas(["09999999"], [shapely.box(15_000, 0, 20_000, 5_000)]).assign(name="Großer See")
    return ground.prepare(SimpleNamespace(municipalities=areas, unincorporated=lake))


def keys(*rest):
    return pd.Index([f"09101{part}" for part in rest])


def test_a_square_of_5_km_is_20_mm_wide_at_1_to_250_000(land):
    x, y = conftest.ORIGIN
    frame = Frame(west=x, north=y + 15_000, width=100, height=80, denominator=250_000)
    text = drawing.outline_text(land.shapes[:1], frame)
    points = {tuple(map(int, pair.split())) for pair in re.findall(r"\d+ \d+", text)}
    assert points == {(0, 4000), (2000, 4000), (2000, 6000), (0, 6000)}


def test_the_legend_holds_only_what_is_shown(land):
    plan = Plan(
        classes=(
            AreaClass(label="member", fill=Fill(colour="#9ecae1", hatch="rising"), keys=keys("000")),
            AreaClass(label="never", fill=Fill(colour="#123456"), keys=keys("999")),
        ),
        outlines=(Outline(label="around", colour="#000000", keys=keys("000")),),
        stars=keys("000"),
        star_label="core",
        open_land_label="lake",
    )
    frame = fit(land.extent(keys("000")), 60, 60)
    drawn = drawing.draw(land, plan, frame)
    assert [label for _sample, label in drawn.legend] == ["member", "around", "core"]
    wide = drawing.draw(land, plan, fit(land.extent(land.keys), 100, 80))
    assert "lake" in [label for _sample, label in wide.legend]
    root = ET.fromstring(wide.svg)
    assert "Großer See" in [text.text for text in root.iter(f"{SVG}text")]
    assert not list(root.iter(f"{SVG}image"))


def test_a_ring_is_another_sign_than_a_star_and_has_its_own_line(land):
    frame = fit(land.extent(land.keys), 100, 80)
    star, ring = (
        drawing.draw(land, Plan(classes=(), **marked), frame)
        for marked in (
            {"stars": keys("000"), "star_label": "core", "ring_label": "largest"},
            {"rings": keys("000"), "star_label": "core", "ring_label": "largest"},
        )
    )
    assert "core" in [label for _sample, label in star.legend]
    assert "largest" not in [label for _sample, label in star.legend]
    assert "largest" in [label for _sample, label in ring.legend]
    assert "core" not in [label for _sample, label in ring.legend]
    assert star.svg.count("<circle") == 0 < ring.svg.count("<circle")


def test_names_are_6_points_or_more(land):
    drawn = drawing.draw(land, Plan(classes=(), named=land.keys), fit(land.extent(land.keys), 100, 80))
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)"', drawn.svg)]
    assert sizes
    assert min(sizes) / 100 / 25.4 * 72 >= 5.99


def test_names_with_markup_stay_text():
    areas = conftest.grid(1, 2).assign(name="<script>&")
    position = ground.prepare(SimpleNamespace(municipalities=areas, unincorporated=areas[:0]))
    drawn = drawing.draw(position, Plan(classes=(), named=position.keys), fit(position.extent(position.keys), 100, 80))
    assert "<script>" not in drawn.svg
    ET.fromstring(drawn.svg)


def test_the_scale_bar_is_as_long_as_it_says():
    frame = Frame(west=0, north=0, width=178, height=117, denominator=250_000)
    svg, _width, said = drawing.scale_bar(frame)
    bars = [int(width) for width in re.findall(r'<rect x="\d+" y="360" width="(\d+)"', svg)]
    assert said == "10 km"
    assert sum(bars) == 4000


def test_every_hatch_is_drawn():
    for name in HATCHES:
        root = ET.fromstring(symbols.swatch(Fill(colour="#9ecae1", hatch=name)))
        assert bool(list(root.iter(f"{SVG}pattern"))) == (name != "plain")


def test_unknown_hatches_are_refused():
    with pytest.raises(ValueError, match="hatch"):
        Fill(colour="#000000", hatch="tartan")
