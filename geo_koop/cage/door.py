"""The server's side of the cage: hands jobs in, waits, and turns their death into a message."""

import itertools
import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa

from geo_koop.cage import parcel
from geo_koop.cage.limits import CageLimits
from geo_koop.cage.parcel import Parcel
from geo_koop.cage.turns import Turns, Who
from geo_koop.errors import GeoKoopError, InputError
from geo_koop.intake.files import drivers
from geo_koop.locale import messages

_log = logging.getLogger("geo_koop.app")
_PASSED = (
    "PATH",
    "LANG",
    "LC_ALL",
    "SYSTEMROOT",
    "PYTHONPATH",
    "PYTHONHOME",
    "LD_LIBRARY_PATH",
    "TZ",
    "COVERAGE_PROCESS_START",
)
_GRACE = 15
_CAN_FORK = hasattr(os, "fork")


class Cage:
    """Reads files in processes of their own; made once for a server, and shared by its sessions.

    Parameters
    ----------
    limits : CageLimits
    """

    def __init__(self, limits: CageLimits | None = None) -> None:
        self.limits = limits or CageLimits()
        # Of several at once, one visitor leaves another a place.
        self._turns = Turns(self.limits.at_once, each=max(1, self.limits.at_once - 1))
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._waiting: dict[int, tuple[subprocess.Popen[bytes], Future[str]]] = {}
        self._keeper: subprocess.Popen[bytes] | None = None
        self._announced = False

    def warm(self) -> None:
        """Start the reading process before anybody needs it."""
        if _CAN_FORK:
            with self._lock:
                self._running()

    def run(
        self, job: str, arguments: Mapping[str, Any], *, reads: Iterable[Path], file: str, who: Who | None = None
    ) -> Parcel:
        """Do a job in the cage.

        Parameters
        ----------
        job : str
            Name in :mod:`geo_koop.cage.jobs`.
        arguments : Mapping[str, Any]
            As JSON can hold them.
        reads : iterable of Path
            What it may read: files, and folders with all that is in them.
        file : str
            For messages.
        who : Who, optional
            Who asks: visitors have their turns one after the other.

        Raises
        ------
        GeoKoopError
            What the job says of the file, that it needed too much, or that the files of others take too long.
        """
        asking = who or Who(session=f"thread {threading.get_ident()}")
        with self._turns.mine(asking, patience=self.limits.wall_seconds) as mine:
            if not mine:
                raise InputError("The server is reading other files.", "Try again in a minute.")
            with tempfile.TemporaryDirectory(prefix="geo-koop-cage-", ignore_cleanup_errors=True) as folder:
                task = {
                    "number": next(self._numbers),
                    "job": job,
                    "arguments": dict(arguments),
                    "reads": [str(path) for path in reads],
                    "folder": folder,
                    "limits": asdict(self.limits),
                }
                outcome = self._handed(task) if _CAN_FORK else self._spawned(task)
                return self._result(outcome, Path(folder), job, file)

    def close(self) -> None:
        """End the reading process."""
        with self._lock:
            keeper, self._keeper = self._keeper, None
        if keeper is not None and keeper.stdin is not None:
            keeper.stdin.close()
            keeper.wait(timeout=_GRACE)

    def _handed(self, task: dict[str, Any]) -> str:
        future: Future[str] = Future()
        with self._lock:
            keeper = self._running()
            self._waiting[task["number"]] = (keeper, future)
            assert keeper.stdin is not None
            keeper.stdin.write(json.dumps(task).encode() + b"\n")
            keeper.stdin.flush()
        try:
            return future.result(timeout=self.limits.wall_seconds + _GRACE)
        except TimeoutError:
            return "died"
        finally:
            self._waiting.pop(task["number"], None)

    def _spawned(self, task: dict[str, Any]) -> str:
        """Do a job in a new process, where processes cannot be copied (Windows)."""
        try:
            done = subprocess.run(
                [*_command(), "--once"],
                input=json.dumps(task).encode() + b"\n",
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                timeout=self.limits.wall_seconds,
                check=False,
            )
            return str(json.loads(done.stdout)["outcome"])
        except subprocess.TimeoutExpired:
            return "time"
        except (ValueError, KeyError):
            return "died"

    def _running(self) -> "subprocess.Popen[bytes]":
        """Return the reading process, made anew where it has ended."""
        if self._keeper is None or self._keeper.poll() is not None:
            self._keeper = subprocess.Popen(
                _command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment()
            )
            threading.Thread(target=self._listen, args=(self._keeper,), daemon=True).start()
        return self._keeper

    def _listen(self, keeper: "subprocess.Popen[bytes]") -> None:
        assert keeper.stdout is not None
        for line in keeper.stdout:
            answer = json.loads(line)
            _keeper, future = self._waiting.get(answer["number"], (keeper, None))
            if future is not None and not future.done():
                future.set_result(str(answer["outcome"]))
        # Another one may have been made by now: its jobs go on.
        for asked, future in list(self._waiting.values()):
            if asked is keeper and not future.done():
                future.set_result("died")

    def _tell(self, folder: Path) -> None:
        """Log once by what the reading processes are sealed on this system."""
        where = folder / "sealed"
        if not self._announced and where.is_file():
            self._announced = True
            force = where.read_text(encoding="utf-8")[:100]
            whole = {"landlock", "seccomp"} <= set(force.split())
            _log.log(logging.INFO if whole else logging.WARNING, "cage", extra={"facts": {"sealed_by": force}})

    def _result(self, outcome: str, folder: Path, job: str, file: str) -> Parcel:
        self._tell(folder)
        try:
            if outcome == "done":
                return parcel.read(folder)
            if outcome == "told":
                error = parcel.read_error(folder, messages("errors"))
                if error is not None:
                    raise error
        except (ValueError, KeyError, TypeError, OSError, pa.ArrowException):
            outcome = "failed"
        where = folder / "failed"
        facts = {
            "job": job,
            "outcome": outcome,
            "at": where.read_text(encoding="utf-8")[:200] if where.is_file() else "",
        }
        _log.warning("reading ended", extra={"facts": facts})
        raise _ended(outcome, file, self.limits)


def _ended(outcome: str, file: str, limits: CageLimits) -> GeoKoopError:
    if outcome == "time":
        return InputError(
            "{file} takes longer to read than {seconds} seconds.",
            "Leave out what is not needed, or simplify the boundaries.",
            file=file,
            seconds=limits.cpu_seconds,
        )
    if outcome in ("memory", "output"):
        return InputError(
            "{file} needs more memory than the {size} MB that reading a file may take.",
            "Leave out what is not needed, or simplify the boundaries.",
            file=file,
            size=limits.memory_mb if outcome == "memory" else limits.output_mb,
        )
    return InputError(
        "{file} could not be read: the reader gave up.",
        "The file is damaged or needs too much memory. Open it in its own program, and save it anew.",
        file=file,
    )


def _command() -> list[str]:
    return [sys.executable, "-m", "geo_koop.cage.keeper"]


def _environment() -> dict[str, str]:
    """Return what the reading process knows of its surroundings: no secrets of the server."""
    passed = {name: os.environ[name] for name in _PASSED if name in os.environ}
    passed |= {name: value for name, value in os.environ.items() if name.startswith("GEO_KOOP_MOST_")}
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "ARROW_IO_THREADS"), "1")
    return {**passed, **one_thread, **drivers.restricted({}), "GEO_KOOP_CACHE": "off", "PYTHONDONTWRITEBYTECODE": "1"}
