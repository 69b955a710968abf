"""A list for letters as DOCX: a section for each row, and nothing but text whatever a name holds."""

from datetime import date
from io import BytesIO

import pandas as pd
import pytest

from geo_koop.outputs.report.office.letter_list import letter_list

docx = pytest.importorskip("docx")
ROWS = pd.DataFrame(
    {
        "Name": ["Grasbrunn", "<b>Böse\x0b</b>"],
        "Gemeinsame Kooperationen": ["GEMO", ""],
        "Gründe": ["Nachbar: ja; Entfernung (km): 7", "=1+1"],
    }
)


def made(language="de"):
    content = letter_list(
        "Gewerbegebiete: wen Haar fragen könnte",
        ["Eine Reihenfolge."],
        ROWS,
        language=language,
        day=date(2026, 11, 28),
        sources=["Grenzen: Amt"],
    )
    return content, docx.Document(BytesIO(content))


def test_each_row_is_a_section():
    _content, document = made()
    said = [(each.style.name, each.text) for each in document.paragraphs]
    assert said[0] == ("Heading 1", "Gewerbegebiete: wen Haar fragen könnte")
    assert ("Heading 2", "Grasbrunn") in said
    assert ("Normal", "Gemeinsame Kooperationen: GEMO") in said
    assert ("Note", "Grenzen: Amt") in said
    # An empty cell says nothing.
    assert [text for _style, text in said].count("Gemeinsame Kooperationen: ") == 0


def test_names_stay_text():
    _content, document = made()
    said = [each.text for each in document.paragraphs]
    assert any(text.startswith("<b>Böse") for text in said)
    assert "Gründe: =1+1" in said


def test_the_same_list_is_the_same_file():
    assert made()[0] == made()[0]


def test_the_end_is_in_the_language():
    assert "Sources" in [each.text for each in made("en")[1].paragraphs]
