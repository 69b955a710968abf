"""Runs the app: Streamlit as a process of its own, because nothing but the app imports it."""

import errno
import json
import os
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from geo_koop.cli import supervisor
from geo_koop.cli.health import HealthServer, Watch
from geo_koop.cli.program import DONE
from geo_koop.errors import OutputError, UsageError
from geo_koop.intake.files import drivers, scratch
from geo_koop.locale import mark as _

ENTRY = "server.py"
"""What Streamlit runs, in the folder of the app."""
GIVEN_UP = 3
"""Exit code of ``serve`` where the app has ended unexpectedly twice."""

LOOPBACK = ("localhost", "127.0.0.1", "::1")
_HIGHEST = 65535


@dataclass(frozen=True, kw_only=True)
class Access:
    """Who may save into the project.

    Attributes
    ----------
    key : str
        Secret of a server for the one person who starts it; empty for a public one.
    save : bool
        Whether everybody may save.
    """

    key: str = field(default="", repr=False)
    save: bool = False


def check_port(address: str, port: int, text: Callable[[str], str]) -> None:
    """Refuse an address or port that cannot be used, before the server is started."""
    try:
        family = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            if os.name != "nt":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except OSError as error:
        raise UsageError(
            text(_("{address}:{port} cannot be used: {reason}")).format(
                address=address, port=port, reason=_reason(error, text)
            ),
            text(_("Choose another port, for example --port {port}.")).format(port=port % _HIGHEST + 1),
        ) from error


def run_app(
    data: Mapping[str, Any],
    *,
    port: int,
    address: str,
    path: str,
    health_port: int | None,
    access: Access,
    text: Callable[[str], str],
    on_ready: Callable[[], None],
) -> int:
    """Run Streamlit as a process of its own, watch it, and wait for its end.

    Parameters
    ----------
    data : Mapping[str, Any]
        The data options.
    port, address, path
        Where the page is.
    health_port : int, optional
        Port of the health address; none given: the next one after ``port``, where it is free; 0: no health address.
    access : Access
        Who may save.
    text : callable
        Translates.
    on_ready : callable
        Called once, when the app answers for the first time: its data are read by then.

    Returns
    -------
    int
        The exit code.
    """
    if data.get("recorded_on"):
        raise UsageError(
            "The app shows a register as it is now.", "Leave out --recorded-on, or write a report or an export with it."
        )
    watch = Watch(address, port, f"{'/' if path else ''}{path}/_stcore/health", on_first=on_ready)
    command = _command(port, address, path)
    with _health(address, port, health_port, watch, text), _scratch() as passing:
        environment = _environment(data, access) | drivers.restricted(os.environ) | scratch.environment(passing)
        remaining = supervisor.keep(command, environment, watch, _teller(text), passing.clear)
    return DONE if remaining else GIVEN_UP


def _command(port: int, address: str, path: str) -> list[str]:
    script = Path(__file__).parents[1] / "app" / ENTRY
    chosen = {"headless": "true", "port": port, "address": address, "baseUrlPath": path, "fileWatcherType": "none"}
    arguments = [f"--server.{name}={value}" for name, value in chosen.items()]
    return [sys.executable, "-m", "streamlit", "run", str(script), *arguments, "--browser.gatherUsageStats=false"]


def _environment(data: Mapping[str, Any], access: Access) -> dict[str, str]:
    """Return the environment of the app: all that it is told, and allowed, before it imports anything."""
    facts = {
        f"GEO_KOOP_{name.upper()}": str(value.resolve() if isinstance(value, Path) else value)
        for name, value in data.items()
        if value is not None
    }
    if access.key:
        facts["GEO_KOOP_LOCAL_KEY"] = access.key
    if access.save:
        facts["GEO_KOOP_SAVE"] = "yes"
    # Streamlit would print an address of its own, without the key.
    facts["STREAMLIT_LOGGER_HIDE_WELCOME_MESSAGE"] = "true"
    # Streamlit takes files of any open session, also where no page asks for one.
    limit = os.environ.get("GEO_KOOP_UPLOAD_MB", "").strip() or ("200" if access.key else "0")
    facts["STREAMLIT_SERVER_MAX_UPLOAD_SIZE"] = limit
    return {name: value for name, value in os.environ.items() if name != "GEO_KOOP_LOCAL_KEY"} | facts


@contextmanager
def _scratch() -> Iterator[scratch.Scratch]:
    """Give the app a temporary folder; what it leaves goes before it is started again, and at the end."""
    try:
        passing = scratch.make()
    except OSError as error:
        raise OutputError(
            "The temporary folder {folder} cannot be written: {reason}.",
            "Free some space, or name another one in TMPDIR.",
            folder=tempfile.gettempdir(),
            reason=error.strerror,
        ) from error
    try:
        yield passing
    finally:
        passing.remove()


@contextmanager
def _health(address: str, port: int, asked: int | None, watch: Watch, text: Callable[[str], str]) -> Iterator[None]:
    """Answer questions for health; without a port that was asked for, only where the next one is free."""
    chosen = port + 1 if asked is None else asked
    if asked == 0:
        yield
        return
    try:
        if chosen > _HIGHEST:
            raise OSError(None, text(_("there is no such port")))
        server = HealthServer(address, chosen, watch.well)
    except OSError as error:
        sentence = text(_("Health cannot be answered at {address}:{port}: {reason}")).format(
            address=address, port=chosen, reason=_reason(error, text)
        )
        if asked is not None:
            raise UsageError(sentence, text(_("Choose another port with --health-port; 0 for none."))) from error
        _say(sentence)
        _say(
            text(
                _(
                    "The app runs all the same. Beside its own port {port} it takes the next one for that; "
                    "--health-port names another one, 0 none."
                )
            ).format(port=port)
        )
        yield
        return
    threading.Thread(target=server.serve_forever, daemon=True, name="health").start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def _reason(error: OSError, text: Callable[[str], str]) -> str:
    return text(_("another program uses this port")) if error.errno == errno.EADDRINUSE else str(error.strerror)


def _teller(text: Callable[[str], str]) -> Callable[[str, Mapping[str, object]], None]:
    """Return what tells about an unexpected end: as JSON where the log is JSON."""
    messages = {
        "again": _("The app has ended unexpectedly ({code}); it is started once more."),
        "given up": _("The app has ended unexpectedly again ({code}); that is the end."),
    }

    def tell(event: str, facts: Mapping[str, object]) -> None:
        if os.environ.get("GEO_KOOP_LOG") == "json":
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            line = {"time": now, "level": "error", "event": f"app ended, {event}", **facts}
            sys.stderr.write(json.dumps(line) + "\n")
            sys.stderr.flush()
        else:
            _say(text(messages[event]).format(**facts))

    return tell


def _say(message: str) -> None:
    Console(stderr=True, highlight=False, soft_wrap=True).print(message, markup=False)
