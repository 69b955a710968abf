"""What a project tells QGIS Server: every layer has a name for addresses, and is offered read-only."""

import zipfile
from xml.etree import ElementTree as ET

import pytest

from geo_koop.outputs.export import schema


@pytest.fixture(scope="module")
def project(folder):
    with zipfile.ZipFile(folder / "Gemeinden & mehr.qgz") as made:
        return ET.fromstring(made.read(made.namelist()[0]).split(b"\n", 1)[1])


def test_every_layer_has_a_name_for_addresses(project):
    names = [layer.findtext("shortname") for layer in project.iter("maplayer")]
    assert sorted(names) == sorted(schema.usual())
    ids = {layer.findtext("id") for layer in project.iter("maplayer")}
    assert {value.text for value in project.findall("properties/WFSLayers/value")} == ids


def test_nothing_can_be_written(project):
    assert project.find("properties/WFSTLayers") is None


def test_licences_and_owners_stand_where_services_say_them(project):
    assert "ODbL-1.0" in project.findtext("properties/WMSFees")
    assert "OpenStreetMap" in project.findtext("properties/WMSAccessConstraints")
    systems = [value.text for value in project.findall("properties/WMSCrsList/value")]
    assert systems[0] == "EPSG:25832"
    assert len(systems) == len(set(systems))
