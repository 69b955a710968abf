"""What is killed, or finds no room or no permission, leaves the old file and nothing else."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geo_koop.errors import OutputError
from geo_koop.locale import translator
from geo_koop.outputs import export, target
from tests.conftest import small_country

OLD = b"the old file"
# Writes half a file, says so, and waits to be killed.
HALF = """
import sys, time
from pathlib import Path
from geo_koop.outputs import target
with target.writing(Path(sys.argv[1]), overwrite=True) as place:
    place.write_bytes(b"half")
    print("half", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def old(tmp_path):
    out = tmp_path / "Übersicht.gpkg"
    out.write_bytes(OLD)
    return out


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    return small_country(tmp_path_factory.mktemp("country"))


def export_process(out, country, **options):
    """Start a whole ``geo-koop export`` as a process of its own."""
    command = [sys.executable, "-m", "geo_koop.cli", "export", out, "--overwrite", "--with-metadata", *country]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_killed_export_leaves_the_old_file(old, country):
    with export_process(old, country) as run:
        while not any(path.stat().st_size for path in old.parent.glob(".geo-koop-*/*.gpkg")):
            assert run.poll() is None, run.stdout.read()
            time.sleep(0.002)
        run.send_signal(signal.SIGKILL)
    assert old.read_bytes() == OLD
    assert [path.name for path in old.parent.iterdir() if not path.name.startswith(".geo-koop-")] == [old.name]


@pytest.mark.skipif(os.name == "nt", reason="Windows limits no files")
def test_an_export_that_finds_no_room_leaves_the_old_file(old, country):
    resource = pytest.importorskip("resource")

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    with export_process(old, country, preexec_fn=limit, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}) as run:
        facts = run.stdout.read()
    assert run.returncode == 2, facts
    assert str(old) in facts
    assert "Traceback" not in facts
    assert [path.read_bytes() for path in old.parent.iterdir()] == [OLD]


def no_room(*_args, **_kwargs):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_killed_run_leaves_the_old_file(old):
    with subprocess.Popen([sys.executable, "-c", HALF, old], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout.readline() == "half\n"
        run.send_signal(signal.SIGKILL)
    assert old.read_bytes() == OLD
    assert [path.name for path in old.parent.iterdir() if not path.name.startswith(".geo-koop-")] == [old.name]
    (remains,) = old.parent.glob(".geo-koop-*")
    os.utime(remains, (0, 0))
    with target.writing(old, overwrite=True) as folder:
        folder.write_bytes(b"new")
    assert [path.read_bytes() for path in old.parent.iterdir()] == [b"new"]


@pytest.mark.parametrize(("language", "words"), [("de", "kein Platz"), ("en", "no room left")])
def test_a_full_disk_leaves_the_old_file(old, monkeypatch, language, words):
    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(OutputError) as caught, target.writing(old, overwrite=True) as folder:
        folder.write_bytes(b"half")
    _problem, remedy = caught.value.words(translator(language, "errors"))
    assert words in remedy
    assert [path.read_bytes() for path in old.parent.iterdir()] == [OLD]


def test_a_full_disk_during_an_export(embedded, old, monkeypatch):
    monkeypatch.setattr(export.run.gpkg, "write", no_room)
    wanted = export.Request(layers=("sources",), overwrite=True, with_metadata=True)
    with pytest.raises(OutputError):
        export.export(embedded, old, wanted)
    assert [path.read_bytes() for path in old.parent.iterdir()] == [OLD]


@pytest.mark.parametrize(("language", "words"), [("de", "nicht geschrieben"), ("en", "cannot be written to")])
def test_a_read_only_folder(old, monkeypatch, language, words):
    monkeypatch.setattr(os, "access", lambda *_args, **_kwargs: False)
    with pytest.raises(OutputError) as caught:
        export.check(old, export.Request(overwrite=True))
    said = " ".join(caught.value.words(translator(language, "errors")))
    assert str(old.parent) in said
    assert words in said


@pytest.mark.parametrize("language", ["de", "en"])
def test_permission_lost_on_the_way(old, monkeypatch, language):
    def forbidden(*_args):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "replace", forbidden)
    with pytest.raises(OutputError) as caught, target.writing(old, overwrite=True) as folder:
        folder.write_bytes(b"new")
    _problem, remedy = caught.value.words(translator(language, "errors"))
    assert ("Ordner" if language == "de" else "folder") in remedy
    assert [path.read_bytes() for path in old.parent.iterdir()] == [OLD]
