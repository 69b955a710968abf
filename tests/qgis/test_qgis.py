"""QGIS opens what is exported: layers, styles, relations, layouts (``make test-qgis``)."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from geo_koop.outputs import export
from geo_koop.outputs.export import schema

PYTHON = os.environ.get("GEO_KOOP_QGIS")
CLASSES = {"municipalities": 10, "unincorporated": 1, "cooperations": 11, "cooperation_parts": 11, "members": 3}
"""Of the municipalities: five counts, three grades of a blank, not surveyed, surroundings."""
MOST_BYTES = 5_000_000


@pytest.mark.skipif(not PYTHON, reason="QGIS is tested by make test-qgis")
def test_qgis_opens_everything_styled(embedded, tmp_path):
    export.export(embedded, tmp_path / "geo_koop.gpkg", export.Request(with_project=True))
    script = Path(__file__).with_name("check_project.py")
    done = subprocess.run([PYTHON, script, tmp_path], capture_output=True, text=True, timeout=600)
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    found = json.loads(line.removeprefix("RESULT "))
    assert set(found["layers"]) >= set(schema.layers())
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
