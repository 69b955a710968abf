"""The web map without a browser: geometry, styles, escaping, the stand-alone file."""

import hashlib
import json
import re
from html import unescape
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo_koop import codelists
from geo_koop.errors import OutputError, UsageError
from geo_koop.locale import translator
from geo_koop.outputs import webmap, webmap_geometry
from geo_koop.outputs.webmap_style import CONTEXT_COLOUR, EMPTY_COLOUR, LegendEntry, MapStyle, Paint, class_codes
from tests.browser.synthetic import HOSTILE, SIDE, SOUTH, WEST, sample_analysis


@pytest.fixture(scope="module")
def analysis():
    return sample_analysis()


@pytest.fixture(scope="module")
def geometry(analysis):
    return webmap.build_geometry(analysis.municipalities, analysis.unincorporated)


def arcs_of(document, area):
    rings = [area["arcs"]] if area["type"] == "Polygon" else area["arcs"]
    return {arc if arc >= 0 else ~arc for polygon in rings for ring in polygon for arc in ring}


def test_geometry_keeps_the_order_of_the_tables(analysis, geometry):
    document = json.loads(geometry.payload)
    facts = document["geo_koop"]
    keys = [*analysis.municipalities.index, *analysis.unincorporated.index]
    assert facts["keys"] == keys
    assert [area["id"] for area in document["objects"]["areas"]["geometries"]] == list(range(24))
    assert (geometry.municipalities, geometry.areas) == (22, 24) == (facts["municipalities"], len(facts["names"]))
    assert facts["order"] == geometry.order_hash
    assert facts["population"][5] == 1_000 + 997 * 5


def test_shared_borders_are_stored_once(geometry):
    document = json.loads(geometry.payload)
    used = [arcs_of(document, area) for area in document["objects"]["areas"]["geometries"]]
    assert sum(len(arcs) for arcs in used) > len(document["arcs"])
    assert used[0] & used[1], "two neighbours share an arc"


def test_points_lie_inside_and_coordinates_are_degrees(analysis, geometry):
    facts = json.loads(geometry.payload)["geo_koop"]
    everything = pd.concat([analysis.municipalities, analysis.unincorporated]).to_crs(4326)
    inside = shapely.contains_xy(everything.geometry.values, facts["x"], facts["y"])
    assert inside.all()
    south, west, north, east = geometry.bounds
    outline = gpd.GeoSeries([shapely.box(WEST, SOUTH, WEST + 5 * SIDE, SOUTH + 4 * SIDE)], crs=25832).to_crs(4326)
    assert (west, south, east, north) == pytest.approx(outline.total_bounds, abs=0.01), "context is left out"


def test_hashes_change_with_order_and_content(analysis, geometry):
    turned = analysis.municipalities.iloc[::-1]
    other = webmap.build_geometry(turned, analysis.unincorporated)
    assert other.order_hash != geometry.order_hash
    assert re.fullmatch(r"geometry-[0-9a-f]{32}\.json", geometry.file_name)
    assert other.file_name != geometry.file_name
    again = webmap.build_geometry(analysis.municipalities, analysis.unincorporated)
    assert again == geometry


def test_fingerprint_sees_what_the_payload_depends_on(analysis):
    def mark(municipalities):
        return webmap_geometry.fingerprint(municipalities, analysis.unincorporated)

    table = analysis.municipalities
    assert mark(table) == mark(table.copy())
    assert mark(table) != mark(table.assign(name="x"))
    assert mark(table) != mark(table.assign(geometry=table.geometry.translate(1)))
    assert mark(table) == mark(table.assign(central_place="x")), "what the map does not show is left out"


def test_simplification_keeps_all_areas(analysis):
    wavy = analysis.municipalities.copy()
    wavy["geometry"] = wavy.geometry.segmentize(100)
    coarse = webmap.build_geometry(wavy, analysis.unincorporated, tolerance=200)
    fine = webmap.build_geometry(wavy, analysis.unincorporated, tolerance=0)
    assert coarse.areas == fine.areas == 24
    assert len(coarse.payload) < len(fine.payload) / 2


def test_no_municipalities_is_said(analysis):
    with pytest.raises(OutputError, match="no municipality"):
        webmap.build_geometry(analysis.municipalities.iloc[:0], analysis.unincorporated)


def labels(style):
    """Return the label of each municipality's class."""
    return [style.legend[code].label for code in style.codes]


def test_count_style_tells_the_blanks_apart(analysis):
    style = webmap.count_style(analysis, language="en")
    by_key = dict(zip(analysis.municipalities.index, labels(style), strict=True))
    assert by_key["01001000"] == "2–3"  # members of a and c
    assert by_key["01001001"] == "1"
    assert by_key["01001012"] == "none found, research incomplete"
    assert by_key["01001018"] == "not surveyed"
    assert by_key["01001005"] == "surroundings, not surveyed"
    assert by_key["01001017"] == "1", "context that takes part is coloured"
    assert sum(entry.count for entry in style.legend) == 22
    assert style.order_hash == webmap.build_geometry(analysis.municipalities, analysis.unincorporated).order_hash


@pytest.mark.parametrize(
    ("number", "label"),
    [(0, None), (1, "1"), (2, "2–3"), (3, "2–3"), (4, "4–6"), (6, "4–6"), (7, "7–9"), (10, "10 and more")],
)
def test_breaks_of_the_count(analysis, number, label):
    ids = [f"n{i}" for i in range(number)]
    key = analysis.municipalities.index[0]
    area = pd.DataFrame({"cooperation_id": ids, "key": key, "through": "member"}, columns=analysis.area.columns)
    style = webmap.count_style(analysis.replace(area=area), ids, language="en")
    assert labels(style)[0] == (label or "none found, research incomplete")


def test_count_style_of_chosen_cooperations(analysis):
    assert "2–3" not in labels(webmap.count_style(analysis, ["a"], language="en"))
    assert set(labels(webmap.count_style(analysis, [], language="en"))).isdisjoint({"1", "2–3"})


def test_colours_come_from_the_codelists(analysis):
    style = webmap.pattern_style(analysis)
    known = {*codelists.load("patterns").field("colour").values(), EMPTY_COLOUR, CONTEXT_COLOUR}
    assert {paint.colour for paint in style.palette} <= known | {"#e2e0db"}


def test_pattern_style_shows_the_most_binding_one(analysis):
    style = webmap.pattern_style(analysis, language="en")
    by_key = dict(zip(analysis.municipalities.index, labels(style), strict=True))
    assert by_key["01001000"] == "neighbourhood", "a (public body) goes before c (contract)"
    assert by_key["01001003"] == "city-hinterland (provisional)"
    hatched = {e.label for e in style.legend if e.paint.hatch}
    assert hatched == {"city-hinterland (provisional)", "not surveyed"}


def by_key(analysis, style):
    return dict(zip(analysis.municipalities.index, labels(style), strict=True))


def test_coverage_style_keeps_the_three_states_apart(analysis):
    got = by_key(analysis, webmap.coverage_style(analysis, "water", language="en"))
    assert got["01001000"] == "public body"
    assert got["01001002"] == "none found, research incomplete", "covered, but on another topic"
    assert got["01001018"] == "not surveyed"
    assert webmap.coverage_style(analysis, "any", language="en").title == "Topic coverage: Any topic"


def test_a_form_that_is_unknown_is_told_apart(analysis):
    records = analysis.cooperations.assign(bindingness=pd.array([None, 0, 3], dtype="Int64"))
    style = webmap.coverage_style(analysis.replace(cooperations=records), "water", language="en")
    assert by_key(analysis, style)["01001001"] == "form unknown"


def test_several_topics_are_covered_together(analysis):
    style = webmap.coverage_style(analysis, ["water", "it_digital"], language="en")
    got = by_key(analysis, style)
    assert got["01001000"] == "public body", "covered on both"
    assert got["01001001"] == "public body (only some of the topics)"
    assert got["01001017"] == "contract (only some of the topics)"
    assert got["01001018"] == "at least one of the topics not surveyed"
    assert {e.label for e in style.legend if e.paint.hatch} >= {"public body (only some of the topics)"}


def test_a_blank_is_none_recorded_only_where_all_topics_were_surveyed(analysis):
    scopes = pd.DataFrame({"area": ["01", "*"], "topics": ["water", "mobility"], "grade": ["register", "survey"]})
    empty = analysis.replace(area=analysis.area.iloc[:0], scopes=scopes)
    got = by_key(analysis, webmap.coverage_style(empty, ["water", "mobility"]))
    assert got["01001000"] == "keine genannt (Befragung)", "the less thorough grade counts"
    assert got["01001003"] == "mindestens eines der Themen nicht erhoben"
    alone = webmap.coverage_style(empty, "water")
    assert by_key(analysis, alone)["01001000"] == "keine vorhanden (Register)"


def test_blanks_of_different_grades_are_hatched_apart(analysis):
    scopes = pd.DataFrame({"area": ["01", "02"], "topics": "*", "grade": ["register", "desk_research"]})
    empty = analysis.replace(area=analysis.area.iloc[:0], scopes=scopes)
    style = webmap.count_style(empty)
    hatch = {entry.code: entry.paint.hatch for entry in style.legend}
    assert hatch["none_recorded_register"] != hatch["none_recorded_desk_research"]


def test_the_stage_that_has_come_furthest_is_shown(analysis):
    style = webmap.stage_style(analysis, language="en")
    got = by_key(analysis, style)
    assert (got["01001000"], got["01001002"], got["01001017"]) == ("operating", "idea", "agreed")
    colours = codelists.load("stages").field("colour")
    assert {e.paint.colour for e in style.legend if e.code == "stage_idea"} == {colours["idea"]}


def test_congruence_is_shown_in_steps(analysis):
    style = webmap.congruence_style(analysis, language="en")
    got = by_key(analysis, style)
    assert got["01001001"] == "100%, always the same partners"
    assert got["01001000"] == "50 to below 75%", "five partners, each in one of its two cooperations"
    assert got["01001012"] == "none found, research incomplete"


def test_congruence_without_partners_is_no_number(analysis):
    area = analysis.area.assign(through="district")
    got = by_key(analysis, webmap.congruence_style(analysis.replace(area=area), language="en"))
    assert got["01001000"] == "no partner, for example only through the district"


def test_classes_can_be_switched_off(analysis):
    style = webmap.count_style(analysis)
    bare = style.without({"count_1", "not_surveyed"})
    off = [entry.code for entry, paint in zip(bare.legend, bare.palette, strict=True) if paint.hatch == -1]
    assert off == ["count_1", "not_surveyed"]
    assert (bare.codes, bare.legend) == (style.codes, style.legend), "the legend still tells what there is"
    assert style.without({"neighbourhood"}) is style


@pytest.mark.parametrize(
    "make", [webmap.count_style, webmap.pattern_style, webmap.stage_style, webmap.congruence_style]
)
def test_every_class_of_a_legend_has_a_name_for_the_address(embedded, make):
    codes = [entry.code for entry in make(embedded).legend]
    assert set(codes) <= set(class_codes())
    assert len(set(codes)) == len(codes)


def test_coverage_style_names_an_unknown_topic(analysis):
    for topics in ("chess", ["water", "chess"], []):
        with pytest.raises(UsageError, match="topic"):
            webmap.coverage_style(analysis, topics, language="en")


def test_a_style_refuses_what_cannot_be_drawn():
    with pytest.raises(ValueError, match="rrggbb"):
        Paint(colour="red;alert(1)")
    with pytest.raises(ValueError, match="palette"):
        MapStyle(title="", codes=(0, 1), palette=(Paint(colour="#000000"),), legend=(), order_hash="")
    paints = tuple(Paint(colour="#000000") for _i in range(36))
    style = MapStyle(title="", codes=(0, 9, 10, 35), palette=paints, legend=(), order_hash="")
    assert style.code_text == "09az"


def test_selections_have_the_look_of_their_pattern(analysis):
    chosen = webmap.selections(analysis, ["c", "b", "unknown"])
    assert list(chosen) == ["c", "b"]
    assert chosen["b"].areas == (2, 3, 4)
    assert chosen["b"].core == 3
    assert chosen["b"].colour == codelists.load("patterns").entries["city_hinterland"]["colour"]
    assert chosen["c"].core == -1
    assert chosen["c"].dash


def test_what_is_evaluated_in_the_browser_holds_no_text():
    hostile = sample_analysis(hostile=True)
    geometry = webmap.build_geometry(hostile.municipalities, hostile.unincorporated)
    chosen = tuple(webmap.selections(hostile, ["a", "b"]).values())
    style = webmap.count_style(hostile)
    content = webmap.style_content(style, chosen, clicked=3, view=geometry.bounds)
    assert re.fullmatch(r'[\s0-9a-z#"\[\]{}:,.-]*', json.dumps(content))
    source = {"url": "../x/y.json"}
    area_map = webmap.AreaMap(geometry, source, assets="../assets", label=HOSTILE, attribution=HOSTILE)
    webmap.StyleLayer(style, chosen).add_to(area_map)
    text = area_map.figure.render()
    assert "alert(" not in area_map.figure.script.render()
    assert "<script>alert" not in text
    assert "{{" not in text
    assert "49" not in re.findall(r'data-label="([^"]*)"', text)[0], "no template is rendered from a text"


def test_the_map_names_no_third_party(geometry):
    area_map = webmap.AreaMap(geometry, {"url": "u"}, assets="../a", label="", attribution="")
    assert not re.search(r"https?:", area_map.figure.render())


def test_legend_is_escaped():
    html = webmap.legend_html(
        [LegendEntry(label=HOSTILE, paint=Paint(colour="#112233"), count=12345)], HOSTILE, note=HOSTILE
    )
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 3
    assert "12\u202f345" in html


def test_standalone_file_is_complete_and_closed(analysis, tmp_path):
    out = webmap.standalone_html(sample_analysis(hostile=True), tmp_path / "karte.html")
    text = out.read_text(encoding="utf-8")
    assert "<script>alert" not in text
    assert text.count("<script") == text.count("</script>") == 4 + len(webmap.SCRIPTS)  # two of data, map, list
    assert not re.search(r"<(script|link|img|iframe|object)[^>]*\s(src|href|data)=", text)
    assert "default-src 'none'" in unescape(text)
    assert [p.name for p in tmp_path.iterdir()] == ["karte.html"]


def test_standalone_file_says_what_is_wrong(analysis, tmp_path):
    there = tmp_path / "da.html"
    there.write_text("x")
    with pytest.raises(OutputError, match=r"da\.html"):
        webmap.standalone_html(analysis, there)
    assert webmap.standalone_html(analysis, there, overwrite=True) == there
    with pytest.raises(OutputError, match="fehlt"):
        webmap.standalone_html(analysis, tmp_path / "fehlt" / "da.html")
    with pytest.raises(OutputError):
        webmap.standalone_html(analysis, tmp_path / "fehlt.html" / "x.html")
    with pytest.raises(UsageError, match="pdf"):
        webmap.standalone_html(analysis, tmp_path / "karte.pdf")


def test_vendored_files_are_those_of_the_list():
    folder = webmap.ASSETS / "vendor"
    listed = dict(re.findall(r"^\| `([^`]+)`.*`([0-9a-f]{64})` \|$", (folder / "README.md").read_text(), re.M))
    assert {p.name for p in folder.iterdir()} - {"README.md"} == {*listed, *(p.name for p in folder.glob("LICENSE*"))}
    assert {n: hashlib.sha256((folder / n).read_bytes()).hexdigest() for n in listed} == listed
    assert all((webmap.ASSETS / name).is_file() for name in (*webmap.SCRIPTS, *webmap.STYLES))
    assert not any("</script" in (webmap.ASSETS / name).read_text() for name in webmap.SCRIPTS)


def test_every_text_is_translated():
    folder = Path(webmap.__file__).parent
    sources = [p.read_text() for p in (*folder.glob("webmap*.py"), folder.parent / "app/components/map.py")]
    pattern = r'(?:\b_|translator\(language, "map"\))\(\s*"((?:[^"\\]|\\.)+)"\s*,?\s*\)'
    messages = {m for text in sources for m in re.findall(pattern, text)}
    assert len(messages) > 30
    german = translator("de", "map")
    assert not [m for m in messages if german(m) == m and m not in {"Form"}]


def test_enclaves_exclaves_and_gaps_in_the_tables_are_drawn():
    outer = shapely.box(0, 0, 9_000, 9_000) - shapely.box(3_000, 3_000, 6_000, 6_000)
    exclave = shapely.MultiPolygon([shapely.box(3_000, 3_000, 6_000, 6_000), shapely.box(20_000, 0, 22_000, 2_000)])
    table = gpd.GeoDataFrame(
        {"name": ["Ring", None], "population": pd.array([None, 12], dtype="Int64")},
        index=pd.Index(["1", "2"], name="key"),
        geometry=shapely.transform([outer, exclave], lambda xy: np.add(xy, (600_000, 5_400_000))).tolist(),
        crs=25832,
    )
    geometry = webmap.build_geometry(table, table.iloc[:0])
    document = json.loads(geometry.payload)
    ring, parts = document["objects"]["areas"]["geometries"]
    assert len(ring["arcs"]) == 2
    assert len(parts["arcs"]) == 2
    assert arcs_of(document, ring) & arcs_of(document, parts), "the enclave fills the hole"
    assert document["geo_koop"]["population"] == [0, 12]
    assert document["geo_koop"]["names"] == ["Ring", ""]
