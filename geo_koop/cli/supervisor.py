"""Keeps a server running: starts it, starts it once more after an unexpected end, and leaves none behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from geo_koop.cli.health import Watch

AGAIN_WITHIN = 600.0
"""Seconds after an unexpected end in which another one is the last."""
SILENT_FOR = 120.0
"""Seconds without any answer after which a server that still runs counts as ended."""
_PATIENCE = 10.0
"""Seconds that the server has to end by itself."""
_STEP = 0.2
_HUNG = -1
_END_WITH_PARENT = (
    "import ctypes, os, signal, sys; parent = int(sys.argv[1]); "
    "ctypes.CDLL(None).prctl(1, signal.SIGKILL); "
    "os.getppid() == parent or sys.exit(1); os.execv(sys.argv[2], sys.argv[2:])"
)
"""What a child on Linux runs first: PR_SET_PDEATHSIG outlasts execv, so that even SIGKILL of the parent ends it."""


def keep(
    command: Sequence[str],
    environment: Mapping[str, str],
    watch: Watch,
    tell: Callable[[str, Mapping[str, object]], None],
    prepare: Callable[[], None],
) -> bool:
    """Run a command until a signal ends it, or until it ends unexpectedly twice within ten minutes.

    Parameters
    ----------
    command : sequence of str
    environment : Mapping[str, str]
    watch : Watch
        Knows whether the server answers; one that is silent for two minutes is ended and counts as ended.
    tell : callable
        Called with ``"again"`` or ``"given up"`` and the facts: ``code``.
    prepare : callable
        Called before each start.

    Returns
    -------
    bool
        Whether it was ended by a signal; false: it has failed.
    """
    ended = threading.Event()
    failed: float | None = None
    with _signals(ended):
        threading.Thread(target=watch.run, args=(ended,), daemon=True, name="health of the app").start()
        try:
            while True:
                prepare()
                watch.begin()
                code = _one(command, environment, watch, ended)
                if code is None:
                    return True
                now = time.monotonic()
                facts: dict[str, object] = {"code": "silent" if code == _HUNG else code}
                if failed is not None and now - failed <= AGAIN_WITHIN:
                    tell("given up", facts)
                    return False
                failed = now
                tell("again", facts)
        finally:
            ended.set()


def _one(command: Sequence[str], environment: Mapping[str, str], watch: Watch, ended: threading.Event) -> int | None:
    """Run the server once; returns how it ended, or nothing where it was asked to."""
    child = _start(command, environment)
    try:
        while not ended.wait(_STEP):
            code = child.poll()
            if code is not None:
                return abs(code)
            if watch.silence() > SILENT_FOR:
                return _HUNG
        return None
    finally:
        _end(child)


def _start(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    if sys.platform == "linux":
        command = [sys.executable, "-c", _END_WITH_PARENT, str(os.getpid()), *command]
    # A group of its own: what the server starts ends with it, and Ctrl+C reaches it through its parent alone.
    return subprocess.Popen(command, env=dict(environment), start_new_session=os.name != "nt")


def _end(child: subprocess.Popen[bytes]) -> None:
    """Ask a server to end, and end it and whatever it has started."""
    if child.poll() is None:
        child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.wait(timeout=_PATIENCE)
    if os.name == "nt":
        child.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    child.wait()


@contextmanager
def _signals(ended: threading.Event) -> Iterator[None]:
    """Have signals end the server first; what was ignored before (nohup) stays ignored."""
    names = [name for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name)]
    numbers = [getattr(signal, name) for name in names]
    before = {number: signal.getsignal(number) for number in numbers if signal.getsignal(number) != signal.SIG_IGN}
    for number in before:
        signal.signal(number, lambda *_: ended.set())
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
