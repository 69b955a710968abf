"""ISO 19139: the export described in the XML that spatial data infrastructures exchange.

The elements are those that INSPIRE and the German GDI-DE ask of a data set (INSPIRE, Technical Guidance for metadata,
version 2.0; GDI-DE, Konventionen zu Metadaten). What nobody has told is marked as missing or unknown, never made up.
"""

from collections.abc import Sequence
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.outputs.export import lineage
from geo_koop.outputs.export.about import About

_GMD, _GCO = "http://www.isotc211.org/2005/gmd", "http://www.isotc211.org/2005/gco"
_GMX, _GML = "http://www.isotc211.org/2005/gmx", "http://www.opengis.net/gml/3.2"
_XLINK = "http://www.w3.org/1999/xlink"
_PREFIXES = {"gmd": _GMD, "gco": _GCO, "gmx": _GMX, "gml": _GML, "xlink": _XLINK}
_CODES = "http://standards.iso.org/iso/19139/resources/gmxCodelists.xml#"
_LANGUAGES = {"de": "ger", "en": "eng"}
_TOPICS = ("boundaries", "planningCadastre")
_OPEN = "http://inspire.ec.europa.eu/metadata-codelist/LimitationsOnPublicAccess/noLimitations"
LICENCES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
    "dl-de/by-2-0": "https://www.govdata.de/dl-de/by-2-0",
    "dl-de/zero-2-0": "https://www.govdata.de/dl-de/zero-2-0",
}
"""Open licences, and where they stand."""
_THEMES = ("GEMET - INSPIRE themes, version 1.0", "2008-06-01", (_("Administrative units"),))
_CONCEPTS = ("GEMET - Concepts, version 2.4", "2010-01-13", (_("regional planning"),))
_RULE = (
    _("Commission Regulation (EU) No 1089/2010 on interoperability of spatial data sets and services"),
    "2010-12-08",
)


def document(about: About) -> str:
    """Return the metadata of an export as ISO 19139 XML.

    Parameters
    ----------
    about : About
        With title, abstract, contact, owners, licences, box, dates and checksums.
    """
    for prefix, space in _PREFIXES.items():
        ET.register_namespace(prefix, space)
    root = ET.Element(_gmd("MD_Metadata"))
    identity = identifier(about)
    _text(root, "fileIdentifier", identity)
    _code(_sub(root, "language"), "LanguageCode", _LANGUAGES[about.language])
    _code(_sub(root, "characterSet"), "MD_CharacterSetCode", "utf8")
    _code(_sub(root, "hierarchyLevel"), "MD_ScopeCode", "dataset")
    _contact(root, "contact", about, "pointOfContact")
    _date(root, "dateStamp", about.made.date().isoformat())
    _text(root, "metadataStandardName", "ISO 19115:2003/19139")
    _text(root, "metadataStandardVersion", "1.0")
    system = _sub(_sub(_sub(root, "referenceSystemInfo"), "MD_ReferenceSystem"), "referenceSystemIdentifier")
    _system(_sub(system, "RS_Identifier"), about.items["crs"])
    _identification(root, about, identity)
    _distribution(root, about)
    _quality(root, about)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def identifier(about: About) -> str:
    """Return the identifier of the data set: the same for newer data in a file of the same name of the same office.

    Where no office is named, it is that of the content alone.
    """
    named = (about.contact.office, about.contact.email, about.file)
    return str(uuid5(NAMESPACE_URL, repr(named if all(named) else sorted(about.items.items()))))


def _identification(root: ET.Element, about: About, identity: str) -> None:
    part = _sub(_sub(root, "identificationInfo"), "MD_DataIdentification")
    citation = _citation(part, "citation", about.title, about.made.date().isoformat(), "creation")
    if about.items.get("register.revision"):
        _text(citation, "edition", f"Revision {about.items['register.revision']}")
    _text(_sub(_sub(citation, "identifier"), "MD_Identifier"), "code", f"urn:uuid:{identity}")
    layers = "\n".join(f"{layer.title} ({name}): {layer.abstract}" for name, layer in about.layers.items())
    _text(part, "abstract", f"{about.abstract}\n{layers}")
    for line in about.attributions:
        _text(part, "credit", line)
    _contact(part, "pointOfContact", about, "pointOfContact")
    for line in about.attributions:
        _party(part, "pointOfContact", line, "owner")
    _keywords(part, about)
    _constraints(part, about)
    _code(_sub(part, "spatialRepresentationType"), "MD_SpatialRepresentationTypeCode", "vector")
    _code(_sub(part, "language"), "LanguageCode", _LANGUAGES[about.language])
    _code(_sub(part, "characterSet"), "MD_CharacterSetCode", "utf8")
    for topic in _TOPICS:
        ET.SubElement(_sub(part, "topicCategory"), _gmd("MD_TopicCategoryCode")).text = topic
    _extent(part, about)


def _keywords(part: ET.Element, about: About) -> None:
    text = translator(about.language, "export")
    words = _sub(_sub(part, "descriptiveKeywords"), "MD_Keywords")
    for word in text(_("municipality;intermunicipal cooperation;spatial planning")).split(";"):
        _text(words, "keyword", word)
    for title, day, terms in (_THEMES, _CONCEPTS):
        words = _sub(_sub(part, "descriptiveKeywords"), "MD_Keywords")
        for term in terms:
            _text(words, "keyword", text(term))
        _code(_sub(words, "type"), "MD_KeywordTypeCode", "theme")
        _citation(words, "thesaurusName", title, day, "publication")


def _constraints(part: ET.Element, about: About) -> None:
    """Say who may see and use the data: freely where all licences are known to be open, else it is not known."""
    text = translator(about.language, "export")
    access = _sub(_sub(part, "resourceConstraints"), "MD_LegalConstraints")
    _code(_sub(access, "accessConstraints"), "MD_RestrictionCode", "otherRestrictions")
    if about.licences and all(licence in LICENCES for licence in about.licences):
        _anchor(access, "otherConstraints", text(_("There are no limitations on public access.")), _OPEN)
    else:
        _text(access, "otherConstraints", text(_("Unknown: ask the owners of the data.")))
    use = _sub(_sub(part, "resourceConstraints"), "MD_LegalConstraints")
    _code(_sub(use, "useConstraints"), "MD_RestrictionCode", "otherRestrictions")
    for line in about.licences or (text(_("Unknown: ask the owners of the data.")),):
        if line in LICENCES:
            _anchor(use, "otherConstraints", line, LICENCES[line])
        else:
            _text(use, "otherConstraints", line)
    for line in about.attributions:
        _text(use, "otherConstraints", text(_("Source note: {line}")).format(line=line))


def _extent(part: ET.Element, about: About) -> None:
    """Say where and when: the box of the municipalities, and the date of the view."""
    element = _sub(_sub(part, "extent"), "EX_Extent")
    box = _sub(_sub(element, "geographicElement"), "EX_GeographicBoundingBox")
    sides = ("westBoundLongitude", "southBoundLatitude", "eastBoundLongitude", "northBoundLatitude")
    values = dict(zip(sides, about.box, strict=True))
    for side in ("westBoundLongitude", "eastBoundLongitude", "southBoundLatitude", "northBoundLatitude"):
        ET.SubElement(_sub(box, side), f"{{{_GCO}}}Decimal").text = f"{values[side]:.6f}"
    time = _sub(_sub(_sub(element, "temporalElement"), "EX_TemporalExtent"), "extent")
    instant = ET.SubElement(time, f"{{{_GML}}}TimeInstant", {f"{{{_GML}}}id": "as_of"})
    ET.SubElement(instant, f"{{{_GML}}}timePosition").text = about.items["as_of"]


def _distribution(root: ET.Element, about: About) -> None:
    part = _sub(_sub(root, "distributionInfo"), "MD_Distribution")
    form = _sub(_sub(part, "distributionFormat"), "MD_Format")
    _text(form, "name", about.form)
    ET.SubElement(form, _gmd("version"), {f"{{{_GCO}}}nilReason": "unknown"})
    _contact(_sub(_sub(part, "distributor"), "MD_Distributor"), "distributorContact", about, "distributor")


def _quality(root: ET.Element, about: About) -> None:
    """Say how the data came about, and that nobody has tested them against the rules of INSPIRE."""
    text = translator(about.language, "export")
    part = _sub(_sub(root, "dataQualityInfo"), "DQ_DataQuality")
    _code(_sub(_sub(_sub(part, "scope"), "DQ_Scope"), "level"), "MD_ScopeCode", "dataset")
    result = _sub(_sub(_sub(part, "report"), "DQ_DomainConsistency"), "result")
    test = _sub(result, "DQ_ConformanceResult")
    title, day = _RULE
    _citation(test, "specification", text(title), day, "publication")
    _text(test, "explanation", text(_("Not evaluated.")))
    ET.SubElement(test, _gmd("pass"), {f"{{{_GCO}}}nilReason": "unknown"})
    _text(_sub(_sub(part, "lineage"), "LI_Lineage"), "statement", "\n".join(lineage.sentences(about)))


def _system(part: ET.Element, code: str) -> None:
    """Name a coordinate system as registers do, where it has a number."""
    authority, colon, number = code.partition(":")
    if colon and authority == "EPSG" and number.isdigit():
        _anchor(part, "code", code, f"http://www.opengis.net/def/crs/EPSG/0/{number}")
    else:
        _text(part, "code", code)


def _citation(parent: ET.Element, name: str, title: str, day: str, kind: str) -> ET.Element:
    citation = _sub(_sub(parent, name), "CI_Citation")
    _text(citation, "title", title)
    dated = _sub(_sub(citation, "date"), "CI_Date")
    _date(dated, "date", day)
    _code(_sub(dated, "dateType"), "CI_DateTypeCode", kind)
    return citation


def _contact(parent: ET.Element, name: str, about: About, role: str) -> None:
    """Name the office that answers questions, with its address; what it did not tell is marked as missing."""
    _party(parent, name, about.contact.office, role, about.contact.email)


def _party(parent: ET.Element, name: str, organisation: str, role: str, email: str | None = None) -> None:
    party = _sub(_sub(parent, name), "CI_ResponsibleParty")
    _text_of(party, "organisationName", organisation)
    if email is not None:
        address = _sub(_sub(_sub(_sub(party, "contactInfo"), "CI_Contact"), "address"), "CI_Address")
        _text_of(address, "electronicMailAddress", email)
    _code(_sub(party, "role"), "CI_RoleCode", role)


def _text_of(parent: ET.Element, name: str, value: str) -> None:
    if value:
        _text(parent, name, value)
    else:
        ET.SubElement(parent, _gmd(name), {f"{{{_GCO}}}nilReason": "missing"})


def _gmd(name: str) -> str:
    return f"{{{_GMD}}}{name}"


def _sub(parent: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(parent, _gmd(name))


def _text(parent: ET.Element, name: str, value: str) -> None:
    ET.SubElement(_sub(parent, name), f"{{{_GCO}}}CharacterString").text = value


def _anchor(parent: ET.Element, name: str, value: str, address: str) -> None:
    ET.SubElement(_sub(parent, name), f"{{{_GMX}}}Anchor", {f"{{{_XLINK}}}href": address}).text = value


def _date(parent: ET.Element, name: str, value: str) -> None:
    ET.SubElement(_sub(parent, name), f"{{{_GCO}}}Date").text = value


def _code(parent: ET.Element, name: str, value: str) -> None:
    ET.SubElement(parent, _gmd(name), codeList=_CODES + name, codeListValue=value).text = value


def missing(about: About) -> Sequence[str]:
    """Say in words what a geoportal asks for and nobody has told."""
    if about.contact.office and about.contact.email:
        return ()
    text = translator(about.language, "export")
    return (text(_("The metadata name no office with an e-mail address: --office NAME --email ADDRESS.")),)
