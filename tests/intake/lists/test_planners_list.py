"""A list as a planning office keeps it: dates under "seit wann", a total below, names that stay open."""

from pathlib import Path

import openpyxl
import pytest

from geo_koop import workspace
from geo_koop.intake.lists import importing
from geo_koop.model import AnalysisRequest

HEADINGS = ("lfd. Nr.", "Kooperation", "Beteiligte", "Thema", "Rechtsform", "seit wann", "Bemerkung")
ROWS = (
    (1, "Bauhof Ost", "Haar, Grasbrunn", "Bauhof", "Zweckvereinbarung", "2018", None),
    (2, "Wasser Würmtal", "Gräfelfing; Planegg", "Trinkwasser", "ZV", "1.4.62", None),
    (3, "Standesamt Nord", "Garching und Ismaning", "Standesamt", None, "ca. 2005", None),
    (4, "Jugendarbeit", "Ottobrunn, Neubiberg", "Jugend", None, "2005-2009, ausgelaufen", None),
    (5, "Breitband", "Planegg\nNeuried", "Breitband", "GmbH", 41091, None),
    (6, "Klimabündnis", "Eching, Freising", "Klima", None, None, "noch offen"),
    (None, "Summe:", 6, None, None, None, None),
)


@pytest.fixture(scope="module")
def reference():
    return workspace.reference(AnalysisRequest())


def read(rows, reference, folder: Path):
    path = folder / "liste.xlsx"
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return importing.read(path, importing.proposals(path, reference)[0].profile, reference)


@pytest.mark.parametrize("heading", ["seit wann", "Gründungsdatum", "in Kraft seit", "Jahr o. ä.", "Wann?"])
def test_dates_come_in_whatever_the_heading_says(reference, tmp_path, heading):
    headings = tuple(heading if name == "seit wann" else name for name in HEADINGS)
    found = read((headings, *ROWS), reference, tmp_path).cooperations.set_index("name")
    assert found["start"].to_dict() == {
        "Bauhof Ost": "2018",
        "Wasser Würmtal": "1962-04-01",
        "Standesamt Nord": "2005",
        "Jugendarbeit": "2005",
        "Breitband": "2012-07-01",
        "Klimabündnis": "",
    }


def test_what_stands_behind_a_date_is_not_lost(reference, tmp_path):
    imported = read((HEADINGS, *ROWS), reference, tmp_path)
    youth = imported.cooperations.set_index("name").loc["Jugendarbeit"]
    assert (youth["start"], youth["end"], youth["stage"]) == ("2005", "2009", "completed")
    assert "2005-2009, ausgelaufen" in youth["note_de"]


def test_a_number_that_is_no_year_is_no_date(reference, tmp_path):
    rows = [(*row[:5], number, row[6]) for row, number in zip(ROWS[:5], (27006, 14015, 8120, 5033, 40211), strict=True)]
    imported = read((tuple("Zahl" if name == "seit wann" else name for name in HEADINGS), *rows), reference, tmp_path)
    assert set(imported.cooperations["start"]) == {""}
    assert "column_unused" in set(imported.findings["code"])


def test_a_cooperation_whose_members_are_all_open_stays(reference, tmp_path):
    imported = read((HEADINGS, *ROWS), reference, tmp_path)
    assert "Klimabündnis" in set(imported.cooperations["name"])
    assert "klimabuendnis" not in set(imported.members["cooperation_id"])
    assert imported.findings["severity"].eq("error").any()
    assert "Summe:" not in set(imported.cooperations["name"])
