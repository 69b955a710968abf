"""geo_koop shows how municipalities cooperate.

>>> import geo_koop
>>> analysis = geo_koop.analyse()
>>> analysis.patterns.loc["zv-raum-kassel", "pattern"]
'city_hinterland'
"""

from importlib import import_module
from typing import TYPE_CHECKING

from geo_koop.errors import GeoKoopError, UsageError
from geo_koop.version import __version__

if TYPE_CHECKING:
    from geo_koop.model import AnalysisRequest, Filters, Settings
    from geo_koop.result.analysis import Analysis
    from geo_koop.workspace import analyse

__all__ = ["Analysis", "AnalysisRequest", "Filters", "GeoKoopError", "Settings", "UsageError", "__version__", "analyse"]


def __getattr__(name: str) -> object:
    """Load the rest on first use: a codelist or ``geo-koop --help`` must not import geopandas and all readers."""
    if name in {"AnalysisRequest", "Filters", "Settings"}:
        return getattr(import_module("geo_koop.model"), name)
    if name == "Analysis":
        return import_module("geo_koop.result.analysis").Analysis
    if name == "analyse":
        return import_module("geo_koop.workspace").analyse
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
