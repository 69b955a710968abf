"""Tries inputs of one target: ``python -m tests.fuzz.one TARGET FIRST COUNT FILE``; FILE holds the input at hand."""

import faulthandler
import random
import sys
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


def main(name: str, first: int, count: int, path: Path) -> None:
    """Try inputs; the first that fails ends the process, with its exception or by itself."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    warnings.simplefilter("ignore")
    target = TARGETS[name]
    seeds = target.seeds(name)
    for number in range(first, first + count):
        path.write_bytes(mutated(seeds, random.Random(f"{name} {number}")))
        faulthandler.dump_traceback_later(SECONDS, exit=True)
        tried(target, path)
    faulthandler.cancel_dump_traceback_later()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
