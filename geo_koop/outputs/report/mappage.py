"""The map alone on one page, for documents: PDF, PNG or SVG. Regions that lie far apart have a map each."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from geo_koop.outputs import target
from geo_koop.outputs.mapsheet import drawing, parts
from geo_koop.outputs.mapsheet.frame import Frame, fit
from geo_koop.outputs.report import cooperation as cooperations
from geo_koop.outputs.report import pdf, places
from geo_koop.outputs.report.document import write_document, write_sheet
from geo_koop.outputs.report.member_map import member_map
from geo_koop.outputs.report.options import ReportOptions
from geo_koop.outputs.report.places import Region
from geo_koop.outputs.report.plates import assemble, overview, visible
from geo_koop.outputs.report.press import Press, open_press
from geo_koop.outputs.report.region import count_plan, without_note
from geo_koop.outputs.report.sheet import Sheet
from geo_koop.result.analysis import Analysis

ENDINGS = (".pdf", ".png", ".svg")

_MOST_PARTS = 4
_HEIGHT = 0.6
"""Share of an upright page that the map takes."""


def draw(
    analysis: Analysis,
    out: Path,
    *,
    cooperation: str | None = None,
    options: ReportOptions | None = None,
    overwrite: bool = False,
    dots_per_inch: int = 200,
) -> Path:
    """Write the map of an analysis, or of one cooperation, as a page.

    Parameters
    ----------
    analysis : Analysis
    out : Path
        File to write: ``.pdf``, ``.png`` or ``.svg``.
    cooperation : str, optional
        Show the members of this cooperation instead of the number of cooperations of each municipality.
    options : ReportOptions, optional
        Upright paper gives the map the most room.
    overwrite : bool
        Replace a file that exists.
    dots_per_inch : int
        Of a PNG.

    Returns
    -------
    Path
        ``out``.

    Raises
    ------
    UsageError
        If the ending, the cooperation or an option is not known.
    OutputError
        If the file cannot be written.
    """
    options = options or ReportOptions()
    target.check(out, endings=ENDINGS, overwrite=overwrite)
    press = open_press(analysis, options)
    sheet = _of_cooperation(press, cooperation) if cooperation else _of_regions(press)
    with target.worded(out), tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_document(folder, press, [write_sheet(folder, sheet, "map")], title=sheet.title, closing=False)
        if out.suffix.lower() == ".pdf":
            made = pdf.set_pdf(folder, options.template)
        elif out.suffix.lower() == ".png":
            made = pdf.first_page(folder, options.template, dots_per_inch=dots_per_inch)
        else:
            made = pdf.first_page_svg(folder, options.template).encode()
    with target.writing(out, endings=ENDINGS, overwrite=overwrite) as path:
        path.write_bytes(made)
    return out


def _of_cooperation(press: Press, identifier: str) -> Sheet:
    analysis = press.analysis
    identifier = places.cooperation(analysis, identifier)
    area, members = (rows[rows["cooperation_id"] == identifier] for rows in (analysis.area, analysis.members))
    found = member_map(press, identifier, area, members, size=_room(press.options)) if len(area) else None
    record = analysis.cooperations.loc[identifier]
    return Sheet(
        kind="map",
        title=str(record["name"]),
        subtitle=press.dated(),
        map=found[0] if found else None,
        cautions=tuple(cooperations.cautions(press, identifier, record, members, area)),
        images=found[1] if found else {},
    )


def _of_regions(press: Press) -> Sheet:
    words, language = press.words, press.options.language
    regions = places.survey_regions(press.analysis, language)
    if len(regions) > _MOST_PARTS:
        regions = [places.region(press.analysis, "all", language)]
    frames = _frames(press, regions, *_room(press.options))
    plans = [count_plan(press, region) for region in regions]
    names = [region.name for region in regions]
    if len(regions) == 1:
        drawn, size = drawing.draw(press.ground, plans[0][0], frames[0]), (frames[0].width, frames[0].height)
    else:
        # the names stand above the maps, so that the legend need not tell one black line from another
        bare = [replace(plan, outlines=tuple(replace(o, label="") for o in plan.outlines)) for plan, _counts in plans]
        alone = [drawing.draw(press.ground, plan, frame) for plan, frame in zip(bare, frames, strict=True)]
        drawn, size = parts.together(alone, frames, names, stacked=not press.options.landscape)
    keys = regions[0].keys.append([region.keys for region in regions[1:]])
    small = overview(press, frames, keys)
    title = words("number of cooperations per municipality in {region}", region=words.listing(names))
    counts: dict[str, int] = {}
    for (plan, counted), frame in zip(plans, frames, strict=True):
        for label, number in visible(press, plan, frame, counted).items():
            counts[label] = counts.get(label, 0) + number
    order = list(plans[0][1])
    legend = sorted(drawn.legend, key=lambda entry: order.index(entry[1]) if entry[1] in order else len(order))
    drawn = replace(drawn, legend=tuple(legend))
    part, images = assemble(
        press, drawn, frames[0], size, small, keys, title=title, counts=tuple(counts.items()), notes=without_note(press)
    )
    return Sheet(
        kind="map",
        title=words("Cooperations per municipality"),
        subtitle=press.dated(words.listing(names)),
        map=part,
        cautions=tuple(press.limits()),
        images=images,
    )


def _room(options: ReportOptions) -> tuple[float, float]:
    """Return width and height of the map: upright it takes more of the page than on a sheet with text."""
    width, height = options.map_size
    return width, height if options.landscape else round(_HEIGHT * options.size[1])


def _frames(press: Press, regions: Sequence[Region], width: float, height: float) -> list[Frame]:
    """Return frames of one scale: side by side on wide paper, else one below the other, as large as regions need."""
    boxes = [press.ground.extent(region.keys) for region in regions]
    if len(boxes) == 1:
        return [fit(boxes[0], width, height)]
    room = np.array([width, height - parts.HEAD])
    along = 0 if width > height else 1
    spans = np.array([box[along + 2] - box[along] for box in boxes])
    spans = np.maximum(spans, 0.1 * spans.sum())
    between = parts.GAP + (parts.HEAD if along else 0)
    sizes = np.tile(room, (len(boxes), 1))
    sizes[:, along] = (room[along] - between * (len(boxes) - 1)) * spans / spans.sum()
    scale = max(fit(box, *size).denominator for box, size in zip(boxes, sizes, strict=True))
    return [fit(box, *size, largest=scale) for box, size in zip(boxes, sizes.tolist(), strict=True)]
