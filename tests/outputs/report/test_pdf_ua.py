"""Rules of PDF/UA-1 that software can decide hold in each sheet and in an atlas that is joined from parts."""

import re
from pathlib import Path

import pikepdf
import pytest

from geo_koop.outputs.report import atlas, places, volume, write
from geo_koop.outputs.report.annex import annex_sheet, method_sheet
from geo_koop.outputs.report.cooperation import cooperation_sheet
from geo_koop.outputs.report.municipality import municipality_sheet
from geo_koop.outputs.report.region import region_sheet
from geo_koop.outputs.report.resolution import Resolution, resolution_sheet
from geo_koop.outputs.report.topic import topic_sheet
from tests import pdf_ua

DOCUMENTED = Path(__file__).parents[3] / "docs" / "pdf-ua.md"


@pytest.fixture(scope="module")
def district(press):
    return places.region(press.analysis, "06631")


@pytest.fixture(scope="module")
def sheets(press, district, tmp_path_factory):
    """Return a file with a sheet of each kind."""
    made = [
        municipality_sheet(press, "09184119"),
        cooperation_sheet(press, "zv-raum-kassel"),
        topic_sheet(press, "water", district),
        region_sheet(press, district),
        resolution_sheet(press, Resolution(municipality="09184119")),
        method_sheet(press),
        annex_sheet(press),
    ]
    return write(press, made, tmp_path_factory.mktemp("ua") / "sheets.pdf")


@pytest.fixture(scope="module")
def parted(press, district, tmp_path_factory):
    """Return an atlas that is set in parts of three sheets, and the same in one piece."""
    folder = tmp_path_factory.mktemp("parted")
    with pytest.MonkeyPatch.context() as patch:
        whole = atlas.write_atlas(press, [district], folder / "whole.pdf", kinds=("region", "cooperation"))
        patch.setattr(volume, "SHEETS_IN_A_PART", 3)
        parts = atlas.write_atlas(press, [district], folder / "parts.pdf", kinds=("region", "cooperation"))
    return parts, whole


@pytest.mark.parametrize("which", ["sheets", "atlas"])
def test_no_rule_is_broken(which, sheets, parted):
    with pikepdf.open(sheets if which == "sheets" else parted[0]) as pdf:
        assert pdf_ua.wrong(pdf) == {}
        assert pdf.check_pdf_syntax() == []


def test_every_rule_is_documented():
    facts = re.findall(r"(?m)^\| (\d\d-\d{3}) \|", DOCUMENTED.read_text(encoding="utf-8"))
    assert facts == list(pdf_ua.RULES)


def bookmarks(pdf):
    pages = {page.objgen: i for i, page in enumerate(pdf.pages)}

    def below(items):
        return [(i.title, pages[i.destination[0].objgen], float(i.destination[3]), below(i.children)) for i in items]

    with pdf.open_outline() as outline:
        return below(outline.root)


def links(pdf):
    pages = {page.objgen: i for i, page in enumerate(pdf.pages)}
    every = [one for page in pdf.pages for one in page.obj.get("/Annots", [])]
    return [(str(one.Contents), pages[one.Dest[0].objgen] if "/Dest" in one else str(one.A.URI)) for one in every]


def texts(pdf):
    """Return what each page paints, as codes of glyphs by font in their text."""
    made = []
    for page in pdf.pages:
        fonts = {str(k): pdf_ua.unicode_of(v) for k, v in page.resources.get("/Font", {}).items()}
        said, font = [], {}
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "Tf":
                font = fonts[str(operands[0])]
            for part in [p for o in operands for p in (o if isinstance(o, pikepdf.Array) else [o])]:
                if str(operator) in ("Tj", "TJ") and isinstance(part, pikepdf.String):
                    raw = bytes(part)
                    said += [font[int.from_bytes(raw[i : i + 2])] for i in range(0, len(raw), 2)]
        # Both kinds of hyphen have one glyph; where it means the other one, Typst says so beside it.
        made.append("".join(said).replace("\xad", "-"))
    return made


def test_a_joined_atlas_says_and_leads_where_one_of_one_piece_does(parted):
    with pikepdf.open(parted[0]) as parts, pikepdf.open(parted[1]) as whole:
        assert len(parts.pages) == len(whole.pages) > 12
        assert [i for i, (a, b) in enumerate(zip(texts(parts), texts(whole), strict=True)) if a != b] == []
        assert bookmarks(parts) == bookmarks(whole)
        assert links(parts) == links(whole)
        for key in ("/Lang", "/MarkInfo", "/ViewerPreferences"):
            assert parts.Root[key] == whole.Root[key]
        assert parts.trailer.Info == whole.trailer.Info
        profiles = [o for o in parts.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/GTS_PDFA1"]
        assert len({one.DestOutputProfile.objgen for one in profiles}) == 1


def test_claims_and_number_of_pages_are_in_the_metadata(parted):
    with pikepdf.open(parted[0]) as pdf, pdf.open_metadata() as metadata:
        assert metadata.get("pdfuaid:part") == "1"
        assert (metadata.get("pdfaid:part"), metadata.get("pdfaid:conformance")) == ("2", "A")
        assert f"<xmpTPg:NPages>{len(pdf.pages)}<" in pdf.Root.Metadata.read_bytes().decode()


def test_a_joined_atlas_is_the_same_each_time_and_no_larger(press, district, parted, tmp_path, monkeypatch):
    monkeypatch.setattr(volume, "SHEETS_IN_A_PART", 3)
    again = atlas.write_atlas(press, [district], tmp_path / "parts.pdf", kinds=("region", "cooperation"))
    same = again.read_bytes() == parted[0].read_bytes()
    assert same
    assert again.stat().st_size < 1.1 * parted[1].stat().st_size


def spoil_alt(pdf):
    next(e for _r, e, _p in pdf_ua.Facts(pdf).named if e.S == "/Figure").Alt = " "


def spoil_head(pdf):
    next(e for _r, e, _p in pdf_ua.Facts(pdf).named if e.S == "/H2").S = pikepdf.Name.H5


def spoil_scope(pdf):
    del next(e for _r, e, _p in pdf_ua.Facts(pdf).named if e.S == "/TH").A


def spoil_cell(pdf):
    next(e for _r, e, _p in pdf_ua.Facts(pdf).named if e.S == "/TD").S = pikepdf.Name.P


def spoil_marks(pdf):
    page = pdf.pages[0].obj
    page.Contents = pdf.make_stream(page.Contents.read_bytes() + b"\n0 0 m 9 9 l S\n")


def spoil_link(pdf):
    del next(one for page in pdf.pages for one in page.obj.get("/Annots", [])).Contents


def spoil_font(pdf):
    del next(
        o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
    ).FontFile3


def spoil_map(pdf):
    del next(o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Subtype") == "/Type0").ToUnicode


def spoil_language(pdf):
    del pdf.Root.Lang


@pytest.mark.parametrize(
    ("spoil", "broken"),
    [
        (spoil_alt, "13-004"),
        (spoil_head, "14-003"),
        (spoil_scope, "15-003"),
        (spoil_cell, "09-004"),
        (spoil_marks, "01-005"),
        (spoil_link, "28-012"),
        (spoil_font, "31-009"),
        (spoil_map, "31-027"),
        (spoil_language, "11-001"),
    ],
)
def test_the_rules_find_what_is_spoiled(sheets, spoil, broken):
    with pikepdf.open(sheets) as pdf:
        spoil(pdf)
        assert list(pdf_ua.RULES[broken](pdf_ua.Facts(pdf)))


def test_a_wrong_key_of_the_structure_is_found(parted):
    with pikepdf.open(parted[0]) as pdf:
        first, second = pdf.pages[0].obj, pdf.pages[5].obj
        first.StructParents, second.StructParents = second.StructParents, first.StructParents
        assert list(pdf_ua.consistency(pdf_ua.Facts(pdf)))
