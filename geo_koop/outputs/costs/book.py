"""A cost sheet as a workbook with live formulas: who changes a number sees at once what each pays, to the cent."""

from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import xlsxwriter

from geo_koop.locale import mark as _
from geo_koop.outputs import target
from geo_koop.outputs.costs import calculation, inputs, results
from geo_koop.outputs.costs.desk import Desk
from geo_koop.outputs.wording import Wording
from geo_koop.planning.costs import Shares

_HELP = (
    _("Cells with a yellow ground are filled in; all others are formulas and follow at once."),
    _(
        "Each position is divided for each year by itself, in whole cents: each gets its whole cents, the cents that "
        "are left go to the largest remainders, one each; between equal ones the smaller key decides (sheet "
        "Remainders)."
    ),
    _(
        "Who would pay more than at most, or less than at least, pays just that; the others share the rest by the same "
        "weights, until no bound is broken (sheet Rounds: one fewer than members)."
    ),
    _(
        "Years, members and positions are not added here, but in the sheet that geo-koop costs reads: rows would be "
        "missing."
    ),
    _("Present values are those at the end of the base year, of payments at the end of each year."),
    _(
        "Where a number by which is divided is missing, #N/A stands: fill it in. Where the numbers add up to 0, the "
        "check on the sheet Totals tells the amount that is not divided."
    ),
    _("This is a calculation, no legal advice."),
)


def content(shares: Shares, language: str = "de", *, made: date | None = None) -> bytes:
    """Return a workbook with live formulas.

    Parameters
    ----------
    shares : Shares
    language : {"de", "en"}
    made : datetime.date, optional
        Date of the file; that of the sheet, or none, where it is left out: the same sheet gives the same file.

    Raises
    ------
    UsageError
        If numbers are too long for a spreadsheet to reckon with exactly.
    """
    calculation.check(shares.sheet)
    stream = BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = xlsxwriter.Workbook(stream, plain)
    day = made or date(2000, 1, 1)
    book.set_properties({"title": shares.sheet.title[:250], "created": datetime(day.year, day.month, day.day)})
    desk = Desk(book=book, shares=shares, words=Wording(language))
    inputs.write(desk)
    calculation.write(desk)
    results.write(desk)
    _help(desk)
    book.close()
    return stream.getvalue()


def write(shares: Shares, out: Path, *, language: str = "de", overwrite: bool = False) -> Path:
    """Write a workbook with live formulas.

    Parameters
    ----------
    shares : Shares
    out : Path
        ``.xlsx``.
    language : {"de", "en"}
    overwrite : bool

    Returns
    -------
    Path
        ``out``.

    Raises
    ------
    UsageError
        If numbers are too long for a spreadsheet to reckon with exactly.
    OutputError
        If the file cannot be written.
    """
    with target.writing(out, endings=(".xlsx",), overwrite=overwrite) as path:
        path.write_bytes(content(shares, language))
    return out


def _help(desk: Desk) -> None:
    page = desk.pages["help"]
    page.set_column(0, 0, 110)
    desk.text("help", 0, 0, desk.words(_("How this workbook reckons")), "title")
    for row, text in enumerate(_HELP, start=2):
        desk.text("help", row, 0, desk.words(text), "note")
