"""The app behind nginx: base path, websocket, cache, compression, security headers, and a log that names nobody."""

import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

import pytest

from geo_koop.app.navigation import PAGES
from tests.browser.everywhere import SHOWN, troubles, visit
from tests.browser.test_app import APP, WAIT, served_by_us
from tests.browser.test_own_data import uploaded

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
NGINX = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
BASE = "/ikz/karte"


@pytest.fixture(scope="module")
def proxied(streamlit_server, tmp_path_factory):
    """Return the address of the app behind nginx, and the file of its log."""
    if NGINX is None:
        message = "OPERATION TESTS SKIPPED: no nginx found (Debian: apt install nginx-light)"
        if os.environ.get("GEO_KOOP_REQUIRE_BROWSER"):
            pytest.fail(message)
        pytest.skip(message)
    folder = tmp_path_factory.mktemp("nginx")
    app = urlsplit(streamlit_server(APP, options=["--server.baseUrlPath", BASE.strip("/")]))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {
        "GEO_KOOP_UPSTREAM": app.netloc,
        "GEO_KOOP_PATH": BASE,
        "GEO_KOOP_LISTEN": f"127.0.0.1:{port}",
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
        f"{user}pid {folder}/pid;\ndaemon off;\nerror_log {folder}/error.log;\nevents {{}}\nhttp {{\n"
        f"types {{ text/html html; application/javascript js; text/css css; application/json json; }}\n"
        f"{temporary}include {folder}/site.conf;\n}}\n",
        encoding="utf-8",
    )
    server = subprocess.Popen([NGINX, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")])
    url = f"http://127.0.0.1:{port}{BASE}"
    for _try in range(50):
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=2).close()
            break
        except OSError:
            assert server.poll() is None, (folder / "error.log").read_text()
            time.sleep(0.2)
    yield url, folder / "access.log"
    server.terminate()
    server.wait(timeout=10)


def answer(url, **headers):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as response:
        return response.headers, response.read()


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
    time.sleep(0.3)
    assert any(json.loads(row)["cache"] == "HIT" for row in log.read_text().splitlines())


def test_every_page_works_behind_the_proxy_within_its_rules(page, proxied):
    url, _log = proxied
    broken = []
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective + ' ' "
        "+ e.blockedURI))"
    )
    page.on("console", lambda m: broken.append(m.text) if m.text.startswith("CSP") else None)
    for name in PAGES:
        visit(page, url, name, **SHOWN.get(name, {}))
        assert troubles(page) == [], name
        if name == "coverage":
            page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first.wait_for(timeout=WAIT)
        if name == "cooperations":
            with page.expect_download(timeout=WAIT) as download:
                page.locator("[class*=st-key-][class*=_csv] button").first.click()
            assert download.value.path().stat().st_size > 100
        assert broken == [], name
    served_by_us(page)


def test_uploads_pass_the_proxy_and_are_not_cached(page, proxied):
    url, _log = proxied
    uploaded(page, url)
    (geometry,) = [u for u in page.geo_requests.urls if urlsplit(u).path.startswith(f"{BASE}/media/")]
    headers, _body = answer(geometry)
    assert headers["Cache-Control"] == "no-cache"
    served_by_us(page)


def test_the_log_of_the_proxy_names_nobody(proxied):
    url, log = proxied
    answer(f"{url}/daten?municipality=09184119", **{"User-Agent": "Geheim/1.0", "Referer": f"{url}/?q=geheim"})
    time.sleep(0.3)
    text = log.read_text()
    assert f"{BASE}/daten" in [json.loads(row)["path"] for row in text.splitlines()]
    assert not [word for word in ("09184119", "Geheim", "geheim", "127.0.0.1") if word in text]
