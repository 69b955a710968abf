"""Seeds can be read, what was found once stays mended, and a short run finds nothing outside the family."""

import random

import pytest

from tests.fuzz.mutation import mutated
from tests.fuzz.one import tried
from tests.fuzz.targets import FOUND, TARGETS

CASES = sorted(FOUND.glob("*.*"))
OPEN: set[str] = set()
"""Found, and not mended yet."""


@pytest.mark.parametrize("name", TARGETS)
def test_every_target_reads_its_seeds(name, tmp_path):
    target = TARGETS[name]
    seeds = target.seeds(name)
    assert seeds
    for number, seed in enumerate(seeds):
        path = tmp_path / f"{number}{target.ending}"
        path.write_bytes(seed)
        tried(target, path)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_what_was_found_stays_mended(case, tmp_path, request):
    if case.name in OPEN:
        request.applymarker(pytest.mark.xfail(reason="not mended yet"))
    target = TARGETS[case.name.partition("-")[0]]
    path = tmp_path / f"case{target.ending}"
    path.write_bytes(case.read_bytes())
    tried(target, path)


def test_mutations_are_the_same_for_the_same_number():
    seeds = [b"a;b\n1;2\n", b"c"]
    assert [mutated(seeds, random.Random(n)) for n in range(50)] == [
        mutated(seeds, random.Random(n)) for n in range(50)
    ]
    assert len({mutated(seeds, random.Random(n)) for n in range(50)}) > 30
