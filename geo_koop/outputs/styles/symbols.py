"""What a style is made of: symbols, classes, labels; QML and SLD are two ways to write them."""

from dataclasses import dataclass, field

from geo_koop.outputs.classes import families
from geo_koop.outputs.classes.palette import FRAME, INK, PALETTE, luminance
from geo_koop.outputs.classes.rule import Test

EMPTY = "none"
"""In place of a hatch: an area that is not filled."""


@dataclass(frozen=True, kw_only=True)
class Symbol:
    """How a class looks.

    Attributes
    ----------
    kind : {"fill", "line", "marker"}
    colour : str
        ``#rrggbb``; of the area, the line or the point.
    hatch : str
        Of an area: one of :data:`~geo_koop.outputs.classes.hatches.HATCHES` or :data:`EMPTY`.
    outline : str
        Colour of the outline.
    width : float
        Of outline or line in millimetres; the size of a point.
    dash : str
        Lengths of strokes and gaps, as in codelists: ``"6 3"``; empty: a solid line.
    shape : str
        Of a point: ``circle``, ``diamond``, ``triangle`` or ``cross2``.
    finer : bool
        Whether outlines grow thinner on maps of small scale, where they would run into each other.
    """

    kind: str
    colour: str
    hatch: str = "plain"
    outline: str = FRAME
    width: float = 0.1
    dash: str = ""
    shape: str = "circle"
    finer: bool = False


@dataclass(frozen=True, kw_only=True)
class Class:
    """A class of a legend: its label, the tests that all hold, and its look."""

    label: str
    symbol: Symbol
    when: tuple[Test, ...] = ()

    def expression(self) -> str:
        """Return the condition as QGIS expression; empty for all rows."""
        return " AND ".join(test.expression() for test in self.when)


def area(entry: families.Class, language: str) -> Class:
    """Return a class of municipalities as a filled area."""
    symbol = Symbol(kind="fill", colour=entry.colour, hatch=entry.hatch, outline=PALETTE["border"])
    return Class(label=entry.label(language), when=entry.when, symbol=symbol)


@dataclass(frozen=True, kw_only=True)
class Label:
    """A rule for names on the map: the field, how small the scale may be (1 : ``below``), and when.

    Attributes
    ----------
    field : str
    below : int
    size : float
        Of the letters in points.
    when : tuple of Test
    slanted : bool
        Names of cooperations are set in bold italics, those of places upright.
    colour : str
    """

    field: str
    below: int
    size: float = 8.0
    when: tuple[Test, ...] = ()
    slanted: bool = False
    colour: str = INK

    def expression(self) -> str:
        """Return the condition as QGIS expression; empty for all rows."""
        return " AND ".join(test.expression() for test in self.when)


@dataclass(frozen=True, kw_only=True)
class Look:
    """A style before it is written: for which layer, how it is called, its classes and names on the map.

    Attributes
    ----------
    layer, title : str
    classes : tuple of Class
    labels : tuple of Label
    default : bool
    order : str
        Field by which features are drawn one over the other; with a minus in front the largest first.
    raster : bool
        Whether a PDF holds the layer as a picture: as lines, hatches of a whole country take tens of megabytes.
    """

    layer: str
    title: str
    classes: tuple[Class, ...]
    labels: tuple[Label, ...] = field(default=())
    default: bool = False
    order: str = ""
    raster: bool = False


def lightness(symbol: Symbol) -> float:
    """Return how light a symbol is in print, 0 black to 1 white."""
    return luminance(symbol.colour)


def tones(number: int) -> list[tuple[str, str]]:
    """Return so many colours from light to dark, each with its hatch, as classes by number of cooperations have them.

    >>> [hatch for _colour, hatch in tones(3)]
    ['dotted', 'vertical', 'plain']
    """
    looks = [entry.look for entry in families.counts()]
    if number <= 1:
        return looks[2:3] * number
    return [looks[round(i * (len(looks) - 1) / (number - 1))] for i in range(number)]
