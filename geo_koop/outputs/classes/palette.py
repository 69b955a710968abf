"""The colours of what is no class, and what can be reckoned with colours."""

from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType

import yaml

from geo_koop.codelists import COLOUR, LOADER

ENOUGH = 3.0
"""Contrast by which neighbours are told apart without a hatch (WCAG 2.2, 1.4.11)."""

_LIGHT = 0.2


def _read() -> Mapping[str, str]:
    text = (files(__package__) / "palette.yaml").read_text(encoding="utf-8")
    found: dict[str, str] = yaml.load(text, Loader=LOADER)
    strange = [name for name, colour in found.items() if not COLOUR.fullmatch(colour)]
    if strange:
        raise ValueError(f"not #rrggbb: {', '.join(strange)}")
    return MappingProxyType(found)


PALETTE: Mapping[str, str] = _read()
"""Name to colour ``#rrggbb``."""

INK, QUIET, PAPER, FRAME = (PALETTE[name] for name in ("ink", "quiet", "paper", "frame"))


def rgb(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue, 0 to 255.

    >>> rgb("#0a00ff")
    (10, 0, 255)
    """
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Return the relative luminance, 0 black to 1 white (WCAG 2.2).

    >>> luminance("#ffffff"), luminance("#000000")
    (1.0, 0.0)
    """
    parts = (value / 255 for value in rgb(colour))
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return round(0.2126 * red + 0.7152 * green + 0.0722 * blue, 6)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2).

    >>> contrast("#ffffff", "#000000")
    21.0
    """
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def is_light(colour: str) -> bool:
    """Tell whether dark marks are read better on a colour than light ones.

    >>> is_light("#fbfaf5"), is_light("#0b3f7d")
    (True, False)
    """
    return luminance(colour) > _LIGHT


def ink_on(colour: str) -> str:
    """Return the colour of text and hatches on a colour: dark on light, light on dark."""
    return INK if is_light(colour) else PAPER


def tint(colour: str, share: float) -> str:
    """Return a colour mixed with white.

    >>> tint("#000000", 0.5)
    '#808080'
    """
    return "#" + "".join(f"{round(part + (255 - part) * share):02x}" for part in rgb(colour))
