"""Letters that the fonts lack keep no report from being set, and the report says which sign stands for them."""

import json

import pytest

from geo_koop.outputs.report import glyphs

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
