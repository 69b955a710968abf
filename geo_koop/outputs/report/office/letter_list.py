"""A table as a DOCX that an office can take letters from: title, sentences, one block for each row."""

import tempfile
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from pathlib import Path

import pandas as pd

from geo_koop.outputs import letters
from geo_koop.outputs.report.office.book import PROGRAM, Book
from geo_koop.outputs.report.options import PAPERS
from geo_koop.outputs.report.sheet import Section, Sheet
from geo_koop.outputs.wording import Wording

_MARGIN = 20.0


def letter_list(
    title: str,
    sentences: Sequence[str],
    table: pd.DataFrame,
    *,
    language: str,
    day: date,
    sources: Sequence[str] = (),
) -> bytes:
    """Return a DOCX with a section for each row of a table, named by its first column.

    Parameters
    ----------
    title : str
    sentences : sequence of str
        Stand below the title.
    table : pandas.DataFrame
        Columns named in the language; empty cells are left out.
    language : {"de", "en"}
    day : datetime.date
        Of printing.
    sources : sequence of str
        Stand at the end.
    """
    words = Wording(language)
    width, height = PAPERS["a4"]
    sections = tuple(
        Section(
            heading=letters.for_xml(str(row[0])),
            paragraphs=tuple(
                letters.for_xml(f"{name}: {value}")
                for name, value in zip(table.columns[1:], row[1:], strict=True)
                if str(value)
            ),
        )
        for row in table.itertuples(index=False, name=None)
    )
    sheet = Sheet(
        kind="list", title=letters.for_xml(title), sentences=tuple(map(letters.for_xml, sentences)), sections=sections
    )
    book = Book(
        title=letters.for_xml(title),
        language=language,
        width=width,
        height=height,
        margin=_MARGIN,
        author=PROGRAM,
        office="",
        logo="",
        day=day,
        printed=words("Printed on {date}", date=words.day(day)),
        sources=tuple(sources),
        closing=(words("Sources"), tuple(map(letters.for_xml, sources))),
        texts={"page": words("Page {page} of {all}")},
        sheets=(sheet,),
    )
    with tempfile.TemporaryDirectory() as folder:
        return bytes(import_module("geo_koop.outputs.report.office.docx").made(book, Path(folder)))
