"""What a PDF that is joined from parts knows of itself, and how it is closed: pages, structure, bookmarks."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from geo_koop.outputs.report.streamed import PdfStream


@dataclass(kw_only=True)
class Bookmark:
    """A bookmark: its dictionary without links to others, where it leads to, and what stands under it."""

    text: bytes
    target: bytes
    number: int = 0
    under: "list[Bookmark]" = field(default_factory=list)


@dataclass(kw_only=True)
class Book:
    """What is known of the whole while parts are written."""

    out: PdfStream
    pages: int
    root: int
    document: int
    seen: dict[bytes, int] = field(default_factory=dict)
    trees: dict[str, list[tuple[bytes, bytes, int]]] = field(default_factory=dict)
    nodes: list[tuple[int, int]] = field(default_factory=list)
    kids: list[bytes] = field(default_factory=list)
    roles: dict[str, str] = field(default_factory=dict)
    labels: list[list[tuple[int, bytes]]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    keys: int = 0


def finish(book: Book, marks: list[Bookmark], catalog: bytes, trailer: bytes) -> None:
    """Write pages, structure, bookmarks and catalogue of the whole."""
    out = book.out
    nodes = b" ".join(b"%d 0 R" % number for number, _count in book.nodes)
    total = sum(count for _number, count in book.nodes)
    out.add(book.pages, b"<</Type/Pages/Count %d/Kids[%s]>>" % (total, nodes))
    kids = b" ".join(book.kids)
    out.add(book.document, b"<</Type/StructElem/S/Document/P %d 0 R/K[%s]>>" % (book.root, kids))
    roles = b"".join(b"%s %s" % (key.encode(), value.encode()) for key, value in sorted(book.roles.items()))
    tree = b"/K[%d 0 R]/ParentTreeNextKey %d/RoleMap<<%s>>" % (book.document, book.keys, roles)
    for name, key in (("parents", b"/ParentTree"), ("ids", b"/IDTree")):
        tree += key + b"<</Kids[%s]>>" % _leaves(book, name) if name in book.trees else b""
    out.add(book.root, b"<</Type/StructTreeRoot%s>>" % tree)
    catalog += b"/Pages %d 0 R/StructTreeRoot %d 0 R" % (book.pages, book.root)
    if "places" in book.trees:
        catalog += b"/Names<</Dests<</Kids[%s]>>>>" % _leaves(book, "places")
    starts = itertools.accumulate((count for _number, count in book.nodes), initial=0)
    labels = [(start + i, text) for start, part in zip(starts, book.labels, strict=False) for i, text in part]
    if labels:
        catalog += b"/PageLabels<</Nums[%s]>>" % b" ".join(b"%d %s" % label for label in labels)
    if marks:
        number = out.reserve()
        out.add(number, b"<</Type/Outlines/Count %d%s>>" % (len(marks), _chain(out, number, marks)))
        catalog += b"/Outlines %d 0 R" % number
    root = out.reserve()
    out.add(root, catalog + b">>")
    out.finish(b"/Root %d 0 R" % root + trailer)


def _leaves(book: Book, name: str) -> bytes:
    found = book.trees[name]
    # Keys of numbers and of names rise with the part; the first part is written last.
    ordered = sorted(found, key=lambda leaf: (int(leaf[0]), b"") if leaf[0].isdigit() else (0, leaf[0]))
    return b" ".join(b"%d 0 R" % number for _low, _high, number in ordered)


def _chain(out: PdfStream, parent: int, marks: Sequence[Bookmark]) -> bytes:
    """Write bookmarks side by side; return what their parent has to say of them."""
    numbers = [out.reserve() for _mark in marks]
    for i, mark in enumerate(marks):
        text = mark.text + b"/Dest %s/Parent %d 0 R" % (mark.target, parent)
        text += b"/Prev %d 0 R" % numbers[i - 1] if i else b""
        text += b"/Next %d 0 R" % numbers[i + 1] if i + 1 < len(marks) else b""
        if mark.under:
            text += _chain(out, numbers[i], mark.under) + b"/Count -%d" % len(mark.under)
        out.add(numbers[i], text + b">>")
    return b"/First %d 0 R/Last %d 0 R" % (numbers[0], numbers[-1])


def text_string(value: bytes) -> bytes:
    """Return a string of a PDF as digits, which need no marks of their own."""
    return b"<%s>" % value.hex().encode()
