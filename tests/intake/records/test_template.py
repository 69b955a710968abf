"""The workbook for municipalities: sent out, filled in, and read back."""

import openpyxl
import pandas as pd
import pytest

from geo_koop import codelists
from geo_koop.errors import OutputError, UsageError
from geo_koop.intake.files import tables
from geo_koop.intake.records import cooperations, template
from tests.conftest import grid

LANGUAGES = ["de", "en"]


@pytest.fixture
def areas():
    made = grid(2, 2)
    made.loc["09101101", "kind"] = "unincorporated"
    made.loc["09101001", "name"] = "=HYPERLINK(1)"
    made["district_name"] = "A, kreisfreie Stadt"
    return made


@pytest.fixture
def book(tmp_path, areas):
    """Return a function that writes the workbook of a language and opens it."""

    def _book(language="de"):
        path = template.write(areas, tmp_path / f"Vorlage {language}.xlsx", language=language)
        return path, openpyxl.load_workbook(path)

    return _book


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_heading_is_understood_by_the_reader(language):
    for name, columns in template.layout()["sheets"].items():
        headings = [column[language] for column in columns.values()]
        table = tables.rename(pd.DataFrame(columns=headings), cooperations.ALIASES[name])
        assert list(table.columns) == list(columns), name
        assert set(cooperations.NEEDED[name]) <= set(columns)


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_offer_the_labels_of_the_codelists(book, language):
    _path, opened = book(language)
    page = opened[cooperations.SHEETS["cooperations"][language == "de"]]
    rules = {str(rule.sqref).split("2:")[0]: rule for rule in page.data_validations.dataValidation}
    headings = [cell.value for cell in page[1]]
    letter = "ABCDEFGH"[headings.index("Form" if language == "de" else "format")]
    rule = rules[letter]
    sheet, cells = rule.formula1.replace("$", "").split("!")
    labels = [row[0].value for row in opened[sheet.strip("'")][cells]]
    assert labels == list(codelists.load("formats").labels(language).values())
    assert rule.showErrorMessage
    topics = rules["ABCDEFGH"[headings.index("Themen" if language == "de" else "topics")]]
    assert not topics.showErrorMessage
    assert all(rule.prompt for rule in rules.values())


def test_places_are_listed_without_unincorporated_areas_and_without_formulas(book):
    _path, opened = book()
    listed = [row[0].value for row in opened["Gemeinden"].iter_rows(min_row=2)]
    assert listed[0] == "09101 – A kreisfreie Stadt"
    assert listed[1] == "09101000 – Ort 09101000"
    assert listed[2] == "09101001 – =HYPERLINK(1)"
    assert len(listed) == 4
    assert all(cell.data_type == "s" for row in opened["Gemeinden"].iter_rows(min_row=2, max_col=1) for cell in row)
    assert opened.sheetnames[0] == "Anleitung"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_is_read_back(book, language):
    path, opened = book(language)
    sheets = {name: opened[titles[language == "de"]] for name, titles in cooperations.SHEETS.items()}
    labels = {
        name: codelists.load(name).labels(language)
        for name in ("topics", "formats", "stages", "roles", "grades", "obligation", "covers")
    }
    rows = {
        "cooperations": [
            "bad", "Hallenbad", f"{labels['topics']['culture_sport']}; {labels['topics']['water']}",
            labels["formats"]["special_purpose_association"], labels["stages"]["operating"], "2015", None,
            labels["obligation"]["voluntary"], "Ein Satz.",
        ],
        "members": [
            "bad", "09101000 – Ort 09101000", labels["roles"]["founder"], None, "2016", None,
            labels["covers"]["self"], "12,5", "3", None,
        ],
        "sources": ["bad", "Satzung", "31.12.2015", codelists.load("completeness").labels(language)["full"]],
        "scopes": ["e1", "09101 – A kreisfreie Stadt", "*", "2026", labels["grades"]["survey"], "Amt"],
    }  # fmt: skip
    for name, cells in rows.items():
        for number, cell in enumerate(cells, start=1):
            sheets[name].cell(2, number, cell)
    sheets["members"].cell(3, 1, "bad")
    sheets["members"].cell(3, 2, "09101001")
    opened.save(path)
    loaded = cooperations.load(cooperations=path)
    records = loaded.value
    assert loaded.findings.empty
    record = records.cooperations.loc["bad"]
    assert (record["format"], record["stage"], record["start"]) == ("special_purpose_association", "operating", "2015")
    assert set(record["topics"].split(";")) == {"culture_sport", "water"}
    assert records.members[["key", "role", "from"]].to_numpy().tolist() == [
        ["09101000", "founder", "2016"],
        ["09101001", "member", ""],
    ]
    assert (record["completeness"], record["obligation"]) == ("full", "voluntary")
    assert records.members.loc[0, ["covers", "share", "votes"]].tolist() == ["self", 12.5, 3.0]
    assert records.scopes[["area", "grade"]].to_numpy().tolist() == [["09101", "survey"]]


def test_areas_to_choose_from(areas):
    assert len(template.choose(areas, ())) == 4
    assert template.choose(areas, ["09101000"]).index.tolist() == ["09101000"]
    assert len(template.choose(areas, ["09101"])) == 4
    with pytest.raises(UsageError, match="Unknown region: 99"):
        template.choose(areas, ["09101000", "99"])


def test_files_are_replaced_only_when_asked(tmp_path, areas):
    out = template.write(areas, tmp_path / "a.xlsx")
    with pytest.raises(OutputError, match="exists already"):
        template.write(areas, out)
    template.write(areas, out, overwrite=True)
    with pytest.raises(UsageError, match="no workbook"):
        template.write(areas, tmp_path / "a.ods")
    with pytest.raises(OutputError, match="could not be written"):
        template.write(areas, tmp_path / "nirgends" / "a.xlsx")
