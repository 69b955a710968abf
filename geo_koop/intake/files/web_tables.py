"""Reads the tables of a web page: many programs of administrations write one and call it XLS."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

from geo_koop.errors import InputError
from geo_koop.intake.files import delimited, limits
from geo_koop.intake.files.delimited import Record
from geo_koop.intake.files.limits import Limits

_BREAKS: Final = ("br", "p", "div", "li")
_UNSEEN: Final = ("script", "style", "head", "title", "template")
_MOST_SPANNED: Final = 1_000
"""Rows or columns that one cell may span, as browsers have it."""


class _Reader(HTMLParser):
    """Gathers the cells of all tables; a table within a cell is text of that cell."""

    def __init__(self, file: str, most: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._file, self._most = file, most
        self._depth = self._unseen = self._cells = 0
        self._text: list[str] | None = None
        self._length = 0
        self._span = (1, 1)
        self._below: dict[int, tuple[int, str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the beginning of an element."""
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append([])
                self._below = {}
        elif self._depth == 1 and tag == "tr":
            self._end_row()
            self.tables[-1].append([])
        elif self._depth == 1 and tag in ("td", "th"):
            self._close()
            if not self.tables[-1]:
                self.tables[-1].append([])
            given = dict(attrs)
            self._span = (_number(given.get("colspan")), _number(given.get("rowspan")))
            self._text, self._length = [], 0
        elif tag in _BREAKS and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Take the end of an element."""
        if tag in _UNSEEN:
            self._unseen = max(self._unseen - 1, 0)
        elif tag == "table":
            if self._depth == 1:
                self._end_row()
            self._depth = max(self._depth - 1, 0)
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._close()

    def handle_data(self, data: str) -> None:
        """Take a piece of text."""
        if self._text is None or self._unseen:
            return
        self._length += len(data)
        if self._length > self._most.text:
            raise limits.too_long(self._file, "", len(self.tables[-1]), None, self._most.text)
        self._text.append(" ".join(data.split("\n")) if data.strip() else " ")

    def _close(self) -> None:
        """Put the cell that is open into its row, and remember how far it reaches."""
        if self._text is None:
            return
        lines = ("".join(self._text)).split("\n")
        text = "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)
        row = self.tables[-1][-1]
        self._fill(row)
        columns, rows = self._span
        for step in range(columns):
            if rows > 1:
                self._below[len(row)] = (rows - 1, text)
            # A heading over several columns stands once, as in a workbook; it is no heading of each.
            row.append("" if step else text)
        self._cells += columns
        if self._cells > self._most.cells:
            raise limits.too_many("cells", self._file, "", self._most.cells)
        self._text = None

    def _end_row(self) -> None:
        self._close()
        if self.tables[-1]:
            self._fill(self.tables[-1][-1])

    def _fill(self, row: list[str]) -> None:
        """Repeat cells that reach down from rows above."""
        while len(row) in self._below:
            left, text = self._below.pop(len(row))
            if left > 1:
                self._below[len(row)] = (left - 1, text)
            row.append(text)
            self._cells += 1


def read(content: str, file: str, most: Limits) -> dict[str, list[Record]]:
    """Return the records of each table of a page that has any cells, by its number.

    Raises
    ------
    InputError
        If the page has no table, or holds more than is read.
    """
    reader = _Reader(file, most)
    reader.feed(content)
    reader.close()
    found = [list(delimited.limited(_records(table), most, file=file)) for table in reader.tables]
    found = [records for records in found if any(record.cells for record in records)]
    if not found:
        raise InputError(
            "{file} is a web page without a table.",
            "Open it in a spreadsheet, and save the table as XLSX or CSV.",
            file=file,
        )
    return {str(number): records for number, records in enumerate(found, start=1)}


def _records(rows: list[list[str]]) -> Iterator[Record]:
    for number, row in enumerate(rows, start=1):
        yield Record(number, delimited.trimmed(row))


def _number(text: str | None) -> int:
    """Return over how many rows or columns a cell reaches."""
    return min(int(text), _MOST_SPANNED) or 1 if text and text.isascii() and text.isdecimal() and len(text) < 9 else 1
