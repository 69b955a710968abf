"""Real ``geo-koop serve`` processes for tests, on free ports."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

WAIT = 60

STAND_IN = """
import http.server, json, os, subprocess, sys, tempfile, time
own = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
with open(os.environ["STAND_IN"], "a") as file:
    file.write(json.dumps([os.getpid(), own.pid]) + "\\n")
tempfile.mkdtemp(prefix="session-")
time.sleep(float(os.environ.get("STAND_IN_AFTER", "0")))
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *args):
        pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""
"""A server that starts at once, in place of the app, and starts a process of its own as the app does."""

_PROGRAM = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # tests that run behind nohup or & pass on that they ignore it
signal.signal(signal.SIGHUP, signal.SIG_DFL)
from geo_koop.cli import app, server, supervisor
if sys.argv[1]:
    server._command = lambda port, address, path: [sys.executable, sys.argv[1], str(port)]
supervisor.SILENT_FOR = float(sys.argv[2])
app(sys.argv[3:])
"""


def free_ports(count):
    sockets = [socket.socket() for _number in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class Serving:
    """A running ``geo-koop serve``."""

    def __init__(self, folder, *, stand_in=False, arguments=(), path="", env=None, silent_for=120.0, port=0):
        self.port, self.health_port = free_ports(2)
        self.port = port or self.port
        self.url = f"http://127.0.0.1:{self.port}"
        self._told = folder / "processes.txt"
        script = ""
        if stand_in:
            (folder / "stand_in.py").write_text(STAND_IN)
            script = str(folder / "stand_in.py")
        chosen = ["serve", "--address", "127.0.0.1", "--port", str(self.port)]
        chosen += [str(part) for part in (arguments or ["--health-port", self.health_port])]
        chosen += ["--base-url-path", path] if path else []
        surroundings = {**os.environ, "STAND_IN": str(self._told), "GEO_KOOP_CACHE": str(folder / "cache")}
        self.log = folder / "serve.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM, script, str(silent_for), *chosen],
                env={**surroundings, **(env or {})},
                stdout=log,
                stderr=log,
            )

    def health(self):
        """Return the answer of the health address; 0 where there is none."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.health_port}/health", timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def until(self, status, seconds=WAIT):
        """Wait until health is answered like that; returns everything that was answered on the way."""
        answers = []
        for _try in range(int(seconds / 0.05)):
            answers.append(self.health())
            if answers[-1] == status:
                return answers
            time.sleep(0.05)
        raise AssertionError(f"health was {set(answers)}, not {status}:\n{self.log.read_text()}")

    def children(self, count=1):
        """Return the processes of the stand-in: itself and what it started, for each time it was started."""
        for _try in range(WAIT * 20):
            rows = self._told.read_text().splitlines() if self._told.exists() else []
            if len(rows) >= count:
                return [json.loads(row) for row in rows]
            time.sleep(0.05)
        raise AssertionError(f"not started {count} times:\n{self.log.read_text()}")


@contextmanager
def serving(folder, **how):
    """Run ``geo-koop serve``, and end it."""
    server = Serving(Path(folder), **how)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                server.process.wait(timeout=30)
        server.process.kill()
        server.process.wait()


def gone(pid):
    """Wait until a process has ended."""
    for _try in range(200):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False
