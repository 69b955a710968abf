"""Any text survives every format that can carry it; spreadsheets take none for a formula."""

import csv
import json
import re

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from geo_koop.outputs import tables as plain_tables
from geo_koop.outputs.export import about, gpkg, sheets, single
from geo_koop.outputs.export.tables import build
from tests.conftest import examples

HOSTILE = (
    "=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "\t=1", " =1", "\u00a0=1", "＝1", "'=1",
    "Ä 'ö' \"ü\" ß; , \\", "zwei\nZeilen", "zwei\r\nZeilen", "👩‍🚒🏳️‍🌈", "<b>&amp;</b>", "ab" * 5000, "_x0041_", "NULL",
    "", " ", None,
)  # fmt: skip
TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)
LISTS = st.lists(st.none() | TEXTS, min_size=1, max_size=8)
FEW = examples(10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
FIELD = "note_de"
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@pytest.fixture(scope="module")
def rows(embedded):
    """Return a row of the table of cooperations, and what is told about it."""
    crs = embedded.municipalities.crs
    parts = build(embedded, language="de", crs=crs)
    sentence = about.describe(embedded, layers=("cooperations",), crs=crs, language="de", reproducible=True)
    return parts["cooperations"].iloc[[0]], sentence


def filled(rows, texts):
    """Return a row for each text, in the order of its identifier."""
    table = rows.iloc[[0] * len(texts)].reset_index(drop=True)
    ids = pd.Series([f"{number:04}" for number in range(len(texts))], dtype="str")
    return table.assign(cooperation_id=ids, **{FIELD: pd.Series(list(texts), dtype="str")})


def in_order(table, key="cooperation_id", field=FIELD):
    values = table.sort_values(key)[field]
    return [None if pd.isna(value) else value for value in values]


@pytest.mark.parametrize("form", ["gpkg", "flatgeobuf", "geojson", "geoparquet"])
@FEW
@example(texts=list(HOSTILE))
@given(texts=LISTS)
def test_layers_carry_any_text(rows, tmp_path_factory, form, texts):
    row, facts = rows
    table = filled(row, texts)
    endings = {"gpkg": "gpkg", "flatgeobuf": "fgb", "geojson": "geojson", "geoparquet": "parquet"}
    out = tmp_path_factory.mktemp("hostile") / f"o.{endings[form]}"
    if form == "gpkg":
        gpkg.write({"cooperations": table}, out, facts)
    else:
        single.WRITERS[form](table.to_crs(4326) if form == "geojson" else table, out, "cooperations", facts)
    back = gpd.read_parquet(out) if form == "geoparquet" else pyogrio.read_dataframe(out, layer="cooperations")
    # A blank is NULL in a GeoPackage.
    assert in_order(back) == ([text or None for text in texts] if form == "gpkg" else texts)


@FEW
@example(texts=list(HOSTILE))
@given(texts=LISTS)
def test_a_shapefile_cuts_and_strips_and_does_no_more(rows, tmp_path_factory, texts):
    row, facts = rows
    out = tmp_path_factory.mktemp("hostile") / "o.shp"
    single.shapefile(filled(row, texts), out, "cooperations", facts)
    back = pyogrio.read_dataframe(out)
    expected = [(text or "").encode()[:254].decode(errors="ignore").strip(" ") for text in texts]
    assert [text or "" for text in in_order(back, "coope_id")] == expected


@FEW
@example(texts=list(HOSTILE))
@given(texts=LISTS)
def test_kml_drops_what_xml_cannot_hold(rows, tmp_path_factory, texts):
    row, facts = rows
    out = tmp_path_factory.mktemp("hostile") / "o.kml"
    single.kml(filled(row, texts).to_crs(4326), out, "cooperations", facts)
    back = [text or "" for text in in_order(pyogrio.read_dataframe(out))]
    assert [_unspaced(text) for text in back] == [_unspaced(NO_XML.sub("", text or "")) for text in texts]


def _unspaced(text):
    """KML may be read without the blanks around a text, and with one kind of line's end."""
    return re.sub(r"\s+", " ", text.replace("\x7f", "")).strip()


@FEW
@example(texts=list(HOSTILE))
@given(texts=LISTS)
def test_a_csv_holds_no_formula(rows, tmp_path_factory, texts):
    out = tmp_path_factory.mktemp("hostile") / "o.csv"
    row, facts = rows
    single.csv(filled(row, texts), out, "cooperations", facts)
    with out.open(encoding="utf-8-sig", newline="") as file:
        written = [line[FIELD] for line in csv.DictReader(file)]
    assert not any(text.lstrip().startswith(FORMULA) for text in written)
    assert [text.replace("'", "") for text in written] == [(text or "").replace("'", "") for text in texts]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Öd;=1+1;", "Öd;'=1+1;"),
        ("Öd; @SUM(A1)", "Öd; '@SUM(A1)"),
        ("a\n+cmd|'/C x'!A0", "a\n'+cmd|'/C x'!A0"),
        ("a\t-HYPERLINK(1)", "a\t'-HYPERLINK(1)"),
        ("Ziele:\n- Wasser\n- Bau", "Ziele:\n- Wasser\n- Bau"),
        ("Tel.; +49 89 1", "Tel.; +49 89 1"),
        ("a, =1", "a, =1"),
    ],
)
def test_no_formula_begins_where_another_program_parts_cells(text, written):
    made = plain_tables.harmless(pd.DataFrame({FIELD: [text]}))
    assert made[FIELD].tolist() == [written]


@FEW
@example(texts=list(HOSTILE))
@given(texts=LISTS)
def test_json_holds_any_text(texts):
    table = pd.DataFrame({FIELD: pd.Series(texts, dtype="str")})
    assert [row[FIELD] for row in json.loads(plain_tables.text(table, "json"))] == texts


@pytest.mark.parametrize("kind", ["str", "object", "category"])
def test_formulas_are_guarded_in_any_column_of_texts(kind):
    table = pd.DataFrame({"=head": pd.Series(["=1", None, "a"], dtype=kind), "n": [-1, 2, 3]})
    assert plain_tables.text(table, "csv") == "'=head,n\n'=1,-1\n,2\na,3\n"


def test_dates_stay_dates_in_csv():
    table = pd.DataFrame({"day": pd.to_datetime(["2020-01-31", None])})
    assert plain_tables.text(table, "csv") == 'day\n2020-01-31\n""\n'


@FEW
@example(texts=list(HOSTILE))
@given(texts=LISTS)
def test_a_workbook_holds_no_formula(rows, tmp_path_factory, texts):
    out = tmp_path_factory.mktemp("hostile") / "o.xlsx"
    row, facts = rows
    sheets.write({"cooperations": filled(row, texts)}, out, facts)
    sheet = openpyxl.load_workbook(out)["cooperations"]
    position = [cell.value for cell in sheet[1]].index(FIELD)
    cells = [line[position] for line in sheet.iter_rows(min_row=2)]
    assert all(cell.data_type in ("s", "inlineStr", "n") for cell in cells)
    assert [cell.value for cell in cells] == [(text and NO_XML.sub("", text)) or None for text in texts]
