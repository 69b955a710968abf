"""What the system refuses is told as such, and never as an unexpected error."""

import errno
import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from geo_koop import workspace
from geo_koop.cli import app


def run(*arguments):
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, [*map(str, arguments), "--lang", "en"])


@pytest.fixture
def failing(monkeypatch):
    def fail(error):
        def load(_request):
            raise error

        monkeypatch.setattr(workspace, "load", load)

    return fail


def test_a_lack_of_memory_is_told(failing):
    failing(MemoryError("malloc of size 1844674407370955161 failed"))
    done = run("validate")
    assert done.exit_code == 2
    assert "The memory is not enough" in done.stderr
    assert "Unexpected" not in done.stderr


def test_what_the_system_refuses_is_told_with_the_file(failing):
    failing(PermissionError(errno.EACCES, "Permission denied", "/data/grenzen.gpkg"))
    done = run("validate")
    assert done.exit_code == 2
    assert "/data/grenzen.gpkg cannot be used: Permission denied" in done.stderr
    assert "Unexpected" not in done.stderr


def test_a_name_that_is_too_long_is_told(tmp_path):
    done = run("validate", "--boundaries", tmp_path / ("x" * 300))
    assert done.exit_code == 2
    assert "File name too long" in done.stderr


def test_a_message_of_any_error_is_short(failing):
    failing(ValueError("x" * 60_000))
    assert len(run("validate").stderr) < 10_000


def test_a_column_map_may_be_longer_than_a_name():
    many = ",".join(["key=ags", "name=name", *[f"population={'p' * 60}"] * 5])
    done = run("validate", "--boundary-profile", many)
    assert "demo.gpkg lacks the column ags" in done.stderr or done.exit_code in (0, 1)


@pytest.mark.parametrize("option", ["--boundary-profile", "--record-profile", "--name-rules"])
def test_a_column_map_that_is_no_utf8_is_named(option, tmp_path):
    path = tmp_path / "spalten.yaml"
    path.write_bytes("columns: {key: Schlüssel}\n".encode("latin-1"))
    command = ["match", tmp_path / "n.csv", "--column", "Gemeinde"] if option == "--name-rules" else ["validate"]
    (tmp_path / "n.csv").write_text("Gemeinde\nKassel\n")
    done = run(*command, option, path)
    assert done.exit_code == 2
    assert "spalten" in done.stderr
    assert "UTF-8" in done.stderr


@pytest.mark.parametrize(("option", "name"), [("--logo", "logo.svg"), ("--template", "own.typ")])
def test_a_link_to_elsewhere_is_no_logo_and_no_template(option, name, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "office").mkdir()
    (tmp_path / "elsewhere" / name).write_text("<svg/>")
    (tmp_path / "office" / name).symlink_to(tmp_path / "elsewhere" / name)
    sheet = ["report", "municipality", "06611000", "--out", tmp_path / "sheet.pdf"]
    done = run(*sheet, option, tmp_path / "office" / name)
    assert done.exit_code == 2
    assert "is a link that leads out of its folder" in done.stderr
    (tmp_path / "office" / name).unlink()
    (tmp_path / "office" / name).symlink_to(name)
    assert "is a link that leads out of its folder" in run(*sheet, option, tmp_path / "office" / name).stderr


def test_remarks_of_libraries_stay_off_the_screen():
    script = (
        "import sys, warnings; from geo_koop import cli, workspace\n"
        "from geo_koop.cli import app\n"
        "def load(_request): warnings.warn('a remark', UserWarning); raise MemoryError\n"
        "workspace.load = load; sys.argv = ['geo-koop', 'validate', '--lang', 'en']; cli.run()"
    )
    plain = {name: value for name, value in os.environ.items() if name not in ("PYTHONWARNINGS", "GEO_KOOP_DEBUG")}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=plain, check=False)
    assert done.returncode == 2
    assert "memory" in done.stderr
    assert "remark" not in done.stderr
