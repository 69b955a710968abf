"""The address of a view in the app, and its QR code."""

import io
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlencode

import segno

from geo_koop.outputs import basis
from geo_koop.result.analysis import Analysis

FILTERS: Mapping[str, str] = MappingProxyType(
    {
        "region": "regions",
        "topic": "topics",
        "format": "formats",
        "bindingness": "bindingness",
        "pattern": "patterns",
        "stage": "stages",
        "obligation": "obligation",
    }
)
"""Parameter of the address to field of :class:`~geo_koop.model.Filters`; as the app reads it."""

PAGES: Mapping[str, str] = MappingProxyType(
    {"municipality": "gemeinde", "cooperation": "", "topic": "themenabdeckung", "region": ""}
)

_LONGEST = 2_000
"""Letters; a QR code of the correction M holds 2,331 bytes."""


def address(base_url: str, kind: str, analysis: Analysis, *, language: str, **chosen: str) -> str:
    """Return the address at which the app shows what a sheet shows.

    Parameters
    ----------
    base_url : str
        Where the app runs; empty: no address. There is none either where it would be longer than servers and
        QR codes take.
    kind : str
        Kind of the sheet.
    analysis : Analysis
        Its filters and date are restored; where the records come from a register, their state too.
    language : {"de", "en"}
    **chosen
        Further parameters, such as ``municipality`` or ``topic``.

    Examples
    --------
    >>> from types import SimpleNamespace as N; from datetime import date; from geo_koop.model import Filters
    >>> made = N(provenance=N(filters=Filters(topics=("water",)), as_of=date(2026, 1, 31), register=""))
    >>> address("https://ikz.example.org", "municipality", made, language="de", municipality="09184119")
    'https://ikz.example.org/gemeinde?topic=water&as_of=2026-01-31&municipality=09184119&statutory=no&lang=de'
    """
    if not base_url:
        return ""
    filters = analysis.provenance.filters
    parameters = [(name, str(value)) for name, field in FILTERS.items() for value in getattr(filters, field)]
    parameters.append(("as_of", analysis.provenance.as_of.isoformat()))
    if analysis.provenance.register and analysis.provenance.revision:
        parameters += [("revision", str(analysis.provenance.revision)), ("made", basis.mark(analysis))]
    parameters += [(name, value) for name, value in chosen.items() if value and (name, value) not in parameters]
    parameters += [("statutory", "no"), ("lang", language)]  # sheets count without statutory bodies
    made = f"{base_url.rstrip('/')}/{PAGES.get(kind, '')}?{urlencode(parameters)}"
    return made if len(made) <= _LONGEST else ""


def qr_code(text: str) -> str:
    """Return a QR code as SVG."""
    stream = io.BytesIO()
    segno.make(text, error="m", micro=False).save(stream, kind="svg", border=2, xmldecl=False, omitsize=True)
    return stream.getvalue().decode("utf-8")
