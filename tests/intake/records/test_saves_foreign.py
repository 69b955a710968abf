"""What a project that was handed on, or edited while it is saved, can make a save read, write or lose."""

import contextlib
import json
import sys
from datetime import UTC, datetime

import pytest

from geo_koop import workspace
from geo_koop.errors import GeoKoopError
from geo_koop.intake.records import project, saves, survey
from geo_koop.model import AnalysisRequest
from tests.app.data.test_session_data import make_project

WHEN = datetime(2026, 11, 29, 9, 30, tzinfo=UTC)
SCOPE = survey.Scope(scope_id="neu", topics=("water",), date="2026", grade="survey", source="Amt")
links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")


@pytest.fixture
def folder(tmp_path):
    made = make_project(tmp_path / "Projekt")
    survey.save(made, SCOPE, places=(), when=WHEN)
    return made


def switch(folder, **values):
    path = folder / "history" / "state.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def names(folder):
    return set(workspace.load(AnalysisRequest(project=folder)).records.cooperations["name"])


@links
def test_a_link_in_the_history_reads_no_file_outside(folder, tmp_path):
    outside = tmp_path / "geheim.csv"
    outside.write_text("cooperation_id;name;topics\nzv;Geheim;water\n")
    inside = folder / "history" / "000002" / "cooperations.csv"
    inside.unlink()
    inside.symlink_to(outside)
    switch(folder, copied=False)
    with pytest.raises(GeoKoopError):
        names(folder)


@links
def test_a_link_in_the_history_writes_no_file_outside(folder, tmp_path):
    outside = tmp_path / "profile"
    outside.write_text("mine")
    (folder / "history" / ".state.json").symlink_to(outside)
    with contextlib.suppress(GeoKoopError):
        survey.save(folder, SCOPE, places=(), when=WHEN)
    assert outside.read_text() == "mine"


@links
def test_a_link_in_place_of_the_lock_touches_no_file_outside(folder, tmp_path):
    outside = tmp_path / "profile"
    lock = folder / ".geo-koop.lock"
    lock.unlink(missing_ok=True)
    lock.symlink_to(outside)
    with pytest.raises(GeoKoopError):
        survey.save(folder, SCOPE, places=(), when=WHEN)
    assert not outside.exists()


def test_a_saved_state_that_is_not_what_its_manifest_says_is_not_published(folder):
    path = folder / "history" / "000002" / "cooperations.csv"
    path.write_bytes(path.read_bytes()[:20])
    switch(folder, copied=False)
    with pytest.raises(GeoKoopError, match="damaged"):
        names(folder)


@pytest.mark.parametrize("tables", [{"cooperations": 1}, {"cooperations": {}}, {"cooperations": None}])
def test_a_damaged_manifest_is_a_message(folder, tables):
    (folder / "history" / "000002" / "manifest.json").write_text(json.dumps({"tables": tables}))
    with pytest.raises(GeoKoopError):
        names(folder)


def edit(folder, text="Von Hand"):
    path = folder / "cooperations" / "cooperations.csv"
    content = path.read_text(encoding="utf-8-sig").splitlines()
    content.append(content[-1].replace("zv", "neu", 1) if "zv" in content[-1] else content[-1])
    path.write_text("\n".join(content) + f"\n# {text}\n", encoding="utf-8")
    return path.read_bytes()


def kept(folder, content):
    return any(p.read_bytes() == content for p in folder.rglob("cooperations.csv"))


def test_an_edit_after_a_save_that_was_cut_off_is_not_lost(folder):
    switch(folder, copied=False)
    content = edit(folder)
    with contextlib.suppress(GeoKoopError):
        survey.save(folder, SCOPE, places=(), when=WHEN)
    assert kept(folder, content)


def test_an_edit_while_a_save_is_written_is_not_lost(folder, monkeypatch):
    made = []
    whole = saves._switch

    def slow(position, version, *, copied, **more):
        whole(position, version, copied=copied, **more)
        if not copied:
            made.append(edit(folder))

    monkeypatch.setattr(saves, "_switch", slow)
    with contextlib.suppress(GeoKoopError):
        survey.save(folder, SCOPE, places=(), when=WHEN)
    assert kept(folder, made[0])


def test_a_column_map_of_the_records_does_not_stand_in_the_way_of_accepting(folder):
    (folder / "spalten.yaml").write_text("cooperations:\n  cooperation_id: Nr\n")
    settings = folder / "settings.yaml"
    settings.write_text(settings.read_text() + "\nrecord_profile: spalten.yaml\n")
    path = folder / "cooperations" / "cooperations.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace("cooperation_id", "Nr", 1))
    assert project.accept(folder, when=WHEN) == 3
