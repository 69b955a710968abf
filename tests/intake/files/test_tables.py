"""Tables as offices send them."""

import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from geo_koop import findings
from geo_koop.errors import InputError
from geo_koop.intake.files import tables

TEXT = "Schlüssel{0}Name{0}Größe\n09184119{0}Garching{0}12\n09184130{0}Ismaning{0}\n"


def _write(tmp_path, content, name="tabelle für uns.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("separator", list(";,\t|"))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_any_separator_and_encoding(tmp_path, separator, encoding, newline):
    path = _write(tmp_path, TEXT.format(separator).replace("\n", newline).encode(encoding))
    table = tables.read(path)
    assert table.rows.columns.tolist() == ["Schlüssel", "Name", "Größe", "row"]
    assert table.rows["Schlüssel"].tolist() == ["09184119", "09184130"]
    assert table.rows["Größe"].tolist() == ["12", ""]
    assert table.rows["row"].tolist() == [2, 3]
    assert table.findings.empty


def test_nothing_is_guessed(tmp_path):
    table = tables.read(_write(tmp_path, "a;b\nNA;007\nnull;1e5\n"))
    assert table.rows[["a", "b"]].to_numpy().tolist() == [["NA", "007"], ["null", "1e5"]]


def test_separator_is_not_taken_from_a_quoted_heading(tmp_path):
    table = tables.read(_write(tmp_path, '"Name, Ort, Land";key\nx;1\n'))
    assert table.rows.columns.tolist() == ["Name, Ort, Land", "key", "row"]


def test_blank_lines_and_a_declared_separator_count_as_lines(tmp_path):
    table = tables.read(_write(tmp_path, "sep=|\n\na|b\n\n1|2\n"))
    assert table.rows.columns.tolist() == ["a", "b", "row"]
    assert table.rows["row"].tolist() == [5]


def test_line_breaks_in_cells(tmp_path):
    table = tables.read(_write(tmp_path, 'a;b;c\n1;"zwei\nZeilen; und ""mehr""";3\n4;5;6\n'))
    assert table.rows["b"].tolist() == ['zwei\nZeilen; und "mehr"', "5"]
    assert table.findings.empty


def test_rows_with_too_many_cells_are_reported_and_the_others_kept(tmp_path):
    table = tables.read(_write(tmp_path, "a;b\n1;2\n3;4;5\n6;7;;\n8\n"))
    assert table.rows["a"].tolist() == ["1", "6", "8"]
    assert table.rows["row"].tolist() == [2, 4, 5]
    assert table.findings[["code", "row", "value"]].to_numpy().tolist() == [["row_too_long", 3, "3 | 4 | 5"]]
    assert table.longer.to_numpy().tolist() == [["3", "4", "5", 3]]
    message = findings.render(table.findings, "en")["message"].item()
    assert message == "The row has 3 cells, but there are 2 headings: 3 | 4 | 5"


@pytest.mark.parametrize("at", [1, 3, 6])
def test_an_open_quotation_mark_swallows_one_row_only(tmp_path, at):
    lines = [f"{i};Name {i};x" for i in range(1, 7)]
    lines[at - 1] = f'{at};"Name {at};x'
    table = tables.read(_write(tmp_path, "a;b;c\n" + "\n".join(lines) + "\n"))
    assert table.rows["a"].tolist() == [str(i) for i in range(1, 7) if i != at]
    assert table.findings["row"].tolist() == [at + 1]


def test_an_open_quotation_mark_before_quoted_rows(tmp_path):
    lines = ["a;b;c", '1;"Eins;x', "2;Zwei;x", "3;Drei;x", '4;"Vier";x', '5;"Fünf";x']
    table = tables.read(_write(tmp_path, "\n".join(lines)))
    taken, refused = len(table.rows), len(table.findings)
    assert taken + refused == 5
    assert table.rows["a"].tolist() == ["2", "3", "4", "5"]


def test_header_only_has_no_rows(tmp_path):
    table = tables.read(_write(tmp_path, "a;b\n"))
    assert table.rows.empty
    assert table.rows.columns.tolist() == ["a", "b", "row"]


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "leer.csv", "leer.csv is empty"),
        (b"\n\n ; \n", "fast leer.csv", "holds no table"),
        (b"PK\x03\x04\x00\x00\x00", "arbeitsmappe.csv", "not a text table"),
        (b"\x81\x8d\x8f\n", "wirr.csv", "neither UTF-8 nor Windows-1252"),
        (b"a;b;a\n1;2;3\n", "doppelt.csv", "names a more than once"),
        (b"a;b\n1;2\n", "text.xlsx", "cannot be opened as a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "passwort.xlsx", "cannot be opened as a workbook"),
    ],
)
def test_unusable_files_are_refused(tmp_path, content, name, message):
    with pytest.raises(InputError, match=message) as caught:
        tables.read(_write(tmp_path, content, name))
    assert caught.value.remedy


def test_missing_files_and_folders(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        tables.read(tmp_path / "gibt es nicht.csv")
    with pytest.raises(InputError, match="is a folder"):
        tables.read(tmp_path)


@pytest.fixture
def workbook(tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Mitglieder"
    page.append(["AGS", "seit", "bis", "ja?", "Anteil", None])
    page.append([9184119, date(2011, 5, 9), datetime(2024, 12, 31, 0, 0), True, 0.5, None])
    page.append([None, None, None, None, None, None])
    page.append(["09184130", 1982, None, False, 12.0])
    page.append(["09184131", 1982, None, False, 12.0, None, "zu viel"])
    book.create_sheet("Kooperationen").append(["id"])
    path = tmp_path / "Übersicht.xlsx"
    book.save(path)
    return path


def test_workbook_cells_become_text(workbook):
    table = tables.read(workbook, sheet="Mitglieder")
    assert table.sheet == "Mitglieder"
    assert table.rows.columns.tolist() == ["AGS", "seit", "bis", "ja?", "Anteil", "row"]
    assert table.rows.iloc[0].tolist() == ["9184119", "2011-05-09", "2024-12-31", "yes", "0.5", 2]
    assert table.rows.iloc[1].tolist() == ["09184130", "1982", "", "no", "12", 4]
    assert table.findings["row"].tolist() == [5]


def test_sheets(workbook):
    assert tables.sheets(workbook) == ["Mitglieder", "Kooperationen"]
    assert tables.read(workbook).sheet == "Mitglieder"
    with pytest.raises(InputError, match=r"no sheet “Akteure”.*\n.*Mitglieder, Kooperationen"):
        tables.read(workbook, sheet="Akteure")


def _rewritten(workbook, change):
    """Copy a workbook and change the XML of its first sheet."""
    target = workbook.with_name("geändert.xlsx")
    with zipfile.ZipFile(workbook) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name.endswith("sheet1.xml") else content)
    return target


def test_damaged_workbooks_are_refused(workbook):
    with pytest.raises(InputError, match="cannot be opened"):
        tables.read(_rewritten(workbook, lambda xml: xml[: len(xml) // 2]))
    half = workbook.with_name("halb.xlsx")
    half.write_bytes(workbook.read_bytes()[:2000])
    with pytest.raises(InputError, match="cannot be opened"):
        tables.sheets(half)


def test_a_wrong_extent_does_not_cut_the_table(workbook):
    path = _rewritten(workbook, lambda xml: xml.replace(b'<dimension ref="A1:G5"', b'<dimension ref="A1:A1"'))
    assert len(tables.read(path).rows) == 2


def test_missing_columns_are_named_with_what_is_there(tmp_path):
    table = tables.read(_write(tmp_path, "cooperation_idd;Ort\n1;2\n"))
    rows = tables.rename(table.rows, {"cooperation_id": ("id",), "key": ("AGS",)})
    with pytest.raises(InputError, match="lacks the columns cooperation_id, key") as caught:
        tables.require(rows, ["cooperation_id", "key"], file=table.file, what="members")
    assert "It has: cooperation_idd, Ort" in caught.value.problem
    assert "“cooperation_idd” looks like cooperation_id" in caught.value.remedy


def test_columns_are_found_without_regard_to_case_and_blanks(tmp_path):
    table = tables.read(_write(tmp_path, "COOPERATION ID;ags ;Ort\n1;2;3\n"))
    rows = tables.rename(table.rows, {"cooperation_id": (), "key": ("AGS",), "name": ("Name",)}, {"name": "Ort"})
    assert rows.columns.tolist() == ["cooperation_id", "key", "name", "row"]


def test_more_columns_than_are_read_are_refused(tmp_path):
    path = tmp_path / "breit.csv"
    path.write_text(";".join(f"s{i}" for i in range(2_001)) + "\n")
    with pytest.raises(InputError, match="has 2001 columns; at most 2000 are read"):
        tables.read(path)
