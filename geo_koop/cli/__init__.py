"""The command line: parse, call, write.

Texts are German, English with ``--lang en``. What computes is imported inside the commands, so that
``--help`` is quick.
"""

from geo_koop.cli import own_data as _own_data  # noqa: F401 (registers its commands)
from geo_koop.cli import products as _products  # noqa: F401 (registers its commands)
from geo_koop.cli import territory as _territory  # noqa: F401 (registers its commands)
from geo_koop.cli.commands import app
from geo_koop.intake.files.drivers import restrict


def main() -> None:
    """Run the command line, with the drivers of GDAL that it needs."""
    restrict()
    app()


__all__ = ["app", "main"]
