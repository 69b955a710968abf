"""The command line: parse, call, write.

Texts are German, English with ``--lang en``. What computes is imported inside the commands, so that
``--help`` is quick.
"""

from geo_koop.cli import own_data as _own_data  # noqa: F401 (registers its commands)
from geo_koop.cli import products as _products  # noqa: F401 (registers its commands)
from geo_koop.cli import territory as _territory  # noqa: F401 (registers its commands)
from geo_koop.cli.commands import app


def main() -> None:
    """Run the command line."""
    app()


__all__ = ["app", "main"]
