"""Tables, links and fields of DOCX, written as XML: a library call for each cell takes a second for each page."""

from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from geo_koop.outputs.report.office.book import BAND, INK, RULE

_PER_MM = 1440 / 25.4
"""Twentieths of a point, the unit of tables."""
_LEAST = 11.0

Groups = Sequence[tuple[str, Sequence[Sequence[str]]]]


def widths(shares: Sequence[float], room: float) -> list[float]:
    """Return widths of columns in millimetres; a share of 0 is a narrow column.

    >>> widths((3, 1, 0), 100)
    [66.75, 22.25, 11.0]
    """
    open_ = room - _LEAST * sum(share == 0 for share in shares)
    whole = sum(shares) or 1
    return [share / whole * open_ if share else _LEAST for share in shares]


def table(
    head: Sequence[str],
    groups: Groups,
    columns: Sequence[float],
    caption: str,
    *,
    together: bool = False,
    right: Sequence[int] = (),
) -> Any:
    """Return a table with a header row that is repeated on each page, and a row for the heading of each group.

    Parameters
    ----------
    head : sequence of str
    groups : sequence of (str, sequence of rows)
    columns : sequence of float
        Widths in millimetres.
    caption : str
        For those who cannot see it.
    together : bool
        Keep it on one page.
    right : sequence of int
        Columns of numbers, which stand right.
    """
    twips = [round(width * _PER_MM) for width in columns]
    rows = [_row(head, twips, "TableHeading", right, header=True)]
    for heading, lines in groups:
        if heading:
            rows.append(_group(heading, sum(twips), len(twips)))
        last = len(lines) - 1
        rows += [_row(line, twips, "TableText", right, near=together and i < last) for i, line in enumerate(lines)]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    return parse_xml(
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        '<w:tblStyle w:val="TableGrid"/>'
        f'<w:tblW w:w="{sum(twips)}" w:type="dxa"/>{_borders()}<w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
        f'w:noVBand="1"/><w:tblCaption w:val={_quoted(caption)}/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _quoted(text: str) -> str:
    """Return a text as an attribute; on one line, as XML would make it so."""
    return quoteattr(" ".join(text.split()))


def _borders() -> str:
    inside = f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/><w:insideV w:val="nil"/>'
    edge = "".join(f'<w:{side} w:val="nil"/>' for side in ("top", "left"))
    bottom = f'<w:bottom w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/><w:right w:val="nil"/>'
    return f"<w:tblBorders>{edge}{bottom}{inside}</w:tblBorders>"


def _row(
    cells: Sequence[str],
    twips: Sequence[int],
    style: str,
    right: Sequence[int],
    *,
    header: bool = False,
    near: bool = False,
) -> str:
    about = "<w:cantSplit/>" + ("<w:tblHeader/>" if header else "")
    rule = f'<w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="{INK}"/></w:tcBorders>'
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{rule if header else ""}</w:tcPr>'
        f"{_paragraph(text, style, keep=header or near, right=place in right)}</w:tc>"
        for place, (text, width) in enumerate(zip(cells, twips, strict=True))
    )
    return f"<w:tr><w:trPr>{about}</w:trPr>{made}</w:tr>"


def _group(heading: str, width: int, span: int) -> str:
    return (
        f'<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
        f'<w:gridSpan w:val="{span}"/><w:shd w:val="clear" w:color="auto" w:fill="{BAND}"/></w:tcPr>'
        f"{_paragraph(heading, 'TableHeading', keep=True)}</w:tc></w:tr>"
    )


def _paragraph(text: str, style: str, *, keep: bool = False, right: bool = False) -> str:
    lines = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.replace("\r", "\n").split("\n")
    )
    near = ("<w:keepNext/>" if keep else "") + ('<w:jc w:val="right"/>' if right else "")
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{near}</w:pPr><w:r>{lines}</w:r></w:p>'


def pairs(entries: Sequence[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Return the rows of a legend: room for a sample and a label, twice in a row.

    >>> pairs([("a.svg", "A"), ("b.svg", "B"), ("c.svg", "C")])
    [('', 'A', '', 'B'), ('', 'C', '', '')]
    """
    labels = [label for _sample, label in entries]
    labels += [""] * (len(labels) % 2)
    return [("", left, "", right) for left, right in zip(labels[::2], labels[1::2], strict=True)]


def samples(made: Any, entries: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str, Any]]:
    """Yield sample, label and the paragraph of each entry of a legend that is made of :func:`pairs`."""
    cells = [cell for row in list(made.iter(qn("w:tr")))[1:] for cell in list(row.iter(qn("w:tc")))[::2]]
    for (sample, label), cell in zip(entries, cells, strict=False):
        yield sample, label, cell.find(qn("w:p"))


def run_in(paragraph: Any, document: Any) -> Run:
    """Return a run of a paragraph that was written as XML."""
    return Paragraph(paragraph, document._body).add_run()


def link(paragraph: Paragraph, address: str) -> None:
    """Put a web address behind a text, to be followed."""
    number = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    made = parse_xml(
        f'<w:hyperlink {nsdecls("w", "r")} r:id="{number}"><w:r><w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr>'
        f"<w:t>{escape(address)}</w:t></w:r></w:hyperlink>"
    )
    paragraph._p.append(made)


def field(paragraph: Paragraph, code: str) -> None:
    """Put a field such as ``PAGE`` behind a text; programs compute it."""
    made = OxmlElement("w:fldSimple")
    made.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    made.append(run)
    paragraph._p.append(made)
