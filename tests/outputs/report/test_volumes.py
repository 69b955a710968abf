"""A volume for each district, with an index that leads to its municipalities."""

from dataclasses import replace

import pandas as pd
import pikepdf
import pytest

from geo_koop.errors import OutputError, UsageError
from geo_koop.outputs.report import ReportOptions, atlas, open_press, places, volume, volumes
from geo_koop.outputs.report.places import Region
from tests import pdf_ua

KASSEL, MUNICH, GARCHING = "06611000", "09162000", "09184119"
CITIES = Region(code="x", name="Zwei Städte", keys=pd.Index([MUNICH, KASSEL]))


def pages_of(outline, pdf):
    """Return title to page (from 1) of the bookmarks of sheets."""
    pages = {page.objgen: i for i, page in enumerate(pdf.pages, start=1)}
    return {i.title: pages[i.destination[0].objgen] for part in outline.root for i in part.children}


def index_of(pdf):
    """Return name and page (from 1) of each line of the index, the page as it is linked."""
    facts = pdf_ua.Facts(pdf)
    pages = {page.objgen: i for i, page in enumerate(pdf.pages, start=1)}
    with pdf.open_outline() as outline:
        start = next(i for i in outline.root if i.title == "Gemeinden von A bis Z").destination[0]
    found = [one for page, one in facts.annotations if page.objgen == start.objgen]
    return [pages[one.Dest[0].objgen] for one in found]


@pytest.mark.parametrize("sheets_in_a_part", [3, 99])
def test_the_index_leads_to_each_municipality_by_the_alphabet(press, tmp_path, monkeypatch, sheets_in_a_part):
    monkeypatch.setattr(volume, "SHEETS_IN_A_PART", sheets_in_a_part)
    whole = places.region(press.analysis, "06631")
    names = press.analysis.municipalities["name"][whole.keys].sort_values()[:5]
    assert "Bad Salzschlirf" in set(names)
    district = replace(whole, keys=names.index)
    out = atlas.write_atlas(press, [district], tmp_path / "a.pdf", kinds=("municipality",), index=True)
    with pikepdf.open(out) as pdf:
        with pdf.open_outline() as outline:
            sheets = pages_of(outline, pdf)
            assert [item.title for item in outline.root][:2] == ["Inhalt", "Gemeinden von A bis Z"]
        assert index_of(pdf) == [next(p for t, p in sheets.items() if t.startswith(name)) for name in names]
        assert pdf_ua.wrong(pdf) == {}


def test_each_district_has_its_volume(press, tmp_path):
    files = volumes.write_volumes(press, [CITIES], tmp_path / "atlas.pdf", kinds=("municipality",))
    assert [file.name[:11] for file in files] == ["atlas-06611", "atlas-09162"]
    assert sorted(tmp_path.iterdir()) == sorted(files)
    with pikepdf.open(files[0]) as pdf:
        assert len(index_of(pdf)) == 1


def test_no_volume_is_begun_where_one_exists(press, tmp_path):
    there = volumes.file_of(tmp_path / "atlas.pdf", places.region(press.analysis, "09162"))
    there.write_text("keep", encoding="utf-8")
    with pytest.raises(OutputError, match="exists already"):
        volumes.write_volumes(press, [CITIES], tmp_path / "atlas.pdf", kinds=("municipality",))
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["keep"]


def test_a_municipality_without_a_district_is_told(embedded, tmp_path):
    table = embedded.municipalities.copy()
    table.loc[GARCHING, "district"] = None
    made = open_press(embedded.replace(municipalities=table), ReportOptions())
    region = Region(code="x", name="x", keys=pd.Index([GARCHING, KASSEL]))
    with pytest.raises(UsageError, match="Garching"):
        volumes.write_volumes(made, [region], tmp_path / "atlas.pdf")
    assert not list(tmp_path.iterdir())
