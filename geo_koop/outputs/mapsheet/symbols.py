"""How areas are filled: a colour and a hatch, so that classes are told apart in grey and by every eye."""

from dataclasses import dataclass

from geo_koop.outputs.classes.families import Class
from geo_koop.outputs.classes.hatches import HATCHES
from geo_koop.outputs.classes.palette import FRAME, INK, PAPER, ink_on

_LINE, _DOT = 18, 15
"""Hundredths of a millimetre: width of the lines of a hatch, radius of its dots."""


@dataclass(frozen=True, kw_only=True)
class Fill:
    """The look of a class: colour ``#rrggbb`` and a hatch of :data:`~geo_koop.outputs.classes.hatches.HATCHES`."""

    colour: str
    hatch: str = "plain"

    def __post_init__(self) -> None:
        if self.hatch not in HATCHES:
            raise ValueError(f"{self.hatch!r} is not a hatch")

    @classmethod
    def of(cls, entry: Class) -> "Fill":
        """Return the look of a class."""
        return cls(colour=entry.colour, hatch=entry.hatch)

    @property
    def name(self) -> str:
        """Name of the pattern in a drawing."""
        return f"h{self.colour.lstrip('#')}{self.hatch}"

    @property
    def ink(self) -> str:
        """Colour of the hatch: dark on light, light on dark."""
        return ink_on(self.colour)

    def paints(self) -> tuple[str, ...]:
        """Return the values of the attribute ``fill``: the colour, and the hatch that lies over it."""
        return (self.colour,) if self.hatch == "plain" else (self.colour, f"url(#{self.name})")

    def pattern(self) -> str:
        """Return the definition that :meth:`paints` refers to; empty without a hatch."""
        hatch = HATCHES[self.hatch]
        if not hatch.size:
            return ""
        dots = "".join(f'<circle cx="{x:g}" cy="{y:g}" r="{_DOT}" fill="{self.ink}"/>' for x, y in hatch.dots)
        lines = (
            f'<path d="{hatch.lines}" fill="none" stroke="{self.ink}" stroke-width="{_LINE}"/>' if hatch.lines else ""
        )
        return (
            f'<pattern id="{self.name}" patternUnits="userSpaceOnUse" width="{hatch.size:g}" height="{hatch.size:g}">'
            f"{lines}{dots}</pattern>"
        )


def swatch(fill: Fill, *, outline: str = FRAME, width: float = 0.15) -> str:
    """Return the sample of a legend as SVG, 8 × 4.5 mm."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="8mm" height="4.5mm" viewBox="0 0 800 450">'
        f"<defs>{fill.pattern()}</defs>{rectangle(20, 20, 760, 410, fill, outline, width)}</svg>"
    )


def rectangle(x: float, y: float, width: float, height: float, fill: Fill, outline: str, line: float) -> str:
    """Return a filled rectangle; hundredths of a millimetre, ``line`` in millimetres."""
    box = f'x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}"'
    *under, top = fill.paints()
    return (
        "".join(f'<rect {box} fill="{paint}"/>' for paint in under)
        + f'<rect {box} fill="{top}" stroke="{outline}" stroke-width="{line * 100:.0f}"/>'
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
        f'<polygon points="{path}" fill="{INK}" stroke="{PAPER}" stroke-width="40" paint-order="stroke" '
        'stroke-linejoin="round"/>'
    )


def ring(x: float, y: float, size: float = 110) -> str:
    """Return a ring with a dot around a point, with a light rim."""
    place = f'cx="{x:.0f}" cy="{y:.0f}"'
    return (
        f'<circle {place} r="{size:.0f}" fill="{PAPER}" stroke="{PAPER}" stroke-width="70"/>'
        f'<circle {place} r="{size:.0f}" fill="{PAPER}" stroke="{INK}" stroke-width="32"/>'
        f'<circle {place} r="{size * 0.4:.0f}" fill="{INK}"/>'
    )


def ring_swatch() -> str:
    """Return the sample of the ring as SVG."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="8mm" height="4.5mm" viewBox="0 0 800 450">'
        f"{ring(400, 225, 130)}</svg>"
    )


def star_swatch() -> str:
    """Return the sample of the star as SVG."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="8mm" height="4.5mm" viewBox="0 0 800 450">'
        f"{star(400, 235, 180)}</svg>"
    )
