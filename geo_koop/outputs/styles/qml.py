"""QML: a style as QGIS writes it (read by QGIS 3.22 and newer)."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import NAMESPACE_OID, uuid5
from xml.etree import ElementTree as ET

from geo_koop.outputs.styles.symbols import Class, Label, Look, Symbol

VERSION = "3.22.0"
_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
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
        "renderer-v2", type="RuleRenderer", symbollevels="0", enableorderby="0", forceraster="0", referencescale="-1"
    )
    rules = ET.SubElement(renderer, "rules", key=_key(look.layer, look.title))
    for number, entry in enumerate(look.classes):
        key = _key(look.layer, look.title, str(number))
        rule = ET.SubElement(rules, "rule", key=key, symbol=str(number), label=entry.label)
        if entry.when:
            rule.set("filter", _filter(entry))
    renderer.append(_symbols(entry.symbol for entry in look.classes))
    if look.largest_first:
        renderer.set("enableorderby", "1")
        order = ET.SubElement(renderer, "orderby")
        ET.SubElement(order, "orderByClause", asc="0", nullsFirst="1").text = f'"{look.largest_first}"'
    return renderer


def _filter(entry: Class) -> str:
    return "ELSE" if entry.when[0].operator == "else" else entry.expression()


def _key(*names: str) -> str:
    """Return an identifier as QGIS wants it, the same in every run."""
    return f"{{{uuid5(NAMESPACE_OID, ' '.join(names))}}}"


def _symbols(symbols: Iterable[Symbol]) -> ET.Element:
    element = ET.Element("symbols")
    for number, symbol in enumerate(symbols):
        part = ET.SubElement(
            element, "symbol", type=symbol.kind, name=str(number), alpha="1", clip_to_extent="1", force_rhr="0"
        )
        for kind, properties in _symbol_layers(symbol):
            layer = ET.SubElement(part, "layer", {"class": kind, "pass": "0", "locked": "0", "enabled": "1"})
            options = ET.SubElement(layer, "Option", type="Map")
            for name, value in properties.items():
                ET.SubElement(options, "Option", type="QString", name=name, value=value)
    return element


def _symbol_layers(symbol: Symbol) -> list[tuple[str, dict[str, str]]]:
    """Return the QGIS layers of a symbol: an area has a filling, and an outline that can be dashed."""
    colour = _rgba(symbol.colour, symbol.alpha)
    if symbol.kind == "marker":
        size = {"name": symbol.shape, "size": f"{symbol.width:g}", "size_unit": "MM"}
        return [("SimpleMarker", {"color": colour, "outline_color": _rgba("#ffffff"), "outline_width": "0.2", **size})]
    if symbol.kind == "line":
        return [("SimpleLine", _line(colour, symbol))]
    fill = {"color": colour, "style": symbol.brush, "outline_style": "no"}
    return [("SimpleFill", fill), ("SimpleLine", _line(_rgba(symbol.outline), symbol))]


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
            namedStyle="Regular",
            fontSize=f"{label.size:g}",
            fontSizeUnit="Point",
            textColor=_rgba("#252525"),
            textOpacity="1",
        )
        ET.SubElement(
            style,
            "text-buffer",
            bufferDraw="1",
            bufferSize="0.7",
            bufferSizeUnits="MM",
            bufferColor=_rgba("#ffffff"),
            bufferOpacity="0.85",
            bufferJoinStyle="128",
        )
        ET.SubElement(settings, "text-format", wrapChar="", autoWrapLength="28", multilineAlign="3")
        ET.SubElement(settings, "placement", placement="1", centroidInside="1", centroidWhole="1", quadOffset="4")
        ET.SubElement(settings, "rendering", obstacle="0", mergeLines="0", fontMinPixelSize="3", limitNumLabels="0")
    return labeling


def _rgba(colour: str, alpha: int = 255) -> str:
    return ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + f",{alpha}"
