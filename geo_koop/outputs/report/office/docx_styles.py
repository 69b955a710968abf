"""Paper, header, footer, properties and styles of a DOCX."""

import io
import re
from typing import Any

from docx.document import Document as Opened
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from geo_koop.outputs.report.office.book import CAUTION, CAUTION_EDGE, FONT, INK, PROGRAM, QUIET, Book
from geo_koop.outputs.report.office.docx_parts import field

_TOP, _BOTTOM, _EDGE = 22.0, 20.0, 10.0
"""Millimetres above and below the text, and of header and footer from the edge."""
_THEMED = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")
_STYLES: tuple[tuple[str, float, str, bool, float, float], ...] = (
    ("Normal", 10, INK, False, 0, 4),
    ("Heading 1", 19, INK, True, 0, 2),
    ("Heading 2", 12, INK, True, 12, 4),
    ("Subtitle", 9.5, QUIET, False, 0, 6),
    ("Caption", 8.5, QUIET, False, 0, 4),
    ("List Bullet", 10, INK, False, 0, 2),
    ("Kicker", 9.5, QUIET, False, 0, 2),
    ("Caution", 9.5, INK, False, 0, 2),
    ("Note", 8.5, QUIET, False, 2, 2),
    ("Table Text", 8.5, INK, False, 1, 1),
    ("Table Heading", 8.5, INK, True, 1, 1),
    ("Picture", 10, INK, False, 8, 2),
    ("Gap", 4, INK, False, 0, 0),
    ("Header", 8, QUIET, False, 0, 0),
    ("Footer", 8, QUIET, False, 0, 0),
)
"""Name, size, colour, bold, points above and below."""


def lay_out(document: Opened, book: Book, logo: bytes | None) -> None:
    """Set paper, properties, language, styles, header and footer."""
    _properties(document, book)
    _language(document, book.locale)
    _styles(document)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if book.width > book.height else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(book.width), Mm(book.height)
    section.left_margin = section.right_margin = Mm(book.margin)
    section.top_margin, section.bottom_margin = Mm(_TOP), Mm(_BOTTOM)
    section.header_distance = section.footer_distance = Mm(_EDGE)
    head = section.header.paragraphs[0]
    _tabs(head, book)
    head.add_run(book.title)
    if logo:
        run = head.add_run("\t")
        run.add_picture(io.BytesIO(logo), height=Mm(9))._inline.docPr.set("descr", book.texts["logo"])
    foot = section.footer.paragraphs[0]
    _tabs(foot, book)
    foot.add_run(f"{book.foot}\t")
    # "Page {page} of {all}" in the language of the document, with fields in place of the numbers.
    for text in re.split(r"(\{page\}|\{all\})", book.texts["page"]):
        if text in ("{page}", "{all}"):
            field(foot, "PAGE" if text == "{page}" else "NUMPAGES")
        elif text:
            foot.add_run(text)


def _tabs(paragraph: Any, book: Book) -> None:
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Mm(book.room), WD_TAB_ALIGNMENT.RIGHT)


def _properties(document: Opened, book: Book) -> None:
    about = document.core_properties
    about.title, about.author, about.last_modified_by = book.title[:255], book.author[:255], book.author[:255]
    about.language, about.comments, about.keywords = book.locale, PROGRAM, ""
    about.created = about.modified = book.moment
    about.revision = 1


def _language(document: Opened, locale: str) -> None:
    styles = document.styles.element
    for found in styles.iter(qn("w:lang")):
        found.set(qn("w:val"), locale)
        found.set(qn("w:eastAsia"), locale)
    settings = document.settings.element
    for found in settings.iter(qn("w:themeFontLang")):
        found.set(qn("w:val"), locale)
    if settings.find(qn("w:autoHyphenation")) is None:
        settings.find(qn("w:defaultTabStop")).addnext(OxmlElement("w:autoHyphenation"))


def _styles(document: Opened) -> None:
    known = document.styles
    for name, size, colour, bold, above, below in _STYLES:
        if name not in [style.name for style in known]:
            known.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = known["Normal"]
        style = known[name]
        _in_font(style)
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
        style.font.color.rgb = RGBColor.from_string(colour)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(above), Pt(below)
        style.paragraph_format.line_spacing = 1.1
    known["Gap"].paragraph_format.line_spacing = 1.0
    known["Subtitle"].font.all_caps = None
    for spacing in list(known["Subtitle"].element.iter(qn("w:spacing"))):
        if spacing.get(qn("w:val")):
            spacing.getparent().remove(spacing)
    for name in ("Header", "Footer"):
        for stops in list(known[name].element.iter(qn("w:tabs"))):
            stops.getparent().remove(stops)
    _shade(known["Caution"])
    _hyperlink(document)


def _in_font(style: Any) -> None:
    """Name the font itself: a theme of the program's template would win otherwise."""
    style.font.name = FONT
    fonts = style.element.rPr.rFonts
    for name in _THEMED:
        fonts.attrib.pop(qn(f"w:{name}"), None)
    fonts.set(qn("w:eastAsia"), FONT)
    fonts.set(qn("w:cs"), FONT)


def _shade(style: Any) -> None:
    about = style.element.get_or_add_pPr()
    edge = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="18" w:space="6" w:color="{CAUTION_EDGE}"/></w:pBdr>'
    )
    shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{CAUTION}"/>')
    spacing = about.find(qn("w:spacing"))
    spacing.addprevious(edge)
    spacing.addprevious(shade)


def _hyperlink(document: Opened) -> None:
    style = document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    style.font.underline = True
    style.font.color.rgb = RGBColor.from_string("1C5C9C")
    style.element.insert(1, OxmlElement("w:uiPriority"))
    style.element[1].set(qn("w:val"), "99")
