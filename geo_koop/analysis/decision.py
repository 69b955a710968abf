"""From members to patterns with their reasons in words."""

import geopandas as gpd
import pandas as pd

from geo_koop.analysis import join, patterns, reasons
from geo_koop.analysis.territory import Territory
from geo_koop.model import Settings


def decide(
    members: pd.DataFrame,
    cooperations: pd.DataFrame,
    municipalities: gpd.GeoDataFrame,
    territory: Territory,
    settings: Settings,
) -> pd.DataFrame:
    """Classify cooperations and word the reasons.

    Parameters
    ----------
    members : pandas.DataFrame
        ``cooperation_id, unit_key, level, unit``, as made by :func:`geo_koop.analysis.join.members`.
    cooperations : pandas.DataFrame
        Indexed by ``cooperation_id``.
    municipalities : geopandas.GeoDataFrame
        ``name, district, district_name``, and ``association`` where it is known.
    territory : Territory
        Of these municipalities.
    settings : Settings

    Returns
    -------
    pandas.DataFrame
        As :func:`geo_koop.analysis.patterns.classify` returns it, with ``reason_de, reason_en``.
    """
    decided = patterns.classify(join.units_of(members, municipalities), cooperations, territory, settings=settings)
    districts = municipalities.drop_duplicates("district").set_index("district")["district_name"]
    for language in ("de", "en"):
        decided[f"reason_{language}"] = reasons.word(
            decided, language, names=municipalities["name"], district_names=districts
        )
    return decided
