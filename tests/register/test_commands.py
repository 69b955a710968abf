"""The commands of the register, as somebody types them, and the analysis of what it holds."""

import subprocess
import sys
import time
from datetime import UTC, date, datetime

import pandas as pd
import pytest

import geo_koop
from geo_koop import AnalysisRequest, workspace
from geo_koop.app.data.watch import Watch
from geo_koop.cli import app
from geo_koop.errors import UsageError
from geo_koop.intake.records import saves
from geo_koop.outputs.export import provenance
from geo_koop.register import exchange, reading, store
from tests.conftest import small_country
from tests.register.conftest import START
from tests.register.test_exchange import EMBEDDED, put

DAY = date(2026, 11, 28)


@pytest.fixture
def run(capsys, monkeypatch):
    """Run a command and return its exit code, what it printed and what it complained of."""
    monkeypatch.delenv("GEO_KOOP_REGISTER", raising=False)
    monkeypatch.setenv("GEO_KOOP_AUTHOR", "Anna")
    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments):
        with pytest.raises(SystemExit) as ended:
            app([str(part) for part in arguments])
        shown = capsys.readouterr()
        return ended.value.code, shown.out, shown.err

    return call


@pytest.fixture
def project(tmp_path):
    """A project folder with record tables."""
    put(
        tmp_path / "project" / "cooperations",
        cooperations="cooperation_id,name\na,Amt Öd\n",
        members="cooperation_id,key\na,09101000\na,09101001\n",
    )
    return tmp_path / "project"


def test_a_project_becomes_a_register_and_back(run, project, tmp_path):
    code, _out, said = run("register", "init", project, "--reason", "Anfang")
    assert (code, *said.splitlines()[:2]) == (
        0,
        "Register register.sqlite angelegt.",
        "Revision 1: 3 Zeilen hinzugefügt, 0 geändert, 0 entfernt.",
    )
    assert f"geo-koop boundaries import DATEI --project {project}" in said
    at = ("--project", project)
    assert run("register", "check", *at)[::2] == (0, "Das Register register.sqlite ist in Ordnung.\n")
    assert run("register", "dump", tmp_path / "out", *at)[0] == 0
    code, _out, said = run("register", "load", tmp_path / "out", *at)
    assert (code, said) == (0, "Kein Unterschied: Es wurde keine Revision angelegt.\n")
    put(tmp_path / "new", cooperations="cooperation_id,name\na,Amt Neu\n")
    assert run("register", "load", tmp_path / "new", *at, "--author", "Bert", "--reason", "umbenannt")[0] == 0
    code, told, _err = run("register", "history", "a", *at)
    assert code == 0
    assert "Revision 2, " in told
    assert "Bert · umbenannt · new" in told
    assert "    name: Amt Öd → Amt Neu" in told
    code, listed, _err = run("register", "history", *at)
    assert ("Bert" in listed, "Anna" in listed) == (True, True)
    assert run("register", "revert", "2", *at)[2] == "Revision 2 ist durch Revision 3 rückgängig gemacht.\n"
    assert run("register", "dump", tmp_path / "again", *at)[0] == 0
    for path in (tmp_path / "out").iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()
    assert run("register", "dump", tmp_path / "past", *at, "--as-recorded-on", "r2")[0] == 0
    assert "Amt Neu" in (tmp_path / "past" / "cooperations.csv").read_text(encoding="utf-8")


def test_what_is_there_is_not_written_over(run, project, tmp_path):
    run("register", "init", project)
    at = ("--project", project)
    assert run("register", "init", project)[0] == 2
    run("register", "dump", tmp_path / "out", *at)
    code, _out, said = run("register", "dump", tmp_path / "out", *at)
    assert code == 2
    assert "--overwrite" in said
    assert run("register", "dump", tmp_path / "out", *at, "--overwrite")[0] == 0


def test_drafts_are_published_by_a_command(run, project, tmp_path):
    run("register", "init", project)
    at = ("--project", project)
    put(tmp_path / "new", cooperations="cooperation_id,name\na,Amt Neu\n")
    run("register", "load", tmp_path / "new", *at, "--draft")
    text = lambda name, *how: (  # noqa: E731
        run("register", "dump", tmp_path / name, *at, *how),
        (tmp_path / name / "cooperations.csv").read_text(encoding="utf-8"),
    )[1]
    assert "Amt Neu" not in text("1")
    assert "Amt Neu" in text("2", "--all")
    assert run("register", "publish", *at)[2] == "1 Datensätze veröffentlicht.\n"
    assert "Amt Neu" in text("3")


def test_backup_restore_and_upgrade(run, project, tmp_path):
    run("register", "init", project)
    at = ("--project", project)
    assert run("register", "backup", tmp_path / "copy.sqlite", *at)[0] == 0
    (project / "register.sqlite").unlink()
    assert run("register", "check", *at)[0] == 2
    assert run("register", "restore", tmp_path / "copy.sqlite", *at)[0] == 0
    assert run("register", "check", *at)[0] == 0
    assert run("register", "upgrade", *at)[2] == "Schema 0002 (vorher: 0002).\n"


def test_what_is_damaged_is_a_result_of_the_check_and_no_wrong_use(run, project):
    run("register", "init", project)
    path = project / "register.sqlite"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    code, _out, said = run("register", "check", "--project", project)
    assert code == 1
    assert "beschädigt" in said
    path.write_bytes(b"cooperation_id,name\n" * 9)
    assert run("register", "check", "--project", project)[0] == 2


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    """A folder without a register, and a cache of its own."""
    monkeypatch.setenv("GEO_KOOP_CACHE", str(tmp_path / "cache"))
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    return tmp_path


def test_without_a_register_the_embedded_one_is_read(run, nowhere):
    code, shown, said = run("register", "history")
    assert (code, "geo_koop" in shown) == (0, True)
    assert said == "Hier gibt es kein Register. Gezeigt wird das mitgelieferte; es lässt sich nur lesen.\n"
    assert "NordAllianz" in run("register", "history", "nordallianz")[1]
    assert run("register", "check")[0] == 0
    assert run("register", "dump", nowhere / "out")[0] == 0
    told = pd.read_csv(nowhere / "out" / "cooperations.csv", dtype="str", keep_default_na=False)
    embedded = pd.read_csv(EMBEDDED / "cooperations.csv", dtype="str", keep_default_na=False)
    assert told["name"].tolist() == embedded.sort_values("cooperation_id")["name"].tolist()
    made = list((nowhere / "cache" / "registers").iterdir())
    assert [path.suffix for path in made] == [".sqlite"]
    first = made[0].read_bytes()
    for command in (("load", EMBEDDED), ("publish",), ("revert", "1")):
        code, _out, said = run("register", *command)
        assert code == 2, command
        assert "register init" in said
    assert made[0].read_bytes() == first
    assert list((nowhere / "empty").iterdir()) == []


def test_the_option_goes_before_the_environment(run, project, tmp_path, monkeypatch):
    run("register", "init", project)
    monkeypatch.setenv("GEO_KOOP_REGISTER", f"sqlite:///{project / 'register.sqlite'}")
    assert run("register", "check")[0] == 0
    code, _out, said = run("register", "check", "--register", tmp_path / "other.sqlite")
    assert code == 2
    assert "other.sqlite" in said


def test_a_folder_that_does_not_fit_makes_no_register(run, project):
    put(project / "cooperations", members="cooperation_id,key\nx,01\n")
    assert run("register", "init", project)[0] == 2
    assert not (project / "register.sqlite").exists()


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """The embedded records in a register."""
    path = tmp_path_factory.mktemp("kept") / "register.sqlite"
    register = store.create(path)
    exchange.load(register, reading.folder(EMBEDDED), now=datetime(2026, 3, 1, tzinfo=UTC), author="Anna")
    folder = put(path.parent / "new", cooperations="cooperation_id,name\nnordallianz,Neuer Name\n")
    exchange.load(register, reading.folder(folder), now=datetime(2026, 4, 1, tzinfo=UTC), author="Bert")
    return path


def test_the_analysis_of_a_register_is_that_of_its_tables(kept):
    plain = geo_koop.analyse(as_of=DAY)
    found = geo_koop.analyse(register=kept, recorded_on="2026-03-15", as_of=DAY)
    pd.testing.assert_frame_equal(found.patterns.sort_index(), plain.patterns.sort_index())
    known = found.findings["code"].value_counts().to_dict()
    assert known == plain.findings["code"].value_counts().to_dict()
    assert (found.provenance.register, found.provenance.revision) == ("register.sqlite", 1)
    items = provenance.items(found)
    assert items["register.revision"] == "1"
    assert items["file.members"] == "register.sqlite r1"
    assert "register" not in provenance.items(plain)


def test_the_analysis_says_what_the_register_said(kept):
    names = lambda **how: geo_koop.analyse(register=kept, as_of=DAY, **how).cooperations["name"]  # noqa: E731
    assert names().loc["nordallianz"] == "Neuer Name"
    assert names(recorded_on="r1").loc["nordallianz"] == "NordAllianz – Metropolregion München Nord"
    assert names(recorded_on=date(2026, 3, 31)).loc["nordallianz"] != "Neuer Name"


def test_what_is_internal_now_is_left_out_of_the_past_and_that_is_said(kept, tmp_path):
    path = tmp_path / "register.sqlite"
    path.write_bytes(kept.read_bytes())
    codes = lambda **how: set(geo_koop.analyse(register=path, as_of=DAY, **how).findings["code"])  # noqa: E731
    assert "register_internal" not in codes(recorded_on=1)
    folder = put(tmp_path / "new", cooperations="cooperation_id,name,visibility\nnordallianz,Geheim,internal\n")
    exchange.load(store.open_(path), reading.folder(folder), now=datetime(2026, 5, 1, tzinfo=UTC), author="Bert")
    for how in ({"recorded_on": 1}, {"recorded_on": 2}, {}):
        found = geo_koop.analyse(register=path, as_of=DAY, **how)
        assert "nordallianz" not in found.cooperations.index
        assert "nordallianz" not in found.members["cooperation_id"].tolist()
        assert ("register_internal" in set(found.findings["code"])) == bool(how)


def test_records_come_from_one_place(kept, tmp_path):
    with pytest.raises(UsageError, match="either from the register or from tables: cooperations"):
        workspace.load(AnalysisRequest(register=kept, cooperations=tmp_path / "x.csv"))
    with pytest.raises(UsageError, match="no register whose state"):
        workspace.load(AnalysisRequest(recorded_on="2026-01-01"))
    with pytest.raises(UsageError, match="view"):
        AnalysisRequest(register=kept, view="secret")


def test_in_a_project_with_both_the_register_is_read(run, tmp_path):
    small_country(tmp_path)
    project = tmp_path / "project"
    for name, place in (("boundaries", "boundaries"), ("cooperations", "cooperations"), ("members", "cooperations")):
        (project / place).mkdir(parents=True, exist_ok=True)
        path = next(tmp_path.glob(f"{name}.[cg]*"))
        (project / place / path.name).write_bytes(path.read_bytes())
    (project / "settings.yaml").write_text("boundary_profile: key=key,name=name\n", encoding="utf-8")
    run("register", "init", project)
    put(project / "cooperations", cooperations="cooperation_id,name\nzv,Später geändert\n")
    inputs = workspace.load(AnalysisRequest(project=project))
    assert inputs.records.cooperations.loc["zv", "name"] == "Zweckverband Öd"
    assert inputs.findings["code"].tolist().count("register_wins") == 1
    assert inputs.revision == 1
    code, shown, _err = run("analyse", "--project", project, "--output-format", "csv", "--recorded-on", "r1")
    assert code == 0
    assert "Zweckverband Öd" in shown


def test_the_app_shows_the_register_of_a_project_and_saves_nothing_beside_it(run, project, tmp_path):
    boundaries = project / "boundaries"
    boundaries.mkdir()
    small_country(tmp_path)
    (boundaries / "boundaries.gpkg").write_bytes((tmp_path / "boundaries.gpkg").read_bytes())
    (project / "settings.yaml").write_text("boundary_profile: key=key,name=name\n", encoding="utf-8")
    run("register", "init", project)
    put(project / "cooperations", cooperations="cooperation_id,name\na,daneben\n")
    watched = Watch(AnalysisRequest(project=project), tmp_path)
    first = watched.look(time.time()).shown
    assert workspace.load(first.request).records.cooperations.loc["a", "name"] == "Amt Öd"
    put(tmp_path / "new", cooperations="cooperation_id,name\na,Amt Neu\n")
    run("register", "load", tmp_path / "new", "--project", project)
    second = watched.look(time.time() + 60).shown
    assert second.mark != first.mark
    assert workspace.load(second.request).records.cooperations.loc["a", "name"] == "Amt Neu"
    with pytest.raises(UsageError, match="keeps its records in a register"), saves.locked(project):
        saves.write(project, {"cooperations": b"cooperation_id,name\n"}, when=START, what="import")


def test_help_needs_no_database():
    code = "import sys, geo_koop.cli; geo_koop.cli.app; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_project_with_boundaries_is_not_told_that_it_lacks_them(run, project):
    (project / "boundaries").mkdir(exist_ok=True)
    (project / "boundaries" / "grenzen.gpkg").write_bytes(b"x")
    assert "Als Nächstes" not in run("register", "init", project)[2]
