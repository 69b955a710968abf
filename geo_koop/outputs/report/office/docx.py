"""Sheets as DOCX (python-docx): headings, lists and tables with the styles of the program, to be edited."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as Opened
from docx.shared import Mm

from geo_koop.outputs.report.office import docx_parts as parts
from geo_koop.outputs.report.office import pictures
from geo_koop.outputs.report.office.book import Book, repacked
from geo_koop.outputs.report.office.docx_styles import lay_out
from geo_koop.outputs.report.sheet import MapPart, Section, Sheet


def made(book: Book, drawings: Path) -> bytes:
    """Return the document.

    Parameters
    ----------
    book : Book
    drawings : Path
        Folder with the SVG files.
    """
    png = pictures.png(drawings, pictures.of_sheets(book.sheets, book.logo))
    document = Document()
    lay_out(document, book, png.get(book.logo))
    writer = _Writer(document, book, png)
    for number, sheet in enumerate(book.sheets):
        writer.sheet(sheet, new_page=number > 0)
    writer.sources()
    target = io.BytesIO()
    document.save(target)
    return repacked(target.getvalue())


class _Writer:
    """Puts one part behind the other."""

    def __init__(self, document: Opened, book: Book, png: dict[str, bytes]) -> None:
        self.document, self.book, self.png, self.number = document, book, png, 0

    def sheet(self, sheet: Sheet, *, new_page: bool) -> None:
        kicker = self.said(sheet.kicker, "Kicker") if sheet.kicker else None
        title = self.document.add_heading(sheet.title, 1)
        (kicker or title).paragraph_format.page_break_before = new_page
        if sheet.subtitle:
            self.said(sheet.subtitle, "Subtitle")
        for figure in sheet.figures:
            self.said(figure.line, "Normal")
        if sheet.figures_note:
            self.said(sheet.figures_note, "Note")
        # As on paper: the first sentences stand before the map, so that it has room on the first page.
        before = sheet.lead if sheet.map else len(sheet.sentences)
        for sentence in sheet.sentences[:before]:
            self.said(sentence, "List Bullet")
        if sheet.map:
            self.map(sheet.map)
        for sentence in sheet.sentences[before:]:
            self.said(sentence, "List Bullet")
        for caution in sheet.cautions:
            self.said(caution, "Caution")
        if sheet.link:
            self.picture(sheet.qr, 17.0, self.book.texts["qr"])
            parts.link(self.said(f"{self.book.texts['link']} ", "Note"), sheet.link)
        for section in sheet.sections:
            self.section(section)

    def map(self, part: MapPart) -> None:
        texts = self.book.texts
        beside = part.width + pictures.GAP + pictures.OVERVIEW <= self.book.room
        drawing = self.picture(part.file, min(part.width, self.book.room), part.alt, keep=True)
        if beside:
            # Below a map as high as the page, the overview would stand a page later.
            drawing.add_run(" ")
            self.drawn(drawing.add_run(), part.overview, pictures.OVERVIEW, part.overview_alt)
        scale = self.said(f"{texts['scale_printed']} {part.scale} · {part.crs}", "Caption")
        scale.paragraph_format.keep_with_next = True
        if beside:
            self.said(part.overview_caption, "Caption").paragraph_format.keep_with_next = True
        self.legend(part.legend)
        for note in part.notes:
            self.said(note, "Note")
        if not beside:
            self.picture(part.overview, pictures.OVERVIEW, part.overview_alt, keep=True)
            self.said(part.overview_caption, "Caption")

    def section(self, section: Section) -> None:
        self.document.add_heading(section.heading, 2)
        for text in section.paragraphs:
            last = self.said(text, "Normal")
        if section.paragraphs and (section.table or section.picture):
            last.paragraph_format.keep_with_next = True
        if section.picture:
            keep = bool(section.picture.legend)
            self.picture(
                section.picture.file, min(section.picture.width, self.book.room), section.picture.alt, keep=keep
            )
            self.legend(section.picture.legend)
        if section.table:
            table = section.table.aligned
            widths = parts.widths(table.widths, self.book.room)
            self.add(parts.table(table.head, table.groups, widths, table.caption, right=table.right))
        for note in section.notes:
            self.said(note, "Note")

    def legend(self, entries: Sequence[tuple[str, str]]) -> None:
        """Put samples beside their labels, two in a row, below a header row."""
        if not entries:
            return
        words, room = self.book.words, self.book.room
        half = room / 2 - 15
        head = (words("Sample"), words("Meaning")) * 2
        rows = parts.pairs(entries)
        made = parts.table(head, (("", rows),), [15, half, 15, half], self.book.texts["legend"], together=True)
        self.add(made)
        for sample, label, paragraph in parts.samples(made, entries):
            self.drawn(parts.run_in(paragraph, self.document), sample, pictures.SAMPLE, label)

    def picture(self, file: str, width: float, alt: str, *, keep: bool = False) -> Any:
        paragraph = self.document.add_paragraph(style="Picture")
        paragraph.paragraph_format.keep_with_next = keep
        self.drawn(paragraph.add_run(), file, width, alt)
        return paragraph

    def drawn(self, run: Any, file: str, width: float, alt: str) -> None:
        self.number += 1
        shape = run.add_picture(io.BytesIO(self.png[file]), width=Mm(width))
        for side in "TBLR":
            # without these, LibreOffice moves a picture by its own default
            shape._inline.set(f"dist{side}", "0")
        properties = shape._inline.docPr
        properties.set("id", str(self.number))
        properties.set("name", f"{self.book.words('Picture')} {self.number}")
        properties.set("descr", alt)

    def said(self, text: str, style: str) -> Any:
        return self.document.add_paragraph(text, style=style)

    def add(self, element: Any) -> None:
        """Put a table behind what is there, and a paragraph that parts it from the next one."""
        body = self.document.element.body
        body.insert(len(body) - 1, element)
        self.document.add_paragraph(style="Gap")

    def sources(self) -> None:
        heading, lines = self.book.closing
        self.document.add_heading(heading, 2)
        for line in lines:
            self.said(line, "Note")
