"""The legend of the web map: what a style refuses, escaping."""

import pytest

from geo_koop.outputs.webmap.legend import LegendEntry, MapStyle, Paint, legend_html
from tests.browser.synthetic import HOSTILE


def test_a_style_refuses_what_cannot_be_drawn():
    with pytest.raises(ValueError, match="rrggbb"):
        Paint(colour="red;alert(1)")
    with pytest.raises(ValueError, match="palette"):
        MapStyle(title="", codes=(0, 1), palette=(Paint(colour="#000000"),), legend=(), order_hash="")
    paints = tuple(Paint(colour="#000000") for _i in range(36))
    style = MapStyle(title="", codes=(0, 9, 10, 35), palette=paints, legend=(), order_hash="")
    assert style.code_text == "09az"


def test_legend_is_escaped():
    html = legend_html([LegendEntry(label=HOSTILE, paint=Paint(colour="#112233"), count=12345)], HOSTILE, note=HOSTILE)
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 3
    assert "12\u202f345" in html
