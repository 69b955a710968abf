"""Boundaries that are wrong: refused clearly, or repaired and reported."""

import pandas as pd
import pytest
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon

from geo_koop.errors import InputError
from geo_koop.intake.areas import boundaries
from tests.intake.conftest import EAST, NORTH, SIZE


@pytest.fixture
def load(tmp_path):
    """Return a function that writes areas to a file and loads it."""

    def _load(areas, *, name="grenzen.gpkg", **options):
        areas.to_file(tmp_path / name)
        return boundaries.load(tmp_path / name, **options)

    return _load


def _found(loaded, code):
    rows = loaded.findings[loaded.findings["code"] == code]
    return rows[["row", "value"]].to_numpy().tolist()


def _replaced(areas, shapes):
    geometry = areas.geometry.to_numpy().copy()
    for position, shape in shapes.items():
        geometry[position] = shape
    return areas.set_geometry(geometry, crs=areas.crs)


# ---- files


@pytest.mark.parametrize("name", ["a.gpkg", "a.shp", "a.geojson", "a.zip", "a.parquet", "a.txt", "a.fgb", "a"])
def test_damaged_and_empty_files(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"das ist keine Grenze\x00\x01" * 10)
    with pytest.raises(InputError):
        boundaries.load(path)
    path.write_bytes(b"")
    with pytest.raises(InputError, match="is empty"):
        boundaries.load(path)


def test_half_a_geopackage(tmp_path, areas):
    areas.to_file(tmp_path / "a.gpkg")
    content = (tmp_path / "a.gpkg").read_bytes()
    (tmp_path / "halb.gpkg").write_bytes(content[: len(content) // 2])
    with pytest.raises(InputError, match=r"halb\.gpkg"):
        boundaries.load(tmp_path / "halb.gpkg")


def test_missing_file(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        boundaries.load(tmp_path / "nicht da.gpkg")
    with pytest.raises(InputError, match="holds no boundary file"):
        boundaries.load(tmp_path)


def test_shapefile_without_its_parts(tmp_path, areas):
    areas.to_file(tmp_path / "a.shp")
    (tmp_path / "a.dbf").unlink()
    with pytest.raises(InputError, match=r"\.dbf are missing|\.dbf"):
        boundaries.load(tmp_path / "a.shp")


def test_table_without_geometry(tmp_path):
    (tmp_path / "a.csv").write_text("key,kind,district,name\n09184119,municipality,09184,Garching\n")
    with pytest.raises(InputError, match="holds no areas"):
        boundaries.load(tmp_path / "a.csv")


def test_layer_without_rows(load, areas):
    with pytest.raises(InputError, match="holds no areas"):
        load(areas.iloc[:0])


def test_several_layers_are_named(tmp_path, areas):
    for layer in ("eins", "zwei"):
        areas.to_file(tmp_path / "a.gpkg", layer=layer)
    with pytest.raises(InputError, match="several layers: eins, zwei"):
        boundaries.load(tmp_path / "a.gpkg")
    with pytest.raises(InputError, match=r"no layer “drei”.*\n.*eins, zwei"):
        boundaries.load(tmp_path / "a.gpkg", layer="drei")
    assert len(boundaries.load(tmp_path / "a.gpkg", layer="zwei").value.areas) == 16


# ---- columns


def test_unknown_columns_are_listed(load, areas):
    with pytest.raises(InputError, match="not known: Nummer, name") as caught:
        load(areas.rename(columns={"key": "Nummer"})[["Nummer", "name", "geometry"]])
    assert "key=…,name=…" in caught.value.remedy


def test_column_of_the_map_is_missing(load, areas):
    with pytest.raises(InputError, match=r"lacks the column statnaam.*It has: key, name"):
        load(areas, profile="key=key,name=statnaam")


# ---- coordinate systems


def test_degrees_declared_as_metres(load, areas):
    wrong = areas.to_crs("EPSG:4326").set_crs("EPSG:25832", allow_override=True)
    with pytest.raises(InputError, match=r"not in Germany.*does not fit"):
        load(wrong)


def test_metres_declared_as_degrees(load, areas):
    with pytest.raises(InputError, match="not degrees"):
        load(areas.set_crs("EPSG:4326", allow_override=True))


def test_wrong_zone(load, areas):
    with pytest.raises(InputError, match="not in Germany"):
        load(areas.set_crs("EPSG:21781", allow_override=True))


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:25832", "EPSG:31467"])
def test_no_coordinate_system_but_a_plain_case(load, areas, crs):
    loaded = load(areas.to_crs(crs).set_crs(None, allow_override=True), name="a.shp")
    assert loaded.findings["code"].tolist() == ["crs_assumed"]
    assert loaded.findings["params"].iloc[0] == {"crs": crs}
    assert loaded.value.areas.geometry.area.between(15.9e6, 16.1e6).all()


def test_no_coordinate_system_and_no_guess(load, areas):
    shifted = areas.set_geometry(areas.translate(9e6, 9e6)).set_crs(None, allow_override=True)
    with pytest.raises(InputError, match="names no coordinate system"):
        load(shifted, name="a.shp")


# ---- geometries


def test_bowtie_is_repaired(load, areas):
    x, y = EAST, NORTH
    bowtie = Polygon([(x, y), (x + SIZE, y + SIZE), (x + SIZE, y), (x, y + SIZE)])
    loaded = load(_replaced(areas, {0: bowtie}))
    assert _found(loaded, "geometry_repaired") == [[1, "09101000"]]
    params = loaded.findings["params"].iloc[0]
    assert "Self-intersection" in params["reason"]
    shape = loaded.value.areas.loc["09101000", "geometry"]
    assert shape.is_valid
    assert shape.area == pytest.approx(SIZE * SIZE / 2)


def test_repair_keeps_polygons_only(load, areas):
    x, y = EAST, NORTH
    spike = Polygon([(x, y), (x + SIZE, y), (x + 2 * SIZE, y), (x + SIZE, y), (x + SIZE, y + SIZE), (x, y + SIZE)])
    loaded = load(_replaced(areas, {0: spike}))
    assert loaded.value.areas.geometry.geom_type.isin(["Polygon", "MultiPolygon"]).all()
    assert loaded.value.areas.loc["09101000", "geometry"].area == pytest.approx(SIZE * SIZE)


def test_what_collapses_has_no_boundary(load, areas):
    x, y = EAST, NORTH
    flat = Polygon([(x, y), (x + SIZE, y), (x, y)])
    loaded = load(_replaced(areas, {0: flat}))
    assert _found(loaded, "geometry_missing") == [[1, "09101000"]]
    assert len(loaded.value.areas) == 15


def test_missing_and_empty_geometries(load, areas):
    loaded = load(_replaced(areas, {3: None, 5: MultiPolygon()}))
    assert _found(loaded, "geometry_missing") == [[4, "09101003"], [6, "09101101"]]
    assert len(loaded.value.areas) == 14


def test_points_and_lines_among_areas(load, areas):
    line = LineString([(EAST, NORTH), (EAST + 1, NORTH)])
    loaded = load(_replaced(areas, {0: Point(EAST, NORTH), 1: line}))
    assert _found(loaded, "geometry_not_area") == [[1, "09101000"], [2, "09101001"]]
    assert loaded.findings["params"].map(lambda p: p["kind"]).tolist() == ["Point", "LineString"]
    assert len(loaded.value.areas) == 14


def test_points_only(load, areas):
    with pytest.raises(InputError, match="holds no areas, but: Point"):
        load(areas.set_geometry(areas.centroid))


def test_heights_are_dropped(load, areas):
    loaded = load(areas.set_geometry(shapely.force_3d(areas.geometry.to_numpy(), 500.0), crs=areas.crs))
    assert not loaded.value.areas.geometry.has_z.any()


# ---- keys and values


def test_lost_zeros_are_restored_and_reported(load, areas):
    loaded = load(areas.assign(key=areas["key"].astype(int)))
    assert loaded.value.areas.index[0] == "09101000"
    assert loaded.findings["code"].value_counts().to_dict() == {"key_zero_restored": 16}


def test_keys_that_are_none(load, areas):
    loaded = load(areas.assign(key=["", "Ort", None, *areas["key"][3:]]))
    assert _found(loaded, "key_missing") == [[1, ""], [3, ""]]
    assert _found(loaded, "key_malformed") == [[2, "Ort"]]
    assert len(loaded.value.areas) == 13


def test_rows_of_one_key_are_parts_of_one_area(load, areas):
    part = areas.iloc[[4]].set_geometry(areas.geometry.iloc[[4]].translate(-3 * SIZE))
    loaded = load(pd.concat([areas, part], ignore_index=True))
    reported = loaded.findings
    assert reported[["code", "value"]].to_numpy().tolist() == [["parts_dissolved", "09101100"]]
    assert reported["params"].iloc[0]["count"] == 2
    assert len(loaded.value.areas) == 16
    assert loaded.value.areas.loc["09101100", "geometry"].area == pytest.approx(2 * SIZE * SIZE)


def test_parts_with_different_names_are_doubted(load, areas):
    loaded = load(pd.concat([areas, areas.iloc[[4, 4]].assign(name="Zweiter")], ignore_index=True))
    assert loaded.findings["code"].tolist() == ["parts_named_differently", "parts_dissolved"]
    assert loaded.findings["params"].iloc[0]["names"] == "Ört 10, Zweiter"
    assert loaded.value.areas.loc["09101100", "name"] == "Ört 10"
    assert loaded.value.areas.loc["09101100", "geometry"].area == pytest.approx(SIZE * SIZE)
    assert len(loaded.value.areas) == 16


def test_no_usable_key(load, areas):
    with pytest.raises(InputError, match="key"):
        load(areas.assign(key="Ort"))


def test_impossible_values_are_reported(load, areas):
    spoilt = areas.assign(population=["-5", "viele", "12.5", *["100"] * 13], kind=["Wald", *["municipality"] * 15])
    loaded = load(spoilt.assign(central_place=["Oberzentrum", "OBERZENTRUM", "hoch", *[None] * 13]))
    assert loaded.value.areas["population"].isna().sum() == 3
    assert loaded.value.areas["kind"].eq("municipality").all()
    found = loaded.findings[loaded.findings["code"] == "attribute_invalid"]
    assert found[["column", "value"]].to_numpy().tolist() == [
        ["population", "-5"],
        ["population", "viele"],
        ["population", "12.5"],
        ["kind", "Wald"],
        ["central_place", "hoch"],
    ]


def test_districts_in_place_of_municipalities(load, areas):
    districts = areas.assign(key=[f"0963{i % 10}" for i in range(len(areas))])
    said = r"holds districts, states or associations, not municipalities.*5 digits.*\n.*VG250_GEM"
    with pytest.raises(InputError, match=said):
        load(districts)


def test_rows_in_are_rows_taken_and_rows_reported(load, areas):
    spoilt = pd.concat([areas, areas.iloc[[4]]], ignore_index=True)
    spoilt["key"] = ["x", *spoilt["key"][1:]]
    loaded = load(_replaced(spoilt, {3: None, 5: Point(EAST, NORTH)}))
    refused = (loaded.findings["severity"] == "error").sum()
    joined = loaded.findings.loc[loaded.findings["code"] == "parts_dissolved", "params"].map(lambda p: p["count"] - 1)
    assert len(loaded.value.areas) + refused + joined.sum() == loaded.files[0].rows == 17


def test_a_file_of_very_many_layers_is_refused(tmp_path):
    """GDAL reads the whole file for each."""
    folders = "".join(f"<Folder><name>f{i}</name><Placemark><name>x</name></Placemark></Folder>" for i in range(501))
    path = tmp_path / "a.kml"
    path.write_text(f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{folders}</Document></kml>')
    with pytest.raises(InputError, match="holds 501 layers; at most 500"):
        boundaries.load(path)
