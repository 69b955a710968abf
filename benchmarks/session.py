"""A websocket session with the app, without a browser around it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import perf_counter

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


@dataclass
class Session:
    """One websocket session, and what it last saw.

    Attributes
    ----------
    boxes : dict
        Key of a box to choose from to its id and its options.
    query : str
        Address, as the app set it.
    errors : int
        Messages of errors that were shown.
    times : list of float
        Seconds of runs, where somebody notes them.
    """

    socket: websockets.ClientConnection
    boxes: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    query: str = ""
    errors: int = 0
    times: list[float] = field(default_factory=list)

    async def run(self, chosen: Mapping[str, str] | None = None) -> float:
        """Have the app run, with an option chosen in each of some boxes (none: empty); returns seconds."""
        asked = BackMsg()
        asked.rerun_script.query_string = self.query
        for key, label in (chosen or {}).items():
            state = asked.rerun_script.widget_states.widgets.add()
            state.id = self.boxes[key][0]
            state.string_array_value.data.extend([label] if label else [])
        start = perf_counter()
        await self.socket.send(asked.SerializeToString())
        while True:
            message = ForwardMsg()
            message.ParseFromString(await self.socket.recv())
            kind = message.WhichOneof("type")
            if kind == "script_finished":
                return perf_counter() - start
            if kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            if kind == "delta":
                self._seen(message.delta.new_element)

    def _seen(self, element: object) -> None:
        kind = element.WhichOneof("type")  # type: ignore[attr-defined]
        if kind == "multiselect":
            box = element.multiselect  # type: ignore[attr-defined]
            self.boxes[box.id.rpartition("-")[2]] = (box.id, list(box.options))
        self.errors += kind == "exception" or (kind == "alert" and element.alert.format == element.alert.ERROR)  # type: ignore[attr-defined]


async def connect(url: str, *, patience: float = 10) -> Session:
    """Open a session with a server, whose handshake may take some seconds, and have the app run for the first time."""
    address = url.replace("http", "ws") + "/_stcore/stream"
    socket = await websockets.connect(address, max_size=None, subprotocols=["streamlit"], open_timeout=patience)  # type: ignore[list-item]
    session = Session(socket)
    await session.run()
    return session
