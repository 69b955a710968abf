"""Inhabitants as offices write them decide the same as plain ones (shared cases)."""

from pathlib import Path

import pytest

from geo_koop import workspace
from geo_koop.model import AnalysisRequest

GIS = Path(__file__).parents[4] / "shared" / "cases" / "gis"
pytestmark = pytest.mark.skipif(not GIS.is_dir(), reason=f"the shared cases are not here: {GIS}")


def evaluated(**given):
    records = {"cooperations": GIS / "f_coop.csv", "members": GIS / "f_mem.csv"}
    inputs = workspace.load(AnalysisRequest(**records, **given), keep=False)
    return inputs, workspace.evaluate(inputs)


@pytest.mark.parametrize("name", ["f_plain.csv", "f_german.csv", "attr_comma.csv"])
def test_thousands_in_attributes(name):
    inputs, analysis = evaluated(boundaries=GIS / "plain.gpkg", attributes=GIS / name)
    population = inputs.boundaries.areas["population"]
    assert population["06611000"] == 188_000
    assert population["06633001"] == 8_234
    assert analysis.patterns.loc["c", "pattern"] == "city_hinterland"


def test_thousands_in_boundaries():
    inputs, analysis = evaluated(boundaries=GIS / "43_pop_de.gpkg")
    assert inputs.boundaries.areas["population"]["06611000"] == 188_000
    assert analysis.patterns.loc["c", "pattern"] == "city_hinterland"
