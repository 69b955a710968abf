"""Which part of the ground a map shows, at which round scale."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

SCALES = tuple(
    int(step * power)
    for power in (10_000, 100_000, 1_000_000, 10_000_000)
    for step in (1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5)
)
"""Denominators that a reader can reckon with."""

UNITS_PER_MM = 100
"""Drawings count in hundredths of a millimetre, in whole numbers."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A rectangle of the ground on paper.

    Attributes
    ----------
    west, north : float
        Upper left corner, metres in the projected CRS.
    width, height : float
        Millimetres on paper.
    denominator : int
        The scale is 1 : denominator: a millimetre on paper is ``denominator / 1000`` metres.
    """

    west: float
    north: float
    width: float
    height: float
    denominator: int

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in metres."""
        metres = self.denominator / 1000
        return self.west, self.north - self.height * metres, self.west + self.width * metres, self.north

    @property
    def units_per_metre(self) -> float:
        """Hundredths of a millimetre on paper for each metre on the ground."""
        return 1000 * UNITS_PER_MM / self.denominator

    def to_paper(self, xy: np.ndarray) -> np.ndarray:
        """Return metres as hundredths of a millimetre from the upper left corner; y grows downwards."""
        return np.column_stack([(xy[:, 0] - self.west), (self.north - xy[:, 1])]) * self.units_per_metre


def fit(
    bounds: Sequence[float] | np.ndarray,
    width: float,
    height: float,
    *,
    margin: float = 5.0,
    largest: int = 50_000,
) -> Frame:
    """Return the frame with the largest round scale that shows all of an extent, centred.

    Parameters
    ----------
    bounds : sequence of float
        West, south, east, north in metres.
    width, height : float
        Of the map on paper, millimetres.
    margin : float
        Room on each side, millimetres.
    largest : int
        No larger scale than 1 : largest, so that a small place keeps its surroundings.

    Examples
    --------
    >>> frame = fit((0, 0, 40_000, 20_000), 180, 110)
    >>> frame.denominator, [round(x) for x in frame.bounds]
    (250000, [-2500, -3750, 42500, 23750])
    """
    west, south, east, north = (float(value) for value in bounds)
    needed = max((east - west) / (width - 2 * margin), (north - south) / (height - 2 * margin)) * 1000
    known = [scale for scale in SCALES if scale >= max(needed, largest)]
    denominator = known[0] if known else int(np.ceil(needed / 1e7) * 1e7)
    metres = denominator / 1000
    return Frame(
        west=(west + east - width * metres) / 2,
        north=(south + north + height * metres) / 2,
        width=width,
        height=height,
        denominator=denominator,
    )


def fit_land(
    bounds: Sequence[float] | np.ndarray, rooms: Sequence[tuple[float, float]], *, least: float = 60.0
) -> Frame:
    """Return a frame in the room that shows an extent largest, cut to the extent: no margins of nothing.

    Parameters
    ----------
    bounds : sequence of float
        West, south, east, north in metres.
    rooms : sequence of (float, float)
        Width and height in millimetres. The first is as wide as the page: there only the height is cut. It is also
        taken where another one does not allow a larger scale.
    least : float
        Nothing is cut below so many millimetres.

    Examples
    --------
    >>> rooms = ((180, 120), (110, 150))
    >>> frame = fit_land((0, 0, 80_000, 130_000), rooms)
    >>> frame.denominator, frame.width, frame.height
    (1000000, 90, 140)
    >>> frame = fit_land((0, 0, 160_000, 50_000), rooms)
    >>> frame.denominator, frame.width, frame.height
    (1000000, 180, 60)
    """
    margin = 5.0
    frames = [fit(bounds, *room, margin=margin) for room in rooms]
    position = min(range(len(frames)), key=lambda i: frames[i].denominator)
    width, height = rooms[position]
    west, south, east, north = (float(value) for value in bounds)
    metres = frames[position].denominator / 1000
    height = min(height, max(least, np.ceil((north - south) / metres + 2 * margin)))
    if position:
        width = min(width, max(least, np.ceil((east - west) / metres + 2 * margin)))
    return fit(bounds, int(width), int(height), margin=margin, largest=frames[position].denominator)


def fit_near(
    core: Sequence[float] | np.ndarray,
    others: np.ndarray,
    width: float,
    height: float,
    *,
    smallest: int,
) -> tuple[Frame, int]:
    """Return a frame around a core that shows as many of the others as a scale allows, the nearest first.

    Parameters
    ----------
    core : sequence of float
        Bounds that must be shown.
    others : numpy.ndarray
        (n, 4), bounds of places that should be shown.
    width, height : float
        Millimetres.
    smallest : int
        The scale is no smaller than 1 : smallest unless the core itself needs it.

    Returns
    -------
    tuple of Frame and int
        The frame, and how many of the others do not lie wholly inside.
    """
    middle_box = np.asarray(core, dtype=float)
    centre = (middle_box[:2] + middle_box[2:]) / 2
    middle = (others[:, :2] + others[:, 2:]) / 2
    ordered = np.vstack([middle_box, others[np.argsort(np.hypot(*(middle - centre).T), kind="stable")]])
    low = np.minimum.accumulate(ordered[:, :2])
    high = np.maximum.accumulate(ordered[:, 2:])
    room = np.array([width - 10.0, height - 10.0]) * smallest / 1000
    fitting = np.flatnonzero(((high - low) <= room).all(axis=1))
    last = int(fitting[-1]) if len(fitting) else 0
    frame = fit((*low[last], *high[last]), width, height)
    west, south, east, north = frame.bounds
    inside = (others[:, :2] >= (west, south)).all(axis=1) & (others[:, 2:] <= (east, north)).all(axis=1)
    return frame, int((~inside).sum())
