"""On the command line, too, a hostile file touches nothing but itself: it reads no other file, asks nobody, writes nothing.

How it ends is judged in the cage (``test_cage``), which holds memory and time; the command line has none.
"""

import os
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

ALL = list(cases())
SHARE = 1 if os.environ.get("GEO_KOOP_NIGHTLY") else 12
"""Of how many cases one is read in each run of the suite; all are read by ``make test-nightly``."""
TOUCHED = ("opened ", "called ", "written ", "changed ", "secret ", "left ")


@pytest.fixture(scope="module")
def watch(tmp_path_factory):
    with watching(tmp_path_factory.mktemp("elsewhere") / "canary") as watch:
        yield watch


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    with Reader(tmp_path_factory.mktemp("reader")) as reader:
        yield reader


@pytest.mark.parametrize("case", ALL[::SHARE], ids=lambda case: case.name)
def test_hostile_file(case: Case, watch, reader, tmp_path):
    faults, outcome = attempt(case, tmp_path / "upload", watch, reader)
    assert [fault for fault in faults if fault.startswith(TOUCHED)] == [], outcome.messages[-1500:]
    assert "Traceback" not in outcome.messages or outcome.code < 0


def test_corpus_is_large_and_varied():
    """150 cases are asked for; names tell them apart, and each kind has a command."""
    assert len(ALL) >= 150
    assert [name for name, times in Counter(case.name for case in ALL).items() if times > 1] == []
    assert {case.kind for case in ALL} <= COMMANDS.keys()
