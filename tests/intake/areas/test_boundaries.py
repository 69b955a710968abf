"""Boundaries of every kind come out in one layout."""

import zipfile

import pandas as pd
import pytest
import shapely

from geo_koop.errors import InputError, UsageError
from geo_koop.intake.areas import boundaries
from geo_koop.intake.files import embedded

LAYOUT = [
    "ars",
    "name",
    "designation",
    "district",
    "district_name",
    "state",
    "state_name",
    "association",
    "association_name",
    "kind",
    "region",
    "context",
    "population",
    "population_date",
    "central_place",
    "official_area_km2",
    "geometry",
]


def _codes(loaded):
    return loaded.findings["code"].value_counts().to_dict()


def _layout_holds(areas):
    assert areas.columns.tolist() == LAYOUT
    assert areas.index.name == "key"
    assert areas.index.is_unique
    assert areas.index.is_monotonic_increasing
    assert areas["population"].dtype == "Int64"
    assert areas["context"].dtype == bool
    assert set(areas["kind"]) <= {"municipality", "unincorporated"}
    assert areas.geometry.is_valid.all()
    assert not areas.geometry.is_empty.any()
    assert areas.crs.axis_info[0].unit_name == "metre"


@pytest.mark.parametrize("ending", [".gpkg", ".shp", ".geojson", ".fgb", ".parquet"])
def test_every_kind_of_file(tmp_path, areas, ending):
    path = tmp_path / f"Gemeinden für Bärbel{ending}"
    areas.to_parquet(path) if ending == ".parquet" else areas.to_file(path)
    loaded = boundaries.load(path)
    table = loaded.value.areas
    _layout_holds(table)
    assert len(table) == 16
    assert table.crs == "EPSG:25832"
    assert table.loc["09101203", "name"] == "Ört 23"
    assert table.loc["09101203", ["district", "state", "state_name"]].tolist() == ["09101", "09", "Bayern"]
    assert table.geometry.area.round(-3).eq(16e6).all()
    assert loaded.findings.empty
    assert [(file.role, file.name, file.rows) for file in loaded.files] == [("boundaries", path.name, 16)]
    assert len(loaded.files[0].sha256) == 64


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:31467", "EPSG:3035", "EPSG:3857", "EPSG:31468"])
def test_any_coordinate_system(tmp_path, areas, crs):
    areas.to_crs(crs).to_file(tmp_path / "a.gpkg")
    table = boundaries.load(tmp_path / "a.gpkg").value.areas
    assert table.crs == "EPSG:25832"
    assert table.geometry.area.between(15.9e6, 16.1e6).all()


def test_zipped_shapefile_in_a_folder(tmp_path, vg250):
    for layer in ("VG250_GEM", "VG250_KRS"):
        vg250.to_file(tmp_path / f"{layer}.shp", encoding="UTF-8")
    with zipfile.ZipFile(tmp_path / "vg250 süd.zip", "w") as archive:
        for file in tmp_path.glob("VG250_*"):
            archive.write(file, f"vg250/daten/{file.name}")
    table = boundaries.load(tmp_path / "vg250 süd.zip").value.areas
    _layout_holds(table)
    assert len(table) == 16


def test_official_layout(tmp_path, vg250):
    districts = pd.DataFrame({"AGS": ["09101"], "GEN": ["München"], "BEZ": ["Landkreis"]})
    vg250.to_file(tmp_path / "DE_VG250.gpkg", layer="vg250_gem")
    vg250.dissolve().merge(districts, how="cross", suffixes=("_", "")).to_file(
        tmp_path / "DE_VG250.gpkg", layer="vg250_krs"
    )
    loaded = boundaries.load(tmp_path / "DE_VG250.gpkg")
    table = loaded.value.areas
    _layout_holds(table)
    assert len(table) == 16
    assert table["kind"].value_counts().to_dict() == {"municipality": 15, "unincorporated": 1}
    assert table.loc["09101002", "kind"] == "unincorporated"
    assert table["district_name"].unique().tolist() == ["Landkreis München"]
    assert table.loc["09101000", ["ars", "designation"]].tolist() == ["091010000000", "Gemeinde"]
    assert table.loc["09101001", "geometry"].area == pytest.approx(32e6)
    assert table.loc["09101003", "geometry"].area == pytest.approx(16e6)
    assert _codes(loaded) == {"parts_dissolved": 1, "parts_left_out": 1}
    assert loaded.value.info.profile == "vg250"
    assert "BKG" in loaded.value.info.attribution["de"]


def test_folder_of_official_shapefiles(tmp_path, vg250):
    for layer in ("VG5000_GEM", "VG5000_KRS", "VG5000_LAN"):
        vg250.to_file(tmp_path / f"{layer}.shp", encoding="UTF-8")
    loaded = boundaries.load(tmp_path)
    assert len(loaded.value.areas) == 16
    assert loaded.value.info.profile == "vg5000"


def test_sidecar_tells_where_boundaries_come_from(tmp_path, areas):
    areas.to_file(tmp_path / "a.gpkg")
    (tmp_path / "a.yaml").write_text(
        "title: {de: Grenzen, en: Boundaries}\ngebietsstand: 2021-01-01\napproximate: true\nlicence: ODbL\n"
    )
    info = boundaries.load(tmp_path / "a.gpkg").value.info
    assert info.gebietsstand == "2021-01-01"
    assert info.approximate
    assert info.title == {"de": "Grenzen", "en": "Boundaries"}


@pytest.mark.parametrize(
    "text", ["a: [", "title: nur ein Text", "regions: [a]", "approximate: vielleicht", "- eins", "attribution: 5"]
)
def test_spoilt_sidecar_is_refused(tmp_path, areas, text):
    areas.to_file(tmp_path / "a.gpkg")
    (tmp_path / "a.yaml").write_text(text)
    with pytest.raises(InputError, match=r"a\.yaml"):
        boundaries.load(tmp_path / "a.gpkg")


def test_inline_map_for_another_country(tmp_path, areas):
    dutch = areas.rename(columns={"key": "statcode", "name": "statnaam"}).drop(columns=["district", "kind"])
    dutch["statcode"] = "GM" + dutch["statcode"].str[-4:]
    dutch.set_crs("EPSG:28992", allow_override=True).translate(-590_000, -4_900_000).to_frame("geometry").assign(
        statcode=dutch["statcode"], statnaam=dutch["statnaam"]
    ).to_file(tmp_path / "nl.gpkg")
    loaded = boundaries.load(tmp_path / "nl.gpkg", profile="key=statcode,name=statnaam")
    _layout_holds(loaded.value.areas)
    assert loaded.value.areas.index[0] == "GM1000"
    assert loaded.value.areas.crs == "EPSG:32631"
    assert loaded.value.info.national_keys == "nl"
    assert (loaded.value.areas["state"] == "").all()


def test_map_in_a_file(tmp_path, areas):
    areas.rename(columns={"key": "Nr"})[["Nr", "name", "geometry"]].to_file(tmp_path / "a.gpkg")
    profile = tmp_path / "spalten.yaml"
    profile.write_text("columns: {key: Nr, name: name}\nnational_keys: de\n")
    table = boundaries.load(tmp_path / "a.gpkg", profile=str(profile)).value.areas
    assert table.loc["09101000", "state_name"] == "Bayern"


@pytest.mark.parametrize(
    "profile", ["vg251", "name=GEN", "key=key,schluessel=x", "gibt-es-nicht.yaml", "key=", "=", "key"]
)
def test_malformed_map(tmp_path, areas, profile):
    areas.to_file(tmp_path / "a.gpkg")
    with pytest.raises(UsageError):
        boundaries.load(tmp_path / "a.gpkg", profile=profile)


@pytest.mark.parametrize("text", ["columns: 5", "- a", "columns: {key: a}\nlayers: 5", "a: [", "columns: {key: 1}", ""])
def test_malformed_map_in_a_file(tmp_path, areas, text):
    areas.to_file(tmp_path / "a.gpkg")
    (tmp_path / "p.yaml").write_text(text)
    with pytest.raises((UsageError, InputError)):
        boundaries.load(tmp_path / "a.gpkg", profile=str(tmp_path / "p.yaml"))


def test_lau(tmp_path, areas):
    lau = areas.drop(columns=["district", "kind"]).rename(columns={"key": "LAU_ID", "name": "LAU_NAME"})
    lau = lau.assign(GISCO_ID="DE_" + lau["LAU_ID"], CNTR_CODE="DE", POP_2020=1, POP_2021=500)
    lau.loc[0, "POP_2021"] = -9999
    lau.to_crs("EPSG:3035").to_file(tmp_path / "LAU_RG_01M_2021_3035.gpkg")
    table = boundaries.load(tmp_path / "LAU_RG_01M_2021_3035.gpkg").value.areas
    assert table["population"].isna().sum() == 1
    assert table["population"].max() == 500
    assert table["state"].unique().tolist() == ["09"]
    assert table.index[0] == "09101000"


def test_lau_of_several_countries_keeps_their_codes(tmp_path, areas):
    lau = areas[["name", "geometry"]].rename(columns={"name": "LAU_NAME"})
    lau = lau.assign(GISCO_ID=["DE_" + key for key in areas["key"][:12]] + ["CZ_5" + k[3:] for k in areas["key"][12:]])
    lau = lau.assign(CNTR_CODE=lau["GISCO_ID"].str[:2])
    lau.to_file(tmp_path / "LAU_RG_01M_2021_3035.gpkg")
    loaded = boundaries.load(tmp_path / "LAU_RG_01M_2021_3035.gpkg")
    assert loaded.value.info.national_keys == "lau"
    assert len(loaded.value.areas) == 16
    assert loaded.value.areas.loc["DE_09101000", "state"] == "DE"


def test_embedded():
    loaded = boundaries.load(embedded.boundaries())
    _layout_holds(loaded.value.areas)
    assert loaded.findings.empty
    assert loaded.value.info.approximate
    assert loaded.value.info.regions["muenchen_14"]["de"] == "Region München"


def test_official_germany(shared):
    loaded = boundaries.load(shared / "vg5000_2021" / "VG5000_GEM.shp")
    table = loaded.value.areas
    _layout_holds(table)
    assert table["kind"].value_counts().to_dict() == {"municipality": 10_790, "unincorporated": 207}
    assert len(table) == loaded.files[0].rows == 10_997
    assert set(table["state_name"]) >= {"Bayern", "Hessen"}
    assert table["state_name"].nunique() == 16
    assert table.loc["09184119", "district_name"] == "Landkreis München"
    assert table.loc["09162000", "district_name"] == "München, kreisfreie Stadt"
    assert table.geometry.area.sum() / 1e6 == pytest.approx(357_600, rel=0.01)


@pytest.mark.parametrize(("year", "rows"), [(2012, 2499), (2019, 2215), (2026, 2113)])
def test_swiss_files(shared, year, rows):
    path = shared / "swiss_municipalities" / str(year) / "municipalities.shp"
    loaded = boundaries.load(path, profile="key=id,name=name,district=KTNR")
    table = loaded.value.areas
    _layout_holds(table)
    assert len(table) == rows
    assert table.crs == "EPSG:32632"
    assert table["district"].nunique() == 26
    unnamed = (loaded.findings["code"] == "name_missing").sum()
    assert unnamed == (rows if year == 2026 else 0)
    assert (table["name"] != "").all()


def test_shape_of_the_country_stays(tmp_path, areas):
    areas.to_file(tmp_path / "a.gpkg")
    table = boundaries.load(tmp_path / "a.gpkg").value.areas
    assert shapely.equals_exact(
        table.geometry.to_numpy(), areas.geometry.to_numpy(), tolerance=1e-6, normalize=True
    ).all()
