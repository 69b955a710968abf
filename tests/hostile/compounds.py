"""XLS of 1997 and the compound files around it: loops of sectors, lengths that lie."""

import random
import struct

from tests.hostile.corpus import Case, written

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def compound(
    *,
    sectors: int = 1,
    first: int = 0,
    directory: int = 1,
    table: bytes = b"",
    size: int = 4096,
    streams: str = "Workbook",
) -> bytes:
    """Return an OLE file with one stream, whose allocation table is ``table``."""
    head = (
        OLE
        + bytes(16)
        + struct.pack(
            "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, sectors, directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0
        )
    )
    head += struct.pack("<I", first) + b"\xff" * 4 * 108
    title = streams.encode("utf-16-le")

    def entry(name: bytes, kind: int, child: int, start: int, length: int) -> bytes:
        return (
            name.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(name) + 2, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
            + bytes(36)
            + struct.pack("<IQ", start, length)
        )

    root = entry("Root Entry".encode("utf-16-le"), 5, 1, 0xFFFFFFFE, 0)
    listing = (root + entry(title, 2, 0xFFFFFFFF, 2, size)).ljust(512, b"\0")
    return head[:512] + table.ljust(512, b"\xff") + listing + biff().ljust(4096, b"\0")


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def biff(*, rows: int = 2, dimension: int = 2, more: bytes = b"") -> bytes:
    """Return the stream of a workbook of 1997."""
    start = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    name = b"Liste"
    bound = record(0x85, struct.pack("<IBBBB", 0, 0, 0, len(name), 0) + name)
    start = (
        start
        + record(0x85, struct.pack("<IBBBB", len(start + bound) + 4, 0, 0, len(name), 0) + name)
        + record(0xA, b"")
    )
    inner = record(0x809, struct.pack("<HHHHII", 0x600, 16, 0, 0, 0, 0)) + record(
        0x200, struct.pack("<IIHHH", 0, dimension, 0, 256, 0)
    )
    cells = b"".join(record(0x203, struct.pack("<HHHd", r % 65536, 0, 0, 1.0)) for r in range(rows))
    return start + inner + cells + more + record(0xA, b"")


def chain(*following: int) -> bytes:
    return struct.pack(f"<{len(following)}I", *following)


def old(stream: bytes) -> bytes:
    """Return an OLE file that holds ``stream`` whole."""
    count = max(8, -(-len(stream) // 512))
    table = chain(0xFFFFFFFD, 0xFFFFFFFE, *range(3, count + 2), 0xFFFFFFFE)
    base = compound(table=table[:512], size=count * 512)
    return base[:1536] + stream.ljust(count * 512, b"\0")


END, FREE = 0xFFFFFFFE, 0xFFFFFFFF
XLS = {
    "honest": old(biff()),
    "sectors in a loop": compound(table=chain(0xFFFFFFFD, END, 3, 2)),
    "a sector that follows itself": compound(table=chain(0xFFFFFFFD, 1, 2)),
    "a directory that is the table": compound(table=chain(0, 0, 0), directory=0),
    "sectors far away": compound(table=chain(0xFFFFFFFD, END, 0x7FFFFFF0)),
    "4 thousand million sectors": compound(sectors=0xFFFFFFF0, table=chain(0xFFFFFFFD, END, 3, END)),
    "a stream of an exabyte": compound(table=chain(0xFFFFFFFD, END, 3, END), size=2**60),
    "the head alone": OLE + bytes(504),
    "eight bytes": OLE,
    "a dimension that lies": old(biff(dimension=0xFFFFFFFF)),
    "a record beyond its end": old(biff(more=struct.pack("<HH", 0xFC, 0xFFFF))),
    "shared texts that lie": old(biff(more=record(0xFC, struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFFF)))),
    "a text that lies": old(biff(more=record(0x204, struct.pack("<HHHHB", 3, 0, 0, 0xFFFF, 1)))),
    "a formula that lies": old(
        biff(more=record(0x6, struct.pack("<HHH8sHIH", 3, 0, 0, b"\0\0\0\0\0\0\xff\xff", 0, 0, 0xFFFF) + b"\x44" * 20))
    ),
    "merged ranges that lie": old(biff(more=record(0xE5, struct.pack("<H4H", 0xFFFF, 0, 65535, 0, 255)))),
    "formats that lie": old(biff(more=record(0x41E, struct.pack("<HHB", 164, 0xFFFF, 0)))),
    "an encrypted workbook": old(
        record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
        + record(0x2F, struct.pack("<HHH", 1, 1, 1) + bytes(48))
    ),
    "an encrypted package": compound(
        table=chain(0xFFFFFFFD, END, 3, 4, 5, 6, 7, 8, 9, END), streams="EncryptedPackage"
    ),
    "a bare stream of 1995": record(0x409, struct.pack("<HHH", 0, 16, 0)) + record(0x200, bytes(10)),
}


def noisy(seed: int) -> bytes:
    chance, content = random.Random(seed), bytearray(old(biff(rows=30)))
    for _ in range(60):
        content[chance.randrange(40, len(content))] = chance.randrange(256)
    return bytes(content)


CASES = [
    *[Case(f"XLS: {name}", "list", written("list.xls", content)) for name, content in XLS.items()],
    *[Case(f"XLS: noise, number {i}", "list", written("list.xls", lambda _, i=i: noisy(i))) for i in range(4)],
    Case("XLS as boundaries: sectors in a loop", "boundaries", written("areas.xls", XLS["sectors in a loop"])),
    Case("XLSX: encrypted as a compound", "list", written("list.xlsx", XLS["an encrypted package"]), "message"),
]
