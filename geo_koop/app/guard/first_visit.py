"""The first visit of a server is its own: what takes long at the first page is done before it listens.

Streamlit runs nothing until a browser comes, which then waits while the data are read, the pages imported and the
geometry of the map made. So the server opens the first page itself, as a browser does but without a network: it calls
the same ASGI application. Whatever the first page needs is then in the caches of all sessions.
"""

import asyncio
import importlib
import logging
import pkgutil
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from geo_koop.app import log, pages

LONGEST: Final = 60.0
"""Seconds that visitors wait for it at most: a server that is silent for longer counts as broken."""
_DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR)

_log = logging.getLogger(log.NAME)


def before_others(base: str) -> Callable[[Any], AbstractAsyncContextManager[None]]:
    """Return the lifespan of an app that pays itself a visit before it listens.

    What takes longer than :data:`LONGEST` goes on beside the first visitors.

    Parameters
    ----------
    base : str
        Path of the app, without slashes around it.
    """

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        log.set_up()
        work = asyncio.create_task(_prepare(app, base))
        await asyncio.wait([work], timeout=LONGEST)
        yield
        work.cancel()

    return lifespan


async def _prepare(app: Any, base: str) -> None:
    began = time.monotonic()
    try:
        await visit(app, base)
        await asyncio.to_thread(import_pages)
    except Exception as error:
        # Visitors meet the same, and are told.
        _log.warning("not prepared", exc_info=error)
        return
    _log.info("prepared", extra={"facts": {"seconds": round(time.monotonic() - began, 2)}})


def import_pages() -> None:
    """Import what the pages import; they themselves run as scripts."""
    for page in pkgutil.iter_modules(pages.__path__):
        importlib.import_module(f"{pages.__name__}.{page.name}")


async def visit(app: Any, base: str) -> None:
    """Open the first page, wait until it is complete, and leave.

    Parameters
    ----------
    app : callable
        The ASGI application.
    base : str
        Path of the app, without slashes around it.
    """
    begin = BackMsg()
    begin.rerun_script.query_string = ""
    to_come = [{"type": "websocket.connect"}, {"type": "websocket.receive", "bytes": begin.SerializeToString()}]
    complete = asyncio.Event()

    async def receive() -> Any:
        if to_come:
            return to_come.pop(0)
        await complete.wait()
        return {"type": "websocket.disconnect", "code": 1000}

    async def send(message: Any) -> None:
        if message["type"] == "websocket.close" or _is_last(message.get("bytes")):
            complete.set()

    path = f"/{base}/_stcore/stream" if base else "/_stcore/stream"
    scope = {
        "type": "websocket",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "scheme": "ws",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 0),
        "subprotocols": ["streamlit"],
        "extensions": {},
        "state": {},
    }
    await app(scope, receive, send)


def _is_last(content: bytes | None) -> bool:
    """Tell whether a message says that the page is complete."""
    if not content:
        return False
    said = ForwardMsg()
    said.ParseFromString(content)
    return said.WhichOneof("type") == "script_finished" and said.script_finished in _DONE
