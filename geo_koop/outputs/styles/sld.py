"""SLD 1.1 (OGC Symbology Encoding): the same styles for map servers."""

from xml.etree import ElementTree as ET

from geo_koop.outputs.classes.hatches import HATCHES
from geo_koop.outputs.classes.palette import PAPER, ink_on
from geo_koop.outputs.classes.rule import Test
from geo_koop.outputs.styles.symbols import EMPTY, Class, Label, Look, Symbol

_SLD, _SE, _OGC = "http://www.opengis.net/sld", "http://www.opengis.net/se", "http://www.opengis.net/ogc"
_PIXELS = 1 / 0.28
"""Pixels of 0.28 mm in a millimetre, the size that the standard takes for granted."""
_HATCHES = {
    "rising": "shape://slash",
    "falling": "shape://backslash",
    "crossed": "shape://times",
    "horizontal": "shape://horline",
    "vertical": "shape://vertline",
    "grid": "shape://plus",
    "waves": "shape://horline",
}
_OPERATORS = {
    "=": "PropertyIsEqualTo",
    ">=": "PropertyIsGreaterThanOrEqualTo",
    "<": "PropertyIsLessThan",
}


def document(look: Look) -> str:
    """Return a style as SLD."""
    for prefix, space in (("sld", _SLD), ("se", _SE), ("ogc", _OGC)):
        ET.register_namespace(prefix, space)
    root = ET.Element(f"{{{_SLD}}}StyledLayerDescriptor", version="1.1.0")
    named = ET.SubElement(root, f"{{{_SLD}}}NamedLayer")
    _se(named, "Name", look.layer)
    user = ET.SubElement(named, f"{{{_SLD}}}UserStyle")
    _se(user, "Name", look.title)
    rules = _se(user, "FeatureTypeStyle")
    for entry in look.classes:
        _class_rule(rules, entry)
    for label in look.labels:
        _label_rule(rules, label)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _class_rule(rules: ET.Element, entry: Class) -> None:
    rule = _se(rules, "Rule")
    _se(rule, "Name", entry.label)
    if entry.when and entry.when[0].operator == "else":
        _se(rule, "ElseFilter")
    else:
        _filter(rule, entry.when)
    symbol = entry.symbol
    if symbol.kind == "line":
        _stroke(_se(rule, "LineSymbolizer"), symbol, symbol.colour)
    elif symbol.kind == "marker":
        _point(rule, symbol)
    else:
        _area(rule, symbol)


def _label_rule(rules: ET.Element, label: Label) -> None:
    rule = _se(rules, "Rule")
    _filter(rule, label.when)
    _se(rule, "MaxScaleDenominator", str(label.below))
    text = _se(rule, "TextSymbolizer")
    ET.SubElement(_se(text, "Label"), f"{{{_OGC}}}PropertyName").text = label.field
    font = _se(text, "Font")
    _parameter(font, "font-family", "Open Sans")
    if label.slanted:
        _parameter(font, "font-style", "italic")
        _parameter(font, "font-weight", "bold")
    _parameter(font, "font-size", f"{label.size * 0.353 * _PIXELS:.1f}")
    halo = _se(text, "Halo")
    _se(halo, "Radius", "2")
    _parameter(_se(halo, "Fill"), "fill", PAPER)
    _parameter(_se(text, "Fill"), "fill", label.colour)


def _filter(rule: ET.Element, tests: tuple[Test, ...]) -> None:
    if not tests:
        return
    parent = ET.SubElement(rule, f"{{{_OGC}}}Filter")
    if len(tests) > 1:
        parent = ET.SubElement(parent, f"{{{_OGC}}}And")
    for test in tests:
        _test(parent, test)


def _test(parent: ET.Element, test: Test) -> None:
    if test.operator == "qgis":
        return
    if test.operator == "is null":
        part = ET.SubElement(parent, f"{{{_OGC}}}PropertyIsNull")
        ET.SubElement(part, f"{{{_OGC}}}PropertyName").text = test.field
        return
    if test.operator == "has not":
        _test(ET.SubElement(parent, f"{{{_OGC}}}Not"), Test(test.field, "has", test.value))
        return
    if test.operator == "has":
        either = ET.SubElement(parent, f"{{{_OGC}}}Or")
        for pattern in ("{}", "{};*", "*;{}", "*;{};*"):
            part = ET.SubElement(either, f"{{{_OGC}}}PropertyIsLike", wildCard="*", singleChar="?", escapeChar="!")
            ET.SubElement(part, f"{{{_OGC}}}PropertyName").text = test.field
            ET.SubElement(part, f"{{{_OGC}}}Literal").text = pattern.format(test.value)
        return
    part = ET.SubElement(parent, f"{{{_OGC}}}{_OPERATORS[test.operator]}")
    ET.SubElement(part, f"{{{_OGC}}}PropertyName").text = test.field
    text = str(test.value).lower() if isinstance(test.value, bool) else test.value
    ET.SubElement(part, f"{{{_OGC}}}Literal").text = text if isinstance(text, str) else f"{text:g}"


def _area(rule: ET.Element, symbol: Symbol) -> None:
    """Write the colour, over it the hatch, and the outline of an area."""
    ground = _se(rule, "PolygonSymbolizer")
    if symbol.hatch != EMPTY:
        _parameter(_se(ground, "Fill"), "fill", symbol.colour)
    _stroke(ground, symbol, symbol.outline)
    if symbol.hatch in ("plain", EMPTY):
        return
    graphic = _se(_se(_se(_se(rule, "PolygonSymbolizer"), "Fill"), "GraphicFill"), "Graphic")
    mark = _se(graphic, "Mark")
    _se(mark, "WellKnownName", _HATCHES.get(symbol.hatch, "shape://dot"))
    stroke = _se(mark, "Stroke")
    _parameter(stroke, "stroke", ink_on(symbol.colour))
    _parameter(stroke, "stroke-width", "1")
    _se(graphic, "Size", f"{HATCHES[symbol.hatch].size / 100 * _PIXELS:.1f}")


def _point(rule: ET.Element, symbol: Symbol) -> None:
    graphic = _se(_se(rule, "PointSymbolizer"), "Graphic")
    mark = _se(graphic, "Mark")
    shapes = {"diamond": "square", "cross2": "x"}
    _se(mark, "WellKnownName", shapes.get(symbol.shape, symbol.shape))
    _parameter(_se(mark, "Fill"), "fill", symbol.colour)
    _parameter(_se(mark, "Stroke"), "stroke", PAPER)
    _se(graphic, "Size", f"{symbol.width * _PIXELS:.1f}")


def _stroke(parent: ET.Element, symbol: Symbol, colour: str) -> None:
    stroke = _se(parent, "Stroke")
    _parameter(stroke, "stroke", colour)
    _parameter(stroke, "stroke-width", f"{symbol.width * _PIXELS:.1f}")
    if symbol.dash:
        _parameter(stroke, "stroke-dasharray", symbol.dash)


def _parameter(parent: ET.Element, name: str, value: str) -> None:
    element = _se(parent, "SvgParameter", value)
    element.set("name", name)


def _se(parent: ET.Element, name: str, text: str | None = None) -> ET.Element:
    element = ET.SubElement(parent, f"{{{_SE}}}{name}")
    element.text = text
    return element
