"""Drawings as PNG: office programs show SVG in different ways, or not at all."""

import json
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import typst

from geo_koop.outputs.report import glyphs
from geo_koop.outputs.report.sheet import MapPart, Sheet

DOTS_PER_INCH = 220
SAMPLE = 7.0
"""Width of a sample of a legend in millimetres."""
OVERVIEW, GAP = 38.0, 6.0
"""Width of the overview of a map in millimetres, and the space in front of it where it stands beside the map."""
_ARROW, _QR, _LOGO = 6.0, 20.0, 40.0
_PAGES = """#set text(font: "Source Sans 3")
#for drawing in json("drawings.json") {
  page(width: auto, height: auto, margin: 0pt, {
    let large = image(drawing.file, width: drawing.width * 1mm)
    if drawing.bar == "" { large } else {
      block(width: drawing.width * 1mm, {
        block(below: 1.5mm, large)
        grid(columns: (1fr, auto), align: bottom,
          image(drawing.bar, width: drawing.bar_width * 1mm), image(drawing.arrow, width: drawing.arrow_width * 1mm))
      })
    }
  })
}"""


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """An SVG file and its width in millimetres; a map has its scale bar and north arrow with it."""

    file: str
    width: float
    bar: str = ""
    bar_width: float = 0.0
    arrow: str = ""
    arrow_width: float = _ARROW


def of_map(part: MapPart) -> Drawing:
    """Return the map of a sheet with scale bar and north arrow, which shrink with it."""
    return Drawing(file=part.file, width=part.width, bar=part.bar, bar_width=part.bar_width, arrow=part.arrow)


def of_sheets(sheets: Iterable[Sheet], logo: str = "") -> list[Drawing]:
    """Return all drawings of sheets, each once."""
    found: dict[str, Drawing] = {}
    for sheet in sheets:
        if sheet.map:
            found[sheet.map.file] = of_map(sheet.map)
            found[sheet.map.overview] = Drawing(file=sheet.map.overview, width=OVERVIEW)
            found |= _samples(sheet.map.legend)
        for section in sheet.sections:
            if section.picture:
                found[section.picture.file] = Drawing(file=section.picture.file, width=section.picture.width)
                found |= _samples(section.picture.legend)
        if sheet.qr:
            found[sheet.qr] = Drawing(file=sheet.qr, width=_QR)
    if logo:
        found[logo] = Drawing(file=logo, width=_LOGO)
    return list(found.values())


def _samples(legend: Sequence[tuple[str, str]]) -> dict[str, Drawing]:
    return {sample: Drawing(file=sample, width=SAMPLE) for sample, _label in legend}


def png(folder: Path, drawings: Sequence[Drawing]) -> dict[str, bytes]:
    """Return drawings as PNG, by the name of their SVG.

    Parameters
    ----------
    folder : Path
        Where the SVG files lie.
    drawings : sequence of Drawing
    """
    if not drawings:
        return {}
    with tempfile.TemporaryDirectory(dir=folder) as path:
        root = Path(path)
        facts = [{**vars(one), **{name: f"/{vars(one)[name]}" for name in _files(one)}} for one in drawings]
        (root / "drawings.json").write_text(json.dumps(facts), encoding="utf-8")
        (root / "drawings.typ").write_text(_PAGES, encoding="utf-8")
        compiler = typst.Compiler(
            input=str(root / "drawings.typ"),
            root=str(folder),
            font_paths=glyphs.bundled(),
            ignore_system_fonts=True,
        )
        made = compiler.compile(format="png", ppi=DOTS_PER_INCH)
    pages = made if isinstance(made, list) else [made]
    return {one.file: bytes(page or b"") for one, page in zip(drawings, pages, strict=True)}


def _files(drawing: Drawing) -> list[str]:
    return [name for name in ("file", "bar", "arrow") if vars(drawing)[name]]


def size(picture: bytes) -> tuple[int, int]:
    """Return width and height of a PNG in dots, as its head tells."""
    return int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")


def shape(picture: bytes) -> float:
    """Return the height of a PNG as a share of its width."""
    width, height = size(picture)
    return height / width
