"""Whose run it is: visitors are told apart by the number that the proxy makes of their address."""

import sys
import threading
from contextlib import suppress
from types import SimpleNamespace

import pytest

from geo_koop.app import main, reading, turns
from geo_koop.cage.turns import Turns, Who


@pytest.fixture
def run_of(monkeypatch):
    """Pretend that this is the run of a session, with what the proxy hands on."""

    def pretend(session, headers):
        monkeypatch.setattr(turns, "get_script_run_ctx", lambda **_how: SimpleNamespace(session_id=session))
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


def test_a_run_in_whose_place_the_session_asked_for_another_shows_nothing(run_of, monkeypatch):
    shown, stopped = [], threading.Event()
    busy = Turns(1)
    monkeypatch.setattr(turns, "of_server", lambda: busy)
    monkeypatch.setattr(main, "_show", lambda: shown.append(threading.current_thread().name))

    def stop():
        stopped.set()
        sys.exit()

    monkeypatch.setattr(main, "st", SimpleNamespace(stop=stop))
    run_of("s", {})

    def run():
        with suppress(SystemExit):
            main.main()

    runs = [threading.Thread(target=run, name=name) for name in ("old", "new")]
    with busy.mine(Who(session="other")):
        runs[0].start()
        while not busy._waiting:
            stopped.wait(0.001)
        runs[1].start()
        assert stopped.wait(30)
        assert shown == []
    for run in runs:
        run.join(timeout=30)
    assert shown == ["new"]


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
