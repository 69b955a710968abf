"""Files that are no data but orders to GDAL: pipelines, virtual datasets, services, coordinate systems with a way out."""

import json

from tests.hostile.canary import Canary
from tests.hostile.corpus import Case, written
from tests.hostile.disguises import disguised, several, under_endings, zipped
from tests.hostile.reading import AREAS


def pipeline(line: str, **further: object) -> str:
    """Return a GDAL streamed algorithm; what ``further`` says stands before it."""
    return json.dumps({**further, "type": "gdal_streamed_alg", "command_line": f"gdal vector {line}"})


def read_canary(canary: Canary) -> str:
    return pipeline(f"pipeline ! read {canary.file('secret.geojson')}")


def read_text(canary: Canary) -> str:
    sql = (
        "select '09184110' as key, field_1 as name, ST_GeomFromText('POLYGON((10 50,11 50,11 51,10 50))',4326) as geom"
    )
    read = f"read --input-format CSV --open-option HEADERS=NO {canary.file('secret.csv')}"
    return pipeline(f'pipeline ! {read} ! sql --dialect SQLITE --sql "{sql} from secret"')


PIPELINES = {
    "reads a text": read_text,
    "calls a port": lambda c: pipeline(f"pipeline ! read /vsicurl/{c.url('x.geojson')}"),
    "streams from a port": lambda c: pipeline(f"pipeline ! read /vsicurl_streaming/{c.url('x.geojson')}"),
    "calls a features service": lambda c: pipeline(f"pipeline ! read OAPIF:{c.url()}"),
    "reads the environment": lambda _: pipeline("pipeline ! read CSV:/proc/self/environ"),
    "converts into the canary's folder": lambda c: pipeline(f"convert {c.file('secret.geojson')} {c.file('new.gpkg')}"),
    "writes at its end": lambda c: pipeline(
        f"pipeline ! read {c.file('secret.geojson')} ! write --overwrite {c.file('new.csv')}"
    ),
    "geocodes": lambda _: pipeline(
        "pipeline ! read areas.json ! sql --dialect SQLITE --sql \"select ogr_geocode('Altdorf') as geom\""
    ),
    "concatenates a pattern": lambda c: pipeline(f"concat {c.folder}/*.geojson"),
    "reads itself": lambda _: pipeline("pipeline ! read areas.geojson", relative_paths_relative_to_this_file=True),
    "says a collection first": lambda c: json.dumps(
        {"type": "FeatureCollection", "features": [], "x": {}} | {"name": "gdal_streamed_alg"}
    ).replace('"name": ', f'"command_line": "gdal vector pipeline ! read {c.file("secret.geojson")}", "type": '),
    "stands after a long text": lambda c: json.dumps({"note": "x" * 5000})[:-1] + ", " + read_canary(c)[1:],
    "hides its type in escapes": lambda c: read_canary(c).replace("gdal_streamed_alg", "gdal\\u005fstreamed_alg"),
    "is a raster one": lambda c: read_canary(c).replace("vector", "raster"),
}

VECTOR = ["geojson", "json", "gdalg.json", "topojson", "geojsonl", "gpkg", "kml", "csv", "GEOJSON", "sqlite"]

STREAMED = [
    *under_endings("pipeline", VECTOR, read_canary),
    *disguised("pipeline", "geojson", read_canary),
    *[
        Case(f"pipeline {how}", "boundaries", written("areas.geojson", text), "message")
        for how, text in PIPELINES.items()
    ],
    Case("pipeline as a table", "table", written("table.csv", read_canary)),
    Case("pipeline as a list", "list", written("list.xlsx", read_canary), "message"),
    Case(
        "pipeline in a KMZ",
        "boundaries",
        written("areas.kmz", lambda c: zipped({"doc.kml": read_canary(c)})),
        "message",
    ),
    Case(
        "pipeline in a file geodatabase",
        "boundaries",
        written("areas.gdb.zip", lambda c: zipped({"areas.gdb/a00000001.gdbtable": read_canary(c)})),
        "message",
    ),
    Case(
        "pipeline beside an honest file in a ZIP",
        "boundaries",
        written("areas.zip", lambda c: zipped({"a.gdalg.json": read_canary(c), "b.geojson": json.dumps(AREAS)})),
    ),
]


def virtual(source: str, *, layer: str = "secret", relative: int = 0, further: str = "") -> str:
    """Return a virtual dataset with one layer from ``source``."""
    return (
        f'<OGRVRTDataSource><OGRVRTLayer name="areas"><SrcDataSource relativeToVRT="{relative}">{source}</SrcDataSource>'
        f"<SrcLayer>{layer}</SrcLayer>{further}</OGRVRTLayer></OGRVRTDataSource>"
    )


def virtual_canary(canary: Canary) -> str:
    return virtual(canary.file("secret.geojson"))


SOURCES = {
    "of a port": lambda c: virtual(f"/vsicurl/{c.url('x.geojson')}", layer="x"),
    "of the environment": lambda _: virtual("CSV:/proc/self/environ", layer="environ"),
    "of a table with points": lambda c: virtual(
        c.file("secret.csv"),
        further='<GeometryType>wkbPoint</GeometryType><GeometryField encoding="PointFromColumns"/>',
    ),
    "of the folder above": lambda _: virtual("../canary/secret.geojson", relative=1),
    "of itself": lambda _: virtual("areas.gml", relative=1, layer="areas"),
    "with SQL": lambda c: virtual(c.file("secret.geojson")).replace(
        "<SrcLayer>secret</SrcLayer>", '<SrcSQL dialect="SQLITE">select * from secret</SrcSQL>'
    ),
    "behind a declaration": lambda c: f'<?xml version="1.0"?>\n<!-- kml gml -->\n{virtual_canary(c)}',
    "of a union": lambda c: (
        virtual_canary(c)
        .replace("<OGRVRTLayer", '<OGRVRTUnionLayer name="u"><OGRVRTLayer')
        .replace("</OGRVRTLayer>", "</OGRVRTLayer></OGRVRTUnionLayer>")
    ),
    "of a database server": lambda c: virtual(f"PG:host=127.0.0.1 port={c.port} dbname=x connect_timeout=3"),
    "within a virtual dataset": lambda c: virtual(virtual_canary(c).replace("<", "&lt;"), layer="areas"),
    "nested a thousand times": lambda _: "<OGRVRTDataSource>" + "<OGRVRTWarpedLayer>" * 1000,
}

VIRTUAL = [
    *under_endings("virtual dataset", ["gml", "kml", "geojson", "gpkg", "vrt", "csv", "tab"], virtual_canary),
    *disguised("virtual dataset", "gml", virtual_canary),
    *[
        Case(f"virtual dataset {how}", "boundaries", written("areas.gml", text), "message")
        for how, text in SOURCES.items()
    ],
]

SERVICES = {
    "a WFS in XML": ("gml", lambda c: f"<OGRWFSDataSource><URL>{c.url('wfs?')}</URL></OGRWFSDataSource>"),
    "a catalogue in XML": ("gml", lambda c: f"<OGRCSWDataSource><URL>{c.url('csw')}</URL></OGRCSWDataSource>"),
    "capabilities of a WFS": (
        "gml",
        lambda c: (
            '<wfs:WFS_Capabilities xmlns:wfs="http://www.opengis.net/wfs/2.0" '
            f'xmlns:xlink="http://www.w3.org/1999/xlink"><wfs:Get xlink:href="{c.url("wfs")}"/></wfs:WFS_Capabilities>'
        ),
    ),
    "a WMS": (
        "gml",
        lambda c: f'<GDAL_WMS><Service name="WMS"><ServerUrl>{c.url("wms")}</ServerUrl></Service></GDAL_WMS>',
    ),
    "a WMTS": ("kml", lambda c: f"<GDAL_WMTS><GetCapabilitiesUrl>{c.url('wmts')}</GetCapabilitiesUrl></GDAL_WMTS>"),
    "an ArcGIS service": (
        "json",
        lambda c: json.dumps(
            {"currentVersion": 10, "url": c.url(), "layers": [{"id": 0}], "exceededTransferLimit": True}
        ),
    ),
    "a landing page of OGC API": (
        "json",
        lambda c: json.dumps(
            {
                "title": "x",
                "links": [{"rel": r, "href": c.url(r), "type": "application/json"} for r in ("self", "data")],
            }
        ),
    ),
    "collections of OGC API": (
        "json",
        lambda c: json.dumps({"collections": [{"id": "a", "links": [{"rel": "items", "href": c.url("items")}]}]}),
    ),
    "a tile set": (
        "json",
        lambda c: json.dumps({"tilejson": "3.0.0", "tiles": [c.url("{z}/{x}/{y}.pbf")], "name": "x"}),
    ),
    "an asset catalogue": (
        "geojson",
        lambda c: json.dumps(
            AREAS | {"stac_version": "1.0.0", "assets": {"a": {"href": c.url(), "type": "image/tiff"}}}
        ),
    ),
    "an address alone": ("gml", lambda c: c.url("areas.gml")),
    "a connection to a database": ("csv", lambda c: f"PG:host=127.0.0.1 port={c.port}"),
    "a map markup": ("html", lambda c: f'<mapml-><layer- src="{c.url()}"/></mapml->'),
    "a feed": (
        "xml",
        lambda c: (
            f'<rss version="2.0" xmlns:georss="http://www.georss.org/georss"><channel><link>{c.url()}</link>'
            "<item><georss:polygon>48 11 48 12 49 12 48 11</georss:polygon></item></channel></rss>"
        ),
    ),
    "tracks of a receiver": (
        "gpx",
        lambda c: (
            f'<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><metadata><link href="{c.url()}"/>'
            '</metadata><wpt lat="48" lon="11"/></gpx>'
        ),
    ),
    "a PostGIS dump": ("sql", lambda c: f"SET client_encoding = 'UTF8';\nCOPY areas FROM '{c.file()}';\n"),
    "street data": (
        "osm",
        lambda c: f'<osm version="0.6"><note>{c.url()}</note><node id="1" lat="48" lon="11"/></osm>',
    ),
    "a timetable": (
        "zip",
        lambda c: zipped({"agency.txt": f"agency_url\n{c.url()}\n", "stops.txt": "stop_id,stop_lat,stop_lon\n"}),
    ),
}

NETWORK = [
    # A catalogue may be a feature collection: then its areas are read, and what it names is not fetched.
    Case(f"service: {what}", "boundaries", written(f"areas.{e}", text), "either" if "catalogue" in what else "message")
    for what, (e, text) in SERVICES.items()
]


def with_crs(crs: object) -> str:
    return json.dumps({**AREAS, "crs": crs})


GRID = (
    'BOUNDCRS[SOURCECRS[GEOGCRS["a",DATUM["a",ELLIPSOID["a",6377397,299]],CS[ellipsoidal,2],AXIS["lat",north],'
    'AXIS["lon",east],ANGLEUNIT["degree",0.0174532925199433]]],TARGETCRS[GEOGCRS["WGS 84",DATUM["World Geodetic System '
    '1984",ELLIPSOID["WGS 84",6378137,298.257223563]],CS[ellipsoidal,2],AXIS["lat",north],AXIS["lon",east],'
    'ANGLEUNIT["degree",0.0174532925199433],ID["EPSG",4326]]],ABRIDGEDTRANSFORMATION["x",METHOD["NTv2",'
    'ID["EPSG",9615]],PARAMETERFILE["Latitude and longitude difference file","{grid}"]]]'
)

SYSTEMS = {
    "linked on a port": lambda c: with_crs({"type": "link", "properties": {"href": c.url("crs"), "type": "proj4"}}),
    "at an address": lambda c: with_crs({"type": "url", "properties": {"url": c.url("crs")}}),
    "named by an address": lambda c: with_crs({"type": "name", "properties": {"name": c.url("crs")}}),
    "named by a file": lambda c: with_crs({"type": "name", "properties": {"name": c.file()}}),
    "with a grid in a file": lambda c: with_crs(
        {"type": "name", "properties": {"name": f"+proj=longlat +ellps=bessel +nadgrids={c.file()} +type=crs"}}
    ),
    "with a grid on a port": lambda c: with_crs(
        {"type": "name", "properties": {"name": f"+proj=longlat +ellps=bessel +nadgrids={c.url('g.tif')} +type=crs"}}
    ),
    "with an init file": lambda c: with_crs({"type": "name", "properties": {"name": f"+init={c.file()}:1"}}),
    "with a bound grid": lambda c: with_crs({"type": "name", "properties": {"name": GRID.format(grid=c.file())}}),
    "nested as a document": lambda _: with_crs({"type": "EPSG", "properties": {"code": {"a": [[[]]]}}}),
    "of another type": lambda _: with_crs([1, 2, {"properties": None}]),
    "of a huge text": lambda _: with_crs({"type": "name", "properties": {"name": 'GEOGCS["' * 200_000}}),
}

PRJ = {
    "with a grid": lambda c: GRID.format(grid=c.file()),
    "with a grid on a port": lambda c: GRID.format(grid=c.url("g.gsb")),
    "in PROJ words": lambda c: f"+proj=longlat +ellps=bessel +nadgrids={c.file()} +type=crs",
    "that is an address": lambda c: c.url("crs"),
    "that is a file's name": lambda c: c.file(),
    "nested 100,000 deep": lambda _: "PROJCS[" * 100_000,
    "of 20 MB": lambda _: 'GEOGCS["' + "x" * 20_000_000 + '"]',
}


def shapefile_with(prj: str) -> dict[str, bytes | str]:
    from tests.hostile.shapes import shapefile

    return {**shapefile(), "areas.prj": prj}


COORDINATES = [
    *[Case(f"coordinate system {how}", "boundaries", written("areas.geojson", text)) for how, text in SYSTEMS.items()],
    *[
        Case(f".prj {how}", "boundaries", several(lambda c, t=text: shapefile_with(t(c)), "areas.shp"))
        for how, text in PRJ.items()
    ],
]

CASES = [*STREAMED, *VIRTUAL, *NETWORK, *COORDINATES]
