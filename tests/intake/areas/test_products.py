"""Official products as they are published, brought to the project's own layout."""

import shutil
import stat
import zipfile

import geopandas as gpd
import pandas as pd
import pytest

from geo_koop.errors import InputError, OutputError, UsageError
from geo_koop.intake.areas import boundaries, products
from geo_koop.intake.files import unpack
from tests.intake.conftest import official, squares


def higher(digits, names, kind=""):
    """Return the layer of districts or states over the squares."""
    whole = official().union_all()
    key, name = names
    assert len(key) == digits
    columns = {"AGS": [key], "GEN": [name], "BEZ": [kind], "GF": [4]}
    return gpd.GeoDataFrame(columns, geometry=[whole], crs="EPSG:25832")


def archive(path, *, form="gpkg", prefix="vg250", folder="vg250_ebenen_0101", stand="01.01.2024", inhabitants=None):
    """Write an archive in the layout of the BKG: nested folders, all levels, a file with the date."""
    box = path.parent / f"{path.stem}-inhalt"
    inside = box / f"{prefix}_01-01.utm32s.{form}.ebenen" / folder
    inside.mkdir(parents=True)
    municipalities = official()
    if inhabitants is not None:
        municipalities["EWZ"] = inhabitants
    districts, states = higher(5, ("09101", "Musterland"), "Landkreis"), higher(2, ("09", "X"))
    parts = {"gem": municipalities, "krs": districts, "lan": states}
    for name, part in parts.items():
        if form == "gpkg":
            part.to_file(inside / f"DE_{prefix.upper()}.gpkg", layer=f"{prefix}_{name}")
        else:
            part.to_file(inside / f"{prefix.upper()}_{name.upper()}.shp", encoding="utf-8")
    if stand:
        (inside.parent / "dokumentation").mkdir()
        (inside.parent / "dokumentation" / "aktualitaet.txt").write_text(stand)
    (inside.parent / "liesmich.pdf").write_bytes(b"%PDF")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(box.rglob("*")):
            packed.write(file, file.relative_to(box).as_posix())
    shutil.rmtree(box)
    return path


@pytest.mark.parametrize("form", ["gpkg", "shape"])
def test_an_archive_as_the_bkg_publishes_it(tmp_path, form):
    loaded = products.read(archive(tmp_path / "vg250.zip", form=form), year="2026")
    areas, info = loaded.value.areas, loaded.value.info
    # Two parts of one municipality are one row, the lake is left out, the forest has no council.
    assert len(areas) == 16
    assert set(loaded.findings["code"]) == {"parts_left_out", "parts_dissolved"}
    assert (areas["kind"] == "unincorporated").sum() == 1
    assert areas.loc["09101000", ["name", "district_name", "state_name"]].tolist() == [
        "Ört 00", "Landkreis Musterland", "Bayern",
    ]  # fmt: skip
    assert areas.loc["09101000", "ars"] == "091010000000"
    assert info.gebietsstand == "2024-01-01"
    assert info.attribution["de"].startswith("© BKG (2026) dl-de/by-2-0")
    assert info.profile == "vg250"
    assert loaded.files[0].rows == 18
    assert loaded.files[0].sha256


@pytest.mark.parametrize(
    ("prefix", "profile", "licence"),
    [("vg25", "vg25", "CC BY 4.0"), ("vg1000", "vg1000", "dl-de/by-2-0"), ("vg5000", "vg5000", "dl-de/by-2-0")],
)
def test_sister_products_are_told_apart(tmp_path, prefix, profile, licence):
    info = products.read(archive(tmp_path / "a.zip", prefix=prefix)).value.info
    assert (info.profile, info.licence) == (profile, licence)
    assert licence in info.attribution["en"]
    assert "(2024)" in info.attribution["en"]


def test_inhabitants_of_vg250_ew(tmp_path):
    loaded = products.read(archive(tmp_path / "a.zip", inhabitants=1200))
    assert loaded.value.info.profile == "vg250-ew"
    assert loaded.value.areas.loc["09101000", "population"] == 1200


def test_an_unpacked_folder_and_a_file_of_it(tmp_path):
    folder = tmp_path / "ordner"
    with zipfile.ZipFile(archive(tmp_path / "a.zip", form="shape")) as packed:
        packed.extractall(folder)
    assert products.read(folder).value.info.gebietsstand == "2024-01-01"
    file = next(folder.rglob("*_GEM.shp"))
    assert products.read(file).value.areas.loc["09101000", "district_name"] == "Landkreis Musterland"


def test_without_a_date_it_is_asked_for(tmp_path):
    path = archive(tmp_path / "a.zip", stand="")
    loaded = products.read(path)
    assert "gebietsstand_unknown" in set(loaded.findings["code"])
    facts = products.read(path, gebietsstand="2020-12-31")
    assert facts.value.info.gebietsstand == "2020-12-31"
    assert "gebietsstand_unknown" not in set(facts.findings["code"])


def lau(path):
    areas = squares().rename(columns={"key": "LAU_ID", "name": "LAU_NAME"})[["LAU_ID", "LAU_NAME", "geometry"]]
    areas["CNTR_CODE"] = ["DE"] * 12 + ["AT"] * 4
    areas["GISCO_ID"] = areas["CNTR_CODE"] + "_" + areas["LAU_ID"]
    areas["POP_2021"] = 300
    areas.to_crs("EPSG:3035").to_file(path)
    return path


def test_municipalities_of_europe_and_of_one_country(tmp_path):
    path = lau(tmp_path / "LAU_RG_01M_2021_3035.gpkg")
    whole = products.read(path).value
    assert whole.areas.index[0] == "AT_09101300"
    assert whole.info.gebietsstand == "2021-01-01"
    assert "EuroGeographics" in whole.info.attribution["de"]
    german = products.read(path, country="de").value
    assert len(german.areas) == 12
    assert german.areas.index[0] == "09101000"
    assert german.areas["population"].eq(300).all()
    assert german.info.national_keys == "de"
    with pytest.raises(UsageError, match=r"no country FR.*\n.*AT, DE"):
        products.read(path, country="fr")
    with pytest.raises(UsageError, match="no countries"):
        products.read(archive(tmp_path / "a.zip"), country="ES")
    assert products.read(archive(tmp_path / "a.zip"), country="de").value.info.national_keys == "de"


def test_what_is_written_is_read_as_the_same(tmp_path):
    for number, loaded in enumerate(
        [products.read(archive(tmp_path / "a.zip")), products.read(lau(tmp_path / "LAU_RG_01M_2021_3035.gpkg"))]
    ):
        out = products.write(loaded.value, tmp_path / f"Grenzen Süd {number}.gpkg", source="a.zip", sha256="0" * 64)
        again = boundaries.load(out).value
        pd.testing.assert_frame_equal(
            pd.DataFrame(again.areas.drop(columns="geometry")),
            pd.DataFrame(loaded.value.areas.drop(columns="geometry")),
        )
        assert again.areas.geometry.geom_equals(loaded.value.areas.geometry).all()
        for field in ("title", "attribution", "gebietsstand", "licence", "national_keys"):
            assert getattr(again.info, field) == getattr(loaded.value.info, field), field


def test_files_are_replaced_only_when_asked(tmp_path):
    loaded = products.read(archive(tmp_path / "a.zip")).value
    out = tmp_path / "g.gpkg"
    products.write(loaded, out, source="a.zip")
    with pytest.raises(OutputError, match="exists already"):
        products.write(loaded, out, source="a.zip")
    products.write(loaded, out, source="a.zip", overwrite=True)
    with pytest.raises(UsageError, match="no GeoPackage"):
        products.write(loaded, tmp_path / "g.shp", source="a.zip")
    with pytest.raises(OutputError, match="could not be written"):
        products.write(loaded, tmp_path / "nirgends" / "g.gpkg", source="a.zip")


# ------------------------------------------------------------ archives that must not be unpacked


def _zip(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for member, content in members:
            packed.writestr(member, content)
    return path


@pytest.mark.parametrize(
    "name", ["../boese.shp", "/etc/boese.shp", "a/../../boese.shp", "C:\\boese.shp", "..\\boese.shp"]
)
def test_nothing_is_written_outside_the_folder(tmp_path, name):
    inside = tmp_path / "drin"
    inside.mkdir()
    with pytest.raises(InputError, match="outside its folder"):
        unpack.unpack(_zip(tmp_path / "a.zip", [("gut.shp", b"1"), (name, b"1")]), inside)
    assert list(inside.iterdir()) == []
    assert not (tmp_path / "boese.shp").exists()


def test_links_are_refused(tmp_path):
    link = zipfile.ZipInfo("link.shp")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(InputError, match="outside its folder"):
        unpack.unpack(_zip(tmp_path / "a.zip", [(link, "/etc/passwd")]), tmp_path)


def test_bombs_are_refused_before_they_are_unpacked(tmp_path):
    path = _zip(tmp_path / "a.zip", [("a.shp", b"\0" * 20_000_000)])
    with pytest.raises(InputError, match="unpacks to 20 MB"):
        unpack.unpack(path, tmp_path)
    assert not (tmp_path / "a.shp").exists()
    with pytest.raises(InputError, match="too much"):
        unpack.unpack(_zip(tmp_path / "b.zip", [("a.shp", b"12345")]), tmp_path, most=4)


@pytest.mark.parametrize("content", [b"<html>Wartung</html>", b"PK\x03\x04kaputt"])
def test_what_is_no_archive(tmp_path, content):
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"a\.zip is no ZIP archive"):
        products.read(path)
    path.write_bytes(b"")
    with pytest.raises(InputError, match="is empty"):
        products.read(path)


def test_an_archive_without_boundaries(tmp_path):
    with pytest.raises(InputError, match="holds no boundary file"):
        products.read(_zip(tmp_path / "a.zip", [("liesmich.txt", "nichts")]))


def test_germany(shared):
    loaded = products.read(shared / "vg5000_2021", gebietsstand="2021-01-01")
    areas = loaded.value.areas
    assert (len(areas), (areas["kind"] == "unincorporated").sum()) == (10_997, 207)
    assert areas.loc["09184119", ["name", "district_name", "state_name"]].tolist() == [
        "Garching b. München", "Landkreis München", "Bayern",
    ]  # fmt: skip
