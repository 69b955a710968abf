"""The sheet of law and funding, and its sections for other sheets."""

from datetime import date

import pytest

from geo_koop.outputs import report
from geo_koop.outputs.law import words as law_words
from geo_koop.outputs.report import law as sheets
from geo_koop.outputs.wording import Wording
from geo_koop.planning import rules

DAY = date(2026, 11, 30)
MEMBERS = ["06633007", "09184123"]


def made(language="de", members=MEMBERS, **asked):
    known = rules.load()
    table = rules.checked(known, members=members, as_of=DAY, **asked)
    press = sheets.imprint(known, DAY, report.ReportOptions(language=language))
    about = law_words.about(press.words, members=members, states=law_words.states(table), topic="", form="", as_of=DAY)
    return sheets.law_sheet(press, table, about, sheets.title(press.words, ["Espenau", "Haar"])), table


def cells(section):
    return [cell for _heading, rows in section.table.groups for row in rows for cell in row]


def test_every_statement_stands_on_the_sheet_with_place_date_and_certainty():
    sheet, table = made()
    worded = law_words.worded(table, "de")
    shown = {cell for section in sheet.sections for cell in cells(section)}
    for row in worded.itertuples():
        assert law_words.full(row, "de") in shown
        assert any(row.dated in cell and (row.certainty_name in cell or row.status == "no_entry") for cell in shown), (
            row.id
        )
        assert not row.source or any(row.source in cell for cell in shown)


def test_states_stand_below_each_other_under_their_names():
    sheet, _table = made()
    form = next(section for section in sheet.sections if section.heading == "Form")
    assert [heading for heading, _rows in form.table.groups] == ["Hessen", "Bayern"]
    assert "Länder: Hessen und Bayern." in sheet.sentences


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_legal_advice_is_said_once(language):
    sheet, _table = made(language)
    texts = [*sheet.sentences, *sheet.cautions, *(cell for section in sheet.sections for cell in cells(section))]
    mark = {"de": "keine Rechtsberatung", "en": "no legal advice"}[language]
    assert sum(mark in text for text in texts) == 1


def test_other_sheets_take_the_kinds_they_need():
    _sheet, table = made()
    sections = sheets.law_sections(Wording("de"), table, kinds=("approval", "funding"))
    assert [section.heading for section in sections] == ["Genehmigung und Anzeige", "Förderung"]
    assert all("Rechtsberatung" not in cell for section in sections for cell in cells(section))


def test_a_city_state_says_that_nobody_has_looked():
    sheet, _table = made(members=["11000000"])
    assert "Nicht recherchiert: Berlin. Eine Lücke sagt nichts über das Recht dort." in sheet.sentences
