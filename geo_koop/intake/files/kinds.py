"""Tells from its first bytes which kind a boundary file is, before GDAL opens it.

GDAL tries each driver on the content, whatever the name is. So only what begins as one of the known
kinds is handed to it, and the drivers that may have opened it are known beforehand.
"""

import codecs
import mmap
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from geo_koop.errors import InputError

PARQUET: Final = "Parquet"
"""Stands beside the names of GDAL's drivers: GeoParquet is read by geopandas."""
SQLITE: Final = frozenset({"GPKG", "SQLite"})
KNOWN: Final = (
    "GeoPackage, SQLite, Shapefile, GeoJSON, GeoJSONSeq, TopoJSON, FlatGeobuf, GeoParquet, KML, KMZ, GML, "
    "File Geodatabase, MapInfo, CSV"
)

_HEAD = 65_536
_JSON: Final = frozenset({"GeoJSON", "GeoJSONSeq", "TopoJSON"})
_GEOMETRIES = (
    *("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon"),
    "GeometryCollection",
)
_TYPES = frozenset({"FeatureCollection", "Feature", "Topology", *_GEOMETRIES})
_BEGINS: Final = (
    (b"SQLite format 3\x00", SQLITE),
    (b"PAR1", frozenset({PARQUET})),
    (b"fgb\x03fgb", frozenset({"FlatGeobuf"})),
    (b"\x00\x00\x27\x0a", frozenset({"ESRI Shapefile"})),
)
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_TOKEN = re.compile(rb'"((?:[^"\\]|\\.)*)"|[{}\[\]:,]|[^"{}\[\]:,\s]+', re.DOTALL)
_COMMANDS = b"gdal_streamed_alg"
_REFERS = re.compile(rb"<\s*(?:ogr|gdal|wfs|wms|csw|vrt)[a-z_]*(?:dataset|datasource|service)", re.IGNORECASE)
"""What descriptions of other sources hold; drivers find them by these words anywhere in the beginning."""
_ESCAPED = re.compile(rb"\\u00(?:[46][1-9a-f]|[57][0-9a])", re.IGNORECASE)
"""A plain letter that is spelt as a number: nobody's program writes that, but it would hide words."""
_SYSTEM = re.compile(rb'"crs"\s*:\s*(?=\{)')
_NAME = rb'"(?:urn:[\w:.,-]+|https?://www\.opengis\.net/[\w/.-]+|[\w.:()-][\w .:()+-]*(?: / [\w .:()+-]+)*)"'
_NAMED = re.compile(
    rb'\{\s*(?:"type"\s*:\s*"name"\s*,\s*"properties"\s*:\s*\{\s*"name"\s*:\s*' + _NAME + rb"\s*\}|"
    rb'"properties"\s*:\s*\{\s*"name"\s*:\s*' + _NAME + rb'\s*\}\s*,\s*"type"\s*:\s*"name")\s*\}'
)
"""A coordinate system by its name; GDAL would fetch one that is a link, and open a file that is one."""
_ROOT = re.compile(rb"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*<([A-Za-z_][\w.:-]*)([^>]*)", re.DOTALL)


def drivers_for(path: Path) -> frozenset[str]:
    """Return the drivers that may open a file, told by its content.

    Parameters
    ----------
    path : Path
        An existing file, or the folder of a File Geodatabase (``.gdb``).

    Raises
    ------
    InputError
        If the file is of no kind that is read, or is one that runs commands or refers to other sources.
    """
    if path.is_dir():
        return frozenset({"OpenFileGDB"})
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    for begin, found in _BEGINS:
        if head.startswith(begin):
            return found
    mark = next((mark for mark in _BOMS if head.startswith(mark)), b"")
    text = head[len(mark) :].lstrip()
    if not text or mark in _BOMS[1:] or b"\x00" in text:
        raise _unknown(path)
    if _REFERS.search(text):
        raise _elsewhere(path)
    if text[:1] in (b"{", b"[", b"\x1e"):
        return _json(text, path)
    if text[:1] == b"<":
        return _xml(text, path)
    return _plain(text, path)


def _json(text: bytes, path: Path) -> frozenset[str]:
    """Accept features, feature collections, geometries and topologies, and nothing that runs."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        if whole.find(_COMMANDS) >= 0:
            raise InputError(
                "{file} holds commands for GDAL instead of areas.",
                "Do not use it. Ask for the areas themselves, as GeoPackage or GeoJSON.",
                file=path.name,
            )
        systems = [found.end() for found in _SYSTEM.finditer(whole)]
        if _ESCAPED.search(whole) or not all(_NAMED.match(whole, at) for at in systems):
            raise InputError(
                "The coordinate system in {file} is no name, but refers to something else.",
                "Save the areas anew as GeoPackage or GeoJSON; a name such as EPSG:25832 is read.",
                file=path.name,
            )
    names = dict(_members(text.lstrip(b"\x1e")))
    kind = names.get(b"type", b"").decode("utf-8", "replace")
    # Programs that sort the names write “features” first; then the type stands behind all of them.
    if kind in _TYPES or (not kind and b"features" in names):
        return _JSON
    raise InputError(
        "{file} is JSON, but no feature collection.",
        "Save the areas as GeoJSON (type FeatureCollection) or as GeoPackage.",
        file=path.name,
    )


def _members(text: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the names of the outermost object with their value where it is a text, as far as the beginning goes."""
    depth, name, expects = 0, None, True
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign in (b"{", b"["):
            if depth == 1 and name is not None:
                yield name, b""
            depth += 1
        elif sign in (b"}", b"]"):
            depth -= 1
            if not depth:
                return
        elif depth == 1:
            if sign == b",":
                name, expects = None, True
            elif sign == b":":
                expects = False
            elif expects:
                name = token[1] if token[1] is not None else None
            elif name is not None:
                yield name, token[1] or b""


def _xml(text: bytes, path: Path) -> frozenset[str]:
    root = _ROOT.match(text)
    if root is None or b"<!" in re.sub(rb"<!--.*?-->", b"", text[: root.start(1)], flags=re.DOTALL):
        raise InputError(
            "{file} has a document type of its own or no readable beginning.",
            "Save it anew as GeoPackage or GeoJSON.",
            file=path.name,
        )
    name = root[1].rpartition(b":")[2].lower()
    if name == b"kml":
        return frozenset({"KML", "LIBKML"})
    if b"opengis.net/gml" in text[root.start() : root.start() + 16_384] or b"/gml" in root[2]:
        return frozenset({"GML"})
    raise _unknown(path)


def _plain(text: bytes, path: Path) -> frozenset[str]:
    ending = path.suffix.lower()
    if _COMMANDS in text:
        raise _elsewhere(path)
    if ending in (".tab", ".mif") and text[:8].lower().startswith((b"!table", b"version")):
        return frozenset({"MapInfo File"})
    if ending == ".csv":
        return frozenset({"CSV"})
    raise _unknown(path)


def _unknown(path: Path) -> InputError:
    return InputError(
        "{file} is no boundary file of a known kind, or it is damaged.",
        "Known are: {known}.",
        file=path.name,
        known=KNOWN,
    )


def _elsewhere(path: Path) -> InputError:
    return InputError(
        "{file} holds no areas, but refers to other sources.",
        "Save the areas themselves, as GeoPackage or GeoJSON.",
        file=path.name,
    )
