"""A history that is full, and a disk that is full: one message, and everything is as it was before."""

import shutil
import subprocess
import sys
import textwrap
from datetime import UTC, datetime

import pytest

from geo_koop import workspace
from geo_koop.errors import OutputError
from geo_koop.intake.records import saves, survey
from geo_koop.locale import translator
from geo_koop.model import AnalysisRequest
from tests.app.data.test_session_data import make_project

WHEN = datetime(2026, 11, 29, 9, 30, tzinfo=UTC)


def save(folder, source="Amt"):
    scope = survey.Scope(scope_id="neu", topics=("water",), date="2026", grade="survey", source=source)
    survey.save(folder, scope, places=(), when=WHEN)


def content(folder):
    """Return every file of a project but its lock."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != ".geo-koop.lock")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture
def folder(tmp_path):
    """Return a project of two states: as it was found, and saved once."""
    made = make_project(tmp_path / "Projekt")
    save(made)
    return made


def test_a_history_that_is_full_refuses_and_keeps_every_state(folder, monkeypatch):
    monkeypatch.setenv("GEO_KOOP_MOST_STATES", "3")
    save(folder)
    before = content(folder)
    with pytest.raises(OutputError) as refused:
        save(folder)
    assert content(folder) == before
    assert refused.value.words(translator("en", "errors")) == (
        "The history of Projekt is full: it has 3 states, and 3 are allowed.",
        "Nothing was saved. Put the oldest folders in history/ away to another place; the newest must stay. "
        "Who runs geo_koop can raise the limit: GEO_KOOP_MOST_STATES.",
    )
    assert refused.value.words(translator("de", "errors"))[0] == (
        "Der Verlauf von Projekt ist voll: Er hat 3 Stände, erlaubt sind 3."
    )


def test_the_states_that_a_save_makes_are_counted_before_it_is_made(tmp_path, monkeypatch):
    made = make_project(tmp_path / "Projekt")
    monkeypatch.setenv("GEO_KOOP_MOST_STATES", "1")
    before = content(made)
    with pytest.raises(OutputError, match="it has 0 states, and 1 are allowed"):
        save(made)  # as it was found, and as it is then
    assert content(made) == before


def test_bytes_of_the_history_are_counted_with_those_to_come(folder, monkeypatch):
    monkeypatch.setenv("GEO_KOOP_MOST_HISTORY_MB", "1")
    (folder / "history" / "000001" / "members.csv").write_bytes(b"x" * 1_000_000)
    before = content(folder)
    with pytest.raises(
        OutputError, match=r"it would have 2 MB with this state, and 1 MB are allowed(.|\n)*MOST_HISTORY_MB"
    ):
        save(folder)
    assert content(folder) == before
    shutil.rmtree(folder / "history" / "000001")
    save(folder)
    assert saves.current(folder).version == 3


def test_old_states_can_be_put_away(folder, tmp_path):
    shutil.move(folder / "history" / "000001", tmp_path / "000001")
    save(folder, "Anderes Amt")
    assert saves.current(folder).version == 3
    sources = workspace.load(AnalysisRequest(project=folder)).records.scopes["source"]
    assert {"Amt", "Anderes Amt"} <= set(sources)


@pytest.mark.skipif(sys.platform != "linux", reason="limits of processes")
def test_a_disk_that_is_full_is_one_message_and_leaves_the_state_before(folder):
    """The kernel lets files grow to a size and no further, smaller each time: another file fails."""
    script = textwrap.dedent(
        """
        import resource, sys
        from pathlib import Path
        from datetime import UTC, datetime
        from geo_koop.errors import GeoKoopError
        from geo_koop.intake.records import survey

        scope = survey.Scope(scope_id="neu", topics=("water",), date="2026", grade="survey", source="Amt " * 200)
        for size in map(int, sys.argv[2:]):
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
            try:
                survey.save(Path(sys.argv[1]), scope, places=(), when=datetime(2026, 11, 29, tzinfo=UTC))
                print("saved")
            except GeoKoopError as error:
                print(error.problem)
        """
    )
    before = content(folder)
    sizes = ["10", "40", "100", "200", "400", "700", "800"]
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder), *sizes], capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.splitlines() == ["Projekt could not be written: File too large."] * len(sizes)
    assert done.stderr == ""
    assert content(folder) == before
    save(folder)
    assert saves.current(folder).version == 3


def failing(monkeypatch, step):
    """Have the disk be full from one write on; returns what is written."""
    written, write = [], saves._write

    def mine(path, data):
        written.append(path)
        if len(written) >= step:
            path.write_bytes(data[: len(data) // 2])
            raise OSError(28, "No space left on device")
        write(path, data)

    monkeypatch.setattr(saves, "_write", mine)
    return written


def refusal(folder, source):
    try:
        save(folder, source)
    except OutputError as error:
        return str(error)
    return ""


def test_a_disk_that_is_full_from_any_moment_on_means_the_old_state_or_the_new_one(folder, monkeypatch):
    saved = 0
    for step in range(1, 40):
        before, version = content(folder), saves.current(folder).version
        with monkeypatch.context() as patch:
            failing(patch, step)
            facts = refusal(folder, f"Amt {step}")
        if facts:
            assert "No space left on device" in facts
            assert content(folder) == before
            continue
        # Told as saved: then it is what everybody reads, whatever could not be written any more.
        assert saves.current(folder).version == version + 1
        assert f"Amt {step}" in set(workspace.load(AnalysisRequest(project=folder)).records.scopes["source"])
        saved += 1
        if saved == 2:
            break
    assert step > 8
    assert saved == 2
    assert not [path for path in folder.rglob("*") if "half" in path.name]


def test_what_another_program_writes_while_a_save_is_prepared_stays(folder, monkeypatch):
    path, switch = folder / "cooperations" / "scopes.csv", saves._switch
    edited = path.read_text(encoding="utf-8-sig") + "\n"

    def late(position, version, *, copied, base=None):
        switch(position, version, copied=copied, base=base)
        if not copied:
            path.write_text(edited, encoding="utf-8")

    monkeypatch.setattr(saves, "_switch", late)
    save(folder, "Anderes Amt")
    assert path.read_text(encoding="utf-8") == edited
    assert "Anderes Amt" in (folder / "history" / "000003" / "scopes.csv").read_text(encoding="utf-8-sig")
