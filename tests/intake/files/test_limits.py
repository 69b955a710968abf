"""What is too much to read is told as a message that says where, how much is read, and which variable raises it."""

import json
import struct
import zipfile

import openpyxl
import pytest

from geo_koop.errors import InputError, UsageError
from geo_koop.intake.files import layers, limits, tables, yaml_text
from geo_koop.locale import translator
from tests.hostile.compounds import biff, old, record
from tests.hostile.disguises import zipped
from tests.hostile.opendocument import ods, repeated
from tests.hostile.workbooks import SHARED, parts, sheet, strings


@pytest.fixture
def most(monkeypatch):
    """Return a function that sets limits as an operator does."""
    return lambda **given: [monkeypatch.setenv(f"GEO_KOOP_MOST_{n.upper()}", str(v)) for n, v in given.items()]


def written(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def workbook(path, rows):
    book = openpyxl.Workbook()
    book.active.title = "Liste"
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def document(path, rows):
    """Write rows of texts as ODS."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = "".join(
        "<table:table-row>" + "".join(cell.format(text) for text in row) + "</table:table-row>" for row in rows
    )
    return written(path, ods(lines))


def test_usual_limits():
    """Those that the documents promise."""
    assert limits.from_environment({}) == limits.Limits(
        rows=1_000_000,
        columns=2_000,
        cells=20_000_000,
        text=100_000,
        features=300_000,
        vertices=5_000_000,
        nesting=64,
        members=1_000,
        ratio=100,
        unpacked_mb=2_000,
        yaml_kb=1_000,
        states=10_000,
        history_mb=2_000,
    )


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5", "²"])
def test_a_limit_that_is_no_number_is_refused(value):
    with pytest.raises(UsageError, match="GEO_KOOP_MOST_ROWS"):
        limits.from_environment({"GEO_KOOP_MOST_ROWS": value})


ROWS = [["a", "b"], ["1", "2"], ["3", "4"], ["5", "6"]]


def made(folder, ending, rows=ROWS):
    """Write a table of any kind. The ODS begins with the three rows of :func:`ods`, of which one is the heading."""
    if ending == ".csv":
        return written(folder / "t.csv", "\n".join(";".join(row) for row in rows) + "\n")
    return workbook(folder / "t.xlsx", rows) if ending == ".xlsx" else document(folder / "t.ods", rows[1:])


@pytest.mark.parametrize(("ending", "honest"), [(".csv", 3), (".xlsx", 3), (".ods", 5)])
def test_rows_are_counted_without_the_heading(tmp_path, most, ending, honest):
    path = made(tmp_path, ending)
    most(rows=honest)
    assert len(tables.read(path).rows) == honest
    most(rows=honest - 1)
    with pytest.raises(InputError, match=rf"t{ending}.*more than {honest - 1} rows(.|\n)*GEO_KOOP_MOST_ROWS"):
        tables.read(path)


@pytest.mark.parametrize(("ending", "honest"), [(".csv", 6), (".xlsx", 6), (".ods", 10)])
def test_cells_are_counted_without_the_heading(tmp_path, most, ending, honest):
    path = made(tmp_path, ending)
    most(cells=honest)
    tables.read(path)
    most(cells=honest - 1)
    with pytest.raises(InputError, match=rf"t{ending}.*more than {honest - 1} cells"):
        tables.read(path)


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".ods"])
def test_a_long_text_is_told_with_its_cell(tmp_path, most, ending):
    path = made(tmp_path, ending, [["a", "b"], ["1", "2"], ["3", "x" * 51]])
    most(text=51)
    tables.read(path)
    most(text=50)
    row = 5 if ending == ".ods" else 3
    with pytest.raises(InputError, match=f", row {row}, column B: a cell holds more than 50 characters") as caught:
        tables.read(path)
    assert "Zelle" in caught.value.words(translator("de", "errors"))[0]


def test_an_open_quotation_mark_is_told_with_its_row(tmp_path, most):
    most(text=1_000)
    path = written(tmp_path / "t.csv", 'a;b\n1;2\n3;"' + "x\n" * 200_000)
    with pytest.raises(InputError, match=r"t\.csv, row 3: a cell holds more than 1000 characters"):
        tables.read(path)


def test_separators_at_the_end_of_rows_are_no_cells(tmp_path, most):
    most(cells=4, columns=2)
    assert len(tables.read(written(tmp_path / "t.csv", "a;b;;;;\n1;2;;;;\n3;4;;;;\n")).rows) == 2


def test_a_file_of_line_ends_is_refused_by_its_rows(tmp_path, most):
    most(rows=100)
    with pytest.raises(InputError, match="more than 100 rows"):
        tables.read(written(tmp_path / "t.csv", "a;b\n" + "\n" * 1_001))


def test_what_a_workbook_says_of_its_size_counts_for_nothing(tmp_path, most):
    path = workbook(tmp_path / "a.xlsx", ROWS)
    with zipfile.ZipFile(path) as old_book, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for name in old_book.namelist():
            new.writestr(name, old_book.read(name).replace(b'ref="A1:B4"', b'ref="A1:XFD1048576"'))
    most(cells=6, rows=3)
    assert len(tables.read(tmp_path / "b.xlsx").rows) == 3


def test_cells_that_do_not_say_where_they_are_are_counted(tmp_path, most):
    path = workbook(tmp_path / "a.xlsx", [["a", "b"], ["1", "2"]])
    cell = b'<c t="inlineStr"><is><t>x</t></is></c>'
    with zipfile.ZipFile(path) as old_book, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for name in old_book.namelist():
            more = b"<row>" + cell * 2 + b"</row>"
            new.writestr(name, old_book.read(name).replace(b"</sheetData>", more * 10 + b"</sheetData>"))
    most(rows=5)
    with pytest.raises(InputError, match="more than 5 rows"):
        tables.read(tmp_path / "b.xlsx")


def sharing(path, text, rows):
    """Write a workbook whose cells in two columns all use one text, which stands in it once."""
    cells = "".join(
        f'<row r="{r}"><c r="A{r}" t="s"><v>0</v></c><c r="B{r}" t="s"><v>0</v></c></row>' for r in range(2, rows + 2)
    )
    return written(path, zipped(parts(sheet(cells), links=SHARED, xl__sharedStrings=strings(text))))


def test_a_shared_text_counts_in_each_cell_that_uses_it(tmp_path, most):
    """40 cells of 30,000 letters, which stand once in the file, are 1.2 MB."""
    path = sharing(tmp_path / "a.xlsx", f"<si><t>{'x' * 30_000}</t></si>", 20)
    assert tables.read(path).rows.iloc[0, 0] == "x" * 30_000
    most(unpacked_mb=1)
    with pytest.raises(InputError, match="texts are more than 1 MB"):
        tables.read(path)


def test_a_shared_text_is_measured_without_its_markup(tmp_path, most):
    """Letters of one text may each have a style of their own."""
    path = sharing(tmp_path / "a.xlsx", "<si>" + "<r><rPr><b/></rPr><t>&#228;</t></r>" * 50 + "</si>", 1)
    most(text=50)
    assert tables.read(path).rows.iloc[0, 0] == "ä" * 50
    most(text=49)
    with pytest.raises(InputError, match="a cell holds more than 49 characters"):
        tables.read(path)


EMPTY = '<table:table-cell table:number-columns-repeated="16382"/>'


def test_empty_repetitions_at_the_end_of_ods_are_read(tmp_path):
    """Spreadsheets fill up each row, and the sheet, with empty cells that are written once."""
    text = '<table:table-row><table:table-cell office:value-type="string"><text:p>Bad</text:p></table:table-cell>'
    row = text + EMPTY + "</table:table-row>"
    rest = f'<table:table-row table:number-rows-repeated="1048572">{EMPTY}</table:table-row>'
    table = tables.read(written(tmp_path / "a.ods", ods(row + rest)))
    assert table.rows.iloc[:, 0].tolist() == ["Wasser", "Schule", "Bad"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (repeated(1_048_574, 2), "“Liste”: the table has more than 1000000 rows"),
        (repeated(20_000, 16_384), "“Liste”: the table has more than 20000000 cells"),
        (repeated(1, 4_294_967_295), "more than 20000000 cells"),
        (repeated(1_000, 1_000, "x" * 90_000), "texts are more than 2000 MB"),
        (repeated(1, 1, '<text:s text:c="100001"/>'), "row 4, column A: a cell holds more than 100000 characters"),
    ],
)
def test_filled_repetitions_of_ods_are_counted(tmp_path, rows, message):
    with pytest.raises(InputError, match=message):
        tables.read(written(tmp_path / "a.ods", ods(rows)))


def test_filled_repetitions_within_the_limits_are_read(tmp_path):
    table = tables.read(written(tmp_path / "a.ods", ods(repeated(3, 2))))
    assert table.rows.iloc[:, 1].tolist()[-3:] == ["Altdorf"] * 3


@pytest.mark.parametrize("dimension", [0xFFFFFFFF, 65_537, 10_000_000])
def test_xls_that_lies_about_its_rows_is_refused(tmp_path, dimension):
    with pytest.raises(InputError, match=rf"a\.xls: a sheet claims to have {dimension} rows and 256 columns"):
        tables.read(written(tmp_path / "a.xls", old(biff(dimension=dimension))))


def test_xls_at_its_full_size_is_read(tmp_path):
    assert len(tables.read(written(tmp_path / "a.xls", old(biff(dimension=65_536)))).rows) == 1


def test_a_second_size_in_xls_is_looked_at_too(tmp_path):
    more = record(0x200, struct.pack("<IIHHH", 0, 0x7FFFFFFF, 0, 256, 0))
    with pytest.raises(InputError, match="a sheet claims"):
        tables.read(written(tmp_path / "a.xls", old(biff(more=more))))


def collection(count=3, depth=0, corners=5):
    ring = [[9, 51], *[[9 + 0.1 * n / corners, 51.1] for n in range(corners - 2)], [9, 51]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    for _ in range(depth):
        shape = {"type": "GeometryCollection", "geometries": [shape]}
    features = [{"type": "Feature", "properties": {"key": str(n)}, "geometry": shape} for n in range(count)]
    return json.dumps({"type": "FeatureCollection", "features": features})


def read_layer(path):
    with layers.opened(path) as found:
        return layers.read(found.layers[0])


def test_areas_corners_and_depth_of_layers_are_held(tmp_path, most):
    path = written(tmp_path / "a.geojson", collection(3, depth=4, corners=5))
    most(features=3, vertices=15, nesting=4)
    assert len(read_layer(path)) == 3
    for limit, message in (
        ({"features": 2}, "layer “a”: there are more than 2 areas"),
        ({"vertices": 14}, "layer “a”: the areas have more than 14 corners"),
        ({"nesting": 3}, "layer “a”: collections of areas are more than 3 levels deep"),
    ):
        most(**{"features": 3, "vertices": 15, "nesting": 4} | limit)
        with pytest.raises(InputError, match=message):
            read_layer(path)


@pytest.mark.parametrize("ending", [".geojson", ".gpkg", ".parquet"])
def test_texts_of_layers_are_held_as_those_of_tables_are(tmp_path, most, ending):
    areas = read_layer(written(tmp_path / "b.geojson", collection(3)))
    areas["note"] = ["kurz", None, "x" * 20]
    path = tmp_path / f"a{ending}"
    areas.to_parquet(path) if ending == ".parquet" else areas.to_file(path)
    most(text=20)
    assert len(read_layer(path)) == 3
    most(text=19)
    with pytest.raises(InputError, match=r"column note: a text has more than 19 characters(.|\n)*GEO_KOOP_MOST_TEXT"):
        read_layer(path)


def test_areas_and_corners_of_geoparquet_are_held(tmp_path, most):
    read_layer(written(tmp_path / "a.geojson", collection(3))).to_parquet(tmp_path / "a.parquet")
    most(features=2)
    with pytest.raises(InputError, match="more than 2 areas"):
        read_layer(tmp_path / "a.parquet")
    most(features=3, vertices=14)
    with pytest.raises(InputError, match="more than 14 corners"):
        read_layer(tmp_path / "a.parquet")


def test_lines_of_a_topology_count_where_they_are_used(tmp_path, most):
    line = [[9, 51], [9.1, 51], [9.1, 51.1], [9, 51]]
    areas = [{"type": "Polygon", "arcs": [[0]], "properties": {"key": str(n)}} for n in range(10)]
    topology = {"type": "Topology", "arcs": [line]}
    topology["objects"] = {"a": {"type": "GeometryCollection", "geometries": areas}}
    path = written(tmp_path / "a.topojson", json.dumps(topology))
    most(vertices=40)
    assert len(read_layer(path)) == 10
    most(vertices=39)
    with pytest.raises(InputError, match="more than 39 corners"):
        read_layer(path)


def test_size_and_depth_of_yaml_are_settings(tmp_path, most):
    most(yaml_kb=1, nesting=3)
    assert yaml_text.parse("[[[]]]", file="a.yaml") == [[[]]]
    with pytest.raises(InputError, match="more than 3 levels deep"):
        yaml_text.parse("[[[[]]]]", file="a.yaml")
    with pytest.raises(InputError, match="larger than 1 kB"):
        yaml_text.read(written(tmp_path / "a.yaml", "#" * 1_001))
