"""All files of a session together have a limit, and nothing that was stored stays in memory."""

import asyncio

import pytest

from geo_koop.app import session_uploads
from geo_koop.errors import InputError, UsageError
from tests.app.test_pages import calm, texts
from tests.app.test_session_data import boundaries, given, pressed, records

PATH = "/base/_stcore/upload_file/me/one"


def answered(*, method="PUT", path=PATH, length=b"1000", held=0):
    """Return the status that the guard answers; 0 where it lets the request pass."""
    statuses = []

    async def passed(scope, receive, send):
        statuses.append(0)

    async def send(message):
        statuses.append(message.get("status"))

    headers = [] if length is None else [(b"content-length", length)]
    scope = {"type": "http", "method": method, "path": path, "headers": headers}
    asyncio.run(session_uploads.Guard(passed, lambda session: held)(scope, None, send))
    return statuses[0]


def test_uploads_beside_the_page_have_the_same_limits(monkeypatch):
    monkeypatch.setenv("GEO_KOOP_UPLOAD_MB", "10")
    monkeypatch.setenv("GEO_KOOP_SESSION_MB", "30")
    assert answered() == 0
    assert answered(length=b"10000000") == 0
    assert answered(length=b"11000000") == 413
    assert answered(held=25_000_000, length=b"4000000") == 0
    assert answered(held=25_000_000, length=b"6000000") == 413
    assert answered(length=None) == 411
    assert answered(length=b"-1") == 411
    assert answered(length=None, method="DELETE") == 0
    assert answered(length=None, path="/base/_stcore/health", method="GET") == 0


def test_without_uploads_none_is_taken_past_the_page(monkeypatch):
    monkeypatch.setenv("GEO_KOOP_UPLOAD_MB", "0")
    assert answered(length=b"1") == 403


def test_the_limit_of_a_session_is_a_number(monkeypatch):
    assert session_uploads.limit({}) == 400
    assert session_uploads.limit({"GEO_KOOP_SESSION_MB": "20"}) == 20
    with pytest.raises(UsageError, match="GEO_KOOP_SESSION_MB"):
        session_uploads.limit({"GEO_KOOP_SESSION_MB": "viel"})


def test_a_session_beyond_its_limit_takes_no_more(monkeypatch):
    monkeypatch.setenv("GEO_KOOP_SESSION_MB", "0")
    with pytest.raises(InputError, match="1 MB; 0 MB are allowed"):
        session_uploads.require(1)


def test_the_page_refuses_files_beyond_the_limit_of_the_session(monkeypatch):
    monkeypatch.setenv("GEO_KOOP_SESSION_MB", "0")
    assert "erlaubt sind 0 MB" in given(boundaries()).error[0].value


def test_files_that_were_stored_are_used_though_memory_holds_them_no_more():
    test = calm(given(boundaries(), *records()))
    calm(test.run())
    calm(pressed(test))
    assert "Niemand sonst sieht sie" in texts(test)
