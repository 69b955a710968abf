"""Draws a share of an atlas in a process of its own; :mod:`geo_koop.outputs.report.atlas` starts it."""

import sys
from pathlib import Path

from geo_koop.outputs.report.atlas import work

if __name__ == "__main__":
    work(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
