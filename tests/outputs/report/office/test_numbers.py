"""Tables of office programs: numbers stand right, words left; the overview stands by its map."""

import io
import re

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree
from pptx import Presentation
from pptx.enum.text import PP_ALIGN

from geo_koop.outputs.report import ReportOptions, open_press, write
from geo_koop.outputs.report.municipality import municipality_sheet
from tests.outputs.report.office.conftest import GARCHING, parts

FIGURE = re.compile(r"(?!(?:18|19|20)\d\d$)-?\d[\d.,]*(\u00a0?%)?")
"""A number; years stand in columns that may hold words too: August 2009."""


def cells_of_docx(content):
    """Yield text and whether it stands right, for each cell of a table with a row of numbers."""
    for table in docx.Document(io.BytesIO(content)).tables:
        for row in table._tbl.findall(qn("w:tr")):
            for cell in row.findall(qn("w:tc")):
                text = "".join(t.text or "" for t in cell.iter(qn("w:t")))
                yield text, any(jc.get(qn("w:val")) == "right" for jc in cell.iter(qn("w:jc")))


def cells_of_odt(content):
    tree = etree.fromstring(parts(content)["content.xml"])
    names = {"table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0"}
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    for cell in tree.iterfind(".//table:table-cell", names):
        said = cell.find(f"{{{text}}}p")
        style = said.get(f"{{{text}}}style-name") or ""
        yield "".join(said.itertext()), style.startswith("Number")


def cells_of_pptx(content):
    for slide in Presentation(io.BytesIO(content)).slides:
        for shape in slide.shapes:
            if shape.has_table:
                for cell in shape.table.iter_cells():
                    yield cell.text, any(p.alignment == PP_ALIGN.RIGHT for p in cell.text_frame.paragraphs)


@pytest.mark.parametrize(
    ("ending", "cells"),
    [(".docx", cells_of_docx), (".odt", cells_of_odt), (".pptx", cells_of_pptx)],
    ids=["docx", "odt", "pptx"],
)
def test_numbers_stand_right_and_words_left(files, ending, cells):
    found = list(cells(files(ending, "region")))
    figures = [right for text, right in found if FIGURE.fullmatch(text)]
    # The first column is what a row is about; a column with a word among its numbers stays left as a whole.
    assert len(figures) > 20
    assert sum(figures) >= 0.7 * len(figures)
    words = [text for text, right in found if right and len(text.split()) > 4]
    assert words == []
    headings = dict(found)
    assert headings["Muster"] is False
    assert headings["Zahl"] is True


@pytest.mark.parametrize("ending", [".docx", ".odt"])
def test_beside_a_map_with_room_stands_its_overview(embedded, tmp_path, ending):
    press = open_press(embedded, ReportOptions(landscape=True))
    content = write(press, [municipality_sheet(press, GARCHING)], tmp_path / f"o{ending}").read_bytes()
    if ending == ".docx":
        paragraphs = docx.Document(io.BytesIO(content)).element.body.iter(qn("w:p"))
        counts = [len(list(paragraph.iter(qn("pic:pic")))) for paragraph in paragraphs]
    else:
        tree = etree.fromstring(parts(content)["content.xml"])
        drawing, text = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("drawing", "text"))
        counts = [len(paragraph.findall(f"{drawing}frame")) for paragraph in tree.iter(f"{text}p")]
    assert 2 in counts
