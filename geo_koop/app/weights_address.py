"""Weights in the address of a page: ``invite_weight=district:2``, one parameter for each that is not as shipped."""

import re
from collections.abc import Collection, Mapping, Sequence

from geo_koop.planning.weights import MOST

Weights = tuple[tuple[str, float], ...]
"""Name and weight of those that were set, in the order of the list."""


def parse(given: Sequence[str], known: Collection[str], *, least: float = -MOST) -> tuple[Weights, list[str]]:
    """Return weights, and the texts that are none.

    Parameters
    ----------
    given : sequence of str
        Name and number, parted by a colon.
    known : collection of str
        Names, in their order.
    least : float
        The smallest weight; the largest is 10.

    Examples
    --------
    >>> parse(["size:0.5", "hair:1", "district:99"], ("district", "size"))
    ((('size', 0.5),), ['hair:1', 'district:99'])
    """
    found: dict[str, float] = {}
    strange = []
    for text in given[:100]:
        name, _colon, number = text.rpartition(":")
        right = re.fullmatch(r"-?[0-9]{1,2}(\.[0-9]{1,2})?", number)
        if name in known and right and least <= float(number) <= MOST:
            found[name] = float(number)
        else:
            strange.append(text)
    return tuple((name, found[name]) for name in known if name in found), strange


def dump(weights: Weights) -> list[str]:
    """Return weights as values of a parameter.

    Examples
    --------
    >>> dump((("size", 0.5), ("distance", -1.0)))
    ['size:0.5', 'distance:-1']
    """
    return [f"{name}:{value:g}" for name, value in weights]


def changed(weights: Weights, name: str, value: float, shipped: Mapping[str, float]) -> Weights:
    """Return weights with one set; what is as shipped is left out.

    Examples
    --------
    >>> changed((("size", 0.5),), "size", -0.2, {"size": -0.2})
    ()
    """
    value = round(value, 2)
    now = {**dict(weights), name: value}
    return tuple((one, now[one]) for one in shipped if one in now and now[one] != shipped[one])
