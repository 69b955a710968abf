"""Whose run it is: visitors are told apart by the number that the proxy makes of their address."""

import sys
import threading
from contextlib import suppress
from types import SimpleNamespace

import pytest
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

from geo_koop.app import main
from geo_koop.app.data import reading
from geo_koop.app.guard import turns
from geo_koop.cage.turns import Turns, Who


@pytest.fixture
def run_of(monkeypatch):
    """Pretend that this is the run of a session, with what the proxy hands on."""

    def pretend(session, headers, requests=None):
        context = SimpleNamespace(session_id=session, script_requests=requests or ScriptRequests())
        monkeypatch.setattr(turns, "get_script_run_ctx", lambda **_how: context)
        monkeypatch.setattr(turns, "st", SimpleNamespace(context=SimpleNamespace(headers=headers)))

    return pretend


def test_sessions_of_one_number_belong_to_one_visitor(run_of):
    run_of("s", {"X-Geo-Koop-Visitor": "374"})
    assert turns.who() == Who(session="s", visitor="374")
    run_of("t", {"X-Geo-Koop-Visitor": "374" * 1_000})
    assert len(turns.who().visitor) == 20


def test_without_a_number_each_session_counts_for_itself(run_of):
    run_of("s", {})
    assert turns.who().key != Who(session="t").key


def test_a_run_that_streamlit_has_stopped_needs_no_turn(run_of):
    requests = ScriptRequests()
    run_of("s", {}, requests)
    assert not turns.who().has_left()
    requests.request_rerun(RerunData(fragment_id="f"))
    assert not turns.who().has_left()
    requests.request_stop()
    assert turns.who().has_left()


def test_a_run_that_was_stopped_while_it_waited_shows_nothing(run_of, monkeypatch):
    shown, ended, busy, requests = [], threading.Event(), Turns(1), ScriptRequests()
    monkeypatch.setattr(turns, "of_server", lambda: busy)
    monkeypatch.setattr(main, "_show", lambda: shown.append("old"))
    monkeypatch.setattr(main, "st", SimpleNamespace(stop=sys.exit))
    run_of("s", {}, requests)

    def run():
        with suppress(SystemExit):
            main.main()
        ended.set()

    thread = threading.Thread(target=run)
    with busy.mine(Who(session="other")):
        thread.start()
        while not busy._waiting:
            ended.wait(0.001)
        requests.request_stop()
    thread.join(timeout=30)
    assert ended.is_set()
    assert shown == []


def test_while_a_file_is_read_in_the_cage_others_compute(run_of, monkeypatch, tmp_path):
    run_of("s", {"X-Geo-Koop-Visitor": "374"})
    busy, seen = Turns(1), []
    monkeypatch.setattr(turns, "of_server", lambda: busy)

    class Cage:
        def run(self, *_job, who, **_how):
            seen.append((who, len(busy._begun)))
            return SimpleNamespace(about={"sheets": []})

    monkeypatch.setattr(reading, "cage", Cage)
    with busy.mine(turns.who()):
        reading.sheets(tmp_path / "a.xlsx")
        assert len(busy._begun) == 1
    assert seen == [(Who(session="s", visitor="374"), 0)]
