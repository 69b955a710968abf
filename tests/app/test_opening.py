"""Sessions that open at the same moment, cold: all succeed, and health is answered meanwhile."""

from benchmarks.app_opening import opening
from tests.conftest import NIGHTLY
from tests.served import serving
from tests.threads import in_thread

SESSIONS = 40 if NIGHTLY else 12


def test_many_sessions_open_at_once(tmp_path):
    with serving(tmp_path) as server:
        server.until(200)
        opened = in_thread(opening, server.url, f"http://127.0.0.1:{server.health_port}/health", SESSIONS)
    assert opened.failures == []
    assert opened.refused == 0
