"""The layers on what could be: gaps, groups of them, and the cooperations that could be joined."""

from collections.abc import Collection, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_koop import codelists
from geo_koop.outputs.export.unions import united
from geo_koop.planning import everywhere
from geo_koop.result.analysis import Analysis

LAYERS = ("gaps", "gap_groups", "potential_join")
_MOST = 3
"""Cooperations to join of each gap."""


def build(analysis: Analysis, language: str, layers: Collection[str]) -> dict[str, pd.DataFrame]:
    """Return those of the layers on gaps that are asked for; nothing is computed for others.

    Parameters
    ----------
    analysis : Analysis
    language : {"de", "en"}
    layers : collection of str
        Names; others than :data:`LAYERS` do not matter.
    """
    asked = [name for name in LAYERS if name in layers]
    if not asked:
        return {}
    table = everywhere.gap_table(analysis)
    make = {"gaps": _gaps, "gap_groups": _groups, "potential_join": _join}
    return {name: make[name](analysis, table, language) for name in asked}


def touching(groups: pd.DataFrame, keys: pd.Index) -> np.ndarray:
    """Tell of which groups (``keys`` joined by ``;``) a municipality is among some."""
    each = groups["keys"].str.split(";").explode()
    return np.asarray(each.isin(keys).groupby(level=0).any().reindex(groups.index, fill_value=False), dtype=bool)


def _topics(language: str) -> Mapping[str, str]:
    return codelists.load("topics").labels(language)


def _gaps(analysis: Analysis, table: pd.DataFrame, language: str) -> gpd.GeoDataFrame:
    areas = analysis.municipalities
    rows = table.assign(
        name=table["key"].map(areas["name"]),
        topic_label=table["topic"].map(_topics(language)),
        topic_de=table["topic"].map(_topics("de")),
        topic_en=table["topic"].map(_topics("en")),
        grade_label=table["grade"].map(codelists.load("grades").labels(language)),
    )
    return gpd.GeoDataFrame(rows, geometry=areas.geometry.reindex(table["key"]).to_numpy(), crs=areas.crs)


def _groups(analysis: Analysis, table: pd.DataFrame, language: str) -> gpd.GeoDataFrame:
    areas = analysis.municipalities
    groups = everywhere.gap_groups(analysis, table)
    each = groups["keys"].explode()
    names = each.map(areas["name"]).groupby(level=0).agg(", ".join)
    rows = groups.assign(
        topic_label=groups["topic"].map(_topics(language)),
        keys=groups["keys"].map(";".join),
        names=names.reindex(groups.index),
    )
    return gpd.GeoDataFrame(rows, geometry=united(areas.geometry, each, groups.index), crs=areas.crs)


def _join(analysis: Analysis, table: pd.DataFrame, language: str) -> gpd.GeoDataFrame:
    areas, records = analysis.municipalities, analysis.whole.cooperations
    rows = everywhere.join_table(analysis, table, most=_MOST)
    points = areas.representative_point()
    ends = [shapely.get_coordinates(points.reindex(rows[c]).to_numpy()) for c in ("key", "nearest_key")]
    lines: Any = shapely.linestrings(np.stack(ends, axis=1)) if len(rows) else []
    rows = rows.assign(
        name=rows["key"].map(areas["name"]),
        topic_label=rows["topic"].map(_topics(language)),
        cooperation=rows["cooperation_id"].map(records["name"]),
        pattern=rows["cooperation_id"].map(records["pattern"]),
        nearest_name=rows["nearest_key"].map(areas["name"]),
    )
    return gpd.GeoDataFrame(rows, geometry=lines, crs=areas.crs)
