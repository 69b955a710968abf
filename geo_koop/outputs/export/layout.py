"""Print layouts of a QGIS project: map, legend, scale bar, north arrow, title and sources on A4 and A3.

Paper lies or stands as the land does; regions that lie far apart have a layout each, and an atlas has a page for
each cooperation.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import NAMESPACE_OID, uuid5
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd

from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.outputs import recorded
from geo_koop.outputs.classes.palette import FRAME, INK, PAPER, rgb
from geo_koop.outputs.export.about import About
from geo_koop.outputs.wording import Wording

Words = Callable[[str], str]
_Frame = tuple[float, float, float, float]
SIZES: Mapping[str, tuple[float, float]] = MappingProxyType({"A4": (297.0, 210.0), "A3": (420.0, 297.0)})
"""Paper in millimetres, lying."""
MOST_REGIONS = 4
"""So many regions have layouts of their own; more are shown together."""
_MARGIN, _HEAD, _FOOT = 10.0, 18.0, 14.0
_LEGEND = {"A4": 76.0, "A3": 98.0}
"""Width of the column beside the map, on paper that lies."""
_BAND = {"A4": 62.0, "A3": 80.0}
"""Height of the band below the map, on paper that stands."""
_LETTERS = {"A4": 1.0, "A3": 1.25}
_DOTS = {"A4": "300", "A3": "240"}
"""Per inch, where layers are printed as pictures: a poster is looked at from farther away."""
_PAGE, _MAP, _PICTURE, _LABEL, _LEGEND_ITEM, _SCALE = "65638", "65639", "65640", "65641", "65642", "65646"
_FONT = "Open Sans,{size:g},-1,5,{weight},0,0,0,0,0"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What one layout shows.

    Attributes
    ----------
    title, legend : str
        Its title; what the legend explains, with the unit.
    theme : str
        Of the project, which the map follows.
    layers : tuple of (str, str)
        Identifier and title of the layers in the legend.
    box : tuple of float
        West, south, east, north in the coordinate system of the export.
    size : {"A4", "A3"}
    area : str
        Region; empty where there is but one.
    atlas : str
        Identifier of the layer of which each feature has a page; empty for a single page.
    """

    title: str
    legend: str
    theme: str
    layers: tuple[tuple[str, str], ...]
    box: _Frame
    size: str = "A4"
    area: str = ""
    atlas: str = ""

    @property
    def name(self) -> str:
        """Name of the layout."""
        return ", ".join(part for part in (self.title, self.area) if part) + f" ({self.size})"


@dataclass(frozen=True, kw_only=True)
class _Places:
    """Where things lie on a page, in millimetres; how many columns the legend has."""

    page: tuple[float, float]
    map: _Frame
    legend: _Frame
    scale: _Frame
    north: _Frame
    columns: int


def _places(sheet: Sheet) -> _Places:
    """Return the arrangement in which the land is drawn larger: on paper that lies, or on paper that stands."""
    long, short = SIZES[sheet.size]
    column, band = _LEGEND[sheet.size], _BAND[sheet.size]
    high = short - 2 * _MARGIN - _HEAD - _FOOT
    right = long - _MARGIN - column
    lying = _Places(
        page=(long, short),
        map=(_MARGIN, _MARGIN + _HEAD, right - 4 - _MARGIN, high),
        legend=(right, _MARGIN + _HEAD, column, high - 36),
        scale=(right, _MARGIN + _HEAD + high - 14, 62, 14),
        north=(right, _MARGIN + _HEAD + high - 32, 14, 16),
        columns=1,
    )
    tall = long - 2 * _MARGIN - _HEAD - _FOOT - band
    below = _MARGIN + _HEAD + tall + 4
    standing = _Places(
        page=(short, long),
        map=(_MARGIN, _MARGIN + _HEAD, short - 2 * _MARGIN, tall),
        legend=(_MARGIN, below, short - 2 * _MARGIN - 64, band - 6),
        scale=(short - _MARGIN - 62, below + 20, 62, 14),
        north=(short - _MARGIN - 62, below, 14, 16),
        columns=2,
    )
    return max((lying, standing), key=lambda one: _paper_per_land(sheet.box, one.map))


def _paper_per_land(box: _Frame, frame: _Frame) -> float:
    west, south, east, north = box
    return min(frame[2] / max(east - west, 1e-9), frame[3] / max(north - south, 1e-9))


def extent(parts: Mapping[str, pd.DataFrame]) -> _Frame | None:
    """Return the box around all areas of an export, in its coordinate system."""
    for name in ("municipalities", "cooperations", *parts):
        table = parts.get(name)
        if isinstance(table, gpd.GeoDataFrame) and table.geometry.notna().any():
            west, south, east, north = (float(v) for v in table.total_bounds)
            return west, south, east, north
    return None


def regions(parts: Mapping[str, pd.DataFrame]) -> dict[str, _Frame]:
    """Return region to the box around it where there are two to four of them; empty otherwise."""
    table = parts.get("municipalities")
    if not isinstance(table, gpd.GeoDataFrame) or "region" not in table:
        return {}
    known = table[table["region"].fillna("").astype(str).ne("") & table.geometry.notna()]
    boxes = known.geometry.bounds.groupby(known["region"].astype(str), sort=False)
    found = boxes.agg({"minx": "min", "miny": "min", "maxx": "max", "maxy": "max"})
    if not 1 < len(found) <= MOST_REGIONS:
        return {}
    return {str(code): tuple(box) for code, box in zip(found.index, found.to_numpy().tolist(), strict=True)}


def page(sheet: Sheet, about: About) -> ET.Element:
    """Return one layout."""
    text = translator(about.language, "export")
    places, letters, name = _places(sheet), _LETTERS[sheet.size], sheet.name
    width, height = places.page
    made = ET.Element("Layout", name=name, units="mm", printResolution=_DOTS[sheet.size], worldFileMap="")
    collection = ET.SubElement(made, "PageCollection")
    _item(collection, _PAGE, (0, 0, width, height), f"{name} page", background="true")
    mark = _map(made, sheet, places)
    across = width - 2 * _MARGIN
    head = _plain(": ".join(part for part in (sheet.title, sheet.area) if part))
    if sheet.atlas:
        usual = sheet.title.replace("'", "''")
        head = f"[% coalesce(attribute(@atlas_feature, 'name'), '{usual}') %]"
    _label(made, f"{name} title", head, (_MARGIN, _MARGIN, across, 9), 15 * letters, 75)
    day = Wording(about.language).day
    dates = text(_("As of {as_of} · boundaries of {gebietsstand}")).format(
        as_of=day(about.items["as_of"]),
        gebietsstand=day(about.items["gebietsstand"]) or text(_("an unknown date")),
    )
    state = recorded.said_of(about.items, about.language)
    said = " · ".join(part for part in (text(_("Intermunicipal cooperation")), dates, state) if part)
    _label(made, f"{name} dates", _plain(said), (_MARGIN, _MARGIN + 9, across, 7), 9 * letters)
    _legend(made, mark, sheet, places)
    _scale_bar(made, mark, sheet, places, geographic=about.crs.is_geographic)
    _north(made, mark, places.north, name)
    source = " · ".join([*about.attributions, f"geo_koop {about.items['geo_koop_version']}"])
    if about.items["approximate_boundaries"] == "True":
        source = text(_("The boundaries are approximate.")) + " " + source
    foot = (_MARGIN, height - _MARGIN - _FOOT + 3, across, _FOOT - 3)
    _label(made, f"{name} source", _plain(source), foot, 7 * letters)
    if sheet.atlas:
        _atlas(made, sheet, about)
    return made


def _atlas(parent: ET.Element, sheet: Sheet, about: About) -> None:
    ET.SubElement(
        parent,
        "Atlas",
        enabled="1",
        coverageLayer=sheet.atlas,
        coverageLayerName=dict(sheet.layers)[sheet.atlas],
        coverageLayerProvider="ogr",
        hideCoverage="0",
        filterFeatures="1",
        featureFilter='"shown" = true',
        sortFeatures="1",
        sortKey='"name"',
        sortAscending="1",
        pageNameExpression='"name"',
        filenamePattern="'cooperation_' || @atlas_featurenumber",
    )


def _map(parent: ET.Element, sheet: Sheet, places: _Places) -> str:
    item = _item(
        parent,
        _MAP,
        places.map,
        f"{sheet.name} map",
        frame="true",
        followPreset="true",
        followPresetName=sheet.theme,
        mapRotation="0",
        keepLayerSet="false",
        drawCanvasItems="true",
    )
    box = _fitted(sheet.box, places.map)
    ET.SubElement(item, "Extent", dict(zip(("xmin", "ymin", "xmax", "ymax"), (f"{v:.6f}" for v in box), strict=True)))
    if sheet.atlas:
        ET.SubElement(item, "AtlasMap", atlasDriven="1", scalingMode="2", margin="0.15")
    return item.get("uuid", "")


def _fitted(box: _Frame, frame: _Frame) -> _Frame:
    """Return a box around another with the shape of a frame and a little room."""
    west, south, east, north = box
    ratio = frame[2] / frame[3]
    wide = max(east - west, (north - south) * ratio) * 1.04 or 1.0
    middle, centre = (west + east) / 2, (south + north) / 2
    return middle - wide / 2, centre - wide / ratio / 2, middle + wide / 2, centre + wide / ratio / 2


def _legend(parent: ET.Element, mark: str, sheet: Sheet, places: _Places) -> None:
    """Add the legend: what the colours count, then the classes that the map shows."""
    letters = _LETTERS[sheet.size]
    item = _item(
        parent,
        _LEGEND_ITEM,
        places.legend,
        f"{sheet.name} legend",
        map_uuid=mark,
        legendFilterByMap="1",
        legendFilterByAtlas=str(int(bool(sheet.atlas))),
        resizeToContents="1",
        symbolWidth="7",
        symbolHeight="4",
        columnCount=str(places.columns),
        columnSpace="4",
        boxSpace="0",
        fontColor=INK,
        titleAlignment="1",
        symbolAlignment="1",
        splitLayer="1",
        wrapChar="",
        title=sheet.legend,
        lineSpacing="1",
    )
    styles = ET.SubElement(item, "styles")
    for kind, points, space in (
        ("title", 10, {"marginBottom": "2"}),
        ("group", 9, {"marginTop": "2"}),
        ("subgroup", 8.5, {"marginTop": "3"}),
        ("symbol", 8, {"marginTop": "1.2"}),
        ("symbolLabel", 8, {"marginTop": "1.2", "marginLeft": "2"}),
    ):
        style = ET.SubElement(styles, "style", {"name": kind, "alignment": "1", "indent": "0", **space})
        weight = 75 if kind == "title" else 50
        ET.SubElement(style, "styleFont", description=_FONT.format(size=points * letters, weight=weight), style="")
    tree = ET.SubElement(item, "layer-tree-group")
    for identity, title in sheet.layers:
        layer = ET.SubElement(tree, "layer-tree-layer", id=identity, name=title, checked="Qt::Checked", expanded="1")
        # the classes name themselves
        remaining = ET.SubElement(ET.SubElement(layer, "customproperties"), "Option", type="Map")
        ET.SubElement(remaining, "Option", name="legend/title-style", type="QString", value="hidden")


def _scale_bar(parent: ET.Element, mark: str, sheet: Sheet, places: _Places, *, geographic: bool) -> None:
    """Add a bar of two parts, of a round number of kilometres that fits."""
    letters = _LETTERS[sheet.size]
    box = _fitted(sheet.box, places.map)
    metres = (box[2] - box[0]) / places.map[2] * (111_000 * 0.63 if geographic else 1)
    length = _round_kilometres(metres * 22 / 1000)
    item = _item(
        parent,
        _SCALE,
        places.scale,
        f"{sheet.name} scale",
        mapUuid=mark,
        style="Single Box",
        unitType="km",
        unitLabel="km",
        numSegments="2",
        numSegmentsLeft="0",
        numUnitsPerSegment=f"{length:g}",
        numMapUnitsPerScaleBarUnit="1",
        segmentSizeMode="1" if sheet.atlas else "0",
        height="2",
        labelBarSpace="1.5",
        boxContentSpace="0",
        outlineWidth="0.2",
        minBarWidth="20",
        maxBarWidth="50",
        segmentMillimeters="20",
    )
    style = ET.SubElement(
        item,
        "text-style",
        fontFamily="Open Sans",
        fontSize=f"{8 * letters:g}",
        fontSizeUnit="Point",
        textColor=_rgba(INK),
        textOpacity="1",
    )
    ET.SubElement(style, "text-buffer", bufferDraw="0")


def _round_kilometres(length: float) -> float:
    """Return the largest of 1, 2, 5, 10, … that is no longer.

    Examples
    --------
    >>> _round_kilometres(37), _round_kilometres(0.4)
    (20, 0.2)
    """
    steps = [factor * 10**power for power in range(-2, 5) for factor in (1, 2, 5)]
    fitting = [round(step, 2) for step in steps if step <= length]
    return fitting[-1] if fitting else 0.01


def _north(parent: ET.Element, mark: str, frame: _Frame, name: str) -> None:
    _item(
        parent,
        _PICTURE,
        frame,
        f"{name} north",
        file="arrows/NorthArrow_02.svg",
        mode="2",
        mapUuid=mark,
        northMode="0",
        northOffset="0",
        resizeMode="0",
        anchorPoint="3",
        svgFillColor=_rgba(INK),
        svgBorderColor=_rgba(INK),
        svgBorderWidth="0.2",
        pictureWidth=f"{frame[2]:g}",
        pictureHeight=f"{frame[3]:g}",
        pictureRotation="0",
    )


def _plain(text: str) -> str:
    """Return a text that QGIS does not compute: it would what stands between [% and %]."""
    return text.replace("[%", "[% '[%' %]")


def _parts(colour: str) -> dict[str, str]:
    return dict(zip(("red", "green", "blue", "alpha"), map(str, (*rgb(colour), 255)), strict=True))


def _rgba(colour: str) -> str:
    return ",".join(map(str, (*rgb(colour), 255)))


def _label(
    parent: ET.Element,
    name: str,
    text: str,
    frame: _Frame,
    letters: float,
    weight: int = 50,
) -> None:
    item = _item(
        parent, _LABEL, frame, name, labelText=text, halign="1", valign="32", marginX="0", marginY="0", htmlState="0"
    )
    ET.SubElement(item, "LabelFont", description=_FONT.format(size=letters, weight=weight), style="")
    ET.SubElement(item, "FontColor", _parts(INK))


def _item(parent: ET.Element, kind: str, box: _Frame, name: str, **attributes: str) -> ET.Element:
    identity = f"{{{uuid5(NAMESPACE_OID, name)}}}"
    x, y, width, height = box
    boxs = f"{x:g},{y:g},mm"
    given = {
        "type": kind, "uuid": identity, "templateUuid": identity, "id": name, "position": boxs,
        "positionOnPage": boxs, "size": f"{width:g},{height:g},mm", "visibility": "1", "opacity": "1",
        "referencePoint": "0", "background": "false", "frame": "false", "zValue": str(len(parent)),
        "outlineWidthM": "0.2,mm", "excludeFromExports": "0", "itemRotation": "0", "blendMode": "0",
    } | attributes  # fmt: skip
    item = ET.SubElement(parent, "LayoutItem", given)
    ET.SubElement(item, "FrameColor", _parts(FRAME))
    ET.SubElement(item, "BackgroundColor", _parts(PAPER))
    return item
