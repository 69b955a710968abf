"""Forty sessions that open at the same moment, cold: all succeed, and health is answered meanwhile."""

from concurrent.futures import ThreadPoolExecutor

from benchmarks.app_opening import opening
from tests.served import serving


def test_forty_sessions_open_at_once(tmp_path):
    with serving(tmp_path) as server:
        server.until(200)
        # In a thread of its own: a browser of other tests may have a loop that runs in this one.
        with ThreadPoolExecutor(1) as pool:
            opened = pool.submit(opening, server.url, f"http://127.0.0.1:{server.health_port}/health", 40).result()
    assert opened.failures == []
    assert opened.refused == 0
