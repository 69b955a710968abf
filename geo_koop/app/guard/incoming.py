"""What browsers may send over a websocket: how much at once, and which of the messages that Streamlit knows.

A websocket may carry a message in parts, and compressed: a few kilobytes on the wire fill the memory of the server
before anybody has looked at them. So the size is bounded where messages are put together, and what a page of this
app never sends is left out before Streamlit acts on it. Emptying the caches is among that: it would empty them for
everybody.
"""

import functools
from typing import Any, Final

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

LARGEST: Final = 1_000_000
"""Bytes of a message, unpacked. An address of 500 kB, the longest that Streamlit reads, fits; pages send some kB."""
MOST_FILES: Final = 100
"""Files for which addresses of upload are asked for at once."""
_KINDS: Final = ("rerun_script", "stop_script", "file_urls_request", "app_heartbeat", "backend_operation_request")
_OPERATIONS: Final = ("deferred_file", "dataframe_chunk")
_ILL_FORMED: Final = {"type": "websocket.disconnect", "code": 1002}


def bound_messages() -> None:
    """Have uvicorn end a connection whose message grows larger than :data:`LARGEST`, in parts and unpacked.

    Streamlit hands one size to uvicorn for both directions: 200 MB, which pages of large tables may need.
    """
    if hasattr(WebSocketsSansIOProtocol.__init__, "__wrapped__"):
        return
    begin = WebSocketsSansIOProtocol.__init__

    @functools.wraps(begin)
    def bounded(self: Any, *args: Any, **named: Any) -> None:
        begin(self, *args, **named)
        self.conn.max_message_size = LARGEST

    WebSocketsSansIOProtocol.__init__ = bounded  # type: ignore[method-assign]


class Incoming:
    """Leaves out messages that no page of this app sends, and ends sessions that send what is no message.

    ASGI middleware before Streamlit.

    Parameters
    ----------
    app : callable
        The ASGI application.
    """

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a connection on, with the messages that are taken."""

        async def taken() -> Any:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive":
                    return message
                told = _read(message.get("bytes"))
                if told is None:
                    return _ILL_FORMED
                if _is_taken(told):
                    return message

        await self._app(scope, taken if scope["type"] == "websocket" else receive, send)


def _read(content: bytes | None) -> BackMsg | None:
    """Return a message, or ``None`` where it is none: what Streamlit would answer with a traceback in the log."""
    told = BackMsg()
    try:
        told.ParseFromString(content or b"")
    except DecodeError:
        return None
    return None if content is None else told


def _is_taken(told: BackMsg) -> bool:
    kind = told.WhichOneof("type")
    if kind == "file_urls_request":
        return len(told.file_urls_request.file_names) <= MOST_FILES
    if kind == "backend_operation_request":
        return any(told.backend_operation_request.HasField(name) for name in _OPERATIONS)
    return kind in _KINDS
