"""Commands on a project that another program edits."""

import os
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from geo_koop.cli import app, foreign_edits, server
from geo_koop.errors import InputError
from geo_koop.intake.records import survey
from geo_koop.model import AnalysisRequest
from tests.app.data.test_session_data import make_project
from tests.app.data.test_watch import SCOPE, START, members, rows, write

WHEN = datetime(2026, 11, 29, tzinfo=UTC)


class Time:
    """A clock that stands still but for waiting, during which another program may write."""

    def __init__(self, *edits):
        self.now, self.waited, self.edits = START, 0.0, list(edits)

    def sleep(self, seconds):
        self.now += seconds
        self.waited += seconds
        if self.edits:
            self.edits.pop(0)(self.now)

    def wait(self, folder):
        foreign_edits.wait(folder, clock=lambda: self.now, sleep=self.sleep)


@pytest.fixture
def folder(tmp_path):
    made = make_project(tmp_path / "Projekt")
    write(made, "cooperations", rows(20), at=START - 1000)
    write(made, "members", members(20), at=START - 1000)
    return made


@pytest.fixture
def saved(folder):
    survey.save(folder, SCOPE, places=(), when=WHEN)
    return folder


def edit(folder, name="Anders"):
    return lambda at: write(folder, "cooperations", rows(20, name), at=at)


def test_what_was_not_edited_or_long_ago_is_read_at_once(folder):
    time = Time()
    edit(folder)(START)
    time.wait(folder)  # nothing was saved: read as it stands
    time.wait(None)
    survey.save(folder, SCOPE, places=(), when=WHEN)
    time.wait(folder)
    edit(folder, "Noch anders")(START - 3)
    time.wait(folder)
    assert time.waited == 0


def test_what_was_edited_a_moment_ago_is_looked_at_twice(saved):
    time = Time()
    edit(saved)(START - 0.5)
    time.wait(saved)
    assert time.waited == 2
    time = Time()
    edit(saved, "Morgen")(START + 86_400)
    time.wait(saved)
    assert time.waited == 2


def test_what_goes_on_changing_is_refused_with_the_reason(saved):
    time = Time(*[edit(saved, f"K{number}") for number in range(9)])
    edit(saved)(START)
    with pytest.raises(InputError, match=r"are being changed by another program: cooperations\.csv"):
        time.wait(saved)
    time = Time(edit(saved, "A"), edit(saved, "B"))
    edit(saved)(START)
    time.wait(saved)
    assert time.waited == 6


def test_a_server_starts_with_what_was_saved(saved, monkeypatch):
    write(saved, "cooperations", "", at=START)
    monkeypatch.setattr(server, "run_app", lambda *_given, **_more: 0)
    monkeypatch.setattr(server, "check_port", lambda *_given: None)
    done = CliRunner().invoke(app, ["serve", str(saved)])
    assert done.exit_code == 0, done.output
    assert "cooperations.csv ist leer" in done.output
    assert "den letzten gespeicherten Stand" in done.output


def test_a_server_without_a_saved_state_does_not_start(folder, monkeypatch):
    write(folder, "cooperations", "", at=START)
    monkeypatch.setattr(server, "run_app", lambda *_given, **_more: 0)
    with pytest.raises(InputError, match="not filled in"):
        foreign_edits.check(AnalysisRequest(project=folder))


def test_accepting_a_workbook_leaves_the_project_as_it_is(folder):
    path = folder / "cooperations" / "cooperations.xlsx"
    path.write_bytes(b"x")
    os.utime(path, (START, START))
    done = CliRunner().invoke(app, ["accept", str(folder)])
    assert done.exit_code == 2
    assert "cooperations.xlsx" in done.output
    assert not (folder / "history").exists()
