"""Requests that never reach Streamlit: those of foreign pages, and on a local server those of anybody but the owner."""

import pytest

from geo_koop.app.guard.access import KEY
from geo_koop.app.guard.doors import Doors
from tests.threads import awaited

HERE = {"host": "localhost:8501", "origin": "http://localhost:8501"}
OWN = {**HERE, "cookie": "geo_koop_8501=geheim"}
UPLOAD = {"type": "http", "method": "PUT", "path": "/_stcore/upload_file/a/b"}
PAGE = {"type": "http", "method": "GET", "path": "/"}
SOCKET = {"type": "websocket", "path": "/_stcore/stream"}


def answered(scope, headers):
    """Return what comes back: ``passed`` where the app was asked, and the headers of its answer."""
    told = []

    async def app(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message):
        told.append(message)

    given = [(name.encode(), value.encode()) for name, value in headers.items()]
    awaited(Doors(app)({**scope, "headers": given}, None, send))
    if told[0].get("status") == 200:
        return "passed", dict(told[0]["headers"])
    return told[0].get("status", told[0]["type"]), {}


@pytest.fixture
def local(monkeypatch):
    monkeypatch.setenv(KEY, "geheim")


@pytest.mark.parametrize("origin", ["http://boese.example", "http://localhost:9999", "null"])
def test_a_foreign_page_opens_no_session(origin):
    assert answered(SOCKET, {**HERE, "origin": origin})[0] == "websocket.close"


def test_a_public_server_is_asked_by_any_name():
    assert answered(SOCKET, {"host": "ikz.example", "origin": "https://ikz.example"})[0] == "passed"
    assert answered(PAGE, {"host": "ikz.example"}) == ("passed", {})
    assert answered(UPLOAD, {"host": "ikz.example"})[0] == "passed"


def test_a_local_server_is_asked_by_its_own_name_alone(local):
    assert (
        answered(SOCKET, {"host": "boese.example:8501", "origin": "http://boese.example:8501"})[0] == "websocket.close"
    )
    assert answered(PAGE, {"host": "boese.example:8501"})[0] == 403
    assert answered(SOCKET, HERE)[0] == "passed"


def test_a_local_server_takes_files_from_its_owner_alone(local):
    assert answered(UPLOAD, HERE)[0] == 403
    assert answered(UPLOAD, {**OWN, "cookie": "geo_koop_8501=falsch"})[0] == 403
    assert answered(UPLOAD, {**OWN, "x-forwarded-for": "10.0.0.1"})[0] == 403
    assert answered(UPLOAD, OWN)[0] == "passed"


def test_a_local_server_stands_in_no_foreign_frame(local):
    _passed, headers = answered(PAGE, HERE)
    assert headers[b"x-frame-options"] == b"SAMEORIGIN"
    assert headers[b"content-security-policy"] == b"frame-ancestors 'self'"
