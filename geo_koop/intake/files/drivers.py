"""Which drivers of GDAL may open a file: those of boundary files, and none that runs, fetches or refers.

GDAL tells formats by content. Among its eighty drivers are some that run a chain of commands written in
the file (GDALG), open other files named in it (VRT) or ask services of the network. Programs of geo_koop
(command line, app, cage) start without them; :func:`restricted` gives their environment. ``import geo_koop``
in somebody's own program changes nothing of GDAL: there :mod:`geo_koop.intake.files.kinds` looks at the content first.
"""

import os
import sys
from collections.abc import Mapping, MutableMapping

ALLOWED = (
    "CSV",
    "ESRI Shapefile",
    "FlatGeobuf",
    "GML",
    "GPKG",
    "GeoJSON",
    "GeoJSONSeq",
    "KML",
    "LIBKML",
    "MapInfo File",
    "OpenFileGDB",
    "SQLite",
    "TopoJSON",
)
"""Drivers that read or write boundary files, by their names in GDAL."""

_OTHERS = """
    ADBC AIVector AVCBin AVCE00 AmigoCloud Arrow CAD CSW Carto Cloudant CouchDB DGN DXF EDIGEO EEDA ESRIJSON
    Elasticsearch FileGDB GDALG GPSBabel GPX GTFS GeoRSS HANA HTTP Idrisi JML JP2OpenJPEG
    JSONFG KMLSUPEROVERLAY LVBAG MBTiles MEM MVT MapML MiraMonVector MongoDBv3 MSSQLSpatial MySQL NAS NGW OAPIF
    OCI ODBC ODS OGCAPI OGR_GMT OGR_PDS OGR_VRT OSM PCIDSK PDF PDS4 PGDUMP PGeo PLSCENES PMTiles Parquet PostgreSQL
    S57 SOSI SVG SXF Selafin TIGER VDV VFK VICAR VRT WAsP WCS WFS WMS WMTS Walk XLS XLSX XODR netCDF
"""
"""The others of GDAL 3.6 to 3.12; GDAL knows no list of drivers to keep, only one of those to leave out."""


def restricted(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that keep GDAL to the drivers that are needed, and from the network.

    They hold for processes that import pyogrio after they were set.

    Parameters
    ----------
    environment : Mapping[str, str]
        Drivers that it leaves out already stay left out.

    Examples
    --------
    >>> "OGR_VRT" in restricted({})["GDAL_SKIP"]
    True
    """
    before = [name.strip() for name in environment.get("GDAL_SKIP", "").split(",") if name.strip()]
    return {
        "GDAL_SKIP": ",".join(dict.fromkeys([*before, *_OTHERS.split()])),
        "GDAL_DRIVER_PATH": "disable",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".no-address-is-read",
        "GML_DOWNLOAD_SCHEMA": "NO",
        "PROJ_NETWORK": "OFF",
        # GDAL complains of each driver that this build does not have. Any other word is the name of a file to write.
        "CPL_LOG": os.devnull,
    }


def restrict(environment: MutableMapping[str, str] | None = None) -> bool:
    """Set :func:`restricted` for this process; says whether GDAL heeds it.

    To be called by programs of geo_koop before anything imports pyogrio, never by the library.

    Returns
    -------
    bool
        ``False`` where pyogrio is loaded already: GDAL has chosen its drivers by then.
    """
    target = os.environ if environment is None else environment
    target.update(restricted(target))
    return "pyogrio" not in sys.modules
