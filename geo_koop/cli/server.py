"""Runs the app: Streamlit as a process of its own, because nothing but the app imports it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from geo_koop.cli.program import DONE
from geo_koop.errors import UsageError
from geo_koop.locale import mark as _

_LOCAL = ("localhost", "127.0.0.1", "::1")
_PATIENCE = 10
"""Seconds that the server has to end by itself after Ctrl+C."""


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
                address=address, port=port, reason=error.strerror
            ),
            text(_("Choose another port, for example --port {port}.")).format(port=port % 65535 + 1),
        ) from error


def run_app(data: Mapping[str, Any], *, port: int, address: str, path: str) -> int:
    """Run Streamlit as a process of its own and wait for its end."""
    script = Path(__file__).parents[1] / "app" / "main.py"
    environment = {
        f"GEO_KOOP_{name.upper()}": str(value.resolve() if isinstance(value, Path) else value)
        for name, value in data.items()
        if value is not None
    }
    if address in _LOCAL:
        # who starts it for themselves may save into the project
        environment.setdefault("GEO_KOOP_SAVE", os.environ.get("GEO_KOOP_SAVE", "yes"))
    chosen = {"headless": "true", "port": port, "address": address, "baseUrlPath": path}
    arguments = [f"--server.{name}={value}" for name, value in chosen.items()]
    command = [sys.executable, "-m", "streamlit", "run", str(script), *arguments, "--browser.gatherUsageStats=false"]
    with subprocess.Popen(command, env=os.environ | environment) as server:
        before = signal.signal(signal.SIGTERM, lambda *_: server.terminate())
        try:
            return server.wait()
        except KeyboardInterrupt:
            server.terminate()
            try:
                server.wait(timeout=_PATIENCE)
            except subprocess.TimeoutExpired:
                server.kill()
            return DONE
        finally:
            signal.signal(signal.SIGTERM, before)
