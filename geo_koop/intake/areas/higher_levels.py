"""Districts and states of the areas: from their columns, from German keys, and from the layers beside."""

from collections.abc import Mapping, Sequence
from importlib.resources import files

import geopandas as gpd
import pandas as pd
import yaml

from geo_koop.codelists import LOADER
from geo_koop.intake.files import layers, profiles
from geo_koop.intake.files.values import text


def fill(areas: gpd.GeoDataFrame, about: profiles.BoundaryProfile, found: Sequence[layers.Layer]) -> gpd.GeoDataFrame:
    """Fill ``district, district_name, state, state_name`` where they are empty.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        Indexed by ``key``; the four columns as text.
    about : BoundaryProfile
    found : sequence of Layer
        Layers in which the names may stand.
    """
    german = about.national_keys == "de"
    keys = areas.index.to_series()
    names = {"district": _names(found, about.districts), "state": _names(found, about.states)}
    if german:
        # The official layer of states names some twice: land, and its part of Lake Constance.
        names["state"] |= yaml.load((files(__package__) / "states.yaml").read_text(encoding="utf-8"), Loader=LOADER)
    for level, digits in (("district", 5), ("state", 2)):
        code = areas[level].where((areas[level] != "") | (not german), keys.str[:digits])
        own = areas[f"{level}_name"]
        areas = areas.assign(**{level: code, f"{level}_name": own.where(own != "", _called(code, names[level]))})
    return areas


def _called(code: pd.Series, names: dict[str, str]) -> pd.Series:
    """Return the names of codes; a code without one stands for itself."""
    distinct = {value: names.get(value, value) for value in code.unique()}
    return code.map(distinct).astype("str")


def _names(found: Sequence[layers.Layer], about: Mapping[str, object]) -> dict[str, str]:
    """Return key to name of a higher level, from its layer in the same file or folder."""
    titles = [layer.name for layer in found]
    fitting = profiles.matching(titles, about["layers"]) if about else []  # type: ignore[arg-type]
    if not fitting:
        return {}
    layer = found[titles.index(fitting[0])]
    spelt = {column.casefold(): column for column in layers.columns(layer)}
    key, name, kind = (spelt.get(str(about.get(part, "")).casefold(), "") for part in ("key", "name", "designation"))
    if not {key, name} <= set(layers.columns(layer)):
        return {}
    table = layers.read(layer, geometry=False).drop_duplicates(key)
    label = text(table[name])
    if kind in table:
        label = _with_kind(label, text(table[kind]))
    return dict(zip(text(table[key]), label, strict=True))


def _with_kind(label: pd.Series, kind: pd.Series) -> pd.Series:
    """Tell the Landkreis München from the city: "Landkreis München", "München, kreisfreie Stadt"."""
    city = kind.str.contains("stadt", case=False)
    district = kind.isin(["Kreis", "Landkreis"]) & ~label.str.contains("kreis", case=False)
    label = label.where(~city, label + ", " + kind.str.replace("Kreisfreie", "kreisfreie"))
    return label.where(~district, kind + " " + label)
