"""Runs a command in a child of this process, and says so where the child dies of what it read.

Libraries in C and Rust end their process where they give up (SIGABRT, SIGSEGV), and the system ends what
needs too much memory (SIGKILL): nothing in that process can say a word then. The parent holds nothing and
reads nothing. It passes on signals, the exit code and the temporary files' removal.
"""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

FAILED, INTERRUPTED = 2, 130
"""Exit codes where the child has died, and where Ctrl+C has ended it."""
ON_THEIR_OWN = ("serve", "ogc")
"""Commands that run until they are ended; the app watches over itself."""
WRITTEN = ("--out", "--findings", "--draft")
"""Options that name a file to write, not to read."""
_ASKED_FOR = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGPIPE")
_PASSED_ON = ("SIGINT", "SIGTERM", "SIGHUP")
_PARENT_DEATH, _KILL = 1, 9


def run(command: Callable[[], Any], arguments: Sequence[str]) -> None:
    """Run a command line in a child, and end as it ends; where the system cannot copy processes, run it here.

    Parameters
    ----------
    command : callable
        Ends with :class:`SystemExit`.
    arguments : sequence of str
        The command line, without the program's name.
    """
    # Without a command (--version, --help) nothing is read.
    if sys.platform == "win32" or _command(arguments) in ("", *ON_THEIR_OWN):
        command()
        return
    # Where somebody ignores the end of children, the system keeps no exit code of them.
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    numbers = [getattr(signal, name) for name in _PASSED_ON]
    caught = [number for number in numbers if signal.getsignal(number) != signal.SIG_IGN]
    files = _files(arguments)
    with _passing() as folder:
        # Between fork and wait, a signal must not end the parent alone.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
        parent, child = os.getpid(), os.fork()
        if child == 0:
            _settle(parent, folder)
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            command()
            sys.exit()
        asked: list[int] = []
        for number in caught:
            signal.signal(number, lambda sent, _frame: _pass_on(child, sent, asked))
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code == -signal.SIGKILL and asked.count(signal.SIGINT) > 1:
        code = INTERRUPTED
    if code < 0:
        _end(-code, files, arguments)
    # Nothing is left to be done, and nothing stands in a buffer: the parent has written nothing else.
    sys.stderr.flush()
    os._exit(code if code >= 0 else FAILED)


def _command(arguments: Sequence[str]) -> str:
    """Return the name of the command: what stands first, but for options of the program itself."""
    rest = iter(arguments)
    for word in rest:
        if word == "--lang":
            next(rest, None)
        elif not word.startswith("-"):
            return word
    return ""


def _files(arguments: Sequence[str]) -> list[str]:
    """Return the files and folders that a command line names for reading."""
    found, before = [], ""
    for word in arguments:
        option, _equals, value = word.partition("=") if word.startswith("--") else (before, "", word)
        with suppress(OSError, ValueError):
            if value and option not in WRITTEN and Path(value).exists():
                found.append(value)
        before = word
    return list(dict.fromkeys(found))


@contextmanager
def _passing() -> Iterator[str]:
    """Give a folder for temporary files, and remove it with what a dead child has left there."""
    parent = os.getpid()
    try:
        folder = tempfile.mkdtemp(prefix="geo-koop-")
    except OSError:
        yield ""
        return
    try:
        yield folder
    finally:
        if os.getpid() == parent:
            shutil.rmtree(folder, ignore_errors=True)


def _settle(parent: int, folder: str) -> None:
    """Prepare the child: it ends with its parent, has a folder, and only this program speaks on the error output."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PARENT_DEATH, _KILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(FAILED)
    if folder:
        tempfile.tempdir = os.environ["TMPDIR"] = folder
    if os.environ.get("GEO_KOOP_DEBUG"):
        return
    # What libraries write by themselves (the trace of an abort) would stand beside the message of the parent.
    with suppress(OSError, ValueError, AttributeError):
        remaining = os.dup(sys.stderr.fileno())
        sys.stderr = open(remaining, "w", buffering=1, encoding=sys.stderr.encoding, errors="backslashreplace")  # noqa: SIM115, PTH123
        empty = os.open(os.devnull, os.O_WRONLY)
        os.dup2(empty, 2)
        os.close(empty)


def _pass_on(child: int, sent: int, asked: list[int]) -> None:
    """Pass a signal on to the child; Ctrl+C on a terminal has reached it already.

    A library that computes without end hears nothing of it: the second Ctrl+C ends it all the same.
    """
    asked.append(sent)
    if asked.count(signal.SIGINT) > 1:
        sent = signal.SIGKILL
    if sent != signal.SIGINT or not _in_foreground():
        with suppress(ProcessLookupError):
            os.kill(child, sent)


def _in_foreground() -> bool:
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)


def _end(number: int, files: Sequence[str], arguments: Sequence[str]) -> None:
    """End as a child ended that died of a signal: by the same one where somebody sent it, else with a message."""
    name = next((known.name for known in signal.Signals if known == number), str(number))
    if name in _ASKED_FOR:
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    from geo_koop.cli import obituary

    obituary.tell(name, files, arguments)
