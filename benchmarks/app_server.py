"""What the server computes for the app with all of Germany, without a browser: filters, click stack, search.

Run: ``python -m benchmarks.app_server [--times 7]``. Figures are medians of processor time, so that a
busy machine changes them little. Each filter is new to the cache, unless the line says otherwise.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from streamlit.testing.v1 import AppTest

from benchmarks import germany
from geo_koop import codelists
from geo_koop.app import find, stack_views
from geo_koop.app.settings import request_from
from geo_koop.app.words import Words
from geo_koop.workspace import evaluate, load

COUNT = 10_000
PLACE = "09184119"
TEXTS = ("Garching", "garching bei münchen", "Garchng", "0918", "xyzq")
FILTERS = {
    "filter_topic": codelists.load("topics").codes,
    "filter_bindingness": codelists.load("bindingness").codes,
    "filter_region": ("09", "08", "05", "09184"),
}


def cpu(run: Callable[[], object]) -> float:
    """Return milliseconds of processor time of a call."""
    start = time.process_time()
    run()
    return (time.process_time() - start) * 1000


def changes(times: int) -> None:
    """Choose one filter after the other on the page of the map."""
    page = AppTest.from_file(str(Path(__file__).parents[1] / "streamlit_app.py"), default_timeout=600)
    print(f"first run of the first session: {cpu(page.run):.0f} ms", flush=True)
    page.run()
    for name, values in FILTERS.items():
        fresh, again = [], []
        for spent in (fresh, again):
            for value in values[:times]:
                box = next(m for m in page.multiselect if m.key == name)
                box.set_value([value])
                spent.append(cpu(page.run))
                assert not page.exception
        next(m for m in page.multiselect if m.key == name).set_value([])
        page.run()
        told = f"{statistics.median(fresh):.0f} ms of the server, {statistics.median(again):.0f} ms when asked again"
        print(f"{name}: {told} (runs {len(fresh)}, most {max(fresh):.0f})", flush=True)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser()
    options.add_argument("--times", type=int, default=7)
    times = options.parse_args().times
    germany.require()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        germany.write_project(folder, COUNT)
        os.environ |= {
            f"GEO_KOOP_{table.upper()}": str(folder / f"{table}.csv")
            for table in ("cooperations", "members", "sources", "scopes")
        }
        os.environ |= {"GEO_KOOP_BOUNDARIES": str(germany.BOUNDARIES), "GEO_KOOP_CACHE": str(folder / "cache")}
        os.environ["GEO_KOOP_ATTRIBUTES"] = str(germany.INHABITANTS)
        whole, words = evaluate(load(request_from(os.environ)), as_of=date.today()), Words("de")
        index = find.build(whole, words)
        for text in TEXTS:
            spent = statistics.median(cpu(partial(find.search, index, text)) for _ in range(times))
            print(f"search “{text}”: {spent:.0f} ms", flush=True)
        spent = statistics.median(cpu(partial(stack_views.stack, whole, PLACE, words)) for _ in range(times))
        print(f"click stack of {len(stack_views.stack(whole, PLACE, words))} cooperations: {spent:.0f} ms", flush=True)
        changes(times)


if __name__ == "__main__":
    main()
