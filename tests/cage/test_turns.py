"""Of many who ask a few work at once, each visitor in their turn; who works for long keeps nobody waiting."""

import threading
import time

import pytest

from geo_koop.cage.turns import Turns, Who


def who(number, visitor=""):
    return Who(session=str(number), visitor=visitor)


class Crowd:
    """Threads that ask one after the other, and end when they are told."""

    def __init__(self, turns):
        self.turns, self.order, self.refused, self._lock = turns, [], [], threading.Lock()
        self._may_end, self._threads, self._ended = {}, [], []

    def ask(self, name, by, **how):
        self._may_end[name] = threading.Event()

        def work():
            with self.turns.mine(by, **how) as mine:
                with self._lock:
                    (self.order if mine else self.refused).append(name)
                if mine:
                    assert self._may_end[name].wait(30)

        thread = threading.Thread(target=work, daemon=True)
        before = self.seen()
        thread.start()
        self._threads.append(thread)
        self.until(lambda: self.seen() != before)

    def seen(self):
        """Return who waits, in order, and how many have had a turn or were sent away."""
        with self.turns._changed:
            return list(self.turns._waiting), len(self.order) + len(self.refused)

    def until(self, reached):
        end = time.monotonic() + 10
        while not reached() and time.monotonic() < end:
            time.sleep(0.001)
        assert reached()

    def working(self, count):
        self.until(lambda: len(self.order) >= count)
        assert len(self.order) == count
        return self.order

    def settled(self):
        """Tell whether nobody could begin, and all who have begun have said so."""
        with self.turns._changed:
            able = any(self.turns._free_in(number) == 0 for number in self.turns._waiting)
            return not able and len(self.order) - len(self._ended) == len(self.turns._begun)

    def end(self, name):
        self._ended.append(name)
        self._may_end[name].set()
        self.until(self.settled)

    def finish(self):
        """Let one after the other end; returns the order in which they had their turns."""
        self.until(self.settled)
        while left := [name for name in self.order if name not in self._ended]:
            self.end(left[0])
        for thread in self._threads:
            thread.join(timeout=30)
            assert not thread.is_alive()
        return self.order


def test_no_more_than_some_at_once_in_the_order_in_which_they_came():
    crowd = Crowd(Turns(2))
    for number in range(12):
        crowd.ask(number, who(number))
    assert crowd.working(2) == [0, 1]
    assert crowd.finish() == list(range(12))


def test_the_first_of_each_visitor_come_before_the_second():
    crowd = Crowd(Turns(1))
    for number in range(20):
        crowd.ask(f"a{number}", who(f"a{number}", "a"))
    crowd.ask("b0", who("b0", "b"))
    crowd.ask("c0", who("c0", "c"))
    crowd.ask("b1", who("b1", "b"))
    order = crowd.finish()
    # The first of a works, the second waits in the same round as the first of b and c, and came before them.
    assert order[:6] == ["a0", "a1", "b0", "c0", "a2", "b1"]
    assert order[6:] == [f"a{number}" for number in range(3, 20)]


def test_who_asks_again_at_once_does_not_pass_those_who_wait():
    crowd = Crowd(Turns(1))
    crowd.ask("a0", who("a0", "a"))
    for name in "bcd":
        crowd.ask(name, who(name, name))
    crowd.end("a0")
    crowd.working(2)
    crowd.ask("a1", who("a1", "a"))
    assert crowd.finish() == ["a0", "b", "c", "d", "a1"]


def test_sessions_of_unknown_visitors_count_each_for_itself():
    crowd = Crowd(Turns(1))
    for name in ("a", "b", "c"):
        crowd.ask(name, who(name))
    assert crowd.finish() == ["a", "b", "c"]


def test_one_visitor_leaves_room_for_others_also_with_runs_that_take_long():
    crowd = Crowd(Turns(9, 0.001, each=2))
    for number in range(5):
        crowd.ask(f"a{number}", who(f"a{number}", "a"))
    crowd.ask("b0", who("b0", "b"))
    assert crowd.working(3) == ["a0", "a1", "b0"]
    crowd.end("a1")
    assert crowd.working(4)[3] == "a2"
    assert crowd.finish()[4:] == ["a3", "a4"]


def test_who_needs_no_turn_any_more_leaves_and_keeps_nobody_waiting():
    crowd, left = Crowd(Turns(1)), threading.Event()
    crowd.ask("x", who("x"))
    crowd.ask("old", Who(session="s", has_left=left.is_set))
    crowd.ask("new", who("s"))
    left.set()
    assert crowd.finish() == ["x", "new"]
    assert crowd.refused == ["old"]


def test_who_has_waited_long_enough_is_sent_away():
    crowd = Crowd(Turns(1))
    crowd.ask("x", who("x"))
    turned = []

    def ask():
        with crowd.turns.mine(who("y"), patience=0.05) as mine:
            turned.append(mine)

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join(timeout=30)
    assert turned == [False]
    crowd.ask("z", who("z"))
    assert crowd.finish() == ["x", "z"]


def test_a_long_run_keeps_nobody_waiting():
    crowd = Crowd(Turns(2, 0.1))
    for number in range(3):
        crowd.ask(number, who(number))
    assert crowd.working(3) == [0, 1, 2]
    crowd.finish()


def test_who_waits_for_something_else_lets_others_work():
    turns = Turns(1, each=1)
    crowd = Crowd(turns)
    with turns.mine(who("a", "v")):
        crowd.ask("b", who("b", "v"))
        assert crowd.order == []
        with turns.aside():
            assert crowd.working(1) == ["b"]
            crowd.end("b")
    assert crowd.finish() == ["b"]
    assert not turns._begun


def test_a_thread_that_has_a_turn_asks_for_no_second():
    turns = Turns(1)
    with turns.mine(who("a")) as outer, turns.mine(who("a")) as inner:
        assert outer
        assert inner
    with turns.aside():
        assert not turns._begun


def test_a_run_that_fails_gives_its_turn_back():
    turns = Turns(1)
    for _time in range(3):
        with pytest.raises(ValueError, match="x"), turns.mine(who("a")):
            raise ValueError("x")


def test_nothing_is_remembered_of_those_who_have_left():
    turns = Turns(1)
    for number in range(100):
        with turns.mine(who(number, str(number))):
            pass
    assert len(turns._rounds) <= 1
    assert not turns._waiting
