"""Twenty sessions at once on the app with all of Germany: real websocket sessions, without a browser around them.

Run: ``python -m benchmarks.app_sessions [--sessions 20] [--changes 5]``. Each session opens the app, then all
choose a topic at the same moment, again and again, each its own. A change ends when the server has sent
the last message of its run.
"""

import argparse
import asyncio
import re
import sys
import tempfile
from pathlib import Path

from benchmarks import germany
from benchmarks.app import ROOT, environment, server
from benchmarks.session import Session, connect
from geo_koop import codelists

COUNT = 10_000
LABELS = codelists.load("topics").labels("de")
TOPICS = [code for code, entry in codelists.load("topics").entries.items() if not entry.get("is_group")]


def resident(pid: int) -> float:
    """Return the memory of a process in megabytes."""
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024  # type: ignore[index]


async def _change(session: Session, topic: str) -> bool:
    """Choose a topic; tell whether the session's address then names it."""
    session.times.append(await session.run({"filter_topic": LABELS[topic]}))
    return f"topic={topic}" in session.query


async def measure(url: str, pid: int, count: int, changes: int) -> None:
    """Open the sessions, change filters at once, and print."""
    first = await connect(url)
    for topic in TOPICS:  # what twenty users look at is narrowed once for all of them
        await first.run({"filter_topic": LABELS[topic]})
    before = resident(pid)
    sessions = [await connect(url) for _number in range(count)]
    right = 0
    for change in range(changes):
        topics = [TOPICS[(number + change * 7) % len(TOPICS)] for number in range(count)]
        right += sum(await asyncio.gather(*(map(_change, sessions, topics))))
    times = sorted(seconds for session in sessions for seconds in session.times)
    print(f"{count} sessions, {changes} changes each at the same moment:")
    print(f"  median {times[len(times) // 2]:.2f} s, p95 {times[int(len(times) * 0.95)]:.2f} s, most {times[-1]:.2f} s")
    print(f"  errors {sum(session.errors for session in sessions)}, answers of other sessions {len(times) - right}")
    print(f"  memory of the server: {before:.0f} MB, {(resident(pid) - before) / count:.1f} MB more for each session")
    for session in (first, *sessions):
        await session.socket.close()


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--sessions", type=int, default=20)
    options.add_argument("--changes", type=int, default=5)
    asked = options.parse_args()
    germany.require()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        germany.write_project(folder, COUNT)
        with server(ROOT / "streamlit_app.py", environment(folder, germany.BOUNDARIES)) as (url, pid):
            asyncio.run(measure(url, pid, asked.sessions, asked.changes))


if __name__ == "__main__":
    main()
