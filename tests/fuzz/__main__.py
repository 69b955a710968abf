"""Runs the targets one after the other until the time is over: ``python -m tests.fuzz [--minutes 15] [TARGET …]``."""

import argparse
import itertools
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.targets import TARGETS

BATCH_SECONDS = 10
"""How long one process tries inputs; it may be ended by one of them."""
SKIPPED = 1_000
"""How far to go on after an input that ended its process."""
PATIENCE = 120
"""Seconds after which a process is ended that should have ended itself, by an input that takes too long."""


def batch(name: str, first: int, folder: Path) -> tuple[int, str]:
    """Try inputs in a process of its own; returns how many, and what went wrong, if anything did."""
    present = folder / f"input{TARGETS[name].ending}"
    command = [sys.executable, "-m", "tests.fuzz.one", name, str(first), str(BATCH_SECONDS), str(present)]
    try:
        tried = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return 0, f"took more than {PATIENCE} s"
    if tried.returncode == 0:
        return int(tried.stdout.split()[-1]), ""
    return 0, f"ended with {tried.returncode}\n{tried.stderr.decode(errors='replace')[-3000:]}"


def main() -> int:
    """Try until the time is over; failures are printed with their input."""
    options = argparse.ArgumentParser()
    options.add_argument("--minutes", type=float, default=15)
    options.add_argument("--first", type=int, default=0, help="number of the first input")
    options.add_argument("targets", nargs="*", default=list(TARGETS))
    asked = options.parse_args()
    until = time.monotonic() + asked.minutes * 60
    count, following = dict.fromkeys(asked.targets, 0), dict.fromkeys(asked.targets, asked.first)
    failed: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for target in itertools.cycle(asked.targets):
            if time.monotonic() >= until:
                break
            first = following[target]
            tried, wrong = batch(target, first, folder)
            count[target] += tried
            following[target] += tried or SKIPPED
            if wrong:
                failed[target] = failed.get(target, 0) + 1
                content = (folder / f"input{TARGETS[target].ending}").read_bytes()
                remaining = Path(tempfile.gettempdir()) / f"fuzz-{target}-{first}{TARGETS[target].ending}"
                remaining.write_bytes(content)
                sys.stdout.write(f"FAILED {target}, input in {remaining}: {content[:500]!r}\n{wrong}\n\n")
                sys.stdout.flush()
    sys.stdout.write(f"inputs: {sum(count.values())} {count}; batches that failed: {failed or 'none'}\n")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
