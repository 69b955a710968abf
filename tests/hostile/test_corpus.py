"""On the command line, too, a hostile file touches nothing but itself: it reads no other file, asks nobody, writes nothing.

It ends in a reading or in one message, also where its process dies; memory and time are judged in the cage
(``test_cage``), which holds them: the command line has no limits of its own.
"""

import sys

import pytest

from tests.conftest import NIGHTLY
from tests.hostile.corpus import Case, cases

if not NIGHTLY:
    pytest.skip("each hostile file on the command line takes long: make test-nightly", allow_module_level=True)
if not sys.platform.startswith("linux"):
    pytest.skip("limits and watches of files are those of Linux", allow_module_level=True)

from tests.hostile.canary import watching
from tests.hostile.judging import attempt
from tests.hostile.reading import Reader

ALL = list(cases())
TOUCHED = ("opened ", "called ", "written ", "changed ", "secret ", "left ")
WORDED = ("said ", "refused without", "a message of ", "was not ")


@pytest.fixture(scope="module")
def watch(tmp_path_factory):
    with watching(tmp_path_factory.mktemp("elsewhere") / "canary") as watch:
        yield watch


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    with Reader(tmp_path_factory.mktemp("reader")) as reader:
        yield reader


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_hostile_file(case: Case, watch, reader, tmp_path):
    faults, outcome = attempt(case, tmp_path / "upload", watch, reader)
    assert [fault for fault in faults if fault.startswith(TOUCHED)] == [], outcome.messages[-1500:]
    if outcome.code >= 0:  # otherwise the limit of this test has ended it, parent and all
        assert [fault for fault in faults if fault.startswith(WORDED)] == [], outcome.messages[-1500:]
        assert outcome.code in (0, 1, 2)
