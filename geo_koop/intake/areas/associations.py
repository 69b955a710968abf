"""Municipal associations of the areas: from their columns, from the layer beside, and from regional keys (ARS)."""

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd

from geo_koop.intake.files import layers, profiles
from geo_koop.intake.files.values import text

_KIND = r"^(amt|\S*verband|\S*gemeinschaft|\S*gemeinden?)\s"
_KEY_DIGITS = 9
_REAL = "5"
"""Sixth digit of the ARS of a municipality in an association; 0 is a municipality on its own, 9 unincorporated."""


def fill(
    areas: gpd.GeoDataFrame, about: profiles.BoundaryProfile, found: Sequence[layers.Layer]
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Fill ``association, association_name`` where they are empty.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        Indexed by ``key``; ``ars, kind`` and the two columns as text.
    about : BoundaryProfile
    found : sequence of Layer
        Layers in which the associations may stand.

    Returns
    -------
    areas : geopandas.GeoDataFrame
        A municipality without an association, or of which it is unknown, has an empty one.
    associations : pandas.DataFrame
        Indexed by ``key``: ``name, designation`` as the product's own layer has them, of real associations alone;
        empty without such a layer.
    """
    listed = read(about, found)
    key = areas["association"]
    if about.national_keys == "de":
        ars = areas["ars"]
        prefix = ars.where(ars.str.fullmatch(r"\d{12}").astype(bool), "").str[:_KEY_DIGITS]
        real = prefix.isin(listed.index) if len(listed) else prefix.str[_KEY_DIGITS - 4] == _REAL
        key = key.where((key != "") | ~real.fillna(False).astype(bool), prefix)
    key = key.where(areas["kind"] == "municipality", "").astype("str")
    names = titles(listed)
    name = areas["association_name"]
    name = name.where(name != "", key.map(names.to_dict()).astype("str").fillna("")).where(key != "", "").astype("str")
    return areas.assign(association=key, association_name=name), listed[listed.index.isin(key)]


def read(about: profiles.BoundaryProfile, found: Sequence[layers.Layer]) -> pd.DataFrame:
    """Return the associations of the layer beside: ``name, designation`` by ``key``."""
    none = pd.DataFrame({"name": [], "designation": []}, index=pd.Index([], name="key"), dtype="str")
    titled = [layer.name for layer in found]
    fitting = profiles.matching(titled, about.associations["layers"]) if about.associations else []
    if not fitting:
        return none
    layer = found[titled.index(fitting[0])]
    spelt = {column.casefold(): column for column in layers.columns(layer)}
    named = {part: spelt.get(str(about.associations[part]).casefold()) for part in ("key", "name", "designation")}
    if None in named.values():
        return none
    raw = layers.read(layer, geometry=False)
    table = pd.DataFrame({part: text(raw[column]) for part, column in named.items()})
    lone = table["designation"].str.contains("|".join(about.associations["left_out"]), case=False, regex=True)
    return table[~lone & (table["key"] != "")].drop_duplicates("key").set_index("key")


def titles(associations: pd.DataFrame) -> pd.Series:
    """Return the full names: "Amt Hüttener Berge", "Verwaltungsgemeinschaft Glonn"; some names begin with a kind.

    Examples
    --------
    >>> titles(pd.DataFrame({"name": ["Glonn"], "designation": ["Verwaltungsgemeinschaft"]})).tolist()
    ['Verwaltungsgemeinschaft Glonn']
    """
    name, kind = associations["name"], associations["designation"]
    named = name.str.match(_KIND, case=False).astype(bool) | (kind == "")
    return name.where(named, kind + " " + name).astype("str")
