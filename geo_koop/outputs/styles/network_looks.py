"""Styles of the municipalities of the network: by number of partners, and by cluster."""

import pandas as pd

from geo_koop.locale import mark as _
from geo_koop.locale import translator
from geo_koop.outputs.classes import clusters
from geo_koop.outputs.classes.breaks import head_tail
from geo_koop.outputs.classes.families import between
from geo_koop.outputs.classes.palette import FRAME, INK, PALETTE
from geo_koop.outputs.styles.symbols import Class, Label, Look, Symbol

_SHAPES = {"plain": "circle", "dotted": "diamond", "horizontal": "triangle"}
"""What stands in place of a hatch, which a point has no room for."""
_SMALLEST, _LARGEST = 1.4, 4.0


def nodes(table: pd.DataFrame, language: str) -> list[Look]:
    """Return the styles of the layer ``network_nodes``.

    Parameters
    ----------
    table : pandas.DataFrame
        ``partners, cluster``.
    language : {"de", "en"}
    """
    text = translator(language, "export")
    labels = (Label(field="name", below=100_000, size=7, colour=INK),)
    alone = Class(
        label=clusters.alone().label(language),
        when=clusters.alone().when,
        symbol=Symbol(kind="marker", colour=FRAME, shape="cross2", width=1.2),
    )
    listed = (
        (_("number of partners"), (*_by_partners(table["partners"], language), alone)),
        (_("cluster"), (*_by_cluster(table["cluster"], language), alone)),
    )
    return [
        Look(layer="network_nodes", title=text(title), classes=classes, labels=labels, default=number == 0)
        for number, (title, classes) in enumerate(listed)
    ]


def _by_partners(partners: pd.Series, language: str) -> list[Class]:
    """Return points that grow with the number of partners."""
    known = partners[partners > 0]
    lows = sorted({1, *(int(value) + 1 for value in head_tail(known) if value < known.max())}) if len(known) else [1]
    highs = [*lows[1:], None]
    step = (_LARGEST - _SMALLEST) / max(len(lows) - 1, 1)
    return [
        Class(
            label=_range(low, high, language),
            when=between("partners", low, high),
            symbol=Symbol(kind="marker", colour=PALETTE["tie"], width=round(_SMALLEST + step * number, 2)),
        )
        for number, (low, high) in enumerate(zip(lows, highs, strict=True))
    ]


def _range(low: int, high: int | None, language: str) -> str:
    if high is None:
        return translator(language, "export")(_("{low} and more")).format(low=low)
    return str(low) if high == low + 1 else f"{low}–{high - 1}"


def _by_cluster(numbers: pd.Series, language: str) -> list[Class]:
    """Return the clusters by colour and shape, so that no two look the same, and one class for the smallest."""
    known = numbers.dropna()
    listed = clusters.clusters(int(known.max()) if len(known) else 0)
    return [
        Class(
            label=entry.label(language),
            when=entry.when,
            symbol=Symbol(kind="marker", colour=entry.colour, shape=_SHAPES[entry.hatch], width=2.2),
        )
        for entry in listed
    ]
