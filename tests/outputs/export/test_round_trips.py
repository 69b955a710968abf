"""Each format gives back what went in: rows, keys, umlauts, numbers, dates, blanks, geometry, coordinate system."""

import json
import re
import shutil
import subprocess
from itertools import zip_longest

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pyproj
import pytest
import shapely

from geo_koop import analyse
from geo_koop.outputs import export
from geo_koop.outputs.export import about, crs, gpkg, schema, sheets, single
from geo_koop.outputs.export.tables import build
from tests.conftest import small_request

PLACED = ("municipalities", "cooperations", "members", "comembership")
PLAIN = ("topic_coverage", "sources", "scopes", "findings")
ENDINGS = {"flatgeobuf": "fgb", "geoparquet": "parquet", "geojson": "geojson", "shapefile": "shp", "kml": "kml"}
DEGREES = ("geojson", "kml")
TEXT_ONLY = ("kml", "csv")
VALIDATOR = ["/usr/bin/python3", "-m", "osgeo_utils.samples.validate_gpkg"]
ROW = {"cooperation_parts": ["cooperation_id", "key", "through"], "members": ["cooperation_id", "unit_key", "role"]}


@pytest.fixture(scope="module")
def told(embedded):
    layers = tuple(schema.layers())
    system = embedded.municipalities.crs
    return about.describe(embedded, layers=layers, crs=system, language="de", reproducible=True)


@pytest.fixture(scope="module")
def parts(embedded):
    """Return the first rows of each layer and table; all cooperations, of which some have no place."""
    made = build(embedded, language="de", crs=embedded.municipalities.crs)
    return {name: table.head(300).reset_index(drop=True) for name, table in made.items()}


@pytest.fixture(scope="module")
def whole(parts, told, tmp_path_factory):
    """Return a GeoPackage and a workbook of everything."""
    folder = tmp_path_factory.mktemp("whole")
    gpkg.write(parts, folder / "o.gpkg", told)
    sheets.write({name: parts[name] for name in (*PLACED, *PLAIN)}, folder / "o.xlsx", told)
    return folder


def in_order(table, layer):
    """Sort rows by what names them, since a spatial index may put them in another order."""
    fields = list(schema.fields()[layer])
    named = ROW.get(layer) or [name for name in fields if name in ("key", "cooperation_id", "key_a", "key_b", "topic")]
    return table.sort_values(named or fields[:3], kind="stable").reset_index(drop=True) if named else table


def compare(back, table, layer, form):
    """Compare each documented field of a layer, as far as the format tells apart."""
    assert len(back) == len(table)
    back, table = in_order(back, layer), in_order(table, layer)
    for name, field in schema.fields()[layer].items():
        got, wanted = back[name], table[name]
        if field.type == "text":
            # A text that is not there is NULL in a GeoPackage.
            wanted = wanted.mask(wanted == "") if form == "gpkg" else wanted
            assert _texts(got, form) == _texts(wanted, form), name
            continue
        if form in TEXT_ONLY:
            got = got.replace("", None) if form == "kml" else got
        if field.type == "date":
            assert _dates(got) == _dates(wanted), name
        elif field.type == "boolean":
            truth = {"True": 1, "False": 0, "1": 1, "0": 0, "true": 1, "false": 0, "1.0": 1, "0.0": 0}
            assert _list(got.astype("str").map(truth)) == _list(wanted.astype("str").map(truth)), name
        else:
            expected = pd.to_numeric(wanted).astype("float64").to_numpy()
            np.testing.assert_allclose(
                pd.to_numeric(got).astype("float64").to_numpy(), expected, rtol=1e-9, err_msg=name
            )


def _texts(values, form):
    """Return texts; what is missing is told apart from what is empty where the format can."""
    listed = [None if pd.isna(value) else value for value in values]
    if form == "shapefile":
        listed = [text and text.encode()[: single.SHAPE_TEXT].decode(errors="ignore").strip() for text in listed]
    if form == "kml":
        listed = [re.sub(r"\s+", " ", text or "").strip() for text in listed]
    return [text or None for text in listed] if form in ("shapefile", "kml", "csv", "xlsx") else listed


def _dates(values):
    return [None if pd.isna(day) else day.date().isoformat() for day in pd.to_datetime(values)]


def _list(values):
    return [None if pd.isna(value) else value for value in values]


@pytest.mark.parametrize("layer", PLACED)
@pytest.mark.parametrize("form", ENDINGS)
def test_layers_come_back(parts, told, tmp_path, form, layer):
    wanted = parts[layer].to_crs(4326) if form in DEGREES else parts[layer]
    out = tmp_path / f"o.{ENDINGS[form]}"
    single.WRITERS[form](wanted, out, layer, told)
    back = gpd.read_parquet(out) if form == "geoparquet" else pyogrio.read_dataframe(out)
    if form == "shapefile":
        back = back.rename(columns={short: name for name, short in single.short_names(tuple(wanted.columns)).items()})
    if form == "kml":
        back = back.drop(columns="end", errors="ignore").rename(columns={"name_": "name", "end_": "end"})
    compare(back, wanted, layer, form)
    assert back.crs.to_epsg() == (4326 if form in DEGREES else 25832)
    shapes, expected = in_order(back, layer).geometry, in_order(wanted, layer).geometry
    assert list(shapes.isna()) == list(expected.isna())
    there = shapes.notna().to_numpy()
    assert shapes[there].is_valid.all()
    kind = schema.layers()[layer].geometry
    assert set(shapes[there].geom_type) <= {kind, kind.removeprefix("Multi")}
    near = 1e-6 if form in DEGREES else 1e-3
    np.testing.assert_allclose(shapes[there].bounds, expected[there].bounds, rtol=0, atol=near)
    np.testing.assert_allclose(shapely.area(shapes[there]), shapely.area(expected[there]), rtol=1e-4)
    np.testing.assert_allclose(shapely.length(shapes[there]), shapely.length(expected[there]), rtol=1e-4)


@pytest.mark.parametrize("layer", [*PLACED, *PLAIN])
def test_geopackage_and_workbook_come_back(whole, parts, layer):
    compare(pyogrio.read_dataframe(whole / "o.gpkg", layer=layer), parts[layer], layer, "gpkg")
    rows = openpyxl.load_workbook(whole / "o.xlsx", read_only=True)[layer].iter_rows(values_only=True)
    heading = next(rows)
    compare(pd.DataFrame([dict(zip_longest(heading, row)) for row in rows]), parts[layer], layer, "xlsx")


@pytest.mark.parametrize("layer", [*PLACED[:2], *PLAIN])
def test_tables_come_back(parts, told, tmp_path, layer):
    single.csv(parts[layer], tmp_path / "o.csv", layer, told)
    texts = {name: "str" for name, field in schema.fields()[layer].items() if field.type in ("text", "date")}
    back = pd.read_csv(tmp_path / "o.csv", dtype=texts, keep_default_na=False, na_values=[""])
    guarded = [name for name in texts if back[name].str.startswith("'").any()]
    back = back.assign(**{name: back[name].str.removeprefix("'") for name in guarded})
    bare = {name: parts[layer][name].str.removeprefix("'") for name in guarded}
    compare(back, parts[layer].assign(**bare), layer, "csv")
    single.geoparquet(
        pd.DataFrame(parts[layer].drop(columns="geometry", errors="ignore")), tmp_path / "o.parquet", layer, told
    )
    compare(pd.read_parquet(tmp_path / "o.parquet"), parts[layer], layer, "geoparquet")


@pytest.mark.parametrize("form", ["flatgeobuf", "geoparquet", "shapefile"])
@pytest.mark.parametrize("epsg", [4326, 3035, 25833, 31467, 31468, 31469])
def test_coordinate_systems_come_back(parts, told, tmp_path, form, epsg):
    """X is east and y is north in every file, also where the system itself names north before east."""
    few = parts["municipalities"].iloc[:3]
    turned = crs.project(few, pyproj.CRS(epsg))
    out = tmp_path / f"o.{ENDINGS[form]}"
    single.WRITERS[form](turned, out, "municipalities", told)
    back = gpd.read_parquet(out) if form == "geoparquet" else pyogrio.read_dataframe(out)
    assert back.crs == pyproj.CRS(epsg)
    ways = pyproj.Transformer.from_crs(few.crs, epsg, always_xy=True)
    spot = few.geometry.iloc[0].representative_point()
    assert back.geometry.covers(shapely.Point(ways.transform(spot.x, spot.y))).sum() == 1


def test_the_validator_of_gdal_accepts_the_geopackage(whole):
    if not shutil.which(VALIDATOR[0]) or "Usage" not in _run(*VALIDATOR, "--help").stdout:
        pytest.skip("THE VALIDATOR OF GDAL IS MISSING: apt install python3-gdal")
    done = _run(*VALIDATOR, "-k", "--extra", "--warning-as-error", whole / "o.gpkg")
    assert done.returncode == 0, done.stdout + done.stderr


def _run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("layer", PLACED)
def test_geojson_keeps_rfc_7946(parts, told, tmp_path, layer):
    out = tmp_path / "o.geojson"
    single.geojson(parts[layer].to_crs(4326), out, layer, told)
    text = out.read_text(encoding="utf-8")
    content = json.loads(text)
    assert content["type"] == "FeatureCollection"
    assert "crs" not in content
    assert all(set(f) >= {"type", "properties", "geometry"} and f["type"] == "Feature" for f in content["features"])
    coordinates = " ".join(re.findall(r'"coordinates":([\s\[\]\d.,eE+-]*)', text))
    assert max(len(decimals) for decimals in re.findall(r"\d\.(\d+)", coordinates)) <= 7
    placed = [json.dumps(f["geometry"]) for f in content["features"] if f["geometry"]]
    x, y = shapely.get_coordinates(shapely.from_geojson(placed)).T
    assert 5 < x.min() < x.max() < 16
    assert 47 < y.min() < y.max() < 56
    polygons = [p for f in content["features"] if f["geometry"] for p in _polygons(f["geometry"])]
    assert all(shapely.is_ccw(shapely.LinearRing(rings[0])) for rings in polygons)
    assert not any(shapely.is_ccw(shapely.LinearRing(ring)) for rings in polygons for ring in rings[1:])
    assert bool(polygons) == (schema.layers()[layer].geometry == "MultiPolygon")


def _polygons(geometry):
    return {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}.get(geometry["type"], [])


@pytest.mark.parametrize("layer", PLACED)
def test_geoparquet_keeps_version_1_1(parts, told, tmp_path, layer):
    """Source: GeoParquet 1.1.0, metadata specification and its JSON schema."""
    out = tmp_path / "o.parquet"
    single.geoparquet(parts[layer], out, layer, told)
    table = pq.read_table(out)
    geo = json.loads(table.schema.metadata[b"geo"])
    assert set(geo) >= {"version", "primary_column", "columns"}
    assert geo["version"] == "1.1.0"
    column = geo["columns"][geo["primary_column"]]
    assert table.schema.field(geo["primary_column"]).type == "binary"
    assert column["encoding"] == "WKB"
    kinds = {"Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection"}
    assert set(column["geometry_types"]) <= kinds
    assert len(column["geometry_types"]) == len(set(column["geometry_types"]))
    assert pyproj.CRS.from_json_dict(column["crs"]).to_epsg() == 25832
    assert column.get("edges", "planar") == "planar"
    assert column.get("orientation", "counterclockwise") == "counterclockwise"
    there = parts[layer].geometry.notna().to_numpy()
    np.testing.assert_allclose(column["bbox"], parts[layer].total_bounds)
    sides = ("xmin", "ymin", "xmax", "ymax")
    assert column["covering"] == {"bbox": {side: ["bbox", side] for side in sides}}
    boxes = pd.DataFrame(table.column("bbox").filter(there).to_pylist())[list(sides)]
    np.testing.assert_allclose(boxes.to_numpy(), parts[layer].geometry[there].bounds.to_numpy())


def test_further_numbers_of_municipalities_come_with_date_and_source(tmp_path):
    """Also where their headings mean something else in an export, or differ by case only."""
    heading = "key,Einwohner,Stand,Zentralität,Quelle,Schulden je Einwohner,cooperations,Fid,fid_value\n"
    row = "09101000,1200,2021-12-31,Mittelzentrum,Amt Ö,-12.5,7,1,2\n"
    (tmp_path / "attributes.csv").write_text(heading + row, encoding="utf-8")
    analysis = analyse(small_request(tmp_path, attributes=tmp_path / "attributes.csv"))
    more = ["Schulden je Einwohner", "cooperations_value", "Fid_value", "fid_value_value"]
    for name in ("o.gpkg", "o.fgb", "o.parquet", "o.geojson", "o.csv", "o.xlsx", "o.kml"):
        out = export.export(analysis, tmp_path / name, export.Request(layers=("municipalities",))).files[0]
        if name == "o.csv":
            back = pd.read_csv(out, dtype={"key": "str"})
        elif name == "o.xlsx":
            back = pd.read_excel(out, dtype={"key": "str"}, engine="calamine")
        else:
            back = gpd.read_parquet(out) if name == "o.parquet" else pyogrio.read_dataframe(out, layer="municipalities")
        first = back.set_index("key").loc["09101000"]
        assert [float(first[field]) for field in more] == [-12.5, 7, 1, 2], name
        assert (float(first["population"]), float(first["cooperations"])) == (1200, 1), name
        assert (first["central_place"], first["attribute_source"]) == ("mittelzentrum", "Amt Ö"), name
        assert str(first["population_date"]).startswith("2021-12-31"), name
    out = export.export(analysis, tmp_path / "whole.gpkg").files[0]
    listed = pyogrio.read_dataframe(out, layer="field_documentation")
    assert set(more) <= set(listed.loc[listed["layer"] == "municipalities", "field"])
