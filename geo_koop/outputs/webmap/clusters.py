"""The map of clusters: who is tied to whom more than to others."""

import numpy as np
import pandas as pd

from geo_koop.locale import translator
from geo_koop.outputs.classes import clusters, families
from geo_koop.outputs.webmap.legend import MapStyle
from geo_koop.outputs.webmap.style import ANY_TOPIC, styled
from geo_koop.result.analysis import Analysis


def cluster_style(analysis: Analysis, cluster: pd.Series, *, language: str = "de") -> MapStyle:
    """Colour each municipality by its cluster.

    Parameters
    ----------
    analysis : Analysis
        What counts.
    cluster : pandas.Series
        Key to number, from 1; missing without a partner.
    language : {"de", "en"}

    Notes
    -----
    Whoever was surveyed and has no partner is in no cluster. Under a filter that holds for members alone: of the others
    the filter says nothing.
    """
    table = analysis.municipalities
    number = cluster.reindex(table.index).to_numpy(dtype=float, na_value=np.nan)
    known = ~np.isnan(number)
    listed = clusters.clusters(int(np.nanmax(number)) if known.any() else 0)
    grade = analysis.grades([ANY_TOPIC])
    member = (analysis.overlap["memberships"] > 0).to_numpy()
    alone = ~known & (member | ((grade >= 0) & ~_filtered(analysis)))
    chosen = np.where(known, np.minimum(np.nan_to_num(number, nan=1.0), len(listed)).astype(int) - 1, -1)
    return styled(
        analysis,
        title=translator(language, "map")("Clusters: who works with whom more than with others"),
        classes=(*listed, clusters.alone()),
        chosen=np.where(alone, len(listed), chosen),
        grade=grade,
        kinds=np.full(len(table), ""),
        undated=False,
        language=language,
    )


def _filtered(analysis: Analysis) -> np.ndarray:
    """Tell of which municipalities filters may leave out all there is."""
    filters = analysis.provenance.filters
    left = np.full(len(analysis.municipalities), families.leaves_out(filters))
    return left | ~analysis.inside(filters.regions) if filters.regions else left
