"""The command line: parse, call, write.

Texts are German, English with ``--lang en``. What computes is imported inside the commands, so that
``--help`` is quick; and the commands are imported in the process that runs them, so that its parent
(:mod:`geo_koop.cli.guard`) stays small.
"""

import os
import sys
import warnings
from importlib import import_module
from typing import TYPE_CHECKING

from geo_koop.cli import guard
from geo_koop.intake.files.drivers import restrict

if TYPE_CHECKING:
    from geo_koop.cli.commands import app

__all__ = ["app", "main", "run"]


_REGISTERING = (
    *("costs", "examples", "method", "network", "own_data", "potential", "process", "products", "register", "rules"),
    *("register_work", "register_changes", "register_users", "territory", "whatif", "pack"),
)
"""Modules whose commands register themselves."""


def __getattr__(name: str) -> object:
    """Load the commands on first use."""
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    for registering in _REGISTERING:
        import_module(f"geo_koop.cli.{registering}")
    return import_module("geo_koop.cli.commands").app


def main() -> None:
    """Run the command line in a guarded process."""
    guard.run(run, sys.argv[1:])


def run() -> None:
    """Run the command line in this process, with the drivers of GDAL that it needs."""
    restrict()
    if not sys.warnoptions and not os.environ.get("GEO_KOOP_DEBUG"):
        # What matters to people is a finding or an error; the remarks of libraries are for those who program.
        warnings.simplefilter("ignore")
    __getattr__("app")()  # type: ignore[operator]
