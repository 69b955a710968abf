"""The HTML page stands alone: no request to anybody, tables and drawings that a screen reader can tell."""

import re
from html.parser import HTMLParser

import pytest

from geo_koop.outputs.report import ReportOptions, open_press, write
from geo_koop.outputs.report.cooperation import cooperation_sheet
from geo_koop.outputs.report.municipality import municipality_sheet


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def html(press, tmp_path_factory):
    sheets = [municipality_sheet(press, "09184119"), cooperation_sheet(press, "zv-raum-kassel")]
    return write(press, sheets, tmp_path_factory.mktemp("html") / "o.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tags(html):
    reader = Reader()
    reader.feed(html)
    return reader.tags


def test_nothing_is_fetched(tags, html):
    loaders = {"script", "link", "iframe", "object", "embed"}
    assert not [tag for tag, _attributes in tags if tag in loaders]
    assert not [a for tag, a in tags if tag == "img" and not a["src"].startswith("data:")]
    assert "@import" not in html
    assert not re.search(r"url\((?!#)", html)


def test_drawings_have_a_text_or_are_ornament(tags):
    drawings = [a for tag, a in tags if tag == "svg"]
    assert all(a.get("aria-label") or a.get("aria-hidden") == "true" for a in drawings)
    assert any((a.get("aria-label") or "").startswith("Karte:") for a in drawings)


def test_names_within_drawings_are_unique(tags):
    names = [a["id"] for _tag, a in tags if "id" in a]
    shared = {name for name in names if names.count(name) > 1 and "legend-" not in name}
    assert shared == set()


def test_rows_and_columns_have_headers(tags):
    scopes = [a.get("scope") for tag, a in tags if tag == "th"]
    assert {"col", "row", "rowgroup"} <= set(scopes)
    assert dict(tags)["html"]["lang"] == "de"


def test_markup_of_the_data_stays_text(embedded, tmp_path):

    table = embedded.cooperations.copy()
    table.loc["zv-raum-kassel", "name"] = "<script>alert(1)</script>"
    made = open_press(embedded.replace(cooperations=table), ReportOptions())
    page = write(made, [cooperation_sheet(made, "zv-raum-kassel")], tmp_path / "o.html").read_text(encoding="utf-8")
    assert "<script>" not in page


def test_the_scale_bar_shrinks_with_its_map(press, html):
    """Both stand in a box as wide as the map; the bar takes its share of it, however narrow the window is."""
    part = municipality_sheet(press, "09184119").map
    share = part.bar_width / part.width
    box = re.search(rf'<div class="scaled" style="max-width:{part.width}mm">(.*?)</div>', html, re.DOTALL)[1]
    widths = re.findall(r'<svg [^>]*?style="([^"]*)"', box)
    assert widths == [
        f"max-width:100%;height:auto;width:{part.width:g}mm",
        f"width:{share:.3%};height:auto;display:block",
    ]
    assert "Maßstab beim Druck mit 100 %:" in html


def test_a_print_of_the_page_has_the_paper_and_the_margins_of_the_pdf(html, embedded, tmp_path):
    assert "@page { size: a4 portrait; margin: 14mm 16.0mm; }" in html
    wide = open_press(embedded, ReportOptions(paper="a3", landscape=True))
    text = write(wide, [municipality_sheet(wide, "09184119")], tmp_path / "o.html").read_text(encoding="utf-8")
    assert "@page { size: a3 landscape; margin: 14mm 16.0mm; }" in text
