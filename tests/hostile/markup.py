"""GML, KML and their kin: entities, links, schemas and depths."""

from tests.hostile.canary import Canary
from tests.hostile.corpus import Case, written
from tests.hostile.disguises import disguised, several, zipped

RING = "11,48 11.1,48 11.1,48.1 11,48.1 11,48"
LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
BILLION = f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'


def gml(*, doctype: str = "", name: str = "Altdorf", attributes: str = "", further: str = "") -> str:
    """Return a GML with one municipality."""
    return (
        f'<?xml version="1.0"?>{doctype}<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" {attributes}>'
        f"<gml:featureMember><areas><key>09184110</key><name>{name}</name><geom>"
        '<gml:Polygon srsName="EPSG:4326"><gml:outerBoundaryIs><gml:LinearRing>'
        f"<gml:coordinates>{RING}</gml:coordinates></gml:LinearRing></gml:outerBoundaryIs></gml:Polygon></geom>{further}"
        "</areas></gml:featureMember></gml:FeatureCollection>"
    )


def kml(*, doctype: str = "", name: str = "Altdorf", further: str = "", attributes: str = "") -> str:
    """Return a KML with one municipality."""
    return (
        f'<?xml version="1.0"?>{doctype}<kml xmlns="http://www.opengis.net/kml/2.2" '
        f'xmlns:xi="http://www.w3.org/2001/XInclude" {attributes}><Document><Folder>{further}<Placemark><name>{name}</name>'
        '<ExtendedData><Data name="key"><value>09184110</value></Data></ExtendedData><Polygon><outerBoundaryIs>'
        f"<LinearRing><coordinates>{RING}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Folder>"
        "</Document></kml>"
    )


def external(address: str) -> str:
    return f'<!DOCTYPE x [<!ENTITY e SYSTEM "{address}">]>'


def external_dtd(canary: Canary) -> str:
    return f'<!DOCTYPE x [<!ENTITY % p SYSTEM "{canary.url("x.dtd")}"> %p;]>'


SCHEMA = "http://www.opengis.net/gml"

GML = {
    "entity of a file": lambda c: gml(doctype=external(f"file://{c.file()}"), name="&e;"),
    "entity of a path": lambda c: gml(doctype=external(c.file()), name="&e;"),
    "entity of a port": lambda c: gml(doctype=external(c.url()), name="&e;"),
    "parameter entity": lambda c: gml(doctype=external_dtd(c)),
    "a billion laughs": lambda _: gml(doctype=BILLION, name="&l9;"),
    "laughs in an attribute": lambda _: gml(doctype=BILLION, attributes='fid="&l9;"'),
    "one long entity 100,000 times": lambda _: gml(
        doctype=f'<!DOCTYPE x [<!ENTITY a "{"a" * 100_000}">]>', name="&a;" * 100_000
    ),
    "schema on a port": lambda c: gml(attributes=f'xsi:schemaLocation="{SCHEMA} {c.url("x.xsd")}"'),
    "schema in a file": lambda c: gml(attributes=f'xsi:schemaLocation="{SCHEMA} {c.file("secret.xsd")}"'),
    "schema of WFS on a port": lambda c: gml(
        attributes=f'xsi:schemaLocation="{SCHEMA} {c.url("wfs?SERVICE=WFS&amp;REQUEST=DescribeFeatureType&amp;TYPENAME=a")}"'
    ),
    "geometry linked on a port": lambda c: gml(further=f'<more><gml:surfaceMember xlink:href="{c.url()}"/></more>'),
    "geometry linked in a file": lambda c: gml(further=f'<more><gml:surfaceMember xlink:href="{c.file()}#a"/></more>'),
    "coordinate system on a port": lambda c: gml().replace("EPSG:4326", c.url("crs")),
    "coordinate system in a file": lambda c: gml().replace("EPSG:4326", c.file()),
    "100,000 elements deep": lambda _: gml(further="<a>" * 100_000 + "</a>" * 100_000),
    "geometries 50,000 deep": lambda _: gml(
        further="<g>"
        + "<gml:MultiGeometry><gml:geometryMember>" * 50_000
        + "</gml:geometryMember></gml:MultiGeometry>" * 50_000
        + "</g>"
    ),
    "100,000 attributes": lambda _: gml(further="<m " + " ".join(f'a{i}="{i}"' for i in range(100_000)) + "/>"),
    "20,000 columns": lambda _: gml(further="".join(f"<c{i}>1</c{i}>" for i in range(20_000))),
    "a name of 20 MB": lambda _: gml(name="x" * 20_000_000),
    "a tag of 5 MB": lambda _: gml(further=f"<{'t' * 5_000_000}/>"),
    "coordinates that are words": lambda _: gml().replace(RING, "a,b NaN,inf 1e999,1"),
    "a stylesheet on a port": lambda c: f'<?xml-stylesheet href="{c.url()}"?>' + gml().partition("?>")[2],
    "endless curve": lambda _: gml(
        further='<c><gml:Arc interpolation="circularArc3Points"><gml:posList>0 0 1e300 1e300 1 1</gml:posList></gml:Arc></c>'
    ),
    "honest content": lambda _: gml(),
}

LINK = "<NetworkLink><Link><href>{}</href></Link></NetworkLink>"

KML = {
    "link to a port": lambda c: kml(further=LINK.format(c.url("x.kml"))),
    "link to a file": lambda c: kml(further=LINK.format(c.file())),
    "overlay on a port": lambda c: kml(
        further=f"<GroundOverlay><Icon><href>{c.url('x.png')}</href></Icon></GroundOverlay>"
    ),
    "style on a port": lambda c: kml(further=f"<Placemark><styleUrl>{c.url('x.kml#s')}</styleUrl></Placemark>"),
    "schema on a port": lambda c: kml(
        further=f'<Placemark><ExtendedData><SchemaData schemaUrl="{c.url()}"/></ExtendedData></Placemark>'
    ),
    "update at a port": lambda c: kml(
        further=f"<NetworkLinkControl><Update><targetHref>{c.url()}</targetHref></Update></NetworkLinkControl>"
    ),
    "entity of a file": lambda c: kml(doctype=external(f"file://{c.file()}"), name="&e;"),
    "entity of a port": lambda c: kml(doctype=external(c.url()), name="&e;"),
    "inclusion of a file": lambda c: kml(further=f'<xi:include href="{c.file()}" parse="text"/>'),
    "a billion laughs": lambda _: kml(doctype=BILLION, name="&l9;"),
    "20,000 folders deep": lambda _: kml(further="<Folder>" * 20_000 + "</Folder>" * 20_000),
    "5,000 folders beside": lambda _: kml(further="</Folder><Folder><name>a</name>" * 5_000),
    "a folder named as a path": lambda _: kml(further="<name>../../canary/new</name>"),
    "coordinates out of the world": lambda _: kml().replace(RING, "1e308,1e308 -1e308,1e308 nan,1 1e308,1e308"),
    "a name with markup": lambda _: kml(name="&lt;script&gt;alert(1)&lt;/script&gt;"),
}

LIST = "<GMLFeatureClassList>{}</GMLFeatureClassList>"
CLASS = (
    "<GMLFeatureClass><Name>{name}</Name><ElementPath>areas</ElementPath><SRSName>{srs}</SRSName>"
    "<DatasetSpecificInfo><FeatureCount>{count}</FeatureCount></DatasetSpecificInfo>"
    "<PropertyDefn><Name>name</Name><ElementPath>{path}</ElementPath><Type>String</Type></PropertyDefn></GMLFeatureClass>"
)

BESIDE = {
    ".gfs with a system in a file": lambda c: {
        "areas.gfs": LIST.format(CLASS.format(name="a", srs=c.file(), count=1, path="name"))
    },
    ".gfs with a system on a port": lambda c: {
        "areas.gfs": LIST.format(CLASS.format(name="a", srs=c.url(), count=1, path="name"))
    },
    ".gfs with a lying count": lambda _: {
        "areas.gfs": LIST.format(CLASS.format(name="a", srs="", count=2**62, path="name"))
    },
    ".gfs with an endless path": lambda _: {
        "areas.gfs": LIST.format(CLASS.format(name="a", srs="", count=1, path="a|" * 100_000))
    },
    ".gfs with laughs": lambda _: {"areas.gfs": BILLION + LIST.format("&l9;")},
    ".xsd that includes a port": lambda c: {
        "areas.xsd": f'<schema xmlns="http://www.w3.org/2001/XMLSchema"><include schemaLocation="{c.url("y.xsd")}"/></schema>'
    },
    ".xsd that includes a file": lambda c: {
        "areas.xsd": f'<schema xmlns="http://www.w3.org/2001/XMLSchema"><include schemaLocation="{c.file("secret.xsd")}"/></schema>'
    },
    ".xsd that includes itself": lambda _: {
        "areas.xsd": '<schema xmlns="http://www.w3.org/2001/XMLSchema"><include schemaLocation="areas.xsd"/></schema>'
    },
    "a resolved copy": lambda c: {"areas.resolved.gml": gml(doctype=external(c.file()), name="&e;")},
}

KMZ = {
    "honest content, with a link in it": lambda c: {
        "doc.kml": kml(further=LINK.format("other.kml")),
        "other.kml": kml(),
    },
    "a link out of it": lambda c: {"doc.kml": kml(further=LINK.format("../../canary/secret.txt"))},
    "no document": lambda _: {"readme.txt": "x"},
    "a document in a path above": lambda _: {"../doc.kml": kml()},
    "2,000 documents": lambda _: {f"d{i}.kml": kml() for i in range(2_000)},
}

CASES = [
    *[Case(f"GML: {how}", "boundaries", written("areas.gml", text)) for how, text in GML.items()],
    *[Case(f"KML: {how}", "boundaries", written("areas.kml", text)) for how, text in KML.items()],
    *disguised("GML with an entity", "gml", lambda c: gml(doctype=external(c.file()), name="&e;"), expect="either"),
    *[
        Case(
            f"GML beside {how}", "boundaries", several(lambda c, more=more: {"areas.gml": gml()} | more(c), "areas.gml")
        )
        for how, more in BESIDE.items()
    ],
    *[
        Case(f"KMZ: {how}", "boundaries", written("areas.kmz", lambda c, m=members: zipped(m(c))))
        for how, members in KMZ.items()
    ],
]
