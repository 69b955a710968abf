"""What QGIS Server says of a project as WMS and WFS: names for addresses, titles, contact, licences, systems."""

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as ET

import pandas as pd

from geo_koop.outputs.export import schema
from geo_koop.outputs.export.about import About
from geo_koop.outputs.export.crs import COMMON

_MOST_PIXELS = 4_096
"""Width and height of a map that is asked for: a larger one costs the server memory."""
_DIGITS = 3
"""Decimals of metres in answers of the WFS; of degrees seven, as in GeoJSON."""
_DIGITS_OF_DEGREES = 7


def add_properties(
    properties: ET.Element, parts: Mapping[str, pd.DataFrame], about: About, identify: Mapping[str, str]
) -> None:
    """Add the settings of the services to those of a project.

    Parameters
    ----------
    properties : xml.etree.ElementTree.Element
    parts : Mapping[str, DataFrame]
    about : About
    identify : Mapping[str, str]
        Layer to its id in the project.
    """
    _value(properties, "WMSServiceCapabilities", "bool", "true")
    for name, text in (
        ("WMSRootName", "geo_koop"),
        ("WMSServiceTitle", about.title),
        ("WMSServiceAbstract", "\n".join([about.abstract, *about.attributions])),
        ("WMSContactOrganization", about.contact.office),
        ("WMSContactMail", about.contact.email),
        ("WMSFees", "; ".join(about.licences)),
        ("WMSAccessConstraints", " · ".join(about.attributions)),
    ):
        if text:
            _value(properties, name, "QString", text)
    _list(properties, "WMSKeywordList", ["geo_koop"])
    own = ":".join(about.crs.to_authority() or ())
    _list(properties, "WMSCrsList", list(dict.fromkeys([*([own] if own else []), *COMMON])))
    _value(properties, "WMSMaxWidth", "int", str(_MOST_PIXELS))
    _value(properties, "WMSMaxHeight", "int", str(_MOST_PIXELS))
    _value(properties, "WMSUseLayerIDs", "bool", "false")
    _list(properties, "WFSLayers", [identify[name] for name in parts])
    precision = ET.SubElement(properties, "WFSLayersPrecision")
    digits = _DIGITS_OF_DEGREES if about.crs.is_geographic else _DIGITS
    for name in parts:
        if schema.layers()[name].geometry:
            _value(precision, identify[name], "int", str(digits))


def name_layer(layer: ET.Element, name: str, about: About) -> None:
    """Give a layer the name that addresses of the services use, its title, abstract and owners."""
    description = about.layers[name]
    for tag, text in (("shortname", name), ("title", description.title), ("abstract", description.abstract)):
        ET.SubElement(layer, tag).text = text
    ET.SubElement(layer, "attribution").text = " · ".join(description.attributions)


def name_group(group: ET.Element, code: str) -> None:
    """Give a group of layers the name that addresses of the services use."""
    properties = ET.SubElement(group, "customproperties")
    ET.SubElement(properties, "property", key="wmsShortName", value=f"group_{code}")


def _value(parent: ET.Element, name: str, kind: str, text: str) -> None:
    ET.SubElement(parent, name, type=kind).text = text


def _list(parent: ET.Element, name: str, texts: Sequence[str]) -> None:
    element = ET.SubElement(parent, name, type="QStringList")
    for text in texts:
        ET.SubElement(element, "value").text = text
