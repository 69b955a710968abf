"""Files read in the cage: the same result as outside, messages as outside, and no job that stays."""

import gc
import os
import signal
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo_koop import workspace
from geo_koop.cage import parcel, requests
from geo_koop.cage.door import Cage
from geo_koop.cage.limits import CageLimits, from_environment
from geo_koop.cage.parcel import Parcel
from geo_koop.cage.turns import Who
from geo_koop.errors import GeoKoopError, InputError, Phrase, UsageError
from geo_koop.intake.lists import importing
from geo_koop.intake.lists.import_profile import ImportProfile
from geo_koop.intake.records import project
from geo_koop.locale import messages, translator
from geo_koop.model import AnalysisRequest
from tests.conftest import small_request

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be copied here")


@pytest.fixture(scope="module")
def cage():
    made = Cage()
    yield made
    made.close()


def looked(cage, path, **how):
    return requests.look_of(cage.run("look", {"path": str(path)}, reads=[path], file=path.name, **how))


def read(cage, request):
    request = project.resolve(request)
    arguments = {"request": requests.plain_request(request)}
    return requests.unpack(cage.run("load", arguments, reads=requests.paths_of(request), file="x"), request.settings)


def same(got, wanted):
    for name in requests._RECORDS:
        pd.testing.assert_frame_equal(getattr(got.records, name), getattr(wanted.records, name))
    pd.testing.assert_frame_equal(got.boundaries.areas, wanted.boundaries.areas)
    pd.testing.assert_frame_equal(got.findings, wanted.findings)
    pd.testing.assert_frame_equal(got.contiguity.edges, wanted.contiguity.edges)
    np.testing.assert_array_equal(got.territory.xy, wanted.territory.xy)
    np.testing.assert_array_equal(got.territory.zone_core, wanted.territory.zone_core)
    for name in ("files", "sources", "settings"):
        assert getattr(got, name) == getattr(wanted, name)
    assert got.boundaries.info == wanted.boundaries.info


def test_the_embedded_data_come_out_as_they_are_read_outside(cage):
    same(read(cage, AnalysisRequest()), workspace.load(AnalysisRequest()))


def test_own_data_come_out_as_they_are_read_outside(cage, tmp_path):
    request = small_request(tmp_path)
    (tmp_path / "members.csv").write_text("cooperation_id,key\nzv,9101000\nzv,falsch\nzv,09101001\n")
    same(read(cage, request), workspace.load(request))


def test_a_list_comes_out_as_it_is_read_outside(cage, tmp_path, embedded):
    path = tmp_path / "liste.csv"
    path.write_text("Verband;Mitglied\nZV A;Kassel\nZV A;Baunatal\nZV A;Xyzzyburg\nZV B;Haar\n", encoding="utf-8")
    profile = ImportProfile(columns={"cooperation": "Verband", "member": "Mitglied"})
    reference = workspace.reference(AnalysisRequest())
    folder = tmp_path / "reference"
    folder.mkdir()
    requests.write_reference(reference, None, folder)
    given = {"path": str(path), "reference": str(folder)}
    plain = {**vars(profile)}
    answer = cage.run("list", {**given, "profile": plain}, reads=[path, folder], file=path.name)
    got, wanted = requests.unpack_imported(answer), importing.read(path, profile, reference)
    for name in ("cooperations", "members", "actors", "sources", "rows", "findings"):
        pd.testing.assert_frame_equal(getattr(got, name), getattr(wanted, name))
    pd.testing.assert_frame_equal(
        got.memberships.drop(columns="candidates"), wanted.memberships.drop(columns="candidates")
    )
    assert [tuple(c) for c in got.memberships["candidates"]] == [tuple(c) for c in wanted.memberships["candidates"]]
    found = cage.run("proposals", {**given, "sheet": ""}, reads=[path, folder], file=path.name)
    assert requests.proposals_of(found) == importing.proposals(path, reference)


def test_what_is_wrong_with_a_file_is_said_in_the_language_of_the_user(cage, tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"no database")
    with pytest.raises(InputError) as caught:
        looked(cage, path)
    problem, remedy = caught.value.words(translator("de", "errors"))
    assert problem == "a.gpkg ist keine Grenzdatei einer bekannten Art, oder sie ist beschädigt."
    assert remedy.startswith("Bekannt sind: GeoPackage")


def test_only_messages_of_geo_koop_are_filled_in(tmp_path):
    known = messages("errors")
    error = InputError("{file} is empty.", file=Phrase("it holds no names with values"))
    parcel.write_error(error, tmp_path)
    assert str(parcel.read_error(tmp_path, known)).startswith("it holds no names with values is empty.")
    parcel.write_error(InputError("{file.__class__}", file="x"), tmp_path)
    assert parcel.read_error(tmp_path, known) is None


def many_areas(path, count=60_000):
    at = np.arange(count)
    east, north = 6 + at % 300 / 30, 47 + at // 300 / 100
    boxes = shapely.box(east, north, east + 1 / 30, north + 0.01)
    gpd.GeoDataFrame({"key": at.astype(str), "name": "x" * 50}, geometry=boxes, crs=4326).to_file(
        path, engine="pyogrio"
    )
    return path


def test_a_file_that_takes_too_long_ends_in_a_message(tmp_path):
    path = many_areas(tmp_path / "lang.geojson", count=150_000)
    cage = Cage(CageLimits(cpu_seconds=1, wall_seconds=30))
    request = AnalysisRequest(boundaries=path, boundary_profile="key=key,name=name")
    with pytest.raises(InputError, match="takes longer to read than 1 seconds"):
        read(cage, request)
    cage.close()


def test_a_file_that_needs_too_much_memory_ends_in_a_message(tmp_path):
    path = many_areas(tmp_path / "groß.geojson")
    cage = Cage(CageLimits(memory_mb=20))
    with pytest.raises(InputError, match=r"needs more memory than the 20 MB|the reader gave up"):
        read(cage, AnalysisRequest(boundaries=path, boundary_profile="key=key,name=name"))
    cage.close()


def test_boundaries_with_too_many_corners_end_in_a_message(tmp_path, monkeypatch):
    """What the operator allows holds in the reading process, too."""
    monkeypatch.setenv("GEO_KOOP_MOST_VERTICES", "499")
    path = many_areas(tmp_path / "a.geojson", count=100)
    cage = Cage()
    with pytest.raises(InputError, match=r"more than 499 corners[^$]*GEO_KOOP_MOST_VERTICES"):
        read(cage, AnalysisRequest(boundaries=path, boundary_profile="key=key,name=name"))
    cage.close()


def test_a_result_that_is_too_large_ends_in_a_message(tmp_path):
    path = many_areas(tmp_path / "a.geojson")
    cage = Cage(CageLimits(output_mb=1))
    with pytest.raises(GeoKoopError):
        read(cage, AnalysisRequest(boundaries=path, boundary_profile="key=key,name=name"))
    cage.close()


@needs_fork
def test_a_reading_process_that_was_killed_is_made_anew(cage, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("cooperation_id,key\nx,y\n")
    assert looked(cage, path).role == "members"
    os.kill(cage._keeper.pid, signal.SIGKILL)
    cage._keeper.wait()
    assert looked(cage, path).role == "members"


def test_the_end_of_a_reading_process_ends_its_own_jobs_alone():
    """Who listens to a process that was killed may wake up late, when the next one reads already."""
    cage, theirs, other = Cage(), Future(), Future()
    old, new = SimpleNamespace(stdout=()), SimpleNamespace(stdout=())
    cage._waiting = {1: (old, theirs), 2: (new, other)}
    cage._listen(old)
    assert theirs.result(timeout=0) == "died"
    assert not other.done()


@needs_fork
def test_jobs_end_with_the_server(tmp_path):
    cage = Cage()
    cage.warm()
    keeper = cage._keeper
    cage.close()
    assert keeper.poll() is not None


def test_many_files_at_once_wait_for_each_other(cage, tmp_path):
    paths = [tmp_path / f"{i}.csv" for i in range(12)]
    for path in paths:
        path.write_text("cooperation_id,key\nx,09184119\n")
    with ThreadPoolExecutor(12) as pool:
        assert {look.role for look in pool.map(lambda p: looked(cage, p), paths)} == {"members"}


def test_one_visitor_leaves_another_a_place(monkeypatch, tmp_path):
    cage, going, may_end, lock = Cage(CageLimits(at_once=2)), [], threading.Event(), threading.Lock()
    started = threading.Condition(lock)

    def handed(task):
        with started:
            going.append(task["arguments"]["name"])
            started.notify_all()
        assert may_end.wait(30)
        return "died"

    monkeypatch.setattr(cage, "_handed", handed)
    monkeypatch.setattr(cage, "_spawned", handed)

    def ask(name, visitor):
        with pytest.raises(InputError):
            cage.run("look", {"name": name}, reads=[], file="x", who=Who(session=name, visitor=visitor))

    with ThreadPoolExecutor(9) as pool:
        asked = [pool.submit(ask, f"a{number}", "a") for number in range(8)]
        asked.append(pool.submit(ask, "b", "b"))
        with started:
            assert started.wait_for(lambda: len(going) == 2, timeout=30)
        assert sorted(name[0] for name in going) == ["a", "b"]
        may_end.set()
    for done in asked:
        done.result()
    assert len(going) == 9


@pytest.mark.parametrize("language", ["de", "en"])
def test_who_waits_too_long_for_files_of_others_is_told(monkeypatch, language):
    cage = Cage(CageLimits(at_once=1, wall_seconds=1))
    with cage._turns.mine(Who(session="other")), ThreadPoolExecutor(1) as pool:
        wanted = pool.submit(cage.run, "look", {}, reads=[], file="x", who=Who(session="me"))
        with pytest.raises(InputError) as caught:
            wanted.result()
    problem, remedy = caught.value.words(translator(language, "errors"))
    assert (problem, remedy) == {
        "de": ("Der Server liest gerade andere Dateien.", "In einer Minute noch einmal versuchen."),
        "en": ("The server is reading other files.", "Try again in a minute."),
    }[language]


def test_nothing_stays_behind(cage, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    path = tmp_path / "a.csv"
    path.write_text("cooperation_id,key\nx,y\n")
    looked(cage, path)
    gc.collect()
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


def test_tables_come_out_as_they_went_in(tmp_path):
    table = pd.DataFrame(
        {
            "text": pd.Series(["a", None, "ü"], dtype="str"),
            "number": pd.array([1, None, 3], dtype="Int64"),
            "day": pd.to_datetime(["2020-01-01", None, "1961-05-01"]),
            "params": [{"a": 1}, {}, {"b": ["x"]}],
        },
        index=pd.Index(["x", "y", "z"], name="key"),
    )
    parcel.write(Parcel(tables={"t": table}, about={"n": 1}), tmp_path)
    back = parcel.read(tmp_path)
    pd.testing.assert_frame_equal(back.tables["t"], table)
    assert back.about["n"] == 1


def test_limits_are_set_by_the_operator():
    assert from_environment({"GEO_KOOP_CAGE_MEMORY_MB": "500"}) == CageLimits(memory_mb=500)
    with pytest.raises(UsageError, match="GEO_KOOP_CAGE_AT_ONCE"):
        from_environment({"GEO_KOOP_CAGE_AT_ONCE": "0"})


def test_secrets_of_the_server_do_not_reach_the_reading_process(monkeypatch):
    from geo_koop.cage import door

    monkeypatch.setenv("GEO_KOOP_SECRET", "geheim")
    assert "geheim" not in repr(door._environment())
