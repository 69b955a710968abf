"""The app behind nginx: base path, websocket, cache, compression, security headers, and a log that names nobody."""

import http.client
import http.server
import json
import os
import re
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

import pytest

from benchmarks.session import connect
from geo_koop.app.guard import turns
from geo_koop.app.navigation import PAGES
from tests.browser.everywhere import SHOWN, troubles, visit
from tests.browser.test_app import WAIT
from tests.browser.test_own_data import uploaded
from tests.conftest import NIGHTLY
from tests.served import free_ports, serving
from tests.threads import awaited

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
NGINX = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
BASE = "/ikz/karte"


UPLOAD_MB = 10


@pytest.fixture(scope="module")
def nginx(tmp_path_factory):
    """Start nginx with the template; returns its address, its log, and its folder."""
    if NGINX is None:
        message = "OPERATION TESTS SKIPPED: no nginx found (Debian: apt install nginx-light)"
        if os.environ.get("GEO_KOOP_REQUIRE_BROWSER"):
            pytest.fail(message)
        pytest.skip(message)
    started = []

    def start(app_port, health_port, *, path=BASE, upload_mb=UPLOAD_MB):
        folder = tmp_path_factory.mktemp("nginx")
        (port,) = free_ports(1)
        write(folder, port, app_port, health_port, path, upload_mb)
        command = [NGINX, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
        checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr
        assert "warn" not in checked.stderr
        started.append(subprocess.Popen(command))
        for _try in range(50):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert started[-1].poll() is None, (folder / "error.log").read_text()
            time.sleep(0.1)
        return f"http://127.0.0.1:{port}{path}", folder / "access.log"

    yield start
    for server in started:
        server.terminate()
        server.wait(timeout=10)


def write(folder, port, app_port, health_port, path, upload_mb):
    settings = {
        "GEO_KOOP_UPSTREAM": f"127.0.0.1:{app_port}",
        "GEO_KOOP_HEALTH": f"127.0.0.1:{health_port}",
        "GEO_KOOP_PATH": path,
        "GEO_KOOP_LISTEN": f"0.0.0.0:{port}",
        "GEO_KOOP_UPLOAD_MB": upload_mb,
        "GEO_KOOP_PROXY_CACHE": str(folder / "cache"),
        "GEO_KOOP_ACCESS_LOG": str(folder / "access.log"),
    }
    site = Template((ROOT / "deploy" / "geo_koop.conf.template").read_text(encoding="utf-8"))
    (folder / "site.conf").write_text(site.safe_substitute(settings), encoding="utf-8")
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user}pid {folder}/pid;\ndaemon off;\nerror_log {folder}/error.log;\n"
        f"events {{ worker_connections 2048; }}\nhttp {{\n"
        f"types {{ text/html html; application/javascript js; text/css css; application/json json; }}\n"
        f"{temporary}include {folder}/site.conf;\n}}\n",
        encoding="utf-8",
    )


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Run the app as operators do."""
    env = {"GEO_KOOP_UPLOAD_MB": str(UPLOAD_MB), "GEO_KOOP_LOG": "json"}
    with serving(tmp_path_factory.mktemp("serve"), path=BASE, env=env) as server:
        server.until(200)
        # Until a first run has named the pages, Streamlit takes those of the folder "pages" beside the entry.
        awaited(connect(f"{server.url}{BASE}"))
        yield server


@pytest.fixture(scope="module")
def proxied(nginx, served):
    """Return the address of the app behind nginx, and the file of its log."""
    return nginx(served.port, served.health_port)


def answer(url, **headers):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as response:
        return response.headers, response.read()


def rows_of(log):
    """Return what the log of the proxy tells by now; the last row may still be being written."""
    return [json.loads(row) for row in log.read_text().splitlines(keepends=True) if row.endswith("\n")]


def told(log, path=None, *, times=1):
    """Wait until the log of the proxy has so many rows of a path, or of all; returns these."""
    for _try in range(100):
        found = [row for row in rows_of(log) if path in (None, row["path"])]
        if len(found) >= times:
            break
        time.sleep(0.1)
    return found


def test_what_never_changes_is_cached_and_compressed_and_the_page_names_no_third_party(proxied):
    url, log = proxied
    headers, body = answer(f"{url}/")
    assert headers["Cache-Control"] == "no-cache"
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "http" not in headers["Content-Security-Policy"]
    script = re.search(r"static/js/[^\"]+\.js", body.decode())[0]
    answer(f"{url}/{script}")
    headers, _body = answer(f"{url}/{script}", **{"Accept-Encoding": "gzip"})
    assert "immutable" in headers["Cache-Control"]
    assert headers["Content-Encoding"] == "gzip"
    assert any(row["cache"] == "HIT" for row in told(log, f"{BASE}/{script}", times=2))


@pytest.mark.parametrize(
    "path", ["static/js/next.0123abcd.js", "static/css/next.css", "x/static/media/y", "component/z/vendor/a-1.0.js"]
)
def test_a_file_that_is_not_there_takes_no_place_from_one_that_comes(proxied, path):
    url, log = proxied
    for _time in range(2):
        try:
            headers, _body = answer(f"{url}/{path}")
        except urllib.error.HTTPError as error:
            headers = error.headers
        assert headers["Cache-Control"] == "no-cache"
    assert [row["cache"] for row in told(log, f"{BASE}/{path}", times=2)] == ["MISS", "MISS"]


def test_every_page_works_behind_the_proxy_within_its_rules(new_tab, proxied):
    url, _log = proxied
    broken = []
    new_tab.add_init_script(
        "document.addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective + ' ' "
        "+ e.blockedURI))"
    )
    new_tab.on("console", lambda m: broken.append(m.text) if m.text.startswith("CSP") else None)
    for name in PAGES if NIGHTLY else ("map", "cooperations", "coverage", "own_data"):
        visit(new_tab, url, name, **SHOWN.get(name, {}))
        assert troubles(new_tab) == [], name
        if name == "coverage":
            new_tab.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first.wait_for(timeout=WAIT)
        if name == "cooperations":
            with new_tab.expect_download(timeout=WAIT) as download:
                new_tab.locator("[class*=st-key-][class*=_csv] button").first.click()
            assert download.value.path().stat().st_size > 100
        assert broken == [], name
    new_tab.get_by_role("combobox", name="Suche").fill("Garchng")
    new_tab.get_by_role("option", name="Garching b.München").wait_for(timeout=WAIT)
    assert broken == []
    new_tab.geo_requests.check()


def test_uploads_pass_the_proxy_and_are_not_cached(page, proxied):
    url, _log = proxied
    uploaded(page, url)
    (geometry,) = [u for u in page.geo_requests.urls if urlsplit(u).path.startswith(f"{BASE}/media/")]
    headers, _body = answer(geometry)
    assert headers["Cache-Control"] == "no-cache"
    page.geo_requests.check()


def test_the_log_of_the_proxy_names_nobody(proxied):
    url, log = proxied
    answer(f"{url}/daten?municipality=09184119", **{"User-Agent": "Geheim/1.0", "Referer": f"{url}/?q=geheim"})
    assert told(log, f"{BASE}/daten")
    text = log.read_text()
    assert not [word for word in ("09184119", "Geheim", "geheim", "127.0.0.1") if word in text]


def test_the_log_of_the_proxy_tells_no_name_that_opens_a_session_or_its_files(proxied):
    url, log = proxied
    before = len(rows_of(log))
    for path in ("_stcore/upload_file/geheim-a/geheim-b", "media/geheim-c.csv", "//media//geheim-d.csv"):
        asked(url, source="127.0.5.1", path=f"/{path}")
    assert f"{BASE}/media/..." in [row["path"] for row in told(log, times=before + 3)]
    text = log.read_text()
    assert "geheim" not in text


def asked(url, *, source, method="GET", path="", headers=(), body=b"", keep=None):
    """Ask from an address of this machine, so that limits touch no other test; returns the status."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20, source_address=(source, 0))
    try:
        connection.request(method, f"{parts.path}{path}", body or None, dict(headers))
        response = connection.getresponse()
        if keep is None:
            response.read()
        return response.status
    except (ConnectionResetError, BrokenPipeError):
        return 0
    finally:
        if keep is None:
            connection.close()
        else:
            keep.append(connection)


SOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def test_health_is_answered_by_the_parent_on_the_path_of_the_page(proxied, nginx):
    url, _log = proxied
    assert asked(url, source="127.0.0.2", path="/health") == 200
    lonely, _log = nginx(*free_ports(2))
    assert asked(lonely, source="127.0.0.2", path="/health") == 502


def test_the_configuration_holds_at_the_root_and_without_uploads(nginx, served):
    url, _log = nginx(served.port, served.health_port, path="", upload_mb=0)
    assert asked(url, source="127.0.0.2", path="/health") == 200
    upload = {"method": "PUT", "path": "/_stcore/upload_file/a/b"}
    assert asked(url, source="127.0.0.2", body=b"x" * 2_000, **upload) == 413


def test_a_body_is_taken_for_an_upload_up_to_its_size_alone(proxied):
    url, _log = proxied
    most = UPLOAD_MB * 1_000_000
    upload = {"method": "PUT", "path": "/_stcore/upload_file/a/b", "source": "127.0.0.3"}
    assert asked(url, headers={"Content-Length": str(most * 2)}, **upload) == 413
    # nginx lets it pass; the app knows no such visitor, and may say so before it has read all
    assert asked(url, body=b"x" * most, **upload) in (403, 502)
    assert asked(url, method="POST", path="/", body=b"x" * 100_000, source="127.0.0.3") == 413


def test_headers_that_are_too_long_are_refused(proxied):
    url, _log = proxied
    assert asked(url, source="127.0.0.3", path="/", headers={"Cookie": "a" * 40_000}) == 400
    assert asked(url, source="127.0.0.3", path="/?" + "a" * 40_000) == 414


def test_a_flood_of_uploads_is_refused(proxied):
    url, _log = proxied
    upload = {"method": "PUT", "path": "/_stcore/upload_file/a/b", "source": "127.0.0.4"}
    statuses = [asked(url, body=b"x", **upload) for _number in range(60)]
    assert 429 in statuses
    assert statuses[:10] == [403] * 10
    assert asked(url, **{**upload, "source": "127.0.0.5"}, body=b"x") == 403


def test_a_flood_of_sessions_is_refused_and_others_open_theirs(proxied):
    url, _log = proxied
    kept = []
    opening = {"path": "/_stcore/stream", "headers": SOCKET, "keep": kept}
    statuses = [asked(url, source="127.0.0.6", **opening) for _number in range(330)]
    assert statuses[:100] == [101] * 100
    assert 429 in statuses
    assert asked(url, source="127.0.0.7", **opening) == 101
    assert asked(url, source="127.0.0.7", path="/health") == 200
    for connection in kept:
        connection.close()


@pytest.fixture
def upstream():
    """Return the port of a server that takes note of what the proxy hands on."""
    heard = []

    class Upstream(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            heard.append(dict(self.headers))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1], heard
    server.shutdown()
    server.server_close()


def test_visitors_are_told_apart_by_a_number_that_is_not_their_address(nginx, upstream):
    port, heard = upstream
    url, _log = nginx(port, *free_ports(1))
    forged = {**SOCKET, turns.HEADER: "42"}
    for source in ("127.0.0.20", "127.0.0.21", "127.0.0.20"):
        asked(url, source=source, path="/_stcore/stream", headers=forged)
    numbers = [headers[turns.HEADER] for headers in heard]
    assert all(re.fullmatch(r"\d{3}", number) for number in numbers)
    assert numbers[0] == numbers[2] != numbers[1]
    assert all("127.0.0.2" not in value for headers in heard for value in headers.values())


def test_twenty_people_of_one_office_open_pages_of_150_files(proxied):
    url, _log = proxied
    _headers, body = answer(f"{url}/")
    script = "/" + re.search(r"static/js/[^\"]+\.js", body.decode())[0]
    with ThreadPoolExecutor(20) as people:
        statuses = set(people.map(lambda _n: asked(url, source="127.0.0.8", path=script), range(20 * 150)))
    assert statuses == {200}


def test_who_sends_slowly_is_let_go(proxied):
    url, _log = proxied
    address = (urlsplit(url).hostname, urlsplit(url).port)
    slow = [socket.create_connection(address, timeout=30, source_address=("127.0.0.9", 0)) for _number in range(50)]
    for each in slow:
        each.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-a: ")
    assert asked(url, source="127.0.0.9", path="/health") == 200
    for each in slow:
        with suppress(ConnectionResetError):
            assert each.recv(1) == b""
        each.close()
