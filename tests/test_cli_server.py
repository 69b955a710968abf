"""``geo-koop serve`` as the parent of the app: health of its own, one restart, nothing left behind."""

import os
import signal
import socket
import struct
import sys
import threading
import time

import pytest

from geo_koop.cli.health import ANSWERED_WITHIN, Watch
from geo_koop.cli.server import GIVEN_UP
from tests.served import gone, serving

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


def test_the_app_is_started_again_once_and_a_second_end_is_the_last(tmp_path):
    with serving(tmp_path, stand_in=True) as server:
        assert set(server.until(200)) <= {0, 503, 200}
        (first, _own), *_rest = server.children()
        os.kill(first, signal.SIGKILL)
        server.until(503)
        server.until(200)
        (_first, (second, _own)) = server.children(2)
        os.kill(second, signal.SIGKILL)
        assert server.process.wait(timeout=30) == GIVEN_UP
        assert server.health() == 0
        assert len(server.children()) == 2
        facts = server.log.read_text()
        assert "(9); sie wird noch einmal gestartet" in facts
        assert "(9); damit ist Schluss" in facts
        assert all(gone(pid) for pair in server.children() for pid in pair)


def test_health_is_not_well_before_the_app_has_answered(tmp_path):
    with serving(tmp_path, stand_in=True, env={"STAND_IN_AFTER": "3"}) as server:
        answers = server.until(200)
    assert 503 in answers


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_the_app_and_what_it_has_started(tmp_path, number):
    with serving(tmp_path, stand_in=True) as server:
        server.until(200)
        server.process.send_signal(number)
        assert server.process.wait(timeout=30) == 0
        assert all(gone(pid) for pair in server.children() for pid in pair)


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux")
def test_the_app_ends_with_a_parent_that_was_killed(tmp_path):
    with serving(tmp_path, stand_in=True) as server:
        server.until(200)
        server.process.kill()
        ((app, own),) = server.children()
        assert gone(app)
        os.kill(own, signal.SIGKILL)  # what the app starts ends with it by its own means


def test_an_app_that_answers_no_more_counts_as_ended(tmp_path):
    with serving(tmp_path, stand_in=True, silent_for=1.0, env={"STAND_IN_AFTER": "600"}) as server:
        assert server.process.wait(timeout=60) == GIVEN_UP
        assert "silent" in server.log.read_text()


def test_unexpected_ends_stand_in_the_log_as_json(tmp_path):
    with serving(tmp_path, stand_in=True, env={"GEO_KOOP_LOG": "json"}) as server:
        server.until(200)
        os.kill(server.children()[0][0], signal.SIGKILL)
        server.children(2)
        assert '"level": "error", "event": "app ended, again", "code": 9}' in server.log.read_text()


def test_health_has_the_next_port_or_is_told_to_have_none(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with serving(tmp_path, stand_in=True, arguments=["--port", port - 1]) as server:
            server.children()
            assert f"127.0.0.1:{port}" in server.log.read_text()
            assert f"Neben ihrem eigenen Port {port - 1} nimmt sie dafür den nächsten" in server.log.read_text()
            assert server.process.poll() is None
        with serving(tmp_path, stand_in=True, arguments=["--health-port", port]) as server:
            assert server.process.wait(timeout=30) == 2
            assert "--health-port" in server.log.read_text()


def test_health_answers_one_path_and_waits_for_nobody(tmp_path):
    with serving(tmp_path, stand_in=True) as server:
        server.until(200)
        slow = [socket.create_connection(("127.0.0.1", server.health_port)) for _number in range(20)]
        for each in slow:
            each.sendall(b"GET /hea")
        assert server.health() == 200
        with socket.create_connection(("127.0.0.1", server.health_port)) as other:
            other.sendall(b"GET /_stcore/metrics HTTP/1.0\r\n\r\n")
            answer = other.recv(1000).decode()
        assert answer.startswith("HTTP/1.0 404")
        assert "Python" not in answer
        for each in slow:
            each.close()


def test_health_writes_no_word_about_who_leaves_before_the_answer(tmp_path):
    with serving(tmp_path, stand_in=True) as server:
        server.until(200)
        before = server.log.read_text()
        for _number in range(20):
            leaver = socket.create_connection(("127.0.0.1", server.health_port))
            leaver.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # closes with a reset
            leaver.sendall(b"GET /health HTTP/1.0\r\nX:")
            leaver.close()
        assert server.health() == 200
        time.sleep(0.5)
        assert server.log.read_text() == before


def test_what_the_app_keeps_for_sessions_goes_with_it(tmp_path):
    passing = tmp_path / "tmp"
    passing.mkdir()

    def sessions():
        return list(passing.rglob("session-*"))

    env = {"TMPDIR": str(passing)}
    with serving(tmp_path, stand_in=True, env=env) as server:
        server.until(200)
        (first,) = sessions()
        os.kill(server.children()[0][0], signal.SIGKILL)
        server.children(2)
        server.until(503)
        server.until(200)
        (second,) = sessions()
        assert second != first
        server.process.kill()
        server.process.wait()
        assert all(gone(pid) for pid, _own in server.children())
        assert sessions() == [second]
        for _pid, own in server.children():
            os.kill(own, signal.SIGKILL) if not gone(own) else None
    with serving(tmp_path, stand_in=True, env=env) as server:
        server.until(200)
        assert len(sessions()) == 1
        assert not second.exists()
    assert sessions() == []


def test_what_counts_as_well():
    now = [0.0]
    watch = Watch("127.0.0.1", 1, "/", clock=lambda: now[0])
    assert not watch.well()
    watch.begin()
    watch.note(True)
    now[0] = ANSWERED_WITHIN
    watch.note(False)
    assert watch.well()
    now[0] += 5
    watch.note(False)
    assert not watch.well()
    assert watch.silence() == 5
    watch.note(True)
    assert watch.well()
    watch.begin()
    assert not watch.well()


def test_a_watch_asks_by_itself(tmp_path):
    ended = threading.Event()
    watch = Watch("0.0.0.0", 9, "/nobody")
    thread = threading.Thread(target=watch.run, args=(ended,))
    watch.begin()
    thread.start()
    time.sleep(0.1)
    ended.set()
    thread.join(timeout=30)
    assert not thread.is_alive()
    assert not watch.well()
