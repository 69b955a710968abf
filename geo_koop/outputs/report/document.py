"""A report as a folder of files that templates read: ``document.json``, sheets, drawings, logo."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo_koop.outputs import letters
from geo_koop.outputs.classes.palette import PALETTE
from geo_koop.outputs.report.annex import source_lines
from geo_koop.outputs.report.imprint import Imprint
from geo_koop.outputs.report.options import MARGIN, picture_ending
from geo_koop.outputs.report.press import Press
from geo_koop.outputs.report.sheet import Sheet
from geo_koop.version import __version__

_LONGEST = 10_000
"""Letters of one text: several pages; a PDF holds at most 32,767 bytes in a title or in the words for a picture."""


@dataclass(frozen=True, kw_only=True)
class Cover:
    """The first page of an atlas."""

    kicker: str
    lines: tuple[str, ...]


def write_sheet(folder: Path, sheet: Sheet, name: str) -> str:
    """Write a sheet and its drawings into a folder; return the name of its JSON file.

    Samples of legends are shared by all sheets; other drawings get the name of the sheet in front.
    """
    content = sheet.content()
    renamed = {file: file if file.startswith("legend-") else f"{name}-{file}" for file in sheet.images}
    for file, svg in sheet.images.items():
        path = folder / renamed[file]
        if not (file.startswith("legend-") and path.exists()):
            path.write_text(svg, encoding="utf-8")
    target = folder / f"{name}.json"
    temporary = target.with_suffix(".part")
    temporary.write_text(json.dumps(_renamed(content, renamed), ensure_ascii=False), encoding="utf-8")
    temporary.replace(target)
    return target.name


def _renamed(value: Any, names: dict[str, str]) -> Any:
    """Return the content with the names of drawings replaced, and texts without commands and endless ones."""
    if isinstance(value, dict):
        files = ("file", "overview", "bar", "arrow", "qr")
        return {
            key: names.get(part, part) if key in files and isinstance(part, str) else _renamed(part, names)
            for key, part in value.items()
        }
    if isinstance(value, str):
        return letters.visible(value if len(value) <= _LONGEST else f"{value[:_LONGEST]} […]")
    return [_renamed(part, names) for part in value] if isinstance(value, (list, tuple)) else value


def write_document(
    folder: Path,
    press: Press | Imprint,
    sheets: Sequence[str],
    *,
    title: str,
    parts: Sequence[str] = (),
    cover: Cover | None = None,
    index: Sequence[tuple[str, int]] = (),
    closing: bool = True,
) -> None:
    """Write what the template needs to know of the whole: title, paper, texts, sources, list of sheets.

    Parameters
    ----------
    folder : Path
    press : Press
    sheets : sequence of str
        Names of the JSON files, in their order.
    title : str
    parts : sequence of str
        Part of the contents to which each sheet belongs; for an atlas.
    cover : Cover, optional
        With one, the template sets cover and contents.
    index : sequence of (str, int)
        Municipalities and the places (from 0) of their sheets in the list of sheets; set behind the contents.
    closing : bool
        Sources, licences and dates stand in a part at the end too: what stands at the foot of a page is not read to
        those who cannot see it. An atlas has an annex instead.
    """
    words, options = press.words, press.options
    logo = ""
    if options.logo:
        logo = f"logo{picture_ending(options.logo)}"
        shutil.copyfile(options.logo, folder / logo)
    content = {
        "title": title,
        "language": options.language,
        "paper": options.paper,
        "landscape": options.landscape,
        "margin": MARGIN,
        "colours": dict(PALETTE),
        "office": options.office,
        "logo": logo,
        "date": [options.printed.year, options.printed.month, options.printed.day],
        "printed": words("Printed on {date}", date=words.day(options.printed)),
        "sources": _sources(press),
        "closing": _closing(press) if closing and not cover else None,
        "texts": {
            "page": words("Page {page} of {all}"),
            "scale": words("Scale"),
            "scale_printed": words("Scale, printed at 100%:"),
            "north": words("North arrow"),
            "qr": words("QR code with the address of this view"),
            "link": words("This view in the browser:"),
            "logo": words("Logo of {office}", office=options.office or words("the publisher")),
            "contents": words("Contents"),
            "overview": words("Overview map"),
            "legend": words("Legend"),
            "figures": words("Key figures"),
        },
        "cover": {"kicker": cover.kicker, "lines": list(cover.lines)} if cover else None,
        "index": {
            "title": words("Municipalities from A to Z"),
            "head": [words("Municipality"), words("Page")],
            "rows": [list(row) for row in index],
        }
        if index
        else None,
        "sheets": [
            {"file": file, "part": part if part != before else ""}
            for file, part, before in zip(
                sheets, parts or [""] * len(sheets), ["", *parts] if parts else [""] * len(sheets), strict=False
            )
        ],
    }
    (folder / "document.json").write_text(json.dumps(_renamed(content, {}), ensure_ascii=False), encoding="utf-8")


def _sources(press: Press | Imprint) -> list[str]:
    """Return where the figures come from, and what made the document."""
    return [*_origins(press), _made_with(press)]


def _origins(press: Press | Imprint) -> list[str]:
    return list(press.lines) if isinstance(press, Imprint) else source_lines(press)


def _made_with(press: Press | Imprint) -> str:
    version = __version__ if isinstance(press, Imprint) else press.analysis.provenance.version
    return press.words("Made with geo_koop {version}.", version=version)


def _closing(press: Press | Imprint) -> dict[str, Any]:
    """Return the part at the end: sources with owner, licence and date, the dates of the view, who printed it."""
    words, options = press.words, press.options
    dated = press.dated()
    return {
        "heading": words("Sources and dates"),
        "lines": [
            dated[:1].upper() + dated[1:],
            *_origins(press),
            " · ".join(
                part
                for part in (
                    options.office,
                    words("Printed on {date}", date=words.day(options.printed)),
                    _made_with(press),
                )
                if part
            ),
        ],
    }
