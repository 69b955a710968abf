"""What no upload may touch: files beside nobody's data, a port that nobody calls, a folder where nothing is written."""

import ctypes
import os
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SECRET = "Kanarienvogelschlag"
"""The word that stands in each canary file, in each answer of the port and in the environment of the reader."""

AREAS = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"key": "09184999", "name": "'
    + SECRET
    + '"}, "geometry": {"type": "Polygon", '
    + '"coordinates": [[[11, 48], [11.1, 48], [11.1, 48.1], [11, 48.1], [11, 48]]]}}]}'
)

FILES = {
    "secret.txt": f"{SECRET}\n",
    "secret.csv": f"key,name,Gemeinde,Zweckverband\n09184999,{SECRET},{SECRET},{SECRET}\n",
    "secret.geojson": AREAS,
    "secret.yaml": f"title: {SECRET}\nkey: {SECRET}\n",
    "secret.svg": f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>{SECRET}</text></svg>',
    "secret.typ": f"#let word = [{SECRET}]\n",
    "secret.xsd": f"<schema><!-- {SECRET} --></schema>",
}

OPENED, NAME_OFFSET = 0x20, 16


@dataclass(frozen=True)
class Canary:
    """Names of the canary as a builder writes them into a hostile file."""

    folder: Path
    port: int

    def file(self, name: str = "secret.txt") -> str:
        """Return the path of one of the canary's files."""
        return str(self.folder / name)

    def url(self, name: str = "x") -> str:
        """Return an address of the canary's port."""
        return f"http://127.0.0.1:{self.port}/{name}"


@dataclass
class Watch:
    """A canary and what was done to it since it was last asked."""

    canary: Canary
    requests: list[str] = field(default_factory=list)
    notices: int = -1

    def touched(self) -> list[str]:
        """Return what was opened, called and written since the last call; empty if nothing was."""
        opened = [f"opened {name}" for name in self._opened()]
        called, self.requests[:] = [f"called {line}" for line in self.requests], []
        strangers = sorted({p.name for p in self.canary.folder.iterdir()} - set(FILES))
        changed = [name for name, text in FILES.items() if not _holds(self.canary.folder / name, text)]
        for name in changed:  # the next case finds it as it was
            (self.canary.folder / name).write_text(FILES[name], encoding="utf-8")
        if changed:
            list(self._opened())
        return sorted(set(opened)) + called + [f"written {name}" for name in strangers + changed]

    def _opened(self) -> Iterator[str]:
        return _names(self.notices)


def _names(notices: int) -> Iterator[str]:
    """Yield the names of the files that were opened since this was last asked."""
    with suppress(BlockingIOError):
        events = os.read(notices, 1 << 20)
        while events:
            length = struct.unpack_from("iIII", events)[3]
            name = events[NAME_OFFSET : NAME_OFFSET + length].rstrip(b"\0").decode()
            if name:  # without a name it is the folder that was listed
                yield name
            events = events[NAME_OFFSET + length :]


@contextmanager
def opened_in() -> Iterator[Callable[[str], Callable[[], list[str]]]]:
    """Give what begins to watch the folder of a file; that gives what tells the names that were opened in it."""
    libc = ctypes.CDLL(None, use_errno=True)
    notices = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)

    def begin(file: str) -> Callable[[], list[str]]:
        assert libc.inotify_add_watch(notices, os.fsencode(Path(file).parent), OPENED) >= 0
        return lambda: sorted(set(_names(notices)))

    try:
        yield begin
    finally:
        os.close(notices)


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.stat().st_size == len(text.encode())


@contextmanager
def watching(folder: Path) -> Iterator[Watch]:
    """Make the canary in ``folder`` and watch it: a file that is opened is noted even if nothing of it comes out."""
    folder.mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    libc = ctypes.CDLL(None, use_errno=True)
    notices = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    if notices < 0 or libc.inotify_add_watch(notices, os.fsencode(folder), OPENED) < 0:
        raise OSError(ctypes.get_errno(), "inotify")
    requests: list[str] = []
    server = _server(requests)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Watch(Canary(folder, server.server_address[1]), requests, notices)
    finally:
        server.shutdown()
        server.server_close()
        os.close(notices)


def _server(requests: list[str]) -> ThreadingHTTPServer:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = AREAS.encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/geo+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        do_HEAD = do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def verify_request(self, _: object, __: object) -> bool:
            requests.append("a connection")  # noted before a byte is read: a bare TCP connection counts too
            return True

    return Server(("127.0.0.1", 0), Answer)
