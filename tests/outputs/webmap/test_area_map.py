"""The folium map without a browser: what is sent, and from where."""

import hashlib
import json
import re
from pathlib import Path

import geo_koop
from geo_koop.locale import translator
from geo_koop.outputs.webmap.area_map import ASSETS, SCRIPTS, STYLES, AreaMap, StyleLayer, style_content
from geo_koop.outputs.webmap.geometry import build_geometry
from geo_koop.outputs.webmap.marks import selections
from geo_koop.outputs.webmap.style import count_style
from tests.browser.synthetic import HOSTILE, sample_analysis


def test_what_is_evaluated_in_the_browser_holds_no_text():
    hostile = sample_analysis(hostile=True)
    geometry = build_geometry(hostile.municipalities, hostile.unincorporated)
    chosen = tuple(selections(hostile, ["a", "b"]).values())
    style = count_style(hostile)
    content = style_content(style, chosen, clicked=3, view=geometry.bounds)
    assert re.fullmatch(r'[\s0-9a-z#"\[\]{}:,.-]*', json.dumps(content))
    source = {"url": "../x/y.json"}
    area_map = AreaMap(geometry, source, assets="../assets", label=HOSTILE, attribution=HOSTILE)
    StyleLayer(style, chosen).add_to(area_map)
    text = area_map.figure.render()
    assert "alert(" not in area_map.figure.script.render()
    assert "<script>alert" not in text
    assert "{{" not in text
    assert "49" not in re.findall(r'data-label="([^"]*)"', text)[0], "no template is rendered from a text"


def test_the_map_names_no_third_party(geometry):
    area_map = AreaMap(geometry, {"url": "u"}, assets="../a", label="", attribution="")
    assert not re.search(r"https?:", area_map.figure.render())


def test_vendored_files_are_those_of_the_list():
    folder = ASSETS / "vendor"
    listed = dict(re.findall(r"^\| `([^`]+)`.*`([0-9a-f]{64})` \|$", (folder / "README.md").read_text(), re.M))
    assert {p.name for p in folder.iterdir()} - {"README.md"} == {*listed, *(p.name for p in folder.glob("LICENSE*"))}
    assert {n: hashlib.sha256((folder / n).read_bytes()).hexdigest() for n in listed} == listed
    assert all((ASSETS / name).is_file() for name in (*SCRIPTS, *STYLES))
    assert not any("</script" in (ASSETS / name).read_text() for name in SCRIPTS)


def test_every_text_is_translated():
    package = Path(geo_koop.__file__).parent
    sources = [p.read_text() for p in (*package.glob("outputs/webmap/*.py"), package / "app/components/map.py")]
    pattern = r'(?:\b_|translator\(language, "map"\))\(\s*"((?:[^"\\]|\\.)+)"\s*,?\s*\)'
    messages = {m for text in sources for m in re.findall(pattern, text)}
    assert len(messages) > 30
    german = translator("de", "map")
    assert not [m for m in messages if german(m) == m and m not in {"Form"}]
