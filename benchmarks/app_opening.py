"""A hundred sessions that open at the same moment, and whether the server still answers meanwhile.

Run: ``python -m benchmarks.app_opening [--sessions 100] [--times 3]``. Each round starts ``geo-koop serve`` anew, with
the embedded data, and then an empty Streamlit app in the same way. A session is open when its first run has
ended; a handshake may take as long as Streamlit's page waits for it. A process of its own asks the server's health
again and again.
"""

import argparse
import asyncio
import multiprocessing
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.app import EMPTY, served, server
from benchmarks.session import connect

PATIENCE = 15
"""Seconds that Streamlit's page waits for a handshake."""


@dataclass(frozen=True)
class Opened:
    """What a round has shown: seconds until all were open, failures, and the answers of the health address."""

    seconds: float
    failures: list[str]
    slowest: float
    refused: int


def _ask(url: str, until: Any, facts: Any) -> None:
    """Ask for health every tenth of a second, and tell the slowest answer and how many were none."""
    slowest, refused = 0.0, 0
    while not until.is_set():
        start = time.perf_counter()
        try:
            urllib.request.urlopen(url, timeout=60).read()
        except OSError:
            refused += 1
        slowest = max(slowest, time.perf_counter() - start)
        time.sleep(0.1)
    facts.put((slowest, refused))


async def _open(url: str, count: int) -> tuple[float, list[str]]:
    start = time.perf_counter()
    opened = await asyncio.gather(
        *(connect(url, patience=PATIENCE) for _number in range(count)), return_exceptions=True
    )
    seconds = time.perf_counter() - start
    failures = [repr(session) for session in opened if isinstance(session, BaseException)]
    sessions = [session for session in opened if not isinstance(session, BaseException)]
    failures += [f"{session.errors} errors shown" for session in sessions if session.errors]
    await asyncio.gather(*(session.socket.close() for session in sessions))
    return seconds, failures


def opening(url: str, health: str, count: int) -> Opened:
    """Open sessions at once."""
    fresh = multiprocessing.get_context("spawn")
    until, facts = fresh.Event(), fresh.SimpleQueue()
    asker = fresh.Process(target=_ask, args=(health, until, facts), daemon=True)
    asker.start()
    try:
        seconds, failures = asyncio.run(_open(url, count))
    finally:
        until.set()
    slowest, refused = facts.get()
    asker.join()
    return Opened(seconds, failures, slowest, refused)


def _tell(name: str, found: Opened) -> None:
    print(
        f"{name}: {found.seconds:.1f} s until all were open, {len(found.failures)} failed "
        f"{sorted(set(found.failures))[:3]}, slowest health {found.slowest:.2f} s, refused {found.refused}",
        flush=True,
    )


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--sessions", type=int, default=100)
    options.add_argument("--times", type=int, default=3)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        empty = Path(name) / "empty.py"
        empty.write_text(EMPTY)
        for _time in range(asked.times):
            with served({"GEO_KOOP_CACHE": str(Path(name) / "cache")}) as (url, health):
                ours = opening(url, health, asked.sessions)
            _tell("geo_koop", ours)
            with server(empty, {}) as (url, _pid):
                bare = opening(url, f"{url}/_stcore/health", asked.sessions)
            _tell("empty app", bare)
            print(f"ratio {ours.seconds / bare.seconds:.1f}")


if __name__ == "__main__":
    main()
