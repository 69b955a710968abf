"""ZIP archives: names with a way out, links, lies about sizes, bombs."""

import bz2
import gzip
import io
import json
import lzma
import struct
import tarfile
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.hostile.canary import Canary
from tests.hostile.corpus import Build, Case, written
from tests.hostile.disguises import zipped
from tests.hostile.reading import AREAS

PLAIN = json.dumps(AREAS)


def archive(fill: Callable[[zipfile.ZipFile, Canary], None], name: str = "areas.zip") -> Build:
    """Return a builder of an archive that ``fill`` fills."""

    def build(folder: Path, canary: Canary) -> Path:
        path = folder / name
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # two members of one name are meant
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
                fill(opened, canary)
        return path

    return build


def named(*names: str) -> Build:
    return archive(lambda z, _: [z.writestr(zipfile.ZipInfo(n), PLAIN) for n in names] and None)


def link(member: str, target: Callable[[Canary], str]) -> Build:
    """Return a builder of an archive in which a member is a symbolic link."""

    def fill(opened: zipfile.ZipFile, canary: Canary) -> None:
        info = zipfile.ZipInfo(member)
        info.create_system, info.external_attr = 3, 0o120777 << 16
        opened.writestr(info, target(canary))
        if member == "down":
            opened.writestr("down/new.geojson", PLAIN)

    return archive(fill)


def patched(change: Callable[[bytearray], None], content: str | bytes = PLAIN) -> Build:
    """Return a builder of an archive with one member whose bytes ``change`` bends."""

    def build(folder: Path, _: Canary) -> Path:
        made = bytearray(zipped({"areas.geojson": content}))
        change(made)
        path = folder / "areas.zip"
        path.write_bytes(made)
        return path

    return build


def central(position: int, value: int, form: str = "<I") -> Callable[[bytearray], None]:
    """Return a change of a field of the central directory, and of the member's own head where it has it too."""

    def change(made: bytearray) -> None:
        struct.pack_into(form, made, made.index(b"PK\x01\x02") + position, value)

    return change


def end_record(position: int, value: int, form: str = "<H") -> Callable[[bytearray], None]:
    return lambda made: struct.pack_into(form, made, made.rindex(b"PK\x05\x06") + position, value)


def zeros(megabytes: int) -> bytes:
    """Return a raw deflate stream of many zeros: the same block over and over, so that it is made at once."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packer.compress(bytes(1_000_000))
    first = packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + block * (megabytes - 1) + packer.flush()


def bomb(member: str, megabytes: int, *, claimed: int | None = None, name: str = "areas.zip") -> Build:
    """Return a builder of an archive with one member that grows to ``megabytes``, whatever it claims."""

    def build(folder: Path, _: Canary) -> Path:
        stream, title = zeros(megabytes), member.encode()
        size = megabytes * 1_000_000 if claimed is None else claimed
        rest = struct.pack("<IIIHH", 0, len(stream), size, len(title), 0)
        local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 33) + rest + title + stream
        entry = (
            b"PK\x01\x02"
            + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 33)
            + rest
            + struct.pack("<HHHII", 0, 0, 0, 0, 0)
            + title
        )
        end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(entry), len(local), 0)
        path = folder / name
        path.write_bytes(local + entry + end)
        return path

    return build


def overlapping(members: int, megabytes: int) -> Build:
    """Return a builder of an archive whose members all lie on the same bytes."""

    def build(folder: Path, _: Canary) -> Path:
        stream, size = zeros(megabytes), megabytes * 1_000_000
        local = (
            b"PK\x03\x04"
            + struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, 0, len(stream), size, 9, 0)
            + b"a.geojson"
            + stream
        )
        entries = b"".join(
            b"PK\x01\x02"
            + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 8, 0, 33, 0, len(stream), size, 13, 0, 0, 0, 0, 0, 0)
            + f"{i:05}.geojson"[-13:].encode()
            for i in range(members)
        )
        end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, members, members, len(entries), len(local), 0)
        path = folder / "areas.zip"
        path.write_bytes(local + entries + end)
        return path

    return build


def nested(depth: int) -> bytes:
    inner = zipped({"areas.geojson": bytes(30_000_000)})
    for level in range(depth):
        inner = zipped({f"{level}-{i}.zip": inner for i in range(8)})
    return inner


def tar(canary: Canary) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as opened:
        info = tarfile.TarInfo("areas.geojson")
        info.type, info.linkname = tarfile.SYMTYPE, canary.file("secret.geojson")
        opened.addfile(info)
    return buffer.getvalue()


def method(number: int, pack: Callable[[bytes], bytes]) -> Build:
    """Return a builder of an archive whose member is packed by another method."""

    def build(folder: Path, _: Canary) -> Path:
        data, title = pack(bytes(40_000_000)), b"areas.geojson"
        rest = struct.pack("<IIIHH", 0, len(data), 40_000_000, len(title), 0)
        local = b"PK\x03\x04" + struct.pack("<HHHHH", 63, 0, number, 0, 33) + rest + title + data
        entry = (
            b"PK\x01\x02"
            + struct.pack("<HHHHHH", 63, 63, 0, number, 0, 33)
            + rest
            + struct.pack("<HHHII", 0, 0, 0, 0, 0)
            + title
        )
        end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(entry), len(local), 0)
        (folder / "areas.zip").write_bytes(local + entry + end)
        return folder / "areas.zip"

    return build


def swapped_name(made: bytearray) -> None:
    """Give the member another name in its own head than in the directory."""
    position = made.index(b"areas.geojson")
    made[position : position + 13] = b"../areas.json"


PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000")

NAMES = {
    "a path above": named("../../canary/new.geojson"),
    "a path above, with an honest name beside": named("../../canary/new.geojson", "areas.geojson"),
    "an absolute name": archive(lambda z, c: z.writestr(c.file("new.geojson"), PLAIN)),
    "backslashes": named("..\\..\\canary\\new.geojson"),
    "a drive": named("C:\\Windows\\areas.geojson"),
    "a share": named("\\\\127.0.0.1\\share\\areas.geojson"),
    "a virtual path": archive(lambda z, c: z.writestr(f"/vsicurl/{c.url('x.geojson')}", PLAIN)),
    "braces": named("{areas}.geojson", "a}b{.geojson"),
    "blanks and dots": named(" .geojson", "....geojson", "areas.geojson. "),
    "a line feed": named("a\nb\r.geojson"),
    "an escape sequence": named("\x1b[2J\x1b]0;x\x07.geojson"),
    "right to left": named("areas\u202egeojson.gpkg"),
    "names of devices": named("CON.geojson", "NUL", "aux.geojson"),
    "a name of 60,000 letters": named("a" * 60_000 + ".geojson"),
    "folders 5,000 deep": named("a/" * 5_000 + "areas.geojson"),
    "a folder and a file of one name": named("areas.geojson/", "areas.geojson"),
    "the same name twice": named("areas.geojson", "areas.geojson"),
    "names that differ in case": named("areas.geojson", "AREAS.GEOJSON", "Areas.Geojson"),
    "folders only": named("a/", "a/b/"),
    "no members": archive(lambda *_: None),
    "20,000 members": archive(lambda z, _: [z.writestr(f"{i}.geojson", "{}") for i in range(20_000)] and None),
    "another name in the head": patched(swapped_name),
    "a pipeline named as an order": named("GEOJSON:areas.geojson", "-oo X=Y.geojson"),
    "markup": named("<img src=x onerror=alert(1)>.geojson"),
}

LINKS = {
    "a file": link("areas.geojson", lambda c: c.file("secret.geojson")),
    "a file above": link("areas.geojson", lambda _: "../canary/secret.geojson"),
    "a folder": link("down", lambda c: str(c.folder)),
    "itself": link("areas.geojson", lambda _: "areas.geojson"),
    "the memory": link("areas.geojson", lambda _: "/proc/self/environ"),
}

LIES = {
    "size of 4 GB": patched(central(24, 2**32 - 2)),
    "size of nothing": patched(central(24, 0)),
    "packed size of 4 GB": patched(central(20, 2**32 - 2)),
    "a place beyond the end": patched(central(42, 2**31)),
    "a wrong checksum": patched(central(16, 1)),
    "a secret word asked for": patched(lambda made: struct.pack_into("<H", made, 6, 1) or central(8, 1, "<H")(made)),
    "65,000 members": patched(end_record(10, 65_000)),
    "sizes of ZIP64 that are missing": patched(central(24, 2**32 - 1)),
    "a directory far away": patched(end_record(16, 2**31, "<I")),
    "a second end in the comment": patched(
        lambda made: (
            made.extend(b"PK\x05\x06" + bytes(18)) or struct.pack_into("<H", made, made.index(b"PK\x05\x06") + 20, 22)
        )
    ),
    "an end record alone": written("areas.zip", b"PK\x05\x06" + bytes(18)),
    "half of it": written("areas.zip", lambda _: zipped({"areas.geojson": PLAIN})[:150]),
    "a picture before it": written("areas.zip", lambda _: PNG + zipped({"areas.geojson": PLAIN})),
    "a program before it": written("areas.zip", lambda _: b"#!/bin/sh\nexit\n" + zipped({"areas.geojson": PLAIN})),
    "a deflate stream of noise": patched(lambda made: made.__setitem__(slice(45, 80), b"\xff" * 35)),
}

BOMBS = {
    "a GeoJSON of 2 GB": bomb("areas.geojson", 2_000),
    "a table of shapes of 2 GB": bomb("areas.dbf", 2_000),
    "a database of 2 GB": bomb("areas.gpkg", 2_000),
    "2 GB that claim 100 bytes": bomb("areas.geojson", 2_000, claimed=100),
    "a KMZ of 1 GB": bomb("doc.kml", 1_000, name="areas.kmz"),
    "a geodatabase of 1 GB": bomb("areas.gdb/a00000001.gdbtable", 1_000, name="areas.gdb.zip"),
    "8 × 8 × 8 archives": written("areas.zip", lambda _: nested(3)),
    "3,000 members on the same bytes": overlapping(3_000, 100),
    "a bzip2 member": method(12, bz2.compress),
    "an lzma member": method(14, lambda data: b"\x09\x04\x05\x00" + lzma.compress(data, lzma.FORMAT_ALONE)[:5] + b"x"),
    "a method that is unknown": method(99, lambda data: data[:100]),
    "a GZIP of 1 GB": written(
        "areas.gml.gz", lambda _: b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + zeros(1_000) + struct.pack("<II", 0, 1_000_000_000)
    ),
    "a GZIP as GML": written("areas.gml", lambda _: gzip.compress(b"<?xml " + b" " * 50_000_000)),
    "a TAR with a link": written("areas.zip", tar),
    "a 7z": written("areas.zip", b"7z\xbc\xaf\x27\x1c" + bytes(100)),
    "a RAR": written("areas.rar", b"Rar!\x1a\x07\x01\x00" + bytes(100)),
}

FAMILIES = {"names": NAMES, "link to": LINKS, "lie": LIES, "bomb": BOMBS}

CASES = [
    Case(f"ZIP: {family}: {name}", "boundaries", build, "message" if family == "bomb" else "either")
    for family, builds in FAMILIES.items()
    for name, build in builds.items()
]
