"""Divides whole cents by weights: the largest remainders get the cents that are left, bounds hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

Bounds = Sequence[int | None]


class Infeasible(Exception):  # noqa: N818
    """The bounds leave no way to divide an amount.

    Parameters
    ----------
    reason : {"floors", "caps", "weights"}
        Floors are more than the amount; caps are less; or nobody below a cap has a weight.
    places : tuple of int
        Whose bounds these are.
    """

    def __init__(self, reason: str, places: tuple[int, ...]) -> None:
        super().__init__(reason)
        self.reason, self.places = reason, places


@dataclass(frozen=True)
class Quotas:
    """Parts of an amount before the cents that are left are given out.

    Attributes
    ----------
    whole, remainders : list of int
        Whole cents of each, and the numerator of what is left; the denominator is ``total``.
    total : int
        Sum of the weights.
    """

    whole: list[int]
    remainders: list[int]
    total: int


def integers(numbers: Sequence[Decimal]) -> tuple[list[int], int]:
    """Return decimals as whole numbers of the same proportion, and how many decimals were taken away.

    Examples
    --------
    >>> integers([Decimal("12.5"), Decimal(3)])
    ([125, 30], 1)
    """
    places = max((decimals(number) for number in numbers), default=0)
    return [int(number.scaleb(places)) for number in numbers], places


def decimals(number: Decimal) -> int:
    """Return how many decimals a number has.

    Examples
    --------
    >>> decimals(Decimal("1.50")), decimals(Decimal("1E+3"))
    (1, 0)
    """
    exponent = number.normalize().as_tuple().exponent
    return max(0, -int(exponent))


def mixed(numbers: Sequence[int], base: Decimal) -> list[int]:
    """Return the weights of a base that is divided equally, and a rest that is divided by numbers.

    With base share s ÷ q, sum V and n members: w = s · V + (q − s) · n · v, so that everything stays whole.

    Examples
    --------
    >>> mixed([1, 3], Decimal("0.5"))  # half equally, half 1 : 3, is 3 : 5
    [30, 50]
    """
    places = decimals(base)
    share, whole = int(base.scaleb(places)), 10**places
    total, count = sum(numbers), len(numbers)
    return [share * total + (whole - share) * count * number for number in numbers]


def divide(total: int, weights: Sequence[int], caps: Bounds = (), floors: Bounds = ()) -> list[int]:
    """Divide cents by weights.

    Who would get more than its cap, or less than its floor, gets just that, and the others divide the rest by the same
    weights, until no bound is broken. Then each gets its whole cents, and one more the largest remainders; between
    equal ones the order decides. Who is at a cap gets no further cent.

    Parameters
    ----------
    total : int
        0 or more.
    weights : sequence of int
        0 or more.
    caps, floors : sequence of int or None
        As long as the weights, or empty.

    Returns
    -------
    list of int
        Adds up to ``total``.

    Raises
    ------
    Infeasible
        If the bounds leave no way.

    Notes
    -----
    Where both kinds of bounds are broken, the kind that is broken by more is held first: with it, the result is the one
    in which all unbound parts stand in the proportion of the weights (as in the flexible layout of CSS).

    Examples
    --------
    >>> divide(100, [1, 1, 1]), divide(100, [2, 1, 1], caps=[30, None, None]), divide(100, [9, 1], floors=[None, 40])
    ([34, 33, 33], [30, 35, 35], [60, 40])
    """
    count = len(weights)
    most, least = list(caps) or [None] * count, list(floors) or [None] * count
    _possible(total, weights, most, least)
    fixed: list[int | None] = [None] * count
    while True:
        rest = total - sum(part for part in fixed if part is not None)
        found = quotas(rest, [0 if part is not None else w for part, w in zip(fixed, weights, strict=True)])
        held = _held(found, fixed, most, least)
        if not held:
            break
        for place, bound in held.items():
            fixed[place] = bound
    return [whole if part is None else part for part, whole in zip(fixed, _with_cents(rest, found), strict=True)]


def quotas(rest: int, weights: Sequence[int]) -> Quotas:
    """Return the parts of a rest by weights; nothing for anybody where there is no weight."""
    total = sum(weights)
    if not total:
        return Quotas([0] * len(weights), [0] * len(weights), 1)
    parts = [divmod(rest * weight, total) for weight in weights]
    return Quotas([whole for whole, _left in parts], [left for _whole, left in parts], total)


def _held(found: Quotas, fixed: list[int | None], caps: list[int | None], floors: list[int | None]) -> dict[int, int]:
    """Return the bounds that are broken and held in this round, by place."""
    over, under, balance = {}, {}, 0
    for place, (whole, left) in enumerate(zip(found.whole, found.remainders, strict=True)):
        cap, floor = caps[place], floors[place]
        if fixed[place] is not None:
            continue
        if cap is not None and (whole > cap or (whole == cap and left)):
            over[place] = cap
            balance += (whole - cap) * found.total + left
        elif floor is not None and whole < floor:
            under[place] = floor
            balance -= (floor - whole) * found.total - left
    return {**(over if balance >= 0 else {}), **(under if balance <= 0 else {})}


def _with_cents(rest: int, found: Quotas) -> list[int]:
    """Give a cent each to the largest remainders, until the rest is divided."""
    left = rest - sum(found.whole) if any(found.remainders) else 0
    order = sorted(range(len(found.whole)), key=lambda place: -found.remainders[place])
    more = set(order[:left])
    return [whole + (place in more) for place, whole in enumerate(found.whole)]


def _possible(total: int, weights: Sequence[int], caps: list[int | None], floors: list[int | None]) -> None:
    if sum(floor or 0 for floor in floors) > total:
        raise Infeasible("floors", tuple(i for i, floor in enumerate(floors) if floor))
    open_ = [i for i, cap in enumerate(caps) if cap is None]
    # A weight of 0 takes only what its floor says.
    most = sum(
        cap if w else floors[i] or 0 for i, (cap, w) in enumerate(zip(caps, weights, strict=True)) if cap is not None
    )
    idle = sum(floors[i] or 0 for i in open_ if not weights[i])
    if not any(weights[i] for i in open_) and most + idle < total:
        capped = tuple(i for i, cap in enumerate(caps) if cap is not None)
        raise Infeasible("caps" if capped else "weights", capped)
