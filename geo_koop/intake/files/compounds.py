"""Looks at workbooks of 1997 (XLS) before they are read: the sizes that they tell must be possible.

The reader makes room for all that is told, and a number that lies would end the whole program.
"""

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from geo_koop.errors import InputError

_SIGN: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_MARKS: Final = 0xFFFFFFFA
"""Numbers of sectors from here on are none: end of a chain, free, or part of the table."""
_ENTRY: Final = 128
_SMALL, _SMALL_SECTOR = 4_096, 64
"""Streams below this size lie in small sectors, within a stream of their own."""
_ROWS, _COLUMNS = 65_536, 256
_END, _PASSWORD, _SHEET, _TEXTS, _EXTENT = 0x0A, 0x2F, 0x85, 0xFC, 0x200


def check(path: Path) -> None:
    """Refuse a workbook of 1997 whose parts or sheets say that they are larger than they can be.

    Raises
    ------
    InputError
        If a sheet says so.
    ValueError, struct.error
        If it is damaged, or no such workbook.
    """
    content = path.read_bytes()
    if not content.startswith(_SIGN):
        raise ValueError("no compound file")
    for stream in _streams(content):
        _check(stream, path)


def _check(stream: bytes, path: Path) -> None:
    """Go through the records as the reader does: those of the workbook, and of each sheet from its place on."""
    places = []
    for kind, body in _records(stream, 0):
        if kind == _PASSWORD and body[:2] != b"\0\0":
            return  # the reader stops here and says so
        if kind == _SHEET:
            places.append(struct.unpack_from("<I", body)[0])
        if kind == _TEXTS and struct.unpack_from("<I", body, 4)[0] > len(stream):
            raise ValueError("more texts than bytes")
    for folder in places:
        for kind, body in _records(stream, folder):
            if kind == _EXTENT:
                rows, columns = _extent(body)
                if not (0 <= rows <= _ROWS and 0 <= columns <= _COLUMNS):
                    raise InputError(
                        "{file}: a sheet claims to have {rows} rows and {columns} columns; an XLS sheet cannot.",
                        "The file is damaged or made to deceive: open it in a spreadsheet, and save it as XLSX.",
                        file=path.name,
                        rows=rows,
                        columns=columns,
                    )


def _records(stream: bytes, position: int) -> Iterator[tuple[int, bytes]]:
    while position + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, position)
        yield kind, stream[position + 4 : position + 4 + length]
        if kind == _END:
            return
        position += 4 + length


def _extent(body: bytes) -> tuple[int, int]:
    """Return rows and columns; what stands in the record are the first, and the one behind the last."""
    form = "<IIHH" if len(body) >= 14 else "<HHHH"
    top, bottom, left, right = struct.unpack_from(form, body)
    return bottom - top, right - left


def _streams(content: bytes) -> Iterator[bytes]:
    """Yield the streams in which a workbook may be."""
    size = 1 << min(struct.unpack_from("<H", content, 30)[0], 16)
    most = len(content) // size + 1
    folders, tables, small, more = (struct.unpack_from("<I", content, at)[0] for at in (40, 44, 64, 72))
    if size not in (512, 4_096) or max(folders, tables, small, more) > most:
        raise ValueError("impossible sectors")
    # As in the reader, sector 0 follows the head, which is as long as a sector.
    body = content[size:]
    table = _numbers(b"".join(_sector(body, at, size) for at in _tables(content, body, size) if at < _MARKS))
    directory = _chain(body, struct.unpack_from("<I", content, 48)[0], table, size)
    entries = [directory[at : at + _ENTRY] for at in range(0, len(directory) - _ENTRY + 1, _ENTRY)]
    inner = _chain(body, _start(entries[0]), table, size) if entries else b""
    inner_table = _numbers(_chain(body, struct.unpack_from("<I", content, 60)[0], table, size))
    for number, entry in enumerate(entries):
        name = entry[:64].decode("utf-16-le", "ignore").partition("\0")[0]
        length = struct.unpack_from("<I" if size == 512 else "<Q", entry, 120)[0]
        if (name in ("Workbook", "Book") or not number) and length > len(content):
            raise ValueError("a stream longer than its file")
        if name in ("Workbook", "Book"):
            position = (inner, inner_table, _SMALL_SECTOR) if length < _SMALL else (body, table, size)
            yield _chain(position[0], _start(entry), position[1], position[2])[:length]


def _tables(content: bytes, body: bytes, size: int) -> Iterator[int]:
    """Yield the sectors in which the table of sectors lies: 109 by the head, others by a chain."""
    yield from _numbers(content[76:512])
    at = struct.unpack_from("<I", content, 68)[0]
    for _ in range(len(content) // size + 1):
        if at >= _MARKS:
            return
        *numbers, at = _numbers(_sector(body, at, size))
        yield from numbers
    raise ValueError("sectors in a loop")


def _chain(body: bytes, at: int, table: Sequence[int], size: int) -> bytes:
    found: list[bytes] = []
    while at < _MARKS:
        if at >= len(table) or len(found) > len(table):
            raise ValueError("a chain of sectors that does not end")
        found.append(_sector(body, at, size))
        at = table[at]
    return b"".join(found)


def _sector(body: bytes, at: int, size: int) -> bytes:
    found = body[at * size : (at + 1) * size]
    if not found:
        raise ValueError("a sector beyond the end")
    return found


def _numbers(content: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])


def _start(entry: bytes) -> int:
    return int(struct.unpack_from("<I", entry, 116)[0])
