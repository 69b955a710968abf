"""All files of a session together have a limit, and nothing that was stored stays in memory."""

import asyncio
import http.client
import os
import subprocess
import sys
import time
import urllib.request
from contextlib import closing, suppress

import pytest
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from geo_koop.app.guard import uploads
from geo_koop.errors import InputError, UsageError
from tests.app.data.test_session_data import boundaries, given, pressed, records
from tests.app.test_pages import calm, texts
from tests.served import free_ports
from tests.threads import awaited

PATH = "/base/_stcore/upload_file/me/one"


def answered(*, method="PUT", path=PATH, length=b"1000", held=0, others=0):
    """Return the status that the guard answers; 0 where it lets the request pass."""
    statuses = []

    async def passed(scope, receive, send):
        statuses.append(0)

    async def send(message):
        statuses.append(message.get("status"))

    headers = [] if length is None else [(b"content-length", length)]
    scope = {"type": "http", "method": method, "path": path, "headers": headers}
    awaited(uploads.Guard(passed, lambda session: (held, held + others))(scope, None, send))
    return statuses[0]


def test_uploads_beside_the_page_have_the_same_limits(monkeypatch):
    monkeypatch.setenv("GEO_KOOP_UPLOAD_MB", "10")
    monkeypatch.setenv("GEO_KOOP_SESSION_MB", "30")
    assert answered() == 0
    assert answered(length=b"10000000") == 0
    assert answered(length=b"11000000") == 413
    assert answered(held=25_000_000, length=b"4000000") == 0
    assert answered(held=25_000_000, length=b"6000000") == 413
    assert answered(others=121_000_000) == 503
    assert answered(length=None) == 411
    assert answered(length=b"-1") == 411
    assert answered(length=None, method="DELETE") == 0
    assert answered(length=None, path="/base/_stcore/health", method="GET") == 0


def test_without_uploads_none_is_taken_past_the_page(monkeypatch):
    monkeypatch.setenv("GEO_KOOP_UPLOAD_MB", "0")
    assert answered(length=b"1") == 403


def test_the_limit_of_a_session_is_a_number(monkeypatch):
    assert uploads.limit({}) == 400
    assert uploads.limit({"GEO_KOOP_SESSION_MB": "20"}) == 20
    with pytest.raises(UsageError, match="GEO_KOOP_SESSION_MB"):
        uploads.limit({"GEO_KOOP_SESSION_MB": "viel"})


def test_a_session_beyond_its_limit_takes_no_more(monkeypatch):
    monkeypatch.setenv("GEO_KOOP_SESSION_MB", "0")
    with pytest.raises(InputError, match="1 MB; 0 MB are allowed"):
        uploads.require(1)


def test_the_page_refuses_files_beyond_the_limit_of_the_session(monkeypatch):
    monkeypatch.setenv("GEO_KOOP_SESSION_MB", "0")
    assert "erlaubt sind 0 MB" in given(boundaries()).error[0].value


def test_files_that_were_stored_are_used_though_memory_holds_them_no_more():
    test = calm(given(boundaries(), *records()))
    calm(test.run())
    calm(pressed(test))
    assert "Niemand sonst sieht sie" in texts(test)


SERVER = """
from starlette.middleware import Middleware
from streamlit.starlette import App
from geo_koop.app.guard.uploads import Guard
app = App("script.py", middleware=[Middleware(Guard)])
"""


async def _session(url):
    """Return an open session and its id."""
    socket = await websockets.connect(url.replace("http", "ws") + "/_stcore/stream", subprotocols=["streamlit"])
    asked = BackMsg()
    asked.rerun_script.query_string = ""
    await socket.send(asked.SerializeToString())
    while True:
        told = ForwardMsg()
        told.ParseFromString(await socket.recv())
        if told.WhichOneof("type") == "new_session":
            return socket, told.new_session.initialize.session_id


def _put(url, session, number):
    body = (
        b'--X\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n' + b"a" * 900_000 + b"\r\n--X--\r\n"
    )
    headers = {"Content-Type": "multipart/form-data; boundary=X"}
    with closing(http.client.HTTPConnection(url.removeprefix("http://"))) as connection:
        # Who refuses answers before all is read, and closes: the answer is there nonetheless.
        with suppress(BrokenPipeError):
            connection.request("PUT", f"/_stcore/upload_file/{session}/{number}", body, headers)
        return connection.getresponse().status


async def _uploads(url):
    first, name = await _session(url)
    statuses = [await asyncio.to_thread(_put, url, name, number) for number in range(4)]
    others = [await _session(url) for _number in range(4)]
    others_statuses = [await asyncio.to_thread(_put, url, each[1], number) for each in others for number in range(2)]
    await asyncio.gather(first.close(), *(socket.close() for socket, _name in others))
    await asyncio.sleep(1)
    last, name = await _session(url)
    again = await asyncio.to_thread(_put, url, name, 0)
    await last.close()
    return statuses, others_statuses, again


def test_a_server_takes_no_more_than_some_sessions_hold_and_forgets_those_that_left(tmp_path):
    (tmp_path / "script.py").write_text("import streamlit as st\nst.title('x')\n")
    (tmp_path / "server.py").write_text(SERVER)
    (port,) = free_ports(1)
    env = {
        **os.environ,
        "GEO_KOOP_UPLOAD_MB": "1",
        "GEO_KOOP_SESSION_MB": "2",
        "STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION": "false",
    }
    command = [sys.executable, "-m", "streamlit", "run", "server.py", "--server.headless=true", f"--server.port={port}"]
    with subprocess.Popen(command, env=env, cwd=tmp_path, stdout=subprocess.DEVNULL) as server:
        try:
            url = f"http://127.0.0.1:{port}"
            for _try in range(300):
                try:
                    urllib.request.urlopen(f"{url}/_stcore/health").close()
                    break
                except OSError:
                    time.sleep(0.1)
            statuses, others, again = awaited(_uploads(url))
        finally:
            server.terminate()
    assert statuses == [204, 204, 413, 413]
    assert 503 in others
    assert others.count(204) == 6
    assert again == 204
