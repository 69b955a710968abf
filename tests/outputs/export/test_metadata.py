"""ISO 19139: valid against the schemas, and with what INSPIRE and the GDI-DE ask for."""

from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from geo_koop.outputs import export

SCHEMAS = "plugins/profiles/apiso/schemas/ogc/iso/19139/20070417"
NAMES = {
    "gmd": "http://www.isotc211.org/2005/gmd",
    "gco": "http://www.isotc211.org/2005/gco",
    "gmx": "http://www.isotc211.org/2005/gmx",
    "gml": "http://www.opengis.net/gml/3.2",
}
HREF = "{http://www.w3.org/1999/xlink}href"


@pytest.fixture(scope="module")
def made(embedded, tmp_path_factory):
    """Return the metadata of a file of an office, and what was said of them."""
    path = tmp_path_factory.mktemp("metadata") / "ikz.gpkg"
    contact = export.Contact(office="Planungsverband Süd & Nord", email="post@example.org")
    wanted = export.Request(layers=("municipalities",), with_metadata=True, contact=contact, reproducible=True)
    written = export.export(embedded, path, wanted)
    return path.with_suffix(".xml"), written


def texts(path, steps):
    return [element.text for element in ET.parse(path).getroot().findall(steps, NAMES)]


def test_metadata_are_valid(made, folder):
    """Against the schemas of ISO 19139:2007, of which the temporal extent is GML 3.2."""
    spec = find_spec("pycsw")
    if spec is None:
        pytest.skip("the schemas come with pycsw, which is not installed (pip install 'geo-koop[test]')")
    etree = pytest.importorskip("lxml.etree")
    root = Path(spec.submodule_search_locations[0]) / SCHEMAS
    schema = etree.XMLSchema(etree.parse(root / "gmx" / "gmx.xsd"))
    for path in (made[0], next(folder.glob("*.xml"))):
        schema.assertValid(etree.parse(path))


def test_the_office_is_named_with_its_address(made):
    path, written = made
    party = "gmd:contact/gmd:CI_ResponsibleParty"
    assert texts(path, f"{party}/gmd:organisationName/gco:CharacterString") == ["Planungsverband Süd & Nord"]
    assert texts(path, f"{party}//gmd:electronicMailAddress/gco:CharacterString") == ["post@example.org"]
    assert not [line for line in written.left_out if "--office" in line]


def test_without_an_office_it_is_missing_and_said(embedded, tmp_path):
    wanted = export.Request(layers=("sources",), with_metadata=True)
    written = export.export(embedded, tmp_path / "o.gpkg", wanted)
    root = ET.parse(tmp_path / "o.xml").getroot()
    name = root.find("gmd:contact/gmd:CI_ResponsibleParty/gmd:organisationName", NAMES)
    assert name.attrib == {f"{{{NAMES['gco']}}}nilReason": "missing"}
    assert [line for line in written.left_out if "--office NAME --email" in line]


def test_what_a_geoportal_asks_for_is_there(made):
    path, _written = made
    part = "gmd:identificationInfo/gmd:MD_DataIdentification"
    assert texts(path, f"{part}/gmd:topicCategory/gmd:MD_TopicCategoryCode") == ["boundaries", "planningCadastre"]
    keywords = f"{part}/gmd:descriptiveKeywords/gmd:MD_Keywords"
    assert {"Verwaltungseinheiten", "Regionalplanung"} <= set(
        texts(path, f"{keywords}/gmd:keyword/gco:CharacterString")
    )
    thesauri = texts(path, f"{keywords}/gmd:thesaurusName/gmd:CI_Citation/gmd:title/gco:CharacterString")
    assert thesauri == ["GEMET - INSPIRE themes, version 1.0", "GEMET - Concepts, version 2.4"]
    assert texts(path, f"{part}//gml:timePosition") == ["2026-01-01"]
    root = ET.parse(path).getroot()
    box = {
        e.tag.rpartition("}")[2]: float(e[0].text) for e in root.find(f"{part}//gmd:EX_GeographicBoundingBox", NAMES)
    }
    # both demonstration regions lie in these degrees
    assert 7 < box["westBoundLongitude"] < box["eastBoundLongitude"] < 14
    assert 47 < box["southBoundLatitude"] < box["northBoundLatitude"] < 52
    limits = root.findall(f"{part}/gmd:resourceConstraints//gmx:Anchor", NAMES)
    assert limits[0].get(HREF).endswith("/LimitationsOnPublicAccess/noLimitations")
    assert {anchor.text for anchor in limits[1:]} == {"ODbL-1.0", "CC-BY-4.0"}
    assert texts(path, "gmd:distributionInfo//gmd:MD_Format/gmd:name/gco:CharacterString") == ["GeoPackage"]
    system = root.find("gmd:referenceSystemInfo//gmx:Anchor", NAMES)
    assert system.get(HREF) == "http://www.opengis.net/def/crs/EPSG/0/25832"
    (facts,) = texts(path, "gmd:dataQualityInfo//gmd:statement/gco:CharacterString")
    assert "Grenzen: Datei demo.gpkg, Zeilen: 1287" in facts
    assert "zum Stichtag 01.01.2026" in facts
    assert "Kein Filter war gesetzt." in facts
    assert root.find("gmd:dataQualityInfo//gmd:pass", NAMES).get(f"{{{NAMES['gco']}}}nilReason") == "unknown"


def test_the_same_file_of_an_office_keeps_its_identifier(embedded, made, tmp_path):
    wanted = export.Request(
        layers=("municipalities",),
        with_metadata=True,
        contact=export.Contact(office="Planungsverband Süd & Nord", email="post@example.org"),
        crs="EPSG:4326",
    )
    export.export(embedded, tmp_path / "ikz.gpkg", wanted)
    steps = "gmd:fileIdentifier/gco:CharacterString"
    assert texts(tmp_path / "ikz.xml", steps) == texts(made[0], steps)
