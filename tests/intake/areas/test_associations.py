"""Municipal associations are a level of the areas: real ones alone, under the product's own keys and names."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo_koop.intake.areas import boundaries, products
from geo_koop.intake.files import keys

# Two municipalities of the association 9101 51 12, one on its own, and one without inhabitants.
_ARS = {
    "09101001": "091015112001",
    "09101002": "091015112002",
    "09101003": "091010003003",
    "09101444": "091019444444",
}


def _country() -> gpd.GeoDataFrame:
    boxes = shapely.box(range(4), [0] * 4, range(1, 5), [1] * 4)
    position = shapely.transform(boxes, lambda xy: xy * 4_000 + [600_000.0, 5_400_000.0])
    kind = ["Gemeinde", "Markt", "Gemeinde", "gemeindefreies Gebiet"]
    columns = {"AGS": list(_ARS), "ARS": list(_ARS.values()), "GEN": list("ABCD"), "BEZ": kind, "GF": 4}
    return gpd.GeoDataFrame(columns, geometry=position, crs="EPSG:25832")


def _joined(country: gpd.GeoDataFrame, **named: str) -> gpd.GeoDataFrame:
    """Return the layer of associations, in which lone municipalities stand too."""
    rows = country.assign(ARS=country["ARS"].str[:9]).dissolve("ARS", as_index=False).sort_values("ARS")
    names = {"091010003": ("C", "Gemeinschaftsfreie Gemeinde"), "091019444": ("D", "Gemeindefreies Gebiet")}
    names["091015112"] = (named.get("name", "Moor"), named.get("designation", "Verwaltungsgemeinschaft"))
    return rows.assign(
        AGS="--------", GEN=rows["ARS"].map(lambda k: names[k][0]), BEZ=rows["ARS"].map(lambda k: names[k][1])
    )


def test_keys_and_names_come_from_the_layer_of_the_product(tmp_path):
    path = tmp_path / "DE_VG250.gpkg"
    _country().to_file(path, layer="vg250_gem")
    _joined(_country()).to_file(path, layer="vg250_vwg")
    loaded = boundaries.load(path)
    assert loaded.value.areas["association"].tolist() == ["091015112", "091015112", "", ""]
    assert loaded.value.areas["association_name"].tolist() == ["Verwaltungsgemeinschaft Moor"] * 2 + [""] * 2
    assert loaded.value.associations.reset_index().to_numpy().tolist() == [
        ["091015112", "Moor", "Verwaltungsgemeinschaft"]
    ]


def test_a_name_that_holds_its_kind_does_not_say_it_twice(tmp_path):
    _country().to_file(tmp_path / "VG5000_GEM.shp")
    _joined(_country(), name="Amt Moor", designation="Amt").to_file(tmp_path / "VG5000_VWG.shp")
    assert set(boundaries.load(tmp_path).value.areas["association_name"]) == {"Amt Moor", ""}


def test_without_a_layer_the_regional_key_tells_the_association_but_no_name(tmp_path):
    path = tmp_path / "VG250_GEM.gpkg"
    _country().to_file(path)
    areas = boundaries.load(path).value.areas
    assert areas["association"].tolist() == ["091015112", "091015112", "", ""]
    assert set(areas["association_name"]) == {""}


def test_without_regional_keys_nothing_is_made_up(tmp_path):
    path = tmp_path / "VG250_GEM.gpkg"
    _country().drop(columns="ARS").to_file(path)
    assert set(boundaries.load(path, profile="key=AGS,name=GEN").value.areas["association"]) == {""}


def test_other_countries_name_their_own_column(tmp_path):
    path = tmp_path / "epci.gpkg"
    communes = _country().assign(
        code=["A1", "A2", "B1", "B2"], epci=["x", "x", "", "y"], ent=["CC X", "CC X", "", "CA Y"]
    )
    communes.to_file(path)
    profile = "key=code,name=GEN,association=epci,association_name=ent"
    areas = boundaries.load(path, profile=profile).value.areas
    assert areas["association"].tolist() == ["x", "x", "", "y"]
    assert areas["association_name"].tolist() == ["CC X", "CC X", "", "CA Y"]


def test_the_layout_of_the_house_keeps_associations(tmp_path):
    source, out = tmp_path / "DE_VG250.gpkg", tmp_path / "mine.gpkg"
    _country().to_file(source, layer="vg250_gem")
    _joined(_country()).to_file(source, layer="vg250_vwg")
    first = products.read(source).value
    products.write(first, out, source="DE_VG250.gpkg")
    again = boundaries.load(out).value.areas
    columns = ["association", "association_name"]
    pd.testing.assert_frame_equal(pd.DataFrame(again[columns]), pd.DataFrame(first.areas[columns]))


@pytest.fixture(scope="module")
def germany(shared):
    return boundaries.load(shared / "vg5000_2021" / "VG5000_GEM.shp").value


def test_germany_has_1210_real_associations(germany):
    present = germany.areas["association"]
    assert present[present != ""].nunique() == 1_210
    assert (present != "").sum() == 7_602
    assert present.loc["09162000"] == present.loc["09184119"] == ""
    assert germany.areas.loc["01058152", ["association", "association_name"]].tolist() == [
        "010585890",
        "Amt Hüttener Berge",
    ]
    assert germany.associations["designation"].value_counts().to_dict() == {
        "Verwaltungsgemeinschaft": 575,
        "Amt": 212,
        "Verbandsgemeinde": 148,
        "Verwaltungsverband": 120,
        "Samtgemeinde": 116,
        "Erfüllende Gemeinde": 39,
    }


def test_association_keys_as_lists_write_them(germany):
    known = keys.known_of(germany.areas)
    written = pd.Series(
        ["010585890", "010585890000", "10585890", "10585890000", "010585890.0", "01 058 5890", "1058152"]
    )
    normal = keys.normalise(written, known=known)
    assert normal["key"].tolist() == ["010585890"] * 6 + ["01058152"]
    assert normal["state"].tolist()[:4] == ["ok", "from_ars", "zero_restored", "zero_restored"]
    # Without boundaries nobody can tell it from a municipality of the Saarland.
    assert keys.normalise(written[2:3])["key"].tolist() == ["10585890"]
