"""The numbers behind a pattern, for all cooperations at once, on arrays of units.

A *unit row* is one territorial unit of one cooperation: ``coop`` (position of the cooperation) and
``node`` (position in the :class:`~geo_koop.analysis.territory.Territory`). Rows are sorted by coop.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from scipy import sparse
from scipy.sparse import csgraph

from geo_koop.analysis.territory import Territory

CHUNK_CELLS = 2_000_000
"""Cells of the look-up table of one pass (int32, so 8 MB): small enough for the processor's cache to help."""

HULL_FROM = 500
"""Member sets of this size or larger are reduced to their convex hull before distances are compared."""

PASS_POINTS = 30_000
"""Points compared in one pass: few enough for the processor's cache."""

_ROUNDING = 0.001
"""Metres by which two ways of computing one distance may differ."""

WIDER = 1.12
"""Member sets of up to so many times the size are compared in one pass."""


@dataclass(frozen=True, kw_only=True)
class Units:
    """Unit rows of all cooperations, sorted by cooperation.

    Attributes
    ----------
    count : int
        Number of cooperations.
    coop, node : numpy.ndarray
        (m), positions of cooperation and node; a node stands once in a cooperation.
    """

    count: int
    coop: np.ndarray
    node: np.ndarray

    @property
    def size(self) -> np.ndarray:
        """Number of units of each cooperation."""
        return np.bincount(self.coop, minlength=self.count)

    def total(self, values: np.ndarray) -> np.ndarray:
        """Sum values of the rows for each cooperation; missing values count as 0."""
        return np.bincount(self.coop, weights=np.nan_to_num(values), minlength=self.count)


def spread(units: Units, territory: Territory) -> dict[str, np.ndarray]:
    """Measure how a cooperation's units hang together.

    Returns
    -------
    dict of numpy.ndarray
        For each cooperation ``pieces`` (in the contiguity graph), ``near_pieces`` (in the near
        graph), ``near_share`` (share of units with another unit near).
    """
    touching = territory.steps.copy()
    touching.data = (touching.data == 1).astype(touching.data.dtype)
    touching.eliminate_zeros()
    pieces = _pieces(units, *_pairs(units, touching))
    # What is one piece already stays one in the near graph, and each of its units has another beside it.
    near_pieces = np.minimum(pieces, 1)
    has_near = (pieces == 1)[units.coop] & (units.size > 1)[units.coop]
    parted = np.flatnonzero((pieces > 1)[units.coop])
    rest = Units(count=units.count, coop=units.coop[parted], node=units.node[parted])
    one, two = _pairs(rest, territory.steps)
    has_near[parted[one]] = has_near[parted[two]] = True
    near_pieces = np.where(pieces > 1, _pieces(rest, one, two), near_pieces)
    return {
        "pieces": pieces,
        "near_pieces": near_pieces,
        "near_share": units.total(has_near) / np.maximum(units.size, 1),
    }


def _pieces(units: Units, one: np.ndarray, two: np.ndarray) -> np.ndarray:
    """Count the connected components of each cooperation, from pairs of rows that are joined."""
    m = len(units.coop)
    graph = sparse.coo_array((np.ones(len(one), dtype=np.int8), (one, two)), shape=(m, m))
    parts, part_of = csgraph.connected_components(graph, directed=False)
    coop_of = np.empty(parts, dtype=units.coop.dtype)
    coop_of[part_of] = units.coop
    return np.bincount(coop_of, minlength=units.count)


def _pairs(units: Units, near: sparse.csr_array) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs of rows of one cooperation that a graph joins.

    A dense table (cooperations of a pass × nodes) tells for each joined node whether, and in which
    row, the cooperation has it: one look-up instead of a search.
    """
    nodes = near.shape[0]
    per_pass = max(1, CHUNK_CELLS // max(nodes, 1))
    table = np.zeros(per_pass * nodes, dtype=np.int32)
    bounds = np.searchsorted(units.coop, np.arange(0, units.count + per_pass, per_pass))
    found: list[tuple[np.ndarray, np.ndarray]] = []
    upper = sparse.csr_array(sparse.triu(near, k=1))
    for index, (first, last) in enumerate(pairwise(bounds)):
        if first == last:
            continue
        base = ((units.coop[first:last] - index * per_pass) * nodes).astype(np.int32)
        node = units.node[first:last].astype(np.int32)
        table[base + node] = np.arange(1, last - first + 1, dtype=np.int32)
        row, entry = _expand(upper.indptr, node)
        partner = table[base[row] + upper.indices[entry]]
        hit = np.flatnonzero(partner)
        found.append((row[hit] + first, partner[hit] - 1 + first))
        table[base + node] = 0
    if not found:
        return np.empty(0, dtype=int), np.empty(0, dtype=int)
    one, two = (np.concatenate(part) for part in zip(*found, strict=True))
    return one, two


def _expand(indptr: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return, for the stored entries of the given sparse rows, the position in ``rows`` and the entry."""
    begin = indptr[rows]
    length = indptr[rows + 1] - begin
    position = np.repeat(np.arange(len(rows), dtype=np.int32), length)
    shift = np.cumsum(length, dtype=begin.dtype) - length
    return position, np.arange(len(position), dtype=begin.dtype) + np.repeat(begin - shift, length)


def span(units: Units, territory: Territory) -> np.ndarray:
    """Return the largest distance between two unit points of each cooperation, in metres."""
    return _largest_distance(units.coop, territory.xy[units.node], units.count)


def extent(units: Units, territory: Territory, spans: np.ndarray) -> np.ndarray:
    """Return the largest distance between two points of the area of each cooperation, in metres.

    It lies between two corners of the units' convex hulls. Corners that cannot be an end of it are left out
    first: those from which even the furthest corner of the box around the area is nearer than two points that
    are known.

    Parameters
    ----------
    units : Units
    territory : Territory
    spans : numpy.ndarray
        As returned by :func:`span`.
    """
    result = np.zeros(units.count)
    if not len(units.coop):
        return result
    begin, corners = territory.corner_start, territory.corners
    low, high = (reach.reduceat(corners, begin[:-1]) for reach in (np.minimum, np.maximum))
    filled = np.flatnonzero(units.size)
    start = np.searchsorted(units.coop, filled)
    box_low, box_high = np.zeros((units.count, 2)), np.zeros((units.count, 2))
    box_low[filled] = np.minimum.reduceat(low[units.node], start)
    box_high[filled] = np.maximum.reduceat(high[units.node], start)
    known = np.maximum(spans, (box_high - box_low).max(axis=1))

    def reach(points: np.ndarray, coop: np.ndarray) -> np.ndarray:
        """Return the distance of the furthest corner of the box."""
        away = np.maximum(points - box_low[coop], box_high[coop] - points)
        return np.asarray(np.hypot(away[:, 0], away[:, 1]))

    middle, radius = (low + high) / 2, np.hypot(*(high - low).T) / 2
    far = reach(middle[units.node], units.coop) + radius[units.node] >= known[units.coop] - _ROUNDING
    position, entry = _expand(begin, units.node[far])
    coop, xy = units.coop[far][position], corners[entry]
    ends = reach(xy, coop) >= known[coop] - _ROUNDING
    return _largest_distance(coop[ends], xy[ends], units.count)


def _reduced(coop: np.ndarray, xy: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Reduce large sets of points to the corners of their convex hull, on which the largest distance lies."""
    large = np.bincount(coop, minlength=count)[coop] >= HULL_FROM
    if not large.any():
        return coop, xy
    owners, dense = np.unique(coop[large], return_inverse=True)
    clouds = shapely.multipoints(shapely.points(xy[large]), indices=dense)
    corners, which = shapely.get_coordinates(shapely.convex_hull(clouds), return_index=True)
    coop, xy = np.concatenate([coop[~large], owners[which]]), np.vstack([xy[~large], corners])
    order = np.argsort(coop, kind="stable")
    return coop[order], xy[order]


def _largest_distance(coop: np.ndarray, xy: np.ndarray, count: int) -> np.ndarray:
    """Compare all points of a cooperation with each other, cooperations of nearly equal size in one pass."""
    coop, xy = _reduced(coop, xy, count)
    result = np.zeros(count)
    size = np.bincount(coop, minlength=count)
    start = np.cumsum(size) - size
    power = np.ceil(np.log(np.maximum(size, 1)) / np.log(WIDER))
    width = np.maximum(size, np.floor(WIDER**power).astype(int))
    for k in np.unique(width[size > 1]):
        of_size = np.flatnonzero((width == k) & (size > 1))
        for part in np.array_split(of_size, max(1, len(of_size) * k // PASS_POINTS)):
            # Smaller sets are filled up with their last point, which changes no distance.
            at = start[part] + np.minimum(np.arange(k)[:, None], size[part] - 1)
            x, y = xy[at, 0], xy[at, 1]
            largest = np.zeros(len(part))
            # The first point with the others, the second with those behind it, and so on.
            for i in range(k - 1):
                squared, across = x[i + 1 :] - x[i], y[i + 1 :] - y[i]
                squared *= squared
                across *= across
                squared += across
                np.maximum(largest, squared.max(axis=0), out=largest)
            result[part] = np.sqrt(largest)
    return result


def core(units: Units, territory: Territory) -> dict[str, np.ndarray]:
    """Find the most populous municipal member, and where the other units lie seen from it.

    Returns
    -------
    dict of numpy.ndarray
        For each cooperation ``core`` (node, -1 without inhabitants), ``core_population``,
        ``core_ratio`` (to the second most populous member; infinite without one); for each unit row
        ``core_distance`` (m), ``core_steps`` (1, 2, or 3 for more; 0 for the core itself).
    """
    population = np.where(units.node < territory.n, territory.population[units.node], np.nan)
    population = np.where(np.isnan(population), -1.0, population)
    rows, largest = _largest_row(units, population)
    population[rows[largest >= 0]] = -1
    _rows, second = _largest_row(units, population)
    known = largest >= 0
    result = np.full(units.count, -1)
    result[known] = units.node[rows[known]]
    largest = np.where(known, largest, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(second > 0, largest / second, np.where(known, np.inf, np.nan))
    return {"core": result, "core_population": largest, "core_ratio": ratio}


def _largest_row(units: Units, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return, for each cooperation, the row with the largest value, and that value; -1 where it has no row."""
    rows, largest = np.full(units.count, -1), np.full(units.count, -1.0)
    filled = np.flatnonzero(units.size)
    if len(filled):
        start = np.searchsorted(units.coop, filled)
        largest[filled] = np.maximum.reduceat(values, start)
        candidates = np.flatnonzero(values == largest[units.coop])
        owner = units.coop[candidates]
        first = np.append(True, owner[1:] != owner[:-1])
        rows[owner[first]] = candidates[first]
    return rows, largest


def from_core(units: Units, territory: Territory, cores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return distance (m; NaN without core) and steps (0 core, 1, 2, 3 for more) of each unit row from its core."""
    core_of = cores[units.coop]
    known = core_of >= 0
    offset = territory.xy[units.node] - territory.xy[core_of]
    distance = np.where(known, np.hypot(offset[:, 0], offset[:, 1]), np.nan)
    steps = np.full(len(core_of), 3, dtype=np.int8)
    steps[known] = _look_up(territory.steps, core_of[known], units.node[known])
    steps[core_of == units.node] = 0
    return distance, steps


def _look_up(matrix: sparse.csr_array, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return the entries of a sparse matrix of steps; 3 where none is stored."""
    stored = np.asarray(matrix[rows, columns]).ravel() if len(rows) else np.empty(0, dtype=np.int8)
    return np.where(stored == 0, 3, stored)


def districts(units: Units, territory: Territory) -> dict[str, np.ndarray]:
    """Count, for each cooperation and district, the municipal members.

    Returns
    -------
    dict of numpy.ndarray
        Pair rows ``coop, district, members, share`` (share of the district's municipalities).
    """
    code = np.where(units.node < territory.n, territory.district[units.node], -1)
    owner, code = units.coop[code >= 0].astype(np.int64), code[code >= 0]
    width = max(len(territory.districts), 1)
    pairs, members = np.unique(owner * width + code, return_counts=True)
    district = pairs % width
    return {
        "coop": pairs // width,
        "district": district,
        "members": members,
        "share": members / np.maximum(territory.district_size[district], 1) if len(pairs) else members.astype(float),
    }


def touched(units: Units, territory: Territory) -> dict[str, np.ndarray]:
    """Count the districts and states in which the units of each cooperation lie."""
    result = {}
    for name, codes in (("districts", territory.district), ("states", territory.state)):
        code = codes[units.node]
        owner, code = units.coop[code >= 0].astype(np.int64), code[code >= 0]
        changed = np.append(True, (owner[1:] != owner[:-1]) | (code[1:] != code[:-1]))[: len(code)]
        width = int(codes.max(initial=0)) + 1
        pairs = np.unique(owner[changed] * width + code[changed])
        result[name] = np.bincount(pairs // width, minlength=units.count)
    return result
