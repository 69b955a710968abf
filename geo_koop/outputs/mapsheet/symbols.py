"""How areas are filled: a colour and a hatch, so that classes are told apart in grey and by every eye."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

HATCHES: Mapping[str, tuple[int, str]] = MappingProxyType(
    {
        "none": (0, ""),
        "rising": (180, '<path d="M-45 45L45 -45M0 180L180 0M135 225L225 135"/>'),
        "falling": (180, '<path d="M-45 135L45 225M0 0L180 180M135 -45L225 45"/>'),
        "crossed": (200, '<path d="M0 0L200 200M200 0L0 200"/>'),
        "dots": (150, '<circle cx="38" cy="38" r="15"/><circle cx="113" cy="113" r="15"/>'),
        "horizontal": (140, '<path d="M0 70H140"/>'),
        "vertical": (140, '<path d="M70 0V140"/>'),
        "dense": (90, '<path d="M-23 23L23 -23M0 90L90 0M68 113L113 68"/>'),
        "grid": (160, '<path d="M80 0V160M0 80H160"/>'),
        "waves": (240, '<path d="M0 60Q60 20 120 60T240 60M0 180Q60 140 120 180T240 180" fill="none"/>'),
    }
)
"""Name to size of the tile in hundredths of a millimetre and its drawing."""

INK = "#252525"
_LINE = 18


@dataclass(frozen=True, kw_only=True)
class Fill:
    """The look of a class: colour ``#rrggbb`` and a hatch of :data:`HATCHES`."""

    colour: str
    hatch: str = "none"

    def __post_init__(self) -> None:
        if self.hatch not in HATCHES:
            raise ValueError(f"{self.hatch!r} is not a hatch")

    @property
    def name(self) -> str:
        """Name of the pattern in a drawing."""
        return f"h{self.colour.lstrip('#')}{self.hatch}"

    @property
    def ink(self) -> str:
        """Colour of the hatch: dark on light, light on dark."""
        red, green, blue = (int(self.colour[i : i + 2], 16) for i in (1, 3, 5))
        return "#3a3a3a" if 0.3 * red + 0.59 * green + 0.11 * blue > 120 else "#ffffff"

    def paints(self) -> tuple[str, ...]:
        """Return the values of the attribute ``fill``: the colour, and the hatch that lies over it."""
        return (self.colour,) if self.hatch == "none" else (self.colour, f"url(#{self.name})")

    def pattern(self) -> str:
        """Return the definition that :meth:`paints` refers to; empty without a hatch."""
        size, shape = HATCHES[self.hatch]
        if not size:
            return ""
        look = f'fill="{self.ink}"' if "<circle" in shape else f'fill="none" stroke="{self.ink}" stroke-width="{_LINE}"'
        return (
            f'<pattern id="{self.name}" patternUnits="userSpaceOnUse" width="{size}" height="{size}">'
            f"<g {look}>{shape}</g></pattern>"
        )


def swatch(fill: Fill, *, outline: str = "#6b6b66", width: float = 0.15) -> str:
    """Return the sample of a legend as SVG, 8 × 4.5 mm."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="8mm" height="4.5mm" viewBox="0 0 800 450">'
        f"<defs>{fill.pattern()}</defs>{rectangle(20, 20, 760, 410, fill, outline, width)}</svg>"
    )


def rectangle(x: float, y: float, width: float, height: float, fill: Fill, outline: str, line: float) -> str:
    """Return a filled rectangle; hundredths of a millimetre, ``line`` in millimetres."""
    place = f'x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}"'
    *under, top = fill.paints()
    return (
        "".join(f'<rect {place} fill="{paint}"/>' for paint in under)
        + f'<rect {place} fill="{top}" stroke="{outline}" stroke-width="{line * 100:.0f}"/>'
    )


def line_swatch(colour: str, width: float, dash: str = "") -> str:
    """Return the sample of a line as SVG, 8 × 4.5 mm; ``width`` in millimetres, ``dash`` in hundredths."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="8mm" height="4.5mm" viewBox="0 0 800 450">'
        f'<path d="M20 225H780" stroke="{colour}" stroke-width="{width * 100:.0f}"{dashes}/></svg>'
    )


def star(x: float, y: float, size: float = 150) -> str:
    """Return a five-pointed star around a point, with a light rim."""
    outer = ((0, -1), (0.951, -0.309), (0.588, 0.809), (-0.588, 0.809), (-0.951, -0.309))
    inner = ((0.225, -0.309), (0.363, 0.118), (0, 0.382), (-0.363, 0.118), (-0.225, -0.309))
    points = (point for pair in zip(outer, inner, strict=True) for point in pair)
    path = " ".join(f"{x + size * dx:.0f},{y + size * dy:.0f}" for dx, dy in points)
    return (
        f'<polygon points="{path}" fill="{INK}" stroke="#ffffff" stroke-width="40" paint-order="stroke" '
        'stroke-linejoin="round"/>'
    )


def star_swatch() -> str:
    """Return the sample of the star as SVG."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="8mm" height="4.5mm" viewBox="0 0 800 450">'
        f"{star(400, 235, 180)}</svg>"
    )
