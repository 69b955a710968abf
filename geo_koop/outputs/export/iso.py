"""ISO 19139: the export described in the XML that spatial data infrastructures exchange."""

from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.outputs.export.about import About

_GMD, _GCO = "http://www.isotc211.org/2005/gmd", "http://www.isotc211.org/2005/gco"
_CODES = "http://standards.iso.org/iso/19139/resources/gmxCodelists.xml#"
_LANGUAGES = {"de": "ger", "en": "eng"}


def document(about: About) -> str:
    """Return the metadata of an export as ISO 19139 XML.

    Parameters
    ----------
    about : About
        With title, abstract, owners, licences, box, dates and checksums.
    """
    ET.register_namespace("gmd", _GMD)
    ET.register_namespace("gco", _GCO)
    root = ET.Element(_gmd("MD_Metadata"))
    identity = uuid5(NAMESPACE_URL, repr(sorted(about.items.items())))
    _text(root, "fileIdentifier", str(identity))
    _code(_sub(root, "language"), "LanguageCode", _LANGUAGES[about.language])
    _code(_sub(root, "characterSet"), "MD_CharacterSetCode", "utf8")
    _code(_sub(root, "hierarchyLevel"), "MD_ScopeCode", "dataset")
    _contact(root, "contact", f"geo_koop {about.items['geo_koop_version']}", "pointOfContact")
    _date(root, "dateStamp", about.made.date().isoformat())
    _text(root, "metadataStandardName", "ISO 19115:2003/19139")
    _text(root, "metadataStandardVersion", "1.0")
    system = _sub(_sub(_sub(root, "referenceSystemInfo"), "MD_ReferenceSystem"), "referenceSystemIdentifier")
    _text(_sub(system, "RS_Identifier"), "code", about.items["crs"])
    _identification(root, about)
    _quality(root, about)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _identification(root: ET.Element, about: About) -> None:
    part = _sub(_sub(root, "identificationInfo"), "MD_DataIdentification")
    citation = _sub(_sub(part, "citation"), "CI_Citation")
    _text(citation, "title", about.title)
    dated = _sub(_sub(citation, "date"), "CI_Date")
    _date(dated, "date", about.items["as_of"])
    _code(_sub(dated, "dateType"), "CI_DateTypeCode", "publication")
    layers = "\n".join(f"{layer.title} ({name}): {layer.abstract}" for name, layer in about.layers.items())
    _text(part, "abstract", f"{about.abstract}\n{layers}")
    for line in about.attributions:
        _text(part, "credit", line)
    for line in about.attributions:
        _contact(part, "pointOfContact", line, "owner")
    words = _sub(_sub(part, "descriptiveKeywords"), "MD_Keywords")
    for word in translator(about.language, "export")(
        _("municipality;intermunicipal cooperation;spatial planning")
    ).split(";"):
        _text(words, "keyword", word)
    limits = _sub(_sub(part, "resourceConstraints"), "MD_LegalConstraints")
    _code(_sub(limits, "useConstraints"), "MD_RestrictionCode", "otherRestrictions")
    for line in about.licences:
        _text(limits, "otherConstraints", line)
    _code(_sub(part, "language"), "LanguageCode", _LANGUAGES[about.language])
    _code(_sub(part, "characterSet"), "MD_CharacterSetCode", "utf8")
    ET.SubElement(_sub(part, "topicCategory"), _gmd("MD_TopicCategoryCode")).text = "boundaries"
    box = _sub(_sub(_sub(_sub(part, "extent"), "EX_Extent"), "geographicElement"), "EX_GeographicBoundingBox")
    sides = ("westBoundLongitude", "southBoundLatitude", "eastBoundLongitude", "northBoundLatitude")
    values = dict(zip(sides, about.box, strict=True))
    for side in ("westBoundLongitude", "eastBoundLongitude", "southBoundLatitude", "northBoundLatitude"):
        ET.SubElement(_sub(box, side), f"{{{_GCO}}}Decimal").text = f"{values[side]:.6f}"


def _quality(root: ET.Element, about: About) -> None:
    """Say how the data came about: files with checksums, settings, Gebietsstand."""
    part = _sub(_sub(root, "dataQualityInfo"), "DQ_DataQuality")
    _code(_sub(_sub(_sub(part, "scope"), "DQ_Scope"), "level"), "MD_ScopeCode", "dataset")
    lineage = _sub(_sub(part, "lineage"), "LI_Lineage")
    told = ("gebietsstand", "approximate_boundaries", "as_of", "geo_koop_version", "crs_of_analysis")
    lines = [
        f"{k}: {v}" for k, v in about.items.items() if k in told or k.startswith(("settings.", "filters.", "file."))
    ]
    _text(lineage, "statement", "\n".join(lines))


def _gmd(name: str) -> str:
    return f"{{{_GMD}}}{name}"


def _sub(parent: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(parent, _gmd(name))


def _text(parent: ET.Element, name: str, value: str) -> None:
    ET.SubElement(_sub(parent, name), f"{{{_GCO}}}CharacterString").text = value


def _date(parent: ET.Element, name: str, value: str) -> None:
    ET.SubElement(_sub(parent, name), f"{{{_GCO}}}Date").text = value


def _code(parent: ET.Element, name: str, value: str) -> None:
    ET.SubElement(parent, _gmd(name), codeList=_CODES + name, codeListValue=value).text = value


def _contact(parent: ET.Element, name: str, organisation: str, role: str) -> None:
    party = _sub(_sub(parent, name), "CI_ResponsibleParty")
    _text(party, "organisationName", organisation)
    _code(_sub(party, "role"), "CI_RoleCode", role)
