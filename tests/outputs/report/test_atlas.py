"""An atlas is complete, is drawn by several processes, and goes on after a break."""

import pikepdf
import pytest

from geo_koop.errors import OutputError
from geo_koop.outputs.report import atlas, places


@pytest.fixture(scope="module")
def district(press):
    return places.region(press.analysis, "06631")


def test_every_municipality_and_cooperation_of_the_region_has_a_sheet(press, district):
    orders = [order for _part, order in atlas.orders_of(press, [district])]
    assert {key for kind, key, _region in orders if kind == "municipality"} == set(district.keys)
    here = press.area.loc[press.area["key"].isin(district.keys), "cooperation_id"]
    assert {key for kind, key, _region in orders if kind == "cooperation"} == set(here)
    assert [kind for kind, _key, _region in orders].count("region") == 1


def test_cover_contents_sheets_and_annex(press, district, tmp_path, monkeypatch):
    entries, count = [], len(atlas.orders_of(press, [district], ("cooperation",)))
    monkeypatch.setattr(atlas, "_FEW", 0)
    out = atlas.write_atlas(
        press,
        [district],
        tmp_path / "Atlas Fulda äöü.pdf",
        kinds=("cooperation",),
        processes=2,
        progress=lambda done, every: entries.append((done, every)),
    )
    assert entries[-1] == (count, count)
    assert [path.name for path in tmp_path.iterdir()] == [out.name]
    with pikepdf.open(out) as document, document.open_outline() as outline:
        titles = [item.title for item in outline.root]
        sheets = [inner.title for item in outline.root for inner in item.children]
    assert titles == ["Inhalt", "Methode", "Kooperationen: Landkreis Fulda", "Anhang"]
    assert len(sheets) == count + 2


def test_what_is_drawn_is_not_drawn_again(press, district, tmp_path, monkeypatch):
    out, made, real = tmp_path / "a.pdf", [], atlas.make

    def breaking(press, order):
        if len(made) == 3:
            raise KeyboardInterrupt
        made.append(order)
        return real(press, order)

    monkeypatch.setattr(atlas, "make", breaking)
    with pytest.raises(KeyboardInterrupt):
        atlas.write_atlas(press, [district], out, kinds=("cooperation",), processes=1)
    assert not out.exists()
    again = []
    monkeypatch.setattr(atlas, "make", lambda press, order: again.append(order) or real(press, order))
    atlas.write_atlas(press, [district], out, kinds=("cooperation",), processes=1)
    everything = [order for _part, order in atlas.orders_of(press, [district], ("cooperation",))]
    assert made + again == everything


def test_a_folder_of_others_is_not_touched(press, district, tmp_path):
    mine = tmp_path / "a.pdf.parts"
    mine.mkdir()
    (mine / "notes.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(OutputError, match="in the way"):
        atlas.write_atlas(press, [district], tmp_path / "a.pdf")
    assert (mine / "notes.txt").exists()
