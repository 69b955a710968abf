"""Writes a PDF object by object: nothing but the table of places stays in memory."""

import zlib
from array import array
from collections.abc import Callable
from typing import BinaryIO

_TOGETHER = 200
"""Objects that are packed together: large enough to compress well, small enough for viewers to open quickly."""
_PACKED = 2
_ALONE = 1


class PdfStream:
    """A PDF 1.7 under way, with object streams and a stream of cross references (ISO 32000-1, 7.5.7 and 7.5.8).

    Parameters
    ----------
    file : binary file
        Open for writing, at its beginning.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._kind, self._offset, self._rank = array("B", [0]), array("Q", [0]), array("H", [65535])
        self._waiting: list[tuple[int, bytes]] = []
        file.write(b"%PDF-1.7\n%\x80\x81\x82\x83\n")

    def reserve(self) -> int:
        """Return the number of an object that is written later."""
        self._kind.append(0)
        self._offset.append(0)
        self._rank.append(0)
        return len(self._kind) - 1

    def add(self, number: int, text: bytes) -> None:
        """Write an object that is no stream."""
        self._waiting.append((number, text))
        if len(self._waiting) >= _TOGETHER:
            self._pack()

    def add_stream(self, number: int, head: Callable[[int], bytes], data: bytes) -> None:
        """Write a stream; ``head`` returns its dictionary for the length that it is given."""
        self._kind[number], self._offset[number] = _ALONE, self._file.tell()
        self._file.write(b"%d 0 obj\n%s\nstream\n" % (number, head(len(data))))
        self._file.write(data)
        self._file.write(b"\nendstream\nendobj\n")

    def finish(self, trailer: bytes) -> None:
        """Write what is left and the cross references; ``trailer`` is the inside of a dictionary."""
        self._pack()
        number, position = self.reserve(), self._file.tell()
        self._kind[number], self._offset[number] = _ALONE, position
        rows = bytearray()
        for kind, where, rank in zip(self._kind, self._offset, self._rank, strict=True):
            rows += kind.to_bytes(1) + where.to_bytes(5) + rank.to_bytes(2)
        size = len(self._kind)

        def head(length: int) -> bytes:
            fixed = b"<</Type/XRef/Size %d/W[1 5 2]/Filter/FlateDecode/Length %d" % (size, length)
            return fixed + trailer + b">>"

        self.add_stream(number, head, zlib.compress(bytes(rows), 9))
        self._file.write(b"startxref\n%d\n%%%%EOF\n" % position)

    def _pack(self) -> None:
        if not self._waiting:
            return
        number, count = self.reserve(), len(self._waiting)
        places, body = bytearray(), bytearray()
        for rank, (one, text) in enumerate(self._waiting):
            places += b"%d %d " % (one, len(body))
            body += text + b"\n"
            self._kind[one], self._offset[one], self._rank[one] = _PACKED, number, rank
        self._waiting.clear()
        first = len(places)

        def head(length: int) -> bytes:
            return b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>" % (count, first, length)

        self.add_stream(number, head, zlib.compress(bytes(places + body), 9))
