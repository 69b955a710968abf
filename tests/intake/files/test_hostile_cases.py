"""Files that did harm once: refused, or read without what they would do."""

import resource
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from geo_koop.errors import InputError
from geo_koop.intake.areas import boundaries
from geo_koop.intake.files import layers

CASES = Path(__file__).parents[4] / "shared" / "cases"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason=f"the shared cases are not here: {CASES}")
CANARY = 8562


def limited():
    resource.setrlimit(resource.RLIMIT_AS, (6_000_000_000, 6_000_000_000))
    resource.setrlimit(resource.RLIMIT_CPU, (60, 60))


def command(*words):
    """Run the command line in a process with limits."""
    line = [sys.executable, "-m", "geo_koop.cli", *map(str, words), "--lang", "en"]
    return subprocess.run(line, capture_output=True, text=True, timeout=120, preexec_fn=limited)


@pytest.mark.parametrize("name", ["gdalg_passwd_ui.geojson", "gdalg_http.geojson"])
def test_commands_in_a_file_read_nothing_and_ask_nobody(name):
    with socket.create_server(("127.0.0.1", CANARY)) as listener:
        done = command("validate", "--boundaries", CASES / "hostile" / name)
        listener.settimeout(0.2)
        with pytest.raises(TimeoutError):
            listener.accept()
    assert done.returncode == 2
    assert f"{name} holds commands for GDAL instead of areas" in done.stderr
    assert "root" not in done.stdout + done.stderr


def test_a_cell_far_away_takes_no_room():
    done = command("import", CASES / "hostile" / "xlsx_far_cell.xlsx")
    assert done.returncode in (0, 2)
    assert "Traceback" not in done.stderr
    assert "memory allocation" not in done.stderr


def test_a_view_without_end_is_named_and_not_run():
    with pytest.raises(InputError, match=r"no plain table with areas.*: v"):
        boundaries.load(CASES / "hostile" / "gpkg_view_endless.gpkg")


def test_a_bomb_of_parquet_ends_in_one_message():
    done = command("validate", "--boundaries", CASES / "hostile" / "parquet_bomb.parquet")
    assert done.returncode == 2
    assert "there are more than 300000 areas" in done.stderr


def test_a_package_with_a_saved_style_has_one_layer():
    (path,) = (CASES / "public_reports" / "E14").glob("*.gpkg")
    with layers.opened(path) as found:
        assert len(found.layers) == 1


def test_a_package_in_write_ahead_mode_is_read_in_a_folder_that_is_closed(tmp_path, recwarn):
    for part in (CASES / "public_reports" / "E23").iterdir():
        shutil.copy(part, tmp_path / part.name)
    (path,) = tmp_path.glob("*.gpkg")
    before = sorted(p.name for p in tmp_path.iterdir())
    tmp_path.chmod(0o500)
    with layers.opened(path) as found:
        assert len(layers.read(found.layers[0])) > 0
    tmp_path.chmod(0o700)
    assert sorted(p.name for p in tmp_path.iterdir()) == before
    assert [str(w.message) for w in recwarn] == []
