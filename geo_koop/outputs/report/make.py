"""From sheets to a file: PDF, one self-contained HTML page, or a file of an office program."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from geo_koop.outputs import target
from geo_koop.outputs.report import page, pdf
from geo_koop.outputs.report.cooperation import cooperation_sheet
from geo_koop.outputs.report.document import write_document, write_sheet
from geo_koop.outputs.report.example import example_sheet
from geo_koop.outputs.report.imprint import Imprint
from geo_koop.outputs.report.municipality import municipality_sheet
from geo_koop.outputs.report.office import ENDINGS as OFFICE
from geo_koop.outputs.report.office import office
from geo_koop.outputs.report.places import Region
from geo_koop.outputs.report.potential import potential_sheet
from geo_koop.outputs.report.potential_region import potential_region_sheet
from geo_koop.outputs.report.press import Press
from geo_koop.outputs.report.region import region_sheet
from geo_koop.outputs.report.resolution import Resolution, resolution_sheet
from geo_koop.outputs.report.sheet import Sheet
from geo_koop.outputs.report.similar import similar_sheet
from geo_koop.outputs.report.topic import topic_sheet

PRINTED = (".pdf", ".html", ".htm")
"""What an atlas can be, too."""
ENDINGS = (*PRINTED, *OFFICE)
FILLED_IN = ("resolution", "plan")
"""Kinds of sheets with fields for the office: no slides."""

Order = tuple[str, str, Region | None]
"""Kind of a sheet, key (of a municipality, cooperation or topic), region (of a topic, an overview or a potential)."""


def make(press: Press, order: Order | Resolution) -> Sheet:
    """Return the sheet that an order names."""
    if isinstance(order, Resolution):
        return resolution_sheet(press, order)
    kind, key, region = order
    if kind == "municipality":
        return municipality_sheet(press, key)
    if kind == "cooperation":
        return cooperation_sheet(press, key)
    if kind == "example":
        return example_sheet(press, key)
    if kind == "similar":
        return similar_sheet(press, key)
    if kind == "potential":
        return potential_sheet(press, key) if region is None else potential_region_sheet(press, region, key)
    if region is None:
        raise ValueError(f"a sheet of the kind {kind} needs a region")
    return topic_sheet(press, key, region) if kind == "topic" else region_sheet(press, region)


def write(press: Press | Imprint, sheets: Sequence[Sheet], out: Path, *, overwrite: bool = False) -> Path:
    """Write sheets as PDF, HTML, DOCX, ODT or PPTX.

    Parameters
    ----------
    press : Press or Imprint
    sheets : sequence of Sheet
        At least one; the title of the first is that of the document.
    out : Path
        File to write: ``.pdf``, ``.html`` (one file without any request to others), or for office programs ``.docx``,
        ``.odt`` or ``.pptx``.
    overwrite : bool
        Replace a file that exists.

    Returns
    -------
    Path
        ``out``.

    Raises
    ------
    UsageError
        If the ending is not known.
    OutputError
        If the file cannot be written, or the template cannot be set.
    """
    # What is read and filled in is not shown on a screen.
    known = ENDINGS[:-1] if any(sheet.kind in FILLED_IN for sheet in sheets) else ENDINGS
    target.check(out, endings=known, overwrite=overwrite)
    with target.worded(out), tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _lay_out(press, sheets, root)
        return put(press, root, out, overwrite=overwrite)


def put(press: Press | Imprint, folder: Path, out: Path, *, overwrite: bool = False) -> Path:
    """Write what is laid out in a folder; see :func:`write`."""
    options = press.options
    ending = out.suffix.lower()
    if ending in OFFICE:
        made = office(folder, ending)
    else:
        made = pdf.set_pdf(folder, options.template) if ending == ".pdf" else page.html(folder).encode()
    with target.writing(out, endings=ENDINGS, overwrite=overwrite) as path:
        path.write_bytes(made)
    return out


def preview(press: Press | Imprint, sheet: Sheet, *, dots_per_inch: float = 96) -> bytes:
    """Return the first page of a sheet as PNG."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _lay_out(press, [sheet], root)
        return pdf.first_page(root, press.options.template, dots_per_inch=dots_per_inch)


def _lay_out(press: Press | Imprint, sheets: Sequence[Sheet], root: Path) -> None:
    names = [write_sheet(root, sheet, f"sheet{i:04}") for i, sheet in enumerate(sheets)]
    write_document(root, press, names, title=sheets[0].document_title)
