"""QML: a style as QGIS writes it (read by QGIS 3.22 and newer)."""

import math
from collections.abc import Iterable, Mapping, Sequence
from uuid import NAMESPACE_OID, uuid5
from xml.etree import ElementTree as ET

from geo_koop.outputs.classes.hatches import HATCHES
from geo_koop.outputs.classes.palette import PAPER, ink_on, rgb
from geo_koop.outputs.styles.symbols import EMPTY, Label, Look, Symbol

VERSION = "3.22.0"
_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_Layer = tuple[str, dict[str, str], ET.Element | None]
"""Layer of a symbol: its kind, its properties, and the symbol that it repeats."""
_HATCH_ALPHA = 170
_FULL_WIDTH = 1_500_000
"""Scale down to which outlines of cooperations have their full width."""
_GEOMETRY = {"marker": 0, "line": 1, "fill": 2}


def document(look: Look, aliases: Mapping[str, str] | None = None) -> str:
    """Return a style as QML.

    Parameters
    ----------
    look : Look
    aliases : Mapping[str, str], optional
        Field to the name that people read in attribute tables.
    """
    root = ET.Element("qgis", version=VERSION, styleCategories="Symbology|Labeling|Fields")
    for part in parts(look, aliases):
        root.append(part)
    ET.indent(root)
    return _DOCTYPE + ET.tostring(root, encoding="unicode")


def parts(look: Look, aliases: Mapping[str, str] | None = None) -> list[ET.Element]:
    """Return the elements of a style, for a QML document or a layer of a project."""
    made = [_renderer(look)]
    if look.labels:
        made.append(_labeling(look.labels))
    names = ET.Element("aliases")
    for position, (field, name) in enumerate((aliases or {}).items()):
        # QGIS counts the feature id as field 0
        ET.SubElement(names, "alias", field=field, name=name, index=str(position + 1))
    kind = look.classes[0].symbol.kind if look.classes else "fill"
    geometry = ET.Element("layerGeometryType")
    geometry.text = str(_GEOMETRY[kind])
    return [*made, names, geometry]


def _renderer(look: Look) -> ET.Element:
    renderer = ET.Element(
        "renderer-v2",
        type="RuleRenderer",
        symbollevels="0",
        enableorderby="0",
        forceraster=str(int(look.raster)),
        referencescale="-1",
    )
    rules = ET.SubElement(renderer, "rules", key=_key(look.layer, look.title))
    for number, entry in enumerate(look.classes):
        key = _key(look.layer, look.title, str(number))
        rule = ET.SubElement(rules, "rule", key=key, symbol=str(number), label=entry.label)
        if entry.when:
            rule.set("filter", entry.expression())
    renderer.append(_symbols(entry.symbol for entry in look.classes))
    if look.order:
        renderer.set("enableorderby", "1")
        order = ET.SubElement(renderer, "orderby")
        rising = str(int(not look.order.startswith("-")))
        field = look.order.removeprefix("-")
        ET.SubElement(order, "orderByClause", asc=rising, nullsFirst="1").text = f'"{field}"'
    return renderer


def _key(*names: str) -> str:
    """Return an identifier as QGIS wants it, the same in every run."""
    return f"{{{uuid5(NAMESPACE_OID, ' '.join(names))}}}"


def _symbols(symbols: Iterable[Symbol]) -> ET.Element:
    element = ET.Element("symbols")
    for number, symbol in enumerate(symbols):
        element.append(_symbol(str(number), symbol.kind, _symbol_layers(symbol), finer=symbol.finer))
    return element


def _symbol(name: str, kind: str, layers: Iterable[_Layer], *, finer: bool = False) -> ET.Element:
    part = ET.Element("symbol", type=kind, name=name, alpha="1", clip_to_extent="1", force_rhr="0")
    for number, (made, properties, inner) in enumerate(layers):
        layer = ET.SubElement(part, "layer", {"class": made, "pass": "0", "locked": "0", "enabled": "1"})
        options = ET.SubElement(layer, "Option", type="Map")
        for key, value in properties.items():
            ET.SubElement(options, "Option", type="QString", name=key, value=value)
        if made == "SimpleLine" and finer:
            layer.append(_finer(properties["line_width"]))
        if inner is not None:
            inner.set("name", f"@{name}@{number}")
            layer.append(inner)
    return part


def _finer(width: str) -> ET.Element:
    """Return a width that shrinks with the scale, down to a half."""
    element = ET.Element("data_defined_properties")
    listed = ET.SubElement(element, "Option", type="Map")
    ET.SubElement(listed, "Option", name="name", value="", type="QString")
    known = ET.SubElement(listed, "Option", name="properties", type="Map")
    line = ET.SubElement(known, "Option", name="outlineWidth", type="Map")
    ET.SubElement(line, "Option", name="active", value="true", type="bool")
    expression = f"{width} * max(0.5, min(1, {_FULL_WIDTH} / @map_scale))"
    ET.SubElement(line, "Option", name="expression", value=expression, type="QString")
    ET.SubElement(line, "Option", name="type", value="3", type="int")
    ET.SubElement(listed, "Option", name="type", value="collection", type="QString")
    return element


def _symbol_layers(symbol: Symbol) -> list[_Layer]:
    """Return the QGIS layers of a symbol: an area has a filling, a hatch, and an outline that can be dashed."""
    if symbol.kind == "marker":
        size = {"name": symbol.shape, "size": f"{symbol.width:g}", "size_unit": "MM"}
        look = {"color": _rgba(symbol.colour), "outline_color": _rgba(PAPER), "outline_width": "0.2"}
        return [("SimpleMarker", look | size, None)]
    if symbol.kind == "line":
        return [("SimpleLine", _line(_rgba(symbol.colour), symbol), None)]
    outline = [("SimpleLine", _line(_rgba(symbol.outline), symbol), None)]
    if symbol.hatch == EMPTY:
        return [("SimpleFill", {"style": "no", "outline_style": "no"}, None), *outline]
    ground = ("SimpleFill", {"color": _rgba(symbol.colour), "style": "solid", "outline_style": "no"}, None)
    return [ground, *_hatch(symbol), *outline]


def _hatch(symbol: Symbol) -> list[_Layer]:
    """Return a hatch in millimetres: the brushes of Qt are of pixels, and vanish in print."""
    hatch, ink = HATCHES[symbol.hatch], _rgba(ink_on(symbol.colour), _HATCH_ALPHA)
    size = hatch.size / 100
    lines: list[_Layer] = []
    for angle in hatch.angles:
        distance = size * (math.sqrt(0.5) if angle % 90 else 1)
        inner = _symbol("", "line", [("SimpleLine", {"line_color": ink, "line_width": "0.16"}, None)])
        look = {"angle": f"{angle:g}", "distance": f"{distance:.3f}", "distance_unit": "MM", "line_width": "0.16"}
        lines.append(("LinePatternFill", look, inner))
    if hatch.angles or not size:
        return lines
    dot = {"name": "circle", "size": "0.3", "color": ink, "outline_style": "no"}
    tick = {"name": "line", "size": "0.7", "angle": "90", "color": ink, "outline_color": ink, "outline_width": "0.16"}
    inner = _symbol("", "marker", [("SimpleMarker", dot if hatch.dots else tick, None)])
    spread = {
        "distance_x": f"{size:g}", "distance_y": f"{size / 2:g}", "displacement_x": f"{size / 2:g}",
        "displacement_y": "0", "distance_x_unit": "MM", "distance_y_unit": "MM", "displacement_x_unit": "MM",
    }  # fmt: skip
    return [("PointPatternFill", spread, inner)]


def _line(colour: str, symbol: Symbol) -> dict[str, str]:
    line = {"line_color": colour, "line_width": f"{symbol.width:g}", "line_width_unit": "MM", "line_style": "solid"}
    if symbol.dash:
        strokes = ";".join(f"{float(part) * 0.4:g}" for part in symbol.dash.split())
        line |= {"use_custom_dash": "1", "customdash": strokes, "customdash_unit": "MM"}
    return line


def _labeling(labels: Sequence[Label]) -> ET.Element:
    """Return names on the map by rules of scale."""
    labeling = ET.Element("labeling", type="rule-based")
    rules = ET.SubElement(labeling, "rules", key=_key("labels"))
    for number, label in enumerate(labels):
        rule = ET.SubElement(
            rules,
            "rule",
            key=_key("label", str(number), label.field),
            scalemindenom="1",
            scalemaxdenom=str(label.below),
            description=f"< 1 : {label.below:,}".replace(",", " "),
        )
        if label.when:
            rule.set("filter", label.expression())
        settings = ET.SubElement(rule, "settings", calloutType="simple")
        style = ET.SubElement(
            settings,
            "text-style",
            fieldName=label.field,
            isExpression="0",
            fontFamily="Open Sans",
            namedStyle="Bold Italic" if label.slanted else "Regular",
            fontItalic=str(int(label.slanted)),
            fontWeight="75" if label.slanted else "50",
            fontSize=f"{label.size:g}",
            fontSizeUnit="Point",
            textColor=_rgba(label.colour),
            textOpacity="1",
        )
        ET.SubElement(
            style,
            "text-buffer",
            bufferDraw="1",
            bufferSize="0.7",
            bufferSizeUnits="MM",
            bufferColor=_rgba(PAPER),
            bufferOpacity="0.85",
            bufferJoinStyle="128",
        )
        ET.SubElement(settings, "text-format", wrapChar="", autoWrapLength="28", multilineAlign="3")
        ET.SubElement(settings, "placement", placement="1", centroidInside="1", centroidWhole="1", quadOffset="4")
        ET.SubElement(settings, "rendering", obstacle="0", mergeLines="0", fontMinPixelSize="3", limitNumLabels="0")
    return labeling


def _rgba(colour: str, alpha: int = 255) -> str:
    return ",".join(map(str, (*rgb(colour), alpha)))
