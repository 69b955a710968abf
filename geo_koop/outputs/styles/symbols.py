"""What a style is made of: symbols, conditions, classes, labels; QML and SLD are two ways to write them."""

from dataclasses import dataclass, field

from geo_koop import codelists

OUTLINE = "#8a8a84"
BRUSHES = (
    "solid",
    "f_diagonal",
    "horizontal",
    "vertical",
    "cross",
    "diagonal_x",
    "dense2",
    "dense4",
    "dense5",
    "dense6",
    "dense7",
)
"""Fillings that stay apart without colour; ``b_diagonal`` is kept for what is uncertain."""


@dataclass(frozen=True, kw_only=True)
class Symbol:
    """How a class looks.

    Attributes
    ----------
    kind : {"fill", "line", "marker"}
    colour : str
        ``#rrggbb``; of the area, the line or the point.
    alpha : int
        Opacity of the colour, 0 to 255.
    brush : str
        Filling of an area: one of :data:`BRUSHES`, ``b_diagonal`` or ``no``.
    outline : str
        Colour of the outline.
    width : float
        Of outline or line in millimetres; the size of a point.
    dash : str
        Lengths of strokes and gaps, as in codelists: ``"6 3"``; empty: a solid line.
    shape : str
        Of a point: ``circle``, ``diamond``, ``triangle`` or ``cross2``.
    """

    kind: str
    colour: str
    alpha: int = 255
    brush: str = "solid"
    outline: str = OUTLINE
    width: float = 0.1
    dash: str = ""
    shape: str = "circle"


@dataclass(frozen=True)
class Test:
    """A test of a field: ``=``, ``>=``, ``<``, ``is null`` or ``has`` (a code in a list joined by ``;``)."""

    __test__ = False

    field: str
    operator: str
    value: str | float | bool = ""

    def expression(self) -> str:
        """Return the test as QGIS expression.

        Examples
        --------
        >>> print(Test("topics", "has", "water").expression())
        ';' || "topics" || ';' LIKE '%;water;%'
        """
        name = f'"{self.field}"'
        if self.operator == "is null":
            return f"{name} IS NULL"
        if self.operator == "has":
            return f"';' || {name} || ';' LIKE '%;{self.value};%'"
        if isinstance(self.value, bool):
            return f"{name} {self.operator} {str(self.value).lower()}"
        text = f"'{self.value}'" if isinstance(self.value, str) else f"{self.value:g}"
        return f"{name} {self.operator} {text}"


@dataclass(frozen=True, kw_only=True)
class Class:
    """A class of a legend: its label, the tests that all hold, and its look."""

    label: str
    symbol: Symbol
    when: tuple[Test, ...] = ()

    def expression(self) -> str:
        """Return the condition as QGIS expression; empty for all rows."""
        return " AND ".join(test.expression() for test in self.when)


@dataclass(frozen=True, kw_only=True)
class Label:
    """A rule for names on the map: the field, how small the scale may be (1 : ``below``), and when.

    ``size`` is that of the letters in points.
    """

    field: str
    below: int
    size: float = 8.0
    when: tuple[Test, ...] = ()

    def expression(self) -> str:
        """Return the condition as QGIS expression; empty for all rows."""
        return " AND ".join(test.expression() for test in self.when)


@dataclass(frozen=True, kw_only=True)
class Look:
    """A style before it is written: for which layer, how it is called, its classes and names on the map.

    ``largest_first`` names the field by which large areas are drawn first, under the small ones.
    """

    layer: str
    title: str
    classes: tuple[Class, ...]
    labels: tuple[Label, ...] = field(default=())
    default: bool = False
    largest_first: str = ""


def lightness(symbol: Symbol) -> float:
    """Return how light a symbol is in print, 0 black to 1 white, on white paper."""
    red, green, blue = (int(symbol.colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    tone = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 1 - (1 - tone) * symbol.alpha / 255


def tones(number: int) -> list[str]:
    """Return so many shades of the codelist's blue from light to dark, told apart in grey too."""
    blue = list(codelists.load("bindingness").field("colour").values())
    if number <= 1:
        return blue[2:3]
    return [blue[round(i * (len(blue) - 1) / (number - 1))] for i in range(number)]
