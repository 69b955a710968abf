"""Styles for GIS programs: QML for QGIS and SLD for servers.

A layer opens in the colours of the map (:mod:`geo_koop.outputs.classes`); ``symbols`` are the parts, ``looks`` the
styles, ``qml`` and ``sld`` write them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from geo_koop.outputs.styles import qml, sld
from geo_koop.outputs.styles.looks import every
from geo_koop.outputs.styles.symbols import Look


@dataclass(frozen=True, kw_only=True)
class Style:
    """A style as a file would hold it.

    Attributes
    ----------
    layer, name : str
    default : bool
        One style of each layer is.
    qml, sld : str
    look : Look
        What both were made of.
    """

    layer: str
    name: str
    default: bool
    qml: str
    sld: str
    look: Look


def build(
    tables: Mapping[str, pd.DataFrame],
    language: str = "de",
    *,
    aliases: Mapping[str, Mapping[str, str]] | None = None,
    selection: bool = False,
    in_use: bool = False,
) -> list[Style]:
    """Return all styles of exported layers.

    Parameters
    ----------
    tables : Mapping[str, DataFrame]
    language : {"de", "en"}
    aliases : Mapping, optional
        Layer to field to the name that people read in attribute tables.
    selection, in_use : bool
        See :func:`geo_koop.outputs.styles.looks.every`.
    """
    made = every(tables, language, selection=selection, in_use=in_use)
    return [written(look, (aliases or {}).get(look.layer, {})) for look in made]


def written(look: Look, aliases: Mapping[str, str] | None = None) -> Style:
    """Return a style as files would hold it."""
    return Style(
        layer=look.layer,
        name=look.title,
        default=look.default,
        qml=qml.document(look, aliases or {}),
        sld=sld.document(look),
        look=look,
    )


__all__ = ["Look", "Style", "build", "written"]
