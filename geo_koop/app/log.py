"""The log of the server: one line for each event, as JSON where ``GEO_KOOP_LOG=json`` asks for it.

It names what happened, with a number that the user saw, and where in the program. It holds no
personal data: no address of a visitor, no query, no file name, no value from data; so messages of
exceptions are left out, which may quote any of these. Who looks for an error on a machine of their own
sets ``GEO_KOOP_DEBUG=1``: then Python's own lines tell all.
"""

import json
import logging
import os
import traceback
from datetime import UTC, datetime
from pathlib import Path

NAME = "geo_koop.app"
REGISTER = "geo_koop.register"
"""What is written into registers and what is refused, each with a short hash of who it was."""
_PACKAGES = ("geo_koop", "streamlit")


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line: time, level, event, the number of the error, its kind and place."""
        return json.dumps(_told(record), default=str)


class TextLines(logging.Formatter):
    """Formats a record as one line of words, each with its value."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the same as :class:`JsonLines`; no value can begin a line of its own."""
        told = _told(record)
        start = f"{told.pop('time')} {told.pop('level')} {told.pop('event')}"
        return " ".join([start, *(f"{name}={json.dumps(value, default=str)}" for name, value in told.items())])


def set_up() -> None:
    """Send the log of the app to the standard error, once for each process."""
    log = logging.getLogger(NAME)
    if log.handlers:
        return
    handler = logging.StreamHandler()
    if not os.environ.get("GEO_KOOP_DEBUG"):
        handler.setFormatter(JsonLines() if os.environ.get("GEO_KOOP_LOG") == "json" else TextLines())
    for named in (log, logging.getLogger(REGISTER)):
        named.addHandler(handler)
        named.setLevel(logging.INFO)
        named.propagate = False


def _told(record: logging.LogRecord) -> dict[str, object]:
    told: dict[str, object] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "event": record.msg,
        **getattr(record, "facts", {}),
    }
    if record.exc_info and record.exc_info[1] is not None:
        told["error"] = type(record.exc_info[1]).__name__
        told["at"] = _places(record.exc_info[1])
    return told


def _places(error: BaseException) -> list[str]:
    """Return file, line and function of the frames in the program, the innermost last."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames if any(p in f.filename for p in _PACKAGES)]
