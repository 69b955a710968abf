"""Boundaries and keys as offices and portals hand them out: read as they are meant, or refused with the reason."""

from pathlib import Path

import geopandas as gpd
import pytest
from pyproj import Geod

from geo_koop import workspace
from geo_koop.errors import InputError, UsageError
from geo_koop.intake.areas import attributes, boundaries
from geo_koop.model import AnalysisRequest

CASES = Path(__file__).parents[4] / "shared" / "cases"
REPORTS, GIS = CASES / "public_reports", CASES / "gis"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason=f"the shared cases are not here: {CASES}")
AGS_GEN = "key=AGS,name=GEN"


def codes(loaded):
    return loaded.findings["code"].value_counts().to_dict()


def found(boundary_file, folder, *, members="mem.csv", cooperations="coop.csv", **further):
    """Return the keys of the members that were found in the boundaries, and the findings."""
    inputs = workspace.load(
        AnalysisRequest(
            boundaries=boundary_file, cooperations=folder / cooperations, members=folder / members, **further
        ),
        keep=False,
    )
    analysis = workspace.evaluate(inputs)
    resolved = analysis.members[analysis.members["level"] != "unresolved"]
    return resolved["key"].tolist(), inputs.findings, analysis


@pytest.mark.parametrize("file", ["intkey.shp", "floatkey.gpkg"])
def test_keys_that_became_numbers_are_mended_under_a_column_map(file):
    folder = REPORTS / "E01"
    keys, reported, _analysis = found(folder / file, folder, boundary_profile=AGS_GEN)
    assert keys == ["06633003", "06633023", "06634002"]
    assert {"key_zero_restored", "key_system_assumed"} <= set(reported["code"])


def test_keys_that_became_numbers_in_a_workbook_are_mended():
    folder = REPORTS / "E01"
    inputs = workspace.load(
        AnalysisRequest(
            boundaries=folder / "floatkey.gpkg", boundary_profile=AGS_GEN, cooperations=folder / "keys.xlsx"
        ),
        keep=False,
    )
    keys = inputs.records.members["key"]
    assert {"06633003", "06633023", "06634002"} <= set(keys)
    assert keys.isin(inputs.boundaries.areas.index).all()


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("30_int.gpkg", "key_zero_restored"),
        ("31_float.gpkg", "key_zero_restored"),
        ("33_blanks.gpkg", "key_cleaned"),
        ("34_dots.gpkg", "key_cleaned"),
        ("35_de.gpkg", "key_cleaned"),
        ("37_ars.gpkg", "key_from_ars"),
    ],
)
def test_keys_are_mended_whatever_names_the_columns(file, code, named):
    profile = f"key={'ARS' if 'ars' in file else 'AGS'},name=GEN" if named else None
    keys, reported, analysis = found(GIS / file, GIS, boundary_profile=profile)
    assert len(keys) == 6
    assert analysis.municipalities.loc["06611000", ["name", "district", "state_name"]].tolist() == [
        *("Kassel", "06611", "Hessen")
    ]
    assert code is None or (reported["code"] == code).sum() == 30
    assert (analysis.patterns["pattern"] != "unclassified").all()


@pytest.mark.parametrize("profile", ["key=key,name=name", None])
def test_coordinates_of_another_system_are_refused_and_the_right_one_is_proposed(profile):
    path = GIS / "15_wrongprj.shp"
    with pytest.raises(InputError, match=r"not in Germany.*EPSG:25832 does") as caught:
        boundaries.load(path, profile=profile)
    assert "--boundaries-crs EPSG:25832" in caught.value.remedy
    loaded = boundaries.load(path, profile=profile, crs="EPSG:25832")
    assert len(loaded.value.areas) == 30
    assert "crs_given" in codes(loaded)


def test_swapped_axes_are_refused_with_the_reason():
    with pytest.raises(InputError, match="axes are swapped"):
        boundaries.load(REPORTS / "E04" / "swapped.geojson", profile=AGS_GEN)


def test_whoever_names_another_country_is_believed():
    loaded = boundaries.load(REPORTS / "E04" / "swapped.geojson", profile=AGS_GEN, country="other")
    assert loaded.value.info.national_keys == "other"
    assert len(loaded.value.areas) == 57
    with pytest.raises(UsageError, match=r"no key system “es”.*\n.*de, at, ch"):
        boundaries.load(REPORTS / "E04" / "swapped.geojson", country="es")


def test_french_keys_without_zero_are_found():
    folder = REPORTS / "E06"
    keys, reported, analysis = found(
        folder / "ain.geojson",
        folder,
        boundary_profile="key=code,name=nom",
        cooperations="c.csv",
        members="fr_m.csv",
    )
    assert keys == ["01001", "01002", "01004", "01005", "01006"]
    assert reported.loc[reported["code"] == "key_padded", "value"].tolist() == ["1002", "1006"]
    assert reported.loc[reported["code"] == "key_cleaned", "value"].tolist() == ["01004.0"]
    assert analysis.provenance.boundaries.national_keys == "fr"


@pytest.mark.parametrize(
    ("column", "known"),
    [("com_istat_code", ["012001", "012002", "012003"]), ("com_istat_code_num", ["12001", "12002", "12003"])],
)
def test_italian_keys_are_found_with_and_without_zero(column, known):
    folder = REPORTS / "E06"
    profile = f"key={column},name=name"
    tables = {"cooperations": "c.csv", "members": "it_m.csv"}
    keys, reported, analysis = found(folder / "varese.geojson", folder, boundary_profile=profile, **tables)
    # The fourth member is not in the file of three municipalities.
    assert keys == [key for key in known if key in analysis.municipalities.index]
    assert len(keys) >= 2
    assert "key_padded" in set(reported["code"])
    assert analysis.provenance.boundaries.national_keys == "it"


def test_district_keys_filled_up_with_zeros_are_districts():
    folder = REPORTS / "E09_E10"
    inputs = workspace.load(AnalysisRequest(cooperations=folder / "coop.csv", members=folder / "mem.csv"), keep=False)
    rows = inputs.records.members
    assert rows.loc[rows["cooperation_id"] == "a", "key"].tolist() == ["06611000", "06633", "06634"]
    reported = inputs.findings[inputs.findings["code"] == "key_padded_district"]
    assert reported["value"].tolist() == ["06633000", "06634000"]
    assert rows.loc[rows["cooperation_id"].isin(["h", "i", "j"]), "key"].unique().tolist() == ["09184119"]
    assert rows.loc[rows["cooperation_id"] == "f", "key"].unique().tolist() == ["09184119"]


@pytest.mark.parametrize(
    ("file", "profile"), [("allnull.geojson", AGS_GEN), ("at_gemeinden_2014_3.geojson", "key=GKZ,name=PG")]
)
def test_a_layer_of_nothing_holds_no_areas(file, profile):
    with pytest.raises(InputError, match="holds no areas"):
        boundaries.load(REPORTS / "E13" / file, profile=profile)


def test_rows_of_one_key_are_parts_of_one_area():
    folder = REPORTS / "E03"
    _keys, reported, analysis = found(
        folder / "singleparts_map.geojson", folder, boundary_profile="key=schluessel,name=name"
    )
    assert len(analysis.municipalities) == 57
    pattern = analysis.patterns.loc["a"]
    assert pattern["area_km2"] == pytest.approx(97.6, abs=0.1)
    assert pattern["span_km"] == pytest.approx(8.9, abs=0.05)
    assert pattern["pieces"] == 1
    assert (reported["code"] == "parts_dissolved").sum() == 57


def test_zone_numbers_in_eastings_name_the_system_that_has_them():
    path = GIS / "42_zoneprefix.shp"
    with pytest.raises(InputError, match="begin with the number of the zone") as caught:
        boundaries.load(path)
    assert "--boundaries-crs EPSG:4647" in caught.value.remedy
    assert _area(boundaries.load(path, crs="EPSG:4647")) == pytest.approx(_area(boundaries.load(GIS / "plain.gpkg")))


def test_metres_in_geojson_name_the_option():
    path = GIS / "11_utm_nocrs.geojson"
    with pytest.raises(InputError, match="are not degrees") as caught:
        boundaries.load(path)
    assert "--boundaries-crs EPSG:25832" in caught.value.remedy
    loaded = boundaries.load(path, crs="EPSG:25832")
    assert _area(loaded) == pytest.approx(_area(boundaries.load(GIS / "plain.gpkg")))
    with pytest.raises(UsageError, match="no coordinate system"):
        boundaries.load(path, crs="EPSG:1")


@pytest.mark.parametrize("file", ["49.sqlite", "21.gdb.zip", "07_collection.gpkg", "plain.gpkg", "43_pop_de.gpkg"])
def test_layouts_and_files_of_all_kinds_are_read(file):
    areas = boundaries.load(GIS / file).value.areas
    assert len(areas) == 30
    assert areas.crs == "EPSG:25832"
    assert areas.loc["06611000", ["name", "designation", "district"]].tolist() == ["Kassel", "documenta-Stadt", "06611"]
    assert areas.geometry.area.sum() / 1e6 == pytest.approx(1398.0, abs=0.1)
    assert areas.index[areas["kind"] == "unincorporated"].tolist() == ["06633200"]


@pytest.mark.parametrize("file", ["plain.gpkg", "49.sqlite", "21.gdb.zip"])
def test_columns_by_other_names_make_no_other_pattern(file):
    """Bad Karlshafen and Kassel are near each other across the Gutsbezirk Reinhardswald."""
    _keys, _noticed, analysis = found(GIS / file, GIS)
    assert analysis.patterns["near_share"].round(2).to_dict() == {"c1": 1.0, "c2": 0.67}
    assert analysis.unincorporated.index.tolist() == ["06633200"]


@pytest.mark.parametrize(
    ("file", "profile"),
    [
        ("E02/qgis_styles_vg.gpkg", None),
        ("E14/qgis_styles.gpkg", AGS_GEN),
        ("E14/qgis_styles.gpkg", None),
        ("E23/wal1.gpkg", AGS_GEN),
    ],
)
def test_packages_of_gis_programs_are_read(file, profile, recwarn, capfd):
    keys, _noticed, analysis = found(REPORTS / file, REPORTS / "E02", boundary_profile=profile)
    assert keys == ["06633003", "06633023", "06634002"]
    assert analysis.patterns.loc["a", "area_km2"] == pytest.approx(97.6, abs=0.1)
    assert [str(warning.message) for warning in recwarn] == []
    assert capfd.readouterr() == ("", "")


def test_a_key_given_back_is_one_member():
    folder = REPORTS / "E27"
    keys, reported, analysis = found(
        REPORTS / "E01" / "floatkey.gpkg", folder, boundary_profile=AGS_GEN, changes=folder / "cycle.csv"
    )
    assert sorted(set(keys)) == ["06633003", "06633023", "06634002"]
    assert analysis.patterns.loc["a", "units"] == 3
    assert reported.loc[reported["code"] == "membership_merged", "value"].tolist() == ["06633903"]


def test_a_municipality_made_of_parts_takes_no_member_away():
    folder = REPORTS / "E27"
    keys, _noticed, analysis = found(
        REPORTS / "E01" / "floatkey.gpkg",
        folder,
        members="mem2.csv",
        boundary_profile=AGS_GEN,
        changes=folder / "mappano.csv",
    )
    assert keys == ["06633023"]
    assert analysis.findings.query("code == 'member_outside'")["value"].tolist() == ["06633903", "06633099"]


def test_a_package_as_attributes_is_read_with_its_german_numbers():
    base = boundaries.load(GIS / "plain.gpkg").value
    areas = attributes.apply(base, GIS / "43_pop_de.gpkg").value.areas
    assert areas.loc["06611000", "population"] == 188_000


@pytest.mark.parametrize("file", ["cp1252.shp", "cp1252.zip"])
def test_an_encoding_that_contradicts_the_texts_is_told(file):
    loaded = boundaries.load(REPORTS / "E05" / file)
    assert len(loaded.value.areas) == 57
    assert loaded.value.areas.loc["06634002", "name"] == "Edermünde"
    reports = loaded.findings[loaded.findings["code"] == "encoding_contradicted"]
    assert reports["params"].iloc[0]["encoding"] == "cp1252"


def test_parts_overseas_keep_their_areas_and_lengths():
    """Truth: the same areas and distances on the ellipsoid."""
    folder = REPORTS / "E17"
    path = folder / "ain_reunion.geojson"
    _keys, _noticed, analysis = found(path, folder, boundary_profile="key=code,name=nom")
    raw = gpd.read_file(path).set_index("code")
    earth = Geod(ellps="WGS84")
    area = raw.geometry.map(lambda shape: abs(earth.geometry_area_perimeter(shape)[0]) / 1e6)
    assert (
        (analysis.municipalities["area_km2"] / area.reindex(analysis.municipalities.index)).between(0.995, 1.005).all()
    )
    members = raw.loc[["97401", "97402", "97403", "97404", "97405"]].geometry.to_crs("EPSG:32740").centroid
    places = members.to_crs("EPSG:4326")
    span = max(earth.inv(a.x, a.y, b.x, b.y)[2] / 1000 for a in places for b in places)
    assert analysis.patterns.loc["r", "span_km"] == pytest.approx(span, rel=0.005)
    assert analysis.patterns.loc["r", "area_km2"] == pytest.approx(area[members.index].sum(), rel=0.005)


@pytest.mark.parametrize("file", ["AuszugGV_auszug.csv", "AuszugGV.xlsx"])
def test_the_municipal_directory_is_a_table_of_attributes(file):
    base = boundaries.load(REPORTS / "E01" / "floatkey.gpkg", profile=AGS_GEN).value
    loaded = attributes.apply(base, REPORTS / "E22" / file)
    areas = loaded.value.areas
    assert areas.loc[["06633003", "06633008", "06633023"], "population"].tolist() == [27_800, 8_700, 10_300]
    assert not (loaded.findings["severity"] == "error").any()


def _area(loaded):
    return loaded.value.areas.geometry.area.sum()
