"""Turns: of many who ask at once, a few work and the others wait, each visitor's in their turn.

A hundred threads that compute at once take the interpreter from the thread that answers the network: pings and
handshakes then run out of time, and every session is lost. In a single queue, whoever opens a hundred sessions
would be served a hundred times before the next visitor; here the first of each visitor come before the second.
"""

import itertools
import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_LOOK_AGAIN = 5.0
"""Seconds after which one who waits looks again in any case."""


def _stays() -> bool:
    return False


@dataclass(frozen=True)
class Who:
    """Who asks.

    Attributes
    ----------
    session : str
    visitor : str
        What the sessions of one visitor have in common, as far as it is known.
    has_left : callable
        Tells whether this one needs no turn any more, such as when the session has asked anew.
    """

    session: str
    visitor: str = ""
    has_left: Callable[[], bool] = field(default=_stays, compare=False, repr=False)

    @property
    def key(self) -> str:
        """What is shared with other sessions of this visitor; the session itself where nothing is known."""
        return f"visitor {self.visitor}" if self.visitor else f"session {self.session}"


@dataclass(frozen=True)
class _Asked:
    who: Who
    round: int
    number: int


class Turns:
    """A few turns at once: in rounds in which each visitor has one, and within a round as they came.

    Parameters
    ----------
    at_once : int
    lasts : float
        Seconds after which one who still works no longer keeps others waiting.
    each : int, optional
        How many one visitor may hold, also those that no longer keep others waiting.
    clock : callable, optional
        Returns seconds.
    """

    def __init__(
        self,
        at_once: int,
        lasts: float = math.inf,
        *,
        each: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._at_once, self._lasts, self._each, self._clock = at_once, lasts, each or math.inf, clock
        self._begun: dict[int, tuple[str, float]] = {}
        self._waiting: dict[int, _Asked] = {}
        self._next: int | None = None
        self._round = 0
        self._rounds: dict[str, int] = {}
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._own = threading.local()

    @contextmanager
    def mine(self, who: Who, *, patience: float = math.inf) -> Iterator[bool]:
        """Wait for a turn, and hold it; a thread that has one keeps it.

        Parameters
        ----------
        who : Who
        patience : float
            Seconds to wait.

        Yields
        ------
        bool
            Whether it is this one's turn: not where it took too long, or is not needed any more.
        """
        if getattr(self._own, "number", None) is not None:
            yield True
            return
        number = next(self._numbers)
        taken = self._taken(number, who, patience)
        self._own.number = number if taken else None
        try:
            yield taken
        finally:
            self._own.number = None
            if taken:
                self._end(number)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Let others work while this thread waits for something else."""
        number = getattr(self._own, "number", None)
        key = self._end(number) if number is not None else ""
        try:
            yield
        finally:
            if number is not None:
                with self._changed:
                    self._begun[number] = (key, self._clock())
                    self._choose()

    def _taken(self, number: int, who: Who, patience: float) -> bool:
        with self._changed:
            until = self._clock() + patience
            self._join(number, who)
            try:
                while not who.has_left():
                    free_in = self._free_in(number)
                    if free_in == 0:
                        self._begin(number)
                        return True
                    left = until - self._clock()
                    if left <= 0:
                        break
                    self._changed.wait(min(free_in, left, _LOOK_AGAIN))
                return False
            finally:
                self._waiting.pop(number, None)
                self._choose()

    def _join(self, number: int, who: Who) -> None:
        mine = max(self._rounds.get(who.key, 0), self._round) + 1
        self._rounds[who.key] = mine
        self._waiting[number] = _Asked(who=who, round=mine, number=number)
        self._choose()

    def _begin(self, number: int) -> None:
        asked = self._waiting[number]
        self._begun[number] = (asked.who.key, self._clock())
        self._round = max(self._round, asked.round)
        self._rounds = {key: last for key, last in self._rounds.items() if last > self._round}

    def _end(self, number: int) -> str:
        with self._changed:
            key, _since = self._begun.pop(number)
            self._choose()
        return key

    def _choose(self) -> None:
        """Find out whose turn is next, and have all look."""
        present = Counter(key for key, _since in self._begun.values())
        able = [number for number, asked in self._waiting.items() if present[asked.who.key] < self._each]
        self._next = min(able, key=lambda n: (self._waiting[n].round, self._waiting[n].number), default=None)
        self._changed.notify_all()

    def _free_in(self, number: int) -> float:
        """Return after how many seconds to look again; 0 where it is this one's turn."""
        now = self._clock()
        ends = sorted(end for _key, since in self._begun.values() if (end := since + self._lasts) > now)
        if len(ends) < self._at_once:
            return 0 if number == self._next else _LOOK_AGAIN
        return max(0.01, ends[0] - now)
