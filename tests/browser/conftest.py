"""Fixtures of the browser tests: a Streamlit server on a free port, and a page that logs its requests.

The tests skip, loudly, where no Chromium is found; set ``GEO_KOOP_REQUIRE_BROWSER=1`` to make that a
failure.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest

collect_ignore = ["apps"]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
SIZE = {"width": 1440, "height": 900}
LOCAL = ("localhost", "127.0.0.1")
STILL = """const animate = Element.prototype.animate;
Element.prototype.animate = function (frames, options) {
  return animate.call(this, frames, {...(typeof options === "number" ? {} : options), duration: 0});
};"""
"""Streamlit unfolds an expander for half a second, whatever a user asks of motion: what is pressed meanwhile on a busy
machine has moved away before the button of the mouse is up. No person is as quick."""


class RequestLog:
    """What a page asked for.

    Attributes
    ----------
    urls, failed, console : list of str
        All requests; those that failed or were answered with an error; and errors of the console and
        of scripts. What the browser itself gave up because the page went on (``ERR_ABORTED``) is no failure.
    """

    def __init__(self, page) -> None:
        self.urls: list[str] = []
        self.failed: list[str] = []
        self.console: list[str] = []
        page.on("request", lambda request: self.urls.append(request.url))
        page.on("websocket", lambda socket: self.urls.append(socket.url))
        page.on("requestfailed", self.fail)
        page.on("response", lambda r: self.failed.append(f"{r.url}: {r.status}") if r.status >= 400 else None)
        page.on("console", lambda message: self.console.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.console.append(str(error)))

    def fail(self, request) -> None:
        """Note a failed request, unless the browser itself gave it up."""
        if "ERR_ABORTED" not in (request.failure or ""):
            self.failed.append(f"{request.url}: {request.failure}")

    def check(self) -> None:
        """Fail where a request failed or left this machine, or a script complained."""
        foreign = [
            u
            for u in self.urls
            if (h := urlsplit(u)).scheme in ("http", "https", "ws", "wss") and h.hostname not in LOCAL
        ]
        assert not foreign, f"requests to third parties: {foreign}"
        assert not self.failed, f"failed requests: {self.failed}"
        assert not self.console, f"errors in the console: {self.console}"


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """A headless Chromium that resolves no name but localhost."""
    if CHROMIUM is None:
        message = "BROWSER TESTS SKIPPED: no Chromium found (Debian: apt install chromium)"
        if os.environ.get("GEO_KOOP_REQUIRE_BROWSER"):
            pytest.fail(message)
        warnings.warn(message, stacklevel=1)
        pytest.skip(message)
    playwright = pytest.importorskip("playwright.sync_api", reason="BROWSER TESTS SKIPPED: playwright is missing")
    with playwright.sync_playwright() as p:
        chromium = p.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def window(browser) -> Iterator[object]:
    """A browser window whose cache stays: the scripts of Streamlit are fetched and compiled once for all tests."""
    context = browser.new_context(viewport=SIZE, locale="de-DE")
    context.add_init_script(STILL)
    yield context
    context.close()


USES_OF_A_TAB = 40
"""Tests that share a tab, one after the other: its memory grows."""
AS_IT_IS = dict.fromkeys(("media", "color_scheme", "reduced_motion", "forced_colors", "contrast"), "null")
EMPTY = "about:blank"
STAYING = ("add_init_script", "expose_binding", "expose_function", "route_web_socket")
"""What cannot be taken away from a page again."""


class Tab:
    """A tab that is used again: its process has compiled the scripts of Streamlit, which takes a new one seconds.

    What a test may have left behind is taken away: listeners, routes, size and media of the window, where the mouse is,
    all that a site has stored. Scripts that a test adds to a page stay in it: such a test takes ``new_tab``.

    Parameters
    ----------
    shared : bool
        Whether further tests come: what would stay is refused then.
    """

    def __init__(self, window, *, shared: bool) -> None:
        self._window, self._shared = window, shared
        self._page = None
        self._uses = 0

    @contextmanager
    def used(self) -> Iterator[object]:
        """Give the page to a test."""
        if self._page is None or self._page.is_closed() or self._uses >= USES_OF_A_TAB:
            self._renew()
        self._uses += 1
        page, listening = self._page, []
        listen = type(page).on, type(page).once

        def hear(how, event, listener):
            listening.append((event, listener))
            return how(page, event, listener)

        page.on, page.once = partial(hear, listen[0]), partial(hear, listen[1])
        page.geo_requests = RequestLog(page)
        if self._shared:
            for name in STAYING:
                setattr(page, name, partial(_refuse, name))
        try:
            yield page
        finally:
            del page.on, page.once
            for event, listener in listening:
                with suppress(KeyError):  # heard once
                    page.remove_listener(event, listener)
            if not page.is_closed():
                try:
                    self._tidy(page)
                except Exception:  # a page that hangs is no page for the next test
                    page.close()
                    raise

    def close(self) -> None:
        """Close the page, and with it the process behind it."""
        if self._page is not None:
            self._page.close()
        self._page = None

    def _renew(self) -> None:
        """Open the new page before the old one is closed: a window without pages ends."""
        before, self._page, self._uses = self._page, self._window.new_page(), 0
        if before is not None:
            before.close()

    def _tidy(self, page) -> None:
        page.unroute_all(behavior="ignoreErrors")
        page.context.set_offline(False)
        asked = [url for url in page.geo_requests.urls if url.startswith("http")]
        if page.url.startswith("http"):
            page.evaluate("sessionStorage.clear()")
        page.goto(EMPTY)
        page.evaluate("window.name = ''")
        page.mouse.move(0, 0)
        page.set_viewport_size(SIZE)
        page.emulate_media(**AS_IT_IS)
        forget(page, {"{0.scheme}://{0.netloc}".format(urlsplit(url)) for url in asked})


def _refuse(name, *_given, **_further) -> None:
    pytest.fail(f"{name} stays in a page for all tests that come: take the fixture new_tab")


def forget(page, origins) -> None:
    """Take away all that sites have stored in the window of a page, what it may do, and its other pages."""
    window = page.context
    devtools = window.new_cdp_session(page)
    for origin in origins:
        devtools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    devtools.detach()
    window.clear_cookies()
    window.clear_permissions()
    for each in window.pages:
        if each is not page:
            each.close()


@pytest.fixture(scope="session")
def tab(window) -> Iterator[Tab]:
    """The tab of all tests that put no script of their own into it."""
    tab = Tab(window, shared=True)
    yield tab
    tab.close()


@pytest.fixture
def page(tab) -> Iterator[object]:
    """A page of 1440 × 900 pixels; ``page.geo_requests`` is its :class:`RequestLog`.

    Afterwards its window knows nothing any more of what the page kept, and has no permission of it.
    """
    with tab.used() as page:
        yield page


@pytest.fixture
def new_tab(window) -> Iterator[object]:
    """A page like ``page`` that nobody used before or uses afterwards."""
    tab = Tab(window, shared=False)
    with tab.used() as page:
        yield page
    tab.close()


class Servers:
    """Streamlit servers, each on a port and with a cache of its own; the same one for the same arguments."""

    def __init__(self, folders) -> None:
        self._folders = folders
        self._running: dict[tuple[str, ...], tuple[subprocess.Popen[bytes], str]] = {}

    def start(self, script_path: Path, env: Mapping[str, str] | None = None, options: list[str] | None = None) -> str:
        """Return the address of a server that runs a script."""
        arguments = (str(script_path), *(options or []), *(f"{k}={v}" for k, v in sorted((env or {}).items())))
        known = self._running.get(arguments)
        if known:
            return known[1]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        folder = self._folders.mktemp("streamlit")
        command = [
            *(sys.executable, "-m", "streamlit", "run", str(script_path)),
            *("--server.headless", "true", "--browser.gatherUsageStats", "false"),
            *("--server.port", str(port), "--server.address", "127.0.0.1", "--server.fileWatcherType", "none"),
            *(options or []),
        ]
        surroundings = {
            **os.environ,
            "GEO_KOOP_CACHE": str(folder / "cache"),
            "GEO_KOOP_UPLOAD_MB": "200",
            **(env or {}),
        }
        with (folder / "server.log").open("wb") as log:
            process = subprocess.Popen(command, env=surroundings, stdout=log, stderr=log)
        base = ""
        if options and "--server.baseUrlPath" in options:
            base = "/" + options[options.index("--server.baseUrlPath") + 1].strip("/")
        url = f"http://127.0.0.1:{port}{base}"
        self._running[arguments] = (process, url)
        _wait(process, url, folder / "server.log")
        return url

    def end(self) -> None:
        """End all of them."""
        for process, _url in self._running.values():
            process.terminate()
        for process, _url in self._running.values():
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.fixture(scope="session")
def shared_servers(tmp_path_factory) -> Iterator[Servers]:
    """Servers of scripts without anything of their own: one for all tests of a worker, warm after the first."""
    servers = Servers(tmp_path_factory)
    yield servers
    servers.end()


@pytest.fixture(scope="module")
def streamlit_server(shared_servers, tmp_path_factory) -> Iterator[Callable[..., str]]:
    """Start Streamlit servers: ``url = streamlit_server(script, env={…}, options=["--server.baseUrlPath", "x"])``.

    A second call with the same arguments returns the same server: for a script alone in all modules, with settings
    of its own in this one, after which it is ended.
    """
    own = Servers(tmp_path_factory)

    def start(script_path: Path, env: Mapping[str, str] | None = None, options: list[str] | None = None) -> str:
        return (own if env or options else shared_servers).start(script_path, env, options)

    yield start
    own.end()


def _wait(process: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    for _try in range(300):
        if process.poll() is not None:
            pytest.fail(f"the server ended:\n{log.read_text()}")
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the server did not start:\n{log.read_text()}")
