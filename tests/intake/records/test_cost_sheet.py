"""Cost sheets of workbooks and YAML: numbers are read as they are meant, or told with their place."""

from decimal import Decimal

import pytest
from openpyxl import Workbook

from geo_koop.errors import InputError
from geo_koop.intake.records import cost_numbers, cost_sheet


def workbook(folder, **sheets):
    """Write a workbook with the sheets Mitglieder and Positionen, and others that are given."""
    book = Workbook()
    book.remove(book.active)
    known = {
        "Angaben": [("Angabe", "Wert"), ("Titel", "Probe"), ("Erstes Jahr", 2027), ("Letztes Jahr", 2028)],
        "Mitglieder": [("Schlüssel", "Name", "Einwohner"), ("a", "A-Stadt", 12000.0), ("b", "B-Dorf", 3000)],
        "Positionen": [
            ("Nr.", "Position", "Art", "Betrag je Jahr (€)", "Verteilschlüssel"),
            (1, "Personal", "Kosten", 1234.5, "Einwohner"),
        ],
    }
    for title, rows in {**known, **sheets}.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    path = folder / "blatt.xlsx"
    book.save(path)
    return path


def test_a_workbook_is_read_by_its_headings(tmp_path):
    given = cost_sheet.read(workbook(tmp_path))
    assert given.content["cost_sheet"] == "Probe"
    assert given.content["years"] == {"from": 2027, "to": 2028}
    assert given.content["members"][0] == {"key": "a", "name": "A-Stadt", "inhabitants": Decimal(12000)}
    position = {"name": "Personal", "kind": "cost", "amount": Decimal("1234.5"), "key": "inhabitants"}
    assert given.content["positions"] == [position]


def test_quantities_bounds_and_exclusions_belong_to_their_position(tmp_path):
    head = ("Nr.", "Position", "Schlüssel", "Name", "Menge", "Obergrenze", "Untergrenze", "ausgeschlossen")
    rows = [head, (1, "Personal", "a", "", 3, 500, None, None), (1, "Personal", None, "B-Dorf", None, None, 20, "ja")]
    position = cost_sheet.read(workbook(tmp_path, Anteile=rows)).content["positions"][0]
    assert position["use"] == {"a": 3}
    assert position["caps"] == {"a": 500}
    assert position["floors"] == {"B-Dorf": 20}
    assert position["exclude"] == ["B-Dorf"]


def test_coalitions_have_a_mark_below_each_member(tmp_path):
    rows = [("a", "b", "Kosten allein"), ("x", "", 100), ("x", "x", 150.5), ("", "", None)]
    given = cost_sheet.read(workbook(tmp_path, Koalitionen=rows)).content["coalition_costs"]
    assert given == [{"members": ["a"], "cost": 100}, {"members": ["a", "b"], "cost": Decimal("150.5")}]


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        ({"Mitglieder": [("Name", "Einwohner"), ("A", "viele")]}, "sheet “Mitglieder”, row 2, column B: “viele”"),
        ({"Mitglieder": [("Name", "Einwohner"), ("A", "12.000")]}, "column B: “12.000” can be 12000 or 12.000"),
        ({"Positionen": [("Position", "Betrag"), ("P", "1+x")]}, "sheet “Positionen”, row 2, column B"),
        ({"Positionen": [("Betrag", "Betrag je Jahr")]}, "the heading stands twice"),
        ({"Angaben": [("Erstes Jahr", "bald")]}, "sheet “Angaben”, row 1, column B: “bald” is no number"),
        ({"Anteile": [("Nr.", "Schlüssel", "Menge"), (7, "a", 3)]}, "row 2: the number of a position .1 to 1."),
        ({"Anteile": [("Nr.", "Schlüssel", "Menge"), (1, "a", 3), (1, "a", 4)]}, "row 3, column C: a stands twice"),
        ({"Anteile": [("Nr.", "Schlüssel", "ausgeschlossen"), (1, "a", "vielleicht")]}, "vielleicht"),
        ({"Koalitionen": [("a", "Kosten allein"), ("x", "viel")]}, "sheet “Koalitionen”, row 2, column B"),
    ],
)
def test_faults_are_named_by_their_cell(tmp_path, sheets, said):
    with pytest.raises(InputError, match=said):
        cost_sheet.read(workbook(tmp_path, **sheets))


def test_what_is_no_cost_sheet_says_so(tmp_path):
    other = tmp_path / "a.yaml"
    other.write_text("title: x", encoding="utf-8")
    with pytest.raises(InputError, match="no cost sheet"):
        cost_sheet.read(other)
    other.write_text("members: &a [*a]", encoding="utf-8")
    with pytest.raises(InputError, match="anchor"):
        cost_sheet.read(other)
    text = tmp_path / "a.txt"
    text.write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="ending is not known"):
        cost_sheet.read(text)
    book = Workbook()
    book.save(tmp_path / "leer.xlsx")
    with pytest.raises(InputError, match="Mitglieder"):
        cost_sheet.read(tmp_path / "leer.xlsx")


@pytest.mark.parametrize(
    ("value", "money", "number"),
    [
        ("1.234,56", True, "1234.56"),
        ("1,234.56", True, "1234.56"),
        ("1 234,5", True, "1234.5"),
        ("180.000 €", True, "180000"),
        ("EUR 12,5", True, "12.5"),
        (0.1 + 0.2, False, "0.3"),
        (7, False, "7"),
        ("12,125.5", False, "12125.5"),
    ],
)
def test_numbers(value, money, number):
    assert cost_numbers.single(value, money=money) == (Decimal(number), None)


@pytest.mark.parametrize("value", [True, float("nan"), float("-inf"), "NaN", "1.2.3", "abc", [1], {"a": 1}, 10**50])
def test_what_is_no_number(value):
    number, fault = cost_numbers.single(value, money=True)
    assert number is None
    assert "no number" in str(fault)


def test_a_stop_before_three_digits_is_told_where_nothing_decides():
    assert "can be 12345 or 12.345" in str(cost_numbers.single("12.345", money=False)[1])
