"""Turns: of many runs that are asked for at once, a few compute and the others wait, first come, first served.

A hundred threads that compute at once take the interpreter from the thread that answers the network: pings and
handshakes then run out of time, and every session is lost. A turn lasts some seconds at most, so that whoever
computes for long keeps nobody waiting.
"""

import itertools
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

AT_ONCE = max(2, os.cpu_count() or 1)
LASTS = 2.0
"""Seconds after which a run that still computes no longer keeps others waiting."""


class Turns:
    """A few turns at once, in the order in which they were asked for.

    Parameters
    ----------
    at_once : int
    lasts : float
        Seconds.
    clock : callable, optional
        Returns seconds.
    """

    def __init__(self, at_once: int, lasts: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._at_once, self._lasts, self._clock = at_once, lasts, clock
        self._begun: dict[int, float] = {}
        self._waiting: OrderedDict[int, None] = OrderedDict()
        self._numbers = itertools.count()
        self._changed = threading.Condition()

    @contextmanager
    def mine(self) -> Iterator[None]:
        """Wait for a turn, and hold it."""
        number = next(self._numbers)
        with self._changed:
            self._waiting[number] = None
            try:
                while (free_in := self._free_in(number)) is not None:
                    self._changed.wait(free_in)
                self._begun[number] = self._clock()
            finally:
                del self._waiting[number]
                self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                del self._begun[number]
                self._changed.notify_all()

    def _free_in(self, number: int) -> float | None:
        """Return after how many seconds to look again, or nothing where it is this one's turn."""
        now = self._clock()
        ends = sorted(end for begun in self._begun.values() if (end := begun + self._lasts) > now)
        if len(ends) < self._at_once and next(iter(self._waiting)) == number:
            return None
        return max(0.01, ends[0] - now) if ends else self._lasts


@st.cache_resource(show_spinner=False)
def of_server() -> Turns:
    """Return the turns of this server, for all its sessions."""
    return Turns(AT_ONCE, LASTS)
