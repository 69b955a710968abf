"""XLSB and tables of web pages: read as any table, and refused before they take much memory."""

import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_koop.errors import InputError
from geo_koop.intake.files import limits, tables, web_tables


def record(kind, body=b""):
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = len(body), b""
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 127 else 0)])
        length >>= 7
        if not length:
            return head + size + body


def wide(text):
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(path, rows):
    """Write a workbook in binary parts: ``rows`` are (row, [(column, text)])."""
    sheet = record(129) + record(148, struct.pack("<4I", 0, 1, 0, 1)) + record(145)
    for row, cells in rows:
        sheet += record(0, struct.pack("<II", row, 0) + bytes(17))
        for column, text in cells:
            sheet += record(6, struct.pack("<II", column, 0) + wide(text))
    sheet += record(146) + record(130)
    book = record(131) + record(143)
    book += record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Blatt")) + record(144) + record(132)
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{rel}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/_rels/workbook.bin.rels", rels)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return path


TABLE = [(0, [(0, "Kooperation"), (1, "Mitglied")]), (1, [(0, "ZV"), (1, "Gröbenzell")])]


@pytest.mark.parametrize("name", ["a.xlsb", "als.xls"])
def test_xlsb_is_read(tmp_path, name):
    table = tables.read(xlsb(tmp_path / name, TABLE))
    assert table.sheet == "Blatt"
    assert table.rows[["Kooperation", "Mitglied"]].to_numpy().tolist() == [["ZV", "Gröbenzell"]]
    assert ("file_disguised" in set(table.findings["code"])) == (name == "als.xls")


@pytest.mark.parametrize("far", [(1_048_575, 16_383), (2_000_000, 0), (5, 70_000)])
def test_a_cell_far_away_takes_no_room(tmp_path, far):
    path = xlsb(tmp_path / "a.xlsb", [*TABLE, (far[0], [(far[1], "x")])])
    with pytest.raises(InputError):
        tables.read(path)


def test_a_long_text_in_xlsb_is_refused(tmp_path):
    path = xlsb(tmp_path / "a.xlsb", [(0, [(0, "A")]), (1, [(0, "x" * 100_001)])])
    with pytest.raises(InputError):
        tables.read(path)


def page(text):
    return web_tables.read(text, "a.xls", limits.Limits())


def test_a_table_of_a_page_with_cells_over_several_rows():
    found = page(
        "<table><tr><th>A<th>B</tr><tr><td rowspan=2>ZV<td>Haar<br>Poing</tr><tr><td>Glonn &amp; Moosach</tr></table>"
    )
    assert [record.cells for record in found["1"]] == [["A", "B"], ["ZV", "Haar\nPoing"], ["ZV", "Glonn & Moosach"]]


def test_what_is_not_seen_on_a_page_is_no_cell():
    found = page(
        "<style>td{}</style><table><tr><td>A<script>x()</script></td><td colspan=2>B</td><td>C</td></tr></table>"
    )
    assert found["1"][0].cells == ["A", "B", "", "C"]


def test_a_page_that_would_grow_is_refused():
    with pytest.raises(InputError):
        web_tables.read("<table><tr>" + "<td colspan=1000>x" * 50, "a.xls", limits.Limits(cells=10_000))
    with pytest.raises(InputError):
        web_tables.read("<table><tr><td>" + "x" * 2_000, "a.xls", limits.Limits(text=1_000))


@given(st.text(alphabet='<>/tablerdh "=&;x1\n', max_size=200))
def test_any_page_is_read_or_refused(text):
    try:
        found = page(f"<table>{text}")
    except InputError:
        return
    assert all(any(record.cells for record in records) for records in found.values())
