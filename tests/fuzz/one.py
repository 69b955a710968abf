"""Tries inputs of one target: ``python -m tests.fuzz.one TARGET FIRST SECONDS FILE``; FILE holds the input at hand.

It tries one input after the other until its seconds are over, and says how many those were.
"""

import faulthandler
import itertools
import random
import sys
import time
import warnings
from pathlib import Path

from geo_koop.errors import GeoKoopError
from tests.fuzz.mutation import mutated
from tests.fuzz.targets import TARGETS, Target

SECONDS = 20
"""How long one input may take."""
MEMORY = 4 * 1024**3


def tried(target: Target, path: Path) -> None:
    """Read a file; an error of the family is a good end."""
    try:
        target.read(path)
    except GeoKoopError as error:
        error.words(str)


def main(name: str, first: int, seconds: float, path: Path) -> None:
    """Try inputs; the first that fails ends the process, with its exception or by itself."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    warnings.simplefilter("ignore")
    target, until = TARGETS[name], time.monotonic() + seconds
    seeds = target.seeds(name)
    for number in itertools.count(first):
        path.write_bytes(mutated(seeds, random.Random(f"{name} {number}")))
        faulthandler.dump_traceback_later(SECONDS, exit=True)
        tried(target, path)
        if time.monotonic() >= until:
            break
    faulthandler.cancel_dump_traceback_later()
    sys.stdout.write(f"{number + 1 - first}\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), Path(sys.argv[4]))
