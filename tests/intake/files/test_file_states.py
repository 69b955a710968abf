"""What tells that a file changed, and when it is quiet."""

import os

import pytest

from geo_koop.intake.files.file_states import Settling, Sums, changed, parts, states, young

HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
"""SHA-256 of the letters “hello”."""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "grenzen.shp"
    path.write_text("hello")
    os.utime(path, (1000, 1000))
    return path


def test_a_file_has_its_companions_and_a_folder_its_files(file, tmp_path):
    for name in ("grenzen.dbf", "grenzen.yaml", "anders.dbf"):
        (tmp_path / name).touch()
    assert [p.name for p in parts(file)] == ["grenzen.dbf", "grenzen.shp", "grenzen.yaml"]
    assert len(parts(tmp_path)) == 4
    assert parts(tmp_path / "fehlt" / "x.csv") == []


def test_what_changed_came_or_went_is_named(file, tmp_path):
    other = tmp_path / "b"
    before = states([file, other])
    assert list(before) == [file]
    other.write_text("x")
    file.write_text("hallo")
    os.utime(file, (1000, 1000))
    assert changed(states([file, other]), before) == [other, file]
    assert changed(before, before) == []


@pytest.mark.parametrize(("at", "expected"), [(1001.9, 1), (1002.0, 0), (900.0, 1)])
def test_a_file_is_quiet_after_some_time(file, at, expected):
    assert len(young([file], states([file]), at=at, settling=Settling(seconds=2))) == expected


def test_a_file_that_is_gone_is_not_quiet(file, tmp_path):
    assert young([tmp_path / "weg"], {}, at=5000, settling=Settling()) == [tmp_path / "weg"]


def test_a_sum_is_made_anew_only_where_the_state_changed(file, monkeypatch):
    sums = Sums()
    assert sums.of([file]) == [("grenzen.shp", HELLO)]
    monkeypatch.setattr("hashlib.file_digest", None)
    assert sums.of([file]) == [("grenzen.shp", HELLO)]
    os.utime(file, (2000, 2000))
    with pytest.raises(TypeError):
        sums.of([file])
