"""The app with all of Germany in a real Chromium, against ``folium.GeoJson`` and st_folium in the same run.

Run: ``python -m benchmarks.app [--changes 7] [--detailed] [--without-naive]``. Figures are
medians. ``--detailed`` adds vertices to the shared edges until there are about 1.8 million.
"""

import argparse
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import germany

ROOT = Path(__file__).parents[1]
COUNT = 10_000
WAIT = 600_000
TOPICS = ("Wasserversorgung", "Mobilität")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--enable-precise-memory-info"]
CODES = "window.geoKoop.current._style.codes"
NAIVE = """
import geopandas as gpd, folium, streamlit as st
import streamlit.components.v1 as components
from geo_koop.outputs.webmap.area_map import ASSETS
from streamlit_folium import st_folium
st.set_page_config(layout="wide")
@st.cache_resource
def load():
    areas = gpd.read_file("{boundaries}").to_crs(4326)[["AGS", "GEN", "geometry"]]
    return areas
areas = load()
digit = st.radio("Filter", ["1", "2", "3"], horizontal=True)
assets = components.declare_component("assets", path=str(ASSETS)).name
m = folium.Map([51, 10], zoom_start=6, tiles=None)
m.default_js = [("leaflet", f"../{{assets}}/vendor/leaflet-1.9.4.js")]  # what folium fetches from elsewhere, from here
m.default_css = [("leaflet", f"../{{assets}}/vendor/leaflet-1.9.4.css")]
fill = {{"1": "#c6dbef", "2": "#6baed6", "3": "#084594"}}[digit]
folium.GeoJson(areas, style_function=lambda f: {{"fillColor": fill, "weight": 0.3}}).add_to(m)
st_folium(m, key="map", width=900, height=620, returned_objects=["last_clicked"])
"""
EMPTY = "import streamlit as st\nst.title('leer')\n"


class Wire:
    """Passes a browser's connections on to a server, and counts the bytes that the server answers, as sent."""

    def __init__(self, target: str) -> None:
        self.bytes = 0
        self._target = int(target.rpartition(":")[2])
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            browser, _address = self._listener.accept()
            server = socket.create_connection(("127.0.0.1", self._target))
            threading.Thread(target=self._pass, args=(browser, server, False), daemon=True).start()
            threading.Thread(target=self._pass, args=(server, browser, True), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, count: bool) -> None:
        try:
            while data := source.recv(65_536):
                self.bytes += len(data) * count
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            target.close()


@contextmanager
def server(script: Path, env: dict[str, str], *, module: str = "streamlit") -> Iterator[tuple[str, int]]:
    """Run a Streamlit server; yields its address and the id of its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", module, "run", str(script), "--server.headless", "true"]
    command += ["--server.port", str(port), "--server.fileWatcherType", "none", "--browser.gatherUsageStats", "false"]
    process = subprocess.Popen(command, env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        for _try in range(600):
            try:
                urllib.request.urlopen(f"{url}/_stcore/health").read()
                break
            except OSError:
                time.sleep(0.2)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def served(env: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Run ``geo-koop serve``; yields the address of the page and of its health."""
    with socket.socket() as probe, socket.socket() as other:
        probe.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        port, health = probe.getsockname()[1], other.getsockname()[1]
    command = [sys.executable, "-m", "geo_koop.cli", "serve", "--address", "127.0.0.1", "--port", str(port)]
    command += ["--health-port", str(health), "--quiet"]
    process = subprocess.Popen(command, env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    asked = f"http://127.0.0.1:{health}/health"
    try:
        for _try in range(600):
            try:
                urllib.request.urlopen(asked).read()
                break
            except OSError:
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}", asked
    finally:
        process.terminate()
        process.wait(timeout=20)


def processor(pid: int) -> float:
    """Return the milliseconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def environment(folder: Path, boundaries: Path) -> dict[str, str]:
    """Return the settings of an app that shows the records of a folder."""
    tables = ("cooperations", "members", "sources", "scopes")
    env = {f"GEO_KOOP_{table.upper()}": str(folder / f"{table}.csv") for table in tables}
    env |= {"GEO_KOOP_BOUNDARIES": str(boundaries), "GEO_KOOP_ATTRIBUTES": str(germany.INHABITANTS)}
    return env | {"GEO_KOOP_CACHE": str(folder / "cache")}


def frame_of(page: object) -> object:
    """Return the frame of the map, once it is painted."""
    page.frame_locator("iframe").first.locator("[data-ready]").wait_for(timeout=WAIT)  # type: ignore[attr-defined]
    frame = next(f for f in page.frames if "st_folium" in f.url)  # type: ignore[attr-defined]
    frame.wait_for_function("window.geoKoop.current && window.geoKoop.current._chosen", timeout=WAIT)
    return frame


def settled(page: object) -> None:
    """Wait until no run of the app is under way."""
    page.wait_for_timeout(300)  # type: ignore[attr-defined]
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=WAIT)  # type: ignore[attr-defined]


def watch(page: object, frame: object) -> None:
    """Have the page note when it was clicked, painted its map, and showed another place beside it."""
    clicked = "addEventListener('click', () => { window.clicked = performance.timeOrigin + performance.now() }, true)"
    page.evaluate(clicked)  # type: ignore[attr-defined]
    frame.evaluate(clicked)  # type: ignore[attr-defined]
    page.evaluate(  # type: ignore[attr-defined]
        """() => {
          const heading = () => [...document.querySelectorAll(".stMain h3")].map(h => h.textContent).join();
          let before = heading();
          new MutationObserver(() => {
            if (heading() !== before) { before = heading(); window.told = performance.timeOrigin + performance.now(); }
          }).observe(document.body, { subtree: true, childList: true, characterData: true });
        }"""
    )
    frame.evaluate(  # type: ignore[attr-defined]
        """() => {
          const now = () => performance.timeOrigin + performance.now(), map = window.geoKoop.current, show = map.show;
          map.show = function () {
            show.apply(this, arguments);
            requestAnimationFrame(() => setTimeout(() => { window.painted = now() }, 0));
          };
        }"""
    )


def change(page: object, frame: object, topic: str) -> float:
    """Choose a topic; return milliseconds from the click until the frame in which the map is painted anew is done."""
    settled(page)
    page.get_by_role("combobox", name=re.compile("^Thema")).first.click()  # type: ignore[attr-defined]
    page.keyboard.type(topic)  # type: ignore[attr-defined]
    option = page.get_by_role("option", name=topic, exact=True)  # type: ignore[attr-defined]
    option.wait_for()
    frame.evaluate("window.painted = 0")  # type: ignore[attr-defined]
    option.click()
    frame.wait_for_function("window.painted", timeout=WAIT)  # type: ignore[attr-defined]
    return float(frame.evaluate("window.painted") - page.evaluate("window.clicked"))  # type: ignore[attr-defined]


def place(page: object, frame: object, right: int, down: int) -> float:
    """Click the map beside its middle; return milliseconds until the cooperations of another place stand beside it."""
    settled(page)
    page.evaluate("window.told = 0")  # type: ignore[attr-defined]
    box = page.locator("iframe").first.bounding_box()  # type: ignore[attr-defined]
    page.mouse.click(box["x"] + box["width"] / 2 + right, box["y"] + box["height"] / 2 + down)  # type: ignore[attr-defined]
    page.wait_for_function("window.told", timeout=30_000)  # type: ignore[attr-defined]
    return float(page.evaluate("window.told") - frame.evaluate("window.clicked"))  # type: ignore[attr-defined]


def clear(page: object, frame: object) -> None:
    """Take all filters away."""
    before = frame.evaluate(CODES)  # type: ignore[attr-defined]
    page.keyboard.press("Escape")  # type: ignore[attr-defined]
    page.get_by_role("button", name="Filter zurücksetzen").click()  # type: ignore[attr-defined]
    frame.wait_for_function(f"c => {CODES} !== c", arg=before, timeout=WAIT)  # type: ignore[attr-defined]
    settled(page)


def one_session(browser: object, url: str, pid: int, floor: int, changes: int) -> float:
    """Measure what one user waits for; returns the median repaint."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="de-DE")  # type: ignore[attr-defined]
    traffic = Wire(url)
    page.goto(traffic.url)
    frame = frame_of(page)
    page.wait_for_timeout(2000)
    print(f"first load over an empty app: {(traffic.bytes - floor) / 1e6:.2f} MB")
    frame.evaluate("map.setView([51, 10], 7.5, {animate: false})")
    watch(page, frame)
    times, sizes, work = [], [], []
    for i in range(changes):
        before, spent = traffic.bytes, processor(pid)
        times.append(change(page, frame, TOPICS[i % 2]))
        page.wait_for_timeout(800)
        sizes.append(traffic.bytes - before)
        work.append(processor(pid) - spent)
        clear(page, frame)
    repaint = statistics.median(times)
    print(f"repaint after a filter change: {repaint:.0f} ms, {statistics.median(sizes) / 1000:.1f} kB")
    print(f"server for a filter change, opening the list of topics included: {statistics.mean(work):.0f} ms processor")
    print(f"zoom and centre kept: {frame.evaluate('map.getZoom()') == 7.5}")
    heap = page.context.new_cdp_session(page)
    heap.send("HeapProfiler.collectGarbage")
    print(f"browser heap: {frame.evaluate('performance.memory.usedJSHeapSize') / 1e6:.0f} MB")
    frame.evaluate("map.setView([51, 10], 9, {animate: false})")
    places = [place(page, frame, right, down) for right in (-200, 0, 200) for down in (-160, -80, 0)]
    print(f"click until the cooperations of the place stand beside the map: {statistics.median(places):.0f} ms")
    page.close()
    return repaint


def naive(browser: object, folder: Path, boundaries: Path) -> float:
    """Measure the naive way: all geometry anew at each change."""
    script = folder / "naive.py"
    script.write_text(NAIVE.format(boundaries=boundaries), encoding="utf-8")
    painted = "() => [...document.querySelectorAll('path.leaflet-interactive')].length > 9000"
    with server(script, {}) as (url, _pid):
        page = browser.new_page(viewport={"width": 1440, "height": 900})  # type: ignore[attr-defined]
        page.goto(url)
        page.frame_locator("iframe").locator("path.leaflet-interactive").first.wait_for(timeout=WAIT, state="attached")
        start = time.perf_counter()
        page.get_by_text("3", exact=True).click()
        page.wait_for_timeout(300)
        page.frame_locator("iframe").locator("path[fill='#084594']").first.wait_for(timeout=WAIT, state="attached")
        next(f for f in page.frames if "st_folium" in f.url).wait_for_function(painted, timeout=WAIT)
        page.close()
        return (time.perf_counter() - start) * 1000


def densify(folder: Path) -> Path:
    """Write the boundaries with about 1.8 million vertices; shared edges stay shared, to the centimetre."""
    import geopandas as gpd
    import shapely

    areas = gpd.read_file(germany.BOUNDARIES)
    dense = shapely.segmentize(areas.geometry.to_numpy(), 75)
    areas["geometry"] = shapely.set_precision(dense, 0.01, mode="pointwise")
    target = folder / "VG5000_GEM.gpkg"
    areas.to_file(target)
    return target


def main() -> None:
    from playwright.sync_api import sync_playwright

    options = argparse.ArgumentParser()
    options.add_argument("--changes", type=int, default=7)
    options.add_argument("--detailed", action="store_true")
    options.add_argument("--without-naive", action="store_true")
    asked = options.parse_args()
    germany.require()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    with tempfile.TemporaryDirectory() as name, sync_playwright() as p:
        folder = Path(name)
        germany.write_project(folder, COUNT)
        boundaries = densify(folder) if asked.detailed else germany.BOUNDARIES
        env = environment(folder, boundaries)
        browser = p.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        (folder / "empty.py").write_text(EMPTY, encoding="utf-8")
        with server(folder / "empty.py", {}) as (url, _pid):
            page = browser.new_page()
            traffic = Wire(url)
            page.goto(traffic.url)
            page.get_by_text("leer").wait_for(timeout=WAIT)
            page.wait_for_timeout(1500)
            floor = traffic.bytes
            page.close()
        with server(ROOT / "streamlit_app.py", env) as (url, pid):
            warm = browser.new_page(locale="de-DE")
            warm.goto(url)
            frame_of(warm)
            warm.close()
            ours = one_session(browser, url, pid, floor, asked.changes)
        if not asked.without_naive:
            slow = naive(browser, folder, boundaries)
            print(f"naive repaint: {slow:.0f} ms, ratio {slow / ours:.0f}")
        browser.close()


if __name__ == "__main__":
    main()
