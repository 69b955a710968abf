"""What a browser may send over its websocket: messages that pages of this app send, of a size that they have."""

import asyncio

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import Frame, Opcode

from geo_koop.app.guard.incoming import LARGEST, MOST_FILES, Incoming
from tests.served import serving
from tests.threads import awaited


def passed(*contents):
    """Return the messages that arrive behind the guard, of those that were sent."""
    given = iter(
        [{"type": "websocket.receive", **content} for content in contents] + [{"type": "websocket.disconnect"}]
    )
    arrived = []

    async def app(_scope, receive, _send):
        while True:
            message = await receive()
            arrived.append(message)
            if message["type"] == "websocket.disconnect":
                return

    async def receive():
        return next(given)

    awaited(Incoming(app)({"type": "websocket"}, receive, None))
    return arrived


def message(kind, **content):
    told = BackMsg()
    if content:
        getattr(told, kind).SetInParent()
        for name, value in content.items():
            getattr(getattr(told, kind), name).extend(value)
    else:
        setattr(told, kind, True)
    return {"bytes": told.SerializeToString()}


def run_again():
    told = BackMsg()
    told.rerun_script.query_string = "lang=en"
    return {"bytes": told.SerializeToString()}


def operation(name):
    told = BackMsg()
    getattr(told.backend_operation_request, name).SetInParent()
    return {"bytes": told.SerializeToString()}


FILES = [
    message("file_urls_request", file_names=["a.csv"] * MOST_FILES),
    message("file_urls_request", file_names=["a.csv"] * (MOST_FILES + 1)),
]


@pytest.mark.parametrize(
    "sent",
    [run_again(), message("stop_script"), message("app_heartbeat"), FILES[0]]
    + [operation(name) for name in ("deferred_file", "dataframe_chunk")],
)
def test_what_pages_send_arrives(sent):
    assert [found.get("bytes") for found in passed(sent)] == [sent["bytes"], None]


@pytest.mark.parametrize(
    "sent",
    [
        message("clear_cache"),
        message("load_git_info"),
        message("set_run_on_save"),
        message("debug_shutdown_runtime"),
        message("debug_disconnect_websocket"),
        operation("install_skills"),
        operation("dismiss_skills_nudge"),
        FILES[1],
        {"bytes": b""},
    ],
)
def test_what_no_page_sends_is_left_out_and_the_session_goes_on(sent):
    assert [found.get("bytes") for found in passed(sent, run_again())] == [run_again()["bytes"], None]


@pytest.mark.parametrize("sent", [{"bytes": b"\xff\xff\xff"}, {"bytes": b"\x0a\xff\xff\xff\xff\x0f"}, {"text": "a"}])
def test_what_is_no_message_ends_the_session(sent):
    assert [found["type"] for found in passed(sent, run_again())] == ["websocket.disconnect"]


@pytest.fixture(scope="module")
def stream(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("served")) as server:
        server.until(200)
        yield f"ws://127.0.0.1:{server.port}/_stcore/stream"


def parts(*, packed):
    """Return the first part of a message of which more is to follow; packed, it is small on the wire."""
    extensions = [PerMessageDeflate(False, False, 12, 12)] if packed else []
    sent = Frame(Opcode.BINARY, bytes(LARGEST + 1), fin=False).serialize(mask=True, extensions=extensions)
    assert (len(sent) < 5_000) == packed
    return sent


@pytest.mark.parametrize("packed", [False, True])
def test_a_message_is_not_gathered_beyond_its_size(stream, packed):
    async def told():
        async with connect(stream, subprotocols=["streamlit"]) as socket:
            socket.transport.write(parts(packed=packed))
            with pytest.raises(ConnectionClosed) as ended:
                await asyncio.wait_for(socket.recv(), 20)
            return ended.value.rcvd.code

    assert awaited(told()) == 1009  # RFC 6455: message too big
