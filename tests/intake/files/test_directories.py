"""The municipal directory of Destatis, as workbook and as text, and tables that are none."""

import pandas as pd
import pytest

from geo_koop.intake.files import directories

HEAD = ["Satzart", "", "Schlüssel", "", "", "", "", "Gemeindename", "Bevölkerung", "", "PLZ"]
BELOW = ["", "", "Land", "RB", "Kreis", "VB", "Gem", "", "insgesamt", "männlich", ""]
ROWS = [
    ["10", "", "06", "", "", "", "", "Hessen", "", "", ""],
    ["40", "43", "06", "6", "33", "", "", "Kassel", "", "", ""],
    ["60", "63", "06", "6", "33", "0003", "003", "Baunatal, Stadt", "27 800", "13 700", "34225"],
    ["60", "64", "6", "6", "33", "8", "8", "Fuldabrück", "8 700", "4 300", "34277"],
]


def read(path):
    table = directories.read(path)
    return directories.with_keys(table.rows)


def test_headings_in_two_lines_below_a_title(tmp_path):
    path = tmp_path / "a.csv"
    lines = [["Alle Gemeinden"], HEAD, BELOW, *ROWS]
    path.write_text("\n".join(";".join(line) for line in lines), encoding="utf-8")
    rows = read(path)
    assert rows["key"].tolist() == ["06633003", "06633008"]
    assert rows["Bevölkerung"].tolist() == ["27 800", "8 700"]
    assert rows["Bevölkerung männlich"].tolist() == ["13 700", "4 300"]
    assert rows["PLZ"].tolist() == ["34225", "34277"]
    assert rows["row"].tolist() == [6, 7]
    assert not set(rows.columns) & {"Land", "RB", "Kreis", "VB", "Gem"}


def test_headings_in_one_line(tmp_path):
    path = tmp_path / "a.csv"
    head = "satzart,land,rb,kreis,vb,gemeinde,gemeindename,bevoelkerung"
    path.write_text(f"{head}\n40,06,6,33,,,Kassel,\n60,06,6,33,0003,003,Baunatal, 27 800\n", encoding="utf-8")
    rows = read(path)
    assert rows["key"].tolist() == ["06633003"]
    assert rows["bevoelkerung"].tolist() == ["27 800"]


@pytest.mark.parametrize("head", ["key;population", "Land;Kreis;Gemeinde;population", "Gemeinde;population"])
def test_other_tables_stay_as_they_are(tmp_path, head):
    path = tmp_path / "a.csv"
    path.write_text(head + "\n" + ";".join("1" * (head.count(";") + 1)) + "\n", encoding="utf-8")
    rows = read(path)
    assert rows.drop(columns="row").columns.tolist() == head.split(";")
    pd.testing.assert_frame_equal(directories.with_keys(rows), rows)
