"""A folder for what one session uploads; it goes when the session goes, at the latest with the server.

``geo-koop serve`` gives the app a temporary folder of its own and sweeps it. An app that was started in another way
makes itself one, so that what an abort leaves is swept at the next start all the same.
"""

import atexit
import os
import tempfile
import threading
from functools import cache
from pathlib import Path

from geo_koop.intake.files import scratch


class PrivateFolder:
    """A temporary folder that only this process's user reads.

    It is removed by :meth:`remove`, some seconds after :meth:`leave` unless :meth:`stay` comes first,
    and at the latest when nothing refers to it any more or the server ends.
    """

    def __init__(self) -> None:
        self._made = tempfile.TemporaryDirectory(prefix="session-", dir=server_folder(), ignore_cleanup_errors=True)
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self._made.name)

    def leave(self, seconds: float) -> None:
        """Remove the folder after some time: the browser is gone, but may come back."""
        with self._lock:
            self._cancel()
            self._timer = threading.Timer(seconds, self._made.cleanup)
            self._timer.daemon = True
            self._timer.start()

    def stay(self) -> None:
        """Keep the folder after all."""
        with self._lock:
            self._cancel()

    def remove(self) -> None:
        """Remove the folder now."""
        with self._lock:
            self._cancel()
            self._made.cleanup()

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


@cache
def server_folder() -> Path:
    """Return the folder of this server."""
    given = os.environ.get(scratch.VARIABLE)
    if given:
        return Path(given)
    made = scratch.make()
    atexit.register(made.remove)
    return made.path
