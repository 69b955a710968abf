"""The process beside the server that reads files: it has loaded all readers, and makes a sealed child for each job.

Jobs come as lines of JSON on the standard input, and how they ended goes back as lines on the standard
output. It ends when the input does, and its children with it.
"""

import gc
import json
import os
import select
import shutil
import signal
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo_koop.cage import jobs, parcel
from geo_koop.cage.limits import CageLimits
from geo_koop.cage.seal import seal
from geo_koop.errors import GeoKoopError

_LOOK = 0.02
"""Seconds between two looks at the running jobs."""
_DONE, _TOLD, _MEMORY, _FAILED = 0, 10, 11, 12
_OUTCOMES = {_DONE: "done", _TOLD: "told", _MEMORY: "memory", _FAILED: "failed"}
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


@dataclass(kw_only=True)
class Running:
    """A job that runs."""

    number: int
    folder: Path
    limits: CageLimits
    until: float
    resident: int
    outcome: str = ""


def main() -> None:
    """Keep jobs until the standard input ends."""
    if "--once" in sys.argv:
        job = json.loads(sys.stdin.readline())
        print(json.dumps({"number": job["number"], "outcome": _OUTCOMES[_work(job)]}), flush=True)  # noqa: T201
        return
    gc.collect()
    gc.freeze()
    running: dict[int, Running] = {}
    waiting = b""
    while True:
        ready, _w, _x = select.select([0], [], [], _LOOK if running else None)
        if ready:
            more = os.read(0, 65_536)
            if not more:
                _end(running)
                return
            *lines, waiting = (waiting + more).split(b"\n")
            for line in lines:
                pid, job = _start(json.loads(line))
                running[pid] = job
        _attend(running)


def _start(job: dict[str, Any]) -> tuple[int, Running]:
    limits = CageLimits(**job["limits"])
    pid = os.fork()
    if pid == 0:
        code = _FAILED
        try:
            # Nothing of the keeper's own conversation reaches the child.
            empty = os.open(os.devnull, os.O_RDWR)
            for handle in (0, 1, 2):
                os.dup2(empty, handle)
            os.setsid()
            code = _work(job)
        finally:
            os._exit(code)
    until = time.monotonic() + limits.wall_seconds
    state = Running(
        number=job["number"], folder=Path(job["folder"]), limits=limits, until=until, resident=_resident(os.getpid())
    )
    return pid, state


def _work(job: dict[str, Any]) -> int:
    """Seal this process, do the job, and leave the result in its folder."""
    folder = Path(job["folder"])
    inside = folder / "scratch"
    try:
        inside.mkdir()
        os.chdir(inside)
        tempfile.tempdir = str(inside)
        limits = CageLimits(**job["limits"])
        force = seal(folder, map(Path, job["reads"]), limits)
        (folder / "sealed").write_text(" ".join(force), encoding="utf-8")
        done = jobs.run(job["job"], job["arguments"])
        parcel.write(done, folder)
        return _DONE
    except GeoKoopError as error:
        parcel.write_error(error, folder)
        return _TOLD
    except MemoryError:
        return _MEMORY
    except BaseException as error:
        with suppress(OSError):
            (folder / "failed").write_text(_where(error), encoding="utf-8")
        return _FAILED


def _where(error: BaseException) -> str:
    """Return kind and place of an error, without its words: they may quote the file."""
    step = error.__traceback__
    while step and step.tb_next:
        step = step.tb_next
    line = f" {Path(step.tb_frame.f_code.co_filename).name}:{step.tb_lineno}" if step else ""
    return type(error).__name__ + line


def _attend(running: dict[int, Running]) -> None:
    """Look at each job: tell those that ended, and end those that use too much."""
    for pid, job in list(running.items()):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            del running[pid]
            shutil.rmtree(job.folder / "scratch", ignore_errors=True)
            answer = {"number": job.number, "outcome": job.outcome or _outcome(status)}
            print(json.dumps(answer), flush=True)  # noqa: T201
        elif not job.outcome:
            job.outcome = _excess(pid, job)
            if job.outcome:
                os.kill(pid, signal.SIGKILL)


def _outcome(status: int) -> str:
    if os.WIFSIGNALED(status):
        return "time" if os.WTERMSIG(status) == signal.SIGXCPU else "died"
    return _OUTCOMES.get(os.WEXITSTATUS(status), "died")


def _excess(pid: int, job: Running) -> str:
    if time.monotonic() > job.until:
        return "time"
    if _resident(pid) - job.resident > job.limits.memory_mb * 1_000_000:
        return "memory"
    written = 0
    with suppress(OSError):
        written = sum(p.stat().st_size for p in job.folder.rglob("*") if p.is_file())
    return "output" if written > job.limits.output_mb * 1_000_000 else ""


def _resident(pid: int) -> int:
    with suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    return 0


def _end(running: dict[int, Running]) -> None:
    for pid in running:
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


if __name__ == "__main__":
    main()
