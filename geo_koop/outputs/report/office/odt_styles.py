"""Paper, header, footer and styles of an ODT, as XML."""

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from geo_koop.outputs.report.office import pictures
from geo_koop.outputs.report.office.book import BAND, CAUTION, CAUTION_EDGE, FONT, INK, QUIET, RULE, Book

NUMBER, NUMBER_HEADING = "Number", "Number_20_Heading"
"""Styles of cells that hold numbers, and of their headings."""
NEW_PAGE, BULLETS = "_20_New_20_Page", "Bullets"
"""What the names of styles end with that begin a page; the style of lists."""

_TOP, _BOTTOM = 13.0, 12.0
"""Millimetres above the header and below the footer."""
_WHOLE = ' style:may-break-between-rows="false"'
_URN = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = " ".join(
    [
        *(f'xmlns:{name}="{_URN}:{name}:1.0"' for name in ("office", "style", "text", "table")),
        f'xmlns:draw="{_URN}:drawing:1.0"',
        *(f'xmlns:{name}="{_URN}:{name}-compatible:1.0"' for name in ("fo", "svg")),
        'xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.3"',
    ]
).replace("xmlns:fo=" + f'"{_URN}:fo-compatible:1.0"', f'xmlns:fo="{_URN}:xsl-fo-compatible:1.0"')

_STYLES: tuple[tuple[str, str, float, str, bool, float, float, str], ...] = (
    ("Text_20_body", "Standard", 10, INK, False, 0, 4, ""),
    ("Lead", "Text_20_body", 10, INK, False, 0, 4, 'fo:keep-with-next="always"'),
    ("Kicker", "Standard", 9.5, QUIET, False, 0, 2, 'fo:keep-with-next="always"'),
    ("Subtitle", "Standard", 9.5, QUIET, False, 0, 6, ""),
    ("Caption", "Standard", 8.5, QUIET, False, 0, 4, 'fo:keep-with-next="always"'),
    ("List_20_Bullet", "Standard", 10, INK, False, 0, 2, ""),
    ("Note", "Standard", 8.5, QUIET, False, 2, 2, ""),
    ("Table_20_Contents", "Standard", 8.5, INK, False, 1, 1, ""),
    ("Table_20_Heading", "Standard", 8.5, INK, True, 1, 1, 'fo:keep-with-next="always"'),
    ("Picture", "Standard", 10, INK, False, 8, 2, 'fo:keep-with-next="always"'),
    ("Gap", "Standard", 4, INK, False, 0, 0, ""),
    ("Header", "Standard", 8, QUIET, False, 0, 0, ""),
    ("Footer", "Standard", 8, QUIET, False, 0, 0, ""),
    (
        "Caution",
        "Standard",
        9.5,
        INK,
        False,
        0,
        2,
        f'fo:background-color="#{CAUTION}" fo:border-left="2.2pt solid #{CAUTION_EDGE}" fo:padding-left="2mm"',
    ),
)
"""Name, parent, size, colour, bold, points above and below, further properties of a paragraph."""


def styles(book: Book, logo: str | None, drawn: bytes | None) -> str:
    """Return ``styles.xml``: defaults with the language, styles by name, paper, header and footer."""
    language, country = book.locale.split("-")
    named = "".join(_style(*entry) for entry in _STYLES)
    stop = f'<style:tab-stops><style:tab-stop style:position="{book.room:g}mm" style:type="right"/></style:tab-stops>'
    pattern = r'(<style:style style:name="(?:Header|Footer)".*?<style:paragraph-properties [^>]*)/>'
    named = re.sub(pattern, rf"\1>{stop}</style:paragraph-properties>", named)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-styles {_SPACES}><office:font-face-decls>'
        f'<style:font-face style:name="{FONT}" svg:font-family="{FONT}" style:font-family-generic="swiss"/>'
        "</office:font-face-decls><office:styles>"
        '<style:default-style style:family="paragraph"><style:paragraph-properties fo:orphans="2" fo:widows="2"/>'
        f'<style:text-properties style:font-name="{FONT}" fo:font-size="10pt" fo:language="{language}" '
        f'fo:country="{country}" fo:hyphenate="true" fo:hyphenation-remain-char-count="2" '
        'fo:hyphenation-push-char-count="2"/></style:default-style>'
        '<style:default-style style:family="graphic"/><style:default-style style:family="table"/>'
        '<style:style style:name="Standard" style:family="paragraph" style:class="text"/>'
        f"{_headings()}{named}"
        '<style:style style:name="Graphics" style:family="graphic"><style:graphic-properties fo:border="none" '
        'fo:margin="0mm" style:vertical-pos="top" style:vertical-rel="baseline"/></style:style>'
        f"{_outline()}{_bullets()}</office:styles>"
        f"<office:automatic-styles>{_paper(book)}</office:automatic-styles>"
        f'<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="Paper">'
        f'<style:header><text:p text:style-name="Header">{escape(book.title)}{_logo(book, logo, drawn)}</text:p>'
        f'</style:header><style:footer><text:p text:style-name="Footer">{escape(book.foot)}<text:tab/>{_page(book)}'
        "</text:p></style:footer></style:master-page></office:master-styles></office:document-styles>"
    )


def content(body: str, tables: Sequence[tuple[str, Sequence[float], bool]]) -> str:
    """Return ``content.xml`` of what stands in it, and of its tables: widths in millimetres, kept whole or not."""
    rule = f'fo:border-bottom="0.5pt solid #{RULE}"'
    cell = 'fo:padding="0.4mm" fo:padding-left="1mm" fo:padding-right="1mm"'
    columns = "".join(
        f'<style:style style:name="{name}" style:family="table"><style:table-properties '
        f'style:width="{sum(widths):.2f}mm" table:align="left" '
        f'table:border-model="collapsing"{_WHOLE if together else ""}/></style:style>'
        + "".join(
            f'<style:style style:name="{name}.{place}" style:family="table-column"><style:table-column-properties '
            f'style:column-width="{width:.2f}mm"/></style:style>'
            for place, width in enumerate(widths)
        )
        for name, widths, together in tables
    )
    cells = "".join(
        f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties {cell} {more}/>'
        "</style:style>"
        for name, more in (
            ("Head", f'fo:border-bottom="1pt solid #{INK}"'),
            ("Cell", rule),
            ("Group", f'{rule} fo:background-color="#{BAND}"'),
        )
    )
    numbers = "".join(
        f'<style:style style:name="{name}" style:family="paragraph" style:parent-style-name="{parent}">'
        '<style:paragraph-properties fo:text-align="end"/></style:style>'
        for name, parent in ((NUMBER, "Table_20_Contents"), (NUMBER_HEADING, "Table_20_Heading"))
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES}><office:automatic-styles>'
        f'{columns}{cells}{numbers}<style:style style:name="Row" style:family="table-row"><style:table-row-properties '
        'fo:keep-together="always"/></style:style></office:automatic-styles>'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )


def _style(name: str, parent: str, size: float, colour: str, bold: bool, above: float, below: float, more: str) -> str:
    shown = quoteattr(name.replace("_20_", " "))
    return (
        f'<style:style style:name="{name}" style:display-name={shown} style:family="paragraph" '
        f'style:parent-style-name="{parent}" style:class="text"><style:paragraph-properties fo:line-height="110%" '
        f'fo:margin-top="{above:g}pt" fo:margin-bottom="{below:g}pt" {more}/><style:text-properties '
        f'fo:font-size="{size:g}pt" fo:color="#{colour}" fo:font-weight="{"bold" if bold else "normal"}"/>'
        "</style:style>"
    )


def _headings() -> str:
    made = ""
    for level, size, above, below in ((1, 19, 0, 3), (2, 12, 12, 4)):
        made += _style(
            f"Heading_20_{level}", "Standard", size, INK, True, above, below, 'fo:keep-with-next="always"'
        ).replace('style:class="text"', f'style:class="text" style:default-outline-level="{level}"')
    return made + "".join(
        f'<style:style style:name="{name}{NEW_PAGE}" style:display-name="{shown} New Page" style:family="paragraph" '
        f'style:parent-style-name="{name}" style:class="text"{level}>'
        '<style:paragraph-properties fo:break-before="page"/></style:style>'
        for name, shown, level in (
            ("Heading_20_1", "Heading 1", ' style:default-outline-level="1"'),
            ("Kicker", "Kicker", ""),
        )
    )


def _outline() -> str:
    levels = "".join(f'<text:outline-level-style text:level="{level}" style:num-format=""/>' for level in (1, 2))
    return f'<text:outline-style style:name="Outline">{levels}</text:outline-style>'


def _bullets() -> str:
    return (
        f'<text:list-style style:name="{BULLETS}"><text:list-level-style-bullet text:level="1" text:bullet-char="•">'
        '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        '<style:list-level-label-alignment text:label-followed-by="listtab" text:list-tab-stop-position="5mm" '
        'fo:text-indent="-5mm" fo:margin-left="5mm"/></style:list-level-properties></text:list-level-style-bullet>'
        "</text:list-style>"
    )


def _paper(book: Book) -> str:
    turned = "landscape" if book.width > book.height else "portrait"
    return (
        f'<style:page-layout style:name="Paper"><style:page-layout-properties fo:page-width="{book.width:g}mm" '
        f'fo:page-height="{book.height:g}mm" style:print-orientation="{turned}" fo:margin-left="{book.margin:g}mm" '
        f'fo:margin-right="{book.margin:g}mm" fo:margin-top="{_TOP:g}mm" fo:margin-bottom="{_BOTTOM:g}mm"/>'
        '<style:header-style><style:header-footer-properties fo:min-height="6mm" fo:margin-bottom="4mm"/>'
        '</style:header-style><style:footer-style><style:header-footer-properties fo:min-height="6mm" '
        'fo:margin-top="4mm"/></style:footer-style></style:page-layout>'
    )


def _page(book: Book) -> str:
    return (
        escape(book.texts["page"])
        .replace("{page}", '<text:page-number text:select-page="current">1</text:page-number>')
        .replace("{all}", "<text:page-count>1</text:page-count>")
    )


def _logo(book: Book, position: str | None, drawn: bytes | None) -> str:
    if not position or not drawn:
        return ""
    high = 9.0
    return (
        f'<text:tab/><draw:frame draw:style-name="Graphics" draw:name="Logo" text:anchor-type="as-char" '
        f'svg:width="{high / pictures.shape(drawn):.2f}mm" svg:height="{high}mm"><draw:image xlink:href="{position}" '
        f'xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/><svg:title>{escape(book.texts["logo"])}'
        "</svg:title></draw:frame>"
    )
