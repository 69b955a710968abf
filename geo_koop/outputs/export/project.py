"""A QGIS project (``.qgz``) over an exported GeoPackage: groups, styles, relations, print layouts.

Written for QGIS 3.22 and read by newer ones; the GeoPackage is named by its file name alone, so that both
can be moved together.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import NAMESPACE_OID, uuid5
from xml.etree import ElementTree as ET

import pandas as pd
import pyproj

from geo_koop import codelists
from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.outputs import styles
from geo_koop.outputs.export import layout, published, schema, zipped
from geo_koop.outputs.export.about import About
from geo_koop.outputs.styles import Style, qml
from geo_koop.outputs.styles.looks import GROUND, ONE_OF_ATLAS, of_atlas

_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_GROUPS = {"map": _("Map"), "details": _("Details"), "tables": _("Tables"), "about": _("About the data")}
_ORDER = ("cooperations", "municipalities", "unincorporated")
"""The map from top to bottom."""
_GEOMETRY = {"MultiPolygon": "Polygon", "Point": "Point", "LineString": "Line", "": "No geometry"}
_RELATIONS = (
    ("membership", "key", "municipalities", "key"),
    ("membership", "cooperation_id", "cooperations", "cooperation_id"),
    ("members", "cooperation_id", "cooperations", "cooperation_id"),
    ("cooperation_parts", "cooperation_id", "cooperations", "cooperation_id"),
    ("cooperation_parts", "key", "municipalities", "key"),
    ("sources", "cooperation_id", "cooperations", "cooperation_id"),
    ("actors", "cooperation_id", "cooperations", "cooperation_id"),
    ("topic_coverage", "key", "municipalities", "key"),
    ("topic_matrix", "key", "municipalities", "key"),
)
"""Referencing layer and field, referenced layer and field."""
_MANY_TO_MANY = {
    "municipalities": ("membership_municipalities", "membership_cooperations"),
    "cooperations": ("membership_cooperations", "membership_municipalities"),
}
"""Layer to the relation that leads to the membership and the one that leads on from there."""


def archive(parts: Mapping[str, pd.DataFrame], about: About, package: str) -> bytes:
    """Return a project as the bytes of a ``.qgz`` file.

    Parameters
    ----------
    parts : Mapping[str, DataFrame]
        The layers and tables of the GeoPackage.
    about : About
    package : str
        File name of the GeoPackage, which lies beside the project.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        zipped.add(made, f"{package.rsplit('.', 1)[0]}.qgs", document(parts, about, package).encode(), about)
    return stream.getvalue()


def document(parts: Mapping[str, pd.DataFrame], about: About, package: str) -> str:
    """Return the project as XML."""
    text = translator(about.language, "export")
    made = styles.build(parts, about.language, selection=about.selection, in_use=True)
    if "cooperations" in parts:
        made.append(styles.written(of_atlas(about.language)))
    root = ET.Element("qgis", version=qml.VERSION, projectname=about.title, saveDateTime=about.made.isoformat())
    ET.SubElement(root, "homePath", path="")
    ET.SubElement(root, "title").text = about.title
    _crs(ET.SubElement(root, "projectCrs"), about.crs)
    root.append(_tree(parts, about, package))
    root.append(_relations(parts, about))
    _canvas(root, parts, about)
    layers = ET.SubElement(root, "projectlayers")
    for name in parts:
        layers.append(_layer(name, about, package, [style for style in made if style.layer == name]))
    themes = _themes(parts, text)
    root.append(_presets(themes))
    properties = _properties()
    published.add_properties(properties, parts, about, {name: _id(name) for name in parts})
    root.append(properties)
    layouts = ET.SubElement(root, "Layouts")
    for sheet in _sheets(themes, parts, about):
        layouts.append(layout.page(sheet, about))
    _metadata(root, about)
    ET.indent(root)
    return _DOCTYPE + ET.tostring(root, encoding="unicode")


@dataclass(frozen=True, kw_only=True)
class _Theme:
    """A theme of the map.

    Attributes
    ----------
    title, legend : str
        Its name; what its legend explains, with the unit.
    layers : dict of str to str
        Layer to its style, from top to bottom; empty for the usual one.
    """

    title: str
    legend: str
    layers: dict[str, str]


def _themes(parts: Mapping[str, pd.DataFrame], text: layout.Words) -> dict[str, _Theme]:
    """Return the themes of the map that the layers allow."""
    ground = {"municipalities": text(GROUND), "unincorporated": ""}
    listed = {
        "counts": _Theme(
            title=text(_("Cooperations per municipality")),
            legend=text(_("Cooperations per municipality (number)")),
            layers={"municipalities": "", "unincorporated": ""},
        ),
        "patterns": _Theme(
            title=text(_("Spatial patterns of the cooperations")),
            legend=text(_("Outline: spatial pattern")),
            layers={"cooperations": "", **ground},
        ),
        "atlas": _Theme(
            title=text(_("Atlas of the cooperations")),
            legend=text(_("Outline: spatial pattern")),
            layers={"cooperations": text(ONE_OF_ATLAS), **ground},
        ),
    }
    made = {}
    for code, theme in listed.items():
        if next(iter(theme.layers)) in parts:
            made[code] = replace(theme, layers={name: style for name, style in theme.layers.items() if name in parts})
    return made


def _sheets(themes: Mapping[str, _Theme], parts: Mapping[str, pd.DataFrame], about: About) -> list[layout.Sheet]:
    """Return the layouts: each theme on each size of paper, for each region that lies apart; then the atlas."""
    whole = layout.extent(parts) or (0.0, 0.0, 1.0, 1.0)
    boxes = {about.regions.get(code, code): box for code, box in layout.regions(parts).items()} or {"": whole}
    made = []
    for code, theme in themes.items():
        layers = tuple((_id(name), about.layers[name].title) for name in theme.layers)
        known = layout.Sheet(title=theme.title, legend=theme.legend, theme=theme.title, layers=layers, box=whole)
        if code == "atlas":
            made.append(replace(known, atlas=_id("cooperations")))
            continue
        made += [replace(known, size=size, area=name, box=box) for size in layout.SIZES for name, box in boxes.items()]
    return made


def _id(name: str) -> str:
    return f"geo_koop_{name}"


def _source(name: str, package: str) -> str:
    return f"./{package}|layername={name}"


def _tree(parts: Mapping[str, pd.DataFrame], about: About, package: str) -> ET.Element:
    text = translator(about.language, "export")
    tree = ET.Element("layer-tree-group")
    for code, title in _GROUPS.items():
        names = [name for name in parts if schema.layers()[name].group == code]
        names.sort(key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))
        if not names:
            continue
        shown = "Qt::Checked" if code == "map" else "Qt::Unchecked"
        group = ET.SubElement(
            tree, "layer-tree-group", name=text(title), checked=shown, expanded=str(int(code == "map"))
        )
        published.name_group(group, code)
        for name in names:
            ET.SubElement(
                group,
                "layer-tree-layer",
                id=_id(name),
                name=about.layers[name].title,
                source=_source(name, package),
                providerKey="ogr",
                checked="Qt::Unchecked" if name == "cooperations" and "municipalities" in parts else "Qt::Checked",
                expanded=str(int(code == "map")),
            )
    return tree


def _relations(parts: Mapping[str, pd.DataFrame], about: About) -> ET.Element:
    element = ET.Element("relations")
    for child, field, parent, key in _RELATIONS:
        if {child, parent} <= set(parts):
            relation = ET.SubElement(
                element,
                "relation",
                id=f"{child}_{parent}",
                name=f"{about.layers[parent].title} – {about.layers[child].title}",
                referencingLayer=_id(child),
                referencedLayer=_id(parent),
                strength="Association",
            )
            ET.SubElement(relation, "fieldRef", referencingField=field, referencedField=key)
    return element


def _canvas(root: ET.Element, parts: Mapping[str, pd.DataFrame], about: About) -> None:
    canvas = ET.SubElement(root, "mapcanvas", name="theMapCanvas", annotationsVisible="1")
    ET.SubElement(canvas, "units").text = "degrees" if about.crs.is_geographic else "meters"
    box = layout.extent(parts)
    if box:
        extent = ET.SubElement(canvas, "extent")
        for side, value in zip(("xmin", "ymin", "xmax", "ymax"), box, strict=True):
            ET.SubElement(extent, side).text = f"{value:.6f}"
    _crs(ET.SubElement(canvas, "destinationsrs"), about.crs)


def _layer(name: str, about: About, package: str, made: Sequence[Style]) -> ET.Element:
    geometry = schema.layers()[name].geometry
    layer = ET.Element(
        "maplayer",
        type="vector",
        geometry=_GEOMETRY[geometry],
        wkbType=geometry or "NoGeometry",
        labelsEnabled="1" if made and made[0].look.labels else "0",
        styleCategories="AllStyleCategories",
        hasScaleBasedVisibilityFlag="0",
        readOnly="0",
    )
    for tag, value in (
        ("id", _id(name)),
        ("datasource", _source(name, package)),
        ("layername", about.layers[name].title),
    ):
        ET.SubElement(layer, tag).text = value
    if geometry:
        _crs(ET.SubElement(layer, "srs"), about.crs)
    published.name_layer(layer, name, about)
    _resource(layer, name, about)
    ET.SubElement(layer, "provider", encoding="UTF-8").text = "ogr"
    manager = ET.SubElement(layer, "map-layer-style-manager", current=made[0].name if made else "default")
    for style in made:
        saved = ET.SubElement(manager, "map-layer-style", name=style.name)
        if style is not made[0]:
            saved.append(ET.fromstring(style.qml.split("\n", 1)[1]))
    fields = about.fields[name]
    if made:
        for part in qml.parts(made[0].look):
            if part.tag not in ("aliases", "layerGeometryType"):
                layer.append(part)
    aliases = ET.SubElement(layer, "aliases")
    configuration = ET.SubElement(layer, "fieldConfiguration")
    for position, (field, meaning) in enumerate(fields.items()):
        # QGIS counts the feature id as field 0
        ET.SubElement(aliases, "alias", field=field, name=meaning.title(about.language), index=str(position + 1))
        if meaning.codelist:
            configuration.append(_value_map(field, meaning.codelist, about.language))
    if name in _MANY_TO_MANY:
        here, onward = _MANY_TO_MANY[name]
        widget = ET.SubElement(ET.SubElement(layer, "widgets"), "widget", name=here)
        config = ET.SubElement(widget, "config", type="Map")
        ET.SubElement(config, "Option", type="QString", name="nm-rel", value=onward)
    label = next((field for field in ("name", "cooperation", "name_a", "code") if field in fields), next(iter(fields)))
    ET.SubElement(layer, "previewExpression").text = f'"{label}"'
    return layer


def _value_map(field: str, codelist: str, language: str) -> ET.Element:
    """Show labels in place of codes in attribute tables."""
    element = ET.Element("field", name=field, configurationFlags="None")
    config = ET.SubElement(ET.SubElement(element, "editWidget", type="ValueMap"), "config")
    listed = ET.SubElement(ET.SubElement(config, "Option", type="Map"), "Option", type="List", name="map")
    for code, label in codelists.load(codelist).labels(language).items():
        ET.SubElement(ET.SubElement(listed, "Option", type="Map"), "Option", type="QString", name=label, value=code)
    return element


def _resource(layer: ET.Element, name: str, about: About) -> None:
    description = about.layers[name]
    resource = ET.SubElement(layer, "resourceMetadata")
    for tag, text in (
        ("identifier", name),
        ("language", about.language),
        ("type", "dataset"),
        ("title", description.title),
    ):
        ET.SubElement(resource, tag).text = text
    ET.SubElement(resource, "abstract").text = description.abstract
    for licence in description.licences:
        ET.SubElement(resource, "license").text = licence
    for line in description.attributions:
        ET.SubElement(resource, "rights").text = line


def _presets(themes: Mapping[str, _Theme]) -> ET.Element:
    element = ET.Element("visibility-presets")
    for theme in themes.values():
        preset = ET.SubElement(element, "visibility-preset", {"name": theme.title, "has-expanded-info": "0"})
        for name, style in theme.layers.items():
            layer = ET.SubElement(preset, "layer", id=_id(name), visible="1", expanded="1")
            if style:
                layer.set("style", style)
    return element


def _properties() -> ET.Element:
    element = ET.Element("properties")
    ET.SubElement(ET.SubElement(element, "Paths"), "Absolute", type="bool").text = "false"
    ET.SubElement(ET.SubElement(element, "SpatialRefSys"), "ProjectionsEnabled", type="int").text = "1"
    return element


def _metadata(root: ET.Element, about: About) -> None:
    element = ET.SubElement(root, "projectMetadata")
    identity = str(uuid5(NAMESPACE_OID, repr(sorted(about.items.items()))))
    for tag, text in (
        ("identifier", identity),
        ("language", about.language),
        ("type", "dataset"),
        ("title", about.title),
        ("abstract", "\n".join([about.abstract, *about.attributions, *about.licences])),
        ("author", f"geo_koop {about.items['geo_koop_version']}"),
        ("creation", about.made.strftime("%Y-%m-%dT%H:%M:%S")),
    ):
        ET.SubElement(element, tag).text = text


def _crs(parent: ET.Element, crs: pyproj.CRS) -> None:
    system = ET.SubElement(parent, "spatialrefsys")
    authority = crs.to_authority()
    ET.SubElement(system, "wkt").text = crs.to_wkt()
    ET.SubElement(system, "authid").text = ":".join(authority) if authority else ""
    ET.SubElement(system, "description").text = crs.name
    ET.SubElement(system, "geographicflag").text = str(crs.is_geographic).lower()
