"""Every output of the hostile project, made once, and the texts that a program finds in it when it reads it."""

import html
import io
import json
import os
import re
import sqlite3
import subprocess
import zipfile
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_plus

import openpyxl
import pandas as pd
import pikepdf
import pyarrow.parquet as pq
import pyogrio
from lxml import etree
from lxml import html as pages

from geo_koop import findings
from geo_koop.cli import ogc_service
from geo_koop.outputs import tables as plain_tables
from geo_koop.outputs.letters import visible
from geo_koop.outputs.report import mappage
from geo_koop.outputs.webmap.page import standalone_html
from tests.texts import planted
from tests.texts.made import Made

RECORDS = ("municipalities", "unincorporated", "cooperations", "members", "actors", "sources", "scopes", "topics")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_UNSEEN = re.compile("[\\s\u00ad\u200b-\u200f\u2060-\u2069\u202a-\u202e\ufffd□'‐-]|[\x00-\x1f\x7f-\x9f\ufffe]")


def as_it_is(text: str) -> str:
    """Keep a text whole."""
    return text


def without_control(text: str) -> str:
    """Keep what XML can hold."""
    return _NO_XML.sub("", text)


def as_kml(text: str) -> str:
    """Keep what KML holds of a text."""
    return without_control(text).replace("\x7f", "")


def beginning(text: str) -> str:
    """Keep the first letters: maps shorten what has no room."""
    return squeezed(text)[:20]


def squeezed(text: str) -> str:
    """Keep what is seen on paper or on a terminal, wherever lines are broken."""
    return _UNSEEN.sub("", text).replace("汉", "").replace("👩", "").replace("🚒", "")


def read(made: Made) -> list[str]:
    """Return the texts of the analysis, as Python code finds them."""
    analysis = made.analysis
    info, others = analysis.provenance.boundaries, analysis.provenance.sources.values()
    spoken = [t for source in (info, *others) for t in (*source.title.values(), *source.attribution.values())]
    regions = [t for labels in info.regions.values() for t in labels.values()]
    about = [info.licence, info.gebietsstand, *info.regions, *(source.licence for source in others)]
    files = [file.name for file in analysis.provenance.files]
    return [*cells(getattr(analysis, name) for name in RECORDS), *spoken, *regions, *about, *files]


def found(made: Made) -> list[str]:
    """Return the texts of the findings in words."""
    return cells(findings.render(made.analysis.findings, language) for language in ("de", "en"))


def cells(tables: Iterable[pd.DataFrame]) -> list[str]:
    """Return the texts of tables: headings, index and cells."""
    texts: set[str] = set()
    for table in tables:
        flat = table.drop(columns="geometry", errors="ignore").reset_index()
        texts.update(map(str, flat.columns))
        for column in flat.columns:
            texts.update(str(value) for value in flat[column].dropna().unique())
    return list(texts)


def geopackage(made: Made) -> list[str]:
    """Return the cells of all layers and tables, read with SQLite alone."""
    texts: list[str] = []
    with closing(sqlite3.connect(made.exported("x.gpkg"))) as base:
        for (name,) in base.execute("SELECT table_name FROM gpkg_contents WHERE table_name != 'layer_styles'"):
            rows = base.execute(f'SELECT * FROM "{name}"')
            texts += [heading for heading, *_rest in rows.description]
            texts += [value for row in rows for value in row if isinstance(value, str)]
    return texts


def geopackage_about(made: Made) -> list[str]:
    """Return the metadata, the meanings of fields and the styles inside, each parsed as what it says it is."""
    with closing(sqlite3.connect(made.exported("x.gpkg"))) as base:
        facts = base.execute("SELECT mime_type, metadata FROM gpkg_metadata").fetchall()
        styles = base.execute("SELECT styleQML, styleSLD FROM layer_styles").fetchall()
        meanings = base.execute("SELECT name, title, description FROM gpkg_data_columns").fetchall()
    texts = [str(t) for row in meanings for t in row if t]
    for kind, content in facts:
        texts += xml_texts(content) if kind == "text/xml" else list(json.loads(content).values())
    return texts + [text for row in styles for content in row for text in xml_texts(content)]


def xml_texts(content: str | bytes) -> list[str]:
    """Return texts and attributes of XML; it must be well-formed and name no entity of its own."""
    raw = content.encode() if isinstance(content, str) else content
    root = etree.fromstring(raw, etree.XMLParser(resolve_entities=False, huge_tree=True))
    texts = [text for element in root.iter() for text in (element.text, element.tail, *element.attrib.values()) if text]
    assert not [element for element in root.iter() if callable(element.tag)], "a comment or an instruction"
    return texts


def members(archive: Path, ending: str) -> list[tuple[str, bytes]]:
    """Return the files of a ZIP that have an ending."""
    with zipfile.ZipFile(archive) as opened:
        return [(name, opened.read(name)) for name in opened.namelist() if name.endswith(ending)]


def layers(form: str, ending: str) -> Callable[[Made], list[str]]:
    """Return what reads the layers of a ZIP of one format with GDAL."""

    def reader(made: Made) -> list[str]:
        archive = made.exported(f"{form}.zip", form)
        inside = [f"/vsizip/{archive}/{name}" for name, _content in members(archive, ending)]
        return cells(pyogrio.read_dataframe(path, read_geometry=False) for path in inside)

    return reader


def shapefile(made: Made) -> list[str]:
    """Return the cells of the Shapefiles, and the table that tells their short names."""
    [(_name, names)] = members(made.exported("shapefile.zip", "shapefile"), "field_names.csv")
    return [*layers("shapefile", ".shp")(made), *cells([pd.read_csv(io.BytesIO(names))])]


def geoparquet(made: Made) -> list[str]:
    """Return the cells of all GeoParquet and Parquet files."""
    parts = members(made.exported("geoparquet.zip", "geoparquet"), ".parquet")
    return cells(
        pq.read_table(io.BytesIO(content)).to_pandas().drop(columns="bbox", errors="ignore") for _name, content in parts
    )


def csv(made: Made) -> list[str]:
    """Return the cells of all CSV files; none may begin like a formula, however a program parts the cells."""
    texts: list[str] = []
    for name, content in [
        *members(made.exported("csv.zip", "csv"), ".csv"),
        *members(made.exported("pack.zip"), ".csv"),
    ]:
        written = content.decode("utf-8-sig")
        for line in re.split(r"[\r\n;\t]", written):
            assert not re.match(r"[\s\"]*([=@]|[+-].*[(|!])", line), (name, line)
        rows = pd.read_csv(io.StringIO(written), dtype="str", keep_default_na=False)
        assert not any(re.match(r"\s*[=+@-]", text) for text in cells([rows]) if not _is_number(text)), name
        texts += cells([rows])
    return [text.replace("'", "") for text in texts]


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"-?[\d.e+-]+", text))


def workbook(made: Made) -> list[str]:
    """Return the cells of the workbook and its properties; none is a formula or a link."""
    return _book(openpyxl.load_workbook(made.exported("x.xlsx")))


def _book(book: Any) -> list[str]:
    texts = [book.properties.title or "", book.properties.description or "", *book.sheetnames]
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell
                assert cell.hyperlink is None, cell
                texts += [cell.value] if isinstance(cell.value, str) else []
    return list(set(texts))


def qgis_project(made: Made) -> list[str]:
    """Return the texts of the QGIS project, with its expressions computed: they may say no more than their own sign."""
    [(_name, content)] = members(made.exported("x.gpkg").with_suffix(".qgz"), ".qgs")
    labels = [item.get("labelText", "") for item in etree.fromstring(content).iter("LayoutItem")]
    shown = [re.sub(r"\[%(.*?)%\]", _computed, text, flags=re.DOTALL) for text in labels]
    return [*shown, *(text for text in xml_texts(content) if text not in labels)]


def _computed(expression: re.Match[str]) -> str:
    own = r"coalesce\(attribute\(@atlas_feature, 'name'\), ('[^']*')\)"
    said = re.fullmatch(r"'([^']*)'", re.sub(own, r"\1", expression[1].strip()))
    assert said, f"QGIS would compute {expression[1]}"
    return said[1]


def iso(made: Made) -> list[str]:
    """Return the texts of the ISO 19139 record."""
    return xml_texts(made.exported("x.gpkg").with_suffix(".xml").read_bytes())


def pack(made: Made) -> list[str]:
    """Return what the hand-over pack says in words: README, licences, and the names of its files."""
    archive = made.exported("pack.zip")
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
    assert not [name for name in names if name.startswith("/") or ".." in name or visible(name) != name]
    entries = [content.decode() for ending in (".md", ".txt") for _name, content in members(archive, ending)]
    return [*(re.sub(r"\\([^\w\s])", r"\1", text) for text in entries), *names]


def report_html(made: Made) -> list[str]:
    """Return the texts of all sheets as HTML."""
    return [text for path in made.reported(".html") for text in page_texts(path.read_text(encoding="utf-8"))]


def page_texts(content: str) -> list[str]:
    """Return texts and attributes of an HTML page; nothing in it comes from data but these."""
    root = pages.document_fromstring(content)
    texts: list[str] = []
    for element in root.iter():
        assert isinstance(element.tag, str), "a comment or an instruction"
        runs = [name for name in element.attrib if name.startswith("on")]
        assert not runs, (element.tag, runs)
        assert not any(re.match(r"\s*javascript:", value, re.I) for value in element.attrib.values()), element.tag
        assert element.attrib.get("src") != "x"
        if element.tag == "script" and element.attrib.get("type") == "application/json":
            texts += _strings(json.loads(element.text or "null"))
        elif element.tag == "script":
            assert not re.search(r"alert\(|Zq\d\dx", element.text or ""), "text of the data in a script"
        elif element.tag != "style":
            texts += [element.text or ""]
        values = list(map(str, element.attrib.values()))
        texts += [element.tail or "", *values, *map(unquote_plus, values)]
    texts += ["".join(element.itertext()) for element in root.iter("text", "p", "li", "td", "th", "h1", "h2")]
    return [*texts, *map(visible, texts)]


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in _strings(part)]
    if isinstance(value, list):
        return [text for part in value for text in _strings(part)]
    return [value] if isinstance(value, str) else []


def report_pdf(made: Made) -> list[str]:
    """Return the text of all sheets as PDF."""
    entries = [paper(path) for path in made.reported(".pdf")]
    return [*entries, *(link for path in made.reported(".pdf") for link in links(path))]


def office(ending: str) -> Callable[[Made], list[str]]:
    """Return what reads a file of an office program: paragraphs, words for pictures, properties, links."""

    def reader(made: Made) -> list[str]:
        [path] = made.reported(ending)
        with zipfile.ZipFile(path) as opened:
            inside = {name: opened.read(name) for name in opened.namelist() if name.endswith((".xml", ".rels"))}
        assert not [name for name in inside if "vba" in name.lower()]
        texts = [text for content in inside.values() if content for text in _office_texts(content)]
        return [*texts, *map(visible, texts)]

    return reader


_LINES = {"br": "\n", "line-break": "\n", "tab": "\t", "cr": "\n"}
_FIELDS = ("PAGE", "NUMPAGES")


def _office_texts(content: bytes) -> list[str]:
    """Return the paragraphs and attributes of a part; fields compute pages alone, links lead to the app."""
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, huge_tree=True))
    texts: list[str] = []
    for element in root.iter():
        assert isinstance(element.tag, str), "a comment or an instruction"
        name = etree.QName(element).localname
        assert name not in ("instrText", "script", "event-listener", "object", "OLEObject"), name
        attributes = {etree.QName(key).localname: value for key, value in element.attrib.items()}
        assert attributes.get("instr", "PAGE") in _FIELDS
        target = attributes.get("Target", "") if attributes.get("TargetMode") == "External" else ""
        target = target or (attributes.get("href", "") if name == "a" else "")
        assert target.startswith("https://x.test/") or not target, target
        texts += [*attributes.values(), *map(unquote_plus, attributes.values())]
        inner = name in ("p", "h", "title", "creator", "lastModifiedBy", "description", "initial-creator")
        texts += [_paragraph(element)] if inner else []
    return texts


def _paragraph(element: Any) -> str:
    said = []
    for part in element.iter():
        name = etree.QName(part).localname
        if name == "s":
            said.append(" " * int(next((v for k, v in part.attrib.items() if etree.QName(k).localname == "c"), "1")))
        said.append(_LINES.get(name, "") if part is not element else "")
        said += [part.text or "", (part.tail or "") if part is not element else ""]
    return "".join(said)


def links(path: Path) -> list[str]:
    """Return where the links of a PDF lead to, as people read addresses."""
    with pikepdf.open(path) as opened:
        notes = [note for page in opened.pages for note in page.get("/Annots", [])]
        actions = [note["/A"] for note in notes if "/A" in note]
        assert {str(action["/S"]) for action in actions} <= {"/URI", "/GoTo"}
        addresses = [str(action["/URI"]) for action in actions if "/URI" in action]
    assert all(address.startswith("https://x.test/") for address in addresses)
    return [unquote_plus(address) for address in addresses]


def paper(path: Path) -> str:
    """Return the text of a PDF in the order in which it was set."""
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode()


def map_page(made: Made) -> list[str]:
    """Return the texts of the map on a page, as PDF and as SVG."""
    out = made.folder / "page.pdf"
    if not out.exists():
        mappage.draw(made.analysis, out, options=made.press.options)
    return [paper(out)]


def map_svg(made: Made) -> list[str]:
    """Return the texts of the map as SVG: well-formed, without scripts, without a request."""
    content = made.exported("x.svg").read_bytes()
    root = etree.fromstring(content)
    for element in root.iter():
        assert etree.QName(element).localname not in ("script", "foreignObject", "image"), element.tag
        links = [v for k, v in element.attrib.items() if etree.QName(k).localname == "href" and not v.startswith("#")]
        assert not links, links
    return xml_texts(content)


def web_map(made: Made) -> list[str]:
    """Return the texts of the map as one HTML page."""
    out = made.folder / "map.html"
    if not out.exists():
        standalone_html(made.analysis, out)
    content = out.read_text(encoding="utf-8")
    facts = [html.unescape(text) for text in re.findall(r'data-facts="([^"]*)"', content)]
    return [*page_texts(content), *(text for fact in facts for text in _strings(json.loads(fact)))]


def terminal(made: Made) -> list[str]:
    """Return what commands print on a terminal: colours apart it gets no command but those of the spinner."""
    sent = [made.printed(command, terminal=True) for command in ("validate", "analyse", "examples")]
    sent.append(made.printed("analyse", "--output-format", "csv", terminal=True))
    return [_plain(text) for text in sent]


def _plain(sent: str) -> str:
    """Return what was sent to a terminal without colours and moves of the cursor; nothing else may be left."""
    seen = re.sub(r"\x1b\[(\d+(;\d+)*)?[mKA]|\x1b\[\?25[lh]|\r", "", sent)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", seen)
    return re.sub("[│┃]", "", seen)


def printed(made: Made) -> list[str]:
    """Return what commands print into a file: tables for people."""
    return [_plain(made.printed(command, terminal=False)) for command in ("validate", "analyse", "examples")]


def printed_json(made: Made) -> list[str]:
    """Return the texts of the JSON that commands print."""
    commands = ("validate", "analyse", "examples")
    made_of = [made.printed(c, "--output-format", "json", terminal=False) for c in commands]
    return [text for content in made_of for text in _strings(json.loads(content))]


def findings_book(made: Made) -> list[str]:
    """Return the cells of the findings as a workbook."""
    out = made.folder / "findings.xlsx"
    if not out.exists():
        plain_tables.write(plain_tables.finding_table(made.analysis.findings), out)
    return _book(openpyxl.load_workbook(out))


def service(made: Made) -> Any:
    """Return a client of the service of OGC API – Features, in this process."""
    folder = made.folder / "ogc"
    if not folder.exists():
        folder.mkdir()
        quiet = {"lang": "de", "overwrite": False, "quiet": True}
        package = ogc_service.export(made.analysis, folder, output=quiet, step=lambda _text: None)
        ogc_service.prepare(package, url="http://127.0.0.1:5000", port=5000, output=quiet)
        os.environ |= {
            "PYGEOAPI_CONFIG": str(folder / "pygeoapi.yml"),
            "PYGEOAPI_OPENAPI": str(folder / "openapi.yml"),
        }
    from pygeoapi.flask_app import APP

    return APP.test_client()


def answers(made: Made, kind: str) -> list[str]:
    """Return what the service answers on all its pages; no header holds text of the data."""
    client = service(made)
    tables = ("municipalities", "cooperations", "members", "actors", "sources", "scopes", "provenance")
    paths = ["/", "/collections", "/openapi", *(f"/collections/{name}" for name in tables)]
    paths += [f"/collections/{name}/items" for name in tables]
    first = client.get("/collections/municipalities/items", query_string={"f": "json"}).get_json()["features"][0]["id"]
    paths += [f"/collections/municipalities/{part}" for part in (f"items/{quote(first)}", "queryables", "schema")]
    entries = []
    for path in paths:
        answer = client.get(path, query_string={"f": kind, "name": planted.text("municipality name")})
        assert answer.status_code in (200, 400), (path, answer.status_code)
        headers = " ".join(f"{name}: {value}" for name, value in answer.headers)
        assert "Zq" not in headers.replace("Zq00x", ""), headers
        answer = client.get(path, query_string={"f": kind})
        assert answer.status_code == 200, path
        entries.append(answer.get_data(as_text=True))
    return entries


def service_json(made: Made) -> list[str]:
    """Return the texts of the service's JSON."""
    return [text for content in answers(made, "json") for text in _strings(json.loads(content))]


def service_pages(made: Made) -> list[str]:
    """Return the texts of the service's HTML pages."""
    return [text for content in answers(made, "html") for text in page_texts(content)]


@dataclass(frozen=True)
class Output:
    """An output: what reads it, and what it keeps of a text."""

    texts: Callable[[Made], list[str]]
    keeps: Callable[[str], str] = as_it_is

    def among(self, texts: Iterable[str], name: str) -> list[str]:
        """Return the texts that hold the mark of an input; as they are kept where lines are broken."""
        found = {text for text in texts if planted.mark(name) in text}
        return [squeezed(text) for text in found] if self.keeps in (squeezed, beginning) else list(found)

    def expected(self, name: str) -> set[str]:
        """Return what may stand there of the text of an input."""
        whole = planted.text(name)
        if name not in planted.ABOUT:
            return {self.keeps(whole)}
        name_of_field = re.sub("[<>&\"']", "_", visible(whole))
        return {self.keeps(text) for text in (whole, visible(whole), name_of_field)}


OUTPUTS = {
    "Python": Output(read),
    "findings": Output(found),
    "GeoPackage": Output(geopackage),
    "GeoPackage, metadata": Output(geopackage_about, visible),
    "GeoParquet": Output(geoparquet),
    "FlatGeobuf": Output(layers("flatgeobuf", ".fgb")),
    "GeoJSON": Output(layers("geojson", ".geojson")),
    "Shapefile": Output(shapefile, lambda text: text[:60]),
    "KML": Output(layers("kml", ".kml"), as_kml),
    "CSV": Output(csv, lambda text: text.replace("'", "")),
    "XLSX": Output(workbook, without_control),
    "XLSX of findings": Output(findings_book, without_control),
    "QGIS project": Output(qgis_project, visible),
    "ISO 19139": Output(iso, visible),
    "pack, README": Output(pack, visible),
    "report, HTML": Output(report_html, visible),
    "report, PDF": Output(report_pdf, squeezed),
    "report, DOCX": Output(office(".docx"), visible),
    "report, ODT": Output(office(".odt"), visible),
    "report, PPTX": Output(office(".pptx"), beginning),
    "map page, PDF": Output(map_page, beginning),
    "map, SVG": Output(map_svg, beginning),
    "web map": Output(web_map),
    "terminal": Output(terminal, squeezed),
    "standard output": Output(printed, squeezed),
    "JSON": Output(printed_json),
    "OGC API, JSON": Output(service_json),
    "OGC API, HTML": Output(service_pages, visible),
}
"""Name to output, in the order of the table in ``docs/texts.md``."""
