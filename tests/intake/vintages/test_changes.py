"""Tables of territorial changes: plain ones, and the yearly lists of the Federal Statistical Office."""

import openpyxl
import pandas as pd
import pytest

from geo_koop.errors import InputError
from geo_koop.intake.vintages import changes

OFFICIAL = [
    # number, level, old ARS, old AGS, old name, kind, area, inhabitants, new ARS, new AGS, new name, legal, statistical
    ["06/2020/0001", "Gemeinde", "066330021021", "06633021", "Oberweser", "1", 6_180_0000, 3100,
     "066330030030", "06633030", "Wesertal", "01.01.2020", "01.01.2020"],
    ["06/2020/0001", "Gemeinde", "066330027027", "06633027", "Wahlsburg", "1", 1_200_0000, 2000,
     "066330030030", "06633030", "Wesertal", "01.01.2020", "01.01.2020"],
    ["07/2020/0003", "Gemeinde", "071310090090", "07131090", "Bad Neuenahr", "2", 120_000, 0,
     "071310017017", "07131017", "Grafschaft", "01.07.2020", "31.12.2020"],
    ["16/2020/0004", "Gemeinde", "160610001001", "16061001", "Teiler", "1", 3_000_000, 300,
     "160610002002", "16061002", "Ost", "01.01.2020", "31.12.2019"],
    ["16/2020/0004", "Gemeinde", "160610001001", "16061001", "Teiler", "1", 1_000_000, 100,
     "160610003003", "16061003", "West", "01.01.2020", "31.12.2019"],
    ["16/2020/0005-K", "Gemeinde", "160560000000", "16056000", "Eisenach", "3", 104_170_000, 42000,
     "160630105105", "16063105", "Eisenach", "2021-07-01 00:00:00", "01.07.2021"],
    ["03/2020/0006", "Gemeinde", "031520012012", "03152012", "Alt", "4", 1, 1,
     "031520012012", "03152012", "Neu", "01.03.2020", "01.03.2020"],
    ["03/2016/0006-R", "Kreis", "03152", "03152", "Göttingen", "1", 1, 1,
     "03159", "03159", "Göttingen", "01.11.2016", "31.12.2016"],
]  # fmt: skip


def official(path, rows=OFFICIAL):
    """Write rows in the layout of the lists: a cover sheet, a title, a header over three rows, notes below."""
    book = openpyxl.Workbook()
    book.active.title = "Titelseite"
    book.active["A1"] = "Namens-, Grenz- und Schlüsseländerungen"
    sheet = book.create_sheet("Gebietsänderungen")
    sheet.append(["Namens-, Grenz- und Schlüsselnummernänderungen bei Gemeinden 2020"])
    sheet.append([])
    sheet.append(["lfd. Nr.", "Regional-\neinheit", "Vor der Änderung", None, None, "Art der Änderung 1)", "Fläche",
                  "Ein-\nwohner", "Nach der Änderung", None, None, "Datum der Änderung"])  # fmt: skip
    sheet.append(
        [None, None, "RS", "AGS", "Name", None, "in qm", None, "RS", "AGS", "Name", "juristisch", "statistisch"]
    )
    for cells in ("C3:E3", "I3:K3", "L3:M3", "A3:A4", "F3:F4"):
        sheet.merge_cells(cells)
    for row in rows:
        sheet.append(row)
    sheet.append([])
    sheet.append(["1) 1 = Auflösung, 2 = Teilausgliederung, 3 = Schlüsseländerung, 4 = Namensänderung"])
    book.save(path)
    return path


def _plain(tmp_path, text):
    path = tmp_path / "änderungen.csv"
    path.write_text(text, encoding="utf-8")
    return changes.load(path)


def test_a_list_of_the_statistical_office(tmp_path):
    loaded = changes.load(official(tmp_path / "2020.xlsx"))
    table = loaded.value
    assert loaded.findings.empty
    assert loaded.files[0].rows == len(table) == len(OFFICIAL)
    assert table[["old_key", "new_key", "kind"]].to_numpy().tolist() == [
        ["06633021", "06633030", "merger"],
        ["06633027", "06633030", "merger"],
        ["07131090", "07131017", "part"],
        ["16061001", "16061002", "split"],
        ["16061001", "16061003", "split"],
        ["16056000", "16063105", "key_change"],
        ["03152012", "03152012", "rename"],
        ["03152", "03159", "merger"],
    ]
    assert table["share"].dropna().tolist() == [0.75, 0.25]
    assert table["date"].dt.strftime("%Y-%m-%d").tolist()[2:6] == [
        "2020-07-01",
        "2020-01-01",
        "2020-01-01",
        "2021-07-01",
    ]
    assert table["row"].tolist()[0] == 5
    assert table["old_name"].tolist()[0] == "Oberweser"


def test_the_legal_date_counts_wherever_it_stands(tmp_path):
    turned = [[*row[:11], row[12], row[11]] for row in OFFICIAL]
    path = official(tmp_path / "2020.xlsx", turned)
    book = openpyxl.load_workbook(path)
    sheet = book["Gebietsänderungen"]
    sheet["L4"], sheet["M4"] = "statistisch wirksam", "juristisch wirksam"
    book.save(path)
    pd.testing.assert_frame_equal(changes.load(path).value, changes.load(official(tmp_path / "b.xlsx")).value)


def test_a_plain_table_with_german_headings(tmp_path):
    loaded = _plain(
        tmp_path,
        "AGS alt;AGS neu;Datum;Art;Anteil\n6633021;06633030;01.01.2020;Eingemeindung oder Zusammenschluss;\n"
        "02000001;02000002;2010;split;70 %\n02000001;02000003;2010;split;0,3\n",
    )
    assert loaded.value["kind"].tolist() == ["merger", "split", "split"]
    assert loaded.value["share"].tolist()[1:] == [0.7, 0.3]
    assert loaded.value["old_key"].iloc[0] == "06633021"
    assert loaded.findings["code"].tolist() == ["key_zero_restored"]


def test_without_a_kind_one_successor_is_a_merger_and_several_a_division(tmp_path):
    loaded = _plain(tmp_path, "old_key,new_key\n01000001,01000002\n01000003,01000004\n01000003,01000005\n")
    assert loaded.value["kind"].tolist() == ["merger", "split", "split"]
    assert loaded.value["date"].isna().all()


def test_bad_rows_are_reported_and_good_ones_kept(tmp_path):
    loaded = _plain(
        tmp_path,
        "old_key,new_key,date,kind,share\n,01000002,,,\n01000001,x,,,\n01000001,01000002,bald,verschenkt,7\n",
    )
    assert loaded.value["old_key"].tolist() == ["01000001"]
    assert sorted(loaded.findings["code"]) == [
        "attribute_invalid", "attribute_invalid", "date_malformed", "key_malformed", "key_missing",
    ]  # fmt: skip
    refused = loaded.findings["code"].isin(["key_malformed", "key_missing"]).sum()
    assert loaded.files[0].rows == len(loaded.value) + refused


def test_proposals_count_once_they_are_confirmed(tmp_path):
    loaded = _plain(tmp_path, "old_key,new_key,confirmed\n01000001,01000002,ja\n01000003,01000004,\n")
    assert loaded.value["old_key"].tolist() == ["01000001"]
    assert loaded.findings[["code", "row", "value"]].to_numpy().tolist() == [["change_unconfirmed", 3, "01000003"]]


def test_keys_of_other_countries_stay_as_they_are(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text("old_key,new_key\n6472,6487\n", encoding="utf-8")
    assert changes.load(path, national="").value["old_key"].tolist() == ["6472"]


def test_no_table_of_changes(tmp_path):
    with pytest.raises(InputError, match=r"lacks the columns old_key, new_key"):
        _plain(tmp_path, "name,wert\na,1\n")
