"""The server's side of the map: which municipality was clicked, where geometries are kept."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from geo_koop.app.components import map as map_component
from tests.browser.synthetic import sample_analysis

APP = Path(__file__).parents[1] / "browser" / "apps" / "map_app.py"


def test_a_place_is_found_in_its_municipality():
    analysis = sample_analysis()
    centres = analysis.municipalities.to_crs(4326).geometry.map(lambda shape: shape.centroid)
    found = [map_component.municipality_at(analysis.municipalities, p.y, p.x) for p in centres]
    assert found == list(analysis.municipalities.index)


def test_outside_and_in_unincorporated_areas_there_is_none():
    analysis = sample_analysis()
    lake = analysis.unincorporated.to_crs(4326).geometry.iloc[0].centroid
    assert map_component.municipality_at(analysis.municipalities, lake.y, lake.x) is None
    assert map_component.municipality_at(analysis.municipalities, 0.0, 0.0) is None


def test_a_page_with_a_map_runs(tmp_path, monkeypatch):
    monkeypatch.setenv("GEO_KOOP_CACHE", str(tmp_path))
    test = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not test.exception
    assert "Gemeinde: keine" in [m.value for m in test.markdown]
    test.radio[0].set_value("Muster").run()
    assert not test.exception
