"""How a report looks: paper, language, office, logo, template, address of the app."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from geo_koop.errors import UsageError
from geo_koop.locale import LANGUAGES
from geo_koop.outputs import letters

PAPERS: Mapping[str, tuple[float, float]] = MappingProxyType({"a4": (210.0, 297.0), "a3": (297.0, 420.0)})
"""Width and height in millimetres, upright."""

MARGIN = 16.0
"""Millimetres on the left and right."""

_PACKAGE = "@preview"
_PICTURES = MappingProxyType({b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg", b"GIF8": ".gif"})


@dataclass(frozen=True, kw_only=True)
class ReportOptions:
    """How a report looks.

    Attributes
    ----------
    language : {"de", "en"}
    paper : {"a4", "a3"}
    landscape : bool
    office : str
        Who publishes the report; stands at the foot of each page.
    logo : Path, optional
        PNG, JPEG, GIF or SVG.
    base_url : str
        Address of the app; with one, each sheet carries a link and a QR code to its view there.
    template : Path, optional
        Typst file of the office that replaces the built-in one (see ``docs/reports.md``).
    since : datetime.date, optional
        With one, sheets of municipalities and regions tell what has changed since.
    printed : datetime.date
        Date of printing.
    """

    language: str = "de"
    paper: str = "a4"
    landscape: bool = False
    office: str = ""
    logo: Path | None = None
    base_url: str = ""
    template: Path | None = None
    since: date | None = None
    printed: date = field(default_factory=date.today)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of a page in millimetres."""
        short, long = PAPERS[self.paper]
        return (long, short) if self.landscape else (short, long)

    @property
    def map_size(self) -> tuple[float, float]:
        """Width and height of the large map in millimetres."""
        width, height = self.size
        if self.landscape:
            return round(0.62 * (width - 2 * MARGIN)), round(height - 76)
        return width - 2 * MARGIN, round(0.395 * height)

    @property
    def map_rooms(self) -> tuple[tuple[float, float], ...]:
        """Rooms that a map cut to its land may take: as wide as the page, or upright with its legend beside."""
        width, height = self.map_size
        upright = (round(0.62 * width), round(0.5 * self.size[1]))
        return ((width, height),) if self.landscape else ((width, height), upright)


def check(options: ReportOptions) -> ReportOptions:
    """Make sure that a report can be made so.

    Raises
    ------
    UsageError
        If language or paper is not known, the logo is no picture, the template is missing, no text or imports
        packages, one of them is a link to another folder, or the base URL is no web address.
    """
    if options.language not in LANGUAGES:
        raise UsageError(
            "There is no language {language}.", "Use one of {known}.", language=options.language, known="de, en"
        )
    if options.paper not in PAPERS:
        raise UsageError(
            "There is no paper size {paper}.", "Use one of {known}.", paper=options.paper, known=", ".join(PAPERS)
        )
    if options.logo:
        _stays(options.logo)
        picture_ending(options.logo)
    if options.template:
        _stays(options.template)
        _check_template(options.template)
    if options.base_url and not _is_web_address(options.base_url):
        raise UsageError(
            "{url} is not a web address.",
            "Name the address of the app, such as https://ikz.example.org/.",
            url=options.base_url,
        )
    return options


def _stays(path: Path) -> None:
    """Refuse a link to elsewhere: what a folder of an office that was handed on names would be read and printed."""
    try:
        leads_out = path.is_symlink() and not path.resolve(strict=True).is_relative_to(path.parent.resolve())
    except (OSError, RuntimeError):
        leads_out = True
    if leads_out:
        raise UsageError(
            "{file} is a link that leads out of its folder.", "Name the file itself, or copy it.", file=path
        )


def _check_template(path: Path) -> None:
    """Make sure that a template is text and asks for nothing from the internet, which Typst would fetch."""
    if not path.is_file():
        raise UsageError("The template {file} does not exist.", "Name a Typst file (.typ).", file=path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise UsageError(
            "The template {file} cannot be read as text in UTF-8.", "Name a Typst file (.typ).", file=path
        ) from None
    if _PACKAGE in text:
        raise UsageError(
            "The template {file} imports a package from the internet.",
            "Write what it needs into the template itself: reports fetch nothing.",
            file=path,
        )


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    whole = text == letters.visible("".join(text.split()))
    return whole and parts.scheme in ("http", "https") and bool(parts.hostname)


def picture_ending(path: Path) -> str:
    """Return the ending that fits what a picture file holds.

    Raises
    ------
    UsageError
        If the file is missing or no picture.
    """
    try:
        start = path.read_bytes()[:1000]
    except OSError:
        raise UsageError("The logo {file} cannot be read.", "Name a PNG, JPEG, GIF or SVG file.", file=path) from None
    if b"<svg" in start:
        return ".svg"
    for sign, ending in _PICTURES.items():
        if start.startswith(sign):
            return ending
    raise UsageError(
        "The logo {file} is not a picture that can be used.", "Name a PNG, JPEG, GIF or SVG file.", file=path
    )
