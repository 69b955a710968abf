"""Streamlit, noting what each run of the script costs: ``python -m benchmarks.timed_server run app.py``.

A line for each run goes to the file that ``BENCH_RUNS`` names: milliseconds of processor time of the thread
that runs the script, and of all threads from the beginning to the end of the run.
"""

import os
import time
from pathlib import Path
from typing import Any

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.web.cli import main

_whole = ScriptRunner._run_script
_runs = Path(os.environ["BENCH_RUNS"])


def _timed(self: ScriptRunner, *args: Any) -> None:
    thread, everything = time.thread_time(), time.process_time()
    try:
        _whole(self, *args)
    finally:
        spent = ((time.thread_time() - thread) * 1000, (time.process_time() - everything) * 1000)
        with _runs.open("a") as file:
            file.write(f"{spent[0]:.1f} {spent[1]:.1f}\n")


ScriptRunner._run_script = _timed  # type: ignore[method-assign]

if __name__ == "__main__":
    main()
