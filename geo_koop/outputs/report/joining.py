"""Joins PDFs that Typst has set to one that is as accessible as each: one structure tree, bookmarks, links.

pikepdf reads a part at a time; what it holds is given new numbers and written at once. Of a part that is written
there stay its bookmarks and the places where trees of the whole point to.
"""

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pikepdf

from geo_koop.outputs.report.joining_book import Book, Bookmark, finish, text_string
from geo_koop.outputs.report.streamed import PdfStream

_TOKEN = re.compile(rb"\((?:\\.|[^\\)])*\)|(?<![\w.#/])(\d+) 0 R\b", re.DOTALL)
"""A string of a PDF as qpdf writes it (brackets inside are escaped), or a reference."""
_LINKS = ("/Parent", "/Prev", "/Next", "/First", "/Last", "/Count")


@dataclass(frozen=True, kw_only=True)
class Part:
    """A PDF that becomes a part of another.

    Attributes
    ----------
    path : Path
    inside : bool
        Its first page and bookmark stand for the last bookmark of the part before: the page is left out, and the
        bookmarks that stand below go below that one.
    stubs : int
        So many bookmarks at its end stand for those of the other parts: their pages are left out, and what leads to
        them leads to the bookmarks of the first two levels of the others, in their order.
    """

    path: Path
    inside: bool = False
    stubs: int = 0


def join(parts: Sequence[Part], file: BinaryIO) -> int:
    """Write the parts as one PDF; the same parts make the same bytes.

    Parameters
    ----------
    parts : sequence of Part
        In the order of their pages. Title, language, metadata and colours are those of the first.
    file : binary file
        Open for writing.

    Returns
    -------
    int
        Number of pages.
    """
    out = PdfStream(file)
    book = Book(out=out, pages=out.reserve(), root=out.reserve(), document=out.reserve())
    shelf: list[list[Bookmark]] = [[] for _part in parts]
    # The first part leads to the others: it is written when the places of all are known.
    order = [*range(1, len(parts)), 0]
    starts: dict[int, tuple[int, list[bytes], int, list[tuple[int, bytes]]]] = {}
    for i in order:
        targets = [mark.target for mark in _levels(_shelved(parts[1:], shelf[1:]))] if i == 0 else []
        with pikepdf.open(parts[i].path) as pdf:
            opened = _Opened(book=book, pdf=pdf, part=parts[i], number=i, targets=targets)
            shelf[i] = opened.write()
            starts[i] = (opened.node, opened.kids, opened.count, opened.labels())
            if i == 0:
                total = sum(start[2] for start in starts.values())
                catalog, trailer = opened.catalog(total)
    book.nodes = [(starts[i][0], starts[i][2]) for i in range(len(parts))]
    book.labels = [starts[i][3] for i in range(len(parts))]
    book.kids = [kid for i in range(len(parts)) for kid in starts[i][1]]
    finish(book, _shelved(parts, shelf), catalog, trailer)
    return total


def bookmarks(path: Path) -> list[tuple[int, int]]:
    """Return level (from 1) and page (from 0) of each bookmark of a PDF, in their order."""
    with pikepdf.open(path) as pdf:
        pages = {page.objgen: i for i, page in enumerate(pdf.pages)}
        outlines = pdf.Root.get("/Outlines")
        return [] if outlines is None else [(d, pages[_target(o)[0].objgen]) for d, o in _walk(outlines)]


def count_pages(path: Path) -> int:
    """Return the number of pages of a PDF."""
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def _walk(node: Any, level: int = 1) -> Iterator[tuple[int, Any]]:
    one = node.get("/First")
    while one is not None:
        yield level, one
        yield from _walk(one, level + 1)
        one = one.get("/Next")


def _target(item: Any) -> Any:
    """Return the place to which a bookmark or a link leads: page, how it is shown."""
    found = item.get("/Dest")
    return found if found is not None else item["/A"]["/D"]


def _shelved(parts: Sequence[Part], shelf: Sequence[list[Bookmark]]) -> list[Bookmark]:
    """Return the bookmarks of all parts as one tree."""
    root: list[Bookmark] = []
    for part, marks in zip(parts, shelf, strict=True):
        if part.inside:
            last = root.pop()
            root.append(Bookmark(text=last.text, target=last.target, under=[*last.under, *marks[0].under]))
        root += marks[part.inside :]
    return root


def _levels(marks: Sequence[Bookmark]) -> list[Bookmark]:
    return [one for mark in marks for one in (mark, *mark.under)]


class _Opened:
    """A part that is being written."""

    def __init__(self, *, book: Book, pdf: pikepdf.Pdf, part: Part, number: int, targets: Sequence[bytes]) -> None:
        self.book, self.pdf, self.part, self.targets = book, pdf, part, targets
        self.prefix = f"{number:05}-"
        tree = pdf.Root.StructTreeRoot
        self.tree, self.top = tree, _only(tree.K)
        self.numbers: dict[int, int] = {tree.objgen[0]: book.root, self.top.objgen[0]: book.document}
        self.left_out: set[int] = {tree.objgen[0], self.top.objgen[0], pdf.Root.objgen[0]}
        self.left_out |= {pdf.trailer[key].objgen[0] for key in ("/Info",) if key in pdf.trailer}
        self.left_out |= {pdf.Root[key].objgen[0] for key in ("/Metadata", "/Outlines", "/Pages") if key in pdf.Root}
        self.shift, self.node = book.keys, 0
        self.kids: list[bytes] = []
        self.count = 0
        self.stubs: dict[bytes, int] = {}

    def ref(self, number: int) -> int:
        if number not in self.numbers:
            self.numbers[number] = self.book.out.reserve()
        return self.numbers[number]

    def text(self, value: Any, *, resolved: bool = False) -> bytes:
        """Return a value as it stands in the whole."""
        found = value.unparse(resolved)
        return _TOKEN.sub(lambda m: b"%d 0 R" % self.ref(int(m[1])) if m[1] else m[0], found)

    def write(self) -> list[Bookmark]:
        """Write everything but what belongs to the whole; return the bookmarks."""
        items = list(_walk(self.pdf.Root.Outlines)) if "/Outlines" in self.pdf.Root else []
        self.left_out |= {item.objgen[0] for _level, item in items}
        dropped = self._leave_out(items)
        pages = [page.obj for page in self.pdf.pages if page.objgen[0] not in dropped]
        self.count, self.node = len(pages), self.book.out.reserve()
        self.numbers[self.pdf.Root.Pages.objgen[0]] = self.node
        kids = b" ".join(b"%d 0 R" % self.ref(page.objgen[0]) for page in pages)
        self.book.out.add(
            self.node,
            b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%s]>>" % (self.book.pages, self.count, kids),
        )
        self._trees(dropped)
        self._share()
        for value in self.pdf.objects:
            if value.objgen[0] not in self.left_out:
                self._object(value)
        remaining = items[: len(items) - self.part.stubs]
        return self._bookmarks(remaining)

    def _leave_out(self, items: Sequence[tuple[int, Any]]) -> set[int]:
        """Find what stands on pages that are left out; return the numbers of those pages."""
        order = [int(page.objgen[0]) for page in self.pdf.pages]
        stubs = [_target(item) for _level, item in items[len(items) - self.part.stubs :]]
        self.stubs = {_key(place): i for i, place in enumerate(stubs)}
        dropped: set[int] = set(order[:1] if self.part.inside else ())
        dropped |= set(order[order.index(stubs[0][0].objgen[0]) :] if stubs else ())
        for kid in _listed(self.top.K):
            if dropped and (page := _page(kid)) is not None and page.objgen[0] in dropped:
                self.left_out |= set(_below(kid))
            else:
                self.kids.append(self.text(kid))
        gone = [page.obj for page in self.pdf.pages if page.objgen[0] in dropped]
        self.left_out |= dropped | {one.objgen[0] for page in gone for one in _listed(page.get("/Contents"))}
        return dropped

    def _trees(self, dropped: set[int]) -> None:
        """Write the leaves of the trees of the structure: of elements by page, of elements by id."""
        gone = {
            int(page.obj.StructParents)
            for page in self.pdf.pages
            if page.objgen[0] in dropped and "/StructParents" in page.obj
        }
        leaves = [(int(key), value) for key, value in pikepdf.NumberTree(self.tree.ParentTree).items()]
        self.left_out |= {value.objgen[0] for key, value in leaves if key in gone}
        pairs = [(key, self.text(value)) for key, value in leaves if key not in gone]
        if pairs:
            low, high = (b"%d" % (pairs[i][0] + self.shift) for i in (0, -1))
            nums = b" ".join(b"%d %s" % (key + self.shift, value) for key, value in pairs)
            self._leaf("parents", low, high, b"/Nums[%s]" % nums)
            self.book.keys = self.shift + max(pairs[-1][0] + 1, int(self.tree.get("/ParentTreeNextKey", 0)))
        if "/IDTree" in self.tree:
            found = sorted(
                (bytes(str(k), "ascii"), self.text(v)) for k, v in pikepdf.NameTree(self.tree.IDTree).items()
            )
            names = [(b"(%s%s)" % (self.prefix.encode(), key), value) for key, value in found]
            if names:
                body = b" ".join(b"%s %s" % pair for pair in names)
                self._leaf("ids", names[0][0], names[-1][0], b"/Names[%s]" % body)
        for role, meant in self.tree.get("/RoleMap", {}).items():
            self.book.roles[str(role)] = str(meant)
        names_of = self.pdf.Root.get("/Names")
        if names_of is not None and "/Dests" in names_of:
            self._destinations(names_of.Dests)
        identity = self.pdf.trailer.get("/ID")
        self.book.ids += [] if identity is None else [bytes(identity[1]).hex()]

    def _destinations(self, dests: Any) -> None:
        """Write named destinations; each part has its own."""
        named = sorted((str(key).encode(), self.text(value)) for key, value in pikepdf.NameTree(dests).items())
        pairs = [(text_string(self.prefix.encode() + key), value) for key, value in named]
        if pairs:
            body = b" ".join(b"%s %s" % pair for pair in pairs)
            self._leaf("places", pairs[0][0], pairs[-1][0], b"/Names[%s]" % body)

    def _leaf(self, tree: str, low: bytes, high: bytes, body: bytes) -> None:
        number = self.book.out.reserve()
        self.book.out.add(number, b"<</Limits[%s %s]%s>>" % (low, high, body))
        self.book.trees.setdefault(tree, []).append((low, high, number))

    def _share(self) -> None:
        """Give streams that were written before, such as colours and equal fonts, the number they have."""
        for value in self.pdf.objects:
            number = value.objgen[0]
            if not isinstance(value, pikepdf.Stream) or number in self.left_out:
                continue
            head = value.stream_dict.unparse()
            if any(found[1] for found in _TOKEN.finditer(head)):
                continue
            digest = hashlib.sha256(head + value.read_raw_bytes()).digest()
            if digest in self.book.seen:
                self.numbers[number] = self.book.seen[digest]
                self.left_out.add(number)
            else:
                self.book.seen[digest] = self.ref(number)

    def _object(self, value: Any) -> None:
        out, number = self.book.out, self.ref(value.objgen[0])
        if isinstance(value, pikepdf.Stream):
            self._settle(value)
            data = value.read_raw_bytes()
            inner = dict(value.stream_dict.items())
            inner.pop("/Length", None)
            text = self.text(pikepdf.Dictionary(inner))
            out.add_stream(number, lambda length: text[:-2] + b"/Length %d>>" % length, data)
            return
        more = self._settle(value) if isinstance(value, pikepdf.Dictionary) else b""
        text = self.text(value, resolved=True)
        out.add(number, text[:-2] + more + b">>" if more else text)

    def _settle(self, value: Any) -> bytes:
        """Shift keys of the structure in a dictionary, make its ids its own; return where a link leads to instead."""
        for key in ("/StructParent", "/StructParents"):
            if key in value:
                value[key] = int(value[key]) + self.shift
        if "/ID" in value and value.get("/Type") == "/StructElem":
            value["/ID"] = pikepdf.String(self.prefix + str(value["/ID"]))
        for attributes in _listed(value.get("/A")) if value.get("/S") is not None else ():
            if isinstance(attributes, pikepdf.Dictionary) and "/Headers" in attributes:
                attributes["/Headers"] = pikepdf.Array(
                    pikepdf.String(self.prefix + str(one)) for one in attributes["/Headers"]
                )
        return self._lead(value) if value.get("/Subtype") == "/Link" else b""

    def _lead(self, link: Any) -> bytes:
        if "/Dest" not in link and link.get("/A", {}).get("/S") != "/GoTo":
            return b""
        path = _target(link)
        if isinstance(path, pikepdf.Array):
            stub = self.stubs.get(_key(path))
            if stub is None:
                return b""
            text = self.targets[stub]
        else:
            text = text_string(self.prefix.encode() + str(path).encode())
        for key in ("/Dest", "/A"):
            if key in link:
                del link[key]
        return b" /Dest " + text

    def _bookmarks(self, items: Sequence[tuple[int, Any]]) -> list[Bookmark]:
        root: list[Bookmark] = []
        path: list[list[Bookmark]] = [root]
        for level, item in items:
            remaining = {key: part for key, part in item.items() if key not in _LINKS}
            folder = _target(item)
            remaining.pop("/Dest", None)
            remaining.pop("/A", None)
            mark = Bookmark(text=self.text(pikepdf.Dictionary(remaining))[:-2], target=self.text(folder, resolved=True))
            del path[level:]
            path[level - 1].append(mark)
            path.append(mark.under)
        return root

    def labels(self) -> list[tuple[int, bytes]]:
        """Return the printed numbers of pages, by the index of the page."""
        if "/PageLabels" not in self.pdf.Root:
            return []
        found = pikepdf.NumberTree(self.pdf.Root.PageLabels).items()
        return [(int(key), self.text(value, resolved=True)) for key, value in found if int(key) < self.count]

    def catalog(self, pages: int) -> tuple[bytes, bytes]:
        """Return catalogue and trailer of the whole, without what only the whole knows."""
        left = ("/Pages", "/StructTreeRoot", "/Outlines", "/Metadata", "/PageLabels", "/Names")
        remaining = {key: value for key, value in self.pdf.Root.items() if key not in left}
        text = self.text(pikepdf.Dictionary(remaining))[:-2]
        out = self.book.out
        old = [bytes(one) for one in self.pdf.trailer.get("/ID", [])]
        new = [old[0], _identity(self.book.ids)] if old else []
        meta = self.pdf.Root.Metadata.read_bytes()
        meta = re.sub(rb"(<xmpTPg:NPages>)\d+", b"\\g<1>%d" % pages, meta)
        if old:
            meta = meta.replace(old[1], new[1])
        number = out.reserve()
        out.add_stream(number, lambda n: b"<</Type/Metadata/Subtype/XML/Length %d>>" % n, meta)
        trailer = b""
        if "/Info" in self.pdf.trailer:
            info = out.reserve()
            out.add(info, self.text(self.pdf.trailer.Info, resolved=True))
            trailer += b"/Info %d 0 R" % info
        if new:
            trailer += b"/ID[%s %s]" % (text_string(new[0]), text_string(new[1]))
        return text + b"/Metadata %d 0 R" % number, trailer


def _identity(ids: Sequence[str]) -> bytes:
    """Return a name for the whole that changes with each part, in the form that Typst uses."""
    return base64.b64encode(hashlib.sha256("".join(ids).encode()).digest()[:16])


def _listed(value: Any) -> Sequence[Any]:
    return () if value is None else list(value) if isinstance(value, pikepdf.Array) else [value]


def _only(kids: Any) -> Any:
    return kids[0] if isinstance(kids, pikepdf.Array) else kids


def _key(position: Any) -> bytes:
    return b"%d %s" % (position[0].objgen[0], b" ".join(str(part).encode() for part in list(position)[1:]))


def _page(element: Any) -> Any:
    """Return the first page on which an element of the structure stands."""
    if not isinstance(element, pikepdf.Dictionary):
        return None
    if "/Pg" in element:
        return element.Pg
    found = (_page(kid) for kid in _listed(element.get("/K")))
    return next((page for page in found if page is not None), None)


def _below(element: Any) -> Iterator[int]:
    """Yield the numbers of an element of the structure and of all below it."""
    if isinstance(element, pikepdf.Dictionary) and element.get("/Type") == "/StructElem":
        yield element.objgen[0]
        for kid in _listed(element.get("/K")):
            yield from _below(kid)
