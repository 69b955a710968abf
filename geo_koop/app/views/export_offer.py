"""What the page *Export* offers, and the command line that does the same. Pure functions."""

import shlex
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from types import MappingProxyType

from geo_koop.model import AnalysisRequest, Filters
from geo_koop.outputs.csv_dialect import PLAIN
from geo_koop.outputs.export import FORMATS, Request
from geo_koop.outputs.export.formats import PICTURES, ZIP

_OPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "regions": "--region",
        "topics": "--topic",
        "formats": "--cooperation-format",
        "patterns": "--pattern",
        "stages": "--stage",
        "obligation": "--obligation",
        "bindingness": "--bindingness",
    }
)


def file_name(request: Request) -> str:
    """Return a name whose ending fits what is asked for.

    Examples
    --------
    >>> file_name(Request(form="flatgeobuf", layers=("members",))), file_name(Request(form="shapefile"))
    ('geo_koop_members.fgb', 'geo_koop_shapefile.zip')
    """
    form = FORMATS[request.form or "gpkg"]
    if form.several or form.code in PICTURES:
        return f"geo_koop{form.ending}"
    if len(request.layers) == 1 and form.code != "shapefile":
        return f"geo_koop_{request.layers[0]}{form.ending}"
    return f"geo_koop_{form.code}{ZIP}"


def command(
    request: Request,
    *,
    as_of: date | None,
    filters: Filters,
    data: AnalysisRequest | None = None,
    thresholds: str = "",
    private: bool = False,
) -> str:
    """Return the command line for an export.

    Parameters
    ----------
    request : Request
    as_of : date, optional
    filters : Filters
    data : AnalysisRequest, optional
        Where the data come from; the embedded data where it is left out.
    thresholds : str
        Name or file of the thresholds, where they are not those of geo_koop.
    private : bool
        Whether the files are uploads: only their names mean something to the user.

    Examples
    --------
    >>> command(Request(form="gpkg", select=("zv-raum-kassel",)), as_of=None, filters=Filters(topics=("water",)))
    'geo-koop export geo_koop.gpkg --select zv-raum-kassel --topic water'
    >>> command(
    ...     Request(form="csv", layers=("members",)),
    ...     as_of=date(2020, 1, 1),
    ...     filters=Filters(),
    ...     data=AnalysisRequest(members=Path("meine Liste.csv")),
    ... )
    "geo-koop export geo_koop_members.csv --export-layer members --members 'meine Liste.csv' --as-of 2020-01-01"
    """
    name = file_name(request)
    words = ["geo-koop", "export", name]
    if name.endswith(ZIP) and request.form != "pack":
        words += ["--export-format", str(request.form)]
    words += [part for layer in request.layers for part in ("--export-layer", layer)]
    words += [part for key in request.select for part in ("--select", key)]
    words += ["--crs", str(request.crs)] if request.crs else []
    words += _data_options(data or AnalysisRequest(), private)
    words += ["--settings", thresholds] if thresholds else []
    words += ["--as-of", as_of.isoformat()] if as_of else []
    for field, option in _OPTIONS.items():
        words += [part for value in getattr(filters, field) for part in (option, str(value))]
    contact = {"--office": request.contact.office, "--email": request.contact.email}
    words += [part for option, value in contact.items() if value for part in (option, value)]
    if request.dialect != PLAIN and request.form in ("csv", "pack"):
        words += ["--csv-dialect", request.dialect.code]
    words += ["--lang", request.language] if request.language != "de" else []
    return shlex.join(words)


_NO_OPTION = ("settings", "as_of", "filters", "view")
"""Fields of a request that are said elsewhere, or that the program decides: it reads what was published."""


def _data_options(data: AnalysisRequest, private: bool) -> list[str]:
    """Return the options that name the data: the fields of a request are called like them."""
    named = {field.name: getattr(data, field.name) for field in fields(data)}
    if isinstance(data.recorded_on, int):
        named["recorded_on"] = f"r{data.recorded_on}"
    return [
        part
        for name, value in named.items()
        if value is not None and name not in _NO_OPTION
        for part in (
            f"--{name.replace('_', '-')}",
            value.name if private and isinstance(value, Path) else str(value),
        )
    ]
