"""Downloads from a local server with the faults of real ones: nothing here leaves this computer."""

import errno
import hashlib
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from geo_koop.errors import InputError, OutputError, UsageError
from geo_koop.intake.areas import fetch

CONTENT = bytes(range(256)) * 4_000
SHA = hashlib.sha256(CONTENT).hexdigest()


class Server:
    """What the server has and how it fails; ``asked`` lists path and Range of each request."""

    def __init__(self):
        self.files = {"/vg/2024/a.zip": CONTENT}
        self.asked = []
        self.cuts = []
        self.ranges, self.etag, self.status = True, True, None
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                # Who was cut off, or has enough, hangs up.
                with suppress(ConnectionError):
                    outer.answer(self)

            def log_message(self, *_arguments):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def url(self, path="/vg/2024/a.zip"):
        return f"http://127.0.0.1:{self.http.server_port}{path}"

    def answer(self, request):
        content = self.files.get(request.path)
        self.asked.append((request.path, request.headers.get("Range")))
        if self.status or content is None:
            request.send_error(self.status or 404)
            return
        mark = f'"{hashlib.md5(content).hexdigest()}"'
        if request.headers.get("If-None-Match") == mark:
            request.send_response(304)
            request.end_headers()
            return
        begin = 0
        if self.ranges and request.headers.get("Range") and request.headers.get("If-Range") == mark:
            begin = int(request.headers["Range"].removeprefix("bytes=").rstrip("-"))
        request.send_response(206 if begin else 200)
        if self.etag:
            request.send_header("ETag", mark)
        rest = content[begin:]
        request.send_header("Content-Length", str(len(rest)))
        request.end_headers()
        request.wfile.write(rest[: self.cuts.pop(0)] if self.cuts else rest)


@pytest.fixture
def server():
    made = Server()
    yield made
    made.http.shutdown()
    made.http.server_close()


@pytest.fixture
def get(server, tmp_path):
    def _get(*paths, **options):
        urls = tuple(server.url(path) for path in paths) or (server.url(),)
        return fetch.fetch(urls, tmp_path / "lager", "vg250-2024", pause=0.0, **options)

    return _get


def test_an_archive_is_fetched_once_and_kept_with_its_checksum(server, get):
    steps = []
    first = get(advance=lambda done, whole: steps.append((done, whole)))
    assert (first.sha256, first.already_there, first.path.read_bytes() == CONTENT) == (SHA, False, True)
    assert steps[0] == (0, len(CONTENT))
    assert steps[-1] == (len(CONTENT), len(CONTENT))
    again = get()
    assert (again.sha256, again.already_there) == (SHA, True)
    assert len(server.asked) == 1
    assert not list(first.path.parent.glob("*.part*"))


def test_a_cut_connection_is_taken_up_where_it_ended(server, get):
    server.cuts = [300_000, 200_000]
    assert get().path.read_bytes() == CONTENT
    begun = [int(asked[1].removeprefix("bytes=").rstrip("-")) for asked in server.asked[1:]]
    assert len(begun) == 2
    assert 0 < begun[0] <= 300_000
    assert begun[0] < begun[1] <= 500_000


@pytest.mark.parametrize("lacking", ["ranges", "etag"])
def test_without_range_or_mark_it_begins_anew(server, get, lacking):
    setattr(server, lacking, False)
    server.cuts = [300_000]
    assert get().path.read_bytes() == CONTENT


def test_what_was_begun_is_taken_up_by_the_next_call(server, get):
    server.cuts = [100_000] * fetch.ATTEMPTS
    with pytest.raises(InputError, match=r"cut 4 times"):
        get()
    server.asked.clear()
    assert get().path.read_bytes() == CONTENT
    assert server.asked[0][1]


def test_an_archive_that_changed_meanwhile_is_not_mixed(server, get):
    server.cuts = [100_000] * fetch.ATTEMPTS
    with pytest.raises(InputError):
        get()
    server.files["/vg/2024/a.zip"] = CONTENT[::-1]
    assert get().path.read_bytes() == CONTENT[::-1]


def test_no_such_edition(server, get):
    with pytest.raises(InputError, match=r"no such edition at .*/vg/1999/a\.zip"):
        get("/vg/1999/a.zip")
    assert len(server.asked) == 1


def test_the_second_address_is_tried_where_the_first_does_not_exist(server, get):
    assert get("/vg/2024/neu.zip", "/vg/2024/a.zip").url.endswith("/vg/2024/a.zip")


@pytest.mark.parametrize(("status", "message"), [(503, "cannot be reached"), (403, "answers 403")])
def test_a_server_that_refuses(server, get, status, message):
    server.status = status
    with pytest.raises(InputError, match=message):
        get()


def test_nobody_there(tmp_path):
    with pytest.raises(InputError, match=r"127\.0\.0\.1:9 cannot be reached"):
        fetch.fetch(("http://127.0.0.1:9/a.zip",), tmp_path, "a", pause=0.0)


def test_a_wrong_checksum_is_refused_and_not_kept(get, tmp_path):
    with pytest.raises(InputError, match="and not 0000"):
        get(expected="0" * 64)
    assert not list((tmp_path / "lager").glob("*.zip"))
    assert get(expected=SHA.upper()).sha256 == SHA


def test_a_damaged_archive_is_fetched_anew_and_compared(server, get):
    remaining = get().path
    remaining.write_bytes(b"halb")
    assert get().path.read_bytes() == CONTENT
    remaining.write_bytes(b"halb")
    server.files["/vg/2024/a.zip"] = CONTENT + b"!"
    with pytest.raises(InputError, match=r"differs from the one of 20\d\d-.*was " + SHA):
        get()
    assert get(accept=True).path.read_bytes() == CONTENT + b"!"


def test_the_newest_edition_is_asked_for_and_only_fetched_when_it_changed(server, get):
    get(moving=True)
    assert get(moving=True).already_there
    server.files["/vg/2024/a.zip"] = CONTENT + b"neu"
    newer = get(moving=True)
    assert not newer.already_there
    assert newer.path.read_bytes().endswith(b"neu")


def test_a_full_disk(get, monkeypatch):
    plain = Path.open

    def full(self, *arguments, **options):
        if self.suffix == ".part":
            raise OSError(errno.ENOSPC, "No space left on device")
        return plain(self, *arguments, **options)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(OutputError, match="No space left"):
        get()


# ------------------------------------------------------------ addresses


def test_addresses_of_the_products():
    where = fetch.source()
    assert fetch.addresses("vg250", "2024", where)[0] == (
        "https://daten.gdz.bkg.bund.de/produkte/vg/vg250_ebenen_0101/2024/vg250_01-01.utm32s.gpkg.ebenen.zip"
    )
    assert "/aktuell/" in fetch.addresses("vg5000", None, where)[0]
    assert fetch.host(fetch.addresses("vg25", None, where)[0]) == "daten.gdz.bkg.bund.de"
    assert set(where.products) == {"vg250", "vg250-ew", "vg25", "vg1000", "vg5000"}


def test_wrong_products_years_and_lists(tmp_path):
    where = fetch.source()
    with pytest.raises(UsageError, match=r"no product vg99.*\n.*vg250-ew"):
        fetch.addresses("vg99", None, where)
    for year in ("24", "../x", "heute"):
        with pytest.raises(UsageError, match="no year"):
            fetch.addresses("vg250", year, where)
    path = tmp_path / "s.yaml"
    for text in ("[", "a: 1", "base: ftp://x\nproducts: {}\n", "base: x\nproducts: [1]"):
        path.write_text(text)
        with pytest.raises(UsageError, match=r"no list of downloads|no address"):
            fetch.source(path)
