"""The worst file of one visitor: a message for that one, and the others go on as before."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

import pytest

from benchmarks.session import connect
from geo_koop import codelists
from tests.browser.test_app import APP, WAIT
from tests.conftest import NIGHTLY
from tests.threads import awaited

pytestmark = pytest.mark.browser
SESSIONS, ROUNDS, SECONDS = (20, 3, 20) if NIGHTLY else (8, 3, 6)
"""How many others there are, how often they choose, and for how long the file may be read."""
LABELS = codelists.load("topics").labels("de")
TOPICS = ("water", "waste_water", "mobility", "housing")


def comb(path: Path, teeth: int) -> Path:
    """Write an area whose outline crosses itself in ``teeth`` × ``teeth`` places: to repair it takes minutes."""
    upright = [(11 + (i // 2) * 1e-4, 48 + ((i + 1) // 2 % 2)) for i in range(2 * teeth)]
    across = [(11 + ((i + 1) // 2 % 2), 48 + (i // 2) * 1e-4) for i in range(2 * teeth)]
    ring = [*upright, *across, upright[0]]
    feature = {
        "type": "Feature",
        "properties": {"AGS": "09101000", "ARS": "091010000000", "GEN": "Kamm", "BEZ": "Gemeinde", "GF": 4},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return path


async def changes(url):
    """Open sessions and have all choose a topic at once, again and again; returns seconds and shown errors."""
    sessions = [await connect(url) for _number in range(SESSIONS)]
    seconds = []
    for number in range(ROUNDS):
        topic = LABELS[TOPICS[number % len(TOPICS)]]
        seconds += await asyncio.gather(*(session.run({"filter_topic": topic}) for session in sessions))
    for session in sessions:
        await session.socket.close()
    return seconds, sum(session.errors for session in sessions)


def test_others_work_on_while_the_worst_file_is_read(page, streamlit_server, tmp_path):
    limits = {"GEO_KOOP_CAGE_CPU_SECONDS": str(SECONDS), "GEO_KOOP_UPLOAD_MB": "50"}
    url = streamlit_server(APP, env=limits)
    before, errors = awaited(changes(url))
    assert errors == 0
    page.goto(f"{url}/eigene-daten")
    page.get_by_role("button", name="Durchsuchen").wait_for(timeout=WAIT)
    page.locator("input[type=file]").set_input_files(comb(tmp_path / "kamm.geojson", 1_000))
    page.get_by_role("button", name="Diese Daten verwenden").click(timeout=WAIT)
    # The browser's own thread has a loop that runs, and goes on meanwhile.
    others = ThreadPoolExecutor(1).submit(asyncio.run, changes(url))
    page.get_by_text(f"dauert länger als {SECONDS} Sekunden").wait_for(timeout=WAIT)
    during, errors = others.result()
    assert errors == 0
    assert len(during) == SESSIONS * ROUNDS
    # Two cores, one of them taken by the file: others wait longer, but not for the file.
    assert median(during) < 5 * median(before) + 1
    assert "Traceback" not in page.content()
