"""DOCX, as python-docx and its XML tell: text, headings, tables, pictures with words, paper, language, properties."""

import io
from datetime import UTC, datetime, time

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from geo_koop.outputs.report import ReportOptions, open_press, write
from geo_koop.outputs.report.municipality import municipality_sheet
from tests.outputs.report.office.conftest import GARCHING, parts, tables_of

KINDS = ("municipality", "cooperation", "topic", "region", "potential", "similar", "resolution")


def opened(content):
    return docx.Document(io.BytesIO(content))


@pytest.mark.parametrize("kind", KINDS)
def test_headings_and_sentences_are_text_with_the_styles_of_the_program(files, sheets, kind):
    sheet, document = sheets[kind], opened(files(".docx", kind))
    entries = [(p.style.name, p.text) for p in document.paragraphs]
    assert ("Heading 1", sheet.title) in entries
    headings = [text for style, text in entries if style == "Heading 2"]
    assert headings == [*(section.heading for section in sheet.sections), "Quellen und Stand"]
    assert [text for style, text in entries if style == "List Bullet"] == list(sheet.sentences)
    assert [text for style, text in entries if style == "Caution"] == list(sheet.cautions)
    figures = [text for style, text in entries if style == "Normal"]
    for one in sheet.figures:
        assert any(text.startswith(f"{one.label}: {one.value}") and one.beside in text for text in figures)


@pytest.mark.parametrize("kind", KINDS)
def test_tables_hold_every_row_below_a_header_row(files, sheets, kind):
    document = opened(files(".docx", kind))
    made = []
    for table in document.tables:
        lines = table._tbl.findall(qn("w:tr"))
        assert [line.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None for line in lines] == [
            place == 0 for place in range(len(lines))
        ]
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        cells = [
            ["".join(t.text or "" for t in cell.iter(qn("w:t"))) for cell in line.iter(qn("w:tc"))] for line in lines
        ]
        made.append([tuple(line) for line in cells])
    expected = tables_of(sheets[kind])
    assert [table for table in made if table[0][:2] != ("Muster", "Bedeutung")] == expected


def test_the_legend_is_a_table_of_samples_and_labels(files, sheets):
    part, document = sheets["topic"].map, opened(files(".docx", "topic"))
    legend = document.tables[0]
    assert [cell.text for cell in legend.rows[0].cells] == ["Muster", "Bedeutung"] * 2
    cells = [cell for row in legend.rows[1:] for cell in row.cells]
    labels = [label for _sample, label in part.legend]
    assert [cell.text for cell in cells[1::2]][: len(labels)] == labels
    drawn = [cell._tc.findall(f".//{qn('pic:pic')}") for cell in cells[::2]]
    assert [len(pictures) for pictures in drawn][: len(labels)] == [1] * len(labels)


@pytest.mark.parametrize("kind", KINDS)
def test_every_picture_has_words_and_the_map_is_as_wide_as_on_paper(files, sheets, kind):
    document, sheet = opened(files(".docx", kind)), sheets[kind]
    shapes = list(document.element.body.iter(qn("wp:inline")))
    described = {shape.find(qn("wp:docPr")).get("descr"): shape for shape in shapes}
    assert all(described)
    numbers = [shape.find(qn("wp:docPr")).get("id") for shape in shapes]
    assert len(set(numbers)) == len(numbers)
    if sheet.map:
        width = int(described[sheet.map.alt].find(qn("wp:extent")).get("cx"))
        assert abs(width - Mm(sheet.map.width)) < Mm(0.1)


def test_the_map_has_at_least_200_dots_per_inch(files, sheets):
    found = parts(files(".docx", "municipality"))
    widths = [int.from_bytes(c[16:20], "big") for name, c in found.items() if name.endswith(".png")]
    assert max(widths) >= 200 / 25.4 * sheets["municipality"].map.width


def test_paper_header_footer_language_and_properties(files, press):
    content = files(".docx", "municipality")
    document = opened(content)
    section = document.sections[0]
    assert [round(x.mm, 1) for x in (section.page_width, section.page_height)] == [210, 297]
    assert [round(x.mm, 1) for x in (section.left_margin, section.right_margin)] == [16, 16]
    assert section.header.paragraphs[0].text == "Gemeindesteckbrief – Garching b.München"
    printed = press.words.day(press.options.printed)
    foot = section.footer.paragraphs[0]
    assert f"Regionalverband · Gedruckt am {printed}" in foot.text
    assert [f.get(qn("w:instr")) for f in foot._p.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]
    about = document.core_properties
    assert (about.title, about.author, about.language) == (
        "Gemeindesteckbrief – Garching b.München",
        "Regionalverband",
        "de-DE",
    )
    assert about.created == about.modified == datetime.combine(press.options.printed, time(), UTC)
    spoken = {found.get(qn("w:val")) for found in document.styles.element.iter(qn("w:lang"))}
    assert spoken == {"de-DE"}


def test_english_a3_and_landscape(embedded, tmp_path):
    made = open_press(embedded, ReportOptions(language="en", paper="a3", landscape=True))
    document = docx.Document(write(made, [municipality_sheet(made, GARCHING)], tmp_path / "o.docx"))
    section = document.sections[0]
    assert [round(x.mm, 1) for x in (section.page_width, section.page_height)] == [420, 297]
    assert document.core_properties.language == "en-GB"
    assert {found.get(qn("w:val")) for found in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    assert document.paragraphs[-1].text.startswith("Printed on ")


def test_a_link_leads_to_the_view(files, sheets):
    document = opened(files(".docx", "municipality"))
    targets = [r.target_ref for r in document.part.rels.values() if r.reltype.endswith("/hyperlink")]
    assert targets == [sheets["municipality"].link]


def test_several_sheets_begin_on_pages_of_their_own(files):
    document = opened(files(".docx", "municipality", "cooperation"))
    kickers = [p for p in document.paragraphs if p.style.name == "Kicker"]
    assert [bool(p.paragraph_format.page_break_before) for p in kickers] == [False, True]


@pytest.mark.parametrize("ending", [".docx", ".odt", ".pptx"])
def test_the_same_report_is_the_same_file(press, sheets, files, tmp_path, ending):
    again = write(press, [sheets["cooperation"]], tmp_path / f"o{ending}").read_bytes()
    first, second = parts(files(ending, "cooperation")), parts(again)
    assert [name for name in first if first[name] != second.get(name)] == []
    same = again == files(ending, "cooperation")
    assert same
