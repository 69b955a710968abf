"""ZIP files and workbooks from outside end in a table or a message."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from geo_koop.errors import InputError
from geo_koop.intake.files import archives, tables


def test_a_cell_far_away_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["key", "name"])
    book.active.append(["09184123", "Haar"])
    book.active["XFD1048576"] = "x"
    book.save(tmp_path / "far.xlsx")
    table = tables.read(tmp_path / "far.xlsx")
    assert table.rows["name"].tolist() == ["Haar"]
    assert table.unread["row"].tolist() == [1_048_576]


@pytest.mark.parametrize("name", ["../a.shp", "/a.shp", "C:\\a.shp", "\\\\host\\a.shp", "b\\..\\..\\a.shp"])
def test_names_that_leave_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(name, "x")
    with pytest.raises(InputError, match="outside its folder"):
        archives.check(tmp_path / "a.zip", archives.Rules())


def test_a_name_that_no_file_system_takes_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(f"{'ä' * 126}.geojson", "x")
    with pytest.raises(InputError, match="name that is too long"):
        archives.check(tmp_path / "a.zip", archives.Rules())
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr(f"{'ä' * 120}/{'ä' * 120}.geojson", "x")
    archives.check(tmp_path / "b.zip", archives.Rules())


def test_members_are_counted(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for number in range(4):
            archive.writestr(f"{number}.shp", "x")
    with pytest.raises(InputError, match="holds 4 files"):
        archives.check(tmp_path / "a.zip", archives.Rules(members=3))
