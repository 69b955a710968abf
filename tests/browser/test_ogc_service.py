"""The running service of OGC API – Features: read as JSON, by ogrinfo and in Chromium; nothing comes from elsewhere."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest
from typer.testing import CliRunner

from geo_koop.cli import app
from geo_koop.outputs.export import schema
from tests.conftest import grid, small_country

pytest.importorskip("pygeoapi", reason="the live service needs pygeoapi: pip install 'geo-koop[ogc]'")

NAME = "<i>Öd'</i>"
"""Of the first municipality, 09101000."""
PLACED = schema.geometry_types()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """Start the command as a process of its own; return its address."""
    folder, port = tmp_path_factory.mktemp("ogc"), free_port()
    command = [sys.executable, "-m", "geo_koop.cli", "ogc", str(folder / "Dienst ä"), "--port", str(port)]
    address, log = f"http://127.0.0.1:{port}", folder / "log"
    with (
        log.open("wb") as stream,
        subprocess.Popen([*command, *small_country(folder, first=NAME)], stdout=stream, stderr=stream) as run,
    ):
        for _try in range(600):
            if run.poll() is not None:
                pytest.fail(f"the service ended:\n{log.read_text()}")
            try:
                urllib.request.urlopen(address, timeout=2).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
        run.terminate()
        run.wait(timeout=10)
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(address, timeout=2)
    assert "Traceback" not in log.read_text()


def get(address, **query):
    with urllib.request.urlopen(f"{address}?{urllib.parse.urlencode({'f': 'json', **query})}", timeout=20) as answer:
        return json.load(answer)


def status(address):
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def items(service, layer, **query):
    return get(f"{service}/collections/{layer}/items", **query)


def test_the_landing_page_leads_only_where_something_is(service):
    landing = get(f"{service}/")
    assert landing["title"] == "Interkommunale Zusammenarbeit"
    for link in landing["links"]:
        assert status(link["href"]) == 200, link
    assert not [path for path in get(f"{service}/openapi")["paths"] if path.startswith(("/jobs", "/processes"))]


def test_every_layer_has_title_extent_owner_and_licence(service):
    listed = {entry["id"]: entry for entry in get(f"{service}/collections")["collections"]}
    assert set(listed) == set(schema.usual())
    assert listed["municipalities"]["title"] == "Gemeinden"
    west, south, east, north = listed["municipalities"]["extent"]["spatial"]["bbox"][0]
    assert 10 < west < east < 11
    assert 48 < south < north < 49
    assert "© Landesamt Öd" in listed["municipalities"]["description"]
    assert [link["title"] for link in listed["municipalities"]["links"] if link["rel"] == "license"] == ["ODbL-1.0"]


def test_items_come_in_pages(service):
    first = items(service, "municipalities", limit=4)
    assert (first["numberMatched"], first["numberReturned"]) == (9, 4)
    keys = [f["properties"]["key"] for f in first["features"]]
    page = first
    while further := [link["href"] for link in page["links"] if link["rel"] == "next"]:
        page = get(further[0].split("?")[0], **dict(urllib.parse.parse_qsl(further[0].split("?")[1])))
        keys += [f["properties"]["key"] for f in page["features"]]
    assert keys == list(grid().index)


def test_items_in_a_box(service):
    shape = items(service, "municipalities", key="09101000")["features"][0]["geometry"]
    ring = shape["coordinates"][0][0]
    x, y = sum(p[0] for p in ring[:4]) / 4, sum(p[1] for p in ring[:4]) / 4
    found = items(service, "municipalities", bbox=f"{x - 1e-4},{y - 1e-4},{x + 1e-4},{y + 1e-4}")
    assert [f["properties"]["key"] for f in found["features"]] == ["09101000"]
    utm = "http://www.opengis.net/def/crs/EPSG/0/25832"
    turned = items(service, "municipalities", key="09101000", crs=utm)["features"][0]["geometry"]["coordinates"]
    assert min(p[0] for p in turned[0][0]) == pytest.approx(600_000, abs=1)


def test_items_by_value(service):
    (found,) = items(service, "municipalities", name=NAME)["features"]
    assert found["properties"]["key"] == "09101000"
    assert found["properties"]["population"] is None
    (record,) = items(service, "cooperations", active="true")["features"]
    assert record["properties"]["start_date"] == "1999-03-01"
    assert record["properties"]["name"] == "Zweckverband Öd"
    assert items(service, "cooperations", active="false")["numberMatched"] == 0


@pytest.mark.parametrize("layer", [name for name in schema.usual() if name not in PLACED])
def test_tables_without_a_place_are_served_too(service, layer):
    found = items(service, layer, limit=2, bbox="0,0,1,1")
    assert all(feature["geometry"] is None for feature in found["features"])
    if found["features"]:
        number = found["features"][0]["id"]
        assert get(f"{service}/collections/{layer}/items/{number}")["properties"] == found["features"][0]["properties"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/collections/municipalities/items?nix=1", 400),
        ("/collections/municipalities/items?sortby=nix", 400),
        ("/collections/municipalities/items?filter=nix%3D%27a%27", 400),
        ("/collections/municipalities/items?filter=name%20%3D%20", 400),
        ("/collections/municipalities/items?q=a", 400),
        ("/collections/municipalities/items/99999999999999999999999", 404),
        ("/collections/municipalities/items/²", 404),
        ("/collections/nix", 404),
        ("/TileMatrixSets", 404),
        ("/processes", 404),
    ],
)
def test_what_is_not_offered_is_refused(service, path, expected):
    assert status(service + urllib.parse.quote(path, safe="/?=&%")) == expected


ITEMS = "/collections/municipalities/items"
UTM = "http://www.opengis.net/def/crs/EPSG/0/25832"


@pytest.mark.parametrize(
    "asked",
    [
        f"{ITEMS}?bbox=nan,nan,nan,nan",
        f"{ITEMS}?bbox=1,2,3,inf",
        f"{ITEMS}?bbox=-1e308,-1e308,1e308,1e308",
        f"{ITEMS}?bbox=1,2,3",
        f"{ITEMS}?bbox=1,2,3,4,5",
        f"{ITEMS}?bbox=a,b,c,d",
        f"{ITEMS}?bbox=",
        f"{ITEMS}?bbox=1e7,1e7,9e7,9e7&bbox-crs={UTM}",
        f"{ITEMS}?bbox=1,2,3,4&bbox-crs=nix",
        f"{ITEMS}?bbox=1,2,3,4&bbox=5,6,7,8",
        f"{ITEMS}?offset=99999999999999999999",
        f"{ITEMS}?offset=-1",
        f"{ITEMS}?offset=" + "9" * 5_000,
        f"{ITEMS}?limit=99999999999999999999",
        f"{ITEMS}?limit=0",
        f"{ITEMS}?limit=-5",
        f"{ITEMS}?limit=%C2%B2",
        f"{ITEMS}?limit=1e3",
        f"{ITEMS}?name=%00",
        f"{ITEMS}?%00=1",
        f"{ITEMS}?name=" + "a" * 30_000,
        f"{ITEMS}?" + "&".join(f"name=a{i}" for i in range(200)),
        f"{ITEMS}?crs=nix",
        f"{ITEMS}?crs=http://127.0.0.1:1/",
        f"{ITEMS}?datetime=gestern",
        f"{ITEMS}?datetime=2020-01-01/2021-01-01/2022-01-01",
        f"{ITEMS}?datetime=../..",
        f"{ITEMS}?resulttype=nix",
        f"{ITEMS}?sortby=",
        f"{ITEMS}?sortby=name,",
        f"{ITEMS}?sortby=-",
        f"{ITEMS}?filter=",
        f"{ITEMS}?bbox=9,51,10,50",
        f"{ITEMS}?properties=nix",
        f"{ITEMS}?skipGeometry=nix",
        f"{ITEMS}?f=nix",
        f"{ITEMS}/%00",
        f"{ITEMS}/1?crs=nix",
        "/collections/%00/items",
        "/%00",
        "/conformance?f=%00",
    ],
)
def test_a_request_that_makes_no_sense_is_refused_in_few_words(service, asked):
    with pytest.raises(urllib.error.HTTPError) as told:
        urllib.request.urlopen(service + asked, timeout=20).close()
    content = told.value.read()
    assert told.value.code == 400, content
    assert told.value.headers["Content-Type"].startswith("application/json")
    assert len(content) < 1_000
    assert json.loads(content)["description"]


@pytest.mark.parametrize(
    "asked",
    [
        "offset=999999999",
        "limit=999999999",
        "bbox=180,-90,-180,90",
        "lang=zz&f=json",
        "name=%FF",
        "filter=" + "(" * 900 + "1=1" + ")" * 900,
    ],
)
def test_a_request_at_the_edge_is_answered(service, asked):
    assert status(f"{service}{ITEMS}?{asked}") == 200


def test_ids_are_keys_and_stay(service):
    (found,) = items(service, "municipalities", key="09101000")["features"]
    assert found["id"] == "09101000"
    alone = get(f"{service}{ITEMS}/09101000")
    assert alone["properties"]["key"] == "09101000"
    listed = items(service, "members")["features"]
    one = listed[0]["properties"]
    assert listed[0]["id"].split(":")[:2] == [one["cooperation_id"], one["key"]]
    assert len({feature["id"] for feature in listed}) == len(listed)


def test_rows_hold_at_a_time(service):
    """Zweckverband Öd was founded on 1999-03-01 and has no end."""
    hits = {"resulttype": "hits"}
    assert items(service, "cooperations", datetime="1999-02-28", **hits)["numberMatched"] == 0
    assert items(service, "cooperations", datetime="1999-03-01", **hits)["numberMatched"] == 1
    assert items(service, "cooperations", datetime="../1999-02-28", **hits)["numberMatched"] == 0
    assert items(service, "cooperations", datetime="1990-01-01/..", **hits)["numberMatched"] == 1
    assert items(service, "members", datetime="1999-02-28", **hits)["numberMatched"] == 0
    assert items(service, "members", datetime="2020-05-01T12:00:00Z", **hits)["numberMatched"] > 0
    times = get(f"{service}/collections/cooperations")["extent"]["temporal"]["interval"]
    assert times == [["1999-03-01T00:00:00+00:00", None]]


def test_filters_and_order(service):
    found = items(service, "municipalities", filter="area_km2 > 0 AND key > '09101003'", sortby="-key")
    keys = [feature["id"] for feature in found["features"]]
    assert keys == sorted((key for key in grid().index if key > "09101003"), reverse=True)
    assert found["numberMatched"] == len(keys)


def test_a_box_across_the_date_line_is_not_the_whole_world(service):
    assert items(service, "municipalities", bbox="170,-90,-170,90", resulttype="hits")["numberMatched"] == 0
    assert items(service, "municipalities", bbox="9,-90,-170,90", resulttype="hits")["numberMatched"] == 9


def test_each_layer_tells_where_it_lies(service):
    """Members are points inside the municipalities: their box is smaller."""
    boxes = {
        entry["id"]: entry["extent"]["spatial"]["bbox"][0] for entry in get(f"{service}/collections")["collections"]
    }
    assert boxes["municipalities"][0] < boxes["members"][0]
    assert boxes["members"][2] < boxes["municipalities"][2]


def test_degrees_come_in_the_order_of_their_authority(service):
    """EPSG:4326 and EPSG:4258 name north before east."""
    for code in (4326, 4258):
        crs = f"http://www.opengis.net/def/crs/EPSG/0/{code}"
        (found,) = items(service, "municipalities", key="09101000", crs=crs)["features"]
        north, east = found["geometry"]["coordinates"][0][0][0]
        assert 48 < north < 49
        assert 10 < east < 11


def test_the_service_reads_only_and_says_so(service):
    assert not [name for name in get(f"{service}/conformance")["conformsTo"] if "features-4" in name]
    for method in ("POST", "PUT", "DELETE"):
        asked = urllib.request.Request(f"{service}{ITEMS}", data=b"{}", method=method)
        with pytest.raises(urllib.error.HTTPError) as told:
            urllib.request.urlopen(asked, timeout=20).close()
        assert told.value.code in (404, 405)


def test_geojson_says_that_it_is(service):
    for path in (ITEMS, f"{ITEMS}/09101000"):
        with urllib.request.urlopen(f"{service}{path}?f=json", timeout=20) as answer:
            assert answer.headers["Content-Type"] == "application/geo+json"
            assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_openapi_document_leads_to_nobody_else(service):
    document = get(f"{service}/openapi")
    text = json.dumps(document)
    named = set(re.findall(r'"\$ref": "([^"]+)"', text))
    assert {name for name in named if not name.startswith("#/components/")} == set()
    for name in named:
        part = document
        for step in name.removeprefix("#/").split("/"):
            part = part[step]
    assert document["info"]["license"] == {
        "name": "ODbL-1.0",
        "url": "https://opendatacommons.org/licenses/odbl/1-0/",
    }
    assert {method for methods in document["paths"].values() for method in methods} == {"get"}


def test_the_first_page_tells_the_types(service):
    """A field that has a value anywhere has one in the first rows."""
    few = items(service, "cooperations", limit=100)["features"]
    assert few[0]["properties"]["start_date"] == "1999-03-01"


def test_queryables_and_fields_are_described(service):
    here = f"{service}/collections/municipalities"
    asked, told = get(f"{here}/queryables")["properties"], get(f"{here}/schema")["properties"]
    listed = schema.fields()["municipalities"]
    assert set(asked) == set(told) == {"geometry", *listed}
    assert asked["key"]["type"] == "string"
    assert told["area_km2"]["description"] == "Fläche [km²]"
    assert told["population_date"]["format"] == "date"


@pytest.mark.skipif(not shutil.which("ogrinfo"), reason="OGRINFO IS MISSING: apt install gdal-bin")
def test_gdal_reads_the_rows(service):
    def ask(*words):
        # The office's GDAL has all its drivers; that of this process may have been kept to those of geo_koop.
        usual = {name: value for name, value in os.environ.items() if not name.startswith(("GDAL_", "CPL_", "GML_"))}
        command = ["ogrinfo", "-ro", f"OAPIF:{service}", *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=usual)
        assert not done.stderr, done.stderr
        return done.stdout

    listed = ask()
    assert all(f": {name} (title:" in listed for name in schema.usual())
    told = ask("-geom=NO", "-where", "key='09101000'", "municipalities")
    assert "key: String" in told
    assert "key (String) = 09101000" in told
    assert "Feature Count: 1" in told


PAGES = ("", "/collections", "/conformance", "/openapi", "/collections/nix", "/processes")
PARTS = ("", "/items", "/items/09101000", "/items?limit=2&offset=2", "/queryables", "/schema", "/items?nix=1")


@pytest.mark.browser
def test_the_pages_load_nothing_from_elsewhere(service, page):
    below = [f"/collections/{layer}{part}" for layer in ("municipalities", "sources") for part in PARTS]
    for path in (*PAGES, *below):
        page.goto(f"{service}{path}{'&' if '?' in path else '?'}f=html")
        assert page.locator("h1").count() == 1, path
        assert not page.locator("i").count(), "names are not escaped"
    wanted = ("/nix?", "/processes?", "nix=1", "/sources/items/09101000?")
    page.geo_requests.failed = [told for told in page.geo_requests.failed if not any(part in told for part in wanted)]
    page.geo_requests.console = [told for told in page.geo_requests.console if "Failed to load" not in told]
    page.geo_requests.check()


@pytest.mark.browser
def test_the_pages_are_accessible(service, page):
    accessibility = pytest.importorskip("tests.browser.test_accessibility")
    here = "/collections/municipalities"
    for path in (
        "",
        here,
        f"{here}/items",
        f"{here}/items/09101000",
        f"{here}/schema",
        f"{here}/queryables",
        "/conformance",
    ):
        page.goto(f"{service}{path}?f=html")
        assert not accessibility.violations(page), path


@pytest.mark.browser
def test_people_find_their_way_to_a_row(service, page):
    page.goto(service)
    page.get_by_role("link", name="Gemeinden", exact=True).click()
    page.get_by_role("link", name="Zeilen ansehen").click()
    page.get_by_role("link", name="09101000", exact=True).click()
    assert page.locator("h1").inner_text() == NAME
    assert page.get_by_role("row", name="key 09101000").count() == 1
    page.geo_requests.check()


def test_what_is_there_is_served_and_not_made_anew(tmp_path, monkeypatch):
    served = []
    monkeypatch.setattr("geo_koop.cli.ogc_service.run", lambda folder, port, **how: served.append((folder, how)) or 0)
    country = small_country(tmp_path)
    folder, runner = tmp_path / "d", CliRunner()
    port = ["--port", str(free_port())]
    assert runner.invoke(app, ["ogc", str(folder), *port, *country]).exit_code == 0
    made = (folder / "geo_koop.gpkg").stat().st_mtime_ns
    again = runner.invoke(app, ["ogc", str(folder), *port, "--url", "https://ikz.example/", "--cors"])
    assert again.exit_code == 0, again.output
    assert (folder / "geo_koop.gpkg").stat().st_mtime_ns == made
    assert "url: https://ikz.example" in (folder / "pygeoapi.yml").read_text()
    assert served[-1] == (folder, {"any_origin": True})
    other = runner.invoke(app, ["ogc", str(folder), *port, *country])
    assert other.exit_code == 2
    assert "--overwrite" in other.output
    assert runner.invoke(app, ["ogc", str(folder), *port, *country, "--overwrite"]).exit_code == 0
    assert (folder / "geo_koop.gpkg").stat().st_mtime_ns != made


def test_an_export_of_the_office_is_served(tmp_path, monkeypatch):
    monkeypatch.setattr("geo_koop.cli.ogc_service.run", lambda *_given, **_how: 0)
    country, runner = small_country(tmp_path), CliRunner()
    port = ["--port", str(free_port())]
    for name, crs, code in (("utm", "EPSG:25832", 0), ("gk", "EPSG:31468", 2)):
        (tmp_path / name).mkdir()
        asked = ["export", str(tmp_path / name / "a.gpkg"), "--crs", crs, *country]
        assert runner.invoke(app, asked).exit_code == 0
        done = runner.invoke(app, ["ogc", str(tmp_path / name), *port])
        assert done.exit_code == code, done.output
    assert "EPSG:31468" in done.output
    assert "storage_crs: http://www.opengis.net/def/crs/EPSG/0/25832" in (tmp_path / "utm" / "pygeoapi.yml").read_text()
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "a.gpkg").write_bytes(b"SQLite format 3" + bytes(100))
    done = runner.invoke(app, ["ogc", str(tmp_path / "x"), *port])
    assert done.exit_code == 2
    assert "keine Ausgabe von geo_koop" in done.output


def test_a_port_in_use_is_told_before_any_work(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = CliRunner().invoke(app, ["ogc", str(tmp_path), "--port", str(taken.getsockname()[1])])
    assert done.exit_code == 2
    assert "--port" in done.output
    assert not list(tmp_path.iterdir())


def test_what_pygeoapi_refuses_is_no_traceback(tmp_path, monkeypatch):
    def broken(_configuration):
        raise RuntimeError("kaputt")

    monkeypatch.setattr("geo_koop.outputs.ogc.openapi.document", broken)
    done = CliRunner().invoke(app, ["ogc", str(tmp_path / "d"), "--port", str(free_port()), *small_country(tmp_path)])
    assert done.exit_code == 2
    assert "kaputt" in done.output
    assert "Traceback" not in done.output
    assert [file.name for file in (tmp_path / "d").iterdir()] == ["geo_koop.gpkg"]
