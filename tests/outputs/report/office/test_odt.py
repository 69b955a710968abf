"""ODT, as its XML tells: text, headings, tables, pictures with words, paper, language, properties."""

import pytest
from lxml import etree

from tests.outputs.report.office.conftest import parts, tables_of

URN = "urn:oasis:names:tc:opendocument:xmlns"
NS = {name: f"{URN}:{name}:1.0" for name in ("office", "style", "text", "table", "meta", "manifest")} | {
    "draw": f"{URN}:drawing:1.0",
    "svg": f"{URN}:svg-compatible:1.0",
    "fo": f"{URN}:xsl-fo-compatible:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
}
KINDS = ("municipality", "cooperation", "topic", "region", "potential", "similar", "resolution")


def tree(content, part="content.xml"):
    return etree.fromstring(parts(content)[part])


def said(element):
    return "".join(element.itertext())


@pytest.mark.parametrize("kind", KINDS)
def test_headings_and_sentences_are_text(files, sheets, kind):
    root, sheet = tree(files(".odt", kind)), sheets[kind]
    headings = [(h.get(f"{{{NS['text']}}}outline-level"), said(h)) for h in root.iterfind(".//text:h", NS)]
    assert headings == [("1", sheet.title), *(("2", s.heading) for s in sheet.sections), ("2", "Quellen und Stand")]
    assert [said(item) for item in root.iterfind(".//text:list-item", NS)] == list(sheet.sentences)
    plain = [said(one) for one in root.iterfind(".//text:p", NS)]
    for one in sheet.figures:
        assert any(text.startswith(f"{one.label}: {one.value}") and one.beside in text for text in plain)


@pytest.mark.parametrize("kind", KINDS)
def test_tables_hold_every_row_below_a_header_row(files, sheets, kind):
    made = []
    for table in tree(files(".odt", kind)).iterfind(".//table:table", NS):
        assert len(table.findall("table:table-header-rows/table:table-row", NS)) == 1
        assert table.findtext("table:title", namespaces=NS)
        rows = table.iterfind(".//table:table-row", NS)
        made.append([tuple(said(cell) for cell in row.iterfind("table:table-cell", NS)) for row in rows])
    assert [table for table in made if table[0][:2] != ("Muster", "Bedeutung")] == tables_of(sheets[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_every_picture_is_there_and_has_words(files, sheets, kind):
    content = files(".odt", kind)
    found, frames = parts(content), tree(content).findall(".//draw:frame", NS)
    words = [frame.findtext("svg:title", namespaces=NS) for frame in frames]
    assert all(words)
    assert not sheets[kind].map or sheets[kind].map.alt in words
    places = {frame.find("draw:image", NS).get(f"{{{NS['xlink']}}}href") for frame in frames}
    assert all(found[place].startswith(b"\x89PNG") for place in places)
    listed = {
        entry.get(f"{{{NS['manifest']}}}full-path"): entry.get(f"{{{NS['manifest']}}}media-type")
        for entry in tree(content, "META-INF/manifest.xml").iterfind("manifest:file-entry", NS)
    }
    assert {listed[place] for place in places} == {"image/png"}
    assert {name for name in listed if not name.endswith("/")} <= set(found)


def test_the_mime_type_comes_first_and_is_not_packed(files):
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(files(".odt", "municipality"))) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read(first) == b"application/vnd.oasis.opendocument.text"


def test_paper_header_footer_language_and_properties(files, press):
    content = files(".odt", "municipality")
    styles, about = tree(content, "styles.xml"), tree(content, "meta.xml")
    paper = styles.find(".//style:page-layout-properties", NS)
    fo = f"{{{NS['fo']}}}"
    assert [paper.get(f"{fo}{name}") for name in ("page-width", "page-height", "margin-left")] == [
        "210mm",
        "297mm",
        "16mm",
    ]
    assert said(styles.find(".//style:header", NS)) == "Gemeindesteckbrief – Garching b.München"
    foot = styles.find(".//style:footer", NS)
    printed = press.words.day(press.options.printed)
    assert said(foot).startswith(f"Regionalverband · Gedruckt am {printed}Seite ")
    assert foot.find(".//text:page-number", NS) is not None
    assert foot.find(".//text:page-count", NS) is not None
    spoken = styles.find(".//style:default-style[@style:family='paragraph']/style:text-properties", NS)
    assert (spoken.get(f"{fo}language"), spoken.get(f"{fo}country")) == ("de", "DE")
    facts = {name: about.findtext(f".//{name}", namespaces=NS) for name in ("dc:title", "dc:creator", "dc:language")}
    assert facts == {
        "dc:title": "Gemeindesteckbrief – Garching b.München",
        "dc:creator": "Regionalverband",
        "dc:language": "de-DE",
    }
    day = press.options.printed.isoformat()
    assert about.findtext(".//meta:creation-date", namespaces=NS) == f"{day}T00:00:00"
