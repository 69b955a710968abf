"""ZIP files and workbooks from outside end in a table or a message."""

import io
import stat
import struct
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pytest

from geo_koop.errors import InputError
from geo_koop.intake.files import archives, layers, tables, unpack


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


@pytest.mark.parametrize("names", [("a.gml", "a.gml/b.gml"), ("a.gml/b.gml", "a.gml")])
def test_a_file_and_a_folder_of_one_name_are_told_as_they_are(tmp_path: Path, names: tuple[str, str]) -> None:
    path = packed(tmp_path / "x.zip", dict.fromkeys(names, b"x"))
    with pytest.raises(InputError, match=r"holds .* twice"):
        unpack.unpack(path, tmp_path)


def test_a_member_that_is_said_to_lie_before_the_beginning_is_damage(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a.geojson": b"{}"})
    made = bytearray(path.read_bytes())
    struct.pack_into("<I", made, made.rfind(b"PK\x05\x06") + 16, 2**31)
    path.write_bytes(made)
    with pytest.raises(InputError, match="damaged"):
        unpack.unpack(path, tmp_path)


@pytest.mark.parametrize("place", [10_000, 2**31, 2**62, 2**63 - 1, 2**63, 2**64 - 1])
@pytest.mark.parametrize("ending", [".zip", ".xlsx"])
def test_a_member_that_is_said_to_lie_beyond_the_end_is_damage(tmp_path: Path, place: int, ending: str) -> None:
    made = bytearray(packed(tmp_path / "a.zip", {"a.geojson": b"{}"}).read_bytes())
    entry, end = made.rfind(b"PK\x01\x02"), made.rfind(b"PK\x05\x06")
    wide = struct.pack("<HHQ", 1, 8, place)
    struct.pack_into("<H", made, entry + 30, len(wide))
    struct.pack_into("<I", made, entry + 42, 0xFFFFFFFF)
    struct.pack_into("<I", made, end + 12, struct.unpack_from("<I", made, end + 12)[0] + len(wide))
    at = entry + 46 + len("a.geojson")
    made[at:at] = wide
    path = tmp_path / f"b{ending}"
    path.write_bytes(made)
    read = {".zip": lambda: unpack.unpack(path, tmp_path), ".xlsx": lambda: tables.read(path)}[ending]
    with pytest.raises(InputError, match="damaged"):
        read()


def packed(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def bent(path: Path, sign: bytes, place: int, form: str, value: int) -> Path:
    """Overwrite a number in the last record of an archive that begins with ``sign``."""
    content = bytearray(path.read_bytes())
    struct.pack_into(form, content, content.rindex(sign) + place, value)
    path.write_bytes(content)
    return path


def test_an_honest_archive_passes(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a.shp": bytes(100), "b/": b"", "b/ö.dbf": b"x"})
    archives.check(path, archives.rules(nested=False))


def test_an_archive_written_as_a_stream_passes(tmp_path: Path) -> None:
    """Then sizes stand behind the members and not in their heads."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.content = b""

        def writable(self) -> bool:
            return True

        def write(self, more: object) -> int:
            self.content += bytes(more)  # type: ignore[call-overload]
            return len(bytes(more))  # type: ignore[call-overload]

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.shp", bytes(1_000))
    (tmp_path / "a.zip").write_bytes(pipe.content)
    archives.check(tmp_path / "a.zip", archives.rules())


def test_an_archive_with_wide_numbers_passes(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive, archive.open("a.shp", "w", force_zip64=True) as member:
        member.write(b"x")
    archives.check(tmp_path / "a.zip", archives.rules())


def test_growth_is_measured(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a.shp": bytes(11_000_000)})
    with pytest.raises(InputError, match="unpacks to 11 MB"):
        archives.check(path, archives.Rules(ratio=100))
    archives.check(path, archives.Rules(ratio=11_000_000))


def test_unpacked_sizes_are_summed(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a.shp": bytes(600), "b.shp": bytes(600)}, zipfile.ZIP_STORED)
    archives.check(path, archives.Rules(unpacked=1_200))
    with pytest.raises(InputError, match="that is too much"):
        archives.check(path, archives.Rules(unpacked=1_199))


def test_bytes_that_come_count_and_not_those_that_are_declared(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"a.shp": bytes(5_000_000)})
    with zipfile.ZipFile(path) as archive, pytest.raises(InputError, match="that is too much"):
        list(archives.stream(archive, archive.getinfo("a.shp"), path, 1_000_000))


@pytest.mark.parametrize("name", ["inner.zip", "b/INNER.ZIP", "a.kmz", "a.gml.gz", "a.7z"])
def test_an_archive_in_an_archive_is_refused(tmp_path: Path, name: str) -> None:
    path = packed(tmp_path / "a.zip", {"a.geojson": b"{}", name: b"x"})
    with pytest.raises(InputError, match="holds another archive"), layers.opened(path):
        pass
    archives.check(path, archives.rules(nested=True))


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    path = bent(packed(tmp_path / "a.zip", {"a.shp": b"x"}), b"PK\x01\x02", 8, "<H", 1)
    with pytest.raises(InputError, match="is encrypted"):
        archives.check(path, archives.rules())


def test_a_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("a.shp", "1")
        archive.writestr("a.shp", "2")
    with pytest.raises(InputError, match=r"holds a\.shp twice"):
        archives.check(tmp_path / "a.zip", archives.rules())


@pytest.mark.parametrize("target", ["/etc/passwd", "a.dbf", "../a.shp"])
def test_a_link_is_refused_wherever_it_leads(tmp_path: Path, target: str) -> None:
    link = zipfile.ZipInfo("a.shp")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, target)
    with pytest.raises(InputError, match="outside its folder"):
        archives.check(tmp_path / "a.zip", archives.rules())


@pytest.mark.parametrize("place", [8, 10])
@pytest.mark.parametrize("count", [1, 3])
def test_a_wrong_number_of_members_is_refused(tmp_path: Path, place: int, count: int) -> None:
    path = packed(tmp_path / "a.zip", {"a.shp": b"1", "b.shp": b"2"})
    with pytest.raises(InputError, match="different things of the number of its files"):
        archives.check(bent(path, b"PK\x05\x06", place, "<H", count), archives.rules())


@pytest.mark.parametrize(("short", "wide"), [(2, 5_000), (5_000, 2), (0xFFFF, 5_000)])
def test_the_larger_of_two_numbers_of_members_counts(tmp_path: Path, short: int, wide: int) -> None:
    path = packed(tmp_path / "a.zip", {"a.shp": b"1", "b.shp": b"2"})
    content = path.read_bytes()
    at = content.rindex(b"PK\x05\x06")
    start, length = struct.unpack_from("<I", content, at + 16)[0], struct.unpack_from("<I", content, at + 12)[0]
    record = b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, wide, wide, length, start)
    pointer = b"PK\x06\x07" + struct.pack("<IQI", 0, at, 1)
    path.write_bytes(content[:at] + record + pointer + content[at:])
    end = bytearray(path.read_bytes())
    struct.pack_into("<HH", end, end.rindex(b"PK\x05\x06") + 8, short, short)
    path.write_bytes(end)
    with pytest.raises(InputError, match="holds 5000 files"):
        archives.check(path, archives.rules())


@pytest.mark.parametrize(("place", "form", "value"), [(8, "<H", 0), (18, "<I", 7), (22, "<I", 7), (30, "<B", ord("b"))])
def test_a_head_that_differs_from_the_directory_is_refused(tmp_path: Path, place: int, form: str, value: int) -> None:
    """Method, packed size, size and name of a member stand in both."""
    path = bent(packed(tmp_path / "a.zip", {"a.shp": bytes(100)}), b"PK\x03\x04", place, form, value)
    with pytest.raises(InputError, match=r"different things of a\.shp"):
        archives.check(path, archives.rules())


def test_limits_of_archives_hold_for_boundaries_and_workbooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    packed(tmp_path / "a.zip", {"a.geojson": b"{}", "b.geojson": b"{}"})
    monkeypatch.setenv("GEO_KOOP_MOST_MEMBERS", "1")
    with pytest.raises(InputError, match=r"a\.xlsx holds \d+ files; at most 1"):
        tables.read(tmp_path / "a.xlsx")
    with pytest.raises(InputError, match=r"a\.zip holds 2 files; at most 1"), layers.opened(tmp_path / "a.zip"):
        pass
