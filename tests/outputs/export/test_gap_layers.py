"""The layers on gaps: what they hold in the country of nine, and that they are written on request alone."""

import geopandas as gpd
import pyogrio
import pytest

from geo_koop import workspace
from geo_koop.outputs import export
from geo_koop.outputs.export import schema
from geo_koop.planning import gaps
from tests import nine
from tests.nine import KEYS

LAYERS = ("gaps", "gap_groups", "potential_join")


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    """Return the country without *plan* and *k*: E, F, G have a gap on water; nobody asked in H and I."""
    request = nine.request_in(tmp_path_factory.mktemp("nine"))
    whole = workspace.evaluate(workspace.load(request), as_of=request.as_of)
    area, members = (t[~t["cooperation_id"].isin(["plan", "k"])] for t in (whole.area, whole.members))
    return whole.replace(area=area, members=members)


@pytest.fixture(scope="module")
def parts(country):
    return export.tables(country, layers=LAYERS)


def test_gaps_hold_no_municipality_in_which_nobody_asked(parts):
    water = parts["gaps"][parts["gaps"]["topic"] == "water"]
    assert water["name"].tolist() == ["E", "F", "G"]
    assert water["gap_neighbours"].tolist() == [1, 1, 0]
    assert set(water["topic_de"]) == {"Wasserversorgung"}
    assert set(water["grade_label"]) == {"Befragung (alle gefragt)"}
    assert not parts["gaps"]["key"].isin([KEYS["H"], KEYS["I"]]).any()
    assert water.geometry.area.tolist() == [25e6] * 3


def test_a_group_is_one_area(parts):
    row = parts["gap_groups"].set_index("topic").loc["broadband"]
    assert (row["group"], row["municipalities"], row["population"], row["area_km2"]) == (1, 7, 35_000, 175.0)
    assert row["names"] == "A, B, C, D, E, F, G"
    assert row["keys"].split(";") == [KEYS[name] for name in "ABCDEFG"]
    assert row.geometry.area == pytest.approx(175e6)
    assert row.geometry.geom_type == "MultiPolygon"


def test_a_line_leads_to_the_nearest_member(parts):
    table = parts["potential_join"]
    first = table[(table["topic"] == "water") & (table["name"] == "F")].iloc[0]
    assert (first["rank"], first["cooperation_id"], first["cooperation"]) == (1, "w", "Verband w")
    assert (first["nearest_name"], first["nearest_km"], first["pattern"]) == ("C", 5.0, "neighbourhood")
    assert first.geometry.length == pytest.approx(5_000)
    assert table.groupby(["key", "topic"])["rank"].max().max() == 3


def test_a_place_brings_its_gaps_its_groups_and_what_it_could_join(country, tmp_path):
    out = tmp_path / "g.gpkg"
    export.export(country, out, export.Request(layers=LAYERS, select=(KEYS["G"],)))
    read = {name: pyogrio.read_dataframe(out, layer=name) for name in LAYERS}
    assert set(read["gaps"]["key"]) == {KEYS["G"]}
    assert set(read["potential_join"]["key"]) == {KEYS["G"]}
    assert read["gap_groups"]["keys"].str.contains(KEYS["G"]).all()
    assert len(read["gap_groups"])


def test_they_are_written_on_request_alone(country, tmp_path):
    assert not set(export.tables(country)) & set(LAYERS)
    assert not set(schema.usual()) & set(LAYERS)
    assert set(schema.layers()) == {*schema.usual(), *LAYERS}
    out = tmp_path / "luecken.geojson"
    export.export(country, out, export.Request(layers=("gap_groups",)))
    assert len(gpd.read_file(out)) > 1


def test_where_nothing_is_a_gap_layers_are_empty(country, tmp_path):
    nobody = country.replace(scopes=country.scopes.iloc[:0])
    made = export.tables(nobody, layers=LAYERS)
    assert [len(made[name]) for name in LAYERS] == [0, 0, 0]
    export.export(nobody, tmp_path / "leer.gpkg", export.Request(layers=LAYERS, with_project=True))


def test_the_embedded_layer_counts_as_the_status_does(embedded):
    table = export.tables(embedded, layers=("gaps",))["gaps"]
    known = gaps.gaps(embedded)
    column = known.topics.get_loc("water")
    assert (table["topic"] == "water").sum() == (known.status[:, column] == gaps.GAP).sum()
