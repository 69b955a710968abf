"""ODS as other programs read it: texts, keys, numbers, truths and days come back as they were."""

import datetime as dt
import zipfile

import pandas as pd
import pytest
from lxml import etree
from odfdo import Document

from geo_koop.intake.files import tables as files
from geo_koop.outputs import export, ods, tables
from geo_koop.outputs.export import Request

TEXTS = ["Haar", "=1+1", "zwei\nZeilen", "  drei  Blanks ", "a\tb", "<b>&\"'", "06633000", "Öd\x01e", ""]


@pytest.fixture
def table():
    return pd.DataFrame(
        {
            "key": ["06633000", "00100"],
            "n": [3, 12_345_678],
            "area_km2": [12.5, None],
            "active": [True, False],
            "day": [dt.date(2024, 2, 29), None],
            "empty": [None, None],
        }
    )


def test_values_keep_their_types(tmp_path, table):
    ods.write({"Tabelle": table}, tmp_path / "o.ods")
    sheet = Document(tmp_path / "o.ods").body.get_table(0)
    assert sheet.name == "Tabelle"
    rows = list(sheet.iter_values())
    assert rows[0] == list(table.columns)
    assert rows[1][:3] == ["06633000", 3, 12.5]
    assert rows[1][3] is True
    assert str(rows[1][4])[:10] == "2024-02-29"
    assert rows[2][1] == 12_345_678
    assert [rows[2][2], rows[2][4], rows[1][5]] == [None, None, None]


def test_texts_stay_texts(tmp_path):
    ods.write({"T": pd.DataFrame({"text": TEXTS})}, tmp_path / "o.ods")
    back = files.read(tmp_path / "o.ods").rows["text"].tolist()
    assert back[:2] == ["Haar", "=1+1"]
    assert back[2] == "zwei\nZeilen"
    assert back[5:7] == ["<b>&\"'", "06633000"]
    assert back[7] == "Öde"
    content = zipfile.ZipFile(tmp_path / "o.ods").read("content.xml")
    assert b"formula" not in content
    etree.fromstring(content)


def test_blanks_and_tabs_are_elements(tmp_path):
    ods.write({"T": pd.DataFrame({"text": TEXTS})}, tmp_path / "o.ods")
    sheet = Document(tmp_path / "o.ods").body.get_table(0)
    values = [row[0] for row in sheet.iter_values()][1:]
    assert values[3] == "  drei  Blanks "
    assert values[4] == "a\tb"


def test_the_kind_stands_first_and_the_same_makes_the_same_bytes(tmp_path, table):
    ods.write({"T": table}, tmp_path / "a.ods")
    ods.write({"T": table}, tmp_path / "b.ods")
    assert (tmp_path / "a.ods").read_bytes() == (tmp_path / "b.ods").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.ods") as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read("mimetype").decode() == ods.MIMETYPE


def test_tables_and_books_end_with_ods(tmp_path, table):
    assert tables.write(table, tmp_path / "t.ods").is_file()
    assert tables.write_book({"Eins": table, "Zwei": table}, tmp_path / "b.ods").is_file()
    assert files.sheets(tmp_path / "b.ods") == ["Eins", "Zwei"]


def test_an_export_is_a_workbook_with_its_documentation(embedded, tmp_path):
    out = export.export(embedded, tmp_path / "o.ods", Request(layers=("cooperations", "sources"))).files[0]
    assert files.sheets(out) == ["cooperations", "sources", "field_documentation"]
    rows = files.read(out, sheet="cooperations").rows
    assert rows["cooperation_id"].tolist() == embedded.cooperations.index.tolist()
    assert "geometry" not in rows
    first = embedded.cooperations.index[0]
    assert float(rows.loc[0, "span_km"] or "nan") == pytest.approx(embedded.patterns.loc[first, "span_km"], nan_ok=True)
