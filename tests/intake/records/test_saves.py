"""Saving into a project: one at a time, whole or not at all, with history; edits by other programs are judged."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from geo_koop import workspace
from geo_koop.errors import InputError, OutputError, UsageError
from geo_koop.intake.records import merge, project, saves, survey
from geo_koop.model import AnalysisRequest
from tests.app.data.test_session_data import make_project

NO_PIPES = pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
WHEN = datetime(2026, 11, 29, 9, 30, tzinfo=UTC)
SCOPE = survey.Scope(scope_id="neu", topics=("water",), date="2026", grade="survey", source="Amt")
IMPORT = textwrap.dedent(
    """
    import sys
    from datetime import UTC, datetime
    from pathlib import Path
    import pandas as pd
    from geo_koop.errors import GeoKoopError
    from geo_koop.intake.records import merge, saves, survey
    from geo_koop.intake.records.cooperations import ALIASES

    folder, number, what, read = Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4] or None
    new = {name: pd.DataFrame(columns=list(columns), dtype="str") for name, columns in ALIASES.items()}
    new["cooperations"] = pd.DataFrame({"cooperation_id": ["k" + number], "name": ["K" + number], "topics": ["water"]})
    new["members"] = pd.DataFrame({"cooperation_id": ["k" + number] * 2, "key": ["09101000", "09101001"]})
    when = datetime(2026, 11, 29, tzinfo=UTC)
    try:
        if what == "import":
            merge.save(folder, new, when=when, read=read)
        else:
            scope = survey.Scope(scope_id="s", date="2026", grade="survey", source="Amt " + number)
            survey.save(folder, scope, places=(), when=when)
    except GeoKoopError as error:
        print("refused", error.problem)
    """
)


def process(folder, number, what, read=""):
    command = [sys.executable, "-c", IMPORT, str(folder), str(number), what, read]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


def tables(folder):
    return merge.tables_of(AnalysisRequest(project=folder))


@pytest.fixture
def folder(tmp_path):
    return make_project(tmp_path / "Projekt")


def test_six_who_save_at_once_are_all_kept(folder):
    kinds = ["import", "survey"] * 3
    with ThreadPoolExecutor(6) as pool:
        said = list(pool.map(lambda job: process(folder, *job), enumerate(kinds)))
    assert said == [""] * 6
    assert {"k0", "k2", "k4"} <= set(tables(folder)["cooperations"]["cooperation_id"])
    scopes = tables(folder)["scopes"]
    assert set(scopes["source"]) >= {"Amt 1", "Amt 3", "Amt 5"}
    assert scopes["scope_id"].is_unique
    assert saves.last(folder).version == 7


def test_six_who_looked_at_the_same_state_are_kept_or_told(folder):
    read = saves.stamp(folder)
    with ThreadPoolExecutor(6) as pool:
        said = list(pool.map(lambda number: process(folder, number, "import", read), range(6)))
    refused = [text for text in said if "Somebody else changed the project" in text]
    remaining = {f"k{number}" for number in range(6)} & set(tables(folder)["cooperations"]["cooperation_id"])
    assert len(remaining) == 1
    assert len(refused) == 5


def test_each_state_stays_in_the_history_with_its_checksums(folder):
    survey.save(folder, SCOPE, places=(), when=WHEN)
    first, second = folder / "history" / "000001", folder / "history" / "000002"
    assert "Amt" not in (first / "scopes.csv").read_text() if (first / "scopes.csv").exists() else True
    assert "Amt" in (second / "scopes.csv").read_text(encoding="utf-8-sig")
    about = json.loads((second / "manifest.json").read_text())
    assert (about["version"], about["what"], about["time"]) == (2, "survey", "2026-11-29T09:30:00+00:00")
    assert set(about["tables"]) == {p.stem for p in second.glob("*.csv")}
    assert saves.current(folder).version == 2


def test_the_manifest_counts_rows_and_not_lines(folder):
    path = folder / "cooperations" / "cooperations.csv"
    path.write_bytes(
        b"\xef\xbb\xbfcooperation_id;name;topics;note\r\n"
        b'zv;Zweckverband;water;"erste Zeile\nzweite ""Zeile""\r\n\r\nvierte"\r\n;;;\r\nv;Verein;water;'
    )
    (folder / "decisions.csv").write_bytes(b"")
    survey.save(folder, SCOPE, places=(), when=WHEN)
    facts = json.loads((folder / "history" / "000002" / "manifest.json").read_text())["tables"]
    assert {name: table["rows"] for name, table in facts.items()} == {
        "cooperations": 2,
        "members": 3,
        "actors": 0,
        "sources": 0,
        "scopes": 1,
        "decisions": 0,
    }
    assert all("lines" not in table for table in facts.values())


def test_tables_that_a_save_does_not_touch_stay_byte_for_byte(folder):
    path = folder / "cooperations" / "members.csv"
    path.write_bytes(b"\xef\xbb\xbfcooperation_id;AGS;eigene Spalte\r\nzv;09101000;x\r\nzv;09101001;\r\n")
    before = path.read_bytes()
    survey.save(folder, SCOPE, places=(), when=WHEN)
    assert path.read_bytes() == before
    assert (folder / "history" / "000002" / "members.csv").read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed by a signal")
def test_a_save_that_is_killed_leaves_the_old_state_or_the_new_one(folder):
    killer = textwrap.dedent(
        """
        import os, signal, sys
        from geo_koop.intake.records import saves
        step = int(sys.argv[5])
        count = 0
        def mine(path, data, write=saves._write):
            global count
            count += 1
            if count == step:
                path.write_bytes(data[: len(data) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            write(path, data)
        saves._write = mine
        """
    )
    survey.save(folder, SCOPE, places=(), when=WHEN)
    killed = 0
    for step in range(1, 40):
        arguments = [str(folder), str(step), "import", "", str(step)]
        done = subprocess.run([sys.executable, "-c", killer + IMPORT, *arguments], capture_output=True, timeout=60)
        killed += done.returncode == -signal.SIGKILL
        ids = set(tables(folder)["cooperations"]["cooperation_id"])
        assert "zv" in ids
        assert len(workspace.load(AnalysisRequest(project=folder)).records.cooperations) == len(ids)
        if done.returncode == 0:
            break
    assert killed >= 10
    assert f"k{step}" in ids
    assert saves.current(folder) is not None


def test_a_folder_that_cannot_be_written_keeps_everything(folder, monkeypatch):
    survey.save(folder, SCOPE, places=(), when=WHEN)
    before = {p: p.read_bytes() for p in folder.rglob("*.csv")}

    def full(path, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(saves, "_write", full)
    with pytest.raises(OutputError, match="No space left"):
        survey.save(folder, SCOPE, places=(), when=WHEN)
    monkeypatch.undo()
    assert {p: p.read_bytes() for p in folder.rglob("*.csv")} == before
    assert saves.current(folder).version == 2


def edited(folder, name, text):
    (folder / "cooperations" / f"{name}.csv").write_text(text, encoding="utf-8")


@pytest.fixture
def saved(folder):
    """Return a project with twenty cooperations that was saved."""
    rows = pd.DataFrame({"cooperation_id": [f"k{i}" for i in range(20)], "name": "K", "topics": "water"})
    members = pd.DataFrame({"cooperation_id": [f"k{i}" for i in range(20)], "key": "09101000"})
    rows.to_csv(folder / "cooperations" / "cooperations.csv", index=False)
    members.to_csv(folder / "cooperations" / "members.csv", index=False)
    survey.save(folder, SCOPE, places=(), when=WHEN)
    return folder


def test_an_edit_by_another_program_is_taken(saved):
    path = saved / "cooperations" / "cooperations.csv"
    path.write_text(path.read_text().replace("k3,K,", "k3,Anders,"))
    assert "Anders" in set(tables(saved)["cooperations"]["name"])
    survey.save(saved, SCOPE, places=(), when=WHEN)
    assert "Anders" in (saved / "history" / "000003" / "cooperations.csv").read_text()
    assert json.loads((saved / "history" / "000003" / "manifest.json").read_text())["what"] == "found"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("cooperation_id,na", "lacks the columns name, topics|lacks the columns"),
        ("cooperation_id,name,topics\nk0,K,water\nk1,K,wa", "19 rows name|18 rows name"),
        ("cooperation_id,name,topics\n" + "\n".join(f"k{i},K,water" for i in range(10)), "10 rows name"),
    ],
)
def test_a_half_written_table_is_not_published(saved, content, said):
    edited(saved, "cooperations", content)
    with pytest.raises(InputError, match=f"do not fit together.*({said})"):
        workspace.load(AnalysisRequest(project=saved))
    with pytest.raises(InputError):
        survey.save(saved, SCOPE, places=(), when=WHEN)


def test_a_table_that_lost_many_rows_is_asked_about(saved):
    edited(saved, "members", "cooperation_id,key\n" + "\n".join(f"k{i},09101000" for i in range(15)))
    with pytest.raises(InputError, match=r"members.csv has 15 rows instead of 20"):
        workspace.load(AnalysisRequest(project=saved))
    assert project.accept(saved, when=WHEN) == 3
    assert len(workspace.load(AnalysisRequest(project=saved)).records.members) == 15


def test_what_does_not_fit_together_is_not_accepted_either(saved):
    edited(saved, "cooperations", "")
    with pytest.raises(InputError, match="do not fit together"):
        project.accept(saved, when=WHEN)


def test_a_damaged_history_says_what_to_do(saved):
    (saved / "history" / "state.json").write_text("{")
    with pytest.raises(InputError, match="history"):
        workspace.load(AnalysisRequest(project=saved))


@pytest.mark.parametrize("number", [-1, 0, True, 10**300, 10**4000])
def test_a_number_that_no_state_has_is_damage(saved, number):
    (saved / "history" / "state.json").write_text(json.dumps({"version": number, "copied": True}))
    with pytest.raises(InputError, match="history"):
        workspace.load(AnalysisRequest(project=saved))


@pytest.mark.parametrize("make", [Path.mkdir, pytest.param(getattr(os, "mkfifo", None), marks=NO_PIPES)])
def test_what_is_no_file_in_the_history_is_damage_and_is_not_waited_for(saved, make):
    position = saves.last(saved).tables["members"]
    position.unlink()
    make(position)
    with pytest.raises(InputError, match="history"):
        workspace.load(AnalysisRequest(project=saved))


@NO_PIPES
@pytest.mark.parametrize("name", ["pipe", "cooperations/scopes.csv", "cooperations/x.yaml", "boundaries/b.gpkg"])
def test_a_pipe_in_a_project_is_refused_and_not_waited_for(saved, name):
    (saved / name).parent.mkdir(exist_ok=True)
    (saved / name).unlink(missing_ok=True)
    os.mkfifo(saved / name)
    with pytest.raises(UsageError, match="neither a file nor a folder"):
        workspace.load(AnalysisRequest(project=saved))


def test_a_project_that_nobody_saved_into_is_read_as_it_stands(folder):
    assert saves.last(folder) is None
    edited(folder, "members", "cooperation_id,key\nfehlt,09101000\n")
    assert len(workspace.load(AnalysisRequest(project=folder)).records.cooperations) == 1


def test_two_who_wait_for_the_same_project_take_turns(folder):
    with ThreadPoolExecutor(1) as pool:
        with saves.locked(folder):
            waiting = pool.submit(process, folder, 1, "survey")
            time.sleep(2)
            assert not waiting.done()
        assert waiting.result() == ""


def test_the_second_of_two_is_told_and_nothing_is_overwritten(folder):
    read = saves.stamp(folder)
    survey.save(folder, SCOPE, places=(), when=WHEN)
    before = (folder / "cooperations" / "cooperations.csv").read_bytes()
    with pytest.raises(UsageError, match="Nothing was overwritten"):
        merge.save(folder, tables(folder), when=WHEN, read=read)
    assert (folder / "cooperations" / "cooperations.csv").read_bytes() == before
