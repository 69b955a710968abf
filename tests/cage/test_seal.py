"""What a sealed process can still do: read what it was given, write into its folder, and nothing else."""

import json
import socket
import subprocess
import sys
import textwrap

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="files and sockets are sealed on Linux alone")

SCRIPT = textwrap.dedent(
    """
    import json, os, pathlib, socket, subprocess, sys, threading
    from geo_koop.cage.limits import CageLimits
    from geo_koop.cage.seal import seal

    folder, given, secret, port = sys.argv[1:]
    force = seal(pathlib.Path(folder), [pathlib.Path(given)], CageLimits(memory_mb=200))
    told = {}

    def tried(name, act):
        try:
            told[name] = repr(act())
        except BaseException as error:
            told[name] = type(error).__name__

    tried("given", lambda: pathlib.Path(given, "a.txt").read_text())
    tried("secret", lambda: pathlib.Path(secret).read_text())
    tried("beside", lambda: os.listdir(pathlib.Path(given).parent))
    tried("passwords", lambda: open("/etc/passwd").read())
    tried("environment", lambda: open("/proc/self/environ").read())
    tried("own folder", lambda: pathlib.Path(folder, "b.txt").write_text("x"))
    tried("change of what was given", lambda: pathlib.Path(given, "a.txt").write_text("x"))
    tried("elsewhere", lambda: pathlib.Path(secret + ".new").write_text("x"))
    tried("request", lambda: socket.create_connection(("127.0.0.1", int(port)), timeout=2))
    tried("sockets", socket.socketpair)
    tried("program", lambda: subprocess.run(["/bin/true"]))
    tried("child", os.fork)
    tried("signal", lambda: os.kill(os.getppid(), 0))
    tried("memory", lambda: len(bytearray(400_000_000)))
    tried("thread", lambda: threading.Thread(target=int).start())
    pathlib.Path(folder, "told.json").write_text(json.dumps([force, told]))
    """
)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    base = tmp_path_factory.mktemp("seal")
    folder, given, secret = base / "folder", base / "given", base / "secret.txt"
    folder.mkdir()
    given.mkdir()
    (given / "a.txt").write_text("given")
    secret.write_text("secret")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        arguments = [str(folder), str(given), str(secret), str(listener.getsockname()[1])]
        subprocess.run([sys.executable, "-c", SCRIPT, *arguments], check=True, timeout=60)
    force, answers = json.loads((folder / "told.json").read_text())
    if not {"landlock", "seccomp"} <= set(force):
        pytest.skip(f"this system seals only by {force}")
    return answers


def test_it_reads_what_it_was_given_and_writes_into_its_folder(told):
    assert told["given"] == "'given'"
    assert told["own folder"] == "1"
    assert told["thread"] == "None"


@pytest.mark.parametrize(
    "what", ["secret", "beside", "passwords", "environment", "change of what was given", "elsewhere"]
)
def test_other_files_are_closed(told, what):
    assert told[what] == "PermissionError"


@pytest.mark.parametrize("what", ["request", "sockets", "program", "child", "signal"])
def test_the_network_and_other_processes_are_closed(told, what):
    assert told[what] == "PermissionError"


def test_memory_is_limited(told):
    assert told["memory"] == "MemoryError"
