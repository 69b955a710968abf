"""Paper, placeholders, texts and tables of slides, and how much has room on one."""

import copy
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import PP_ALIGN
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Mm, Pt

from geo_koop.outputs.mapsheet import fonts
from geo_koop.outputs.report.office import pictures
from geo_koop.outputs.report.office.book import BAND, FONT, INK, Book
from geo_koop.outputs.report.sheet import Table

WIDTH, HEIGHT, EDGE, TOP = 338.667, 190.5, 15.0, 42.0
"""Millimetres: of a slide of 16:9, its margin, and where what is below the title begins."""
_WIDER = 1.12
"""How much wider Arial is than the font whose widths are known."""
_TABLE_POINTS, _MOST_ROWS, _LONGEST = 14, 6, 90
_LINE = 0.45
"""Millimetres of a line for each point of its letters."""

Shown = list[tuple[bool, tuple[str, ...], int]]
"""Rows of a table on a slide: whether it is the heading of a group, its cells, its number of lines."""


def lay_out(deck: Any, book: Book) -> None:
    """Make slides 16:9: the program's template is 4:3, so that its placeholders move."""
    deck.slide_width, deck.slide_height = Mm(WIDTH), Mm(HEIGHT)
    master = deck.slide_master
    for holder in [*master.placeholders, *(one for layout in deck.slide_layouts for one in layout.placeholders)]:
        kind = holder.placeholder_format.type
        cover = kind in (PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.SUBTITLE)
        if cover:
            top, high = (50, 40) if kind == PP_PLACEHOLDER.CENTER_TITLE else (95, 50)
            _put(holder, EDGE, top, WIDTH - 2 * EDGE, high)
        elif kind == PP_PLACEHOLDER.TITLE:
            _put(holder, EDGE, 10, WIDTH - 2 * EDGE, TOP - 14)
        elif kind == PP_PLACEHOLDER.FOOTER:
            _put(holder, EDGE, HEIGHT - 13, WIDTH - 2 * EDGE - 40, 8)
        elif kind == PP_PLACEHOLDER.SLIDE_NUMBER:
            _put(holder, WIDTH - EDGE - 35, HEIGHT - 13, 35, 8)
    notes = deck.notes_master._element
    for element in (deck.element, master._element, notes, *(layout._element for layout in deck.slide_layouts)):
        _speak(element, book.locale)
    for part in master.part.rels.values():
        if part.reltype.endswith("/theme"):
            _theme_font(part.target_part)


def _speak(element: Any, locale: str) -> None:
    """Name the language of what the program's template says, and of what is typed later."""
    for found in element.iter():
        if "lang" in found.attrib:
            found.set("lang", locale)


def _put(holder: Any, left: float, top: float, wide: float, high: float) -> None:
    holder.left, holder.top, holder.width, holder.height = (Mm(value) for value in (left, top, wide, high))


def _theme_font(theme: Any) -> None:
    """Name the font of the theme, of which new texts in the presentation take theirs."""
    root = parse_xml(theme.blob)
    for kind in ("a:majorFont", "a:minorFont"):
        for fonts_ in root.iter(qn(kind)):
            fonts_.find(qn("a:latin")).set("typeface", FONT)
    theme._blob = serialize_part_xml(root)


def say(
    frame: Any,
    texts: Sequence[str],
    book: Book,
    *,
    points: float | None = None,
    colour: str = INK,
    bold: bool = False,
) -> None:
    """Write a paragraph for each text, in the language of the document."""
    frame.word_wrap = True
    for number, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        # A line's end in a text stays one, not a paragraph of its own.
        for position, line in enumerate(text.replace("\r", "\n").split("\n")):
            if position:
                paragraph.add_line_break()
            run = paragraph.add_run()
            run.text = line
            run._r.get_or_add_rPr().set("lang", book.locale)
            if points:
                run.font.size, run.font.bold = Pt(points), bold
                run.font.color.rgb = _colour(colour)


def _colour(text: str) -> RGBColor:
    made: RGBColor = RGBColor.from_string(text)  # type: ignore[no-untyped-call]
    return made


def with_bullets(frame: Any) -> None:
    """Give the paragraphs of a text box bullets that programs know as such."""
    for paragraph in frame.paragraphs:
        about = paragraph._p.get_or_add_pPr()
        about.set("marL", str(int(Mm(6))))
        about.set("indent", str(-int(Mm(6))))
        font = about.makeelement(qn("a:buFont"), {"typeface": FONT})
        about.extend([font, about.makeelement(qn("a:buChar"), {"char": "•"})])
        paragraph.space_after = Pt(6)


def add_foot(slide: Any, book: Book) -> None:
    """Add footer and number of a slide: the program's template has them, but slides do not take them by themselves."""
    for holder in slide.slide_layout.placeholders:
        kind = holder.placeholder_format.type
        if kind not in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER):
            continue
        made = copy.deepcopy(holder._element)
        made.nvSpPr.cNvPr.set("id", str(max(shape.shape_id for shape in slide.shapes) + 1))
        slide.shapes._spTree.append(made)
        shape = slide.shapes[-1]
        if kind == PP_PLACEHOLDER.FOOTER:
            say(shape.text_frame, [shortened(book.foot, 120)], book, points=10, colour="55554F")
        _speak(made, book.locale)


def title_points(text: str) -> int:
    """Return the size of a title that has room in two or three lines.

    >>> title_points("Kurz"), title_points("x" * 250)
    (28, 16)
    """
    sizes = ((60, 28), (120, 24), (180, 20), (240, 18))
    return next((points for longest, points in sizes if len(text) <= longest), 16)


def shortened(text: str, longest: int) -> str:
    """Return a text of at most so many letters, with a sign where it was cut.

    >>> shortened("Zweckverband Wasser", 14), shortened("kurz", 10)
    ('Zweckverband …', 'kurz')
    """
    if len(text) <= longest:
        return text
    cut = text[: longest - 2]
    head, _space, _tail = cut.rpartition(" ")
    return f"{head if len(head) > longest / 2 else cut} …"


def within(picture: bytes, wide: float, high: float) -> tuple[float, float]:
    """Return width and height in millimetres of a picture that fills a box as far as it can."""
    shape = pictures.shape(picture)
    return (wide, wide * shape) if wide * shape <= high else (high / shape, high)


def width(text: str, points: float) -> float:
    """Return about how wide a text is in millimetres."""
    return fonts.width(text, points) * _WIDER


def lines(text: str, room: float, points: float) -> int:
    """Return about how many lines a text takes.

    >>> lines("kurz", 50, 12), lines("ein längerer Text, der umbrochen wird", 30, 12)
    (1, 3)
    """
    return sum(max(1, -int(-width(part, points) * 1.1 // room)) for part in text.split("\n"))


def fitting(texts: Sequence[str], room: float, high: float, points: float, *, most: int) -> int:
    """Return how many texts have room on a slide; at least one."""
    taken, used = 0, 0.0
    for text in texts[:most]:
        used += lines(text, room, points) * points * _LINE + 3
        if taken and used > high:
            break
        taken += 1
    return taken


def from_row(table: Table, first: int) -> Table:
    """Return a table without so many rows at its beginning; what goes on keeps its heading."""
    groups, left = [], first
    for heading, rows in table.groups:
        if rows[left:]:
            groups.append((heading, rows[left:]))
        left = max(0, left - len(rows))
    return replace(table, groups=tuple(groups))


def one_line(text: str, room: float, points: float) -> str:
    """Return a text cut to one line."""
    while lines(text, room - 5, points) > 1:
        text = f"{text.removesuffix('…').rstrip()[:-4].rstrip()}…"
    return text


def first_rows(table: Table, room: float, high: float) -> tuple[Shown, int]:
    """Return the first rows of a table that have room on a slide, and how many they are."""
    columns = [share / sum(table.widths) * room - 5 if share else 10 for share in table.widths]
    tall = _TABLE_POINTS * _LINE
    used, shown, count = tall * 2 + 3, Shown(), 0
    for heading, rows in table.groups:
        for number, row in enumerate(rows):
            cells = tuple(shortened(text, _LONGEST) for text in row)
            high_of = max(lines(text, wide, _TABLE_POINTS) for text, wide in zip(cells, columns, strict=True))
            begins = bool(heading) and number == 0
            used += high_of * tall + 2.5 + (tall + 2.5 if begins else 0)
            if count == _MOST_ROWS or (count and used > high):
                return shown, count
            if begins:
                shown.append((True, (shortened(heading, _LONGEST),), 1))
            shown.append((False, cells, high_of))
            count += 1
    return shown, count


def add_table(slide: Any, table: Table, shown: Shown, book: Book) -> float:
    """Add a table with a header row; return how far down it reaches in millimetres."""
    room, tall = WIDTH - 2 * EDGE, _TABLE_POINTS * _LINE
    columns = len(table.head)
    heads = max(
        lines(text, share / sum(table.widths) * room - 5, _TABLE_POINTS)
        for text, share in zip(table.head, table.widths, strict=True)
    )
    heights = [heads * tall + 2.5, *(count * tall + 2.5 for _group, _cells, count in shown)]
    frame = slide.shapes.add_table(len(shown) + 1, columns, Mm(EDGE), Mm(TOP), Mm(room), Mm(sum(heights)))
    frame._element.nvGraphicFramePr.cNvPr.set("descr", table.caption)
    made = frame.table
    made.horz_banding = False
    for column, share in zip(made.columns, table.widths, strict=True):
        column.width = Mm(share / sum(table.widths) * room)
    for number, high in enumerate(heights):
        made.rows[number].height = Mm(high)
    right = table.aligned.right
    _fill(made, 0, table.head, book, right, bold=True)
    for number, (group, cells, _count) in enumerate(shown, start=1):
        if group:
            made.cell(number, 0).merge(made.cell(number, columns - 1))
        _fill(made, number, cells, book, () if group else right, bold=group, band=group)
    return TOP + sum(heights)


def _fill(
    made: Any,
    number: int,
    cells: Sequence[str],
    book: Book,
    right: Sequence[int],
    *,
    bold: bool = False,
    band: bool = False,
) -> None:
    for position, text in enumerate(cells):
        cell = made.cell(number, position)
        cell.margin_left = cell.margin_right = Mm(1.5)
        cell.margin_top = cell.margin_bottom = Mm(0.8)
        cell.fill.solid()
        cell.fill.fore_color.rgb = _colour("DCEBF7" if number == 0 else BAND if band else "FFFFFF")
        say(cell.text_frame, [text], book, points=_TABLE_POINTS, bold=bold)
        if position in right:
            for paragraph in cell.text_frame.paragraphs:
                paragraph.alignment = PP_ALIGN.RIGHT
