"""The app while another program edits the files that it shows: a notice, a question to who may save, no error page."""

import os
import time
from datetime import UTC, datetime

import pytest

from geo_koop.intake.records import saves, survey
from tests.app.data.test_session_data import make_project
from tests.app.data.test_watch import SCOPE, members, rows
from tests.app.test_pages import calm, opened, texts

YES = "Ja, so übernehmen"
PAGES = ("map", "cooperations", "own_data", "list_import", "data", "export")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("GEO_KOOP_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    made = make_project(tmp_path / "Projekt")
    write(made, "cooperations", rows(20))
    write(made, "members", members(20))
    monkeypatch.setenv("GEO_KOOP_PROJECT", str(made))
    return made


def write(folder, name, text, *, ago=600):
    """Leave a table as another program does, so many seconds ago."""
    path = folder / "cooperations" / f"{name}.csv"
    path.write_text(text, encoding="utf-8")
    os.utime(path, (time.time() - ago, time.time() - ago))


def buttons(test):
    return [button.label for button in test.button]


def test_a_half_written_table_is_told_and_the_session_goes_on(folder):
    test = calm(opened("cooperations"))
    write(folder, "cooperations", "cooperation_id,na")
    for page in PAGES:
        test.switch_page(f"geo_koop/app/pages/{page}.py").run()
        shown = texts(calm(test))
        assert "passen nicht zusammen: cooperations.csv fehlen die Spalten name" in shown, page
        assert "Gezeigt wird der letzte Stand" in shown, page
        assert YES not in buttons(test), page
    calm(opened("cooperations"))
    write(folder, "cooperations", rows(20, "Neuer Name"))
    test.switch_page("geo_koop/app/pages/cooperations.py").run()
    assert "passen nicht zusammen" not in texts(calm(test))
    assert "Neuer Name" in str(test.dataframe[0].value)


def test_a_table_that_is_being_written_is_told(folder):
    test = calm(opened())
    write(folder, "cooperations", rows(20, "Neuer Name"), ago=-3600)
    test.run()
    assert "ändert gerade Dateien dieser Daten: cooperations.csv" in texts(calm(test))


def test_many_lost_rows_are_a_question_to_who_may_save(folder, monkeypatch):
    survey.save(folder, SCOPE, places=(), when=datetime(2026, 11, 29, tzinfo=UTC))
    test = calm(opened())
    write(folder, "members", members(15))
    test.run()
    assert "members.csv hat 15 Zeilen statt 20" in texts(calm(test))
    assert "Wer hier speichern darf" in texts(test)
    assert YES not in buttons(test)
    monkeypatch.setenv("GEO_KOOP_SAVE", "yes")
    test = calm(opened())
    assert "Sollen die Zeilen weg sein?" in texts(test)
    test.button(key="accept_edits").click().run()
    assert "members.csv hat 15" not in texts(calm(test))
    assert saves.current(folder).version == 3


def test_a_click_that_comes_after_the_right_to_save_went_changes_nothing(folder, monkeypatch):
    survey.save(folder, SCOPE, places=(), when=datetime(2026, 11, 29, tzinfo=UTC))
    monkeypatch.setenv("GEO_KOOP_SAVE", "yes")
    calm(opened())
    write(folder, "members", members(15))
    test = calm(opened())
    monkeypatch.setenv("GEO_KOOP_SAVE", "no")
    test.button(key="accept_edits").click().run()
    assert [error.value for error in test.error] == ["Speichern ist hier nicht möglich\\."]
    assert saves.last(folder).version == 2


def test_files_that_fit_together_and_cannot_be_read_all_the_same_are_not_shown(folder):
    test = calm(opened())
    (folder / "boundaries" / "grenzen.gpkg").write_bytes(b"halb")
    os.utime(folder / "boundaries" / "grenzen.gpkg", (time.time() - 600,) * 2)
    test.run()
    shown = texts(calm(test))
    assert "lassen sich so nicht verwenden" in shown
    assert "grenzen.gpkg" in shown
    assert "von 9 Gemeinden" in shown


def test_a_server_that_starts_with_broken_files_shows_what_was_saved(folder):
    survey.save(folder, SCOPE, places=(), when=datetime(2026, 11, 29, tzinfo=UTC))
    write(folder, "cooperations", "")
    shown = texts(calm(opened()))
    assert "cooperations.csv lässt sich nicht lesen (Die Datei cooperations.csv ist leer.)" in shown
    assert "von 9 Gemeinden" in shown


def test_a_server_that_starts_with_broken_files_and_nothing_saved_says_so(folder):
    write(folder, "cooperations", "")
    test = opened()
    assert any("noch nicht ausgefüllt" in error.value for error in test.error)


def test_the_notice_speaks_english(folder):
    calm(opened())
    write(folder, "members", "")
    shown = texts(calm(opened(lang="en")))
    assert "do not fit together: members.csv cannot be read (The file members.csv is empty.)" in shown
