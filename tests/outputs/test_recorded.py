"""What is printed or exported names the state of the register; the same state gives the same sheet for ever."""

import json
import sqlite3
import zipfile
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest

import geo_koop
from geo_koop.app.views import picture, provenance_tables
from geo_koop.app.words import Words
from geo_koop.outputs import basis, export, recorded
from geo_koop.outputs.ogc import config, package
from geo_koop.outputs.report import ReportOptions, make, open_press, places
from geo_koop.outputs.report.resolution import Resolution
from geo_koop.register import exchange, reading, store
from tests.register.test_exchange import EMBEDDED, put

DAY, PRINTED = date(2026, 11, 28), date(2026, 12, 1)
BASE = "https://ikz.example.org"
STATE = "Register ikz.sqlite, Stand der Erfassung: Revision 3 vom 02.04.2026, 10:30 Uhr"
GARCHING = "09184119"


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    """The embedded records in three revisions; the clock is two hours behind that of Berlin in summer."""
    path = tmp_path_factory.mktemp("recorded") / "ikz.sqlite"
    made = store.create(path)
    exchange.load(made, reading.folder(EMBEDDED), now=datetime(2026, 3, 1, tzinfo=UTC), author="Anna")
    rename(path, "Zweiter Name", datetime(2026, 4, 1, tzinfo=UTC))
    rename(path, "Dritter Name", datetime(2026, 4, 2, 8, 30, tzinfo=UTC))
    return path


def rename(path, name, now):
    folder = put(path.parent / name, cooperations=f"cooperation_id,name\nnordallianz,{name}\n")
    exchange.load(store.open_(path), reading.folder(folder), now=now, author="Bert")


@pytest.fixture(scope="module")
def third(register):
    return geo_koop.analyse(register=register, as_of=DAY)


def orders(analysis):
    region = places.region(analysis, "09184", "de")
    return [
        ("municipality", GARCHING, None),
        ("cooperation", "nordallianz", None),
        ("example", "nordallianz", None),
        ("topic", "water", region),
        ("region", "", region),
        ("potential", GARCHING, None),
        ("potential", "", region),
        ("similar", GARCHING, None),
        Resolution(municipality=GARCHING, topic="water"),
    ]


def printed(analysis, folder, ending, wanted):
    options = ReportOptions(base_url=BASE, printed=PRINTED, office="Planungsverband")
    press = open_press(analysis, options)
    made = []
    for number, order in enumerate(wanted):
        path = folder / f"{number}{ending}"
        make.write(press, [make.make(press, order)], path)
        made.append(path.read_bytes())
    return made


def test_a_state_in_words():
    when = datetime(2026, 4, 2, 8, 30, tzinfo=UTC)
    assert recorded.worded("ikz.sqlite", 3, when, "de") == STATE
    assert recorded.worded("ikz", 3, when, "en") == "Register ikz, as recorded in revision 3 of 2 Apr 2026, 10:30"
    assert recorded.worded("ikz", None, None, "de") == "Register ikz, Stand der Erfassung: noch nichts erfasst"
    items = {"register": "ikz.sqlite", "register.revision": "3", "register.recorded": when.isoformat()}
    assert recorded.said_of(items, "de") == STATE
    assert recorded.said_of({}, "de") == ""


def test_every_kind_of_sheet_names_the_revision(third, tmp_path):
    wanted = orders(third)
    for order, sheet in zip(wanted, printed(third, tmp_path, ".html", wanted), strict=True):
        assert STATE in sheet.decode("utf-8"), order


def test_a_sheet_of_a_revision_is_the_same_for_ever(register, third, tmp_path):
    wanted = orders(third)
    every = [(".html", wanted), (".pdf", wanted[:2])]
    before = [printed(third, tmp_path, ending, some) for ending, some in every]
    later = tmp_path / "later"
    later.mkdir()
    copy = later / "ikz.sqlite"
    copy.write_bytes(register.read_bytes())
    rename(copy, "Vierter Name", datetime(2026, 5, 1, tzinfo=UTC))
    now = geo_koop.analyse(register=copy, as_of=DAY)
    assert (now.provenance.revision, now.cooperations.loc["nordallianz", "name"]) == (4, "Vierter Name")
    then = geo_koop.analyse(register=copy, as_of=DAY, recorded_on=3)
    again = [printed(then, later, ending, some) for ending, some in every]
    assert again == before


def test_the_link_of_a_sheet_names_revision_date_and_what_it_rests_on(third):
    sheet = make.make(open_press(third, ReportOptions(base_url=BASE)), ("cooperation", "nordallianz", None))
    named = parse_qs(urlsplit(sheet.link).query)
    assert (named["revision"], named["as_of"]) == (["3"], ["2026-11-28"])
    assert basis.is_mark(named["made"][0])


def test_what_a_sheet_rests_on_tells_thresholds_codelists_and_areas_apart(third, embedded):
    mark = basis.mark(third)
    assert basis.differing(mark, basis.mark(third.part(third.cooperations["shown"]))) == ()
    assert basis.differing(mark, basis.mark(embedded)) == ("records",)
    other = geo_koop.analyse(register=None, as_of=DAY, settings="fr")
    assert set(basis.differing(mark, basis.mark(other))) == {"settings", "records"}


def test_without_a_register_nothing_is_said(embedded, tmp_path):
    wanted = [("cooperation", "nordallianz", None)]
    page = printed(embedded, tmp_path, ".html", wanted)[0].decode("utf-8")
    assert "Erfassung" not in page
    assert "revision=" not in page
    assert not [name for name, _text in provenance_tables.provenance_facts(embedded, Words("de")) if "Erf" in name]


def test_exports_name_the_revision(third, tmp_path):
    path = tmp_path / "ikz.gpkg"
    export.export(third, path, export.Request(with_project=True, with_metadata=True, reproducible=True))
    root = ET.parse(path.with_suffix(".xml")).getroot()
    texts = [element.text or "" for element in root.iter()]
    assert f"{STATE}." in "\n".join(texts)
    assert "Revision 3" in texts
    with zipfile.ZipFile(path.with_suffix(".qgz")) as packed:
        project = packed.read(next(name for name in packed.namelist() if name.endswith(".qgs"))).decode("utf-8")
    metadata = ET.fromstring(project[project.index("<qgis") :])
    assert STATE in metadata.find("projectMetadata/abstract").text
    assert STATE in "".join(item.get("labelText", "") for item in metadata.iter("LayoutItem"))
    with sqlite3.connect(path) as base:
        rows = base.execute("SELECT metadata FROM gpkg_metadata WHERE mime_type LIKE '%json'").fetchall()
        table = dict(base.execute("SELECT key, value FROM provenance"))
    assert {json.loads(text)["register.revision"] for (text,) in rows} == {"3"}
    assert (table["register"], table["register.revision"]) == ("ikz.sqlite", "3")


def test_collections_of_the_service_name_the_revision(third, embedded, tmp_path):
    for analysis, named in ((third, True), (embedded, False)):
        path = tmp_path / f"{named}.gpkg"
        export.export(analysis, path, export.Request(layers=("municipalities", "cooperations")))
        told = package.describe(path, "Titel", "Worum es geht")
        made = config.document(path, told, address="127.0.0.1", port=5000, url="http://127.0.0.1:5000")
        about = [resource["description"] for resource in made["resources"].values()]
        assert [STATE in text for text in about] == [named] * 2


def test_the_app_names_the_revision(third):
    facts = dict(provenance_tables.provenance_facts(third, Words("de")))
    assert facts["Stand der Erfassung"] == STATE
    assert STATE in picture.lines(third, Words("de"), {})[0]
