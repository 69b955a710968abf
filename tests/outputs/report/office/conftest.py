"""Files of office programs that several tests look at."""

import io
import zipfile

import pytest
from lxml import etree

from geo_koop.outputs.report import places, write
from geo_koop.outputs.report.make import make
from geo_koop.outputs.report.resolution import Resolution

GARCHING = "09184119"


@pytest.fixture(scope="session")
def sheets(press):
    """Return a sheet of each kind, by kind."""
    hesse = places.region(press.analysis, "nordhessen")
    orders = {
        "municipality": ("municipality", GARCHING, None),
        "cooperation": ("cooperation", "zv-raum-kassel", None),
        "topic": ("topic", "water", hesse),
        "region": ("region", "", hesse),
        "potential": ("potential", GARCHING, None),
        "similar": ("similar", GARCHING, None),
        "resolution": Resolution(municipality=GARCHING, topic="water"),
    }
    return {kind: make(press, order) for kind, order in orders.items()}


@pytest.fixture(scope="session")
def files(press, sheets, tmp_path_factory):
    """Return what gives the content of a file with sheets of some kinds; each is written once."""
    folder, remaining = tmp_path_factory.mktemp("office"), {}

    def content(ending, *kinds):
        name = f"{'-'.join(kinds)}{ending}"
        if name not in remaining:
            remaining[name] = write(press, [sheets[kind] for kind in kinds], folder / name).read_bytes()
        return remaining[name]

    return content


def parts(content):
    """Return the parts of a file by name; all XML in it is well-formed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    for name, part in found.items():
        if name.endswith((".xml", ".rels")) and part:
            etree.fromstring(part)
    return found


def tables_of(sheet):
    """Return the tables of a sheet, each as its rows of text: head, headings of groups, lines."""
    found = []
    for section in sheet.sections:
        if section.table:
            rows = [section.table.head]
            for heading, lines in section.table.groups:
                rows += [(heading,)] if heading else []
                rows += lines
            found.append([tuple(row) for row in rows])
    return found
