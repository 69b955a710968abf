"""Finds what a workbook shows to people and its values do not: hidden rows, struck-out text, comments, empty formulas.

In XLSX alone; the other kinds are said not to be looked at.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree
from xml.parsers import expat

from geo_koop.intake.files import archives
from geo_koop.intake.files.limits import Limits

_WORTH_IT: Final = re.compile(rb"\bhidden\s*=|<(?:[\w.-]+:)?f[\s/>]")
_TARGETS: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_SMALL: Final = 20_000_000
"""Bytes of a part that describes others; those are short."""


@dataclass
class Signs:
    """What was seen on a sheet, by rows as a person counts them and columns from 0.

    Attributes
    ----------
    rows : set of int
        Hidden ones.
    columns : list of (int, int)
        Hidden ones, from and to.
    struck : dict
        Cell to the part that is struck out; ``""`` for all of it.
    comments : dict
        Cell to the text.
    formulas : list
        Cells whose formula has no stored result.
    """

    rows: set[int] = field(default_factory=set)
    columns: list[tuple[int, int]] = field(default_factory=list)
    struck: dict[tuple[int, int], str] = field(default_factory=dict)
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: list[tuple[int, int]] = field(default_factory=list)


def of(path: Path, sheet: str, most: Limits) -> Signs:
    """Look at a sheet of an XLSX that was checked.

    Raises
    ------
    zipfile.BadZipFile, ValueError, KeyError, xml.etree.ElementTree.ParseError, xml.parsers.expat.ExpatError
        If it is laid out in another way than programs do.
    """
    with zipfile.ZipFile(path) as archive:
        book = _Book(archive, path, most)
        part = book.part_of(sheet)
        found = Signs(comments=book.comments(part))
        struck = book.struck_styles()
        texts = book.struck_texts()
        content = _Sheet(found, struck, texts)
        if struck or texts or any(_WORTH_IT.search(piece) for piece in book.pieces(part)):
            content.read(book.pieces(part))
    return found


class _Book:
    """The parts of a workbook that say something about a sheet."""

    def __init__(self, archive: zipfile.ZipFile, path: Path, most: Limits) -> None:
        self._archive, self._path, self._most = archive, path, most
        self._names = {name.casefold(): name for name in archive.namelist()}

    def pieces(self, part: str) -> Iterator[bytes]:
        """Yield a part in pieces; beginnings and ends overlap for what is sought in them."""
        member = self._archive.getinfo(self._names[part.casefold()])
        yield from archives.stream(self._archive, member, self._path, self._most.unpacked)

    def part_of(self, sheet: str) -> str:
        """Return the part in which a sheet lies."""
        targets = self._relations("xl/workbook.xml")
        for entry in self._tree("xl/workbook.xml").iter():
            if _local(entry.tag) == "sheet" and entry.get("name") == sheet:
                number = next(value for name, value in entry.attrib.items() if _local(name) == "id" and name != "id")
                return targets[number][1]
        raise KeyError(sheet)

    def comments(self, part: str) -> dict[tuple[int, int], str]:
        """Return the comments at cells of a sheet."""
        found = {}
        for kind, target in self._relations(part).values():
            if kind != "comments" or target.casefold() not in self._names:
                continue
            for entry in self._tree(target).iter():
                if _local(entry.tag) == "comment" and (path := _cell(entry.get("ref", ""))):
                    found[path] = _said("".join(text.text or "" for text in entry.iter() if _local(text.tag) == "t"))
        return found

    def struck_styles(self) -> frozenset[str]:
        """Return the numbers of the formats of cells whose letters are struck out."""
        if "xl/styles.xml" not in self._names or not self._holds("xl/styles.xml", b"strike"):
            return frozenset()
        tree = self._tree("xl/styles.xml")
        fonts = [entry for group in tree if _local(group.tag) == "fonts" for entry in group]
        struck = {str(number) for number, font in enumerate(fonts) if _is_struck(font)}
        formats = [entry for group in tree if _local(group.tag) == "cellXfs" for entry in group]
        return frozenset(str(number) for number, entry in enumerate(formats) if entry.get("fontId", "0") in struck)

    def struck_texts(self) -> Mapping[str, str]:
        """Return the numbers of shared texts of which a part is struck out, and that part."""
        part = "xl/sharedStrings.xml"
        if part.casefold() not in self._names or not self._holds(part, b"strike"):
            return {}
        found = {}
        entries = [entry for entry in self._tree(part, self._most.unpacked) if _local(entry.tag) == "si"]
        for number, entry in enumerate(entries):
            parts = [run for run in entry if _local(run.tag) == "r"]
            struck = [
                "".join(text.text or "" for text in run if _local(text.tag) == "t")
                for run in parts
                if any(_local(about.tag) == "rPr" and _is_struck(about) for about in run)
            ]
            if any(text.strip() for text in struck):
                found[str(number)] = " ".join(text.strip() for text in struck if text.strip())
        return found

    def _holds(self, part: str, word: bytes) -> bool:
        rest = b""
        for piece in self.pieces(part):
            if word in rest + piece:
                return True
            rest = piece[-len(word) :]
        return False

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return the relations of a part: number to kind and target."""
        folder, name = posixpath.split(part)
        own = f"{folder}/_rels/{name}.rels"
        if own.casefold() not in self._names:
            return {}
        return {
            entry.get("Id", ""): (
                entry.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/" + folder, entry.get("Target", ""))).lstrip("/"),
            )
            for entry in self._tree(own)
        }

    def _tree(self, part: str, most: int = _SMALL) -> ElementTree.Element:
        content = bytearray()
        for piece in self.pieces(part):
            content += piece
            if len(content) > most:
                raise ValueError("a part that is too long")
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise ValueError("a part with entities of its own")
        return ElementTree.fromstring(bytes(content))  # without entities


class _Sheet:
    """Goes through the cells of a sheet as its elements come."""

    def __init__(self, found: Signs, styles: frozenset[str], texts: Mapping[str, str]) -> None:
        self._found, self._styles, self._texts = found, styles, texts
        self._row = self._column = 0
        self._about: dict[str, str] = {}
        self._formula = self._valued = self._in_value = False
        self._value = ""

    def read(self, pieces: Iterator[bytes]) -> None:
        """Read all pieces of the sheet."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler, parser.EntityDeclHandler = self._characters, _refuse
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)

    def _start(self, name: str, about: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "col" and _yes(about.get("hidden")):
            self._found.columns.append((int(about["min"]) - 1, int(about["max"]) - 1))
        elif kind == "row":
            self._row = int(about.get("r", self._row + 1))
            self._column = 0
            if _yes(about.get("hidden")):
                self._found.rows.add(self._row)
        elif kind == "c":
            path = _cell(about.get("r", ""))
            self._column = path[1] + 1 if path else self._column + 1
            self._about, self._formula, self._valued, self._value = about, False, False, ""
        elif kind == "f":
            self._formula = True
        elif kind in ("v", "is"):
            self._valued = self._in_value = True

    def _characters(self, text: str) -> None:
        if self._in_value and len(self._value) < len("1048576"):
            self._value += text

    def _end(self, name: str) -> None:
        kind = name.rpartition(":")[2]
        if kind in ("v", "is"):
            self._in_value = False
        if kind != "c":
            return
        position = (self._row, self._column - 1)
        if self._formula and (not self._valued or (not self._value and self._about.get("t") != "str")):
            self._found.formulas.append(position)
        if self._valued and self._about.get("s", "0") in self._styles:
            self._found.struck[position] = ""
        elif self._about.get("t") == "s" and self._value.strip() in self._texts:
            self._found.struck[position] = self._texts[self._value.strip()]


def _is_struck(entry: ElementTree.Element) -> bool:
    return any(_local(about.tag) == "strike" and about.get("val", "1") not in ("0", "false") for about in entry)


def _said(text: str) -> str:
    """Return the text of a comment without the name of who wrote it, which programs put in its first line."""
    first, _line, rest = text.strip().partition("\n")
    return (rest if first.rstrip().endswith(":") and rest.strip() else text).strip()


def _cell(reference: str) -> tuple[int, int] | None:
    """Return row and column of a cell named as B7."""
    found = _TARGETS.fullmatch(reference.partition(":")[0].replace("$", ""))
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column - 1


def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2]


def _yes(text: str | None) -> bool:
    return text in ("1", "true")


def _refuse(*_about: object) -> None:
    raise ValueError("a part with entities of its own")
