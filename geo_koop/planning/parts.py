r"""The parts by which partners are ordered: how near, how connected, how alike (``docs/potential.md``).

For a municipality x and the members R of a cooperation, x itself never among them:

contiguity
    members that touch x ÷ min(\|R\|, 6), 1 at most
district
    share of R in the district of x
filled
    share of the other municipalities of x's district that are in R
shared
    mean over R of the number of *other* cooperations that x and the member share
overlap
    mean over R of that number ÷ the number of other cooperations of either of them (Jaccard)
distance
    mean distance to R, km
nearest
    distance to the nearest of R, km
size
    \|ln inhabitants of x - median of ln inhabitants of R\|; NaN where they are unknown
"""

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import fields as entries

import numpy as np
from scipy import sparse
from scipy.spatial.distance import cdist

from geo_koop.planning.ground import Ground

MOST_TOUCHING = 6
"""Members that touch a municipality count up to this number: few have more neighbours."""
_CELLS = 4_000_000
"""Pairs of membership and municipality that are held at once."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The parts as arrays: a row for each cooperation or hidden membership, a column for each municipality.

    Attributes
    ----------
    contiguity, district, filled, shared, overlap, distance, nearest, size : numpy.ndarray
        See the module.
    """

    contiguity: np.ndarray
    district: np.ndarray
    filled: np.ndarray
    shared: np.ndarray
    overlap: np.ndarray
    distance: np.ndarray
    nearest: np.ndarray
    size: np.ndarray

    def stacked(self, other: "Parts") -> "Parts":
        """Return the rows of both."""
        return Parts(
            **{part.name: np.vstack([getattr(self, part.name), getattr(other, part.name)]) for part in entries(self)}
        )


NAMES = tuple(part.name for part in entries(Parts))


def of(ground: Ground, cooperations: np.ndarray, municipalities: np.ndarray) -> Parts:
    """Return the parts of municipalities with cooperations; a member is compared with the other members.

    Parameters
    ----------
    ground : Ground
    cooperations, municipalities : numpy.ndarray of int
        Positions; every cooperation has a member.

    Returns
    -------
    Parts
        (cooperations, municipalities); without other members, distance, nearest and size are NaN, the others 0.
    """
    found: Parts | None = None
    for block in blocks(ground.members[cooperations], len(municipalities)):
        part = _of_block(ground, cooperations[block], municipalities)
        found = part if found is None else found.stacked(part)
    if found is None:
        return Parts(**{name: np.zeros((0, len(municipalities))) for name in NAMES})
    return found


def blocks(members: sparse.csr_array, columns: int) -> Iterator[slice]:
    """Cut cooperations into blocks, so that what is held at once fits into memory."""
    begin, most = 0, max(_CELLS // max(columns, 1), 1)
    while begin < members.shape[0]:
        end = int(np.searchsorted(members.indptr, members.indptr[begin] + most, side="right")) - 1
        end = min(max(end, begin + 1), members.shape[0])
        yield slice(begin, end)
        begin = end


def _of_block(ground: Ground, cooperations: np.ndarray, municipalities: np.ndarray) -> Parts:
    rows = ground.members[cooperations]
    at, starts = rows.indices, rows.indptr[:-1]
    group = np.repeat(np.arange(len(cooperations)), np.diff(rows.indptr))
    pairs = pairs_of(ground, at, municipalities)
    inside = rows[:, municipalities].toarray()
    # What two members share includes this cooperation, where both are members themselves.
    theirs = _own(ground, cooperations)[group][:, None]
    ours = ground.own[cooperations][:, municipalities].toarray()[group]
    other = np.where(pairs.itself, 0, pairs.shared - theirs * ours)
    either = pairs.either - theirs - ours - other
    return _made(
        ground,
        municipalities,
        touching=np.add.reduceat(pairs.touching, starts, axis=0),
        same=np.add.reduceat(pairs.same.astype(np.float32), starts, axis=0),
        shared=np.add.reduceat(other, starts, axis=0),
        overlap=np.add.reduceat(_share(other, either), starts, axis=0),
        distance=np.add.reduceat(pairs.distance, starts, axis=0),
        nearest=np.minimum.reduceat(np.where(pairs.itself, np.inf, pairs.distance), starts, axis=0),
        size=np.diff(rows.indptr)[:, None] - inside,
        middle=_middles(ground.people, rows, inside, municipalities),
    )


def _own(ground: Ground, cooperations: np.ndarray) -> np.ndarray:
    """Tell with 1 of which cooperations municipalities are members themselves; 0 where districts alone are."""
    return np.asarray(np.diff(ground.own.indptr)[cooperations] > 0, dtype=np.float32)


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.asarray(np.divide(part, whole, out=np.zeros_like(part, dtype=np.float32), where=whole > 0))


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """What is between memberships and municipalities, as arrays of both; a member is nothing to itself.

    Attributes
    ----------
    distance : numpy.ndarray
        km
    touching, shared, either : numpy.ndarray
        1 for neighbours; the number of cooperations that both are members of; the memberships of the two, added up.
    same, itself : numpy.ndarray of bool
        Whether both lie in one district; whether both are one municipality.
    """

    distance: np.ndarray
    touching: np.ndarray
    shared: np.ndarray
    either: np.ndarray
    same: np.ndarray
    itself: np.ndarray


def pairs_of(ground: Ground, members: np.ndarray, municipalities: np.ndarray) -> Pairs:
    """Compare memberships with municipalities, both given by the position of the municipality."""
    places = ground.district[members]
    itself = members[:, None] == municipalities[None, :]
    whole = len(municipalities) == ground.n and (municipalities == np.arange(ground.n)).all()

    def between(matrix: sparse.csr_array) -> np.ndarray:
        rows = matrix[members]
        return np.asarray((rows if whole else rows[:, municipalities]).toarray(), dtype=np.float32)

    count = np.asarray(ground.own.sum(axis=0)).ravel().astype(np.float32)
    return Pairs(
        either=count[members][:, None] + count[municipalities][None, :],
        distance=cdist(ground.points[members], ground.points[municipalities]).astype(np.float32),
        touching=between(ground.touching),
        shared=between(ground.shared),
        same=(places[:, None] == ground.district[municipalities][None, :]) & (places >= 0)[:, None] & ~itself,
        itself=itself,
    )


def _made(
    ground: Ground,
    municipalities: np.ndarray,
    *,
    touching: np.ndarray,
    same: np.ndarray,
    shared: np.ndarray,
    overlap: np.ndarray,
    distance: np.ndarray,
    nearest: np.ndarray,
    size: np.ndarray,
    middle: np.ndarray,
) -> Parts:
    """Make the parts from sums over members, and from their number (``size``)."""
    counted = np.maximum(size, 1)
    nobody = size < 1
    places = ground.district[municipalities]
    others = np.where(places >= 0, np.bincount(ground.district[ground.district >= 0], minlength=1)[places] - 1, 0)
    return Parts(
        contiguity=np.minimum(touching / np.minimum(counted, MOST_TOUCHING), 1.0),
        district=same / counted,
        filled=same / np.maximum(others, 1),
        shared=shared / counted,
        overlap=overlap / counted,
        distance=np.where(nobody, np.nan, distance / counted),
        nearest=np.where(nobody, np.nan, nearest),
        size=np.abs(ground.people[municipalities] - middle),
    )


def _middles(people: np.ndarray, rows: sparse.csr_array, inside: np.ndarray, municipalities: np.ndarray) -> np.ndarray:
    """Return the median of ln inhabitants of each cooperation, for each municipality without itself."""
    group = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    alone = without_one(people[rows.indices], group, rows.indptr)
    result = np.broadcast_to(medians(people[rows.indices], group, rows.indptr)[:, None], inside.shape)
    if not inside.any():
        return result
    result = result.copy()
    place = np.full(len(people), -1)
    place[municipalities] = np.arange(len(municipalities))
    asked = place[rows.indices] >= 0
    result[group[asked], place[rows.indices[asked]]] = alone[asked]
    return result


def medians(values: np.ndarray, group: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Return the median of each group, of the values that are known.

    Parameters
    ----------
    values : numpy.ndarray
    group : numpy.ndarray of int
        Ascending.
    starts : numpy.ndarray of int
        Where each group begins, and where the last one ends.
    """
    ordered, known = _ordered(values, group, starts)
    return _middle(ordered, starts[:-1], known, np.full(len(known), -1))


def without_one(values: np.ndarray, group: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Return for each value the median of the others of its group; parameters as for :func:`medians`.

    Examples
    --------
    >>> without_one(np.array([1.0, 2.0, 9.0]), np.zeros(3, dtype=int), np.array([0, 3])).tolist()
    [5.5, 5.0, 1.5]
    """
    order = np.lexsort((values, group))
    ordered, known = _ordered(values, group, starts)
    rank = np.empty(len(values), dtype=int)
    rank[order] = np.arange(len(values))
    rank -= starts[group]
    there = ~np.isnan(values)
    return _middle(ordered, starts[group], known[group] - there, np.where(there, rank, -1))


def _ordered(values: np.ndarray, group: np.ndarray, starts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the values by group and size, unknown ones last, and how many are known of each group."""
    known = np.bincount(group, ~np.isnan(values), minlength=len(starts) - 1).astype(int)
    return values[np.lexsort((values, group))], known


def _middle(ordered: np.ndarray, start: np.ndarray, known: np.ndarray, left_out: np.ndarray) -> np.ndarray:
    """Return medians of runs of ``ordered``, each without the value at the rank ``left_out`` (-1: none)."""
    sides = []
    for rank in ((known - 1) // 2, known // 2):
        shifted = rank + ((left_out >= 0) & (rank >= left_out))
        at = np.clip(start + shifted, 0, max(len(ordered) - 1, 0))
        sides.append(ordered[at] if len(ordered) else np.full(len(start), np.nan))
    return np.where(known > 0, (sides[0] + sides[1]) / 2, np.nan)


def hidden(ground: Ground, cooperations: np.ndarray) -> Parts:
    """Return the parts of all municipalities with each cooperation without one of its members, for each of these.

    What is hidden is in no part: a membership is compared with the others alone, and so is everybody else.

    Parameters
    ----------
    ground : Ground
    cooperations : numpy.ndarray of int
        Positions of cooperations with two members or more.

    Returns
    -------
    Parts
        A row for each membership, as ``ground.members[cooperations].indices`` has them, a column for each municipality.
        Columns of other members mean nothing.
    """
    rows = ground.members[cooperations]
    at, starts = rows.indices, rows.indptr[:-1]
    everyone = np.arange(ground.n)
    pairs = pairs_of(ground, at, everyone)
    group = np.repeat(np.arange(len(cooperations)), np.diff(rows.indptr))
    own = _own(ground, cooperations)[group][:, None]
    other = np.where(pairs.itself, 0, pairs.shared)
    overlap = _share(other, pairs.either - own - other)
    shared, overlap = (np.add.reduceat(values, starts, axis=0)[group] - values for values in (other, overlap))
    # What x shares with the others includes the cooperation of which it is hidden.
    other = np.where(pairs.itself, 0, other - own)
    number = np.arange(len(at))
    shared[number, at] = np.add.reduceat(other, starts, axis=0)[group, at]
    overlap[number, at] = np.add.reduceat(_share(other, pairs.either - 2 * own - other), starts, axis=0)[group, at]
    distance = np.where(pairs.itself, np.inf, pairs.distance)
    first = np.minimum.reduceat(distance, starts, axis=0)[group]
    is_first = distance == first
    second = np.minimum.reduceat(np.where(is_first, np.inf, distance), starts, axis=0)[group]
    alone = np.add.reduceat(is_first.astype(np.int32), starts, axis=0)[group] == 1
    return _made(
        ground,
        everyone,
        touching=np.add.reduceat(pairs.touching, starts, axis=0)[group] - pairs.touching,
        same=np.add.reduceat(pairs.same.astype(np.float32), starts, axis=0)[group] - pairs.same,
        shared=shared,
        overlap=overlap,
        distance=np.add.reduceat(pairs.distance, starts, axis=0)[group] - pairs.distance,
        nearest=np.where(is_first & alone, second, first),
        size=np.diff(rows.indptr)[group][:, None] - 1,
        middle=without_one(ground.people[at], group, rows.indptr)[:, None],
    )
