"""QGIS opens what is exported: layers, styles, relations, layouts (``make test-qgis``)."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from geo_koop import analyse
from geo_koop.model import AnalysisRequest
from geo_koop.outputs import export
from geo_koop.outputs.export import schema

PYTHON = os.environ.get("GEO_KOOP_QGIS")
CLASSES = {"municipalities": 10, "unincorporated": 1, "cooperations": 11, "cooperation_parts": 11, "members": 3}
"""Of the municipalities: five counts, three grades of a blank, not surveyed, surroundings."""
MOST_BYTES = 5_000_000


def opened(analysis, folder):
    """Export an analysis with a project, and return what QGIS found in it."""
    export.export(analysis, folder / "geo_koop.gpkg", export.Request(with_project=True))
    script = Path(__file__).with_name("check_project.py")
    done = subprocess.run([PYTHON, script, folder], capture_output=True, text=True, timeout=600)
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    return json.loads(line.removeprefix("RESULT "))


@pytest.mark.skipif(not PYTHON, reason="QGIS is tested by make test-qgis")
def test_qgis_opens_everything_styled(embedded, tmp_path):
    found = opened(embedded, tmp_path)
    assert set(found["layers"]) >= set(schema.usual())
    for name, kind in schema.geometry_types().items():
        layer = found["layers"][name]
        assert layer["valid"], name
        assert layer["renderer"] == "RuleRenderer", name
        assert layer["crs"] == "EPSG:25832"
        assert layer["classes"] == CLASSES.get(name, layer["classes"]), (name, kind)
        assert layer["colours"] > 20, f"{name} is blank"
    project = found["project"]
    assert project["opened"]
    assert not project["invalid"]
    assert project["crs"] == "EPSG:25832"
    regions, atlas = 2, 1
    assert len(project["layouts"]) == 2 * 2 * regions + atlas, "themes, paper, regions"
    assert all(size < MOST_BYTES for size in project["pdf"].values()), project["pdf"]
    assert project["atlas pages"] == embedded.cooperations["shown"].sum()
    assert all(result == 0 and size > 50_000 for result, size in project["layouts"].values())
    assert len(project["relations"]) == 9
    assert all(project["relations"].values())


@pytest.mark.skipif(not PYTHON, reason="QGIS is tested by make test-qgis")
def test_a_country_takes_little_room_in_print(shared, tmp_path):
    (tmp_path / "cooperations.csv").write_text(
        "cooperation_id,name,topics,format,stage\nx,X,water,association,operating\n"
    )
    (tmp_path / "members.csv").write_text("cooperation_id,key\nx,09184119\nx,09184130\n")
    germany = analyse(
        AnalysisRequest(
            boundaries=shared / "vg5000_2021" / "VG5000_GEM.shp",
            attributes=shared / "inhabitants_2011.csv",
            cooperations=tmp_path / "cooperations.csv",
            members=tmp_path / "members.csv",
        )
    )
    sizes = opened(germany, tmp_path)["project"]["pdf"]
    assert len(sizes) == 2
    assert all(size < MOST_BYTES for size in sizes.values()), sizes
