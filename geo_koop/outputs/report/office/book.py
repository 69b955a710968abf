"""What is laid out for a document, read back: its frame, and its sheets as they were made."""

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from geo_koop.outputs.report.options import PAPERS
from geo_koop.outputs.report.sheet import Figure, MapPart, Picture, Section, Sheet, Table
from geo_koop.outputs.wording import Wording

LOCALES = {"de": "de-DE", "en": "en-GB"}
PROGRAM = "geo_koop"
FONT = "Arial"
"""On every office computer, or a font of the same widths (Liberation Sans)."""
INK, QUIET, RULE, BAND, CAUTION, CAUTION_EDGE = "252525", "55554F", "B9B9B4", "F0F0EE", "FFF6DD", "C98A00"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time of all parts of a file: the same report is the same file."""


@dataclass(frozen=True, kw_only=True)
class Book:
    """A document: title, language, paper (millimetres), who publishes it, its sources, its sheets.

    ``closing`` is the heading and the lines of the part at its end, as on paper.

    ``logo`` is the name of a file in the folder, or empty.
    """

    title: str
    language: str
    width: float
    height: float
    margin: float
    author: str
    office: str
    logo: str
    day: date
    printed: str
    sources: tuple[str, ...]
    closing: tuple[str, tuple[str, ...]]
    texts: dict[str, str]
    sheets: tuple[Sheet, ...]

    @property
    def locale(self) -> str:
        """Language and country, such as ``de-DE``."""
        return LOCALES[self.language]

    @property
    def words(self) -> Wording:
        """Texts in the language of the document."""
        return Wording(self.language)

    @property
    def moment(self) -> datetime:
        """Midnight of the day of printing: properties of documents want a time."""
        return datetime(self.day.year, self.day.month, self.day.day)

    @property
    def room(self) -> float:
        """Millimetres between the margins."""
        return self.width - 2 * self.margin

    @property
    def foot(self) -> str:
        """Who publishes, and when it was printed."""
        return " · ".join(part for part in (self.office, self.printed) if part)


def read(folder: Path) -> Book:
    """Return the document of a folder made by :mod:`geo_koop.outputs.report.document`."""
    facts = json.loads((folder / "document.json").read_text(encoding="utf-8"))
    short, long = PAPERS[facts["paper"]]
    width, height = (long, short) if facts["landscape"] else (short, long)
    return Book(
        title=facts["title"],
        language=facts["language"],
        width=width,
        height=height,
        margin=facts["margin"],
        author=facts["office"] or PROGRAM,
        office=facts["office"],
        logo=facts["logo"],
        day=date(*facts["date"]),
        printed=facts["printed"],
        sources=tuple(facts["sources"]),
        closing=_closing(facts),
        texts=facts["texts"],
        sheets=tuple(_sheet(json.loads((folder / entry["file"]).read_text("utf-8"))) for entry in facts["sheets"]),
    )


def _closing(facts: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Return heading and lines of the part at the end; of the sources alone where the document has none."""
    if not facts["closing"]:
        return Wording(facts["language"])("Sources"), tuple(facts["sources"])
    return facts["closing"]["heading"], tuple(facts["closing"]["lines"])


def _sheet(facts: dict[str, Any]) -> Sheet:
    part = facts.pop("map")
    sections = tuple(_section(entry) for entry in facts.pop("sections"))
    figures = tuple(Figure(**entry) for entry in facts.pop("figures"))
    position = MapPart(**_settled(part)) if part else None
    return Sheet(**_settled(facts), map=position, figures=figures, sections=sections)


def _section(facts: dict[str, Any]) -> Section:
    table, picture = facts.pop("table"), facts.pop("picture")
    return Section(
        **_settled(facts),
        table=Table(**_settled(table)) if table else None,
        picture=Picture(**_settled(picture)) if picture else None,
    )


def _settled(value: Any) -> Any:
    """Return what JSON tells, with the tuples that it was made of."""
    if isinstance(value, dict):
        return {name: _settled(part) for name, part in value.items()}
    return tuple(_settled(part) for part in value) if isinstance(value, list) else value


def repacked(content: bytes) -> bytes:
    """Return a ZIP in its order, with one time for all parts: no clock stands in a document."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            info = zipfile.ZipInfo(entry.filename, _EARLIEST)
            info.compress_type, info.external_attr = entry.compress_type, entry.external_attr
            new.writestr(info, old.read(entry))
    return target.getvalue()
