"""geo_koop shows how municipalities cooperate.

>>> import geo_koop as gk
>>> analysis = gk.analyse()
>>> analysis.patterns.loc["zv-raum-kassel", "pattern"]
'city_hinterland'

What stands here is the public interface; ``docs/library.md`` describes it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from geo_koop.errors import GeoKoopError, InputError, OutputError, UsageError
from geo_koop.locale import use as use_language
from geo_koop.result import drawn
from geo_koop.version import __version__

if TYPE_CHECKING:
    from geo_koop.library.analysing import analyse, classify
    from geo_koop.library.courses import process
    from geo_koop.library.examples import by_size, examples
    from geo_koop.library.networks import network
    from geo_koop.library.planning import invite, potential, retrodict, similar
    from geo_koop.library.products import export, report
    from geo_koop.library.scenarios import whatif
    from geo_koop.model import AnalysisRequest, Filters, Settings
    from geo_koop.result.analysis import Analysis

__all__ = [
    "Analysis",
    "AnalysisRequest",
    "Filters",
    "GeoKoopError",
    "InputError",
    "OutputError",
    "Settings",
    "UsageError",
    "__version__",
    "analyse",
    "by_size",
    "classify",
    "examples",
    "export",
    "invite",
    "network",
    "potential",
    "process",
    "report",
    "retrodict",
    "similar",
    "use_language",
    "whatif",
]

_LATER = {
    "Analysis": "geo_koop.result.analysis",
    **dict.fromkeys(("AnalysisRequest", "Filters", "Settings"), "geo_koop.model"),
    **dict.fromkeys(("analyse", "classify"), "geo_koop.library.analysing"),
    "network": "geo_koop.library.networks",
    "process": "geo_koop.library.courses",
    "whatif": "geo_koop.library.scenarios",
    **dict.fromkeys(("by_size", "examples"), "geo_koop.library.examples"),
    **dict.fromkeys(("export", "report"), "geo_koop.library.products"),
    **dict.fromkeys(("invite", "potential", "retrodict", "similar"), "geo_koop.library.planning"),
}
"""Loaded on first use: a codelist or ``geo-koop --help`` must not import geopandas and all readers."""

drawn.use("geo_koop.library.pictures")


def __getattr__(name: str) -> object:
    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
