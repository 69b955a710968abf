"""The state of a project that is shown while another program edits its files."""

import os
from datetime import UTC, datetime

import pandas as pd
import pytest

from geo_koop.app.data.watch import Watch
from geo_koop.errors import GeoKoopError, InputError, UsageError
from geo_koop.intake.records import saves, survey
from geo_koop.model import AnalysisRequest
from tests.app.data.test_session_data import make_project

WHEN = datetime(2026, 11, 29, 9, 30, tzinfo=UTC)
SCOPE = survey.Scope(scope_id="neu", topics=("water",), date="2026", grade="survey", source="Amt")
START = 1_800_000_000.0
"""Seconds since 1970 at which the tests begin; the files are older or as old as the test says."""


def rows(count, name="K"):
    return "cooperation_id,name,topics\n" + "".join(f"k{i},{name},water\n" for i in range(count))


def members(count):
    return "cooperation_id,key\n" + "".join(f"k{i},09101000\n" for i in range(count))


@pytest.fixture
def folder(tmp_path):
    made = make_project(tmp_path / "Projekt")
    write(made, "cooperations", rows(20), at=START - 1000)
    write(made, "members", members(20), at=START - 1000)
    return made


@pytest.fixture
def scratch(tmp_path):
    (tmp_path / "scratch").mkdir()
    return tmp_path / "scratch"


@pytest.fixture
def watch(folder, scratch):
    return Watch(AnalysisRequest(project=folder), scratch)


def write(folder, name, text, *, at):
    path = folder / "cooperations" / f"{name}.csv"
    path.write_text(text, encoding="utf-8")
    os.utime(path, (at, at))


def save(folder):
    survey.save(folder, SCOPE, places=(), when=WHEN)


def read(look, name="cooperations"):
    return pd.read_csv(getattr(look.shown.request, name), dtype=str)


def said(look):
    return "; ".join(map(str, look.pending.faults))


def test_the_first_look_takes_a_project_as_it_stands(watch):
    look = watch.look(START)
    assert look.pending is None
    assert len(read(look)) == 20


def test_files_that_changed_are_taken_when_they_are_quiet(folder, watch):
    watch.look(START)
    write(folder, "cooperations", rows(20, "Anders"), at=START + 10)
    look = watch.look(START + 11)
    assert look.pending.kind == "moving"
    assert said(look) == "cooperations.csv"
    assert set(read(look)["name"]) == {"K"}
    look = watch.look(START + 12.5)
    assert look.pending is None
    assert set(read(look)["name"]) == {"Anders"}


def test_a_file_from_the_future_is_quiet_when_two_looks_see_the_same(folder, watch):
    watch.look(START)
    write(folder, "cooperations", rows(20, "Anders"), at=START + 86_400)
    assert watch.look(START + 1).pending.kind == "moving"
    assert watch.look(START + 2).pending.kind == "moving"
    assert watch.look(START + 3.5).pending is None


def test_a_file_that_goes_on_changing_stays_out(folder, watch):
    watch.look(START)
    for second in range(1, 9):
        write(folder, "cooperations", rows(20, f"Anders{second}"), at=START + second)
        look = watch.look(START + second + 0.5)
        assert look.pending.kind == "moving"
        assert set(read(look)["name"]) == {"K"}


@pytest.mark.parametrize("saved", [True, False])
@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("cooperations", "", "cooperations.csv cannot be read (The file cooperations.csv is empty.)"),
        ("cooperations", "cooperation_id,na", "cooperations.csv lacks the columns name"),
        ("cooperations", rows(18), "members.csv: 2 rows name a cooperation that is not there"),
        ("members", members(25), "members.csv: 5 rows name a cooperation that is not there"),
        ("members", members(20) + "k1,09101000,zu,viele\n", "members.csv: 1 rows cannot be read"),
    ],
)
def test_what_does_not_fit_together_is_named_and_not_shown(folder, watch, saved, name, content, expected):
    if saved:
        save(folder)
    before = watch.look(START)
    write(folder, name, content, at=START + 10)
    look = watch.look(START + 20)
    assert look.pending.kind == "wrong"
    assert expected in said(look)
    assert look.shown.mark == before.shown.mark
    assert len(read(look)) == len(read(look, "members")) == 20
    good = {"cooperations": rows(20), "members": members(20)}[name]
    write(folder, name, good, at=START + 30)
    look = watch.look(START + 40)
    assert look.pending is None
    assert look.shown.mark == before.shown.mark


def test_a_table_that_is_gone_is_named(folder, watch):
    watch.look(START)
    (folder / "cooperations" / "members.csv").unlink()
    assert watch.look(START + 10).pending.kind == "moving"
    look = watch.look(START + 20)
    assert said(look) == "members.csv is gone"
    assert len(read(look, "members")) == 20


def test_many_lost_rows_are_asked_about_and_taken_when_somebody_says_yes(folder, watch):
    save(folder)
    watch.look(START)
    write(folder, "members", members(15), at=START + 10)
    look = watch.look(START + 20)
    assert look.pending.kind == "fewer"
    assert said(look) == "members.csv has 15 rows instead of 20"
    assert len(read(look, "members")) == 20
    watch.accept(look.pending, WHEN)
    look = watch.look(START + 21)
    assert look.pending is None
    assert len(read(look, "members")) == 15
    assert saves.current(folder).version == 3


def test_a_project_without_history_gets_none_by_saying_yes(folder, watch):
    watch.look(START)
    write(folder, "members", members(15), at=START + 10)
    look = watch.look(START + 20)
    watch.accept(look.pending, WHEN)
    assert len(read(watch.look(START + 21), "members")) == 15
    assert saves.last(folder) is None


def test_rows_that_went_bit_by_bit_are_asked_about_against_what_was_saved(folder, watch):
    save(folder)
    watch.look(START)
    write(folder, "members", members(17), at=START + 10)
    assert watch.look(START + 20).pending is None
    write(folder, "members", members(14), at=START + 30)
    assert said(watch.look(START + 40)) == "members.csv has 14 rows instead of 20"


def test_yes_holds_only_for_what_was_asked_about(folder, watch):
    save(folder)
    watch.look(START)
    write(folder, "members", members(15), at=START + 10)
    asked = watch.look(START + 20).pending
    write(folder, "members", members(3), at=START + 21)
    with pytest.raises(UsageError, match="Somebody else changed"):
        watch.accept(asked, WHEN)
    assert len(read(watch.look(START + 40), "members")) == 20


def test_a_server_that_starts_with_broken_files_shows_what_was_saved(folder, watch):
    save(folder)
    write(folder, "cooperations", "cooperation_id,na", at=START - 100)
    look = watch.look(START)
    assert look.pending.kind == "wrong"
    assert len(read(look)) == 20


def test_a_server_that_starts_with_broken_files_and_nothing_saved_says_so(folder, watch):
    write(folder, "cooperations", "", at=START - 100)
    with pytest.raises(InputError, match="not filled in yet"):
        watch.look(START)
    write(folder, "cooperations", rows(20), at=START - 50)
    assert watch.look(START).pending is None


def test_what_geo_koop_saves_is_shown_at_once(folder, watch):
    before = watch.look(START).shown.mark
    save(folder)
    look = watch.look(START + 0.1)
    assert look.pending is None
    assert look.shown.mark != before
    assert len(read(look, "scopes").columns) >= 1


def test_a_state_that_cannot_be_read_after_all_gives_way_to_the_one_before(folder, watch):
    before = watch.look(START).shown.mark
    write(folder, "cooperations", rows(20, "Anders"), at=START + 10)
    after = watch.look(START + 20).shown.mark
    assert after != before
    assert watch.refuse(after, InputError("{file} is odd.", "Mend it.", file="cooperations.csv"))
    look = watch.look(START + 21)
    assert look.shown.mark == before
    assert (look.pending.kind, said(look)) == ("unusable", "cooperations.csv is odd.; Mend it.")
    assert set(read(look)["name"]) == {"K"}


def test_settings_that_cannot_be_read_leave_what_is_shown(folder, watch):
    before = watch.look(START).shown.mark
    path = folder / "settings.yaml"
    path.write_text("unsinn: 1\n")
    os.utime(path, (START + 10, START + 10))
    look = watch.look(START + 20)
    assert look.shown.mark == before
    assert "unknown entries unsinn" in said(look)


def test_a_touched_file_is_no_change_and_a_companion_is_one(folder, watch):
    before = watch.look(START).shown.mark
    write(folder, "members", members(20), at=START + 10)
    assert watch.look(START + 20).shown.mark == before
    beside = folder / "boundaries" / "grenzen.yaml"
    beside.write_text("licence: dl-de/by-2-0\n")
    os.utime(beside, (START + 30, START + 30))
    assert watch.look(START + 40).shown.mark != before


def test_a_look_at_files_that_did_not_change_reads_none(folder, watch, monkeypatch):
    look = watch.look(START)

    def never(*_args, **_more):
        raise AssertionError("a file was read")

    monkeypatch.setattr("pathlib.Path.open", never)
    monkeypatch.setattr("pathlib.Path.read_bytes", never)
    monkeypatch.setattr("pathlib.Path.read_text", never)
    assert watch.look(START + 60) == look


def test_old_copies_do_not_pile_up(folder, watch, scratch):
    watch.look(START)
    for number in range(1, 6):
        write(folder, "cooperations", rows(20, f"K{number}"), at=START + 10 * number)
        watch.look(START + 10 * number + 5)
    write(folder, "cooperations", "", at=START + 90)
    watch.look(START + 100)
    assert len(list(scratch.iterdir())) == 2


def test_files_that_a_request_names_without_a_project_are_watched_too(tmp_path, scratch):
    table = tmp_path / "liste.csv"
    table.write_text(rows(3))
    os.utime(table, (START - 10, START - 10))
    watch = Watch(AnalysisRequest(cooperations=table), scratch)
    before = watch.look(START).shown.mark
    table.write_text(rows(4))
    os.utime(table, (START + 10, START + 10))
    assert watch.look(START + 20).shown.mark != before


def test_a_workbook_that_lost_rows_is_asked_about(folder, watch):
    for name in ("cooperations", "members"):
        (folder / "cooperations" / f"{name}.csv").unlink()

    def book(count, at):
        path = folder / "cooperations" / "cooperations.xlsx"
        with pd.ExcelWriter(path) as writer:
            pd.DataFrame({"cooperation_id": [f"k{i}" for i in range(20)], "name": "K", "topics": "water"}).to_excel(
                writer, sheet_name="cooperations", index=False
            )
            pd.DataFrame({"cooperation_id": [f"k{i}" for i in range(count)], "key": "09101000"}).to_excel(
                writer, sheet_name="members", index=False
            )
        os.utime(path, (at, at))

    book(20, START - 10)
    watch.look(START)
    book(10, START + 10)
    look = watch.look(START + 20)
    assert said(look) == "cooperations.xlsx (members) has 10 rows instead of 20"
    watch.accept(look.pending, WHEN)
    assert watch.look(START + 21).pending is None


def test_a_damaged_history_is_told_and_what_is_shown_stays(folder, watch):
    save(folder)
    before = watch.look(START).shown.mark
    (folder / "history" / "state.json").write_text("{")
    look = watch.look(START + 1e9)
    assert look.shown.mark == before
    assert "history is damaged" in said(look)
    with pytest.raises(GeoKoopError):
        saves.last(folder)
