"""Sheets as ODT (odfdo): the same document for LibreOffice and others, to be edited."""

import io
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from xml.sax.saxutils import quoteattr

from odfdo import Document, Paragraph

from geo_koop.outputs.report.office import odt_styles, pictures
from geo_koop.outputs.report.office.book import PROGRAM, Book, repacked
from geo_koop.outputs.report.sheet import MapPart, Section, Sheet, Table

_HALF = 2
"""Entries of a legend in a row."""


def made(book: Book, drawings: Path) -> bytes:
    """Return the document.

    Parameters
    ----------
    book : Book
    drawings : Path
        Folder with the SVG files.
    """
    png = pictures.png(drawings, pictures.of_sheets(book.sheets, book.logo))
    document = Document("text")
    for part in ("Thumbnails/thumbnail.png", "manifest.rdf"):
        document.del_part(part)
        document.manifest.del_full_path(part)
    places = {name: f"Pictures/{Path(name).stem}.png" for name in png}
    for name, path in places.items():
        document.set_part(path, png[name])
        document.manifest.add_full_path(path, "image/png")
    writer = _Writer(book, png, places)
    for number, sheet in enumerate(book.sheets):
        writer.sheet(sheet, new_page=number > 0)
    heading, lines = book.closing
    writer.heading(heading, 2)
    writer.add(*(_said(line, "Note") for line in lines))
    document.set_part("styles.xml", odt_styles.styles(book, places.get(book.logo), png.get(book.logo)).encode())
    document.set_part("content.xml", odt_styles.content("".join(writer.parts), writer.tables).encode())
    _properties(document, book)
    target = io.BytesIO()
    document.save(target, pretty=False)
    return repacked(target.getvalue())


def _properties(document: Document, book: Book) -> None:
    about = document.meta
    about.title, about.creator, about.initial_creator = book.title, book.author, book.author
    about.language = book.locale
    about.set_creation_date(book.moment)
    about.set_modification_date(book.moment)
    about.set_generator(PROGRAM)
    about.set_editing_cycles(1)
    about.set_editing_duration(timedelta(0))


def _said(text: str, style: str) -> str:
    return str(Paragraph(text, style=style).serialize())


class _Writer:
    """Puts one part behind the other, as XML."""

    def __init__(self, book: Book, png: dict[str, bytes], places: dict[str, str]) -> None:
        self.book, self.png, self.places = book, png, places
        self.parts: list[str] = []
        self.tables: list[tuple[str, list[float], bool]] = []
        self.number = 0

    def add(self, *parts: str) -> None:
        self.parts += parts

    def heading(self, text: str, level: int, *, new_page: bool = False) -> None:
        style = f"Heading_20_{level}{odt_styles.NEW_PAGE if new_page else ''}"
        inner = _said(text, style).partition(">")[2].rpartition("</text:p>")[0]
        self.add(f'<text:h text:style-name="{style}" text:outline-level="{level}">{inner}</text:h>')

    def sheet(self, sheet: Sheet, *, new_page: bool) -> None:
        if sheet.kicker:
            self.add(_said(sheet.kicker, f"Kicker{odt_styles.NEW_PAGE if new_page else ''}"))
        self.heading(sheet.title, 1, new_page=new_page and not sheet.kicker)
        if sheet.subtitle:
            self.add(_said(sheet.subtitle, "Subtitle"))
        self.add(*(_said(figure.line, "Text_20_body") for figure in sheet.figures))
        if sheet.figures_note:
            self.add(_said(sheet.figures_note, "Note"))
        # As on paper: the first sentences stand before the map, so that it has room on the first page.
        before = sheet.lead if sheet.map else len(sheet.sentences)
        self.bullets(sheet.sentences[:before])
        if sheet.map:
            self.map(sheet.map)
        self.bullets(sheet.sentences[before:])
        self.add(*(_said(caution, "Caution") for caution in sheet.cautions))
        if sheet.link:
            self.picture(sheet.qr, 17.0, self.book.texts["qr"])
            address = f'<text:a xlink:type="simple" xlink:href={quoteattr(sheet.link)}>'
            shown = _said(sheet.link, "Note").partition(">")[2].rpartition("</text:p>")[0]
            said = _said(f"{self.book.texts['link']} ", "Note").removesuffix("</text:p>")
            self.add(f"{said}{address}{shown}</text:a></text:p>")
        for section in sheet.sections:
            self.section(section)

    def bullets(self, texts: Sequence[str]) -> None:
        if texts:
            entries = "".join(f"<text:list-item>{_said(one, 'List_20_Bullet')}</text:list-item>" for one in texts)
            self.add(f'<text:list text:style-name="{odt_styles.BULLETS}">{entries}</text:list>')

    def map(self, part: MapPart) -> None:
        texts = self.book.texts
        beside = part.width + pictures.GAP + pictures.OVERVIEW <= self.book.room
        drawing = self.framed(part.file, min(part.width, self.book.room), part.alt, "Picture")
        if beside:
            # Below a map as high as the page, the overview would stand a page later.
            small = self.framed(part.overview, pictures.OVERVIEW, part.overview_alt, "Picture")
            drawing = f"{drawing.removesuffix('</text:p>')} {small.partition('>')[2]}"
        self.add(drawing)
        self.add(_said(f"{texts['scale_printed']} {part.scale} · {part.crs}", "Caption"))
        if beside:
            self.add(_said(part.overview_caption, "Caption"))
        self.legend(part.legend)
        self.add(*(_said(note, "Note") for note in part.notes))
        if not beside:
            self.picture(part.overview, pictures.OVERVIEW, part.overview_alt)
            self.add(_said(part.overview_caption, "Caption"))

    def section(self, section: Section) -> None:
        self.heading(section.heading, 2)
        last = len(section.paragraphs) - 1 if section.table or section.picture else -1
        self.add(*(_said(text, "Lead" if i == last else "Text_20_body") for i, text in enumerate(section.paragraphs)))
        if section.picture:
            self.picture(section.picture.file, min(section.picture.width, self.book.room), section.picture.alt)
            self.legend(section.picture.legend)
        if section.table:
            self.table(section.table)
        self.add(*(_said(note, "Note") for note in section.notes))

    def table(self, table: Table) -> None:
        least = 11.0
        open_ = self.book.room - least * sum(share == 0 for share in table.widths)
        whole = sum(table.widths) or 1
        columns = [share / whole * open_ if share else least for share in table.widths]
        numbers = set(table.aligned.right)
        head = [
            _said(text, odt_styles.NUMBER_HEADING if place in numbers else "Table_20_Heading")
            for place, text in enumerate(table.head)
        ]
        styles = [odt_styles.NUMBER if place in numbers else "Table_20_Contents" for place in range(len(columns))]
        rows = []
        for heading, lines in table.groups:
            if heading:
                rows.append([_said(heading, "Table_20_Heading")])
            rows += [[_said(text, style) for text, style in zip(line, styles, strict=True)] for line in lines]
        self.grid(head, rows, columns, table.caption)

    def legend(self, entries: Sequence[tuple[str, str]]) -> None:
        """Put samples beside their labels, two in a row, below a header row."""
        if not entries:
            return
        words, half = self.book.words, self.book.room / _HALF - 15
        head = [_said(text, "Table_20_Heading") for text in (words("Sample"), words("Meaning")) * _HALF]
        cells = []
        for sample, label in entries:
            cells += [
                self.framed(sample, pictures.SAMPLE, label, "Table_20_Contents"),
                _said(label, "Table_20_Contents"),
            ]
        cells += [_said("", "Table_20_Contents")] * (-len(cells) % len(head))
        rows = [cells[start : start + len(head)] for start in range(0, len(cells), len(head))]
        self.grid(head, rows, [15, half] * _HALF, self.book.texts["legend"], together=True)

    def grid(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        columns: Sequence[float],
        caption: str,
        *,
        together: bool = False,
    ) -> None:
        """Put a table with a header row that is repeated; a row of one cell reaches over all columns."""
        name = f"Table{len(self.tables) + 1}"
        self.tables.append((name, list(columns), together))
        count = len(columns)
        made = [f'<table:table-column table:style-name="{name}.{place}"/>' for place in range(count)]
        made.append(f"<table:table-header-rows>{_row(head, 'Head')}</table:table-header-rows>")
        for cells in rows:
            if len(cells) == 1 < count:
                rest = "<table:covered-table-cell/>" * (count - 1)
                wide = f'<table:table-cell table:style-name="Group" table:number-columns-spanned="{count}"'
                made.append(
                    f'<table:table-row table:style-name="Row">{wide} office:value-type="string">{cells[0]}'
                    f"</table:table-cell>{rest}</table:table-row>"
                )
            else:
                made.append(_row(cells, "Cell"))
        about = f"<table:title>{_plain(caption)}</table:title>" if caption else ""
        self.add(f'<table:table table:name="{name}" table:style-name="{name}">{about}{"".join(made)}</table:table>')
        self.add(_said("", "Gap"))

    def picture(self, file: str, width: float, alt: str) -> None:
        self.add(self.framed(file, width, alt, "Picture"))

    def framed(self, file: str, width: float, alt: str, style: str) -> str:
        """Return a paragraph that holds a picture with its words for those who cannot see it."""
        self.number += 1
        name = quoteattr(f"{self.book.words('Picture')} {self.number}")
        high = width * pictures.shape(self.png[file])
        return (
            f'<text:p text:style-name="{style}"><draw:frame draw:style-name="Graphics" draw:name={name} '
            f'text:anchor-type="as-char" svg:width="{width:.2f}mm" svg:height="{high:.2f}mm">'
            f'<draw:image xlink:href="{self.places[file]}" xlink:type="simple" xlink:show="embed" '
            f'xlink:actuate="onLoad"/><svg:title>{_plain(alt)}</svg:title></draw:frame></text:p>'
        )


def _row(cells: Sequence[str], style: str) -> str:
    made = "".join(
        f'<table:table-cell table:style-name="{style}" office:value-type="string">{cell}</table:table-cell>'
        for cell in cells
    )
    return f'<table:table-row table:style-name="Row">{made}</table:table-row>'


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
