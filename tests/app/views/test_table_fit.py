"""Tables in which nothing is cut."""

import pandas as pd

from geo_koop.app.views import table_fit
from geo_koop.app.words import Words

ROWS = pd.DataFrame({"Name": list("ABCD"), "Stand": ["neu"] * 4, "Notiz": [""] * 4, "Zahl": [1] * 4})


def test_what_all_rows_say_becomes_a_sentence_and_empty_columns_go():
    shown, same = table_fit.common(ROWS)
    assert list(shown) == ["Name", "Zahl"]
    assert table_fit.sentence(same, Words("de")) == "In allen Zeilen gleich: Stand: neu."
    assert table_fit.sentence({}, Words("de")) == ""


def test_a_few_rows_and_the_first_column_stay():
    assert list(table_fit.common(ROWS.head(3))[0]) == ["Name", "Stand", "Zahl"]
    assert list(table_fit.common(ROWS.assign(Name="A"))[0]) == ["Name", "Zahl"]


def test_a_long_word_gets_its_width_and_a_long_text_its_lines():
    short, long = pd.DataFrame({"Name": ["Haar"]}), pd.DataFrame({"Name": ["ein langer Name " * 8]})
    word = pd.DataFrame({"Name": ["Donaudampfschifffahrtsgesellschaftskapitänsmützenverwaltung"]})
    widths = [table_fit.widths(rows.assign(Ort="x")[["Ort", "Name"]])["Name"] for rows in (word, long, short)]
    assert widths == sorted(widths, reverse=True)
    assert len(set(widths)) == 3
    assert table_fit.row_height(short, table_fit.widths(short)) == table_fit.ROW
    assert table_fit.row_height(long, table_fit.widths(long)) == 3 * 19 + 14
    assert table_fit.widths(pd.DataFrame({"Zahl": [1]})) == {}


def test_one_long_text_beside_the_names_does_not_make_all_rows_tall():
    rows = pd.DataFrame({"Name": ["Haar"] * 20, "Themen": ["Wasser"] * 19 + ["Wasser, Abwasser, Wohnen " * 9]})
    assert table_fit.row_height(rows, table_fit.widths(rows)) == table_fit.ROW
    swapped = rows[["Themen", "Name"]]
    assert table_fit.row_height(swapped, table_fit.widths(swapped)) > table_fit.ROW
