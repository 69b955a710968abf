"""Where an export comes from: sources and their attributions, licences, dates, settings, checksums."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd
import pyproj

from geo_koop.model import BoundaryInfo, Provenance, SourceInfo
from geo_koop.outputs import letters
from geo_koop.outputs.export import schema
from geo_koop.result.analysis import Analysis


@dataclass(frozen=True, kw_only=True)
class Source:
    """Who is to be named: the role of the data, their title, the line that names the owner, the licence."""

    role: str
    title: str
    attribution: str
    licence: str


def sources(analysis: Analysis, language: str = "de", *, roles: Iterable[str] | None = None) -> tuple[Source, ...]:
    """Return the sources of an analysis, as the data themselves name them.

    Parameters
    ----------
    analysis : Analysis
    language : {"de", "en"}
    roles : iterable of str, optional
        Only these: ``boundaries``, ``cooperations``, ``attributes`` and so on.
    """
    made = analysis.provenance
    entries: list[tuple[str, BoundaryInfo | SourceInfo]] = [("boundaries", made.boundaries), *made.sources.items()]
    listed = [
        Source(
            role=role,
            title=_spoken(info.title, language),
            attribution=_spoken(info.attribution, language),
            licence=letters.visible(info.licence),
        )
        for role, info in entries
    ]
    wanted = None if roles is None else set(roles)
    return tuple(source for source in listed if wanted is None or source.role in wanted)


def attributions(analysis: Analysis, language: str = "de", *, layer: str | None = None) -> tuple[str, ...]:
    """Return the lines that name the owners of the data (of one layer), each once."""
    roles = schema.layers()[layer].sources if layer else None
    found = sources(analysis, language, roles=roles)
    return tuple(dict.fromkeys(source.attribution for source in found if source.attribution))


def licences(analysis: Analysis, *, layer: str | None = None) -> tuple[str, ...]:
    """Return the licences of the data (of one layer), each once."""
    roles = schema.layers()[layer].sources if layer else None
    return tuple(dict.fromkeys(source.licence for source in sources(analysis, roles=roles) if source.licence))


def items(analysis: Analysis, *, crs: Any = None) -> dict[str, str]:
    """Return what an analysis was made of as key and value: sources, dates, settings, files, counts.

    Like the lines that name owners and licences they stand in metadata, where XML allows no control characters.
    """
    made = analysis.provenance
    info = made.boundaries
    listed: dict[str, Any] = {
        **{f"title_{lang}": text for lang, text in info.title.items()},
        **{f"attribution_{lang}": " · ".join(attributions(analysis, lang)) for lang in ("de", "en")},
        "licence": "; ".join(licences(analysis)),
        "gebietsstand": info.gebietsstand,
        "approximate_boundaries": info.approximate,
        "as_of": made.as_of.isoformat(),
        "as_of_origin": made.as_of_origin,
        "crs": pyproj.CRS(crs).to_string() if crs is not None else made.crs,
        "crs_of_analysis": made.crs,
        "geo_koop_version": made.version,
        **_recorded(made),
        **{f"settings.{name}": value for name, value in asdict(made.settings).items()},
        **{f"filters.{name}": ";".join(map(str, value)) for name, value in asdict(made.filters).items()},
        **{f"counts.{name}": value for name, value in made.counts.items()},
        "statutory_left_out": _shown(analysis) - _shown(analysis.without_statutory()),
    }
    for source in sources(analysis):
        listed[f"source.{source.role}.attribution"] = source.attribution
        listed[f"source.{source.role}.licence"] = source.licence
    for file in made.files:
        listed[f"file.{file.role}"] = file.name
        listed[f"file.{file.role}.sha256"] = file.sha256
        listed[f"file.{file.role}.rows"] = file.rows
    return {name: "" if value is None else letters.visible(str(value)) for name, value in listed.items()}


def _shown(analysis: Analysis) -> int:
    return int(analysis.cooperations["shown"].sum())


def _recorded(made: Provenance) -> dict[str, Any]:
    """Name the state of the register, where the records come from one."""
    if not made.register:
        return {}
    recorded = made.recorded.isoformat(timespec="microseconds") if made.recorded else ""
    return {"register": made.register, "register.revision": made.revision, "register.recorded": recorded}


def table(analysis: Analysis, *, crs: Any = None) -> pd.DataFrame:
    """Return :func:`items` as a table ``key, value``."""
    listed = items(analysis, crs=crs)
    return pd.DataFrame({"key": list(listed), "value": list(listed.values())}, dtype="str")


def _spoken(texts: Any, language: str) -> str:
    return letters.visible(str(texts.get(language) or next(iter(texts.values()), "")))
