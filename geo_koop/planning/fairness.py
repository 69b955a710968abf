"""What is fair when costs are shared: compared with what each group of members would pay without the others.

Coalitions are bit masks: member ``i`` (in alphabetical order) is bit ``i``, and costs are one array over all masks.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from geo_koop.errors import UsageError

Number = float
Costs = Mapping[frozenset[str], Number]

MOST_MEMBERS = 12
"""Beyond that nobody states the costs of all coalitions: 4,095 for twelve members."""

_NAMED = 12
_EVEN = 1e-9
"""Share of the costs below which a sum of benefits counts as 0: numbers with decimals never meet exactly."""


@dataclass(frozen=True, kw_only=True)
class Compromise:
    """A division by separable costs and remaining benefits, with what it is made of.

    Attributes
    ----------
    separable, benefits, shares : Mapping of str to float
        By member: what it adds to the costs of all others; what it saves against being alone if it pays only that;
        what it pays.
    equal : bool
        Benefits sum to 0, so that the rest is divided into equal parts.
    negative : tuple of str
        Members with a negative benefit: alone they would pay less than they add.
    """

    separable: Mapping[str, float]
    benefits: Mapping[str, float]
    shares: Mapping[str, float]
    equal: bool
    negative: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Objection:
    """A coalition that pays more than it would alone: what it pays, and what it would."""

    members: tuple[str, ...]
    pays: float
    alone: float


def shapley(costs: Costs, *, members: Collection[str] | None = None) -> dict[str, float]:
    """Return the Shapley value: what each member adds to the costs, on average over all orders of joining.

    Parameters
    ----------
    costs : Mapping of frozenset of str to number
        Costs of every coalition; the empty one is 0.
    members : collection of str, optional
        Who may stand in a coalition; all that do, where it is left out.

    Returns
    -------
    dict
        Member to its part, not rounded; parts add up to the costs of all.

    Raises
    ------
    UsageError
        If a coalition is missing or holds an unknown member, more than twelve members take part, or costs are no
        finite numbers.

    Notes
    -----
    Shapley (1953), A value for n-person games: weights of a coalition of s others are s! (n − s − 1)! ÷ n!.

    Examples
    --------
    >>> shapley({frozenset("A"): 6, frozenset("B"): 10, frozenset("AB"): 12})
    {'A': 4.0, 'B': 8.0}
    """
    names, values = _game(costs, members)
    count = len(names)
    masks = np.arange(1 << count)
    sizes = np.bitwise_count(masks)
    weights = np.array([1 / (count * math.comb(count - 1, size)) for size in range(count)])
    parts = {}
    for place, name in enumerate(names):
        without = masks[masks >> place & 1 == 0]
        added = values[without | 1 << place] - values[without]
        parts[name] = math.fsum(weights[sizes[without]] * added)
    return parts


def scrb(costs: Costs, *, members: Collection[str] | None = None) -> dict[str, float]:
    """Return the division by separable costs and remaining benefits (SCRB).

    Parameters
    ----------
    costs, members
        As in :func:`shapley`.

    Returns
    -------
    dict
        Member to its part, not rounded; parts add up to the costs of all. :func:`compromise` says what it is made of.

    Raises
    ------
    UsageError
        As in :func:`shapley`.

    Examples
    --------
    >>> scrb({frozenset("A"): 6, frozenset("B"): 10, frozenset("AB"): 12})
    {'A': 4.0, 'B': 8.0}
    """
    return dict(compromise(costs, members=members).shares)


def compromise(costs: Costs, *, members: Collection[str] | None = None) -> Compromise:
    """Return the division by separable costs and remaining benefits, with its parts.

    Parameters
    ----------
    costs, members
        As in :func:`shapley`.

    Raises
    ------
    UsageError
        As in :func:`shapley`.

    Notes
    -----
    Young, Okada, Hashimoto (1979), Cost allocation in water resources development, IIASA WP-79-77: separable
    s(i) = c(N) − c(N∖i), benefit b(i) = c(i) − s(i), part s(i) + b(i) ÷ Σb · (c(N) − Σs). Where benefits sum to 0, the
    rest is divided into equal parts.
    """
    names, values = _game(costs, members)
    places = 1 << np.arange(len(names))
    everybody = len(values) - 1
    separable = values[everybody] - values[everybody ^ places]
    benefits = values[places] - separable
    rest = values[everybody] - math.fsum(separable)
    total = math.fsum(benefits)
    equal = abs(total) <= _EVEN * float(np.abs(values).max())
    shares = separable + (np.full(len(names), rest / len(names)) if equal else benefits / total * rest)
    negative = benefits < -_EVEN * np.abs(values).max()
    return Compromise(
        separable=dict(zip(names, separable.tolist(), strict=True)),
        benefits=dict(zip(names, benefits.tolist(), strict=True)),
        shares=dict(zip(names, shares.tolist(), strict=True)),
        equal=equal,
        negative=tuple(name for name, below in zip(names, negative, strict=True) if below),
    )


def objections(shares: Mapping[str, Number], costs: Costs, *, tolerance: float = 0.0) -> tuple[Objection, ...]:
    """Return the coalitions that pay more than they would alone (stand-alone test).

    Parameters
    ----------
    shares : Mapping of str to number
        What each member pays.
    costs : Mapping of frozenset of str to number
        Costs alone of those coalitions that are to be tested: not all need be given. That of all members is left out,
        who have nobody to leave.
    tolerance : float
        Excess that counts as none.

    Returns
    -------
    tuple of Objection
        The small ones first, then by name.

    Raises
    ------
    UsageError
        If a coalition holds a member that pays nothing, or costs are no finite numbers.

    Examples
    --------
    >>> objections({"A": 7, "B": 5}, {frozenset("A"): 6, frozenset("B"): 10})
    (Objection(members=('A',), pays=7.0, alone=6.0),)
    """
    names = sorted(shares)
    given = _checked(costs, names)
    coalitions = sorted((tuple(sorted(one)) for one in given if 0 < len(one) < len(names)), key=lambda c: (len(c), c))
    if not coalitions:
        return ()
    # Coalitions by members: what a coalition pays is a product of matrices.
    place = {name: at for at, name in enumerate(names)}
    taking_part = np.zeros((len(coalitions), len(names)))
    rows = [row for row, one in enumerate(coalitions) for _name in one]
    taking_part[rows, [place[name] for one in coalitions for name in one]] = 1
    pays = taking_part @ np.array([float(shares[name]) for name in names])
    alone = np.array([given[frozenset(one)] for one in coalitions])
    noise = 1e-12 * np.maximum(np.abs(pays), np.abs(alone))
    return tuple(
        Objection(members=coalitions[at], pays=float(pays[at]), alone=float(alone[at]))
        for at in np.flatnonzero(pays > alone + tolerance + noise)
    )


def missing(costs: Iterable[frozenset[str]], members: Collection[str]) -> tuple[frozenset[str], ...]:
    """Return the coalitions of members that are not given, the small ones first."""
    names, given = sorted(members), {frozenset(one) for one in costs}
    sets = (frozenset(n for at, n in enumerate(names) if mask >> at & 1) for mask in range(1, 1 << len(names)))
    return tuple(sorted((one for one in sets if one not in given), key=lambda one: (len(one), sorted(one))))


def _game(costs: Costs, members: Collection[str] | None) -> tuple[list[str], np.ndarray]:
    """Return the members in alphabetical order, and the costs by mask."""
    names = sorted({name for one in _coalitions(costs) for name in one} if members is None else set(members))
    if not names:
        raise UsageError("There is no coalition whose costs could be shared.", "Give the costs of every coalition.")
    if len(names) > MOST_MEMBERS:
        raise UsageError(
            "{count} members take part: {names}; costs of all coalitions are reckoned with at most {most}.",
            "Take members together, or share by a key.",
            count=len(names),
            names=", ".join(names),
            most=MOST_MEMBERS,
        )
    given = _checked(costs, names)
    absent = missing(given, names)
    if absent:
        listed = "; ".join(said(one) for one in absent[:_NAMED])
        raise UsageError(
            "The costs of {count} coalitions are missing: {coalitions}.",
            "Give the costs of every coalition of the members, each alone and all together among them.",
            count=len(absent),
            coalitions=f"{listed}; …" if len(absent) > _NAMED else listed,
        )
    values = np.zeros(1 << len(names))
    bits = {name: 1 << at for at, name in enumerate(names)}
    for one, value in given.items():
        values[sum(bits[name] for name in one)] = value
    return names, values


def said(coalition: Iterable[str]) -> str:
    """Return a coalition as people write it."""
    return " + ".join(sorted(coalition))


def _coalitions(costs: Costs) -> list[frozenset[str]]:
    strange = [one for one in costs if not isinstance(one, frozenset) or not all(isinstance(n, str) for n in one)]
    if strange:
        raise UsageError(
            "{coalition} is no coalition.", "Write a coalition as a frozenset of names.", coalition=repr(strange[0])
        )
    return list(costs)


def _checked(costs: Costs, names: list[str]) -> dict[frozenset[str], float]:
    """Return the costs as numbers once coalitions, members and numbers are in order."""
    unknown = sorted({name for one in _coalitions(costs) for name in one} - set(names))
    if unknown:
        raise UsageError(
            "Coalitions name members that do not take part: {names}.",
            "Members are: {known}.",
            names=", ".join(unknown),
            known=", ".join(names),
        )
    numbers = {one: _number(value) for one, value in costs.items()}
    odd = [one for one, value in numbers.items() if not math.isfinite(value) or abs(value) > 1e15]
    if odd:
        raise UsageError(
            "The costs of {coalition} are no number that can be reckoned with: {value}.",
            "Give finite numbers below a thousand million million.",
            coalition=said(odd[0]) or "∅",
            value=str(costs[odd[0]]),
        )
    if numbers.get(frozenset(), 0) != 0:
        raise UsageError(
            "The costs of the empty coalition are {value}.",
            "Nobody costs nothing: leave it out, or give 0.",
            value=str(costs[frozenset()]),
        )
    return numbers


def _number(value: object) -> float:
    try:
        return math.nan if isinstance(value, (str, bool)) else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return math.nan
