"""Print layouts of a QGIS project: map, legend, scale bar, north arrow, title and sources on A4 and A3."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from uuid import NAMESPACE_OID, uuid5
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd

from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.outputs.classes.palette import INK
from geo_koop.outputs.export.about import About
from geo_koop.outputs.wording import Wording

Words = Callable[[str], str]
_Frame = tuple[float, float, float, float]
SIZES: Mapping[str, tuple[float, float]] = MappingProxyType({"A4": (297.0, 210.0), "A3": (420.0, 297.0)})
"""Paper in millimetres, lying."""
_MARGIN, _HEAD, _FOOT = 10.0, 18.0, 16.0
_LEGEND = {"A4": 78.0, "A3": 100.0}
_LETTERS = {"A4": 1.0, "A3": 1.25}
_PAGE, _MAP, _PICTURE, _LABEL, _LEGEND_ITEM, _SCALE = "65638", "65639", "65640", "65641", "65642", "65646"
_FONT = "Open Sans,{size:g},-1,5,{weight},0,0,0,0,0"


def extent(parts: Mapping[str, pd.DataFrame]) -> _Frame | None:
    """Return the box around all areas of an export, in its coordinate system."""
    for name in ("municipalities", "cooperations", *parts):
        table = parts.get(name)
        if isinstance(table, gpd.GeoDataFrame) and table.geometry.notna().any():
            west, south, east, north = (float(v) for v in table.total_bounds)
            return west, south, east, north
    return None


def page(
    parts: Mapping[str, pd.DataFrame], about: About, *, title: str, size: str, layers: Sequence[tuple[str, str]]
) -> ET.Element:
    """Return one layout.

    Parameters
    ----------
    parts : Mapping[str, DataFrame]
        Layers and tables of the export; the map shows all of them.
    about : About
    title : str
        Of the layout and of the theme that its map follows.
    size : {"A4", "A3"}
    layers : sequence of tuple of str
        Identifier and title of the layers in the legend.
    """
    text = translator(about.language, "export")
    width, height = SIZES[size]
    scale = _LETTERS[size]
    made = ET.Element("Layout", name=f"{title} ({size})", units="mm", printResolution="300", worldFileMap="")
    collection = ET.SubElement(made, "PageCollection")
    _item(collection, _PAGE, (0, 0, width, height), f"{title} {size} page", background="true")
    legend = width - 2 * _MARGIN - _LEGEND[size]
    frame = (_MARGIN, _MARGIN + _HEAD, legend - 4, height - 2 * _MARGIN - _HEAD - _FOOT)
    mark = _map(made, parts, frame, title, size)
    right = _MARGIN + legend
    _label(
        made,
        f"{title} {size} title",
        text(_("Intermunicipal cooperation")) + f": {title}",
        (_MARGIN, _MARGIN, width - 2 * _MARGIN, 9),
        15 * scale,
        75,
    )
    dates = text(_("As of {as_of} · boundaries of {gebietsstand}")).format(
        as_of=Wording(about.language).day(about.items["as_of"]),
        gebietsstand=Wording(about.language).day(about.items["gebietsstand"]) or text(_("an unknown date")),
    )
    _label(made, f"{title} {size} dates", dates, (_MARGIN, _MARGIN + 9, width - 2 * _MARGIN, 7), 9 * scale)
    _legend(made, mark, (right, _MARGIN + _HEAD, _LEGEND[size], frame[3] - 34), layers, f"{title} {size}", scale)
    _scale_bar(made, mark, (right, frame[1] + frame[3] - 14, 62, 14), f"{title} {size}", scale, frame, parts, about)
    _north(made, mark, (right, frame[1] + frame[3] - 32, 14, 16), f"{title} {size}")
    source = " · ".join([*about.attributions, f"geo_koop {about.items['geo_koop_version']}"])
    if about.items["approximate_boundaries"] == "True":
        source = text(_("The boundaries are approximate.")) + " " + source
    _label(
        made,
        f"{title} {size} source",
        source,
        (_MARGIN, height - _MARGIN - _FOOT + 3, width - 2 * _MARGIN, _FOOT - 3),
        7 * scale,
    )
    return made


def _map(
    parent: ET.Element,
    parts: Mapping[str, pd.DataFrame],
    frame: _Frame,
    title: str,
    size: str,
) -> str:
    item = _item(
        parent,
        _MAP,
        frame,
        f"{title} {size} map",
        frame="true",
        followPreset="true",
        followPresetName=title,
        mapRotation="0",
        keepLayerSet="false",
        drawCanvasItems="true",
    )
    box = _fitted(extent(parts) or (0, 0, 1, 1), frame)
    ET.SubElement(item, "Extent", dict(zip(("xmin", "ymin", "xmax", "ymax"), (f"{v:.6f}" for v in box), strict=True)))
    return item.get("uuid", "")


def _fitted(box: _Frame, frame: _Frame) -> _Frame:
    """Return a box around another with the shape of a frame and a little room."""
    west, south, east, north = box
    ratio = frame[2] / frame[3]
    wide = max(east - west, (north - south) * ratio) * 1.04 or 1.0
    middle, centre = (west + east) / 2, (south + north) / 2
    return middle - wide / 2, centre - wide / ratio / 2, middle + wide / 2, centre + wide / ratio / 2


def _legend(
    parent: ET.Element,
    mark: str,
    frame: _Frame,
    layers: Sequence[tuple[str, str]],
    name: str,
    scale: float,
) -> None:
    item = _item(
        parent,
        _LEGEND_ITEM,
        frame,
        f"{name} legend",
        map_uuid=mark,
        legendFilterByMap="0",
        resizeToContents="1",
        symbolWidth="7",
        symbolHeight="4",
        columnCount="1",
        boxSpace="0",
        fontColor=INK,
        titleAlignment="1",
        symbolAlignment="1",
        splitLayer="0",
        wrapChar="",
        title="",
        lineSpacing="1",
    )
    styles = ET.SubElement(item, "styles")
    for kind, letters, space in (
        ("title", 11, {"marginBottom": "2"}),
        ("group", 10, {"marginTop": "2"}),
        ("subgroup", 9, {"marginTop": "3"}),
        ("symbol", 8, {"marginTop": "1.2"}),
        ("symbolLabel", 8, {"marginTop": "1.2", "marginLeft": "2"}),
    ):
        style = ET.SubElement(styles, "style", {"name": kind, "alignment": "1", "indent": "0", **space})
        weight = 75 if kind in ("title", "subgroup") else 50
        ET.SubElement(style, "styleFont", description=_FONT.format(size=letters * scale, weight=weight), style="")
    tree = ET.SubElement(item, "layer-tree-group")
    for identity, title in layers:
        ET.SubElement(tree, "layer-tree-layer", id=identity, name=title, checked="Qt::Checked", expanded="1")


def _scale_bar(
    parent: ET.Element,
    mark: str,
    frame: _Frame,
    name: str,
    scale: float,
    map_frame: _Frame,
    parts: Mapping[str, pd.DataFrame],
    about: About,
) -> None:
    """Add a bar of two parts, of a round number of kilometres that fits."""
    box = _fitted(extent(parts) or (0, 0, 1, 1), map_frame)
    metres = (box[2] - box[0]) / map_frame[2] * (111_000 * 0.63 if about.crs.is_geographic else 1)
    part = _round_kilometres(metres * 22 / 1000)
    item = _item(
        parent,
        _SCALE,
        frame,
        f"{name} scale",
        mapUuid=mark,
        style="Single Box",
        unitType="km",
        unitLabel="km",
        numSegments="2",
        numSegmentsLeft="0",
        numUnitsPerSegment=f"{part:g}",
        numMapUnitsPerScaleBarUnit="1",
        segmentSizeMode="0",
        height="2",
        labelBarSpace="1.5",
        boxContentSpace="0",
        outlineWidth="0.2",
        minBarWidth="20",
        maxBarWidth="60",
        segmentMillimeters="20",
    )
    style = ET.SubElement(
        item,
        "text-style",
        fontFamily="Open Sans",
        fontSize=f"{8 * scale:g}",
        fontSizeUnit="Point",
        textColor="37,37,37,255",
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
        svgFillColor="37,37,37,255",
        svgBorderColor="37,37,37,255",
        svgBorderWidth="0.2",
        pictureWidth=f"{frame[2]:g}",
        pictureHeight=f"{frame[3]:g}",
        pictureRotation="0",
    )


def _label(
    parent: ET.Element,
    name: str,
    text: str,
    frame: _Frame,
    letters: float,
    weight: int = 50,
) -> None:
    # QGIS computes what stands between [% and %]; here it is told to compute the sign itself.
    said = text.replace("[%", "[% '[%' %]")
    item = _item(
        parent, _LABEL, frame, name, labelText=said, halign="1", valign="32", marginX="0", marginY="0", htmlState="0"
    )
    ET.SubElement(item, "LabelFont", description=_FONT.format(size=letters, weight=weight), style="")
    ET.SubElement(item, "FontColor", red="37", green="37", blue="37", alpha="255")


def _item(parent: ET.Element, kind: str, box: _Frame, name: str, **attributes: str) -> ET.Element:
    identity = f"{{{uuid5(NAMESPACE_OID, name)}}}"
    x, y, width, height = box
    place = f"{x:g},{y:g},mm"
    given = {
        "type": kind, "uuid": identity, "templateUuid": identity, "id": name, "position": place,
        "positionOnPage": place, "size": f"{width:g},{height:g},mm", "visibility": "1", "opacity": "1",
        "referencePoint": "0", "background": "false", "frame": "false", "zValue": str(len(parent)),
        "outlineWidthM": "0.2,mm", "excludeFromExports": "0", "itemRotation": "0", "blendMode": "0",
    } | attributes  # fmt: skip
    item = ET.SubElement(parent, "LayoutItem", given)
    ET.SubElement(item, "FrameColor", red="138", green="138", blue="132", alpha="255")
    ET.SubElement(item, "BackgroundColor", red="255", green="255", blue="255", alpha="255")
    return item
