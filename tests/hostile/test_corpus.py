"""On the command line, too, a hostile file touches nothing but itself: it reads no other file, asks nobody, writes nothing.

How it ends is judged in the cage (``test_cage``), which holds memory and time; the command line has none.
"""

import os
import sys

import pytest

from tests.hostile.corpus import Case, cases

if not os.environ.get("GEO_KOOP_NIGHTLY"):
    pytest.skip("each hostile file on the command line takes long: make test-nightly", allow_module_level=True)
if not sys.platform.startswith("linux"):
    pytest.skip("limits and watches of files are those of Linux", allow_module_level=True)

from tests.hostile.canary import watching
from tests.hostile.judging import attempt
from tests.hostile.reading import Reader

ALL = list(cases())
TOUCHED = ("opened ", "called ", "written ", "changed ", "secret ", "left ")


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
    assert "Traceback" not in outcome.messages or outcome.code < 0
