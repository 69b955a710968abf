"""Sheets as PPTX (python-pptx): one message on each slide, with its map, chart or the first rows of its table."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.util import Mm

from geo_koop.outputs.report.office import pictures, pptx_parts
from geo_koop.outputs.report.office.book import INK, PROGRAM, QUIET, Book, repacked
from geo_koop.outputs.report.office.pptx_parts import EDGE, HEIGHT, TOP, WIDTH
from geo_koop.outputs.report.sheet import MapPart, Section, Sheet, Table

_NOT_SHOWN = ("method", "annex")
"""Kinds of sheets that are no slides: sources stand on the last slide and in the notes."""
_MAP = (205.0, 121.0)
_POINTS = 16
_TITLE = 320
"""Letters of a title: three lines of the smallest size."""
_BULLETS = 6
_CHART_ROWS = 18
"""Rows up to which the numbers of a chart are slides beside it."""
_TABLE_SLIDES = 3
"""Slides up to which a table goes on; a longer one is for a document."""
_COVER, _SLIDE = 0, 5
"""Layouts of the program's template: a title with a subtitle, a title alone."""


def made(book: Book, drawings: Path) -> bytes:
    """Return the presentation.

    Parameters
    ----------
    book : Book
    drawings : Path
        Folder with the SVG files.
    """
    sheets = [sheet for sheet in book.sheets if sheet.kind not in _NOT_SHOWN]
    writer = _Writer(book, pictures.png(drawings, pictures.of_sheets(sheets, book.logo)))
    for sheet in sheets:
        writer.sheet(sheet)
    writer.bullets(book.words("Sources"), book.sources, points=12)
    target = io.BytesIO()
    writer.deck.save(target)
    return repacked(target.getvalue())


class _Writer:
    """Puts one slide behind the other."""

    def __init__(self, book: Book, png: dict[str, bytes]) -> None:
        self.book, self.png = book, png
        self.deck = Presentation()
        pptx_parts.lay_out(self.deck, book)
        about = self.deck.core_properties
        about.title, about.author, about.last_modified_by = book.title[:255], book.author[:255], book.author[:255]
        about.language, about.comments = book.locale, PROGRAM
        about.created = about.modified = book.moment

    def sheet(self, sheet: Sheet) -> None:
        self.cover(sheet)
        rest = list(sheet.sentences)
        entries = [section.message for section in sheet.sections]
        if sheet.map:
            self.map(sheet.map, rest.pop(0) if rest else sheet.title)
        rest = [sentence for sentence in rest if not any(sentence in message for message in entries)]
        if rest:
            self.bullets(self.book.words("{title}: at a glance", title=sheet.title), rest)
        for section in sheet.sections:
            if not section.general:
                self.section(section)
        if sheet.cautions:
            self.bullets(self.book.words("What is to be kept in mind"), sheet.cautions)

    def cover(self, sheet: Sheet) -> None:
        slide = self.slide(sheet.title, layout=_COVER)
        entries = [part for part in (sheet.kicker, sheet.subtitle, self.book.foot) if part]
        pptx_parts.say(slide.placeholders[1].text_frame, entries, self.book, points=_POINTS, colour=QUIET)
        if self.book.logo:
            logo = self.png[self.book.logo]
            wide, high = pptx_parts.within(logo, 60, 20)
            self.picture(slide, self.book.logo, (WIDTH - EDGE - wide, EDGE, wide, high), self.book.texts["logo"])

    def map(self, part: MapPart, message: str) -> None:
        texts = self.book.texts
        slide = self.slide(message, notes=[part.alt, *part.notes, part.crs])
        wide, high = pptx_parts.within(self.png[part.file], *_MAP)
        self.picture(slide, part.file, (EDGE, TOP, wide, high), part.alt)
        left = EDGE + wide + 6
        room = WIDTH - EDGE - left
        top = self.legend(slide, part.legend, left, room)
        self.text(slide, (left, top + 2, room, 20), part.notes, points=11, colour=QUIET)
        small, tall = pptx_parts.within(self.png[part.overview], 34, 34)
        self.picture(slide, part.overview, (left, TOP + high - tall, small, tall), part.overview_alt)
        self.text(slide, (left + small + 2, TOP + high - 8, room - small - 2, 8), [texts["overview"]], points=10)
        # The whole source stands in the notes and on the last slide: here it has one line above the foot.
        source = [pptx_parts.one_line(self.book.sources[0], wide, 9)] if self.book.sources else []
        self.text(slide, (EDGE, TOP + high + 1, wide, 6), source, points=9, colour=QUIET)

    def legend(self, slide: Any, entries: Sequence[tuple[str, str]], left: float, room: float) -> float:
        """Put samples beside their labels, and return how far down they reach."""
        top, points = TOP, 12
        for sample, label in entries:
            lines = pptx_parts.lines(label, room - 12, points)
            self.picture(slide, sample, (left, top + 1.2, 8, 4.5), label)
            self.text(slide, (left + 10, top, room - 10, 5.2 * lines + 1.5), [label], points=points)
            top += 5.2 * lines + 1.8
        return top

    def section(self, section: Section) -> None:
        message = section.message or (section.table.caption if section.table else "") or section.heading
        if section.picture:
            notes = [section.picture.alt, *section.paragraphs, *section.notes]
            slide = self.slide(section.message or section.heading, notes=notes)
            wide, high = pptx_parts.within(self.png[section.picture.file], WIDTH - 2 * EDGE, _MAP[1] - 8)
            self.picture(slide, section.picture.file, (EDGE, TOP, wide, high), section.picture.alt)
            self.labels(slide, section.picture.legend, TOP + high + 4)
        if section.table:
            # The numbers of a chart: all of them are in it, and in the notes.
            if not section.picture or sum(len(rows) for _heading, rows in section.table.groups) <= _CHART_ROWS:
                self.table(section.table, message, [*section.paragraphs, *section.notes])
        elif not section.picture:
            self.bullets(section.heading, section.paragraphs)

    def labels(self, slide: Any, entries: Sequence[tuple[str, str]], top: float) -> None:
        """Put a legend in lines below a chart."""
        left = EDGE
        for sample, label in entries:
            room = pptx_parts.width(label, 11) + 6
            if left + 10 + room > WIDTH - EDGE:
                left, top = EDGE, top + 7
            self.picture(slide, sample, (left, top + 1, 8, 4.5), label)
            self.text(slide, (left + 9, top, room, 6), [label], points=11)
            left += room + 13

    def table(self, table: Table, message: str, notes: Sequence[str]) -> None:
        """Put a table on as many slides as it needs; of a long one, the first rows."""
        words, room = self.book.words, (WIDTH - 2 * EDGE, HEIGHT - TOP - 30)
        every = sum(len(lines) for _heading, lines in table.groups)
        parts: list[tuple[Any, int, int]] = []
        taken = 0
        while taken < every or not parts:
            shown, count = pptx_parts.first_rows(pptx_parts.from_row(table, taken), *room)
            parts.append((shown, taken, taken + count))
            taken += count
        whole = len(parts) <= _TABLE_SLIDES
        for shown, first, last in parts if whole else parts[:1]:
            slide = self.slide(message, notes=[table.caption, *notes])
            bottom = pptx_parts.add_table(slide, table, shown, self.book)
            if len(parts) == 1:
                continue
            numbers = {"shown": words.number(last), "all": words.number(every)}
            said = (
                words("Rows {first} to {shown} of {all}.", first=words.number(first + 1), **numbers)
                if whole
                else words("The first {shown} of {all} rows; the sheet as a document has them all.", **numbers)
            )
            self.text(slide, (EDGE, bottom + 2, WIDTH - 2 * EDGE, 6), [said], points=11, colour=QUIET)

    def bullets(self, message: str, texts: Sequence[str], *, points: int = _POINTS) -> None:
        """Put texts on slides, as many as have room on each."""
        room, left = WIDTH - 2 * EDGE - 8, list(texts)
        while left:
            taken = pptx_parts.fitting(left, room, HEIGHT - TOP - 24, points, most=_BULLETS)
            slide = self.slide(message)
            frame = self.text(slide, (EDGE, TOP, WIDTH - 2 * EDGE, HEIGHT - TOP - 20), left[:taken], points=points)
            pptx_parts.with_bullets(frame)
            left = left[taken:]

    def slide(self, message: str, *, layout: int = _SLIDE, notes: Sequence[str] = ()) -> Any:
        """Add a slide whose title is its message; the notes tell it whole, with sources and date."""
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[layout])
        short = pptx_parts.shortened(message, _TITLE)
        points = 34 if layout == _COVER else pptx_parts.title_points(short)
        pptx_parts.say(slide.shapes.title.text_frame, [short], self.book, points=points, bold=True)
        pptx_parts.add_foot(slide, self.book)
        whole = [*([message] if short != message else []), *notes, *self.book.sources, self.book.printed]
        pptx_parts.say(slide.notes_slide.notes_text_frame, [text for text in whole if text], self.book)
        return slide

    def picture(self, slide: Any, file: str, box: tuple[float, float, float, float], alt: str) -> None:
        left, top, wide, high = (Mm(value) for value in box)
        shape = slide.shapes.add_picture(io.BytesIO(self.png[file]), left, top, wide, high)
        shape.name = f"{self.book.words('Picture')} {len(slide.shapes)}"
        shape._element.nvPicPr.cNvPr.set("descr", alt)

    def text(
        self,
        slide: Any,
        box: tuple[float, float, float, float],
        texts: Sequence[str],
        *,
        points: float,
        colour: str = INK,
    ) -> Any:
        """Add a text box and return what holds the text."""
        if not texts:
            return None
        frame = slide.shapes.add_textbox(*(Mm(value) for value in box)).text_frame
        pptx_parts.say(frame, texts, self.book, points=points, colour=colour)
        return frame
