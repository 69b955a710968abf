"""XLSX: cells far away, lies about sizes, entities, links."""

import struct
from collections.abc import Callable

from tests.hostile.archives import bomb, zeros
from tests.hostile.canary import Canary
from tests.hostile.corpus import Build, Case, written
from tests.hostile.disguises import zipped
from tests.hostile.markup import BILLION, external

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
RELATION = '<Relationship Id="{id}" Type="' + OFFICE + '/{kind}" Target="{target}"{more}/>'
HEADINGS = '<row r="1"><c r="A1" t="inlineStr"><is><t>Zweckverband</t></is></c><c r="B1" t="inlineStr"><is><t>Mitglieder</t></is></c></row>'
HONEST = '<row r="2"><c r="A2" t="inlineStr"><is><t>Wasser</t></is></c><c r="B2" t="inlineStr"><is><t>Altdorf, Neudorf</t></is></c></row>'


def sheet(rows: str = HONEST, *, dimension: str = "A1:B2", doctype: str = "", after: str = "") -> str:
    """Return a sheet with headings and ``rows``."""
    return (
        f'<?xml version="1.0"?>{doctype}<worksheet {MAIN}><dimension ref="{dimension}"/>'
        f"<sheetData>{HEADINGS}{rows}</sheetData>{after}</worksheet>"
    )


def parts(first: str | None = None, *, names: tuple[str, ...] = ("Liste",), **more: str) -> dict[str, bytes | str]:
    """Return the parts of a workbook whose sheets are all ``first``; ``more`` replaces a part by a word of its name."""
    sheets = "".join(f'<sheet name="{n}" sheetId="{i}" r:id="r{i}"/>' for i, n in enumerate(names, 1))
    links = "".join(
        RELATION.format(id=f"r{i}", kind="worksheet", target=f"worksheets/sheet{i}.xml", more="")
        for i in range(1, len(names) + 1)
    )
    types = 'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
    made = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" {types}worksheet+xml"/>'
        f'<Override PartName="/xl/workbook.xml" {types}sheet.main+xml"/></Types>',
        "_rels/.rels": RELATIONS.format(
            RELATION.format(id="r1", kind="officeDocument", target="xl/workbook.xml", more="")
        ),
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{sheets}</sheets>{more.pop("after_sheets", "")}</workbook>',
        "xl/_rels/workbook.xml.rels": RELATIONS.format(links + more.pop("links", "")),
        **{f"xl/worksheets/sheet{i}.xml": first or sheet() for i in range(1, len(names) + 1)},
    }
    return made | {name.replace("__", "/") + ".xml": text for name, text in more.items()}


def book(first: str | Callable[[Canary], str] | None = None, *, name: str = "list.xlsx", **more: object) -> Build:
    """Return a builder of a workbook; texts may be functions of the canary."""

    def content(canary: Canary) -> bytes:
        facts = {key: value(canary) if callable(value) else value for key, value in more.items()}
        return zipped(parts(first(canary) if callable(first) else first, **facts))

    return written(name, content)


def cell(position: str, text: str) -> str:
    return f'<row r="{position.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{position}" t="inlineStr"><is><t>{text}</t></is></c></row>'


def formula(text: str, value: str = "1") -> str:
    return HONEST + f'<row r="3"><c r="A3" t="str"><f>{text}</f><v>{value}</v></c></row>'


def strings(entries: str) -> str:
    return f"<sst {MAIN}>{entries}</sst>"


SHARED = RELATION.format(id="rs", kind="sharedStrings", target="sharedStrings.xml", more="")
OUTER = RELATION.format(id="rx", kind="externalLink", target="externalLinks/externalLink1.xml", more="")
SHARED_ROWS = "".join(
    f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c><c r="B{i}" t="s"><v>0</v></c></row>' for i in range(2, 5_000)
)

XLSX = {
    "honest": book(),
    "a cell in the last corner": book(sheet(HONEST + cell("XFD1048576", "x"))),
    "a cell in the last row": book(sheet(HONEST + cell("A1048576", "x"))),
    "a cell in the last column": book(sheet(HONEST + cell("XFD3", "x"))),
    "cells in both corners of every thousandth row": book(
        sheet(
            "".join(
                f'<row r="{i}"><c r="A{i}"><v>1</v></c><c r="XFD{i}"><v>1</v></c></row>'
                for i in range(2, 1_000_000, 1000)
            )
        )
    ),
    "a cell beyond all columns": book(sheet(HONEST + cell("ZZZZZZZ9", "x"))),
    "a row beyond all rows": book(sheet(HONEST + cell("A99999999999", "x"))),
    "a row number of 4294967295": book(sheet(HONEST + cell("A4294967295", "x"))),
    "a cell without a place": book(
        sheet(HONEST + '<row><c r=""><v>1</v></c><c r="0"><v>1</v></c><c r="A0"><v>1</v></c></row>')
    ),
    "rows that go backwards": book(sheet(cell("A9", "x") + cell("A5", "y") + cell("A1", "z"))),
    "a row a thousand times": book(sheet(HONEST * 1000)),
    "a dimension that lies high": book(sheet(dimension="A1:XFD1048576")),
    "a dimension that lies low": book(sheet(dimension="A1")),
    "a dimension that is turned": book(sheet(dimension="XFD1048576:A1")),
    "a dimension that is no range": book(sheet(dimension="A1:ZZZZZZZZ99999999999")),
    "a dimension without text": book(sheet(dimension="")),
    "a shared text of 10 MB, 10,000 times": book(
        sheet(SHARED_ROWS), links=SHARED, xl__sharedStrings=strings(f"<si><t>{'x' * 10_000_000}</t></si>")
    ),
    "a count of shared texts that lies": book(
        links=SHARED,
        xl__sharedStrings=f'<sst {MAIN} count="4294967295" uniqueCount="4294967295"><si><t>x</t></si></sst>',
    ),
    "a shared text that is missing": book(
        sheet('<row r="2"><c r="A2" t="s"><v>99999</v></c><c r="B2" t="s"><v>-1</v></c></row>')
    ),
    "a million shared texts": book(links=SHARED, xl__sharedStrings=strings("<si><t>x</t></si>" * 1_000_000)),
    "a billion laughs": book(sheet(cell("A3", "&l9;"), doctype=BILLION)),
    "laughs in shared texts": book(links=SHARED, xl__sharedStrings=BILLION + strings("<si><t>&l9;</t></si>")),
    "an entity of a file": book(lambda c: sheet(cell("A3", "&e;"), doctype=external(f"file://{c.file()}"))),
    "an entity of a port": book(lambda c: sheet(cell("A3", "&e;"), doctype=external(c.url()))),
    "a link to another workbook": book(
        links=OUTER,
        xl__externalLinks__externalLink1=lambda c: (
            f'<externalLink {MAIN}><externalBook xmlns:r="{OFFICE}" r:id="r1"/></externalLink><!-- {c.file()} -->'
        ),
    ),
    "a link to a program": book(
        sheet(formula("cmd|'/c calc'!A0")),
        links=OUTER,
        xl__externalLinks__externalLink1=f'<externalLink {MAIN}><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>',
    ),
    "a formula that asks a port": book(lambda c: sheet(formula(f'WEBSERVICE("{c.url()}")'))),
    "a link on a port in a formula": book(lambda c: sheet(formula(f'HYPERLINK("{c.url()}","Altdorf")', "Altdorf"))),
    "a picture on a port": book(lambda c: sheet(formula(f'IMAGE("{c.url("x.png")}")'))),
    "a formula without value": book(sheet('<row r="2"><c r="A2"><f>A1</f></c><c r="B2"><f>B1</f></c></row>')),
    "a formula 10,000 deep": book(sheet(formula("IF(1," * 10_000 + "1" + ")" * 10_000))),
    "shared formulas over all cells": book(
        sheet(HONEST + '<row r="3"><c r="A3"><f t="shared" ref="A3:XFD1048576" si="0">A1</f><v>1</v></c></row>')
    ),
    "a merged range over all": book(sheet(after='<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>')),
    "200,000 merged ranges": book(
        sheet(
            after="<mergeCells>" + "".join(f'<mergeCell ref="A{i}:B{i}"/>' for i in range(3, 200_003)) + "</mergeCells>"
        )
    ),
    "merged ranges on each other": book(
        sheet(after="<mergeCells>" + '<mergeCell ref="A1:B1048576"/>' * 2_000 + "</mergeCells>")
    ),
    "a merged range that is none": book(
        sheet(after='<mergeCells><mergeCell ref="B2:A1"/><mergeCell ref="x"/><mergeCell/></mergeCells>')
    ),
    "3,000 sheets": book(names=tuple(f"Blatt {i}" for i in range(3_000))),
    "a sheet that is a path": book(names=("../../canary/new",)),
    "a sheet that is a formula": book(names=("=cmd|&apos;/c calc&apos;!A0",)),
    "a sheet with markup": book(names=("&lt;script&gt;alert(1)&lt;/script&gt;",)),
    "a sheet of 100,000 letters": book(names=("x" * 100_000,)),
    "two sheets of one name": book(names=("Liste", "Liste")),
    "a sheet with an escape sequence": book(names=("a_x001B_[2J&#x85;",)),
    "sheets that are hidden": written(
        "list.xlsx",
        lambda _: zipped(
            {
                k: v.replace("sheetId=", 'state="veryHidden" sheetId=') if k == "xl/workbook.xml" else v
                for k, v in parts().items()
            }
        ),
    ),
    "a sheet on a port": written(
        "list.xlsx",
        lambda c: zipped(
            {
                k: v.replace('Target="worksheets/sheet1.xml"', f'Target="{c.url("sheet.xml")}" TargetMode="External"')
                if "workbook.xml.rels" in k
                else v
                for k, v in parts().items()
            }
        ),
    ),
    "a sheet outside": written(
        "list.xlsx",
        lambda c: zipped(
            {
                k: v.replace("worksheets/sheet1.xml", f"../../../../../..{c.file()}") if "workbook.xml.rels" in k else v
                for k, v in parts().items()
            }
        ),
    ),
    "a sheet that is missing": written(
        "list.xlsx", lambda _: zipped({k: v for k, v in parts().items() if "sheet1" not in k})
    ),
    "no sheets": book(names=()),
    "number formats that are slow": book(
        links=RELATION.format(id="rf", kind="styles", target="styles.xml", more=""),
        xl__styles=f"<styleSheet {MAIN}><numFmts>"
        + "".join(f'<numFmt numFmtId="{i}" formatCode="{"[$-" * 2000}yyyy"/>' for i in range(164, 300))
        + "</numFmts><cellXfs>"
        + '<xf numFmtId="164"/>' * 100_000
        + "</cellXfs></styleSheet>",
    ),
    "a style that is missing": book(sheet(HONEST + '<row r="3"><c r="A3" s="4294967295"><v>45000</v></c></row>')),
    "dates out of time": book(
        sheet(
            HONEST
            + "".join(
                f'<row r="{i}"><c r="A{i}" t="d"><v>{v}</v></c></row>'
                for i, v in enumerate(["1e308", "NaN", "-1", "9999999", "99999-13-45"], 3)
            )
        )
    ),
    "numbers that are none": book(
        sheet(
            HONEST
            + '<row r="3"><c r="A3" t="n"><v>1e99999</v></c><c r="B3" t="b"><v>7</v></c><c r="C3" t="e"><v>#X</v></c></row>'
        )
    ),
    "a cell of 10 MB": book(sheet(HONEST + cell("A3", "x" * 10_000_000))),
    "a cell of 200,000 runs": book(
        sheet(HONEST + '<row r="3"><c r="A3" t="inlineStr"><is>' + "<r><t>x</t></r>" * 200_000 + "</is></c></row>")
    ),
    "elements 100,000 deep": book(sheet(HONEST, after="<a>" * 100_000 + "</a>" * 100_000)),
    "a comment of 30 MB": book(sheet(HONEST, after=f"<!--{'x' * 30_000_000}-->")),
    "2,000 columns of names": book(
        sheet(
            "".join(
                f'<row r="{r}">' + '<c t="inlineStr"><is><t>Altdorf</t></is></c>' * 2_000 + "</row>"
                for r in range(2, 12)
            )
        )
    ),
    "100,000 rows of one long text": book(
        sheet(
            "".join(
                f'<row r="{r}"><c r="A{r}" t="inlineStr"><is><t>{"Altdorf, " * 50}</t></is></c></row>'
                for r in range(2, 20_000)
            )
        )
    ),
    "macros": written(
        "list.xlsm",
        lambda _: zipped(parts() | {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000)}),
    ),
    "as XLS": book(name="list.xls"),
    "as XLSB": book(name="list.xlsb"),
    "as CSV": book(name="list.csv"),
    "with a second copy of its sheet": written(
        "list.xlsx", lambda _: zipped(parts() | {"XL/WORKSHEETS/SHEET1.XML": sheet(cell("A3", "other"))})
    ),
    "a bomb in its sheet": written("list.xlsx", lambda _: grown(parts(), "xl/worksheets/sheet1.xml")),
    "a bomb in a picture": written("list.xlsx", lambda _: grown(parts(), "xl/media/image1.png")),
    "a drawing on a port": book(lambda c: sheet(after=f'<drawing xmlns:r="{OFFICE}" r:id="{c.url()}"/>')),
    "the parts of a text document": written(
        "list.xlsx", lambda _: zipped({"word/document.xml": "<document/>", "[Content_Types].xml": "<Types/>"})
    ),
    "a document that is no XML": book("\x00\x01<<<>>>"),
    "a sheet in UTF-16 without mark": written(
        "list.xlsx", lambda _: zipped(parts() | {"xl/worksheets/sheet1.xml": sheet().encode("utf-16-le")})
    ),
}


def grown(made: dict[str, bytes | str], name: str) -> bytes:
    """Return a workbook in which the part ``name`` is a gigabyte of zeros."""
    content = zipped({key: text for key, text in made.items() if key != name})
    end = content.rindex(b"PK\x05\x06")
    count, _, length, start = struct.unpack_from("<HHII", content, end + 8)
    stream, title = zeros(1_000), name.encode()
    rest = struct.pack("<IIIHH", 0, len(stream), 1_000_000_000, len(title), 0)
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 33) + rest + title + stream
    entry = (
        b"PK\x01\x02"
        + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 33)
        + rest
        + struct.pack("<HHHII", 0, 0, 0, 0, start)
        + title
    )
    directory = content[start : start + length] + entry
    return (
        content[:start]
        + local
        + directory
        + b"PK\x05\x06"
        + struct.pack("<HHHHIIH", 0, 0, count + 1, count + 1, len(directory), start + len(local), 0)
    )


TABLES = [
    "a cell in the last corner",
    "a billion laughs",
    "a merged range over all",
    "3,000 sheets",
    "a sheet that is missing",
]

CASES = [
    *[Case(f"XLSX: {name}", "list", build) for name, build in XLSX.items()],
    *[Case(f"XLSX as attributes: {name}", "table", XLSX[name]) for name in TABLES],
    *[Case(f"XLSX as records: {name}", "records", XLSX[name]) for name in TABLES],
    Case("XLSX as boundaries: a cell in the last corner", "boundaries", XLSX["a cell in the last corner"]),
    Case("XLSX: 2 GB in a part alone", "list", bomb("xl/worksheets/sheet1.xml", 2_000, name="list.xlsx"), "message"),
]
