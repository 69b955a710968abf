"""The geometry of the web map: order, shared borders, hashes."""

import json
import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo_koop.errors import OutputError
from geo_koop.outputs.webmap.geometry import build_geometry, fingerprint
from tests.browser.synthetic import SIDE, SOUTH, WEST


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
    other = build_geometry(turned, analysis.unincorporated)
    assert other.order_hash != geometry.order_hash
    assert re.fullmatch(r"geometry-[0-9a-f]{32}\.json", geometry.file_name)
    assert other.file_name != geometry.file_name
    again = build_geometry(analysis.municipalities, analysis.unincorporated)
    assert again == geometry


def test_fingerprint_sees_what_the_payload_depends_on(analysis):
    def mark(municipalities):
        return fingerprint(municipalities, analysis.unincorporated)

    table = analysis.municipalities
    assert mark(table) == mark(table.copy())
    assert mark(table) != mark(table.assign(name="x"))
    assert mark(table) != mark(table.assign(geometry=table.geometry.translate(1)))
    assert mark(table) == mark(table.assign(central_place="x")), "what the map does not show is left out"


def test_simplification_keeps_all_areas(analysis):
    wavy = analysis.municipalities.copy()
    wavy["geometry"] = wavy.geometry.segmentize(100)
    coarse = build_geometry(wavy, analysis.unincorporated, tolerance=200)
    fine = build_geometry(wavy, analysis.unincorporated, tolerance=0)
    assert coarse.areas == fine.areas == 24
    assert len(coarse.payload) < len(fine.payload) / 2


def test_no_municipalities_is_said(analysis):
    with pytest.raises(OutputError, match="no municipality"):
        build_geometry(analysis.municipalities.iloc[:0], analysis.unincorporated)


def test_enclaves_exclaves_and_gaps_in_the_tables_are_drawn():
    outer = shapely.box(0, 0, 9_000, 9_000) - shapely.box(3_000, 3_000, 6_000, 6_000)
    exclave = shapely.MultiPolygon([shapely.box(3_000, 3_000, 6_000, 6_000), shapely.box(20_000, 0, 22_000, 2_000)])
    table = gpd.GeoDataFrame(
        {"name": ["Ring", None], "population": pd.array([None, 12], dtype="Int64")},
        index=pd.Index(["1", "2"], name="key"),
        geometry=shapely.transform([outer, exclave], lambda xy: np.add(xy, (600_000, 5_400_000))).tolist(),
        crs=25832,
    )
    geometry = build_geometry(table, table.iloc[:0])
    document = json.loads(geometry.payload)
    ring, parts = document["objects"]["areas"]["geometries"]
    assert len(ring["arcs"]) == 2
    assert len(parts["arcs"]) == 2
    assert arcs_of(document, ring) & arcs_of(document, parts), "the enclave fills the hole"
    assert document["geo_koop"]["population"] == [0, 12]
    assert document["geo_koop"]["names"] == ["Ring", ""]
