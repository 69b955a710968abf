"""Runs the targets one after the other until the time is over: ``python -m tests.fuzz [--minutes 15] [TARGET …]``."""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.targets import TARGETS

BATCH = 300
"""Inputs that one process tries; it may be ended by one of them."""
BATCH_SECONDS = 120


def batch(name: str, first: int, folder: Path) -> str:
    """Try a number of inputs in a process of its own; returns what went wrong, if anything did."""
    held = folder / f"input{TARGETS[name].ending}"
    command = [sys.executable, "-m", "tests.fuzz.one", name, str(first), str(BATCH), str(held)]
    try:
        tried = subprocess.run(command, capture_output=True, timeout=BATCH_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"took more than {BATCH_SECONDS} s"
    if tried.returncode == 0:
        return ""
    return f"ended with {tried.returncode}\n{tried.stderr.decode(errors='replace')[-3000:]}"


def main() -> int:
    """Try until the time is over; failures are printed with their input."""
    options = argparse.ArgumentParser()
    options.add_argument("--minutes", type=float, default=15)
    options.add_argument("--first", type=int, default=0, help="number of the first input")
    options.add_argument("targets", nargs="*", default=list(TARGETS))
    asked = options.parse_args()
    until, first = time.monotonic() + asked.minutes * 60, asked.first
    failed: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        while time.monotonic() < until:
            for target in asked.targets:
                if time.monotonic() >= until:
                    break
                wrong = batch(target, first, folder)
                if wrong:
                    failed[target] = failed.get(target, 0) + 1
                    content = (folder / f"input{TARGETS[target].ending}").read_bytes()
                    kept = Path(tempfile.gettempdir()) / f"fuzz-{target}-{first}{TARGETS[target].ending}"
                    kept.write_bytes(content)
                    sys.stdout.write(f"FAILED {target}, input in {kept}: {content[:500]!r}\n{wrong}\n\n")
                    sys.stdout.flush()
            first += BATCH
    sys.stdout.write(f"inputs for each target: {first - asked.first}; batches that failed: {failed or 'none'}\n")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
