"""The health of the server on a port of its own: answered by the parent, however busy the app is."""

import http.client
import http.server
import socket
import socketserver
import sys
import threading
import time
import traceback
from collections.abc import Callable
from http import HTTPStatus

PATH = "/health"
ANSWERED_WITHIN = 30.0
"""Seconds since the app last answered in which it still counts as well: busy is not broken."""
_PAUSE, _BEFORE, _PATIENCE = 1.0, 0.25, 10.0
_CLIENT = 5.0
"""Seconds that somebody who asks may take to do so."""
_EVERYWHERE = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}


class Watch:
    """Asks the app for its own health again and again, and remembers how that went.

    Parameters
    ----------
    address, port, path
        Where the app listens, and the path of its health.
    clock : callable, optional
        Returns seconds.
    on_first : callable, optional
        Called once, at the first answer.
    """

    def __init__(
        self,
        address: str,
        port: int,
        path: str,
        *,
        clock: Callable[[], float] = time.monotonic,
        on_first: Callable[[], None] | None = None,
    ) -> None:
        self._address, self._port, self._path, self._clock = _EVERYWHERE.get(address, address), port, path, clock
        self._answered: float | None = None
        self._silent_since: float | None = None
        self._round = 0
        self._on_first = on_first
        self._lock = threading.Lock()

    def begin(self) -> None:
        """Forget what was: the app is started anew."""
        with self._lock:
            self._round += 1
            self._answered, self._silent_since = None, self._clock()

    def note(self, answered: bool) -> None:
        """Remember an answer, or that there was none."""
        with self._lock:
            if answered:
                self._answered, self._silent_since = self._clock(), None
            elif self._silent_since is None:
                self._silent_since = self._clock()
            call, self._on_first = (self._on_first, None) if answered else (None, self._on_first)
        if call is not None:
            call()

    def well(self) -> bool:
        """Tell whether the app has answered since it was started, and lately."""
        with self._lock:
            return self._answered is not None and self._clock() - self._answered <= ANSWERED_WITHIN

    def silence(self) -> float:
        """Return for how many seconds every question has stayed without answer."""
        with self._lock:
            return 0.0 if self._silent_since is None else self._clock() - self._silent_since

    def run(self, ended: threading.Event) -> None:
        """Ask until the end; for a thread."""
        while not ended.wait(_PAUSE if self.well() else _BEFORE):
            asked = self._round
            answered = self._ask()
            if asked == self._round:
                self.note(answered)

    def _ask(self) -> bool:
        connection = http.client.HTTPConnection(self._address, self._port, timeout=_PATIENCE)
        try:
            connection.request("GET", self._path)
            return connection.getresponse().status == HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


class HealthServer(http.server.ThreadingHTTPServer):
    """Answers 200 while the app is well and 503 while it is not; everything else is not found.

    Parameters
    ----------
    address, port
        Where it listens.
    well : callable
        Tells whether the app is well.

    Raises
    ------
    OSError
        If it cannot listen there.
    """

    daemon_threads = True

    def __init__(self, address: str, port: int, well: Callable[[], bool]) -> None:
        self.well = well
        # as Streamlit does it, so that a name means the same for both
        self.address_family = socket.AF_INET6 if ":" in address else socket.AF_INET
        super().__init__((address, port), _Answer)

    def handle_error(self, request: object, client_address: object) -> None:
        """Write no address, as Python would; and nothing where somebody left before the answer, which is no error."""
        if not isinstance(sys.exception(), OSError):
            traceback.print_exc()

    def server_bind(self) -> None:
        """Listen, without asking for the name of this machine: that may ask the network."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])


class _Answer(http.server.BaseHTTPRequestHandler):
    server: HealthServer
    timeout = _CLIENT
    server_version, sys_version = "geo_koop", ""

    def do_GET(self) -> None:
        if self.path.partition("?")[0] != PATH:
            self._say(HTTPStatus.NOT_FOUND, b"not found\n")
        elif self.server.well():
            self._say(HTTPStatus.OK, b"ok\n")
        else:
            self._say(HTTPStatus.SERVICE_UNAVAILABLE, b"not ready\n")

    do_HEAD = do_GET  # noqa: N815

    def _say(self, status: HTTPStatus, text: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(text)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    def log_message(self, *_args: object) -> None:
        """Write nothing: the log names nobody who asks."""
