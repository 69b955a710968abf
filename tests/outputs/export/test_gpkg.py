"""The GeoPackage, opened again: layers, fields, coordinate system, counts, relations, metadata, styles."""

import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

from geo_koop import Filters, codelists
from geo_koop.errors import OutputError, UsageError
from geo_koop.outputs import export
from geo_koop.outputs.export import schema
from geo_koop.outputs.styles import looks
from geo_koop.result import narrowing

NAMES = list(schema.usual())
STORED = {"text": "object", "date": "datetime64[D]", "integer": "int64", "real": "float64", "boolean": "bool"}


def read(package, layer):
    return pyogrio.read_dataframe(package, layer=layer)


def ask(package, question):
    with closing(sqlite3.connect(package)) as base:
        return base.execute(question).fetchall()


def test_all_layers_and_tables_are_there(package):
    listed = dict(pyogrio.list_layers(package))
    assert set(listed) == {*NAMES, "layer_styles"}
    assert {name: kind for name, kind in listed.items() if kind is not None} == schema.geometry_types()


@pytest.mark.parametrize("layer", NAMES)
def test_every_field_is_documented_and_typed(package, layer):
    info = pyogrio.read_info(package, layer=layer)
    listed = schema.fields()[layer]
    assert list(info["fields"]) == list(listed)
    assert [STORED[field.type] for field in listed.values()] == list(info["dtypes"])
    assert all(field.de and field.en for field in listed.values())
    facts = ask(package, f"SELECT column_name, description FROM gpkg_data_columns WHERE table_name = '{layer}'")
    assert dict(facts).keys() == listed.keys()


def test_units_stand_in_the_descriptions(package):
    facts = ask(
        package,
        "SELECT description FROM gpkg_data_columns WHERE table_name = 'municipalities' AND column_name = 'area_km2'",
    )
    assert facts == [("Fläche [km²]",)]


def test_codes_are_constrained_to_their_codelists(package):
    rows = ask(
        package,
        "SELECT value FROM gpkg_data_column_constraints WHERE constraint_name = 'geo_koop_patterns'",
    )
    assert {value for (value,) in rows} == set(codelists.load("patterns").codes)
    for layer in NAMES:
        listed = schema.fields()[layer]
        coded = [(name, field.codelist) for name, field in listed.items() if field.codelist and field.type == "text"]
        table = read(package, layer) if coded else None
        for name, codelist in coded:
            assert set(table[name].dropna()) <= {*codelists.load(codelist).codes, "any"}, (layer, name)


def test_row_counts(package, embedded):
    counts = {name: pyogrio.read_info(package, layer=name)["features"] for name in NAMES}
    assert counts["municipalities"] == counts["topic_matrix"] == len(embedded.municipalities)
    assert counts["unincorporated"] == len(embedded.unincorporated)
    assert counts["cooperations"] == len(embedded.cooperations)
    assert counts["cooperation_parts"] == counts["membership"] == len(embedded.area)
    assert counts["members"] == len(embedded.members)
    assert counts["comembership"] == len(embedded.without_statutory().comembership)
    assert counts["topic_coverage"] == len(embedded.coverage())
    for name in ("sources", "actors", "scopes", "findings"):
        assert counts[name] == len(getattr(embedded, name))


def test_keys_are_unique_text(package):
    areas = read(package, "municipalities")
    assert areas["key"].is_unique
    assert areas["key"].str.fullmatch(r"\d{8}").all()
    assert read(package, "cooperations")["cooperation_id"].is_unique
    assert not read(package, "topic_coverage").duplicated(["key", "topic"]).any()
    assert read(package, "provenance")["key"].is_unique


def test_the_area_of_a_cooperation_is_that_of_its_municipalities(package, embedded):
    shapes = read(package, "cooperations").set_index("cooperation_id")
    placed = shapes[shapes.geometry.notna()]
    size = embedded.municipalities.area / 1e6  # of the shapes; area_km2 is the official one
    covered = embedded.area.drop_duplicates(["cooperation_id", "key"])
    expected = covered["key"].map(size).groupby(covered["cooperation_id"]).sum()
    assert set(placed.index) == set(expected.index)
    assert placed.is_valid.all()
    np.testing.assert_allclose(placed.area / 1e6, expected[placed.index], rtol=1e-6)


def test_topics_and_gaps_of_a_municipality(package, embedded):
    areas = read(package, "municipalities").set_index("key")
    matrix = read(package, "topic_matrix").set_index("key")
    rows = embedded.coverage()
    leaves = {"water", "waste_water", "education", "mobility"}
    for topic in leaves:
        covered = areas["topics"].fillna("").str.split(";").map(lambda codes, t=topic: t in codes)
        assert (covered == (matrix[topic] > 0)).all()
        missing = set(rows.loc[(rows["topic"] == topic) & (rows["status"] == "none_recorded"), "key"])
        gaps = areas["gaps"].fillna("").str.split(";").map(lambda codes, t=topic: t in codes)
        assert set(areas.index[gaps]) == missing
    assert (areas["n_gaps"] == areas["gaps"].fillna("").map(lambda text: len(text.split(";")) if text else 0)).all()
    strongest = rows[rows["topic"] == "any"].set_index("key")["bindingness"]
    assert areas["bindingness"].dropna().astype(int).to_dict() == strongest.dropna().astype(int).to_dict()


def test_blanks_are_told_apart(package):
    areas = read(package, "municipalities")
    assert set(read(package, "topic_coverage")["status"]) == {"covered", "none_recorded", "not_surveyed"}
    assert (areas.loc[areas["status"] == "covered", "cooperations"] > 0).all()
    assert (areas.loc[areas["status"] != "covered", "cooperations"] == 0).all()


def test_members_lie_in_their_municipality(package, embedded):
    points = read(package, "members")
    own = points[points["level"] == "municipality"]
    shapes = embedded.municipalities.geometry.reindex(own["unit_key"])
    assert shapely.contains(shapes.to_numpy(), own.geometry.to_numpy()).all()
    assert (points["level"] == "unresolved").sum() == points.geometry.isna().sum()


def test_dates_are_dates(package, embedded):
    table = read(package, "cooperations").set_index("cooperation_id")
    expected = embedded.cooperations["start_date"]
    assert table["start_date"].dt.strftime("%Y-%m-%d").dropna().to_dict() == (
        expected.dt.strftime("%Y-%m-%d").dropna().to_dict()
    )


def test_the_relation_leads_from_municipalities_to_cooperations(package):
    (relation,) = ask(
        package,
        "SELECT base_table_name, base_primary_column, related_table_name, related_primary_column, mapping_table_name "
        "FROM gpkgext_relations",
    )
    assert relation == ("municipalities", "fid", "cooperations", "fid", "membership")
    wrong = ask(
        package,
        "SELECT count(*) FROM membership m LEFT JOIN municipalities a ON a.fid = m.base_id "
        "LEFT JOIN cooperations c ON c.fid = m.related_id "
        "WHERE a.key IS NOT m.key OR c.cooperation_id IS NOT m.cooperation_id",
    )
    assert wrong == [(0,)]


def test_no_journal_stays(package):
    assert package.read_bytes()[18:20] == b"\x01\x01"
    assert [path.suffix for path in package.parent.iterdir() if path.stem == package.stem].count(".gpkg-wal") == 0


def test_metadata_names_owners_per_layer(package):
    (whole,) = ask(package, "SELECT metadata FROM gpkg_metadata WHERE mime_type = 'text/xml'")
    assert ET.fromstring(whole[0]).tag == "{http://www.isotc211.org/2005/gmd}MD_Metadata"
    rows = ask(
        package,
        "SELECT table_name, metadata FROM gpkg_metadata m JOIN gpkg_metadata_reference r ON r.md_file_id = m.id "
        "WHERE reference_scope = 'table'",
    )
    facts = {name: json.loads(text) for name, text in rows}
    assert set(facts) == set(NAMES)
    assert "OpenStreetMap" in facts["municipalities"]["attribution"]
    assert "OpenStreetMap" not in facts["sources"]["attribution"]
    assert "geo_koop-Projekt" in facts["sources"]["attribution"]
    assert facts["sources"]["licence"] == "CC-BY-4.0"
    assert facts["unincorporated"]["licence"] == "ODbL-1.0"


def test_provenance_names_source_licence_dates_and_checksums(package, embedded):
    items = read(package, "provenance").set_index("key")["value"]
    assert items["gebietsstand"] == "2021-01-01"
    assert "OpenStreetMap" in items["attribution_de"]
    assert items["licence"] == "ODbL-1.0; CC-BY-4.0"
    assert items["approximate_boundaries"] == "True"
    assert items["as_of"] == embedded.provenance.as_of.isoformat()
    assert items["crs"] == items["crs_of_analysis"] == "EPSG:25832"
    assert items["settings.core_population"] == "50000"
    assert len(items["file.members.sha256"]) == 64


def test_styles_fit_their_layers(package):
    table = read(package, "layer_styles")
    assert set(table["f_table_name"]) == set(schema.geometry_types())
    assert (table.groupby("f_table_name")["useAsDefault"].sum() == 1).all()
    assert not table.duplicated(["f_table_name", "styleName"]).any()
    assert (table["f_geometry_column"] == pyogrio.read_info(package, layer="members")["geometry_name"]).all()
    for layer, text, drawn in table[["f_table_name", "styleQML", "styleSLD"]].itertuples(index=False):
        aliases = {alias.get("field") for alias in ET.fromstring(text).iter("alias")}
        assert aliases == set(pyogrio.read_info(package, layer=layer)["fields"])
        assert ET.fromstring(drawn).tag.endswith("StyledLayerDescriptor")


@pytest.mark.parametrize("layer", schema.geometry_types())
def test_every_row_falls_into_exactly_one_class_of_the_default_style(package, layer):
    parts = {name: read(package, name) for name in schema.geometry_types()}
    (look,) = [look for look in looks.every(parts) if look.layer == layer and look.default]
    counts = [
        ask(package, f'SELECT count(*) FROM "{layer}" WHERE {entry.expression() or "1"}')[0][0]
        for entry in look.classes
    ]
    assert sum(counts) == len(parts[layer])


@pytest.mark.parametrize("epsg", [4326, 3857, 3035, 25833, 31467, 31468, 31469])
def test_coordinate_systems(embedded, tmp_path, epsg):
    wanted = export.Request(crs=str(epsg), language="en", layers=("municipalities", "provenance"))
    out = export.export(embedded, tmp_path / "o.gpkg", wanted).files[0]
    assert pyogrio.read_info(out, layer="municipalities")["crs"] == f"EPSG:{epsg}"
    areas = read(out, "municipalities")
    back = areas.to_crs("EPSG:25832").set_index("key")
    # Between the old and the new German datum there are several ways of a few metres' accuracy.
    allowed = 5 if 31467 <= epsg <= 31469 else 0.1
    assert back.centroid.distance(embedded.municipalities.centroid).max() < allowed
    assert areas["area_km2"].tolist() == pytest.approx(embedded.municipalities["area_km2"].tolist())
    x, y = areas.total_bounds[:2]
    assert (x, y) == pytest.approx(tuple(embedded.municipalities.to_crs(epsg).total_bounds[:2]))
    assert read(out, "provenance").set_index("key")["value"]["crs"] == f"EPSG:{epsg}"


@pytest.mark.parametrize("wrong", ["EPSG:99", "Gauß", ""])
def test_no_coordinate_system(embedded, tmp_path, wrong):
    with pytest.raises(UsageError, match="EPSG"):
        export.export(embedded, tmp_path / "o.gpkg", export.Request(crs=wrong))
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_written(embedded, tmp_path):
    for name, request, message in (
        ("o.dxf", export.Request(), "gpkg"),
        ("o.geojson", export.Request(crs="25832"), "4326"),
        ("o.fgb", export.Request(layers=("municipalities", "members")), "one layer"),
        ("o.fgb", export.Request(layers=("Gemeinden",)), "municipalities"),
        ("o.fgb", export.Request(with_project=True), "GeoPackage"),
        ("o.zip", export.Request(form="gpkg"), ".gpkg"),
        ("o.gpkg", export.Request(form="dxf"), "gpkg"),
    ):
        with pytest.raises(UsageError, match=message):
            export.check(tmp_path / name, request)
    with pytest.raises(UsageError, match="09999999"):
        export.export(embedded, tmp_path / "o.gpkg", export.Request(select=("09999999",)))
    assert not list(tmp_path.iterdir())
    with pytest.raises(OutputError, match="does not exist"):
        export.export(embedded, tmp_path / "no" / "o.gpkg")


def test_an_existing_file_is_replaced_only_when_asked(embedded, tmp_path):
    out = tmp_path / "o.gpkg"
    beside = tmp_path / "o.qgz"
    beside.write_text("mine")
    some = {"layers": ("municipalities",), "with_project": True}
    with pytest.raises(OutputError, match="overwrite"):
        export.export(embedded, out, export.Request(**some))
    assert beside.read_text() == "mine"
    export.export(embedded, out, export.Request(**some, overwrite=True))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["o.gpkg", "o.qgz"]


def test_a_selection_keeps_what_belongs_together(embedded, tmp_path):
    out = export.export(embedded, tmp_path / "o.gpkg", export.Request(select=("zv-raum-kassel",))).files[0]
    assert list(read(out, "cooperations")["cooperation_id"]) == ["zv-raum-kassel"]
    covered = embedded.area.loc[embedded.area["cooperation_id"] == "zv-raum-kassel", "key"]
    assert set(read(out, "municipalities")["key"]) == set(read(out, "topic_matrix")["key"]) == set(covered)
    assert set(read(out, "members")["cooperation_id"]) == {"zv-raum-kassel"}
    assert len(read(out, "codelists")) > 50
    wrong = ask(
        out, "SELECT count(*) FROM membership m JOIN municipalities a ON a.fid = m.base_id WHERE a.key <> m.key"
    )
    assert wrong == [(0,)]


def test_an_analysis_without_a_cooperation(embedded, tmp_path):
    nothing = narrowing.narrow(embedded, Filters(patterns=("network",), topics=("broadband",)))
    assert nothing.cooperations.empty
    out = export.export(nothing, tmp_path / "o.gpkg", export.Request(with_project=True)).files[0]
    assert set(dict(pyogrio.list_layers(out))) == {*NAMES, "layer_styles"}
    assert isinstance(read(out, "cooperations"), gpd.GeoDataFrame)


def test_the_same_data_give_the_same_bytes(embedded, package, tmp_path):
    again = export.export(embedded, tmp_path / package.name, export.Request(reproducible=True)).files[0]
    assert again.read_bytes() == package.read_bytes()


@pytest.mark.skipif(not shutil.which("ogrinfo"), reason="GDAL's ogrinfo is not installed")
def test_gdal_reads_it(package):
    done = subprocess.run(["ogrinfo", "-so", "-al", package], capture_output=True, text=True, check=True)
    assert not done.stderr


def test_aliases_are_short_and_descriptions_list_the_codes(package):
    rows = ask(package, "SELECT table_name, column_name, name, description FROM gpkg_data_columns")
    facts = {(table, column): (alias, said) for table, column, alias, said in rows}
    assert facts["municipalities", "status"] == (
        "Erfassung",
        "Erfassung: covered, none_recorded oder not_surveyed",
    )
    assert facts["cooperations", "rule"][0] == "Regel"
    assert facts["municipalities", "area_km2"] == ("Fläche", "Fläche [km²]")
    assert facts["cooperations", "core_population"][0] == "Kern: Einwohner"


@pytest.mark.parametrize(
    ("layer", "field"),
    [
        ("cooperations", "rule"),
        ("cooperations", "status"),
        ("cooperations", "hinterland_rule"),
        ("members", "unit"),
        ("members", "level"),
        ("membership", "through"),
        ("topic_coverage", "status"),
    ],
)
def test_every_code_that_occurs_is_in_the_description(package, layer, field):
    ((said,),) = ask(
        package, f"SELECT description FROM gpkg_data_columns WHERE table_name = '{layer}' AND column_name = '{field}'"
    )
    present = {code for (code,) in ask(package, f'SELECT DISTINCT "{field}" FROM "{layer}"') if code}
    assert present
    assert [code for code in present if code not in said] == []
