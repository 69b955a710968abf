"""A layout is what it needs to be: a key and a name, whatever the columns are called and however they are spelt."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString

from geo_koop.errors import InputError, UsageError
from geo_koop.intake.areas import boundaries
from tests.intake.conftest import squares


def load(tmp_path, frame, *, file="a.gpkg", **further):
    frame.to_file(tmp_path / file)
    return boundaries.load(tmp_path / file, **further)


@pytest.mark.parametrize(
    "columns",
    [
        ("AGS", "GEN"),
        ("ags", "gen"),
        ("Ags", "Name"),
        ("key", "name"),
        ("KEY", "NAME"),
        ("schluessel", "gemeindename"),
        ("Gemeindeschlüssel", "Gemeinde"),
        ("AGS_0", "GEN"),
        ("RS", "GEN"),
        ("gemeinde_schluessel", "gemeinde_name"),
        ("GKZ", "Ort"),
    ],
)
def test_a_key_and_a_name_suffice(tmp_path, columns):
    frame = squares().rename(columns=dict(zip(("key", "name"), columns, strict=True)))
    loaded = load(tmp_path, frame[[*columns, "geometry"]])
    areas = loaded.value.areas
    assert areas.loc["09101203", ["name", "district", "state_name"]].tolist() == ["Ört 23", "09101", "Bayern"]
    assert loaded.value.info.national_keys == "de"


@pytest.mark.parametrize(
    ("columns", "profile"),
    [
        (("key", "name", "designation"), None),
        (("key", "name", "designation"), "geo_koop"),
        (("id", "titel", "art"), "key=id,name=titel,designation=art"),
    ],
)
def test_a_designation_tells_areas_without_a_council(tmp_path, columns, profile):
    frame = squares().drop(columns="kind", errors="ignore")
    first = frame["key"].iloc[0]
    frame["designation"] = ["gemeindefreies Gebiet", *["Gemeinde"] * (len(frame) - 1)]
    frame = frame[["key", "name", "designation", "geometry"]].set_axis([*columns, "geometry"], axis=1)
    areas = load(tmp_path, frame, profile=profile).value.areas
    assert areas.index[areas["kind"] == "unincorporated"].tolist() == [first]


def test_a_kind_that_is_given_holds_whatever_the_designation_says(tmp_path):
    frame = squares().assign(designation="gemeindefreies Gebiet", kind="municipality")
    frame.loc[frame.index[0], "kind"] = ""
    areas = load(tmp_path, frame).value.areas
    assert areas.index[areas["kind"] == "unincorporated"].tolist() == [frame["key"].iloc[0]]


@pytest.mark.parametrize("case", [str.lower, str.upper, str.title])
def test_official_layouts_in_any_case(tmp_path, vg250, case):
    frame = vg250.rename(columns={column: case(column) for column in vg250.columns if column != "geometry"})
    areas = load(tmp_path, frame).value.areas
    assert len(areas) == 16
    assert areas["kind"].value_counts().to_dict() == {"municipality": 15, "unincorporated": 1}
    assert areas.loc["09101000", ["ars", "designation"]].tolist() == ["091010000000", "Gemeinde"]


def test_water_and_unincorporated_areas_are_told_without_the_regional_key(tmp_path, vg250):
    areas = load(tmp_path, vg250.drop(columns=["ARS"])).value.areas
    assert areas.loc["09101002", "kind"] == "unincorporated"
    assert areas.loc["09101003", "geometry"].area == pytest.approx(16e6)


def test_the_own_layout_as_a_shapefile_keeps_its_long_names(tmp_path):
    frame = squares().assign(designation="Markt", district_name="Landkreis Ä", population=7)
    frame = frame.assign(central_place="Grundzentrum").rename(columns=lambda column: column[:10])
    areas = load(tmp_path, frame, file="a.shp").value.areas
    assert areas["designation"].unique().tolist() == ["Markt"]
    assert areas["district_name"].unique().tolist() == ["Landkreis Ä"]
    assert areas["central_place"].notna().all()
    assert areas["population"].unique().tolist() == [7]
    assert areas["population_date"].unique().tolist() == [""]


def test_columns_that_name_no_key_are_asked_for(tmp_path):
    frame = squares().rename(columns={"key": "x1", "name": "x2"})[["x1", "x2", "geometry"]]
    with pytest.raises(InputError, match=r"not known: x1, x2.*\n.*boundary_profile"):
        load(tmp_path, frame)


def test_a_column_map_in_another_case_is_understood(tmp_path):
    frame = squares().rename(columns={"key": "AGS", "name": "GEN"})
    assert load(tmp_path, frame, profile="key=ags,name=gen").value.areas.index[0] == "09101000"


def test_a_stray_line_moves_nothing(tmp_path):
    """A line far away neither moves the coordinate system of the analysis nor counts as the place of the areas."""
    frame = squares()
    dutch = frame.assign(key="GM" + frame["key"].str[-4:]).drop(columns=["district", "kind"])
    position = frame.translate(-590_000, -4_900_000).set_crs("EPSG:28992", allow_override=True).to_crs("EPSG:4326")
    dutch = dutch.set_geometry(position)
    stray = gpd.GeoDataFrame({"key": ["GM9999"], "name": ["Linie"]}, geometry=[LineString([(0, 0), (120, -60)])])
    both = gpd.GeoDataFrame(pd.concat([dutch, stray.set_crs("EPSG:4326")], ignore_index=True), crs="EPSG:4326")
    loaded = load(tmp_path, both)
    assert loaded.value.areas.crs == "EPSG:32631"
    assert loaded.value.info.national_keys == "nl"
    assert loaded.findings.loc[loaded.findings["severity"] == "error", "row"].tolist() == [17]


@pytest.mark.parametrize("crs", ["EPSG:31468", "EPSG:31467", "EPSG:4647"])
@pytest.mark.parametrize("profile", ["key=key,name=name", None])
def test_coordinates_of_one_system_under_the_name_of_another(tmp_path, crs, profile):
    frame = squares().to_crs(crs).set_crs("EPSG:25832", allow_override=True)
    with pytest.raises(InputError, match=crs):
        load(tmp_path, frame, profile=profile)
    loaded = boundaries.load(tmp_path / "a.gpkg", profile=profile, crs=crs)
    assert loaded.value.areas.geometry.area.sum() == pytest.approx(16 * 16e6, rel=1e-3)


@pytest.mark.parametrize("crs", ["EPSG:1", "25832", "+init=epsg:25832", "+proj=longlat +nadgrids=secret", "", " "])
def test_only_codes_name_a_coordinate_system(tmp_path, crs):
    squares().to_file(tmp_path / "a.gpkg")
    if crs:
        with pytest.raises(UsageError, match="no coordinate system"):
            boundaries.load(tmp_path / "a.gpkg", crs=crs)
    else:
        assert len(boundaries.load(tmp_path / "a.gpkg", crs=crs).value.areas) == 16


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:25832"])
def test_swapped_axes(tmp_path, crs):
    frame = squares().to_crs(crs)
    swapped = frame.set_geometry(frame.geometry.apply(_swapped), crs=crs)
    for spoilt in (swapped, swapped.assign(key=swapped["key"].astype(int))):
        with pytest.raises(InputError, match="axes are swapped"):
            load(tmp_path, spoilt, profile="key=key,name=name")


def _swapped(shape):
    return shapely.transform(shape, lambda xy: np.asarray(xy)[:, ::-1])


def test_files_without_a_system_are_read_where_the_coordinates_tell(tmp_path):
    for crs in ("EPSG:31468", "EPSG:4647", "EPSG:5650"):
        path = tmp_path / f"{crs[5:]}.shp"
        squares().to_crs(crs).to_file(path)
        path.with_suffix(".prj").unlink()
        loaded = boundaries.load(path, profile="key=key,name=name")
        reports = loaded.findings[loaded.findings["code"] == "crs_assumed"]
        assert reports["params"].iloc[0]["crs"] == crs
        assert loaded.value.areas.geometry.area.sum() == pytest.approx(16 * 16e6, rel=1e-3)


def test_the_country_is_taken_from_the_file_beside_and_from_a_column_map(tmp_path):
    frame = squares()[["key", "name", "geometry"]]
    assert load(tmp_path, frame, file="b.gpkg").value.info.national_keys == "de"
    (tmp_path / "b.yaml").write_text("national_keys: other\n", encoding="utf-8")
    assert boundaries.load(tmp_path / "b.gpkg").value.info.national_keys == "other"
    assert boundaries.load(tmp_path / "b.gpkg", country="de").value.info.national_keys == "de"
    (tmp_path / "b.yaml").write_text("national_keys: xx\n", encoding="utf-8")
    with pytest.raises(InputError, match="national_keys is one of"):
        boundaries.load(tmp_path / "b.gpkg")
    (tmp_path / "b.yaml").unlink()
    (tmp_path / "map.yaml").write_text("columns: {key: key, name: name}\nnational_keys: other\n", encoding="utf-8")
    loaded = boundaries.load(tmp_path / "b.gpkg", profile=str(tmp_path / "map.yaml"))
    assert loaded.value.info.national_keys == "other"
    assert (loaded.value.areas["district"] == "").all()


@pytest.mark.parametrize(
    ("written", "named", "contradicted"),
    [
        ("cp1252", "UTF-8", True),
        ("cp850", "UTF-8", True),
        ("UTF-8", "UTF-8", False),
        ("UTF-8", "ISO-8859-1", True),
        ("cp1252", "ISO-8859-1", False),
    ],
)
def test_texts_in_another_encoding_than_the_file_beside_names(tmp_path, written, named, contradicted):
    path = tmp_path / "a.shp"
    names = ["Gärten", "Köln", "Süd", "Öd"]
    frame = squares(1, 4).assign(name=names)[["key", "name", "geometry"]]
    frame.to_file(path, encoding=written)
    path.with_suffix(".cpg").write_text(named, encoding="ascii")
    loaded = boundaries.load(path)
    assert loaded.value.areas["name"].tolist() == names
    assert ("encoding_contradicted" in set(loaded.findings["code"])) == contradicted
