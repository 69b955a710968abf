"""PPTX, as python-pptx tells: 16:9, one message on each slide, words for pictures, notes with sources and date."""

import io

import pptx
import pytest

from geo_koop.errors import UsageError
from geo_koop.outputs.report import write
from geo_koop.outputs.report.annex import annex_sheet

KINDS = ("municipality", "topic", "region", "cooperation")


@pytest.fixture
def deck(files):
    return lambda kind: pptx.Presentation(io.BytesIO(files(".pptx", kind)))


@pytest.mark.parametrize("kind", KINDS)
def test_slides_are_wide_and_every_one_has_a_message(deck, sheets, kind):
    made, sheet = deck(kind), sheets[kind]
    assert round(made.slide_width / made.slide_height, 3) == round(16 / 9, 3)
    titles = [slide.shapes.title.text for slide in made.slides]
    assert all(titles)
    assert titles[:2] == [sheet.title, sheet.sentences[0]]
    assert titles[-1] == "Quellen"


@pytest.mark.parametrize("kind", KINDS)
def test_every_sentence_and_caution_is_on_a_slide_or_in_its_notes(deck, sheets, kind):
    texts = []
    for slide in deck(kind).slides:
        texts += [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        texts.append(slide.notes_slide.notes_text_frame.text)
    whole = "\n".join(texts)
    assert [text for text in (*sheets[kind].sentences, *sheets[kind].cautions) if text not in whole] == []


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_have_words_and_nothing_leaves_the_slide(deck, sheets, kind):
    made = deck(kind)
    described = []
    for slide in made.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= made.slide_width, (shape.name, slide.shapes.title.text)
            assert shape.top + shape.height <= made.slide_height, (shape.name, slide.shapes.title.text)
            if shape.shape_type == 13:
                described.append(shape._element.nvPicPr.cNvPr.get("descr"))
    assert all(described)
    assert sheets[kind].map.alt in described


@pytest.mark.parametrize("kind", KINDS)
def test_tables_have_a_header_and_at_most_a_handful_of_rows(deck, sheets, kind):
    # The numbers of a large chart are in it, and in the notes.
    tables = [section for section in sheets[kind].sections if section.table and not section.general]
    heads = {s.table.head for s in tables if not s.picture or sum(len(rows) for _h, rows in s.table.groups) <= 18}
    seen = set()
    for slide in deck(kind).slides:
        for shape in slide.shapes:
            if shape.has_table:
                assert shape.table.first_row
                head = tuple(cell.text for cell in shape.table.rows[0].cells)
                seen.add(head)
                lines = [row for row in list(shape.table.rows)[1:] if not row.cells[0].is_merge_origin]
                assert 1 <= len(lines) <= 6
    assert seen == heads


def test_what_a_table_leaves_out_is_said(deck, sheets):
    count = len(sheets["region"].sections[-1].table.groups[0][1])
    texts = [s.text_frame.text for slide in deck("region").slides for s in slide.shapes if s.has_text_frame]
    assert any(f"von {count} Zeilen" in text for text in texts)


def test_a_table_of_seven_rows_goes_on_with_the_next_slide(deck, sheets):
    """A slide has room for six; the seventh of the key figures is the congruence."""
    figures = next(one for one in sheets["municipality"].sections if one.heading == "Kennzahlen").table
    labels = [row[0] for row in figures.groups[0][1]]
    assert len(labels) == 7
    shown = []
    for slide in deck("municipality").slides:
        for shape in slide.shapes:
            if shape.has_table and shape.table.rows[0].cells[0].text == "Kennzahl":
                shown += [row.cells[0].text for row in list(shape.table.rows)[1:]]
    assert shown == labels
    texts = [s.text_frame.text for slide in deck("municipality").slides for s in slide.shapes if s.has_text_frame]
    assert any(text.startswith("Zeilen ") and text.endswith(" bis 7 von 7.") for text in texts)


def test_notes_tell_sources_and_date(deck, press):
    printed = press.words.day(press.options.printed)
    for slide in deck("municipality").slides:
        notes = slide.notes_slide.notes_text_frame.text
        assert f"Gedruckt am {printed}" in notes
        assert "Grenzen: " in notes


def test_slides_have_numbers_a_footer_and_a_language(deck):
    made = deck("topic")
    for slide in made.slides:
        xml = slide.shapes._spTree.xml
        assert 'type="slidenum"' in xml
        assert "Regionalverband · Gedruckt am" in xml
        numbers = [shape.shape_id for shape in slide.shapes]
        assert len(set(numbers)) == len(numbers)
        foreign = 'lang="en' in xml + slide.notes_slide.shapes._spTree.xml
        assert not foreign
    assert made.core_properties.language == "de-DE"
    assert made.core_properties.author == "Regionalverband"


def test_an_annex_is_no_slide_and_a_draft_resolution_no_slides(press, sheets, tmp_path):
    out = write(press, [sheets["topic"], annex_sheet(press)], tmp_path / "o.pptx")
    titles = [slide.shapes.title.text for slide in pptx.Presentation(out).slides]
    assert "Feststellungen zu den Daten" not in titles
    with pytest.raises(UsageError, match="pptx"):
        write(press, [sheets["resolution"]], tmp_path / "r.pptx")
