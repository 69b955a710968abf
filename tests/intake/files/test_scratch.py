"""What an ended server has left is swept at the next start, and nothing else."""

import os
import subprocess
import sys

import pytest

from geo_koop.intake.files import scratch

HOLD = """
import sys, time
from pathlib import Path
from geo_koop.intake.files import scratch
made = scratch.make(Path(sys.argv[1]))
(made.path / "session").mkdir()
(made.path / "session" / "list.csv").write_text("private")
print(made.path, flush=True)
time.sleep(600)
"""


@pytest.fixture
def other(tmp_path):
    """Start servers that hold a folder; returns process and folder."""
    started = []

    def start():
        process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process, tmp_path.__class__(process.stdout.readline().strip())

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def test_what_a_killed_server_left_is_swept_and_a_living_one_is_not(tmp_path, other):
    (dead, left), (_living, remaining) = other(), other()
    dead.kill()
    dead.wait()
    assert (left / "session" / "list.csv").read_text() == "private"
    made = scratch.make(tmp_path)
    assert not left.exists()
    assert (remaining / "session" / "list.csv").read_text() == "private"
    made.remove()
    assert not made.path.exists()
    assert remaining.exists()


def test_a_folder_is_cleared_and_stays_ours(tmp_path, other):
    made = scratch.make(tmp_path)
    assert made.path.stat().st_mode & 0o077 == 0
    (made.path / "session-a").mkdir()
    (made.path / "file").write_text("x")
    made.clear()
    assert [path.name for path in made.path.iterdir()] == [".lock"]
    other()
    assert made.path.exists()
    made.remove()


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
def test_no_link_is_followed(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").write_text("x")
    home = tmp_path / f"geo-koop-{os.getuid()}"
    home.mkdir(mode=0o700)
    (home / "pid-1-link").symlink_to(elsewhere)
    (home / "pid-2-inside").mkdir(mode=0o700)
    (home / "pid-2-inside" / "link").symlink_to(elsewhere)
    (home / "pid-3-lock").mkdir(mode=0o700)
    (home / "pid-3-lock" / ".lock").symlink_to(elsewhere / "precious")
    scratch.make(tmp_path).remove()
    assert not (home / "pid-2-inside").exists()
    assert (elsewhere / "precious").read_text() == "x"


@pytest.mark.skipif(os.name == "nt", reason="owners of POSIX")
@pytest.mark.parametrize("taken", ["link", "open", "file"])
def test_a_name_that_somebody_else_has_taken_is_not_used(tmp_path, taken):
    home = tmp_path / f"geo-koop-{os.getuid()}"
    if taken == "link":
        (tmp_path / "theirs").mkdir(mode=0o700)
        home.symlink_to(tmp_path / "theirs")
    elif taken == "open":
        home.mkdir()
        home.chmod(0o777)
    else:
        home.write_text("x")
    made = scratch.make(tmp_path)
    assert home not in made.path.parents
    assert made.path.parent.stat().st_mode & 0o077 == 0
    made.remove()


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can give a folder away")
def test_folders_of_other_users_are_left_alone(tmp_path):
    home = tmp_path / "geo-koop-0"
    home.mkdir(mode=0o700)
    (home / "pid-4-theirs").mkdir(mode=0o700)
    os.chown(home / "pid-4-theirs", 12345, 12345)
    scratch.make(tmp_path).remove()
    assert (home / "pid-4-theirs").exists()
