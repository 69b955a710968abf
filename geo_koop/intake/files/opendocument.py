"""Looks at ODS before it is read: rows and cells are written once and repeated by a number."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.parsers import expat

from geo_koop.intake.files import archives, limits
from geo_koop.intake.files.limits import Limits

_PART: Final = "content.xml"


@dataclass(kw_only=True)
class _Sheet:
    """What was seen of a sheet: where it ends by its filled cells, and what its texts come to."""

    name: str
    row: int = 0
    rows: int = 0
    columns: int = 0
    text: int = 0


@dataclass
class _Scan:
    """Counts the cells of a document as its elements come, without building any."""

    path: Path
    most: Limits
    sheets: list[_Sheet] = field(default_factory=list)
    _repeated_rows: int = 1
    _column: int = 0
    _filled: int = 0
    _characters: int = 0
    _row_characters: int = 0
    _cell: tuple[int, bool] | None = None

    def start(self, name: str, given: dict[str, str]) -> None:
        """Take the beginning of an element."""
        kind = name.rpartition(":")[2]
        about = {key.rpartition(":")[2]: value for key, value in given.items()}
        if kind == "table":
            self.sheets.append(_Sheet(name=about.get("name", "")))
        elif kind == "table-row":
            self._repeated_rows = _number(about.get("number-rows-repeated"))
            self._column = self._filled = self._row_characters = 0
        elif kind in ("table-cell", "covered-table-cell"):
            self._cell = (_number(about.get("number-columns-repeated")), "value-type" in about or "formula" in about)
            self._characters = 0
        elif kind == "s" and self._cell:
            self._counted(_number(about.get("c")))

    def characters(self, text: str) -> None:
        """Take a piece of text."""
        if self._cell:
            self._counted(len(text))

    def end(self, name: str) -> None:
        """Take the end of an element."""
        kind = name.rpartition(":")[2]
        if kind in ("table-cell", "covered-table-cell") and self._cell:
            times, valued = self._cell
            self._cell = None
            self._column += times
            if valued or self._characters:
                self._filled = self._column
                self._row_characters += self._characters * times
        elif kind == "table-row" and self.sheets:
            self._count(self.sheets[-1])

    def _counted(self, count: int) -> None:
        self._characters += count
        if self._characters > self.most.text and self.sheets:
            sheet = self.sheets[-1]
            raise limits.too_long(self.path.name, sheet.name, sheet.row + 1, self._column + 1, self.most.text)

    def _count(self, sheet: _Sheet) -> None:
        sheet.row += self._repeated_rows
        if not self._filled:
            return
        sheet.rows, sheet.columns = sheet.row, max(sheet.columns, self._filled)
        sheet.text += self._row_characters * self._repeated_rows
        for name, count in (("rows", sheet.rows - 1), ("cells", max(sheet.rows - 1, 1) * sheet.columns)):
            if count > getattr(self.most, name):  # one row is the heading
                raise limits.too_many(name, self.path.name, sheet.name, getattr(self.most, name))
        if sheet.text > self.most.unpacked:
            raise limits.too_much_text(self.path.name, sheet.name, self.most.unpacked_mb)


def check(path: Path, most: Limits) -> None:
    """Refuse an ODS with a sheet that is larger than what is read; empty repetitions at its end do not count.

    Raises
    ------
    InputError
    ValueError, zipfile.BadZipFile, xml.parsers.expat.ExpatError
        If it is damaged.
    """
    scan = _Scan(path, most)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = scan.start, scan.end
    parser.CharacterDataHandler, parser.EntityDeclHandler = scan.characters, _refuse
    for piece in _content(path, most):
        parser.Parse(piece, False)
    parser.Parse(b"", True)


def _content(path: Path, most: Limits) -> Iterator[bytes]:
    with zipfile.ZipFile(path) as archive:
        yield from archives.stream(archive, archive.getinfo(_PART), path, most.unpacked)


def _number(text: str | None) -> int:
    """Return how often something is repeated; the reader refuses what is no such number."""
    if text is None:
        return 1
    if not (text.isascii() and text.isdecimal()):
        raise ValueError("no number of repetitions")
    return int(text)


def _refuse(*_about: object) -> None:
    raise ValueError("a document with entities of its own")
