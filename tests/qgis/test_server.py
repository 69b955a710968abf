"""QGIS Server over an exported project: WMS and WFS behind nginx, as the documents have it (``make test-qgis``)."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from geo_koop.outputs import export

ROOT = Path(__file__).parents[2]
SERVER = Path("/usr/lib/cgi-bin/qgis_mapserv.fcgi")
NGINX = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
WMS, WFS = "{http://www.opengis.net/wms}", "{http://www.opengis.net/wfs}"
BOX = "640000,5290000,750000,5380000"
"""Around Munich, in EPSG:25832."""

pytestmark = pytest.mark.skipif(
    not (os.environ.get("GEO_KOOP_QGIS") and SERVER.exists() and NGINX and shutil.which("spawn-fcgi")),
    reason="QGIS Server is tested by make test-qgis",
)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def folder(embedded, tmp_path_factory):
    position = tmp_path_factory.mktemp("wms")
    contact = export.Contact(office="Planungsverband Süd", email="post@example.org")
    export.export(embedded, position / "geo_koop.gpkg", export.Request(with_project=True, contact=contact))
    (position / "other.qgs").write_text("<qgis/>")
    return position


@pytest.fixture(scope="module")
def service(folder):
    """Start QGIS Server and nginx as the compose file does; return the address."""
    inner, outer = free_port(), free_port()
    template = (ROOT / "deploy" / "wms.conf.template").read_text(encoding="utf-8")
    filled = {"LISTEN}": str(outer), "URL}": ""}
    made = template.replace("${GEO_KOOP_WMS}", f"127.0.0.1:{inner}")
    for name, value in filled.items():
        made = made.replace("${GEO_KOOP_WMS_" + name, value)
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; events {{}} http {{ access_log off; "
        + "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        + made
        + "}"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "QT_QPA_PLATFORM": "offscreen",
        "QGIS_PROJECT_FILE": str(folder / "geo_koop.qgz"),
    }
    log = (folder / "log").open("wb")
    qgis = subprocess.Popen(
        ["spawn-fcgi", "-n", "-a", "127.0.0.1", "-p", str(inner), "--", str(SERVER)],
        env=environment, stdout=log, stderr=log, start_new_session=True,
    )  # fmt: skip
    nginx = subprocess.Popen([NGINX, "-c", folder / "nginx.conf", "-e", folder / "errors"], stdout=log, stderr=log)
    address = f"http://127.0.0.1:{outer}/ows/"
    try:
        for _try in range(300):
            try:
                urllib.request.urlopen(f"{address}?SERVICE=WMS&REQUEST=GetCapabilities", timeout=30).close()
                break
            except OSError:
                time.sleep(0.2)
        yield address
    finally:
        nginx.terminate()
        os.killpg(qgis.pid, signal.SIGTERM)
        nginx.wait(timeout=20)
        qgis.wait(timeout=20)
        log.close()


def ask(service, **query):
    with urllib.request.urlopen(f"{service}?{urllib.parse.urlencode(query)}", timeout=60) as answer:
        return answer.read()


def test_capabilities_name_layers_office_and_licences(service):
    facts = ET.fromstring(ask(service, SERVICE="WMS", VERSION="1.3.0", REQUEST="GetCapabilities"))
    names = [element.text for element in facts.iter(f"{WMS}Layer") for element in element.findall(f"{WMS}Name")]
    assert {"municipalities", "cooperations", "unincorporated"} <= set(names)
    assert facts.find(f"{WMS}Service/{WMS}Title").text == "Interkommunale Zusammenarbeit"
    assert facts.find(f".//{WMS}ContactOrganization").text == "Planungsverband Süd"
    assert "ODbL-1.0" in facts.find(f"{WMS}Service/{WMS}Fees").text
    assert {"EPSG:25832", "EPSG:4326", "EPSG:3857"} <= {element.text for element in facts.iter(f"{WMS}CRS")}


def test_a_map_is_drawn(service):
    query = {"CRS": "EPSG:25832", "BBOX": BOX, "WIDTH": 400, "HEIGHT": 327, "FORMAT": "image/png", "STYLES": ""}
    drawn = ask(service, SERVICE="WMS", VERSION="1.3.0", REQUEST="GetMap", LAYERS="municipalities", **query)
    picture = Image.open(BytesIO(drawn)).convert("RGB")
    assert picture.size == (400, 327)
    assert len(picture.getcolors(maxcolors=1_000_000)) > 20
    legend = ask(
        service, SERVICE="WMS", VERSION="1.3.0", REQUEST="GetLegendGraphic", LAYER="municipalities", FORMAT="image/png"
    )
    assert Image.open(BytesIO(legend)).height > 100


def test_features_have_their_keys_and_numbers(service):
    named = "<PropertyIsEqualTo><PropertyName>key</PropertyName><Literal>06611000</Literal></PropertyIsEqualTo>"
    asked = {"TYPENAME": "municipalities", "OUTPUTFORMAT": "application/json", "FILTER": f"<Filter>{named}</Filter>"}
    found = json.loads(ask(service, SERVICE="WFS", VERSION="1.1.0", REQUEST="GetFeature", **asked))["features"]
    (one,) = found
    assert one["properties"]["name"] == "Kassel"
    assert one["properties"]["key"] == "06611000"
    # inhabitants on 2019-12-31: Destatis
    assert one["properties"]["population"] == 202_137


@pytest.fixture
def elsewhere():
    """Yield an address of another server, and the list of what it was asked."""
    asked = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", asked
    server.shutdown()
    server.server_close()


MAP = f"SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&CRS=EPSG:25832&BBOX={BOX}&WIDTH=90&HEIGHT=90&FORMAT=image/png"
FUNCTION = "SERVICE=WFS&VERSION=1.1.0&REQUEST=GetFeature&TYPENAME=municipalities&FILTER="


@pytest.mark.parametrize(
    ("query", "method"),
    [
        ("MAP=other.qgs&SERVICE=WMS&REQUEST=GetCapabilities", "GET"),
        ("m%61p=other.qgs&SERVICE=WMS&REQUEST=GetCapabilities", "GET"),
        (MAP + "&LAYERS=municipalities&STYLES=&SLD={there}", "GET"),
        (MAP + "&LAYERS=municipalities&STYLES=&sLd={there}", "GET"),
        (MAP + "&LAYERS=municipalities&STYLES=&S%4cD={there}", "GET"),
        (MAP + "&LAYERS=municipalities&STYLES=&::SLD={there}", "GET"),
        (MAP + "&LAYERS=municipalities&STYLES=&SLD%00={there}", "GET"),
        (MAP + "&LAYERS=municipalities&STYLES=&+SLD={there}", "GET"),
        (MAP + "&LAYERS=municipalities&STYLES=;SLD={there}&STYLES=a&SLD={there}", "GET"),
        (MAP + "&LAYERS=municipalities&STYLES=&SLD_BODY=<a/>", "GET"),
        (MAP + "&LAYERS=municipalities&STYLES=&HIGHLIGHT_GEOM=POINT(1+2)&HIGHLIGHT_SYMBOL=<a/>", "GET"),
        (MAP + "&LAYERS=EXTERNAL_WMS:a&a:url={there}", "GET"),
        (MAP + "&LAYERS=EXTERNAL_WMS:a&a:%75rl={there}", "GET"),
        (MAP + "&LAYERS=EXTERNAL_WMS:a&a%3Aurl={there}", "GET"),
        ("SERVICE=WFS&REQUEST=GetFeature&TYPENAME=municipalities&EXP_FILTER=env('HOME')!=''", "GET"),
        (FUNCTION + "<Filter><Function+name='env'/></Filter>", "GET"),
        (FUNCTION + "%3cFilter%3e%3cF%75nc%74ion%20name='env'/%3e%3c/Filter%3e", "GET"),
        (FUNCTION + "%3c!DOCTYPE+a%3e%3cFilter/%3e", "GET"),
        ("SERVICE=WFS&REQUEST=Transaction", "POST"),
        (MAP + "&LAYERS=municipalities&STYLES=", "POST"),
    ],
)
def test_nothing_else_is_opened_fetched_or_written(service, elsewhere, query, method):
    there, reached = elsewhere
    asked = urllib.request.Request(
        f"{service}?{query.format(there=there)}",
        data=f"SLD={there}".encode() if method == "POST" else None,
        method=method,
    )
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(asked, timeout=30).close()
    assert caught.value.code in (400, 403)
    assert not reached


def test_what_hides_in_the_value_of_a_parameter_is_not_fetched(service, elsewhere):
    there, reached = elsewhere
    for query in ("&LAYERS=municipalities&STYLES=;SLD={there}", "&LAYERS=EXTERNAL_WMS:a;a:url={there}&STYLES="):
        with suppress(urllib.error.HTTPError):
            urllib.request.urlopen(f"{service}?{(MAP + query).format(there=there)}", timeout=30).close()
    assert not reached


def test_the_addresses_in_the_capabilities_are_those_that_were_asked(service):
    port = urllib.parse.urlsplit(service).port
    for host, answer in (
        (f"127.0.0.1:{port}", service),
        (f"geoportal.example.org:{port}", f"http://geoportal.example.org:{port}/ows/"),
        ("geoportal.example.org", "http://geoportal.example.org/ows/"),
        (f"geoportal.example.org:{port}", f"http://geoportal.example.org:{port}/ows/"),
    ):
        for kind, version in (("WMS", "1.3.0"), ("WFS", "1.1.0")):
            headers = {
                "Host": host,
                "X-Qgis-Service-Url": "http://elsewhere.example/",
                "X-Forwarded-Host": "elsewhere.example",
            }
            asked = urllib.request.Request(
                f"{service}?SERVICE={kind}&VERSION={version}&REQUEST=GetCapabilities", headers=headers
            )
            with urllib.request.urlopen(asked, timeout=60) as found:
                text = found.read().decode()
            links = set(re.findall(r'xlink:href="(http[^"?]*/ows/)', text))
            assert (kind, host, links) == (kind, host, {answer})
            assert "elsewhere" not in text
