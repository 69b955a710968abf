"""What counts as a fault of the reader."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.hostile.canary import Watch
from tests.hostile.corpus import Case
from tests.hostile.reading import Outcome, Reader

NO_MESSAGE = re.compile(
    r"Traceback|panicked|PanicException|Segmentation|memory allocation|terminate called|Unexpected error|Warning"
)
LONGEST_MESSAGE = 20_000
MEGABYTES = 3_000

Listing = dict[str, tuple[int, int]]


def attempt(case: Case, folder: Path, watch: Watch, reader: Reader) -> tuple[list[str], Outcome]:
    """Build a case in a new folder, have it read, and return what was wrong; an empty list if nothing was."""
    folder.mkdir()
    path = case.build(folder, watch.canary)
    before = _listing(folder)
    watch.touched()  # forget what the builder itself did
    outcome = reader.read(path, case.kind)
    beside = _differences(before, _listing(folder))
    return [*watch.touched(), *beside, *_faults(outcome, case)], outcome


def _faults(outcome: Outcome, case: Case) -> Iterator[str]:
    yield from (f"secret in {name}" for name in outcome.leaks)
    yield from (f"left {name}" for name in outcome.litter)
    if outcome.code not in (0, 1, 2):
        yield f"ended with {outcome.code} after {outcome.seconds} s, {outcome.processor} s of the processor"
    if outcome.code == 2 and len(re.findall(r"^Error:", outcome.messages, re.MULTILINE)) != 1:
        yield "refused without one message"
    if found := NO_MESSAGE.search(outcome.messages + outcome.output):
        yield f"said {found[0]!r}"
    if len(outcome.messages) > LONGEST_MESSAGE:
        yield f"a message of {len(outcome.messages)} characters"
    if outcome.megabytes > MEGABYTES:
        yield f"took {outcome.megabytes} MB"
    if case.expect == "message" and outcome.code != 2:
        yield "was not refused"
    if case.expect == "read" and outcome.code not in (0, 1):
        yield "was not read"


def _listing(folder: Path) -> Listing:
    stats = {path: path.lstat() for path in folder.rglob("*") if not path.is_dir()}
    return {str(path.relative_to(folder)): (stat.st_size, stat.st_mtime_ns) for path, stat in stats.items()}


def _differences(before: Listing, after: Listing) -> Iterator[str]:
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield f"changed beside the input: {name}"
