"""Internal records and drafts: they are in nothing that is made for everybody."""

import zipfile

import pytest

import geo_koop
from geo_koop.register import exchange, reading, store
from tests.conftest import small_request
from tests.register.conftest import START
from tests.register.test_exchange import put

HIDDEN, DRAFT = "Silberdistel", "Zaunwinde"


@pytest.fixture
def register(tmp_path):
    folder = put(
        tmp_path / "tables",
        cooperations="cooperation_id,name,topics,stage,visibility\na,Zweckverband Au,water,operating,\n"
        f"g,Bund {HIDDEN},water,operating,internal\n",
        members="cooperation_id,key\na,09101000\na,09101001\ng,09101000\ng,09101002\n",
        sources=f"cooperation_id,url\ng,https://example.org/{HIDDEN}\n",
        events=f"cooperation_id,kind,note\ng,study,{HIDDEN}\n",
    )
    made = store.create(tmp_path / "register.sqlite")
    exchange.load(made, reading.folder(folder), now=START, author="Anna")
    draft = put(tmp_path / "draft", cooperations=f"cooperation_id,name\na,Zweckverband {DRAFT}\n")
    exchange.load(made, reading.folder(draft), now=START, author="Anna", draft=True)
    return made


def analysed(folder, register, **view):
    folder.mkdir()
    request = small_request(folder)
    return geo_koop.analyse(
        boundaries=request.boundaries,
        boundary_profile="key=key,name=name",
        register=register.path,
        as_of="2026-05-01",
        **view,
    )


@pytest.mark.parametrize("form", ["xlsx", "gpkg"])
def test_no_export_for_everybody_holds_an_internal_record(register, tmp_path, form):
    analysis = analysed(tmp_path / "country", register)
    assert list(analysis.cooperations.index) == ["a"]
    geo_koop.export(analysis, tmp_path / f"out.{form}")
    made = [path for path in tmp_path.glob("out*") if path.is_file()]
    text = b"".join(unpacked(path) for path in made)
    assert b"Zweckverband Au" in text
    assert HIDDEN.encode() not in text
    assert DRAFT.encode() not in text


def unpacked(path):
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as book:
        return b"".join(book.read(name) for name in book.namelist())


def test_who_may_see_them_sees_internal_records_and_no_draft(register, tmp_path):
    analysis = analysed(tmp_path / "country", register, view="internal")
    assert sorted(analysis.cooperations["name"]) == [f"Bund {HIDDEN}", "Zweckverband Au"]
    working = analysed(tmp_path / "again", register, view="working")
    assert sorted(working.cooperations["name"]) == [f"Bund {HIDDEN}", f"Zweckverband {DRAFT}"]


def test_an_empty_register_is_no_error(tmp_path):
    analysis = analysed(tmp_path / "country", store.create(tmp_path / "empty.sqlite"))
    assert (len(analysis.municipalities), len(analysis.cooperations)) == (9, 0)
