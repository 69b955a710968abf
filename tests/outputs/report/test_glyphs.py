"""Letters that the fonts lack keep no report from being set, and the report says which sign stands for them."""

import io
import json
import re

import numpy as np
import pytest
from PIL import Image

from geo_koop import findings
from geo_koop.outputs.report import ReportOptions, glyphs, open_press, preview, write
from geo_koop.outputs.report.cooperation import cooperation_sheet

SAID = "□ steht für ein Zeichen, das den Schriften dieses Dokuments fehlt."


@pytest.fixture
def folder(tmp_path):
    """Return what makes a folder of one sheet with a title."""

    def make(title):
        book = {"language": "de", "sources": ["Quelle"], "title": title}
        (tmp_path / "document.json").write_text(json.dumps(book, ensure_ascii=False), encoding="utf-8")
        (tmp_path / "map.svg").write_text(f"<svg><text>{title}</text></svg>", encoding="utf-8")
        (tmp_path / "logo.svg").write_text("<svg><text>汉</text></svg>", encoding="utf-8")
        return tmp_path

    return make


def read(folder):
    return json.loads((folder / "document.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("title", ["Öd – „x“", "Řím Ωmega Київ", "עברית", "a\u0301 \u00ad\u202f\u00a0", "�"])
def test_letters_that_some_font_has_stay(folder, title):
    made = folder(title)
    with glyphs.settled(made) as ready:
        assert ready == made
    assert read(made)["title"] == title


@pytest.mark.parametrize(
    ("title", "set_as"), [("Öd 汉字", "Öd □□"), ("👩\u200d🚒!", "□\u200d□!"), ("\ue000\u2028ก", "□□□")]
)
def test_a_box_stands_for_what_none_has(folder, title, set_as):
    made = folder(title)
    with glyphs.settled(made) as ready:
        assert read(ready) == {"language": "de", "sources": ["Quelle", SAID], "title": set_as}
        assert f"<text>{set_as}</text>" in (ready / "map.svg").read_text(encoding="utf-8")
        assert "汉" in (ready / "logo.svg").read_text(encoding="utf-8"), "the logo is the office's own"
    assert read(made)["title"] == title, "the folder itself stays as it was: an atlas goes on from there"


def test_a_mark_that_asks_for_colour_is_no_letter(folder):
    with glyphs.settled(folder("\u2665\ufe0f")) as ready:
        assert read(ready)["title"] in ("\u2665", "□")
        assert "\ufe0f" not in (ready / "map.svg").read_text(encoding="utf-8")


def test_bullets_of_word_become_bullets(folder):
    with glyphs.settled(folder("\uf0b7 Öd \uf0e0 Au")) as ready:
        assert read(ready) == {"language": "de", "sources": ["Quelle"], "title": "• Öd → Au"}


def test_a_finding_names_record_and_field(embedded):
    changed = embedded.cooperations.copy()
    changed.loc["zv-raum-kassel", "name"] = "Verband 汉 \uf0b7 Kassel"
    members = embedded.members.copy()
    row = members.index[members["cooperation_id"] == "nordallianz"][0]
    members.loc[row, "note"] = "👩 gefragt"
    found = findings.render(glyphs.notice(embedded.replace(cooperations=changed, members=members)), "de")
    assert found["message"].tolist() == [
        "Die Spalte name von zv-raum-kassel enthält Zeichen, die den Schriften eines PDF fehlen: 汉\uf0b7",
        "Die Spalte note von nordallianz enthält Zeichen, die den Schriften eines PDF fehlen: 👩",
    ]
    assert found["done"].tolist() == ["Im PDF steht □, • für jedes davon.", "Im PDF steht □ für jedes davon."]
    assert found["row"].tolist() == [changed.loc["zv-raum-kassel", "row"], members.loc[row, "row"]]


def test_the_embedded_texts_can_be_set(embedded):
    assert glyphs.notice(embedded).empty


def test_a_long_name_without_a_break_stays_on_the_page(embedded):
    changed = embedded.cooperations.copy()
    changed.loc["zv-raum-kassel", "name"] = "Qwrtz" * 30
    press = open_press(embedded.replace(cooperations=changed), ReportOptions())
    page = Image.open(io.BytesIO(preview(press, cooperation_sheet(press, "zv-raum-kassel"), dots_per_inch=50.8)))
    margin = np.asarray(page.convert("L"))[:, -28:]  # two dots for each millimetre: 14 of the 16 mm beside the text
    assert margin.min() == 255


def test_an_endless_word_may_break_in_html(embedded, tmp_path):
    members = embedded.members.copy()
    row = members.index[members["cooperation_id"] == "zv-raum-kassel"][0]
    members.loc[row, ["role", "via"]] = ["indirect", "Qwrtz" * 30]
    press = open_press(embedded.replace(members=members), ReportOptions())
    text = write(press, [cooperation_sheet(press, "zv-raum-kassel")], tmp_path / "o.html").read_text(encoding="utf-8")
    assert re.search(rf'<td class="long">[^<]*\(mittelbar, über {"Qwrtz" * 30}\)', text)
