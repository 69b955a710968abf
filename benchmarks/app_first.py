"""The first page of a fresh server with all of Germany in a real Chromium, beside an empty Streamlit app.

Run: ``python -m benchmarks.app_first [--times 3]``. Each round starts ``geo-koop serve`` and an empty app anew, and
opens the first page twice, each time in a window without a cache: the first visitor of a fresh server, and the next
one. A page is there when its map is painted; that of the empty app when its heading stands. The least seconds of all
rounds are told at the end, as other programs only add to them, with those until the server says that it runs.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import germany
from benchmarks.app import ARGUMENTS, COUNT, EMPTY, WAIT, environment, frame_of, served, server


def _timed(browser: object, url: str, complete: Callable[[object], object]) -> float:
    """Open a page in a window of its own; return seconds until it is complete."""
    window = browser.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE")  # type: ignore[attr-defined]
    page = window.new_page()
    start = time.perf_counter()
    page.goto(url)
    complete(page)
    seconds = time.perf_counter() - start
    window.close()
    return seconds


def _leer(page: object) -> object:
    return page.get_by_text("leer").wait_for(timeout=WAIT)  # type: ignore[attr-defined]


def main() -> None:
    from playwright.sync_api import sync_playwright

    options = argparse.ArgumentParser()
    options.add_argument("--times", type=int, default=3)
    asked = options.parse_args()
    germany.require()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    least: dict[str, float] = {}

    def note(name: str, seconds: float) -> None:
        least[name] = min(seconds, least.get(name, seconds))
        print(f"{name}: {seconds:.2f} s")

    with tempfile.TemporaryDirectory() as name, sync_playwright() as p:
        folder = Path(name)
        germany.write_project(folder, COUNT)
        env = environment(folder, germany.BOUNDARIES)
        (folder / "empty.py").write_text(EMPTY, encoding="utf-8")
        with served(env):  # makes what is kept on the disk
            pass
        browser = p.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        for _time in range(asked.times):
            with server(folder / "empty.py", {}) as (url, _pid):
                note("empty app, first visitor", _timed(browser, url, _leer))
                note("empty app, next visitor", _timed(browser, url, _leer))
            start = time.perf_counter()
            with served(env) as (url, _health):
                note("geo_koop, until it runs", time.perf_counter() - start)
                note("geo_koop, first visitor", _timed(browser, url, frame_of))
                note("geo_koop, next visitor", _timed(browser, url, frame_of))
        browser.close()
    for what, seconds in least.items():
        print(f"least, {what}: {seconds:.2f} s")


if __name__ == "__main__":
    main()
