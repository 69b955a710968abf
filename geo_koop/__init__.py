"""geo_koop shows how municipalities cooperate.

>>> import geo_koop
>>> analysis = geo_koop.analyse()
>>> analysis.patterns.loc["zv-raum-kassel", "pattern"]
'city_hinterland'
"""

from geo_koop.errors import GeoKoopError, UsageError
from geo_koop.model import Analysis, AnalysisRequest, Filters, Settings
from geo_koop.version import __version__

__all__ = ["Analysis", "AnalysisRequest", "Filters", "GeoKoopError", "Settings", "UsageError", "__version__", "analyse"]


def __getattr__(name: str) -> object:
    """Load ``analyse`` on first use: importing a codelist must not import geopandas and all readers."""
    if name == "analyse":
        from geo_koop.workspace import analyse

        return analyse
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
