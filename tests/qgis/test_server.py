"""QGIS Server over an exported project: WMS and WFS behind nginx, as the documents have it (``make test-qgis``)."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from io import BytesIO
from pathlib import Path
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
    made = template.replace("${GEO_KOOP_WMS_LISTEN}", str(outer)).replace("${GEO_KOOP_WMS}", f"127.0.0.1:{inner}")
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
    asked = {"TYPENAME": "municipalities", "OUTPUTFORMAT": "application/json", "EXP_FILTER": "\"key\" = '06611000'"}
    found = json.loads(ask(service, SERVICE="WFS", VERSION="1.1.0", REQUEST="GetFeature", **asked))["features"]
    (one,) = found
    assert one["properties"]["name"] == "Kassel"
    assert one["properties"]["key"] == "06611000"
    # inhabitants on 2019-12-31: Destatis
    assert one["properties"]["population"] == 202_137


@pytest.mark.parametrize(
    ("query", "method"),
    [
        ("MAP=other.qgs&SERVICE=WMS&REQUEST=GetCapabilities", "GET"),
        ("SERVICE=WMS&REQUEST=GetMap&SLD=http://127.0.0.1:1/", "GET"),
        ("SERVICE=WMS&REQUEST=GetMap&LAYERS=EXTERNAL_WMS:a&a:url=http://127.0.0.1:1/", "GET"),
        ("SERVICE=WFS&REQUEST=Transaction", "POST"),
    ],
)
def test_nothing_else_is_opened_fetched_or_written(service, query, method):
    asked = urllib.request.Request(f"{service}?{query}", data=b"<a/>" if method == "POST" else None, method=method)
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(asked, timeout=30).close()
    assert caught.value.code in (400, 403)
