"""Each hostile file that a visitor uploads ends in a reading or in one message, within the limits of the cage."""

import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from geo_koop import workspace
from geo_koop.cage import requests
from geo_koop.cage.door import Cage
from geo_koop.cage.limits import CageLimits
from geo_koop.errors import GeoKoopError
from geo_koop.intake.lists.import_profile import ImportProfile
from geo_koop.intake.records import project, uploads
from geo_koop.model import AnalysisRequest
from tests.conftest import NIGHTLY, small_request
from tests.hostile.corpus import Case, cases

if not sys.platform.startswith("linux"):
    pytest.skip("limits and watches of files are those of Linux", allow_module_level=True)

from tests.hostile.canary import SECRET, watching

LIMITS = CageLimits(cpu_seconds=10, wall_seconds=30)
UPLOADED = ("boundaries", "records", "table", "list", "decisions", "profile")
SHARE = 1 if NIGHTLY else 4
"""Of how many cases one is read in each run of the suite; all are read by ``make test-nightly``."""
CASES = [case for case in cases() if case.kind in UPLOADED][::SHARE]


@pytest.fixture(scope="module")
def watch(tmp_path_factory):
    with watching(tmp_path_factory.mktemp("elsewhere") / "canary") as watch:
        yield watch


@pytest.fixture(scope="module")
def cage():
    made = Cage(LIMITS)
    yield made
    made.close()


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    """Return a folder with what names of a list are looked up in."""
    folder, base = tmp_path_factory.mktemp("reference"), tmp_path_factory.mktemp("country")
    requests.write_reference(workspace.reference(small_request(base)), None, folder)
    return folder


def load(cage: Cage, **fields: object) -> None:
    request = project.resolve(AnalysisRequest(**fields))
    plain = {"request": requests.plain_request(request)}
    answer = cage.run("load", plain, reads=requests.paths_of(request), file="upload")
    workspace.evaluate(requests.unpack(answer, request.settings))


def read(cage: Cage, path: Path, kind: str, names: Path) -> None:
    """Do with a file what the app does with it."""
    given = {"path": str(path)}
    if kind == "boundaries":
        cage.run("look", given, reads=[path], file=path.name)
        load(cage, boundaries=path, boundary_profile="key=key,name=name")
    elif kind in ("records", "table"):
        cage.run("look", given, reads=[path], file=path.name)
        load(cage, cooperations=path) if kind == "records" else load(cage, attributes=path)
    elif kind == "list":
        cage.run("table", {**given, "profile": asdict(ImportProfile())}, reads=[path], file=path.name)
        cage.run("proposals", {**given, "sheet": "", "reference": str(names)}, reads=[path, names], file=path.name)
    else:
        cage.run(kind, given, reads=[path], file=path.name)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_uploaded_file_ends_in_a_reading_or_a_message(case: Case, watch, cage, names, tmp_path):
    (tmp_path / "source").mkdir()
    made = case.build(tmp_path / "source", watch.canary)
    if not made.is_file():
        pytest.skip("folders are not uploaded")
    folder = tmp_path / "private"
    folder.mkdir()
    watch.touched()
    said = ""
    try:
        path = uploads.store(uploads.Upload(made.name, made.read_bytes()), folder, limit=200_000_000)
        before = path.read_bytes()
        read(cage, path, case.kind, names)
    except GeoKoopError as error:
        said = str(error)
    assert watch.touched() == []
    assert SECRET not in said
    if list(folder.iterdir()):
        assert [p.name for p in folder.iterdir()] == [path.name]
        assert path.read_bytes() == before
    assert "Traceback" not in said
    if case.expect == "message":
        assert said


def test_corpus_is_large_and_varied():
    """150 cases are asked for, and names tell them apart."""
    names = [case.name for case in cases()]
    assert len(names) >= 150
    assert len(set(names)) == len(names)
