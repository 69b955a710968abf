"""Reads hostile files for the tests: a process that forks one for each file, so that none pays for the imports again.

It takes a line of JSON for each case and answers with a line of JSON; see :class:`tests.hostile.reading.Reader`.
"""

import json
import os
import resource
import select
import signal
import sys
import time
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path

MEMORY, PROCESSOR, WALL, FILE = 4_000_000_000, 60, 90, 1_000_000_000
"""Bytes of address space, seconds of the processor and of waiting, bytes of one file."""


def serve() -> None:
    """Answer until the input ends; in the forked process, read one file and leave as the command line leaves.

    The first line is an honest job, which is done in this process: what the command line sets and imports on its
    way, in its own order, is then there for all.
    """
    from geo_koop.cli import main, run

    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    sys.argv = ["geo-koop", *json.loads(sys.stdin.readline())]
    with (
        suppress(SystemExit),
        Path(os.devnull).open("w") as nowhere,
        redirect_stdout(nowhere),
        redirect_stderr(nowhere),
    ):
        run()
    for line in sys.stdin:
        job = json.loads(line)
        if pid := os.fork():
            print(json.dumps(_await(pid)), file=answers, flush=True)
        else:
            _confine(job)
            sys.argv = ["geo-koop", *job["arguments"]]
            main()
            return


def _await(pid: int) -> dict[str, float]:
    began = time.monotonic()
    ended, _, _ = select.select([os.pidfd_open(pid)], [], [], WALL)
    if not ended:
        os.killpg(pid, signal.SIGKILL)
    _, status, used = os.wait4(pid, 0)
    return {
        "code": os.waitstatus_to_exitcode(status),
        "seconds": round(time.monotonic() - began, 1),
        "processor": round(used.ru_utime + used.ru_stime, 1),
        "megabytes": used.ru_maxrss // 1024,
    }


def _confine(job: dict) -> None:
    os.setpgid(0, 0)
    for limit, value in {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: PROCESSOR,
        resource.RLIMIT_FSIZE: FILE,
        resource.RLIMIT_CORE: 0,
    }.items():
        resource.setrlimit(limit, (value, value))
    os.environ.update(job["environment"])
    os.chdir(job["folder"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for descriptor, name in ((1, job["output"]), (2, job["messages"])):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT), descriptor)


if __name__ == "__main__":
    serve()
