"""The PDF is tagged and complete: PDF/UA-1 and PDF/A-2a as Typst checks them, and looked at with pikepdf."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pikepdf
import pytest

from geo_koop.errors import OutputError, UsageError
from geo_koop.outputs.report import ReportOptions, open_press, pdf, places, write
from geo_koop.outputs.report.cooperation import cooperation_sheet
from geo_koop.outputs.report.municipality import municipality_sheet
from geo_koop.outputs.report.region import region_sheet
from geo_koop.outputs.report.topic import topic_sheet

GARCHING = "09184119"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def written(press, tmp_path_factory):
    """Return a file with a sheet of each kind."""
    hesse = places.region(press.analysis, "nordhessen")
    sheets = [
        municipality_sheet(press, GARCHING),
        cooperation_sheet(press, "zv-raum-kassel"),
        topic_sheet(press, "water", hesse),
        region_sheet(press, hesse),
    ]
    return write(press, sheets, tmp_path_factory.mktemp("pdf") / "bericht.pdf"), sheets


@pytest.fixture(scope="module")
def opened(written):
    with pikepdf.open(written[0]) as document:
        yield document


def elements(node):
    """Yield every element of the structure tree."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def test_it_says_that_it_is_accessible_and_for_the_archive(opened):
    with opened.open_metadata() as metadata:
        assert metadata.get("pdfuaid:part") == "1"
        assert metadata.get("pdfaid:part") == "2"
        assert metadata.get("pdfaid:conformance") == "A"
        assert metadata.get("dc:title") == "Gemeindesteckbrief – Garching b.München"
    assert opened.Root.MarkInfo.Marked
    assert opened.Root.ViewerPreferences.DisplayDocTitle


def test_language_and_bookmarks(opened, written):
    assert str(opened.Root.Lang) == "de-DE"
    with opened.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles == [sheet.title for sheet in written[1]]


def test_each_map_says_what_it_shows(opened, written):
    alts = [str(e.get("/Alt", "")) for e in elements(opened.Root.StructTreeRoot) if e.S == "/Figure"]
    assert all(alts)
    for sheet in written[1]:
        assert sheet.map.alt in alts
    assert any(alt.startswith("Karte: Garching") and "Gemeinden" in alt for alt in alts)


def test_tables_have_header_cells(opened, written):
    everything = list(elements(opened.Root.StructTreeRoot))
    tables = [e for e in everything if e.S == "/Table"]
    heads = [e for e in everything if e.S == "/TH"]
    assert len(tables) == sum(bool(part.table) for sheet in written[1] for part in sheet.sections)
    assert all(any(inner.S == "/TH" for inner in elements(table)) for table in tables)
    assert heads
    assert {str(e.S) for e in everything} >= {"/H1", "/H2", "/L", "/P"}


def test_fonts_are_embedded_and_bundled(opened):
    found = set()
    for page in opened.pages:
        for font in page.resources.get("/Font", {}).values():
            inner = font.DescendantFonts[0]
            found.add(str(inner.BaseFont).partition("+")[2])
            assert any(name in inner.FontDescriptor for name in ("/FontFile2", "/FontFile3"))
    assert found
    assert all(name.startswith("SourceSans3") for name in found)


def test_maps_are_vectors(opened):
    pictures = [
        name
        for page in opened.pages
        for name, part in page.resources.get("/XObject", {}).items()
        if part.get("/Subtype") == "/Image"
    ]
    assert pictures == []


def test_the_size_of_the_paper(press, embedded, tmp_path):
    wide = open_press(embedded, replace(press.options, paper="a3", landscape=True))
    out = write(wide, [municipality_sheet(wide, GARCHING)], tmp_path / "a3.pdf")
    with pikepdf.open(out) as document:
        width, height = (float(x) / 72 * 25.4 for x in document.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (420, 297)


def test_a_map_without_text_is_refused(press, tmp_path):
    sheet = municipality_sheet(press, GARCHING)
    with pytest.raises(OutputError, match="alt"):
        write(press, [replace(sheet, map=replace(sheet.map, alt=""))], tmp_path / "o.pdf")
    assert not list(tmp_path.iterdir())


def test_text_of_the_data_is_never_markup(embedded, tmp_path):
    table = embedded.cooperations.copy()
    table.loc["zv-raum-kassel", "name"] = '#panic("markup") *x* $y$ <z> @ref \\ ' + "Langername" * 12
    places_ = embedded.municipalities.copy()
    places_.loc["06611000", "name"] = "<b>" + "Donaudampf" * 12
    made = open_press(embedded.replace(cooperations=table, municipalities=places_), ReportOptions(language="en"))
    sheets = [cooperation_sheet(made, "zv-raum-kassel"), municipality_sheet(made, "06611000")]
    assert write(made, sheets, tmp_path / "o.pdf").is_file()


def test_three_hundred_members(embedded, tmp_path):
    keys = embedded.municipalities.index[:300]
    row = embedded.members[embedded.members["cooperation_id"] == "zv-raum-kassel"].iloc[[1]]
    many = pd.concat([row.assign(key=key, area_name=f"Mitglied {key}") for key in keys], ignore_index=True)
    members = pd.concat(
        [embedded.members[embedded.members["cooperation_id"] != "zv-raum-kassel"], many], ignore_index=True
    )
    area = pd.concat(
        [embedded.area, pd.DataFrame({"cooperation_id": "zv-raum-kassel", "key": keys, "through": "member"})]
    )
    made = open_press(
        embedded.replace(members=members, area=area.drop_duplicates(["cooperation_id", "key"])), ReportOptions()
    )
    out = write(made, [cooperation_sheet(made, "zv-raum-kassel")], tmp_path / "o.pdf")
    with pikepdf.open(out) as document:
        assert 2 <= len(document.pages) <= 4


def test_a_template_of_the_office(press, embedded, tmp_path):
    template = tmp_path / "haus.typ"
    template.write_text(pdf.template_text().replace("#let ink = ", "// house\n#let ink = "), encoding="utf-8")
    made = open_press(embedded, replace(press.options, template=template))
    assert write(made, [municipality_sheet(made, GARCHING)], tmp_path / "o.pdf").is_file()
    template.write_text("#unknown-function()", encoding="utf-8")
    with pytest.raises(OutputError, match=re.escape(template.name)):
        write(made, [municipality_sheet(made, GARCHING)], tmp_path / "p.pdf")


def test_the_second_template_of_the_documentation(press, embedded, tmp_path):
    template = Path(__file__).parents[3] / "docs" / "templates" / "letterhead.typ"
    made = open_press(embedded, replace(press.options, template=template))
    sheets = [municipality_sheet(made, GARCHING), region_sheet(made, places.region(embedded, "nordhessen"))]
    assert write(made, sheets, tmp_path / "o.pdf").is_file()


def test_a_logo_is_set(press, embedded, tmp_path):
    logo = tmp_path / "wappen.dat"
    logo.write_bytes(PNG)
    made = open_press(embedded, replace(press.options, logo=logo))
    out = write(made, [municipality_sheet(made, GARCHING)], tmp_path / "o.pdf")
    with pikepdf.open(out) as document:
        alts = [str(e.get("/Alt", "")) for e in elements(document.Root.StructTreeRoot) if e.S == "/Figure"]
    assert "Logo: Regionalverband" in alts


def test_a_broken_logo_is_told(press, embedded, tmp_path):
    logo = tmp_path / "wappen.png"
    logo.write_bytes(PNG[:40])
    made = open_press(embedded, replace(press.options, logo=logo))
    with pytest.raises(OutputError) as caught:
        write(made, [municipality_sheet(made, GARCHING)], tmp_path / "o.pdf")
    assert "logo" in str(caught.value.remedy)


def test_wrong_wishes_are_refused(embedded, tmp_path):
    text = tmp_path / "logo.png"
    text.write_text("no picture", encoding="utf-8")
    for wrong in (
        {"logo": text},
        {"logo": tmp_path / "none.png"},
        {"paper": "a9"},
        {"language": "fr"},
        {"template": tmp_path / "none.typ"},
        {"base_url": "javascript:alert(1)"},
    ):
        with pytest.raises(UsageError):
            open_press(embedded, ReportOptions(**wrong))
