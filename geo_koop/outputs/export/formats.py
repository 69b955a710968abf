"""The formats of an export, and what each of them cannot carry."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn

import pyproj

from geo_koop.errors import UsageError
from geo_koop.locale import mark as _
from geo_koop.outputs.export import schema

ZIP = ".zip"
WGS84 = "EPSG:4326"


@dataclass(frozen=True, kw_only=True)
class Format:
    """A format.

    Attributes
    ----------
    code : str
    label : str
        English; German in the catalogue.
    ending : str
        Of a file, with its dot.
    several : bool
        Whether one file holds several layers; otherwise several go into a ZIP.
    geometry, tables : bool
        Whether it holds geometry, and tables without one (otherwise they become CSV in the ZIP).
    crs : str
        The only coordinate system that it allows; empty: any.
    limits : tuple of str
        What it cannot carry, in words.
    """

    code: str
    label: str
    ending: str
    several: bool = False
    geometry: bool = True
    tables: bool = False
    crs: str = ""
    limits: tuple[str, ...] = ()


_NO_STYLES = _("no styles, no relations, no project file")
_ONE_LAYER = _("one layer per file: several layers become a ZIP, tables without geometry become CSV in it")
_KML_LIMITS = (
    _NO_STYLES,
    _ONE_LAYER,
    _("WGS 84 only"),
    _("all values are text; control characters are dropped"),
    _("the fields name and end are called name_ and end_"),
    _("< > & and quotation marks in names of fields become _"),
)

FORMATS = MappingProxyType(
    {
        entry.code: entry
        for entry in (
            Format(code="gpkg", label=_("GeoPackage"), ending=".gpkg", several=True, tables=True),
            Format(
                code="flatgeobuf",
                label=_("FlatGeobuf"),
                ending=".fgb",
                limits=(_NO_STYLES, _ONE_LAYER, _("dates become date and time at midnight")),
            ),
            Format(
                code="geoparquet",
                label=_("GeoParquet"),
                ending=".parquet",
                tables=True,
                limits=(_NO_STYLES, _("one layer or table per file: several become a ZIP")),
            ),
            Format(
                code="geojson",
                label=_("GeoJSON"),
                ending=".geojson",
                crs=WGS84,
                limits=(_NO_STYLES, _ONE_LAYER, _("WGS 84 only, 7 decimals at most (RFC 7946)")),
            ),
            Format(
                code="shapefile",
                label=_("Shapefile"),
                ending=".shp",
                limits=(
                    _NO_STYLES,
                    _ONE_LAYER,
                    _("field names of 10 characters: the table field_names.csv tells which is which"),
                    _("texts longer than 254 bytes are cut"),
                    _("no difference between an empty and a missing text"),
                ),
            ),
            Format(
                code="kml",
                label=_("KML"),
                ending=".kml",
                crs=WGS84,
                limits=_KML_LIMITS,
            ),
            Format(code="kmz", label=_("KMZ"), ending=".kmz", crs=WGS84, limits=_KML_LIMITS),
            Format(
                code="csv",
                label=_("CSV"),
                ending=".csv",
                geometry=False,
                tables=True,
                limits=(
                    _("no geometry"),
                    _("one table per file: several become a ZIP"),
                    _("texts that a spreadsheet would take for a formula begin with an apostrophe"),
                ),
            ),
            Format(
                code="xlsx",
                label=_("Excel"),
                ending=".xlsx",
                several=True,
                geometry=False,
                tables=True,
                limits=(
                    _("no geometry"),
                    _("at most 1,048,575 rows per table and 32,767 characters per text"),
                    _("control characters are dropped"),
                ),
            ),
            Format(
                code="ods",
                label=_("OpenDocument table"),
                ending=".ods",
                several=True,
                geometry=False,
                tables=True,
                limits=(
                    _("no geometry"),
                    _("at most 1,048,575 rows per table"),
                    _("control characters are dropped"),
                ),
            ),
            Format(code="svg", label=_("Map as SVG"), ending=".svg", limits=(_("a picture, no data"),)),
            Format(code="png", label=_("Map as PNG"), ending=".png", limits=(_("a picture, no data"),)),
            Format(code="pack", label=_("Hand-over pack"), ending=ZIP, several=True, tables=True),
        )
    }
)
"""Code to format."""

PICTURES = ("svg", "png")
ENDINGS = tuple(dict.fromkeys(entry.ending for entry in FORMATS.values()))
"""What a target may end with."""
SHAPEFILE_PARTS = (".shx", ".dbf", ".prj", ".cpg")
"""What stands beside a ``.shp``."""


def choose(out: Path, code: str | None = None) -> Format:
    """Return the format of a target: as named, or from its ending.

    Raises
    ------
    UsageError
        If the ending is not known, or does not fit the format.
    """
    if code is not None and code not in FORMATS:
        raise UsageError(
            "The format {code} is not known.", "Known formats: {codes}.", code=code, codes=", ".join(FORMATS)
        )
    ending = out.suffix.lower()
    if code is None:
        if ending not in ENDINGS:
            raise UsageError(
                "The ending of {file} is not known here.",
                "Known endings: {endings}.",
                file=out,
                endings=", ".join(ENDINGS),
            )
        return FORMATS["pack"] if ending == ZIP else next(f for f in FORMATS.values() if f.ending == ending)
    wanted = FORMATS[code]
    allowed = (wanted.ending,) if wanted.several else (wanted.ending, ZIP)
    if code in PICTURES:
        allowed = (wanted.ending,)
    if ending not in allowed:
        raise UsageError(
            "{file} does not fit the format {format}.",
            "Let the name end with {endings}.",
            file=out,
            format=code,
            endings=" / ".join(allowed),
        )
    return wanted


def layers_of(form: Format, out: Path, wanted: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the layers and tables that a target holds, and those that it cannot.

    Parameters
    ----------
    form : Format
    out : Path
    wanted : sequence of str
        Names as in :func:`geo_koop.outputs.export.schema.layers`; empty: the usual ones.

    Raises
    ------
    UsageError
        If a name is not known, or several are asked for in a file that holds one.
    """
    known = tuple(schema.layers())
    strange = [name for name in wanted if name not in known]
    if strange:
        raise UsageError(
            "There is no layer {names}.", "Known are: {codes}.", names=", ".join(strange), codes=", ".join(known)
        )
    asked = tuple(name for name in known if name in wanted) if wanted else schema.usual()
    if form.code in PICTURES:
        return (), ()
    if form.several or out.suffix.lower() == ZIP:
        return asked, ()
    possible = tuple(name for name in asked if (schema.layers()[name].geometry and form.geometry) or form.tables)
    if wanted and len(possible) != 1:
        raise UsageError(
            "A {format} file holds one layer, but {count} fit the request.",
            "Name one layer, or let the name end with .zip.",
            format=form.label,
            count=len(possible),
        )
    return possible[:1], tuple(name for name in asked if name != possible[0])


def refuse_crs(form: Format, wanted: pyproj.CRS) -> NoReturn:
    """Say that a format allows one coordinate system only."""
    raise UsageError(
        "{format} is always in {crs}, not in {wanted}.",
        "Leave the coordinate system out, or choose GeoPackage, FlatGeobuf, GeoParquet or Shapefile.",
        format=form.label,
        crs=form.crs,
        wanted=wanted.to_string(),
    )


def require_package(form: Format) -> None:
    """Refuse a project file beside anything but a GeoPackage."""
    if form.code != "gpkg":
        raise UsageError(
            "A QGIS project can only stand beside a GeoPackage.",
            "Choose a name that ends with .gpkg, or the hand-over pack, which holds both.",
        )
