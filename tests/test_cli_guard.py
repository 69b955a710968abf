"""A command that dies of what it read says so; everything else passes as if nothing stood between."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="processes are not copied on Windows")
ROOT = Path(__file__).parents[1]
GUARD = """import os, resource, signal, sys, tempfile, time
from geo_koop.cli import guard
signal.signal(signal.SIGINT, signal.default_int_handler)  # tests that run behind nohup or & pass on that they ignore it
signal.signal(signal.SIGHUP, signal.SIG_DFL)
"""


def start(body, *arguments, **options):
    """Start a process that runs the body of a function as a guarded command."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    script = f"{GUARD}def command():\n{lines}\nguard.run(command, sys.argv[1:])\n"
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("env", {})}
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=surroundings,
        start_new_session=True,
        **options,
    )


def done(body, *arguments, given="", **options):
    with start(body, *arguments, **options) as process:
        output, messages = process.communicate(given, timeout=60)
    return process.returncode, output, messages


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        ("os.abort()", "SIGABRT"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "more memory or time"),
        ("resource.setrlimit(resource.RLIMIT_CPU, (1, 9))\nwhile True: pass", "more time"),
    ],
)
def test_a_death_is_told_with_the_files_that_were_read(body, cause, tmp_path):
    (tmp_path / "liste.xlsx").write_text("x")
    (tmp_path / "alt.pdf").write_text("x")
    named = ["import", tmp_path / "liste.xlsx", "--out", tmp_path / "alt.pdf", f"--members={tmp_path / 'liste.xlsx'}"]
    code, output, messages = done(body, *named, "--lang", "en")
    assert code == 2
    assert output == ""
    assert messages.startswith("Error: ")
    assert cause in messages
    assert messages.count("liste.xlsx") == 1
    assert "alt.pdf" not in messages
    assert "save it anew" in messages


def test_it_is_told_in_german_by_default_and_without_files():
    code, _, messages = done("os.abort()", "validate")
    assert code == 2
    assert messages.startswith("Fehler: Eine Bibliothek hat aufgegeben und das Programm beendet (SIGABRT).")


def test_what_the_library_writes_itself_does_not_stand_beside_the_message():
    body = "os.write(2, b'memory allocation failed'); os.abort()"
    assert "memory allocation" not in done(body, "validate")[2]
    assert "memory allocation" in done(body, "validate", env={"GEO_KOOP_DEBUG": "1"})[2]


@pytest.mark.parametrize("code", [0, 1, 2, 3, 130])
def test_exit_codes_output_and_input_pass(code):
    body = f"print(sys.stdin.read()); print('b', file=sys.stderr); sys.exit({code})"
    assert done(body, "validate", given="ä") == (code, "ä\n", "b\n")


def test_children_that_nobody_awaits_change_nothing():
    """A parent that ignores the end of its children hands that on to the programs it starts."""
    ignoring = {"preexec_fn": lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN)}
    assert done("sys.exit(1)", "validate", **ignoring)[0] == 1


WAIT = """
try:
    print(os.getpid(), flush=True)
    time.sleep(60)
except KeyboardInterrupt:
    print("stopped")
    sys.exit(130)
"""


def test_ctrl_c_reaches_the_command_once():
    with start(WAIT, "validate") as process:
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=30) == ("stopped\n", "")
    assert process.returncode == 130


def test_a_second_ctrl_c_ends_what_does_not_hear_the_first():
    deaf = "signal.signal(signal.SIGINT, signal.SIG_IGN)\nprint('begun', flush=True)\ntime.sleep(60)"
    with start(deaf, "validate") as process:
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        time.sleep(0.5)  # two signals at once are one
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=30) == ("", "")
    assert process.returncode == 130


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_other_signals_end_both_as_they_would_end_one(number):
    with start(WAIT, "validate") as process:
        child = int(process.stdout.readline())
        process.send_signal(number)
        assert process.communicate(timeout=30) == ("", "")
    assert process.returncode == -number
    assert not alive(child)


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.is_file() or state.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a parent's death is known on Linux alone")
def test_a_killed_parent_leaves_no_command_behind():
    with start(WAIT, "validate") as process:
        child = int(process.stdout.readline())
        process.kill()
        process.communicate(timeout=30)
    for _ in range(500):
        if not alive(child):
            break
        time.sleep(0.01)
    assert not alive(child)


def test_temporary_files_of_a_dead_command_go(tmp_path):
    body = "print(tempfile.mkdtemp(), flush=True); os.abort()"
    code, output, _ = done(body, "validate", env={"TMPDIR": str(tmp_path)})
    assert code == 2
    assert Path(output.strip()).is_relative_to(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [["serve"], ["--lang", "en", "ogc", "x"], ["--version"], []])
def test_servers_and_what_reads_nothing_run_in_the_process_itself(arguments):
    process = start("print(os.getpid())\nsys.exit()", *arguments)
    output, _ = process.communicate(timeout=60)
    assert int(output) == process.pid


def test_the_parent_imports_neither_commands_nor_readers():
    script = f"{GUARD}import json\nprint(json.dumps(sorted(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=ROOT).stdout
    assert {"typer", "rich", "babel", "numpy", "pandas", "ctypes"} & set(json.loads(found)) == set()


def test_on_a_terminal_ctrl_c_stops_the_command_once():
    pty = pytest.importorskip("pty")
    lines = "\n".join(f"    {line}" for line in WAIT.splitlines())
    script = f"{GUARD}def command():\n{lines}\nguard.run(command, ['validate'])\n"
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.execv(sys.executable, [sys.executable, "-c", script])
    seen = os.read(terminal, 1000)
    while b"\n" not in seen:
        seen += os.read(terminal, 1000)
    os.write(terminal, b"\x03")
    try:
        while part := os.read(terminal, 1000):
            seen += part
    except OSError:  # the end of a terminal
        pass
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 130
    assert seen.count(b"stopped") == 1
    assert b"Traceback" not in seen
