"""Styles for QGIS: QML made from the codelists, so that a layer opens in the colours of the map."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

from geo_koop import codelists
from geo_koop.locale import translator
from geo_koop.outputs.webmap_style import CONTEXT_COLOUR, COUNT_BREAKS, EMPTY_COLOUR, UNSURVEYED_COLOUR

_VERSION = "3.34.0"
_OUTLINE = "#8a8a84"
_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_COUNT_TONES = ("0", "2", "3", "4", "5")
_COUNT_WIDTHS = (0.1, 0.2, 0.5, 0.9, 1.4)


@dataclass(frozen=True, kw_only=True)
class Symbol:
    """How a class looks in QGIS.

    Attributes
    ----------
    kind : {"fill", "line", "marker"}
    colour : str
        ``#rrggbb``; of the area, the line or the point.
    alpha : int
        Opacity of the colour, 0 to 255.
    brush : str
        Filling of an area: ``solid``, ``b_diagonal``, ``dense6`` or ``no``.
    outline : str
        Colour of the outline.
    width : float
        Of outline or line in millimetres; the size of a point.
    dash : str
        Lengths of strokes and gaps, as in codelists: ``"6 3"``; empty: a solid line.
    """

    kind: str
    colour: str
    alpha: int = 255
    brush: str = "solid"
    outline: str = _OUTLINE
    width: float = 0.1
    dash: str = ""


@dataclass(frozen=True, kw_only=True)
class Class:
    """A class of a legend: its label, when it holds (an expression or a value), and its look."""

    label: str
    when: str
    symbol: Symbol


def layer_styles(language: str = "de", aliases: Mapping[str, Mapping[str, str]] | None = None) -> dict[str, str]:
    """Return the QML of each exported layer.

    Parameters
    ----------
    language : {"de", "en"}
        Of the legends.
    aliases : Mapping, optional
        Layer to field to the name that people read in attribute tables.

    Returns
    -------
    dict
        Layer to QML text.
    """
    made = {
        "municipalities": _rules(municipality_classes(language)),
        "unincorporated": _rules([Class(label="", when="", symbol=Symbol(kind="fill", colour=CONTEXT_COLOUR))]),
        "cooperations": _categories(_COOPERATION_CLASS, cooperation_classes(language)),
        "members": _categories('"counts_as_member"', member_classes(language)),
        "comembership": _rules(comembership_classes(language)),
    }
    return {layer: _document(renderer, (aliases or {}).get(layer, {})) for layer, renderer in made.items()}


def municipality_classes(language: str = "de") -> list[Class]:
    """Return the classes by number of cooperations; none recorded, not surveyed and context stay apart."""
    _ = translator(language, "map")
    tones = codelists.load("bindingness").field("colour")
    counted = [
        Class(label=label, when=when, symbol=Symbol(kind="fill", colour=tones[tone]))
        for (label, when), tone in zip(_count_classes(language), _COUNT_TONES, strict=True)
    ]
    blank = '"cooperations" = 0 AND NOT "context" AND '
    return [
        *counted,
        Class(
            label=_("none recorded"),
            when=blank + "\"status\" = 'none_recorded'",
            symbol=Symbol(kind="fill", colour=EMPTY_COLOUR),
        ),
        Class(
            label=_("not surveyed"),
            when=blank + "\"status\" = 'not_surveyed'",
            symbol=Symbol(kind="fill", colour=UNSURVEYED_COLOUR, brush="b_diagonal"),
        ),
        Class(
            label=_("surroundings, not surveyed"),
            when='"cooperations" = 0 AND "context"',
            symbol=Symbol(kind="fill", colour=CONTEXT_COLOUR),
        ),
    ]


_COOPERATION_CLASS = (
    'CASE WHEN NOT "shown" THEN \'not_shown\' WHEN "provisional" THEN "pattern" || \'_provisional\' ELSE "pattern" END'
)


def cooperation_classes(language: str = "de") -> list[Class]:
    """Return the classes by pattern; provisional ones are hatched, cooperations that do not count are grey."""
    _ = translator(language, "map")
    patterns = codelists.load("patterns")
    classes = []
    for code, entry in patterns.entries.items():
        for suffix, note, brush, alpha in (
            ("", "", "solid", 60),
            ("_provisional", f" ({_('provisional')})", "b_diagonal", 160),
        ):
            symbol = Symbol(
                kind="fill",
                colour=entry["colour"],
                alpha=alpha,
                brush=brush,
                outline=entry["colour"],
                width=0.5,
                dash=entry["dash"],
            )
            classes.append(Class(label=entry[language] + note, when=code + suffix, symbol=symbol))
    grey = Symbol(kind="fill", colour=_OUTLINE, brush="no", outline=_OUTLINE, width=0.2, dash="1 2")
    return [*classes, Class(label=_("not active at the date"), when="not_shown", symbol=grey)]


def member_classes(language: str = "de") -> list[Class]:
    """Return the classes by what the source says of the membership."""
    tones = {"yes": "#252525", "unclear": "#fdae61", "former": "#bdbdbd"}
    return [
        Class(label=label, when=code, symbol=Symbol(kind="marker", colour=tones.get(code, _OUTLINE), width=1.8))
        for code, label in codelists.load("membership").labels(language).items()
    ]


def comembership_classes(language: str = "de") -> list[Class]:
    """Return the classes by number of shared cooperations."""
    return [
        Class(label=label, when=when, symbol=Symbol(kind="line", colour="#54278f", alpha=140, width=width))
        for (label, when), width in zip(_count_classes(language), _COUNT_WIDTHS, strict=True)
    ]


def _count_classes(language: str) -> list[tuple[str, str]]:
    """Return label and expression of each class of the field ``cooperations``, with the breaks of the map."""
    last = COUNT_BREAKS[-1]
    inner = [
        (f"{a}" if b - a == 1 else f"{a}–{b - 1}", f'"cooperations" >= {a} AND "cooperations" < {b}')
        for a, b in pairwise(COUNT_BREAKS)
    ]
    return [*inner, (translator(language, "map")(f"{last} and more"), f'"cooperations" >= {last}')]


def _document(renderer: ET.Element, aliases: Mapping[str, str]) -> str:
    root = ET.Element("qgis", version=_VERSION, styleCategories="Symbology|Fields")
    root.append(renderer)
    names = ET.SubElement(root, "aliases")
    for position, (field, name) in enumerate(aliases.items()):
        # QGIS counts the feature id as field 0
        ET.SubElement(names, "alias", field=field, name=name, index=str(position + 1))
    ET.indent(root)
    return _DOCTYPE + ET.tostring(root, encoding="unicode")


def _renderer(kind: str, **attributes: Any) -> ET.Element:
    return ET.Element(
        "renderer-v2",
        type=kind,
        symbollevels="0",
        enableorderby="0",
        forceraster="0",
        referencescale="-1",
        **attributes,
    )


def _rules(classes: Sequence[Class]) -> ET.Element:
    renderer = _renderer("RuleRenderer")
    rules = ET.SubElement(renderer, "rules", key="{geo_koop}")
    for number, entry in enumerate(classes):
        rule = ET.SubElement(rules, "rule", key=f"{{geo_koop_{number}}}", symbol=str(number), label=entry.label)
        if entry.when:
            rule.set("filter", entry.when)
    renderer.append(_symbols(entry.symbol for entry in classes))
    return renderer


def _categories(attribute: str, classes: Sequence[Class]) -> ET.Element:
    renderer = _renderer("categorizedSymbol", attr=attribute)
    categories = ET.SubElement(renderer, "categories")
    for number, entry in enumerate(classes):
        ET.SubElement(
            categories,
            "category",
            type="string",
            value=entry.when,
            label=entry.label,
            symbol=str(number),
            render="true",
        )
    renderer.append(_symbols(entry.symbol for entry in classes))
    return renderer


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
        size = {"name": "circle", "size": f"{symbol.width:g}", "size_unit": "MM"}
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


def _rgba(colour: str, alpha: int = 255) -> str:
    return ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + f",{alpha}"
