"""The patterns that tell classes apart without colour, in print and for every eye: one list for all outputs."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Hatch:
    """A pattern as a square tile: lines, and dots by their middles.

    Attributes
    ----------
    size : float
        Side of the tile, in hundredths of a millimetre on paper.
    lines : str
        Path of SVG, in the same unit; over the edges, so that tiles show no seams.
    dots : tuple of (float, float)
    angles : tuple of float
        Directions of the lines in degrees, anticlockwise from the east: for programs that draw hatches themselves.
    """

    size: float
    lines: str = ""
    dots: tuple[tuple[float, float], ...] = ()
    angles: tuple[float, ...] = ()


HATCHES: Mapping[str, Hatch] = MappingProxyType(
    {
        "plain": Hatch(0),
        "rising": Hatch(180, "M-45 45L45 -45M0 180L180 0M135 225L225 135", angles=(45,)),
        "falling": Hatch(180, "M-45 135L45 225M0 0L180 180M135 -45L225 45", angles=(135,)),
        "crossed": Hatch(200, "M0 0L200 200M200 0L0 200", angles=(45, 135)),
        "dotted": Hatch(150, dots=((38, 38), (113, 113))),
        "horizontal": Hatch(140, "M0 70H140", angles=(0,)),
        "vertical": Hatch(140, "M70 0V140", angles=(90,)),
        "grid": Hatch(160, "M80 0V160M0 80H160", angles=(0, 90)),
        "sparse": Hatch(340, dots=((85, 85), (255, 255))),
        "ticks": Hatch(300, "M40 75H110M190 225H260"),
        "waves": Hatch(240, "M0 60Q60 20 120 60T240 60M0 180Q60 140 120 180T240 180"),
    }
)
"""Name to pattern. The place in this order is the number by which the script of the web map knows it."""

NONE = -1
"""In place of a number: no fill at all."""

DOUBT = ("rising", "falling", "crossed")
"""What is uncertain runs aslant: provisional, partly covered, not surveyed."""


def number(name: str) -> int:
    """Return the number of a hatch.

    >>> number("plain"), number("rising")
    (0, 1)
    """
    return list(HATCHES).index(name)
