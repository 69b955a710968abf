"""What a sheet is: text, tables and pictures, without any layout. Templates for PDF and HTML read it."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

_NUMBER = re.compile(r"[<>]? ?-?\d[\d.,]*(\u00a0?(?:%|€|[A-Z]{3}))?")
LEAD = 2
"""How many sentences stand in front of the map."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A key figure at the top of a sheet.

    Attributes
    ----------
    label : str
        What is counted.
    value : str
        The number, or a word where there is none.
    beside : str
        What to compare it with, such as the median of a district and how many it counts; may be empty.
    """

    label: str
    value: str
    beside: str = ""

    @property
    def line(self) -> str:
        """The figure as one line of text.

        Examples
        --------
        >>> Figure(label="Partners", value="3", beside="median 7").line
        'Partners: 3 (median 7)'
        """
        more = self.beside if self.beside.startswith("(") else f"({self.beside})" if self.beside else ""
        return f"{self.label}: {self.value} {more}".rstrip()


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table with a header; rows stand in groups with a heading of their own.

    Attributes
    ----------
    head : tuple of str
    widths : tuple of float
        Shares of the width; 0 for as wide as needed.
    groups : tuple of (str, tuple of tuple of str)
        Heading (may be empty) and rows.
    caption : str
        What the table shows, for screen readers.
    small : bool
        Set smaller, for long tables.
    right : tuple of int
        Columns of numbers.
    """

    head: tuple[str, ...]
    widths: tuple[float, ...]
    groups: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    caption: str = ""
    small: bool = True
    right: tuple[int, ...] = ()

    @property
    def aligned(self) -> "Table":
        """The table with its columns of numbers named in ``right``: they stand below each other by their last digits.

        Examples
        --------
        >>> Table(head=("Name", "Count"), widths=(1, 1), groups=(("", (("A", "1.348"), ("B", "–"))),)).aligned.right
        (1,)
        """
        lines = [row for _heading, rows in self.groups for row in rows]
        columns = zip(*lines, strict=True) if len({len(row) for row in lines}) == 1 else ()
        return replace(self, right=tuple(i for i, cells in enumerate(columns) if i and _numbers(cells)))


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A drawing: name of its SVG file, width in millimetres, text for those who cannot see it, legend."""

    file: str
    width: float
    alt: str
    legend: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of a sheet with a heading; ``message`` is what it shows in one sentence, where slides ask for it.

    An atlas leaves out what is ``general``: it says so once for all sheets.
    """

    heading: str
    message: str = ""
    paragraphs: tuple[str, ...] = ()
    picture: Picture | None = None
    table: Table | None = None
    notes: tuple[str, ...] = ()
    general: bool = False


@dataclass(frozen=True, kw_only=True)
class MapPart:
    """The map of a sheet.

    Attributes
    ----------
    file, overview, bar, arrow : str
        Names of the SVG files.
    width, height : float
        Of the large map, millimetres.
    alt, overview_alt : str
        What they show, in words.
    overview_caption : str
        Stands below the overview map.
    beside : bool
        The map is upright: legend and overview stand beside it, not below.
    scale : str
        Such as ``1:250 000``.
    legend : tuple of (str, str)
        Name of the SVG file of a sample, and its label.
    crs : str
    notes : tuple of str
    """

    file: str
    overview: str
    bar: str
    bar_width: float
    arrow: str
    width: float
    height: float
    alt: str
    overview_alt: str
    scale: str
    legend: tuple[tuple[str, str], ...]
    crs: str
    overview_caption: str = ""
    beside: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet.

    Attributes
    ----------
    kind : str
        ``municipality``, ``cooperation``, ``example``, ``topic``, ``region``, ``potential``, ``similar``,
        ``scenario``, ``plan``, ``method`` or ``annex``.
    title, subtitle : str
    kicker : str
        Kind of the sheet in words.
    map : MapPart, optional
    figures : tuple of Figure
        Key figures, the first thing on the sheet.
    figures_note : str
        What they leave out.
    sentences : tuple of str
        What the data say, in plain sentences; the first ``lead`` of them stand in front of the map.
    cautions : tuple of str
        What limits them.
    sections : tuple of Section
    link, qr : str
        Address of the view in the app, and name of the SVG file of its QR code; empty without.
    images : dict of str to str
        File name to SVG.
    """

    kind: str
    title: str
    subtitle: str = ""
    kicker: str = ""
    map: MapPart | None = None
    figures: tuple[Figure, ...] = ()
    figures_note: str = ""
    sentences: tuple[str, ...] = ()
    lead: int = LEAD
    cautions: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    link: str = ""
    qr: str = ""
    images: dict[str, str] = field(default_factory=dict)

    @property
    def document_title(self) -> str:
        """Kind and subject of the sheet, as the title of a file."""
        return f"{self.kicker} – {self.title}" if self.kicker else self.title

    def content(self) -> dict[str, Any]:
        """Return everything but the pictures, as JSON takes it; columns of numbers are known in each table."""
        sections = tuple(replace(s, table=s.table.aligned if s.table else None) for s in self.sections)
        return {name: value for name, value in asdict(replace(self, sections=sections)).items() if name != "images"}


def _numbers(cells: Sequence[str]) -> bool:
    """Tell whether cells hold numbers, dashes where there is none, and nothing else."""
    return any(map(_NUMBER.fullmatch, cells)) and all(_NUMBER.fullmatch(cell) or cell == "–" for cell in cells)


def telling(section: Section, sentences: Sequence[str]) -> Section:
    """Return a section with the sentences that say what it shows."""
    return replace(section, message=" ".join(sentences))


def rows(values: Sequence[Sequence[object]]) -> tuple[tuple[str, ...], ...]:
    """Return rows of a table as text."""
    return tuple(tuple("" if value is None else str(value) for value in row) for row in values)
