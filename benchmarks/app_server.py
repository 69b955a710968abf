"""What the server computes for the app with all of Germany, without a browser: filters, click stack, search.

Run: ``python -m benchmarks.app_server [--times 12]``. Figures are medians of processor time, so that a
busy machine changes them little. Filters are changed in a websocket session with a server that notes what
the thread of the script and what all its threads have spent.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from benchmarks import germany
from benchmarks.app import ROOT, environment, server
from benchmarks.session import connect
from geo_koop.app.data.settings import request_from
from geo_koop.app.views import find
from geo_koop.app.views import stack as stack_views
from geo_koop.app.words import Words
from geo_koop.workspace import evaluate, load

COUNT = 10_000
PLACE = "09184119"
TEXTS = ("Garching", "garching bei münchen", "Garchng", "0918", "xyzq")
FILTERS = ("filter_topic", "filter_bindingness", "filter_region")


def cpu(run: Callable[[], object]) -> float:
    """Return milliseconds of processor time of a call."""
    start = time.process_time()
    run()
    return (time.process_time() - start) * 1000


def changes(url: str, runs: Path, times: int) -> None:
    """Choose one option after the other in each of the filters."""
    for name in FILTERS:
        fresh, again = asyncio.run(one_filter(url, runs, name, times))
        for facts, spent in (("for the first time", fresh), ("asked again", again)):
            script, everything = (statistics.median(part) for part in zip(*spent, strict=True))
            most = max(script for script, _everything in spent)
            print(
                f"{name} {facts}: script {script:.0f} ms (most {most:.0f}), all threads {everything:.0f} ms, "
                f"{len(spent)} changes",
                flush=True,
            )


async def one_filter(url: str, runs: Path, name: str, times: int) -> tuple[list[list[float]], list[list[float]]]:
    """Return what changes of a filter cost for the first time and again: the script, and all threads of the server."""
    session = await connect(url)
    await session.run()
    options = session.boxes[name][1]
    labels = options[:: max(1, len(options) // times)][:times]
    spent: tuple[list[list[float]], list[list[float]]] = ([], [])
    for part in spent:
        for label in labels:
            await session.run({name: label})
            await asyncio.sleep(0.3)  # as a user who looks at what has come
            part.append([float(text) for text in runs.read_text().splitlines()[-1].split()])
    assert not session.errors
    await session.socket.close()
    return spent


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser()
    options.add_argument("--times", type=int, default=12)
    times = options.parse_args().times
    germany.require()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        germany.write_project(folder, COUNT)
        request = request_from(environment(folder, germany.BOUNDARIES))
        whole, words = evaluate(load(request), as_of=date.today()), Words("de")
        index = find.build(whole, words)
        for text in TEXTS:
            spent = statistics.median(cpu(partial(find.search, index, text)) for _ in range(times))
            print(f"search “{text}”: {spent:.0f} ms", flush=True)
        spent = statistics.median(cpu(partial(stack_views.stack, whole, PLACE, words)) for _ in range(times))
        print(f"click stack of {len(stack_views.stack(whole, PLACE, words))} cooperations: {spent:.0f} ms", flush=True)
        runs = folder / "runs.txt"
        env = environment(folder, germany.BOUNDARIES) | {"BENCH_RUNS": str(runs)}
        with server(ROOT / "streamlit_app.py", env, module="benchmarks.timed_server") as (url, _pid):
            changes(url, runs, times)


if __name__ == "__main__":
    main()
