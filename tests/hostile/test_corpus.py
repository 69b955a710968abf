"""Each hostile file ends in a reading or in one message, within the limits, and touches nothing but itself."""

import sys
from collections import Counter

import pytest

from tests.hostile.corpus import Case, cases
from tests.hostile.reading import COMMANDS

if not sys.platform.startswith("linux"):
    pytest.skip("limits and watches of files are those of Linux", allow_module_level=True)

from tests.hostile.canary import watching
from tests.hostile.judging import attempt
from tests.hostile.reading import Reader

CASES = list(cases())


@pytest.fixture(scope="module")
def watch(tmp_path_factory):
    with watching(tmp_path_factory.mktemp("elsewhere") / "canary") as watch:
        yield watch


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    with Reader(tmp_path_factory.mktemp("reader")) as reader:
        yield reader


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_hostile_file(case: Case, watch, reader, tmp_path):
    faults, outcome = attempt(case, tmp_path / "upload", watch, reader)
    assert not faults, "; ".join(faults) + f"\n{outcome.messages[-1500:]}"


def test_corpus_is_large_and_varied():
    """150 cases are asked for; names tell them apart, and each kind has a command."""
    assert len(CASES) >= 150
    assert [name for name, times in Counter(case.name for case in CASES).items() if times > 1] == []
    assert {case.kind for case in CASES} <= COMMANDS.keys()
