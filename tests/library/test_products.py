"""What programs take away: files, drawings, a map, a look in a notebook."""

import subprocess
import sys
from io import StringIO
from xml.etree import ElementTree

import docx
import folium
import geopandas as gpd
import pandas as pd
import pyproj
import pytest

import geo_koop as gk
from geo_koop import locale


@pytest.fixture(scope="module")
def analysis(embedded):
    return embedded


def test_export_writes_what_the_ending_says(analysis, tmp_path):
    out = gk.export(analysis, str(tmp_path / "r.gpkg"), layers=["municipalities", "cooperations"], language="en")
    assert out == tmp_path / "r.gpkg"
    assert len(gpd.read_file(out, layer="municipalities")) == len(analysis.municipalities)
    with pytest.raises(gk.OutputError):
        gk.export(analysis, out)
    entries = []
    gk.export(analysis, tmp_path / "r.geojson", layers="municipalities", select="09184119", tell=entries.append)
    assert len(gpd.read_file(tmp_path / "r.geojson")) == 1
    assert entries


def test_options_that_do_not_exist_are_refused(analysis, tmp_path):
    with pytest.raises(gk.UsageError, match="Unknown options: colour"):
        gk.export(analysis, tmp_path / "r.gpkg", colour="red")
    with pytest.raises(gk.UsageError, match="Unknown options: size"):
        gk.report(analysis, tmp_path / "r.pdf", municipality="Haar", size=3)
    with pytest.raises(gk.UsageError, match="ending"):
        gk.report(analysis, tmp_path / "r.xyz", municipality="Haar")


def test_a_report_names_what_it_is_about(analysis, tmp_path):
    out = gk.report(analysis, tmp_path / "haar.html", municipality="Haar")
    assert out == tmp_path / "haar.html"
    assert "Haar" in out.read_text(encoding="utf-8")
    assert gk.report(analysis, tmp_path / "haar.pdf", municipality="Haar").read_bytes().startswith(b"%PDF")
    water = gk.report(analysis, tmp_path / "water.html", topic="Wasserversorgung", region="muenchen_14", language="en")
    assert "water supply" in water.read_text(encoding="utf-8")


def test_a_report_is_of_one_kind(analysis, tmp_path):
    with pytest.raises(gk.UsageError, match="of one kind, but municipality, topic are asked for"):
        gk.report(analysis, tmp_path / "r.pdf", municipality="Haar", topic="water")
    with pytest.raises(gk.UsageError, match="There is no municipality Harr"):
        gk.report(analysis, tmp_path / "r.pdf", municipality="Harr")


def test_a_draft_for_a_council_can_be_edited(analysis, tmp_path):
    out = gk.report(analysis, tmp_path / "v.docx", resolution=True, municipality="Haar", topic="Wasserversorgung")
    headings = [p.text for p in docx.Document(out).paragraphs if p.style.name.startswith("Heading")]
    assert headings[:3] == ["Wasserversorgung: Haar", "Angaben zur Vorlage", "Beschlussvorschlag"]
    out = gk.report(analysis, tmp_path / "k.docx", resolution=True, cooperation="zv-raum-kassel", language="en")
    assert "Proposed resolution" in [p.text for p in docx.Document(out).paragraphs]
    for strange in ({}, {"atlas": True}, {"municipality": "Haar", "cooperation": "zv-raum-kassel"}):
        with pytest.raises(gk.UsageError, match="A draft resolution is about"):
            gk.report(analysis, tmp_path / "x.docx", resolution=True, **strange)


def test_changes_are_told_since_a_year(analysis, tmp_path):
    page = gk.report(analysis, tmp_path / "g.html", municipality="09184119", since="2015").read_text(encoding="utf-8")
    assert "Was hat sich geändert seit 31.12.2015" in page


def test_an_atlas_of_a_district_is_one_file(analysis, tmp_path):
    few = gk.analyse(filters=gk.Filters(topics="broadband"))
    out = gk.report(few, tmp_path / "atlas.pdf", atlas="06611")
    assert out.read_bytes().startswith(b"%PDF")


def test_the_drawing_is_svg_with_date_and_sources(analysis, tmp_path):
    drawn = analysis.plot(language="de")
    root = ElementTree.fromstring(drawn._repr_svg_())
    texts = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[0] == "Kooperationen je Gemeinde"
    assert "Stand 01.01.2026 · Gebietsstand 01.01.2021" in texts
    assert any("OpenStreetMap" in text for text in texts if text)
    assert float(root.get("width").removesuffix("mm")) == drawn.width == 170
    assert drawn.save(tmp_path / "map.svg").read_text(encoding="utf-8") == drawn.svg
    with pytest.raises(gk.OutputError):
        drawn.save(tmp_path / "map.svg")


def test_drawings_differ_by_what_colours_them(analysis):
    made = {colour: analysis.plot(colour=colour, language="en").title for colour in ("cooperations", "pattern")}
    assert made["cooperations"] == "Cooperations per municipality"
    assert len(set(made.values())) == 2
    assert analysis.plot(topic="Wasserversorgung", language="en").title == "Topic coverage: water supply"
    with pytest.raises(gk.UsageError, match="There is no colouring red"):
        analysis.plot(colour="red")


def test_the_map_is_a_page_of_its_own(analysis, tmp_path):
    shown = analysis.explore()
    assert isinstance(shown, folium.Map)
    frame = shown._repr_html_()
    assert frame.startswith("<iframe")
    assert "srcdoc=" in frame
    shown.save(tmp_path / "map.html")
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert "Kooperationen je Gemeinde" in page
    assert "Content-Security-Policy" in page


def test_a_notebook_shows_numbers_dates_patterns_and_sources(analysis):
    shown = dict(pd.read_html(StringIO(analysis._repr_html_()))[0].to_numpy().tolist())
    assert shown["Stichtag"] == "01.01.2026"
    assert shown["Gebietsstand"] == "01.01.2021"
    assert shown["Mitglieder"] == "members.csv, 1.516 Zeilen"
    assert "nachbarschaftlich" in shown["Muster"]
    assert "\n" not in repr(analysis)
    assert repr(analysis).startswith("<Analysis on 2026-01-01: 225 cooperations, 195 shown, 1266 municipalities")


def test_names_in_tables_are_only_text_in_a_notebook(towns, cooperations, members):
    made = gk.analyse(boundaries=towns, cooperations=cooperations, members=members)
    assert "<script>" not in made._repr_html_()
    assert "DataFrame in memory" in made._repr_html_()


def test_the_language_of_the_library_is_that_of_the_thread(analysis):
    try:
        gk.use_language("en")
        assert "Date of the view" in analysis._repr_html_()
        assert analysis.plot().title == "Cooperations per municipality"
    finally:
        gk.use_language("de")
    assert locale.active() == "de"
    with pytest.raises(gk.UsageError, match="Unknown language"):
        gk.use_language("fr")


BLOCKED = """
import sys
for name in {names}:
    sys.modules[name] = None
"""


def run(code, *names):
    script = BLOCKED.format(names=list(names)) + code
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=120)


APP = ("altair", "branca", "folium", "streamlit", "streamlit_folium", "topojson", "jinja2")
REPORT = ("typst", "segno", "jinja2")
OGC = ("pygeoapi",)


def test_the_base_reads_decides_writes_and_draws_without_the_extras(tmp_path):
    code = f"""
import geo_koop as gk
a = gk.analyse(filters=gk.Filters(topics="broadband"))
gk.export(a, r"{tmp_path / "r.gpkg"}", with_project=True, with_metadata=True)
gk.export(a, r"{tmp_path / "r.xlsx"}")
a.plot(); a._repr_html_()
for call, extra in (
    (lambda: a.explore(), "app"),
    (lambda: gk.report(a, r"{tmp_path / "r.pdf"}", municipality="Haar"), "report"),
    (lambda: gk.export(a, r"{tmp_path / "r.svg"}"), "report"),
):
    try:
        call()
    except gk.UsageError as error:
        said = str(error)
        assert "\\n" not in said and said.endswith(f"pip install 'geo-koop[{{extra}}]'"), said
    else:
        raise AssertionError(extra)
"""
    done = run(code, *APP, *REPORT, *OGC)
    assert done.returncode == 0, done.stderr[-2_000:]


@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (["serve"], "app"),
        (["map", "m.html"], "app"),
        (["map", "m.pdf"], "report"),
        (["report", "municipality", "Haar", "--out", "r.pdf"], "report"),
        (["ogc", "folder"], "ogc"),
    ],
)
def test_a_command_says_in_one_line_what_to_install(tmp_path, arguments, extra):
    code = f"""
import os
os.chdir(r"{tmp_path}")
from geo_koop.cli import run
import sys
sys.argv = {["geo-koop", *arguments, "--lang", "en"]}
run()
"""
    done = run(code, *APP, *REPORT, *OGC)
    assert done.returncode == 2
    (line,) = [line for line in done.stderr.splitlines() if "pip install" in line]
    assert line.endswith(f"pip install 'geo-koop[{extra}]'")
    assert "Traceback" not in done.stderr


def test_help_and_the_root_package_load_nothing_heavy():
    code = """
import sys
import geo_koop
dir(geo_koop), geo_koop.__version__, geo_koop.UsageError
from geo_koop.cli import run
sys.argv = ["geo-koop", "--help"]
try:
    run()
except SystemExit:
    pass
heavy = {"geopandas", "pandas", "numpy", "shapely", "scipy", "folium", "streamlit", "typst"} & set(sys.modules)
assert not heavy, heavy
"""
    done = run(code)
    assert done.returncode == 0, done.stderr[-2_000:]


@pytest.mark.parametrize("crs", [25833, "25833", "EPSG:25833", pyproj.CRS(25833)])
def test_a_coordinate_system_is_named_as_geopandas_names_it(analysis, tmp_path, crs):
    out = gk.export(analysis, tmp_path / "a.gpkg", layers="municipalities", crs=crs)
    assert gpd.read_file(out, rows=1).crs.to_epsg() == 25833


@pytest.mark.parametrize("crs", [4979, "EPSG:5555", "nonsense", 123])
def test_what_is_no_system_of_the_plane_is_refused(analysis, tmp_path, crs):
    with pytest.raises(gk.UsageError, match=r"no coordinate system|with heights"):
        gk.export(analysis, tmp_path / "a.gpkg", crs=crs)


@pytest.mark.parametrize("width", [-3, 0, 1e9, float("nan")])
def test_a_drawing_has_a_width(analysis, width):
    with pytest.raises(gk.UsageError, match=r"cannot be .* mm wide"):
        analysis.plot(width=width)


def test_an_unknown_topic_or_language_names_those_that_are_there(analysis):
    with pytest.raises(gk.UsageError, match=r"no coverage of the topic xx(.|\n)*water"):
        analysis.plot(topic="xx")
    with pytest.raises(gk.UsageError, match="Unknown language “fr”"):
        analysis.plot(language="fr")


def test_a_file_that_exists_is_replaced_by_a_parameter(analysis, tmp_path):
    (tmp_path / "o.gpkg").touch()
    with pytest.raises(gk.OutputError, match="replace it with overwrite"):
        gk.export(analysis, tmp_path / "o.gpkg")


def test_the_package_runs_as_a_program():
    done = subprocess.run([sys.executable, "-m", "geo_koop", "--version"], capture_output=True, text=True)
    assert done.returncode == 0
    assert gk.__version__ in done.stdout


def test_an_atlas_in_volumes_for_districts(tmp_path):
    few = gk.analyse(filters=gk.Filters(topics="broadband"))
    made = gk.report(few, tmp_path / "atlas.html", atlas="06611", volumes="district")
    assert [path.name for path in made] == ["atlas-06611-kassel-kreisfreie-stadt.html"]
    assert "Kassel" in made[0].read_text(encoding="utf-8")
    with pytest.raises(gk.UsageError, match="land"):
        gk.report(few, tmp_path / "atlas.html", volumes="land")
    with pytest.raises(gk.UsageError, match="one kind"):
        gk.report(few, tmp_path / "atlas.html", municipality="Kassel", volumes="district")
