"""Of many runs a few compute at once, in order; who computes for long keeps nobody waiting."""

import threading
import time

import pytest

from geo_koop.app.turns import Turns


def run(turns, work, threads):
    """Do some work in turns, in threads that ask one after the other."""
    started = []
    for number in range(threads):
        thread = threading.Thread(target=work, args=(turns, number))
        thread.start()
        started.append(thread)
        time.sleep(0.01)
    for thread in started:
        thread.join(timeout=30)
    assert not any(thread.is_alive() for thread in started)


def test_no_more_than_some_at_once_in_the_order_in_which_they_came():
    at_once, most, order, lock = [], [], [], threading.Lock()

    def work(turns, number):
        with turns.mine():
            with lock:
                order.append(number)
                at_once.append(number)
                most.append(len(at_once))
            time.sleep(0.05)
            with lock:
                at_once.remove(number)

    run(Turns(2, 60), work, 12)
    assert max(most) == 2
    assert order == list(range(12))


def test_a_long_run_keeps_nobody_waiting():
    ended, done = threading.Event(), []

    def work(turns, number):
        with turns.mine():
            if number < 2:
                assert ended.wait(30)
            else:
                done.append(number)
                ended.set()

    run(Turns(2, 0.1), work, 3)
    assert done == [2]


def test_a_run_that_fails_gives_its_turn_back():
    turns = Turns(1, 60)
    for _time in range(3):
        with pytest.raises(ValueError, match="x"), turns.mine():
            raise ValueError("x")
