"""A workbook in the making: its sheets, its looks, and cells that carry a formula with the value it gives."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from geo_koop.codelists import cost_sheet as vocabulary
from geo_koop.locale import mark as _
from geo_koop.outputs import letters
from geo_koop.outputs.classes.palette import INK, PALETTE
from geo_koop.outputs.wording import Wording
from geo_koop.planning.costs import Shares

MONEY = "#,##0.00"
PLAIN = "#,##0"

TITLES: dict[str, str] = {
    "totals": _("Totals"),
    "results": _("Results"),
    "sheet": "",
    "members": "",
    "positions": "",
    "shares": "",
    "coalitions": "",
    "fair": _("Fairness"),
    "calculation": _("Calculation"),
    "rounds": _("Rounds"),
    "remainders": _("Remainders"),
    "help": _("Read me"),
}
"""Sheets in their order; those that are filled in are named as they are read (:mod:`geo_koop.codelists.cost_sheet`)."""


def at(row: int, column: int, *, fixed: bool = False) -> str:
    """Return a cell as formulas name it; rows and columns count from 0.

    Examples
    --------
    >>> at(1, 2), at(1, 2, fixed=True)
    ('C2', '$C$2')
    """
    return str(xl_rowcol_to_cell(row, column, row_abs=fixed, col_abs=fixed))


class Sheet(Worksheet):  # type: ignore[misc]
    """A sheet whose formulas use functions alone that every spreadsheet has."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """Leave a formula as it is: to look for new functions in it takes most of the time of a workbook."""
        return formula.removeprefix("=")


@dataclass
class Desk:
    """What the rooms of the workbook share.

    Attributes
    ----------
    book : xlsxwriter.Workbook
    shares : Shares
    words : Wording
    """

    book: xlsxwriter.Workbook
    shares: Shares
    words: Wording

    @cached_property
    def pages(self) -> dict[str, Worksheet]:
        """The sheets by name, made in their order."""
        left_out = set() if self.shares.sheet.alone else {"coalitions"}
        left_out |= set() if self.shares.game else {"fair"}
        names = [name for name in TITLES if name not in left_out]
        return {name: self.book.add_worksheet(self.title(name), Sheet) for name in names}

    @cached_property
    def looks(self) -> dict[str, Any]:
        """Formats by name."""
        given: dict[str, dict[str, Any]] = {
            "head": {"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"},
            "title": {"bold": True, "font_size": 14},
            "money": {"num_format": MONEY},
            "cents": {"num_format": PLAIN},
            "share": {"num_format": "0.00%"},
            "input": {"bg_color": PALETTE["entry"]},
            "input_money": {"bg_color": PALETTE["entry"], "num_format": MONEY},
            "sum": {"bold": True, "num_format": MONEY, "top": 1},
            "sum_text": {"bold": True, "top": 1},
            "text": {},
            "note": {"text_wrap": True, "valign": "top"},
        }
        return {name: self.book.add_format({"font_color": INK, **look}) for name, look in given.items()}

    @property
    def bar(self) -> str:
        """Colour of bars."""
        return PALETTE["bar"]

    def head(self, name: str, titles: list[str], widths: list[int] | None = None) -> None:
        """Write the headings of a sheet, which stay in view."""
        page = self.pages[name]
        for column, title in enumerate(titles):
            self.text(name, 0, column, title, "head")
            page.set_column(column, column, (widths or [])[column] if widths else 14)
        page.freeze_panes(1, 0)

    def text(self, name: str, row: int, column: int, value: str, look: str = "text") -> None:
        """Write a text: whatever it begins with, it is no formula and no link."""
        self.pages[name].write_string(row, column, letters.for_xml(value), self.looks[look])

    def number(self, name: str, row: int, column: int, value: Any, look: str = "text") -> None:
        """Write a number; nothing where there is none."""
        if value is None:
            self.pages[name].write_blank(row, column, None, self.looks[look])
        else:
            self.pages[name].write_number(row, column, float(value), self.looks[look])

    def formula(self, name: str, row: int, column: int, formula: str, value: Any, look: str = "text") -> None:
        """Write a formula with what it gives, for programs that do not reckon when they open a file."""
        said = letters.for_xml(value) if isinstance(value, str) else value
        self.pages[name].write_formula(row, column, f"={formula}", self.looks[look], said)

    def on(self, name: str, row: int, column: int) -> str:
        """Return a cell of a sheet as formulas of others name it."""
        return f"{self.quoted(name)}!{at(row, column, fixed=True)}"

    def block(self, name: str, first: int, last: int, column: int) -> str:
        """Return cells of a column as formulas of other sheets name them; both rows are among them."""
        return f"{self.quoted(name)}!{at(first, column, fixed=True)}:{at(last, column, fixed=True)}"

    def quoted(self, name: str) -> str:
        """Return the name of a sheet as formulas write it."""
        return f"'{self.title(name)}'"

    def title(self, name: str) -> str:
        """Return the name of a sheet in the language of the book."""
        if name in vocabulary.SHEETS:
            return vocabulary.word(vocabulary.SHEETS, name, self.words.language)
        return self.words(TITLES[name])
